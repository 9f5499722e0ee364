"""Working days, bank holidays, terms and closures: which days count."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Final

from rulebook import parameters
from rulebook.model import Closure, Event, OutsideTableError

_DAY: Final = timedelta(days=1)
_CHRISTMAS: Final = (12, 25)
_NEW_YEAR: Final = (1, 1)


# Compared by identity: a calendar is a key of the counting cache, and hashing its days each time costs.
@dataclass(frozen=True, slots=True, eq=False)
class Calendar:
    """The working days of a place: not Saturday, Sunday, Christmas Day or a listed bank holiday."""

    name: str
    bank_holidays: frozenset[date]
    first: date
    last: date

    def is_working_day(self, day: date) -> bool:
        """Whether the day is a working day; OutsideTableError where its year's bank holidays are unknown."""
        if not self.first <= day <= self.last:
            raise OutsideTableError(
                f"{day.isoformat()} is outside the table of bank holidays, "
                f"which holds {self.first.year} to {self.last.year}"
            )
        return day.weekday() < 5 and day not in self.bank_holidays and (day.month, day.day) != _CHRISTMAS

    def is_tribunal_day(self, day: date) -> bool:
        """Whether the Tribunal counts the day: a working day outside August and 25 December to 1 January."""
        quiet = day.month == 8 or (day.month, day.day) >= _CHRISTMAS or (day.month, day.day) == _NEW_YEAR
        return self.is_working_day(day) and not quiet

    def last_working_day_on_or_before(self, day: date) -> date:
        """The day itself when it is a working day, else the nearest working day before it."""
        while not self.is_working_day(day):
            day -= _DAY
        return day

    def next_working_day(self, day: date) -> date:
        """The first working day after the day, never the day itself."""
        day += _DAY
        while not self.is_working_day(day):
            day += _DAY
        return day

    def add_working_days(self, day: date, n: int) -> date:
        """The nth working day after the day; the day itself is day 0. With n 0, the day unchanged."""
        for _ in range(n):
            day = self.next_working_day(day)
        return day


@lru_cache(maxsize=1024)
def school_days(calendar: Calendar, closures: tuple[Closure, ...]) -> Calendar:
    """The school days of a setting as a calendar: working days on which none of its closures falls."""
    closed = {
        closure.closed_from + timedelta(days=shift) for closure in closures for shift in range(closure.days)
    }
    return replace(calendar, name="school", bank_holidays=calendar.bank_holidays | closed)


@dataclass(frozen=True, slots=True)
class Term:
    """A stretch in which a setting is open: first and last school day."""

    first_day: date
    last_day: date


def closures_between_terms(setting: str, terms: Iterable[Term]) -> tuple[Closure, ...]:
    """The closures of a setting: from the day after each term ends until the next term starts."""
    ordered = sorted(terms, key=lambda term: term.first_day)
    return tuple(
        Closure(setting, before.last_day + _DAY, after.first_day) for before, after in pairwise(ordered)
    )


def closures_told(events: Iterable[Event]) -> tuple[Closure, ...]:
    """Closures that requests to settings tell of: whose, first day closed, first day open again."""
    return tuple(
        dict.fromkeys(
            Closure(
                data["setting"],
                date.fromisoformat(data["closed_from"]),
                date.fromisoformat(data["open_from"]),
            )
            for data in (event.data for event in events if event.type == "information_requested")
            if data.get("setting") and data.get("closed_from") and data.get("open_from")
        )
    )


def _england() -> Calendar:
    years: dict[int, list[date]] = parameters.read("bank_holidays")
    return Calendar(
        name="England",
        bank_holidays=frozenset(day for days in years.values() for day in days),
        first=date(min(years), 1, 1),
        last=date(max(years), 12, 31),
    )


ENGLAND: Final = _england()
