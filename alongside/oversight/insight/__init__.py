"""Honest forecasts: how long waits have taken, whether the ranges we gave held, and what would shorten the queue.

Reads facts without names, never a case. Its words: a *spell* is one stage of one case; a *forecast* is what a group's
waits say, never a date or a promise; a *score* counts how many ranges held; a *scenario* is a what-if question with
its inputs and what came out. It may call everything below oversight; only this room reads `facts`.
"""
