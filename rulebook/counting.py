"""From what happened to a date: the count of a duty by the text of its day, remembered between cases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple

from rulebook.calendar import Calendar
from rulebook.events import BY_NAME
from rulebook.model import Duty, Event, Limit, OutsideTableError
from rulebook.periods import COUNTS, Counted, in_words

# How a duty without a number is told.
_NO_NUMBER: Final = {
    "as_soon_as_practicable": "The law sets no number of days: it must be done as soon as practicable.",
    "at_once": "The law sets no number of days: it must be done at once.",
    "with_the_letter": "It must stand in the letter itself.",
    "standing": "It holds for as long as this stage lasts.",
    "without_undue_delay": "The law sets no number of days: it must be done without undue delay.",
    "reasonable_endeavours": "For this time the law asked only for reasonable endeavours, not for success.",
    "at_the_meeting": "It must be done at the meeting itself.",
    "until_appeal_ends": "The plan goes on while an appeal against ending it is possible or under way.",
    "before_deciding": "The law sets no number of days: it must be done before the decision.",
}
# Counts from a day that the events name: takes the number and the unit of a text.
Anchored = Callable[[int, str], Counted]
# A whole area is replayed in one go, and its cases share days: ten years of them fit for every duty.
_REMEMBERED: Final = 131072


class Clock(NamedTuple):
    """A counted date: the text it follows, the working day to do it by, the steps, and any trouble."""

    limit: Limit
    due: date | None
    operational: date | None
    working: tuple[str, ...]
    trouble: str = ""


class Dated(NamedTuple):
    """A date in the making: a rule of its own may still move it before it becomes a clock."""

    limit: Limit
    due: date
    steps: tuple[str, ...]


def happened(event: Event) -> str:
    """The sentence that starts every count: what happened, and when."""
    return _sentence(event.type, event.on)


@lru_cache(maxsize=_REMEMBERED)
def _sentence(kind: str, day: date) -> str:
    return f"On {in_words(day)} {BY_NAME[kind].happened}."


def count(limit: Limit, start: date, calendar: Calendar) -> Counted | None:
    """The last day by this text, or None where the text sets no number."""
    return None if limit.value is None else COUNTS[limit.count](start, limit.value, calendar)


@lru_cache(maxsize=_REMEMBERED)
def clock(rule: Duty, kind: str, start: date, since: date, calendar: Calendar) -> Clock | None:
    """The clock that an event of a kind starts, by the text in force on `since`; None without a text.

    Raises OutsideTableError where working days of an unknown year would have to be counted.
    """
    limit = rule.limit_on(since)
    if limit is None:
        return None
    counted = count(limit, start, calendar)
    if counted is None:
        return Clock(limit, None, None, (_sentence(kind, start), _NO_NUMBER[limit.count]))
    return _finish(Dated(limit, counted.due, (_sentence(kind, start), *counted.steps)), calendar)


def dated(rule: Duty, opened: Event, since: date, calendar: Calendar) -> Dated | None:
    """The same count, still open to a move; None without a text or a number."""
    return _dated(rule, opened.type, opened.on, since, calendar)


@lru_cache(maxsize=_REMEMBERED)
def _dated(rule: Duty, kind: str, start: date, since: date, calendar: Calendar) -> Dated | None:
    limit = rule.limit_on(since)
    counted = count(limit, start, calendar) if limit else None
    return Dated(limit, counted.due, (_sentence(kind, start), *counted.steps)) if limit and counted else None


def anchored(rule: Duty, opened: Event, since: date, how: Anchored) -> Dated | None:
    """The date of a duty that runs from or up to a day its events name; None without a text."""
    limit = rule.limit_on(since)
    if limit is None:
        return None
    counted = how(limit.value or 0, limit.unit)
    return Dated(limit, counted.due, (happened(opened), *counted.steps))


@lru_cache(maxsize=_REMEMBERED)
def finished(made: Dated, calendar: Calendar) -> Clock:
    """The clock of a date that no rule moves any further: with the last working day in time."""
    return _finish(made, calendar)


def _finish(made: Dated, calendar: Calendar) -> Clock:
    operational, step, trouble = _do_it_by(calendar, made.due)
    working = (*made.steps, step) if step else made.steps
    return Clock(made.limit, made.due, operational, working, trouble)


@lru_cache(maxsize=_REMEMBERED)
def _do_it_by(calendar: Calendar, due: date) -> tuple[date | None, str, str]:
    """The last working day in time, a step where it is not the due day, and why there is none."""
    try:
        day = calendar.last_working_day_on_or_before(due)
    except OutsideTableError as beyond:
        return None, "", f"No working day can be given: {beyond.message}."
    step = "" if day == due else f"That is not a working day, so it should be done by {in_words(day)}."
    return day, step, ""


def agreed_day(rule: Duty, opened: Event, calendar: Calendar, why: str) -> Dated | None:
    """The day that the event itself sets instead of the usual limit, with both told; None without one."""
    value = opened.data.get("by", "")
    usual = dated(rule, opened, opened.on, calendar) if value else None
    if usual is None:
        return None
    other = date.fromisoformat(value)
    return Dated(usual.limit, other, (*usual.steps, f"{why}: {in_words(other)}."))
