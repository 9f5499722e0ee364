"""Each way in which the law counts time, by its name, with the counting told in words.

Every function takes the day a period runs from and returns a `Counted`: the last day, and the steps
that a parent can follow. A number below 1 is a RulebookError: the law knows no such period.
"""

from __future__ import annotations

import calendar as month_table
from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache
from typing import Final, NamedTuple

from rulebook.calendar import ENGLAND, Calendar
from rulebook.model import RulebookError

_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
# Every child of an area is replayed in one go, and many share days: remembering pays for itself.
_REMEMBERED: Final = 32768


class Counted(NamedTuple):
    """The last day of a period, and how it was found."""

    due: date
    steps: tuple[str, ...]


@lru_cache(maxsize=_REMEMBERED)
def in_words(day: date) -> str:
    """A day as people say it: "Monday 1 September 2025". Not by locale: the words must never vary."""
    return f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"


def _positive(n: int) -> None:
    if n < 1:
        raise RulebookError(f"a period must be at least 1 long, not {n}")


def _many(n: int, unit: str) -> str:
    return f"{n} {unit}" if n == 1 else f"{n} {unit}s"


@lru_cache(maxsize=_REMEMBERED)
def weeks_after(start: date, n: int) -> Counted:
    """ "Within n weeks of X": X is day 0, weekends and holidays count; n calendar weeks later."""
    _positive(n)
    due = start + timedelta(weeks=n)
    return Counted(
        due,
        (
            f"{in_words(start)} is day 0. {_many(n, 'week')} {'is' if n == 1 else 'are'} {7 * n} days.",
            "Every day counts: weekends, bank holidays and school holidays too.",
            f"Day {7 * n} is {in_words(due)}. That is the last day.",
        ),
    )


@lru_cache(maxsize=_REMEMBERED)
def days_after(start: date, n: int) -> Counted:
    """ "Within n days of X": X is day 0, every day counts."""
    _positive(n)
    due = start + timedelta(days=n)
    return Counted(
        due,
        (
            f"{in_words(start)} is day 0. Every day counts: weekends and holidays too.",
            f"Day {n} is {in_words(due)}. That is the last day.",
        ),
    )


@lru_cache(maxsize=_REMEMBERED)
def days_beginning_with(start: date, n: int) -> Counted:
    """ "n days beginning with X": X is day 1, every day counts."""
    _positive(n)
    due = start + timedelta(days=n - 1)
    return Counted(
        due,
        (
            f"{in_words(start)} is day 1, because the {_many(n, 'day')} begin with that day.",
            "Every day counts: weekends and holidays too.",
            f"Day {n} is {in_words(due)}. That is the last day.",
        ),
    )


@lru_cache(maxsize=_REMEMBERED)
def working_days_beginning_with(start: date, n: int, calendar: Calendar = ENGLAND) -> Counted:
    """ "n working days beginning with X": X is day 1 if it is a working day; only working days count."""
    _positive(n)
    counts = calendar.is_working_day(start)
    due = calendar.add_working_days(start, n - 1 if counts else n)
    first = (
        f"{in_words(start)} is a working day, so it is day 1."
        if counts
        else f"{in_words(start)} is not a working day; day 1 is the next one."
    )
    return Counted(
        due,
        (
            first,
            "Weekends and bank holidays are not counted.",
            f"Working day {n} is {in_words(due)}. That is the last day.",
        ),
    )


@lru_cache(maxsize=_REMEMBERED)
def working_days_after(start: date, n: int, calendar: Calendar = ENGLAND) -> Counted:
    """ "Within n working days of X": X is day 0; only working days count."""
    _positive(n)
    due = calendar.add_working_days(start, n)
    return Counted(
        due,
        (
            f"{in_words(start)} is day 0. Weekends and bank holidays are not counted.",
            f"Working day {n} is {in_words(due)}. That is the last day.",
        ),
    )


@lru_cache(maxsize=_REMEMBERED)
def tribunal_working_days_after(start: date, n: int, calendar: Calendar = ENGLAND) -> Counted:
    """ "Within n working days of X" before the Tribunal: X is day 0; August and Christmas are not counted."""
    _positive(n)
    due = _tribunal_day(start, n, timedelta(days=1), calendar)
    return Counted(
        due,
        (
            f"{in_words(start)} is day 0. Weekends and bank holidays are not counted.",
            "The Tribunal does not count August or 25 December to 1 January either.",
            f"Working day {n} is {in_words(due)}. That is the last day.",
        ),
    )


@lru_cache(maxsize=_REMEMBERED)
def tribunal_working_days_before(event: date, n: int, calendar: Calendar = ENGLAND) -> Counted:
    """ "n working days before X", for the Tribunal: X is day 0, counted back without August and Christmas."""
    _positive(n)
    due = _tribunal_day(event, n, timedelta(days=-1), calendar)
    return Counted(
        due,
        (
            f"It must be done {_many(n, 'working day')} before {in_words(event)}.",
            "Weekends, bank holidays, August and 25 December to 1 January are not counted.",
            f"So the last day is {in_words(due)}.",
        ),
    )


