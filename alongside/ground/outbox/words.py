"""The words of the outbox: kinds and states of a message, and how long each thing lasts."""

from datetime import timedelta
from enum import StrEnum


class Kind(StrEnum):
    """By what a message travels."""

    EMAIL = "email"
    SMS = "sms"
    POST = "post"


class State(StrEnum):
    """Where a message stands. Nothing leaves `unknown`, `failed` or `held` but by a person's decision."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    FAILED = "failed"
    CANCELLED = "cancelled"
    HELD = "held"


class Decision(StrEnum):
    """What a person decides about a message that the machine may not touch any more."""

    ARRIVED = "arrived"
    AGAIN = "again"
    DROP = "drop"


NEEDS_A_PERSON = (State.UNKNOWN, State.FAILED, State.HELD)

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(minutes=30)
GIVE_UP_AFTER = timedelta(hours=4)
"""A message that no provider took for so long becomes a person's task."""

LOST_AFTER = timedelta(minutes=5)
"""A message that has been `sending` for so long lost its worker: nobody knows whether it left."""

KEEP_BODIES = timedelta(days=30)
KEEP_CODES = timedelta(days=1)
"""Bodies of urgent messages hold one-time codes and go sooner."""
