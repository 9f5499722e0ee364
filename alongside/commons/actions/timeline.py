"""What the room adds to a child's timeline, as the viewer may know it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.urls import reverse

from alongside.commons.actions.models import Promise
from alongside.commons.messaging import policies as messaging
from alongside.ground.access.policies import Viewer
from alongside.ground.core.dates import in_words

LATEST = 50
"""Lines of one child that a timeline shows at most."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a timeline: when, what, who said so, and where it leads (empty for nowhere)."""

    moment: datetime
    words: str
    who: str
    href: str = ""


def lines(user: Viewer, promises: Iterable[Promise]) -> list[Line]:
    """Promises that the viewer may read, the newest first, as lines of a timeline; no query of its own."""
    is_staff = messaging.is_staff(user)
    return [
        Line(
            row.promised_at, f"Promised: {row.words}, by {in_words(row.due_on)}", row.promised_as,
            reverse("actions_promise", args=(row.uuid,)) if is_staff else "",
        )
        for row in islice(promises, LATEST)
    ]
