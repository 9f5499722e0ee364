"""One timeline of a child: lines of every room that has some, as far as the viewer may read them."""

from dataclasses import dataclass
from datetime import date

from alongside.ground.access.models import User
from alongside.ground.access.words import UserKind
from alongside.ground.core.dates import in_words
from alongside.ground.people import policies
from alongside.ground.people import queries as people
from alongside.ground.people.models import Child
from alongside.work.ehc import timeline as ehc


@dataclass(frozen=True, slots=True)
class TimelineLine:
    """One line: when in words, what happened, who did it."""

    when: str
    datetime: str
    title: str
    by: str
    words: str = ""
    href: str = ""


def timeline_of(user: User, child: Child, on: date) -> tuple[TimelineLine, ...]:
    """What happened, newest first."""
    rows = [(entry.on, entry.words, entry.who) for entry in ehc.entries(child, user, on)]
    if user.kind == UserKind.PROFESSIONAL:
        hidden = policies.hides_location(user, child, on=on)
        rows += [(row.on, row.words, "") for row in people.timeline_people(child, on, is_location_hidden=hidden)]
    rows.sort(key=lambda row: row[0], reverse=True)
    return tuple(TimelineLine(in_words(day), day.isoformat(), words, who) for day, words, who in rows)
