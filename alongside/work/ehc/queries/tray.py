"""The tray: open cases by lawful date, 25 at a time, with one line each that says what is next."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from alongside.commons.clocks.models import Track
from alongside.commons.clocks.words import DeadlineState, TrackKind
from alongside.ground.access.policies import Viewer, badges
from alongside.ground.core.paging import Page
from alongside.ground.people import policies as people_policies
from alongside.ground.people import queries as people
from alongside.ground.people.models import Child
from alongside.work.ehc.models import Plan, Request
from alongside.work.ehc.queries import steps
from alongside.work.ehc.words import STATE_WORDS, UNDECIDED, IdentityState, RequestState
from alongside.work.ehc.words.day_words import day_count
from alongside.work.ehc.words.next_step import for_officer, for_plan

PAGE_SIZE = 25
SOON = timedelta(days=7)
SHOWS: dict[str, str] = {
    "all": "All open", "late": "Late", "week": "Due in 7 days", "check": "A person must look",
    "unallocated": "No officer yet", "identity": "Who asked is not checked", "to_send": "Letter to send",
    "looked_after": "Children in care", "elsewhere": "May live elsewhere",
}
"""Filters by what is wrong or due; each has a count."""
SCOPES: dict[str, str] = {"mine": "Mine, and those I cover", "team": "My team's", "all": "All that I may see"}


@dataclass(frozen=True, slots=True)
class Filters:
    """What somebody wants to see: which show, whose, requests or plans, one team."""

    show: str = "all"
    scope: str = "all"
    kind: str = ""
    team: UUID | None = None

    @classmethod
    def of(cls, *, show: str = "", scope: str = "", kind: str = "", team: str = "") -> "Filters":
        """Filters from an address; what is not one of ours is left out."""
        try:
            chosen = UUID(team) if team else None
        except ValueError:
            chosen = None
        return cls(
            show if show in SHOWS else "all", scope if scope in SCOPES else "all",
            kind if kind in set(TrackKind) else "", chosen,
        )


@dataclass(frozen=True, slots=True)
class TrayRow:
    """One line of the tray."""

    kind: str
    uuid: UUID
    reference: str
    child_uuid: UUID
    child_words: str
    received_on: date | None
    day_words: str
    due_on: date | None
    is_late: bool
    state_words: str
    holder: str
    next_words: str
    known_as_at_on: date | None
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tray:
    """A page of the tray with the count of every filter."""

    rows: tuple[TrayRow, ...]
    page: Page
    filters: Filters
    counts: dict[str, int] = field(default_factory=dict)


def tray(user: Viewer, *, filters: Filters, page: str = "", on: date) -> Tray:
    """Open cases that the viewer may see, soonest lawful date first. `page` is what stands in the address."""
    tracks = _scoped(user, filters, on)
    counts = _counts(tracks, on)
    shown = _shown(tracks, filters.show, on)
    paging = Page.of(page, size=PAGE_SIZE, total=counts[filters.show])
    found = shown.select_related("child").order_by(F("next_due").asc(nulls_last=True), "id")
    return Tray(_rows(list(found[paging.start:paging.stop]), on), paging, filters, counts)


def caseload(user: Viewer, *, filters: Filters, page: str = "", on: date) -> Tray:
    """Plans on their clocks, soonest review first."""
    return tray(user, filters=Filters(filters.show, filters.scope, TrackKind.PLAN, filters.team), page=page, on=on)


def _scoped(user: Viewer, filters: Filters, on: date) -> QuerySet[Track]:
    seen = people_policies.visible_to(user, on=on)
    merged = list(Child.objects.filter(merged_into__in=seen.values("pk")).values_list("pk", flat=True))
    where = Q(child__in=seen.values("pk"))
    rows = Track.objects.filter(where | Q(child__in=merged) if merged else where, closed_on__isnull=True)
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.team:
        rows = rows.filter(team_badge=f"team:{filters.team}")
    own = badges(user, on=on) if filters.scope != "all" else frozenset[str]()
    if filters.scope == "mine":
        rows = rows.filter(holder_badge__in=own)
    elif filters.scope == "team":
        rows = rows.filter(team_badge__in=[badge for badge in own if badge.startswith("team:")])
    return rows


def _of_requests(show: str) -> Q:
    """Filters that only a request's own row can answer."""
    waiting = Q(state__in=UNDECIDED)
    return {
        "unallocated": waiting & Q(officer__isnull=True), "identity": Q(identity_state=IdentityState.NOT_CHECKED),
        "to_send": Q(state=RequestState.DECIDED), "looked_after": waiting & Q(is_looked_after=True),
        "elsewhere": waiting & ~Q(lives_elsewhere_la=""),
    }[show]


