"""The one line on a child's page: a running request before a plan, a plan before what is over."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import TypeVar

from django.db.models import QuerySet

from alongside.ground.core.dates import day_of
from alongside.ground.people import queries as people_queries
from alongside.ground.people import services as people
from alongside.ground.people.services import Stand
from alongside.work.ehc.models import Plan, Request
from alongside.work.ehc.queries import steps
from alongside.work.ehc.words import LIVE, STATE_WORDS
from alongside.work.ehc.words.next_step import for_family, for_plan

ROOM = "ehc"
BATCH = 1000
_RELATED = ("child", "track", "team", "officer__team", "officer__district")
Case = TypeVar("Case", Request, Plan)


def holder_words(case: Request | Plan, on: date) -> str:
    """Who holds a case in words: the officer's post, else the team, else that nobody does yet."""
    holder = case.officer or case.team
    return people_queries.holder_words(holder, on=on) if holder else "nobody yet"


def holder_badge(case: Request | Plan) -> str:
    """The badge of who holds a case; empty when nobody does."""
    if case.officer:
        return f"post:{case.officer.uuid}"
    return f"team:{case.team.uuid}" if case.team else ""


def of_request(request: Request, holder: str, on: date) -> Stand:
    """The line of a request."""
    due = request.track.next_due if request.track and request.state in LIVE else None
    child = request.child.merged_into_id or request.child_id
    return Stand(
        child, STATE_WORDS[request.state], request.holder_since_on or request.received_on or on, holder,
        holder_badge(request), due, for_family(steps.facts_of(request, due, on)),
    )


def of_plan(plan: Plan, holder: str, on: date) -> Stand:
    """The line of a plan of the register."""
    track = plan.track
    due, duty = (track.next_due, track.next_duty) if track else (None, "")
    child = plan.child.merged_into_id or plan.child_id
    return Stand(
        child, "Has an EHC plan", plan.made_on or on, holder, holder_badge(plan), due, for_plan(duty, due, on)
    )


def rank(case: Request | Plan) -> int:
    """Which of a child's cases speaks: the lowest."""
    if isinstance(case, Plan):
        return 1 if case.ceased_on is None else 3
    return 0 if case.state in LIVE else 2


def lines(cases: Iterable[Request | Plan], on: date) -> list[Stand]:
    """One line a child, of the case that speaks."""
    chosen: dict[int, Request | Plan] = {}
    for case in cases:
        child = case.child.merged_into_id or case.child_id
        if child not in chosen or rank(case) < rank(chosen[child]):
            chosen[child] = case
    posts = people_queries.holder_words_of([case.officer for case in chosen.values() if case.officer], on=on)
    found = []
    for case in chosen.values():
        team = case.team.title if case.team else "nobody yet"
        holder = posts[case.officer.pk] if case.officer else team
        found.append(of_plan(case, holder, on) if isinstance(case, Plan) else of_request(case, holder, on))
    return found


def write(child_id: int, at: datetime) -> None:
    """Write the line of one child from all that is on record."""
    requests = Request.objects.filter(child=child_id, duplicate_of__isnull=True).select_related(*_RELATED)
    plans = Plan.objects.filter(child=child_id).select_related(*_RELATED)
    cases: list[Request | Plan] = [*requests.order_by("-received_on", "-id"), *plans.order_by("-made_on")]
    people.set_standing_many(room=ROOM, stands=lines(cases, day_of(at)))


def refresh_all(at: datetime) -> int:
    """Bring every line to the day: plans first, running requests over them. Returns how many lines were written."""
    n_written = 0
    plans = Plan.objects.filter(ceased_on__isnull=True).select_related(*_RELATED)
    requests = Request.objects.filter(state__in=LIVE, track__closed_on__isnull=True).select_related(*_RELATED)
    for lot in _lots(plans):
        n_written += people.set_standing_many(room=ROOM, stands=lines(lot, day_of(at)))
    for waiting in _lots(requests.filter(track__isnull=False)):
        n_written += people.set_standing_many(room=ROOM, stands=lines(waiting, day_of(at)))
    return n_written


def _lots(rows: QuerySet[Case]) -> Iterator[list[Case]]:
    last = 0
    while lot := list(rows.filter(pk__gt=last).order_by("pk")[:BATCH]):
        last = lot[-1].pk
        yield lot
