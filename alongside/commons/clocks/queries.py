"""Reading the clocks: deadlines of a child or a track, tracks by reference, open differences, how the nights went."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Max, Q, QuerySet

from alongside.commons.clocks import policies
from alongside.commons.clocks.models import ClockDifference, Deadline, NightReplay, RuleEdition, Track
from alongside.ground.access.policies import Viewer
from alongside.ground.core.errors import NotThereError
from alongside.ground.people.models import Child

STALE_AFTER = timedelta(hours=26)
"""A night is missing when the last one ended longer ago than this."""


def open_track(ref: str) -> Track | None:
    """The running track of the thing `ref`, if there is one."""
    return Track.objects.filter(ref=ref, closed_on__isnull=True).first()


def track_of(ref: str) -> Track | None:
    """The track of the thing `ref`, running or closed."""
    return Track.objects.filter(ref=ref).first()


def latest_replay() -> str:
    """Moves whenever a clock is replayed: lists keep what they counted until then. Two looks at indexes, one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT max(replayed_at) FROM clocks_track), (SELECT max(id) FROM clocks_trackevent)"
        )
        return str(cursor.fetchone())


def deadlines(child: Child) -> list[Deadline]:
    """Every deadline of a child, track by track in the order of the law; the caller has checked who looks."""
    rows = Deadline.objects.filter(child=child).select_related("track")
    return list(rows.order_by("track__opened_on", "track", "sort"))


def deadlines_of(tracks: Iterable[int]) -> dict[int, list[Deadline]]:
    """Deadlines by track key, each in the order of the law; one query, none without a track.

    Written by hand: every page about a case asks it, and the builder takes longer than the database.
    """
    found: dict[int, list[Deadline]] = {pk: [] for pk in tracks}
    if not found:
        return found
    marks = ", ".join(["%s"] * len(found))
    # Only marks are in the text.
    text = f"SELECT d.* FROM clocks_deadline d WHERE d.track_id IN ({marks}) ORDER BY d.track_id, d.sort"  # noqa: S608
    for row in Deadline.objects.raw(text, list(found)):
        found[row.track_id].append(row)
    return found


def open_differences(user: Viewer) -> QuerySet[ClockDifference]:
    """Differences that wait for a person, oldest first; nothing for those who may not settle them."""
    rows = ClockDifference.objects.filter(settled_at__isnull=True).select_related("track").order_by("found_at", "id")
    return rows if policies.can_settle(user) else rows.none()


def open_difference(user: Viewer, uuid: UUID) -> ClockDifference:
    """One open difference; NotThereError when it is none, settled, or not for this person."""
    row = open_differences(user).filter(uuid=uuid).first()
    if row is None:
        raise NotThereError
    return row


def differences_to_watch(user: Viewer) -> QuerySet[ClockDifference]:
    """The same differences for whoever runs the service; their lines name a track and its days, never a child."""
    rows = ClockDifference.objects.filter(settled_at__isnull=True).select_related("track").order_by("found_at", "id")
    return rows if policies.can_watch(user) or policies.can_settle(user) else rows.none()


def health(at: datetime) -> dict[str, Any]:
    """Figures for a machine that watches: running clocks, open differences, when the last night ended, is it too long ago.

    An area without a clock has no night to miss.
    """
    n_running = Track.objects.filter(closed_on__isnull=True).count()
    last = NightReplay.objects.aggregate(last=Max("ended_at"))["last"]
    return {
        "n_running": n_running, "n_differences": ClockDifference.objects.filter(settled_at__isnull=True).count(),
        "last_night_at": last.isoformat(timespec="seconds") if last else None,
        "is_stale": bool(n_running) and (last is None or at - last > STALE_AFTER),
    }


def last_nights() -> Sequence[NightReplay]:
    """The last night of each room, by room."""
    latest = NightReplay.objects.values("room").annotate(last=Max("id")).values("last")
    return list(NightReplay.objects.filter(id__in=latest).order_by("room"))


def n_running_by_regime() -> dict[str, int]:
    """How many running tracks each law judges, by its key."""
    rows = Track.objects.filter(closed_on__isnull=True).order_by()
    return dict(rows.values_list("regime").annotate(n=Count("id")))


def n_tracks_by_edition() -> dict[str, int]:
    """How many tracks were last written by which edition of the rulebook, by its hash."""
    return dict(Track.objects.exclude(edition="").order_by().values_list("edition").annotate(n=Count("id")))


def editions() -> Sequence[RuleEdition]:
    """Editions that have worked here, the youngest first."""
    return list(RuleEdition.objects.order_by("-first_used_at", "-id"))


def adrift(children: QuerySet[Child], kind: str) -> QuerySet[Track]:
    """Open tracks about these children that have no holder, or no next lawful date: nothing may stay so."""
    rows = Track.objects.filter(closed_on__isnull=True, kind=kind, child__in=children)
    return rows.filter(Q(holder_badge="") | Q(next_due__isnull=True)).select_related("child").order_by("opened_on", "pk")
