"""The checks of a return, one module a group; ids as in the reference: W of an open tool, D of our own deriving.

Tier 1 checks that need a register of schools (W-521, W-522, W-531, W-532) or other people's records (W-541) wait
for such a register. W-404 is D18, W-401 to W-403 and W-601 are D16, W-110 is D02; they are reported once.
"""

from alongside.oversight.returns.engine.checks import assessments, persons, placements, plans, requests, reviews
from alongside.oversight.returns.engine.checks.registry import PERSON_RULES, REQUEST_RULES, Context, Rule, run

__all__ = [
    "PERSON_RULES", "REQUEST_RULES", "Context", "Rule", "assessments", "persons", "placements", "plans", "requests",
    "reviews", "run",
]