def _tribunal_day(day: date, n: int, step: timedelta, calendar: Calendar) -> date:
    while n:
        day += step
        n -= calendar.is_tribunal_day(day)
    return day


@lru_cache(maxsize=_REMEMBERED)
def school_days_beginning_with(start: date, n: int, calendar: Calendar = ENGLAND) -> Counted:
    """ "The nth school day, X being the first": the calendar's working days must be the school's days."""
    _positive(n)
    due = calendar.add_working_days(start, n - 1 if calendar.is_working_day(start) else n)
    return Counted(
        due,
        (
            f"The school days are counted from {in_words(start)}; that day counts if it is one.",
            "Weekends, bank holidays and days on which the school is closed are not counted.",
            f"School day {n} is {in_words(due)}.",
        ),
    )


def _same_day_later(start: date, n: int) -> tuple[date, bool]:
    years, month = divmod(start.year * 12 + start.month - 1 + n, 12)
    last = month_table.monthrange(years, month + 1)[1]
    return date(years, month + 1, min(start.day, last)), start.day > last


@lru_cache(maxsize=_REMEMBERED)
def months_after(start: date, n: int) -> Counted:
    """ "Within n months of X": the day with the same number n months on, or that month's last day."""
    _positive(n)
    due, clamped = _same_day_later(start, n)
    why = (
        "That month has no such day: its last day counts." if clamped else "It is the same day of the month."
    )
    return Counted(
        due,
        (
            f"{_many(n, 'month')} run from {in_words(start)}.",
            f"They end on {in_words(due)}. {why}",
        ),
    )


@lru_cache(maxsize=_REMEMBERED)
def period_starting_with(start: date, n: int) -> Counted:
    """ "Period of n months starting with X": X belongs to it, so it ends the day before the same date.

    Where the end month has no such date (29 February), the period fills that month to its last day.
    """
    _positive(n)
    same, clamped = _same_day_later(start, n)
    due = same if clamped else same - timedelta(days=1)
    return Counted(
        due,
        (
            f"The {_many(n, 'month')} start with {in_words(start)}; that day belongs to them.",
            f"So they end on {in_words(due)}. That is the last day.",
        ),
    )


def before_date(limit: date) -> Counted:
    """ "Before a date": the last day that keeps it is the day before."""
    due = limit - timedelta(days=1)
    return Counted(
        due,
        (
            f"It must be done before {in_words(limit)}.",
            f"So the last day is {in_words(due)}.",
        ),
    )


def at_least_before(event: date, n: int, unit: str, *, clear_day: bool = False) -> Counted:
    """ "At least n days, weeks or months before X": the latest day, one earlier where clear days are wanted.

    `unit` is "days", "weeks" or "months"; any other is a RulebookError.
    """
    _positive(n)
    if unit == "months":
        due, _ = _same_day_later(event, -n)
    elif unit in {"days", "weeks"}:
        due = event - timedelta(**{unit: n})
    else:
        raise RulebookError(f'a notice is counted in days, weeks or months, not "{unit}"')
    steps = [f"It must be done at least {_many(n, unit[:-1])} before {in_words(event)}."]
    if clear_day:
        due -= timedelta(days=1)
        steps.append("One clear day more is kept, to be safe.")
    return Counted(due, (*steps, f"So the last day is {in_words(due)}."))


def by_date(limit: date) -> Counted:
    """ "By a date": that day itself is the last one."""
    return Counted(limit, (f"The last day is {in_words(limit)}.",))


def day_in_year(year: int, day: int, month: str) -> date:
    """The day that a text names by its number and month, in a year; RulebookError for no such month."""
    name = month.capitalize()
    if name not in _MONTHS:
        raise RulebookError(f'"{month}" is no month')
    return date(year, _MONTHS.index(name) + 1, day)


Count = Callable[[date, int, Calendar], Counted]

# The names that parameter files may use under `count`.
COUNTS: Final[dict[str, Count]] = {
    "weeks_after": lambda start, n, _: weeks_after(start, n),
    "days_after": lambda start, n, _: days_after(start, n),
    "days_beginning_with": lambda start, n, _: days_beginning_with(start, n),
    "working_days_beginning_with": working_days_beginning_with,
    "working_days_after": working_days_after,
    "tribunal_working_days_after": tribunal_working_days_after,
    "tribunal_working_days_before": tribunal_working_days_before,
    "school_days_beginning_with": school_days_beginning_with,
    "months_after": lambda start, n, _: months_after(start, n),
    "period_starting_with": lambda start, n, _: period_starting_with(start, n),
}

# Ways of counting that need a day the events name; the rule of the duty passes that day itself.
ANCHORED: Final = frozenset({"before_date", "at_least_before", "on_the_day", "later_of", "leaving_day"})
