"""Repeated tasks: what is registered, when each runs next, and who queues it."""

import logging
from datetime import datetime
from typing import Any

from cronsim import CronSim
from django.db import transaction
from django.utils.module_loading import autodiscover_modules
from django_tasks.base import Task

from alongside.ground.core.dates import LONDON
from alongside.ground.jobs.models import Schedule

log = logging.getLogger(__name__)
_registered: dict[str, tuple[str, Task[..., Any]]] = {}


def register(cron: str, task: Task[..., Any]) -> None:
    """Remember that `task` runs by `cron` (English time); raises CronSimError when that is no schedule."""
    CronSim(cron, datetime(2026, 1, 1, tzinfo=LONDON))
    _registered[task.module_path] = (cron, task)


def load_all() -> None:
    """Import every room's `tasks` module, so that its repeated tasks are registered."""
    autodiscover_modules("tasks")


def next_after(cron: str, at: datetime) -> datetime:
    """The first moment after `at` that fits `cron`, in English time, summer time included."""
    return next(CronSim(cron, at.astimezone(LONDON)))


def queue_due(at: datetime) -> int:
    """Queue every repeated task that is due; of many workers one queues it. Returns how many were queued here.

    After a long stop a task is queued once, not once for each time that was missed.
    """
    known = {row.path: row for row in Schedule.objects.all()}
    n_queued = 0
    for path, (cron, task) in _registered.items():
        row = known.get(path)
        if row is None or row.cron != cron:
            Schedule.objects.update_or_create(
                path=path, defaults={"cron": cron, "next_at": next_after(cron, at)}
            )
        elif row.next_at <= at and _won(row, at):
            n_queued += 1
            log.info("queued the repeated task %s", task.name)
    return n_queued


def _won(row: Schedule, at: datetime) -> bool:
    cron, task = _registered[row.path]
    with transaction.atomic():
        moved = Schedule.objects.filter(pk=row.pk, next_at=row.next_at).update(
            next_at=next_after(cron, at), last_at=at
        )
        if moved:
            task.enqueue()
    return bool(moved)
