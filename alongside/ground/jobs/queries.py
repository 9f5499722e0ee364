"""How the queue is doing."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.db.models import Count, Min
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from alongside.ground.jobs.models import Parked, Schedule, WorkerBeat
from alongside.ground.jobs.words import ParkedState, Queue


def health(at: datetime | None = None) -> dict[str, Any]:
    """Facts for a machine that watches: depth of each queue, age of the oldest ready job and of the last sign of
    life (whole seconds, None where there is none), and how many jobs wait parked. Without `at` the database's clock.
    """
    now = at or database_clock()
    ready = DBTaskResult.objects.ready()
    depth = dict.fromkeys((queue.value for queue in Queue), 0)
    depth.update(ready.order_by().values_list("queue_name").annotate(n=Count("id")))
    oldest = ready.order_by().aggregate(oldest=Min("enqueued_at"))["oldest"]
    living = WorkerBeat.objects.filter(stopped_at__isnull=True).order_by("-beat_at")
    beat = living.values_list("beat_at", flat=True).first()
    return {
        "queued": depth,
        "oldest_seconds": _age(now, oldest),
        "last_beat_seconds": _age(now, beat),
        "n_parked": Parked.objects.filter(state=ParkedState.WAITING).count(),
    }


def n_running() -> int:
    """How many jobs run now."""
    return DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING).count()


def parked(state: str = ParkedState.WAITING, *, limit: int = 100) -> Sequence[Parked]:
    """Jobs that were given up, the newest first."""
    return list(Parked.objects.filter(state=state).order_by("-parked_at", "-pk")[:limit])


def last_beats(limit: int = 20) -> Sequence[WorkerBeat]:
    """Workers, the one heard from last first."""
    return list(WorkerBeat.objects.order_by("-beat_at")[:limit])


def schedules() -> Sequence[Schedule]:
    """Repeated tasks, the next first."""
    return list(Schedule.objects.order_by("next_at", "path"))


def _age(now: datetime, then: datetime | None) -> int | None:
    return None if then is None else max(0, int((now - then).total_seconds()))


def database_clock() -> datetime:
    """The database's own time, aware: for what has no caller who knows the time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT CURRENT_TIMESTAMP")
        found: datetime | str = cursor.fetchone()[0]
    return found if isinstance(found, datetime) else datetime.fromisoformat(found).replace(tzinfo=UTC)
