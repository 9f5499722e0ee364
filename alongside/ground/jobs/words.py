"""The words of background work: queues, their order, and how often and when a failed job is tried again."""

from datetime import timedelta
from enum import StrEnum

MAX_TRIES = 5
"""A job that failed so often is parked with its error and waits for a person."""

BACK_OFF = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15))
"""How long a job rests after its first, second, third and fourth failure."""

KEEP_FINISHED = timedelta(days=14)
"""How long the row of a finished job is kept."""


class Queue(StrEnum):
    """What overtakes what: somebody waits for `urgent` at a screen, `bulk` may take all night."""

    URGENT = "urgent"
    DEFAULT = "default"
    BULK = "bulk"


PRIORITIES: dict[Queue, int] = {Queue.URGENT: 50, Queue.DEFAULT: 0, Queue.BULK: -50}


class ParkedState(StrEnum):
    """What became of a parked job."""

    WAITING = "waiting"
    RETRIED = "retried"
    DISCARDED = "discarded"
