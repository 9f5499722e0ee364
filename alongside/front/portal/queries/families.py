"""A family's page: the children whom they may see, each with cases, documents and what happened."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from alongside.commons.actions.queries import ledger
from alongside.front.portal.queries.cases import CaseCard, cases_of, latest_first
from alongside.front.portal.queries.papers import PaperLine, papers_of
from alongside.front.portal.queries.plans import PlanClock, plan_clocks
from alongside.front.portal.queries.timelines import TimelineLine, timeline_of
from alongside.ground.access.models import User
from alongside.ground.core.dates import day_of
from alongside.ground.people import policies as people
from alongside.ground.people.models import Child, Standing
from alongside.ground.people.queries import changes_told, handover_words, person_of


@dataclass(frozen=True, slots=True)
class ChildOfFamily:
    """One child on a family's page."""

    uuid: str
    name: str
    cases: tuple[CaseCard, ...]
    standing: str
    documents: tuple[PaperLine, ...]
    timeline: tuple[TimelineLine, ...]
    promises: tuple[ledger.Told, ...] = ()
    is_own: bool = False
    changes: tuple[tuple[str, str], ...] = ()
    plans: tuple[PlanClock, ...] = ()


def children_of(user: User, at: datetime) -> list[ChildOfFamily]:
    """The children whom this account may see, by name."""
    rows = people.visible_to(user, on=day_of(at)).order_by(F("born_on").asc(nulls_last=True), "pk")
    return [child_of_family(user, child, at) for child in rows]


def child_of_family(user: User, child: Child, at: datetime) -> ChildOfFamily:
    """One child with everything that shows."""
    on = day_of(at)
    standing = Standing.objects.filter(child=child).order_by("-since").first()
    return ChildOfFamily(
        uuid=str(child.uuid), name=child.called,
        cases=tuple(latest_first(cases_of(user, child, on))), standing=standing.words if standing else "",
        documents=papers_of(user, child, on), timeline=timeline_of(user, child, at),
        promises=ledger.told_to(user, child, at=at),
        is_own=people.is_own_voice(user, child, on=on),
        changes=tuple((handover_words(row), row.words) for row in changes_told(child, person_of(user, on), on)),
        plans=tuple(row for row in plan_clocks(user, child, on) if row.picture and row.plan.ceased_on is None),
    )
