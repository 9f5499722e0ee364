"""The tray: open cases by lawful date, 25 at a time, with one line each that says what is next."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from alongside.commons.clocks import queries as clocks
from alongside.commons.clocks.models import Track
from alongside.commons.clocks.words import DeadlineState, TrackKind
from alongside.ground.access.models import User
from alongside.ground.access.policies import Viewer, badges
from alongside.ground.core.paging import Page
from alongside.ground.people import policies as people_policies
from alongside.ground.people import queries as people
from alongside.ground.people.models import Child, Merge, Post, Team
from alongside.ground.people.policies import scope
from alongside.work.ehc.queries import steps
from alongside.work.ehc.queries.kept import kept
from alongside.work.ehc.words import STATE_WORDS, IdentityState, TrayFlag
from alongside.work.ehc.words.day_words import day_count
from alongside.work.ehc.words.next_step import for_officer, for_plan

PAGE_SIZE = 25
SOON = timedelta(days=7)
MANY = 500
"""From so many expected rows on, sight is asked row by row: fewer would be found too late."""
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
    """Open cases that the viewer may see, soonest lawful date first. `page` is what stands in the address.

    Counts may be up to half a minute old; rows are of this moment.
    """
    who = (str(getattr(user, "uuid", "")), getattr(user, "n_rights", 0))
    key = (who, filters.scope, filters.kind, filters.team, on, clocks.latest_replay())
    merged = kept(("merged", *key), lambda: _merged(people_policies.seen_one(user, on=on)))
    counts = kept(("counts", *key), lambda: _counts(_scoped(user, filters, on, merged), on))
    tracks = _scoped(user, filters, on, merged, n_expected=counts[filters.show])
    shown = _bits(tracks, [filters.show]).filter(_of(filters.show, on))
    paging = Page.of(page, size=PAGE_SIZE, total=counts[filters.show])
    found = shown.order_by(F("next_due").asc(nulls_last=True), "id").values(*_COLUMNS)
    return Tray(_rows(list(found[paging.start:paging.stop]), on), paging, filters, counts)


def caseload(user: Viewer, *, filters: Filters, page: str = "", on: date) -> Tray:
    """Plans on their clocks, soonest review first."""
    return tray(user, filters=Filters(filters.show, filters.scope, TrackKind.PLAN, filters.team), page=page, on=on)


def _scoped(
    user: Viewer, filters: Filters, on: date, merged: list[int], *, n_expected: int = 0
) -> QuerySet[Track]:
    """Open tracks in scope. Sight is asked row by row until the page is full where many rows are expected, and for
    open requests, which are few; otherwise for all children at once.
    """
    rows = Track.objects.filter(closed_on__isnull=True)
    if (n_expected > MANY or filters.kind == TrackKind.REQUEST) and not merged and isinstance(user, User):
        rows = _seen_row_by_row(user, rows, on)
    else:
        seen = Q(child__in=people_policies.visible_to(user, on=on).values("pk"))
        rows = rows.filter(seen | Q(child__in=merged) if merged else seen)
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


def _seen_row_by_row(user: User, rows: QuerySet[Track], on: date) -> QuerySet[Track]:
    """The same children as `people.visible_to`, as conditions on each row's own child."""
    if not user.is_active:
        return rows.none()
    rows = rows.filter(child__merged_into__isnull=True)
    rows = rows.filter(scope.is_unbarred(user.pk, people_policies.own_persons(user), on))
    reach = people_policies.reach_of(user, on)
    if reach is None:
        return rows
    return rows.filter(scope.is_seen(user.pk, badges(user, on=on), on, reach))


def _merged(seen: QuerySet[Child]) -> list[int]:
    """Records that were merged into one that the viewer sees: their rows stayed behind."""
    pairs = dict(Merge.objects.filter(undone_at__isnull=True).values_list("dropped", "kept"))
    if not pairs:
        return []
    kept_ones = set(seen.filter(pk__in=set(pairs.values())).values_list("pk", flat=True))
    return [dropped for dropped, into in pairs.items() if into in kept_ones]


FLAGS = {
    "unallocated": TrayFlag.UNALLOCATED, "identity": TrayFlag.IDENTITY, "to_send": TrayFlag.TO_SEND,
    "looked_after": TrayFlag.LOOKED_AFTER, "elsewhere": TrayFlag.ELSEWHERE,
}


