"""What becomes of a job that ended, failed, or lost its worker."""

import logging
import traceback
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from alongside.ground.jobs.models import Parked, WorkerBeat
from alongside.ground.jobs.words import BACK_OFF, MAX_TRIES, PRIORITIES, Queue

log = logging.getLogger(__name__)
Job = DBTaskResult[Any, Any]


def claim(worker: str, at: datetime) -> Job | None:
    """Take the next ready job, the most urgent first; nobody else gets it."""
    ready = DBTaskResult.objects.ready().filter(backend_name="default")
    if not ready.exists():
        return None  # without asking for SQLite's write lock once a second
    with transaction.atomic():
        job = ready.select_for_update(skip_locked=True).first()
        if job is None:
            return None
        job.status, job.started_at = TaskResultStatus.RUNNING, at
        job.worker_ids = [*job.worker_ids, worker]
        job.save(update_fields=["status", "started_at", "worker_ids"])
    return job


def succeeded(job: Job, at: datetime) -> None:
    """Record that the job is done."""
    DBTaskResult.objects.filter(pk=job.pk, worker_ids=job.worker_ids).update(
        status=TaskResultStatus.SUCCESSFUL, finished_at=at, exception_class_path="", traceback=""
    )


def failed(job: Job, *, error: str, trace: str, at: datetime) -> None:
    """Let the job rest and try again, or park it after the last try."""
    n_tries = len(job.worker_ids)
    with transaction.atomic():
        mine = DBTaskResult.objects.filter(
            pk=job.pk, status=TaskResultStatus.RUNNING, worker_ids=job.worker_ids
        )
        if n_tries < MAX_TRIES:
            mine.update(status=TaskResultStatus.READY, run_after=at + BACK_OFF[n_tries - 1])
            return
        if mine.update(status=TaskResultStatus.FAILED, finished_at=at, exception_class_path=error[:500]):
            Parked.objects.create(
                job=job.pk, path=job.task_path, queue=job.queue_name, given=job.args_kwargs,
                error=error[:500], trace=trace, n_tries=n_tries, parked_at=at,
            )
            log.error("parked a job after %s tries: %s", n_tries, job.task_path)


def in_words(error: BaseException) -> tuple[str, str]:
    """The error in one line, and the places it went through.

    Only the first line of its message: what PostgreSQL adds below ("DETAIL: Key (upn)=…") is a person's data.
    """
    first = (str(error).splitlines() or [""])[0]
    places = [
        f"{Path(frame.filename).name}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    return f"{type(error).__name__}: {first}"[:500], "\n".join(places)


def take_up_lost(gone: set[str], at: datetime) -> int:
    """Put back the running jobs of workers that are gone; each counts as a try, so a job that kills is parked."""
    n_lost = 0
    for job in DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING):
        if job.worker_ids and job.worker_ids[-1] in gone:
            failed(job, error="WorkerLost: the worker ended while it ran this job", trace="", at=at)
            n_lost += 1
            log.warning("took up a job whose worker is gone: %s", job.task_path)
    return n_lost


def workers_gone(at: datetime, *, silent_for: timedelta, surely_dead: Callable[[WorkerBeat], bool]) -> set[str]:
    """Workers of running jobs that are gone: stopped, silent for so long, or of a process that is surely dead."""
    running = {
        job.worker_ids[-1]
        for job in DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING).only("worker_ids")
        if job.worker_ids
    }
    alive = {
        beat.worker
        for beat in WorkerBeat.objects.filter(
            worker__in=running, stopped_at__isnull=True, beat_at__gt=at - silent_for
        )
        if not surely_dead(beat)
    }
    return running - alive


def again(parked: Parked) -> None:
    """Queue a parked job afresh, with the same arguments and all its tries."""
    DBTaskResult.objects.create(
        args_kwargs=parked.given, task_path=parked.path, queue_name=parked.queue, backend_name="default",
        priority=PRIORITIES[Queue(parked.queue)], run_after=get_date_max(),
        exception_class_path="", traceback="",
    )
