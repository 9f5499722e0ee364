"""What a provider's answer means for a message. Only a definite answer may ever lead to a second try."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What we know after a try."""

    SENT = "sent"
    LATER = "later"
    """Definitely not taken, and worth another try."""
    REFUSED = "refused"
    """Definitely not taken, and never will be."""
    UNKNOWN = "unknown"
    """It may have been taken: never try again without a person."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One try's result; `error` is for staff and holds no address."""

    verdict: Verdict
    provider_id: str = ""
    error: str = ""


def sent(provider_id: str) -> Outcome:
    """The provider took the message."""
    return Outcome(Verdict.SENT, provider_id=provider_id[:200])


def later(error: str) -> Outcome:
    """Not taken this time."""
    return Outcome(Verdict.LATER, error=error[:500])


def refused(error: str) -> Outcome:
    """Not taken, for good."""
    return Outcome(Verdict.REFUSED, error=error[:500])


def unknown(error: str) -> Outcome:
    """Nobody can say whether it was taken."""
    return Outcome(Verdict.UNKNOWN, error=error[:500])
