"""A family's page: the children whom they may see, each with cases, documents and what happened."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Subquery

from alongside.commons.actions import timeline as actions
from alongside.commons.actions.queries import ledger
from alongside.commons.clocks import queries as clocks
from alongside.commons.messaging import timeline as messaging
from alongside.front.portal.queries.cases import CaseCard, cards_of, latest_first, tracks_of
from alongside.front.portal.queries.papers import PaperLine, papers_of
from alongside.front.portal.queries.plans import PlanClock, plan_clocks
from alongside.front.portal.queries.timelines import TimelineLine, timeline_of
from alongside.ground.access.models import User
from alongside.ground.core.dates import day_of
from alongside.ground.people import policies as people
from alongside.ground.people.models import Standing
from alongside.ground.people.queries import changes_told, handover_words
from alongside.work.ehc import queries as ehc
from alongside.work.ehc import timeline as ehc_timeline

_BY_AGE = F("born_on").asc(nulls_last=True)


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
    """The children whom this account may see, by birth date; as many queries for four children as for one."""
    on = day_of(at)
    rows: list[Any] = list(people.visible_to(user, on=on).annotate(**_beside(user, on)).order_by(_BY_AGE, "pk"))
    requests, plans = ehc.requests_of(user, rows, on), ehc.plans_of(rows)
    deadlines = clocks.deadlines_of(tracks_of(requests, plans))
    cards, papers = cards_of(user, requests, deadlines, on), papers_of(user, rows, on)
    said, promises = messaging.lines_about(user, rows, at=at), ledger.about(user, rows)
    changes = changes_told(user, rows, on)
    return [
        ChildOfFamily(
            uuid=str(child.uuid), name=child.called, cases=tuple(latest_first(cards[child.pk])),
            standing=child.standing_words or "", documents=papers[child.uuid],
            timeline=timeline_of(
                ehc_timeline.entries(user, requests[child.pk], plans[child.pk], on), said[child.pk],
                actions.lines(user, promises[child.pk]),
            ),
            promises=ledger.told(promises[child.pk], on), is_own=child.is_own,
            changes=tuple((handover_words(row), row.words) for row in changes[child.pk]),
            plans=tuple(row for row in plan_clocks(user, plans[child.pk], deadlines, on)
                        if row.picture and row.plan.ceased_on is None),
        )
        for child in rows
    ]


def _beside(user: User, on: date) -> dict[str, Exists | Subquery]:
    """What is read together with the children: where things stand, and whether an account is the child's own."""
    stands = Standing.objects.filter(child=OuterRef("pk")).order_by("-since", "pk")
    return {
        "standing_words": Subquery(stands.values("words")[:1]),
        "is_own": Exists(people.own_voices(user, on=on).filter(child=OuterRef("pk"))),
    }
