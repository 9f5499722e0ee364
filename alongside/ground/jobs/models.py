"""Rows that make the queue survive a kill: schedule, beats of the workers, and jobs that were given up."""

import uuid
from typing import ClassVar

from django.db import models

from alongside.ground.core.privacy import Privacy
from alongside.ground.jobs.words import ParkedState, Queue


class Schedule(models.Model):
    """When a repeated task runs next; whoever moves `next_at` on is the one who queues it."""

    path = models.CharField(max_length=200, unique=True)
    cron = models.CharField(max_length=60)
    next_at = models.DateTimeField()
    last_at = models.DateTimeField(null=True)

    privacy: ClassVar[dict[str, Privacy]] = dict.fromkeys(
        ("path", "cron", "next_at", "last_at"), Privacy.OPERATIONAL
    )


class WorkerBeat(models.Model):
    """A sign of life of one worker process; without it the worker's running job is taken to be lost."""

    worker = models.CharField(max_length=64, unique=True)
    host = models.CharField(max_length=120)
    pid = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField(db_index=True)
    stopped_at = models.DateTimeField(null=True)
    n_done = models.PositiveIntegerField(default=0)
    n_failed = models.PositiveIntegerField(default=0)

    privacy: ClassVar[dict[str, Privacy]] = dict.fromkeys(
        ("worker", "host", "pid", "started_at", "beat_at", "stopped_at", "n_done", "n_failed"),
        Privacy.OPERATIONAL,
    )


class Parked(models.Model):
    """A job that failed too often, with its error; a person tries it again or discards it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    job = models.UUIDField(unique=True)
    path = models.CharField(max_length=200)
    queue = models.CharField(max_length=20, choices=[(q.value, q.value) for q in Queue])
    given = models.JSONField()
    error = models.CharField(max_length=500)
    trace = models.TextField(blank=True)
    n_tries = models.PositiveSmallIntegerField()
    parked_at = models.DateTimeField(db_index=True)
    state = models.CharField(
        max_length=20, default=ParkedState.WAITING, choices=[(s.value, s.value) for s in ParkedState]
    )
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=60, blank=True)

    privacy: ClassVar[dict[str, Privacy]] = {
        "job": Privacy.OPERATIONAL, "path": Privacy.OPERATIONAL, "queue": Privacy.OPERATIONAL,
        "given": Privacy.CASE, "error": Privacy.CASE, "trace": Privacy.OPERATIONAL,
        "n_tries": Privacy.OPERATIONAL, "parked_at": Privacy.OPERATIONAL, "state": Privacy.OPERATIONAL,
        "decided_at": Privacy.OPERATIONAL, "decided_by": Privacy.STAFF,
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="parked_decided_when_not_waiting",
                condition=models.Q(state="waiting", decided_at__isnull=True)
                | models.Q(~models.Q(state="waiting"), decided_at__isnull=False),
            )
        ]
