"""Education outside of a school: section 61 of the Act, and a family's own arrangements (section 42(5))."""

from __future__ import annotations

from collections.abc import Iterator

from rulebook.engine import duty
from rulebook.events import PLAN_OVER
from rulebook.judging import Told, first_since, judge, repeated
from rulebook.model import LOCAL_AUTHORITY, Duty, Finding
from rulebook.periods import in_words
from rulebook.timeline import Case


@duty(
    "Ask the family about education outside of school",
    holder=LOCAL_AUTHORITY,
    opens_with=("other_than_school_considered",),
    met_by=("other_than_school_consulted",),
    ends_with=PLAN_OVER,
    family=(
        "Before the council decides on education outside of school, it must ask you. If it decides "
        "without asking, say so in writing."
    ),
)
def s61_eotas(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """Before it arranges provision outside of school, the authority consults the parent or young person."""
    opened = case.opening(rule)
    asked = first_since(case.all("other_than_school_consulted"), opened.on)
    decided = first_since(case.all("other_than_school_decided"), opened.on)
    told = Told()
    if decided and (asked is None or asked.on > decided.on):
        told = Told(doubt=f"It was decided on {in_words(decided.on)} before the family had been asked.")
    yield judge(case, rule, opened, asked, told=told)


@duty(
    "Provide the education outside of school",
    holder=LOCAL_AUTHORITY,
    opens_with=("other_than_school_decided",),
    met_by=("other_than_school_started",),
    ends_with=PLAN_OVER,
    family=(
        "What the plan says about education outside of school must really happen, from the day of the "
        "plan. If something has not started, write to the council."
    ),
)
def s61_provide(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """Provision outside of school stands in section F, and the authority must secure it like any other."""
    yield from repeated(case, rule, rule.opens_with, rule.met_by)


@duty(
    "See that the family's own arrangements are suitable",
    holder=LOCAL_AUTHORITY,
    opens_with=("own_arrangements_made",),
    met_by=("own_arrangements_checked",),
    ends_with=PLAN_OVER,
    family=(
        "If you teach your child yourself, the plan stays and is looked at each year. The council asks "
        "how it goes. If you need its help again, tell it."
    ),
)
def s42_5_parental_arrangements(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """While the family's own arrangements are suitable, section F need not be secured; the plan stays."""
    yield from repeated(case, rule, rule.opens_with, rule.met_by)
