"""A child's plans of the register with the dates of each: plain values, ready for a page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from alongside.commons.clocks.engine.picture import LATE, NEXT, Mark, Picture, drawn
from alongside.commons.clocks.models import Deadline
from alongside.front.portal.queries.cases import hidden_from
from alongside.ground.access.models import User
from alongside.work.ehc.models import Plan


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


def plan_clocks(
    user: User, plans: Iterable[Plan], deadlines: Mapping[int, list[Deadline]], on: date
) -> list[PlanClock]:
    """Plans that the page has read, each with its dates; no query of its own."""
    hidden = hidden_from(user)
    found = []
    for plan in plans:
        lines = deadlines.get(plan.track_id or 0, [])
        found.append(PlanClock(plan, _picture(plan, lines, on, hidden) if lines else None))
    return found


def _picture(plan: Plan, lines: list[Deadline], on: date, hidden: frozenset[str]) -> Picture:
    start = "Last review decided" if plan.last_review_on else "Plan made"
    return drawn(lines, day0=plan.last_review_on or plan.made_on, on=on, hidden=hidden, start=start)
