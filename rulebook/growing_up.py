"""What a birthday changes: whose the rights are, and until when a plan can run."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from rulebook import ages
from rulebook.counting import Dated, happened
from rulebook.engine import duty
from rulebook.events import PLAN_OVER, PLANS
from rulebook.judging import Told, numbered, undecided, window
from rulebook.model import FAMILY, LOCAL_AUTHORITY, Duty, Event, Finding, Limit
from rulebook.naming_days import judge_named, named, sayings
from rulebook.parameters import number, number_if_any
from rulebook.periods import Counted, by_date, in_words
from rulebook.timeline import Case

LAST_YEAR: Final = "final_year_recorded"
_WHOSE: Final = (
    "From the next day the rights are the young person's. Whether they can take a decision is asked for that "
    "one decision at that time, and never assumed."
)


@duty(
    "The rights are the parent's until compulsory school age ends",
    holder=FAMILY,
    opens_with=(ages.RECORDED,),
    ends_with=PLAN_OVER,
    family=(
        "In the summer when most of a year group are sixteen, rights pass from parent to young person. "
        "Letters then go to the young person. If you want help with that, ask."
    ),
)
def compulsory_school_age_end(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """Rights pass to the young person after the last Friday in June of the year in which they turn 16.

    Listed from year 10 on. A date of birth that is put right before the day moves it.
    """
    records = case.all(ages.RECORDED)
    first, limit = records[0], rule.limit_on(records[0].on)
    if limit is None:
        yield undecided(rule, first.on, "")
        return
    current, told = first, Told(note=_WHOSE)
    for again in records[1:]:
        before = _leaving(limit, current)
        if again.on <= before and _leaving(limit, again) != before:
            told = told._replace(previous_due=before, why_moved=happened(again))
        current = again if again.on <= before else current
    due = _leaving(limit, current)
    if ages.year_group(named(current, "birth_date"), min(case.on, due)) >= _listed_from(first.on):
        step = f"Compulsory school age ends on the last Friday in June of that school year: {in_words(due)}."
        until = Dated(limit, due, (happened(current), step))
        yield window(case, rule, current, until, None, since=first.on, told=told)


def _leaving(limit: Limit, record: Event) -> date:
    return ages.school_leaving_day(named(record, "birth_date"), limit.value or 0)


def _listed_from(day: date) -> int:
    return number("compulsory_school_age_end_listed", day)


@duty(
    "End the plan with the year of the 25th birthday",
    holder=LOCAL_AUTHORITY,
    opens_with=(ages.RECORDED, LAST_YEAR),
    met_by=("plan_ceased",),
    ends_with=("plan_transferred_out", "case_closed"),
    family=(
        "A plan can run until the end of the school year in which you turn 25. If you are near that age, ask "
        "what help comes next."
    ),
)
def max_age(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """A plan may run to the end of the academic year in which the young person turns 25, and no longer.

    Which day that is depends on the institution: a person works it out and records it.
    """
    recorded = case.all(LAST_YEAR)
    for index, (run, end) in enumerate(sayings(case, rule, recorded, case.all("plan_ceased"))):
        yield judge_named(case, rule, run, end, name="ends_on", count=_that_day, of=numbered("", index))
    birth_date = ages.born(case, case.on)
    if recorded or birth_date is None or not case.has(PLANS) or case.has(PLAN_OVER):
        return
    opened = case.opening(rule)
    years = number_if_any("max_age", opened.on)
    if years is None:
        yield undecided(rule, opened.on, "")
        return
    reached = ages.birthday(birth_date, years)
    if case.on >= reached:
        why = f"The young person turned 25 on {in_words(reached)}. A person must record when that year ends."
        yield undecided(rule, opened.on, "", why)


def _that_day(day: date, _size: int, _unit: str) -> Counted:
    return by_date(day)
