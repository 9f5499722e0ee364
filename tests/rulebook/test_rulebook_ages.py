"""Ages, year groups and school leaving days, against days worked out by hand."""

from datetime import date

import pytest

import rulebook
from rulebook import ages, periods

ON = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("born", "year"),
    [
        (date(2016, 5, 15), 6),
        (date(2016, 8, 31), 6),
        (date(2016, 9, 1), 5),
        (date(2010, 9, 1), 11),
        (date(2011, 8, 31), 11),
        (date(2022, 8, 31), 0),
        (date(2022, 9, 1), -1),
        (date(2002, 3, 1), 20),
    ],
)
def test_the_year_group_by_age(born: date, year: int) -> None:
    assert ages.year_group(born, ON) == year


@pytest.mark.parametrize(
    ("born", "leaves"),
    [
        (date(2008, 9, 1), date(2025, 6, 27)),
        (date(2009, 8, 31), date(2025, 6, 27)),
        (date(2010, 6, 26), date(2026, 6, 26)),
        (date(2010, 6, 27), date(2026, 6, 26)),
        (date(2010, 9, 1), date(2027, 6, 25)),
    ],
)
def test_the_last_friday_in_june(born: date, leaves: date) -> None:
    assert ages.school_leaving_day(born, 16) == leaves


def test_somebody_born_on_29_february_is_older_on_1_march() -> None:
    leap = date(2008, 2, 29)
    assert ages.birthday(leap, 18) == date(2026, 3, 1)
    assert ages.birthday(leap, 20) == date(2028, 2, 29)
    assert [ages.age(leap, day) for day in (date(2026, 2, 28), date(2026, 3, 1))] == [17, 18]


def test_a_day_in_a_year_needs_a_month_that_exists() -> None:
    assert periods.day_in_year(2027, 31, "march") == date(2027, 3, 31)
    with pytest.raises(rulebook.RulebookError, match='"marsh" is no month'):
        periods.day_in_year(2027, 31, "marsh")
