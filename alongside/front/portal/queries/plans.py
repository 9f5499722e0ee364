"""A child's plans of the register with the dates of each: plain values, ready for a page."""

from dataclasses import dataclass
from datetime import date

from alongside.commons.clocks import queries as clocks
from alongside.commons.clocks.engine.picture import LATE, NEXT, Mark, Picture, drawn
from alongside.commons.clocks.models import Deadline
from alongside.front.portal.queries.cases import hidden_from
from alongside.ground.access.models import User
from alongside.ground.people.models import Child
from alongside.work.ehc.models import Plan
from alongside.work.ehc.queries import cases as ehc_cases


@dataclass(frozen=True, slots=True)
class PlanClock:
    """One plan with its dates; no picture where the register lacks the day it was made."""

    plan: Plan
    picture: Picture | None

    @property
    def first(self) -> Mark | None:
        """What to say first: the oldest date that has passed, else the next one."""
        marks = self.picture.marks if self.picture else ()
        return next((mark for kind in (LATE, NEXT) for mark in marks if mark.kind == kind), None)


def plan_clocks(user: User, child: Child, on: date) -> list[PlanClock]:
    """The plans of a child that this account may see, newest first."""
    plans = ehc_cases.plans_of(user, child, on)
    deadlines = clocks.deadlines_of([plan.track_id for plan in plans if plan.track_id])
    hidden = hidden_from(user)
    found = []
    for plan in plans:
        lines = deadlines.get(plan.track_id or 0, [])
        found.append(PlanClock(plan, _picture(plan, lines, on, hidden) if lines else None))
    return found


def _picture(plan: Plan, lines: list[Deadline], on: date, hidden: frozenset[str]) -> Picture:
    start = "Last review decided" if plan.last_review_on else "Plan made"
    return drawn(lines, day0=plan.last_review_on or plan.made_on, on=on, hidden=hidden, start=start)
