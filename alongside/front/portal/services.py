"""The few acts of pages that belong to no single room."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from alongside.ground.access import services as access
from alongside.ground.access.models import User
from alongside.ground.core.errors import InvalidError
from alongside.ground.core.references import new_reference
from alongside.ground.outbox import services as outbox

LONGEST = 4000


@transaction.atomic
def report_leak(*, words: str, email: str, by: User | None, at: datetime) -> str:
    """Somebody can see what they should not: it reaches a person at once; returns the reference of the report."""
    if not words.strip():
        raise InvalidError({"words": "Tell us what you can see."})
    reference = new_reference("SEE")
    body = "\n\n".join([
        f"Reported {at:%d %B %Y, %H:%M} UTC, reference {reference}.", words.strip()[:LONGEST],
        f"Answer to: {email or 'no address given'}",
        "The law gives 72 hours from now to judge whether the Information Commissioner must be told.",
    ])
    outbox.enqueue(key=f"portal.leak.{reference}", kind="email", to=settings.BRAND["email"],
                   subject=f"Somebody can see something they should not ({reference})", body_text=body, at=at)
    access.record(code="portal.leak.reported", by=by, at=at, detail={"reference": reference})
    return reference
