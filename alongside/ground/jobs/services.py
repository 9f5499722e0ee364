"""How other rooms leave work for later, and what a person does with a job that was given up."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

import django_tasks
from django.db import transaction
from django.utils.module_loading import import_string
from django_tasks.base import Task

from alongside.ground.core.errors import NotThereError, StaleError
from alongside.ground.jobs.engine import outcomes, schedule
from alongside.ground.jobs.models import Parked
from alongside.ground.jobs.words import PRIORITIES, ParkedState, Queue

log = logging.getLogger(__name__)
P = ParamSpec("P")
T = TypeVar("T")


def task(*, queue: str = Queue.DEFAULT) -> Callable[[Callable[P, T]], Task[P, T]]:
    """Make a module-level function a task of `queue` (urgent, default or bulk).

    The name in the module must stay the task: decorate in place. Arguments are JSON (pass a uuid as text).
    A task runs at least once: a kill can make it run again, so it must be idempotent.
    """
    named = Queue(queue)
    return django_tasks.task(queue_name=named.value, priority=PRIORITIES[named])


def every(cron: str) -> Callable[[Task[P, T]], Task[P, T]]:
    """Repeat a task by `cron`, five fields in English time: `@every("0 2 * * *")` above `@task()`.

    The task takes no arguments and lives in its room's `tasks` module. Raises CronSimError for no schedule.
    """

    def remember(repeated: Task[P, T]) -> Task[P, T]:
        schedule.register(cron, repeated)
        return repeated

    return remember


def soon(job: Task[..., Any] | str, *args: Any, **kwargs: Any) -> None:
    """Queue a task, given itself or by its dotted path, so that it runs only if the caller's transaction commits.

    Raises ImportError for a path that leads nowhere, before anything is written.
    """
    found: Task[..., Any] = import_string(job) if isinstance(job, str) else job
    if found.get_backend().supports_get_result:
        found.enqueue(*args, **kwargs)  # a row in the caller's own transaction
    else:
        transaction.on_commit(lambda: found.enqueue(*args, **kwargs))


@transaction.atomic
def retry_parked(*, uuid: UUID, by: str, at: datetime) -> Parked:
    """Give a parked job all its tries again. `by` is the account's uuid as text.

    Raises NotThereError, or StaleError when somebody decided before.
    """
    parked = _decide(uuid, ParkedState.RETRIED, by, at)
    outcomes.again(parked)
    return parked


@transaction.atomic
def discard_parked(*, uuid: UUID, by: str, at: datetime) -> Parked:
    """Give a parked job up for good. Raises NotThereError, or StaleError when somebody decided before."""
    return _decide(uuid, ParkedState.DISCARDED, by, at)


def _decide(uuid: UUID, state: ParkedState, by: str, at: datetime) -> Parked:
    changed = Parked.objects.filter(uuid=uuid, state=ParkedState.WAITING).update(
        state=state, decided_at=at, decided_by=by
    )
    parked = Parked.objects.filter(uuid=uuid).first()
    if parked is None:
        raise NotThereError
    if not changed:
        raise StaleError(theirs={"state": parked.state}, ours={"state": state})
    log.info("a parked job was %s: %s", state, parked.path)
    return parked