def _of_tracks(show: str, on: date) -> Q:
    return {
        "all": Q(), "late": Q(n_overdue__gt=0), "week": Q(next_due__gte=on, next_due__lte=on + SOON),
        "check": Q(next_state=DeadlineState.NEEDS_A_PERSON),
    }[show]


_TRACK_SHOWS = ("all", "late", "week", "check")


def _shown(tracks: QuerySet[Track], show: str, on: date) -> QuerySet[Track]:
    if show in _TRACK_SHOWS:
        return tracks.filter(_of_tracks(show, on))
    return tracks.filter(pk__in=Request.objects.filter(_of_requests(show), track__isnull=False).values("track"))


def _counts(tracks: QuerySet[Track], on: date) -> dict[str, int]:
    """How many each filter would show; two queries."""
    found = tracks.aggregate(**{show: Count("pk", filter=_of_tracks(show, on)) for show in _TRACK_SHOWS})
    rest = [show for show in SHOWS if show not in _TRACK_SHOWS]
    requests = Request.objects.filter(track__in=tracks.filter(kind=TrackKind.REQUEST))
    found |= requests.aggregate(**{show: Count("pk", filter=_of_requests(show)) for show in rest})
    return {show: found[show] for show in SHOWS}


def _rows(tracks: list[Track], on: date) -> tuple[TrayRow, ...]:
    keys = [track.pk for track in tracks]
    kinds = {track.kind for track in tracks}
    related = ("officer__district", "officer__team", "team")
    requests = {
        r.track_id: r for r in Request.objects.filter(track__in=keys).select_related(*related)
    } if TrackKind.REQUEST in kinds else {}
    plans = {
        p.track_id: p for p in Plan.objects.filter(track__in=keys).select_related(*related)
    } if TrackKind.PLAN in kinds else {}
    held: Iterable[Request | Plan] = [*requests.values(), *plans.values()]
    holders = people.holder_words_of([case.officer for case in held if case.officer], on=on)
    rows = []
    for track in tracks:
        request, plan = requests.get(track.pk), plans.get(track.pk)
        if request is not None:
            rows.append(_request_row(track, request, holders, on))
        elif plan is not None:
            rows.append(_plan_row(track, plan, holders, on))
    return tuple(rows)


def child_words(child: Child) -> str:
    """The name by which staff find a child."""
    return f"{child.preferred_name or child.given_name} {child.family_name}".strip()


def _holder(case: Request | Plan, holders: dict[int, str]) -> str:
    if case.officer:
        return holders[case.officer.pk]
    return case.team.title if case.team else "Nobody yet"


def _request_row(track: Track, request: Request, holders: dict[int, str], on: date) -> TrayRow:
    received, facts = request.received_on, steps.facts_of(request, track.next_due, on)
    marks = [
        words for words, is_so in (
            ("Child in care", request.is_looked_after), ("May live elsewhere", bool(request.lives_elsewhere_la)),
            ("Who asked is not checked", request.identity_state == IdentityState.NOT_CHECKED),
            ("Assessed before", request.last_assessed_on is not None),
        ) if is_so
    ]
    return TrayRow(
        kind=track.kind, uuid=request.uuid, reference=request.reference, child_uuid=track.child.uuid,
        child_words=child_words(track.child), received_on=received,
        day_words=day_count(received, track.next_due, on) if received else "", due_on=track.next_due,
        is_late=track.n_overdue > 0, state_words=STATE_WORDS[request.state], holder=_holder(request, holders),
        next_words=for_officer(facts), known_as_at_on=request.known_as_at_on, marks=tuple(marks),
    )


def _plan_row(track: Track, plan: Plan, holders: dict[int, str], on: date) -> TrayRow:
    return TrayRow(
        kind=track.kind, uuid=plan.uuid, reference=plan.reference, child_uuid=track.child.uuid,
        child_words=child_words(track.child), received_on=plan.made_on, day_words="", due_on=track.next_due,
        is_late=track.n_overdue > 0, state_words="Has an EHC plan", holder=_holder(plan, holders),
        next_words=for_plan(track.next_duty, track.next_due, on), known_as_at_on=plan.known_as_at_on,
    )
