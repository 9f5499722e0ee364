"""The one Deadline table of the house: it keeps events, replays the rulebook over them and reports differences.

Its words: a *track* is one thing on a clock (a request, a plan); an *event* is what happened, with its day; a
*deadline* is what the law makes of the events; a *difference* is a past that no longer gives the same deadlines.
It asks nobody: rooms above hand it their events. It calls `people` and `access` and nothing else.
"""
