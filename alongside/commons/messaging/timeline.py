"""What the room adds to a child's timeline, as the viewer may know it."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from alongside.commons.messaging import policies, queries
from alongside.commons.messaging.models import Letter
from alongside.commons.messaging.policies import Viewer
from alongside.ground.access.models import User
from alongside.ground.people import policies as people_policies
from alongside.ground.people import queries as people
from alongside.ground.people.models import Child


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a timeline: when, what, and where it leads (empty for nowhere)."""

    moment: datetime
    words: str
    href: str = ""


def lines_of(user: Viewer, child: Child, *, at: datetime, limit: int = 50) -> list[Line]:
    """Conversations, letters and calls about a child, the latest first: a family sees its own, staff see all."""
    found = [
        Line(row.last_at, f"Message: {row.title}", reverse("messaging_thread", args=(row.uuid,)))
        for row in queries.conversations_for(user, at=at, child=child, limit=limit)
    ]
    found += [
        Line(call.called_at, f"Call with {call.with_person.full_name if call.with_person else call.with_words}")
        for call in queries.calls_of(user, child, at=at)[:limit]
    ]
    found += [
        Line(letter.sent_at, _letter_words(user, letter), reverse("documents_letter", args=(letter.html_uuid,)))
        for letter in _letters(user, child, at=at)[:limit]
    ]
    return sorted(found, key=lambda line: line.moment, reverse=True)[:limit]


def _letters(user: Viewer, child: Child, *, at: datetime) -> list[Letter]:
    if policies.is_staff(user):
        allowed = people_policies.can_see_child(user, child, on=at)
        return list(queries.letters_of(child)) if allowed else []
    own = people.person_of(user)
    return [x for x in queries.letters_of(child) if own is not None and x.person_id == own.pk]


def _letter_words(user: Viewer, letter: Letter) -> str:
    to = f" to {letter.person.full_name}" if isinstance(user, User) and policies.is_staff(user) else ""
    return f"Letter{to}: {letter.title}"
