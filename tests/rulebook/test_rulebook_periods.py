"""Ways of counting, working days and the table of bank holidays, against dates worked out by hand."""

from datetime import date, timedelta

import pytest

import rulebook
from rulebook import periods
from rulebook.calendar import ENGLAND, Term, closures_between_terms


@pytest.mark.parametrize(
    ("counted", "due"),
    [
        (periods.weeks_after(date(2025, 9, 1), 6), date(2025, 10, 13)),
        (periods.weeks_after(date(2024, 2, 29), 20), date(2024, 7, 18)),
        (periods.days_after(date(2025, 12, 18), 15), date(2026, 1, 2)),
        (periods.days_beginning_with(date(2025, 12, 18), 15), date(2026, 1, 1)),
        (periods.working_days_beginning_with(date(2026, 5, 26), 15), date(2026, 6, 15)),
        (periods.working_days_beginning_with(date(2026, 5, 25), 15), date(2026, 6, 15)),
        (periods.working_days_after(date(2026, 1, 13), 3), date(2026, 1, 16)),
        (periods.working_days_after(date(2025, 12, 23), 3), date(2025, 12, 30)),
        (periods.months_after(date(2025, 12, 30), 2), date(2026, 2, 28)),
        (periods.months_after(date(2027, 12, 30), 2), date(2028, 2, 29)),
        (periods.months_after(date(2026, 2, 10), 1), date(2026, 3, 10)),
        (periods.period_starting_with(date(2026, 3, 12), 12), date(2027, 3, 11)),
        (periods.period_starting_with(date(2027, 3, 1), 12), date(2028, 2, 29)),
        (periods.period_starting_with(date(2028, 2, 29), 12), date(2029, 2, 28)),
        (periods.before_date(date(2027, 2, 15)), date(2027, 2, 14)),
        (periods.at_least_before(date(2026, 1, 14), 2, "weeks"), date(2025, 12, 31)),
        (periods.at_least_before(date(2026, 1, 14), 2, "weeks", clear_day=True), date(2025, 12, 30)),
        (periods.at_least_before(date(2026, 1, 14), 1, "days"), date(2026, 1, 13)),
        (periods.at_least_before(date(2027, 9, 6), 5, "months"), date(2027, 4, 6)),
        (periods.at_least_before(date(2027, 1, 11), 5, "months"), date(2026, 8, 11)),
        (periods.at_least_before(date(2026, 7, 31), 5, "months"), date(2026, 2, 28)),
    ],
)
def test_the_last_day(counted: periods.Counted, due: date) -> None:
    assert counted.due == due
    assert periods.in_words(due) in counted.steps[-1]


def test_the_steps_are_sentences_that_a_parent_can_follow() -> None:
    assert periods.weeks_after(date(2025, 9, 1), 6).steps == (
        "Monday 1 September 2025 is day 0. 6 weeks are 42 days.",
        "Every day counts: weekends, bank holidays and school holidays too.",
        "Day 42 is Monday 13 October 2025. That is the last day.",
    )
    assert periods.weeks_after(date(2025, 9, 1), 1).steps[0].endswith("1 week is 7 days.")
    assert "no such day" in periods.months_after(date(2025, 12, 30), 2).steps[1]
    assert "same day" in periods.months_after(date(2025, 12, 28), 2).steps[1]
    assert "not a working day" in periods.working_days_beginning_with(date(2026, 5, 25), 15).steps[0]
    assert "is day 1" in periods.working_days_beginning_with(date(2026, 5, 26), 15).steps[0]


@pytest.mark.parametrize("n", [0, -1])
def test_a_period_is_at_least_one_long(n: int) -> None:
    day = date(2025, 9, 1)
    for count in periods.COUNTS.values():
        with pytest.raises(rulebook.RulebookError, match="at least 1"):
            count(day, n, ENGLAND)
    with pytest.raises(rulebook.RulebookError, match="at least 1"):
        periods.at_least_before(day, n, "weeks")


def test_a_notice_is_not_counted_in_years() -> None:
    with pytest.raises(rulebook.RulebookError, match="years"):
        periods.at_least_before(date(2025, 9, 1), 1, "years")


def easter(year: int) -> date:
    """Easter Sunday, by the anonymous Gregorian reckoning."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def monday_from(day: date) -> date:
    return day + timedelta(days=-day.weekday() % 7)


def usual(year: int) -> set[date]:
    """The bank holidays of a year by the standing rules, with substitute days."""
    found = {
        easter(year) - timedelta(days=2),
        easter(year) + timedelta(days=1),
        monday_from(date(year, 5, 1)),
        monday_from(date(year, 5, 25)),
        monday_from(date(year, 8, 25)),
    }
    for fixed in (date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)):
        if fixed.weekday() < 5:
            found.add(fixed)
    for fixed in (date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)):
        if fixed.weekday() >= 5:
            while fixed.weekday() >= 5 or fixed in found:
                fixed += timedelta(days=1)
            found.add(fixed)
    return found


ADDED = {
    2020: {date(2020, 5, 8)},
    2022: {date(2022, 6, 2), date(2022, 6, 3), date(2022, 9, 19)},
    2023: {date(2023, 5, 8)},
}
MOVED = {2020: {date(2020, 5, 4)}, 2022: {date(2022, 5, 30)}}


@pytest.mark.parametrize("year", range(2014, 2029))
def test_the_table_follows_the_standing_rules_and_the_known_exceptions(year: int) -> None:
    held = {day for day in ENGLAND.bank_holidays if day.year == year}
    assert held == (usual(year) | ADDED.get(year, set())) - MOVED.get(year, set())


def test_the_table_has_no_gap() -> None:
    assert {day.year for day in ENGLAND.bank_holidays} == set(range(2014, 2029))
    assert (ENGLAND.first, ENGLAND.last) == (date(2014, 1, 1), date(2028, 12, 31))


def test_working_days() -> None:
    christmas_on_a_saturday = date(2027, 12, 25)
    assert not ENGLAND.is_working_day(christmas_on_a_saturday)
    assert not ENGLAND.is_working_day(date(2027, 12, 28))
    assert ENGLAND.is_working_day(date(2027, 12, 29))
    assert ENGLAND.next_working_day(date(2027, 12, 24)) == date(2027, 12, 29)
    assert ENGLAND.last_working_day_on_or_before(date(2027, 12, 28)) == date(2027, 12, 24)
    assert ENGLAND.add_working_days(date(2027, 12, 25), 0) == date(2027, 12, 25)
    assert ENGLAND.add_working_days(date(2027, 12, 24), 2) == date(2027, 12, 30)


def test_christmas_day_is_free_even_where_no_list_says_so() -> None:
    plain = rulebook.Calendar("plain", frozenset(), date(2025, 1, 1), date(2025, 12, 31))
    assert not plain.is_working_day(date(2025, 12, 25))
    assert plain.is_working_day(date(2025, 12, 26))


@pytest.mark.parametrize("day", [date(2013, 12, 31), date(2029, 1, 1)])
def test_a_day_outside_the_table_is_an_error_not_a_guess(day: date) -> None:
    with pytest.raises(rulebook.OutsideTableError, match="2014 to 2028"):
        ENGLAND.is_working_day(day)


def test_closures_are_what_lies_between_terms() -> None:
    summer, autumn = Term(date(2026, 4, 13), date(2026, 7, 21)), Term(date(2026, 9, 2), date(2026, 12, 18))
    (closure,) = closures_between_terms("Any Primary", [autumn, summer])
    assert closure == rulebook.Closure("Any Primary", date(2026, 7, 22), date(2026, 9, 2))
    assert closure.days == 42
