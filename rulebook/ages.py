"""What a date of birth decides: age, year group, and the end of compulsory school age."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from rulebook.timeline import Case, day_of

RECORDED: Final = "birth_date_recorded"
# The school year is taken to begin on 1 September: terms differ, the cohort does not.
_SEPTEMBER: Final = (9, 1)
_YEAR_GROUP_BEHIND_AGE: Final = 4
_FRIDAY: Final = 4


def born(case: Case, day: date) -> date | None:
    """The date of birth as it was known on a day, else as it was first recorded later; None if never."""
    records = case.all(RECORDED)
    known = [record for record in records if record.on <= day]
    record = known[-1] if known else (records[0] if records else None)
    return day_of(record, "birth_date") if record else None


def birthday(birth_date: date, years: int) -> date:
    """The day on which somebody reaches an age; one born on 29 February does on 1 March."""
    try:
        return birth_date.replace(year=birth_date.year + years)
    except ValueError:
        return date(birth_date.year + years, 3, 1)


def age(birth_date: date, on: date) -> int:
    """Age in whole years."""
    return on.year - birth_date.year - (on < birthday(birth_date, on.year - birth_date.year))


def year_group(birth_date: date, on: date) -> int:
    """The national curriculum year of that age on a day: Reception is 0, and some are taught out of year."""
    begins = date(on.year - ((on.month, on.day) < _SEPTEMBER), *_SEPTEMBER)
    return age(birth_date, begins - timedelta(days=1)) - _YEAR_GROUP_BEHIND_AGE


def school_leaving_day(birth_date: date, years: int) -> date:
    """The last Friday in June of the school year in which somebody reaches an age.

    One whose birthday comes after that Friday and before September is still a year younger on it.
    Source: Education Act 1996 section 8(3).
    """
    reached = birthday(birth_date, years)
    last = date(reached.year + ((reached.month, reached.day) >= _SEPTEMBER), 6, 30)
    return last - timedelta(days=(last.weekday() - _FRIDAY) % 7)
