"""What the room adds to a child's timeline, as the viewer may know it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from alongside.commons.messaging import policies, queries
from alongside.commons.messaging.policies import Viewer
from alongside.ground.people.models import Child


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a timeline: when, what, and where it leads (empty for nowhere)."""

    moment: datetime
    words: str
    href: str = ""


def lines_about(user: Viewer, children: Collection[Child], *, at: datetime) -> dict[int, list[Line]]:
    """Conversations, letters and calls by key of the child, the latest first, for a page that has opened the children.

    A family sees its own, staff see all; one query for all of them.
    """
    to_whom = policies.is_staff(user)
    found = queries.said_about(user, children, at=at)
    return {child: [_line(row, to_whom=to_whom) for row in rows] for child, rows in found.items()}


def _line(row: queries.SaidLine, *, to_whom: bool) -> Line:
    if row.kind == "call":
        return Line(row.moment, f"Call with {row.name}")
    if row.kind == "talk":
        return Line(row.moment, f"Message: {row.title}", reverse("messaging_thread", args=(row.target,)))
    to = f" to {row.name}" if to_whom else ""
    return Line(row.moment, f"Letter{to}: {row.title}", reverse("documents_letter", args=(row.target,)))
