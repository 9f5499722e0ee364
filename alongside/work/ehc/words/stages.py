"""Stages in which a family waits, as far as our records tell them apart."""

from enum import StrEnum


class Stage(StrEnum):
    """What a family waits for; the whole way is counted beside its parts."""

    ANSWER = "answer"
    """From day 0 to the answer whether the council will assess."""
    ASSESSMENT = "assessment"
    """From a yes to the decision whether there will be a plan."""
    PLAN = "plan"
    """From the decision to make a plan to the final plan."""
    WHOLE = "whole"
    """From day 0 to the end of an assessment that was agreed: a final plan, or the decision that there will be none."""


def season_of(month: int) -> str:
    """The school term in which a wait began, by month: it decides how many weeks of leave lie ahead."""
    return "spring" if month <= 4 else "summer" if month <= 8 else "autumn"
