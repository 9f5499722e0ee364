"""The status of a request for a stranger who holds its reference: only what follows from what they typed."""

from dataclasses import dataclass
from datetime import date

from alongside.ground.core.errors import NotThereError
from alongside.ground.core.references import normal_reference
from alongside.work.ehc.models import Request
from alongside.work.ehc.words import Door


def request_by_reference(reference: str) -> Request:
    """The request of a reference as somebody typed it; NotThereError when there is none."""
    found = (
        Request.objects.filter(reference=normal_reference(reference) or "-", received_on__isnull=False)
        .exclude(door=Door.RETURN).select_related("first_team").first()
    )
    if found is None:
        raise NotThereError
    return found


@dataclass(frozen=True, slots=True)
class Status:
    """What a stranger sees: the clock of what they sent, and whom to ring. The same for new and joined requests."""

    reference: str
    received_on: date
    day_words: str
    decide_by: date | None
    plan_by: date | None
    team: str
    team_phone: str
    is_over: bool
