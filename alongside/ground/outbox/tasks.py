"""Sending, looking for what was lost, and emptying what is old."""

from django.utils import timezone

from alongside.ground.jobs.services import every, task
from alongside.ground.outbox import services

BATCH = 200
"""So many messages one job sends at most; the next minute's round takes the rest."""


def _send(*queues: str) -> int:
    n_sent = 0
    while n_sent < BATCH and services.send_next(at=timezone.now(), queues=queues) is not None:
        n_sent += 1
    return n_sent


@task(queue="urgent")
def send_urgent() -> int:
    """Send what somebody waits for at a screen."""
    return _send("urgent")


@task(queue="default")
def send_default() -> int:
    """Send what was written just now."""
    return _send("urgent", "default")


@every("* * * * *")
@task(queue="default")
def send_round() -> int:
    """Every minute: what is due again after a failure, what goes in bulk, and what a dead worker left behind."""
    services.mark_lost(at=timezone.now())
    return _send("urgent", "default", "bulk")


@every("10 2 * * *")
@task(queue="bulk")
def purge_bodies() -> int:
    """Every night: empty the bodies that are no longer needed."""
    return services.purge(at=timezone.now())
