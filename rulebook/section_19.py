"""Education for children who get none at school: section 19 of the Education Act 1996 and its neighbours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rulebook.calendar import school_days
from rulebook.counting import Dated, count, happened
from rulebook.engine import duty
from rulebook.judging import Told, about, first_since, judge, numbered, repeated, rounds, undecided
from rulebook.model import LOCAL_AUTHORITY, SCHOOL, Duty, Event, Finding, OutsideTableError
from rulebook.timeline import Case, day_of

ENDED: Final = ("case_closed",)
_CANCELLED: Final = ("exclusion_cancelled",)
_NO_TERMS: Final = "The school's holidays are not recorded here: with them it may be later."


def _sixth_day(case: Case, rule: Duty, first: Event) -> tuple[Dated | None, str]:
    """The sixth school day, by the closures of the school as far as the area knows them."""
    closures = tuple(closure for closure in case.area.closures if first.of in ("", closure.setting))
    limit = rule.limit_on(first.on)
    counted = count(limit, first.on, school_days(case.calendar, closures)) if limit else None
    if limit is None or counted is None:
        return None, ""
    return Dated(limit, counted.due, (happened(first), *counted.steps)), "" if closures else _NO_TERMS


def _from_sixth_day(case: Case, rule: Duty, kind: str, *, longer_only: bool) -> Iterator[Finding | None]:
    for of in dict.fromkeys(event.of for event in case.all(kind)):
        starts, ends = about(case, rule.met_by, of), about(case, _CANCELLED, of)
        for index, (first, started) in enumerate(rounds(case.all(kind, of), starts)):
            name = numbered(of, index)
            try:
                until, note = _sixth_day(case, rule, first)
            except OutsideTableError as beyond:
                yield undecided(rule, first.on, name, f"{beyond.message}.")
                continue
            last = day_of(first, "until")
            if longer_only and until and last and last < until.due:
                # Five school days or fewer: the school owes nothing more than work sent home.
                continue
            end = first_since(ends, first.on)
            closed = end if end and (started is None or end.on < started.on) else None
            yield judge(case, rule, first, started, of=name, told=Told(note=note, closed=closed), until=until)


@duty(
    "Arrange full-time education for an excluded child",
    holder=LOCAL_AUTHORITY,
    opens_with=("permanently_excluded",),
    met_by=("education_started",),
    ends_with=ENDED,
    family=(
        "From the sixth school day the council must give your child full-time education. If nothing has "
        "started by then, write to the council. You can complain."
    ),
)
def s19_permanent_exclusion_day6(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """From the sixth school day of a permanent exclusion the authority provides full-time education."""
    yield from _from_sixth_day(case, rule, "permanently_excluded", longer_only=False)


@duty(
    "Arrange full-time education during a long suspension",
    holder=SCHOOL,
    opens_with=("suspended",),
    met_by=("education_started",),
    ends_with=ENDED,
    family=(
        "If a suspension is longer than five school days, the school must give full-time education from "
        "the sixth. If it does not, write to the school's governors."
    ),
)
def suspension_day6(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """From the sixth school day in a row of a suspension the school provides full-time education."""
    yield from _from_sixth_day(case, rule, "suspended", longer_only=True)


@duty(
    "Arrange education for a child who is ill",
    holder=LOCAL_AUTHORITY,
    opens_with=("health_absence_clear",),
    met_by=("education_started",),
    ends_with=ENDED,
    family=(
        "If your child will miss fifteen school days or more for health reasons, the council must arrange "
        "teaching. It must not wait for the fifteen days to pass. If nobody has rung you, ring the council."
    ),
)
def s19_health_15d(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """Once it is clear that a child will miss 15 school days for its health, education is arranged.

    The 15 days are guidance, and the duty begins when the absence is clear, not when the days are over.
    """
    yield from repeated(case, rule, rule.opens_with, rule.met_by)


@duty(
    "Arrange education for a child who gets none",
    holder=LOCAL_AUTHORITY,
    opens_with=("out_of_education",),
    met_by=("education_started",),
    ends_with=ENDED,
    family=(
        "If your child cannot go to school, the council must arrange suitable education. It must be full "
        "time unless that would harm your child. The law sets no number of days. If nothing happens, "
        "write and ask what will start, and when."
    ),
)
def s19_otherwise(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """A child who can't attend, for whatever reason, gets suitable education; no number of days is set."""
    yield from repeated(case, rule, rule.opens_with, rule.met_by)
