"""Guesses that need no account, such as a reference: slowed by network address, for the rooms that ask for them."""

from datetime import datetime

from alongside.ground.access.engine import throttle
from alongside.ground.access.words import AttemptKind


def wait_before_guess(*, kind: AttemptKind, address: str, at: datetime) -> int:
    """Seconds to wait before this network address may try again; 0 lets it try."""
    return throttle.guess_wait(kind, address, at=at)


def note_wrong_guess(*, kind: AttemptKind, address: str, at: datetime) -> None:
    """Count a wrong try; a right one costs nothing."""
    throttle.wrong_guess(kind, address, at=at)
