"""What the room adds to a child's timeline, as the viewer may know it."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from alongside.commons.actions import policies
from alongside.commons.messaging import policies as messaging
from alongside.ground.access.policies import Viewer
from alongside.ground.core.dates import in_words
from alongside.ground.people import queries as people
from alongside.ground.people.models import Child


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a timeline: when, what, who said so, and where it leads (empty for nowhere)."""

    moment: datetime
    words: str
    who: str
    href: str = ""


def lines_of(user: Viewer, child: Child, *, at: datetime, limit: int = 50) -> list[Line]:
    """Promises about a child, the newest first: staff see all, a family what it was told."""
    rows = policies.promises_visible_to(user, at=at).filter(child__in=people.ids_of(child))
    return [
        Line(
            row.promised_at, f"Promised: {row.words}, by {in_words(row.due_on)}", row.promised_as,
            reverse("actions_promise", args=(row.uuid,)) if messaging.is_staff(user) else "",
        )
        for row in rows.order_by("-promised_at", "-pk")[:limit]
    ]
