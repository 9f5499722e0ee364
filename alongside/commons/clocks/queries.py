"""Reading the clocks: deadlines of a child or a track, tracks by reference, open differences."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from alongside.commons.clocks import policies
from alongside.commons.clocks.models import ClockDifference, Deadline, Track
from alongside.ground.access.policies import Viewer
from alongside.ground.core.errors import NotThereError
from alongside.ground.people.models import Child


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
    """Deadlines by track key, each in the order of the law; one query."""
    found: dict[int, list[Deadline]] = {pk: [] for pk in tracks}
    for row in Deadline.objects.filter(track_id__in=list(found)).order_by("track_id", "sort"):
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
