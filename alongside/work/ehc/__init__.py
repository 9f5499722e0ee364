"""EHC needs assessment: requests, their decision by week six, and the register of plans.

Its words: a *request* is how a child came to the council's notice, on the clock from the day it reached anyone there;
a *decision* says yes or no to assessing, with its test, evidence and reasons; a *plan* is an entry of the register.
It may call every room of commons and ground; only `history` speaks the rulebook's language.
"""
