"""Duties counted from a day that an event names: said again before the step is done, the day moves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from rulebook.counting import happened
from rulebook.judging import PLAIN, Told, first_since, judge, undecided
from rulebook.model import Duty, Event, Finding
from rulebook.periods import Counted, in_words
from rulebook.timeline import Case, day_of

Count = Callable[[date, int, str], Counted]


def named(event: Event, name: str) -> date:
    """The day that an event must name; RulebookError where it is no date."""
    day = day_of(event, name)
    assert day is not None, f"the table of events requires {name}"
    return day


def sayings(
    case: Case, rule: Duty, said: Sequence[Event], *dones: Sequence[Event]
) -> Iterator[tuple[list[Event], Event | None]]:
    """Runs of one saying and its corrections, each with the first event that finished or overtook it.

    What is said after the duty was closed moves nothing any more.
    """
    closing = case.closing(rule, None)
    rest = [event for event in said if closing is None or event.on <= closing.on]
    while rest:
        run = [rest.pop(0)]
        ends = [end for done in dones if (end := first_since(done, run[0].on))]
        end = min(ends, key=_day, default=None)
        while rest and (end is None or rest[0].on <= end.on):
            run.append(rest.pop(0))
        yield run, end


def judge_named(
    case: Case,
    rule: Duty,
    said: Sequence[Event],
    done: Event | None,
    *,
    name: str,
    count: Count,
    of: str = "",
    told: Told = PLAIN,
) -> Finding | None:
    """Judges by the last day that was said; where it differs from the one before, both dates are told."""
    limit = rule.limit_on(said[0].on)
    if limit is None:
        return undecided(rule, said[0].on, of)
    size, unit = limit.value or 0, limit.unit
    dues = [count(named(event, name), size, unit).due for event in said]
    before = [due for due in dues if due != dues[-1]]
    if before:
        why = f"{happened(said[-1])} The day is now {in_words(named(said[-1], name))}."
        told = told._replace(previous_due=before[-1], why_moved=why)

    def how(size: int, unit: str) -> Counted:
        return count(named(said[-1], name), size, unit)

    return judge(case, rule, said[-1], done, of=of, since=said[0].on, how=how, told=told)


def _day(event: Event) -> date:
    return event.on
