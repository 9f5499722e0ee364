"""Days in England, ages, school years."""

from datetime import UTC, date, datetime

import pytest

from alongside.ground.core import dates


def test_a_moment_before_midnight_utc_in_summer_falls_on_the_next_day_in_england():
    assert dates.day_of(datetime(2026, 6, 1, 23, 30, tzinfo=UTC)) == date(2026, 6, 2)


def test_a_naive_moment_is_an_error():
    with pytest.raises(ValueError, match="time zone"):
        dates.day_of(datetime(2026, 6, 1))  # noqa: DTZ001 - the point of the test


def test_the_first_moment_of_a_day_belongs_to_that_day():
    assert dates.day_of(dates.start_of(date(2026, 10, 25))) == date(2026, 10, 25)


def test_dates_are_said_in_words():
    assert dates.in_words(date(2025, 10, 7)) == "7 October 2025"
    assert dates.in_words(date(2025, 10, 7), weekday=True) == "Tuesday 7 October 2025"
    assert dates.clock_in_words(datetime(2026, 1, 7, 23, 40, tzinfo=UTC)) == "7 January 2026 at 11:40pm"
    assert dates.clock_in_words(datetime(2026, 7, 6, 23, 5, tzinfo=UTC)) == "7 July 2026 at 12:05am"


def test_the_first_day_is_day_nought():
    assert dates.days_between(date(2025, 9, 1), date(2025, 10, 13)) == 42


@pytest.mark.parametrize(("born", "year"), [
    (date(2016, 5, 15), 6), (date(2016, 8, 31), 6), (date(2016, 9, 1), 5), (date(2010, 9, 1), 11),
    (date(2011, 8, 31), 11), (date(2022, 8, 31), 0), (date(2022, 9, 1), -1), (date(2002, 3, 1), 20),
])
def test_national_curriculum_year_by_birth_date(born, year):
    assert dates.nc_year(born, date(2026, 11, 21)) == year


@pytest.mark.parametrize(("born", "end"), [
    (date(2009, 3, 1), date(2025, 6, 27)), (date(2010, 3, 1), date(2026, 6, 26)), (date(2010, 9, 1), date(2027, 6, 25)),
    (date(2010, 8, 31), date(2026, 6, 26)), (date(2008, 2, 29), date(2024, 6, 28)),
])
def test_compulsory_school_age_ends_on_the_last_friday_in_june_of_the_year_of_turning_16(born, end):
    assert dates.end_of_compulsory_school_age(born) == end