def _of(show: str, on: date) -> Q:
    """The filter behind a name; those of FLAGS need the bit as a column."""
    if show in FLAGS:
        return Q(**{f"bit_{show}": FLAGS[show].value})
    return {
        "all": Q(), "late": Q(n_overdue__gt=0), "week": Q(next_due__gte=on, next_due__lte=on + SOON),
        "check": Q(next_state=DeadlineState.NEEDS_A_PERSON),
    }[show]


def _bits(rows: QuerySet[Track], shows: Iterable[str]) -> QuerySet[Track]:
    return rows.annotate(**{f"bit_{show}": F("flags").bitand(FLAGS[show].value) for show in shows if show in FLAGS})


def _counts(tracks: QuerySet[Track], on: date) -> dict[str, int]:
    """How many each filter would show; one query."""
    found = _bits(tracks, SHOWS).aggregate(**{f"n_{show}": Count("pk", filter=_of(show, on)) for show in SHOWS})
    return {show: found[f"n_{show}"] for show in SHOWS}


_COLUMNS = (
    "kind", "next_due", "next_duty", "n_overdue", "holder_badge", "card", "child__uuid", "child__given_name",
    "child__preferred_name", "child__family_name",
)


def _rows(found: list[dict[str, Any]], on: date) -> tuple[TrayRow, ...]:
    held = frozenset(row["holder_badge"] for row in found)
    holders = kept(("holders", held, on), lambda: _holders(held, on))
    return tuple(
        (_request_row if row["kind"] == TrackKind.REQUEST else _plan_row)(row, holders, on)
        for row in found if row["card"]
    )


def _holders(badges_held: frozenset[str], on: date) -> dict[str, str]:
    """Holders in words by badge: two queries for posts, one for teams, none for what isn't there."""
    uuids: dict[str, list[str]] = {"post": [], "team": []}
    for badge in badges_held:
        kind, _, uuid = badge.partition(":")
        uuids.get(kind, []).append(uuid)
    words: dict[str, str] = {}
    if uuids["post"]:
        posts = list(Post.objects.filter(uuid__in=uuids["post"]).select_related("district", "team"))
        named = people.holder_words_of(posts, on=on)
        words |= {f"post:{post.uuid}": named[post.pk] for post in posts}
    if uuids["team"]:
        titles = Team.objects.filter(uuid__in=uuids["team"]).values_list("uuid", "title")
        words |= {f"team:{uuid}": title for uuid, title in titles}
    return words


def _name(row: dict[str, Any]) -> str:
    given = row["child__preferred_name"] or row["child__given_name"]
    return f"{given} {row['child__family_name']}".strip()


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _request_row(row: dict[str, Any], holders: dict[str, str], on: date) -> TrayRow:
    card, due = row["card"], row["next_due"]
    received = _day(card.get("received"))
    marks = tuple(words for words, is_so in (
        ("Child in care", card.get("in_care")), ("May live elsewhere", card.get("elsewhere")),
        ("Who asked is not checked", card["identity"] == IdentityState.NOT_CHECKED),
        ("Assessed before", card.get("assessed")),
    ) if is_so)
    return TrayRow(
        kind=row["kind"], uuid=UUID(card["uuid"]), reference=card["reference"], child_uuid=row["child__uuid"],
        child_words=_name(row), received_on=received, day_words=day_count(received, due, on) if received else "",
        due_on=due, is_late=row["n_overdue"] > 0, state_words=STATE_WORDS[card["state"]],
        holder=holders.get(row["holder_badge"], "Nobody yet"),
        next_words=for_officer(steps.facts_on(card, due, on)), known_as_at_on=_day(card.get("as_at")), marks=marks,
    )


def _plan_row(row: dict[str, Any], holders: dict[str, str], on: date) -> TrayRow:
    card, due = row["card"], row["next_due"]
    return TrayRow(
        kind=row["kind"], uuid=UUID(card["uuid"]), reference=card["reference"], child_uuid=row["child__uuid"],
        child_words=_name(row), received_on=_day(card.get("received")), day_words="", due_on=due,
        is_late=row["n_overdue"] > 0, state_words="Has an EHC plan",
        holder=holders.get(row["holder_badge"], "Nobody yet"), next_words=for_plan(row["next_duty"], due, on),
        known_as_at_on=_day(card.get("as_at")),
    )
