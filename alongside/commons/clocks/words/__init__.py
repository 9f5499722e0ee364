"""Words of the clocks: kinds of track, states of a deadline, kinds of difference."""

from enum import StrEnum


class TrackKind(StrEnum):
    """What is on the clock."""

    REQUEST = "request"
    PLAN = "plan"


class DeadlineState(StrEnum):
    """How a duty stands on the day of the last replay; the values are the rulebook's."""

    OPEN = "open"
    OVERDUE = "overdue"
    MET = "met"
    MISSED = "missed"
    EXEMPT = "exempt"
    NEEDS_A_PERSON = "needs_a_person"


FAMILY = "family"
"""Holder of time that a family may use and need not: it is never done, late or over, for it may be longer."""
WAITING = (DeadlineState.OPEN, DeadlineState.OVERDUE, DeadlineState.NEEDS_A_PERSON)
"""States in which somebody still has something to do."""

STATE_WORDS: dict[str, str] = {
    DeadlineState.OPEN: "Running",
    DeadlineState.OVERDUE: "Late",
    DeadlineState.MET: "Done in time",
    DeadlineState.MISSED: "Done late",
    DeadlineState.EXEMPT: "A lawful exception applies",
    DeadlineState.NEEDS_A_PERSON: "A person must decide",
}


class DifferenceKind(StrEnum):
    """Why stored deadlines and fresh ones disagree although no act explains it."""

    EVENTS = "events"
    """The room's rows tell another story than the one that was stored."""
    FINDINGS = "findings"
    """Same story, same day, other result: the rulebook or the calendar changed."""
    ROWS = "rows"
    """The stored deadlines are not what was written: somebody changed them outside the services."""


DIFFERENCE_WORDS: dict[str, str] = {
    DifferenceKind.EVENTS: "The record of what happened has changed since the dates were worked out",
    DifferenceKind.FINDINGS: "The rules or the calendar now give another result for the same events",
    DifferenceKind.ROWS: "The stored dates were changed by something other than a replay",
}


class MarkKind(StrEnum):
    """What somebody looked at and found right."""

    LAW = "law"
    """The rule as it stands in the rulebook, against the text of the regulation."""
    FAMILY = "family"
    """The family's wording: agreed in a session with families."""
