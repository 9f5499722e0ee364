"""The worker's loop, and the thread that shows that it lives."""

import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast

from django.db import (
    DatabaseError,
    InterfaceError,
    OperationalError,
    close_old_connections,
    connection,
    transaction,
)
from django.db.models import F
from django_tasks.base import TaskContext, TaskResult

from alongside.ground.jobs.engine import outcomes, schedule
from alongside.ground.jobs.models import WorkerBeat

log = logging.getLogger(__name__)
LOST = (OperationalError, InterfaceError)
"""What the database says when it restarts, fails over or is locked for too long."""


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds between the things a worker does; tests make them short."""

    idle: float = 1
    beat: float = 5
    silent: float = 180
    """A worker that gave no sign of life for so long is gone, and its job is taken up by another."""
    look_round: float = 10
    longest_wait: float = 30
    """How long at most a worker waits for a database that is away before it asks again."""
    give_up: float = 60
    """With `once`, how long to wait for a database that is away before giving up."""
    beats_beside: bool = True
    """Whether a thread shows life while a long job runs."""


@dataclass
class Worker:
    """One process that takes jobs until it is told to stop. `clock` gives the time, aware."""

    clock: Callable[[], datetime]
    stop: Callable[[], bool]
    timing: Timing = Timing()
    name: str = field(default_factory=lambda: f"{socket.gethostname()[:40]}-{os.getpid()}-{secrets.token_hex(4)}")
    n_done: int = 0
    n_failed: int = 0
    _looked_at: float = 0.0

    def beat(self) -> None:
        """Show that this worker lives."""
        at = self.clock()
        WorkerBeat.objects.update_or_create(
            worker=self.name,
            defaults={"beat_at": at, "stopped_at": None},
            create_defaults={
                "host": socket.gethostname()[:120], "pid": os.getpid(), "started_at": at, "beat_at": at,
            },
        )

    def farewell(self) -> None:
        """Say that this worker stops of its own accord."""
        at = self.clock()
        WorkerBeat.objects.filter(worker=self.name).update(stopped_at=at, beat_at=at)

    def look_round(self) -> None:
        """Take up jobs of workers that are gone, and queue what is due. Not more often than the timing says."""
        if self._looked_at and time.monotonic() - self._looked_at < self.timing.look_round:
            return
        at = self.clock()
        gone = outcomes.workers_gone(
            at, silent_for=timedelta(seconds=self.timing.silent), surely_dead=lambda row: self._is_dead(row, at)
        )
        # A job that runs in this worker's name while it looks round was left when the database went away.
        outcomes.take_up_lost(gone | {self.name}, at)
        schedule.queue_due(at)
        self._looked_at = time.monotonic()

    def _is_dead(self, row: WorkerBeat, at: datetime) -> bool:
        """Whether a worker of this machine left no process behind.

        Two containers may share a host name, so one that gave a sign of life just now is believed.
        """
        if row.host != socket.gethostname()[:120] or at - row.beat_at < timedelta(seconds=2 * self.timing.beat):
            return False
        if row.pid == os.getpid():
            return row.worker != self.name
        try:
            os.kill(row.pid, 0)
        except ProcessLookupError:
            return True
        except PermissionError:
            return False
        return False

    def turn(self) -> bool:
        """Do one job if there is one; returns whether there was."""
        job = outcomes.claim(self.name, self.clock())
        if job is None:
            return False
        self.run(job)
        return True

    def run(self, job: outcomes.Job) -> None:
        """Run one job; its error is kept with it, never raised, except when the worker itself is to end."""
        try:
            _call(job)
        except Exception as error:
            log.warning("a job failed: %s: %s", job.task_path, type(error).__name__)
            _leave_transaction()
            text, trace = outcomes.in_words(error)
            outcomes.failed(job, error=text, trace=trace, at=self.clock())
            self.n_failed += 1
            WorkerBeat.objects.filter(worker=self.name).update(n_failed=F("n_failed") + 1)
        else:
            outcomes.succeeded(job, self.clock())
            self.n_done += 1
            WorkerBeat.objects.filter(worker=self.name).update(n_done=F("n_done") + 1)

    def loop(self, *, once: bool) -> None:
        """Work until told to stop; with `once`, until nothing is ready. A database that is away is waited for."""
        waited = 0.0
        wait = 0.5
        while not self.stop():
            try:
                if not connection.in_atomic_block:  # only in a test
                    close_old_connections()
                self.look_round()
                found = self.turn()
                waited, wait = 0.0, 0.5
            except LOST as error:
                log.warning("the database is away (%s); trying again", type(error).__name__)
                connection.close()
                if once and waited >= self.timing.give_up:
                    raise
                self._rest(wait)
                waited, wait = waited + wait, min(wait * 2, self.timing.longest_wait)
                continue
            if not found and once:
                return
            if not found:
                self._rest(self.timing.idle)

    def _rest(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while not self.stop() and time.monotonic() < end:
            time.sleep(min(0.2, seconds))


def _call(job: outcomes.Job) -> Any:
    task = job.task
    given = job.args_kwargs
    if task.takes_context:
        context = TaskContext(task_result=cast("TaskResult[Any]", job.task_result))
        return task.call(context, *given["args"], **given["kwargs"])
    return task.call(*given["args"], **given["kwargs"])


def _leave_transaction() -> None:
    """A job that left a transaction open must not take the record of its failure with it."""
    if not connection.in_atomic_block and connection.connection is not None and not connection.get_autocommit():
        transaction.rollback()


def _keep_beating(worker: Worker, ended: threading.Event) -> None:
    """Beat until the worker ends; a database that is away or busy only delays the next beat."""
    while not ended.wait(worker.timing.beat):
        try:
            close_old_connections()
            worker.beat()
        except DatabaseError as error:
            log.warning("no sign of life could be written (%s)", type(error).__name__)
            connection.close()
    connection.close()


def run_worker(
    stop: threading.Event | Callable[[], bool], *, clock: Callable[[], datetime], once: bool = False,
    timing: Timing | None = None,
) -> Worker:
    """Run a worker here until `stop`; with `once`, until the queue is empty. Returns it, for its counts.

    Raises OperationalError when `once` was asked and the database stays away.
    """
    schedule.load_all()
    is_stopped = stop.is_set if isinstance(stop, threading.Event) else stop
    worker = Worker(clock=clock, stop=is_stopped, timing=timing or Timing())
    ended = threading.Event()
    beats = threading.Thread(target=_keep_beating, args=(worker, ended), daemon=True, name="beats")
    _first_beat(worker)
    if worker.timing.beats_beside:
        beats.start()
    try:
        worker.loop(once=once)
    finally:
        ended.set()
        if beats.is_alive():
            beats.join(timeout=worker.timing.beat + 1)
    worker.farewell()
    return worker


def _first_beat(worker: Worker) -> None:
    """The first sign of life waits for a database that is still starting."""
    wait = 0.5
    while True:
        try:
            return worker.beat()
        except LOST:
            connection.close()
            if worker.stop() or wait > worker.timing.longest_wait:
                raise
            time.sleep(wait)
            wait *= 2
