"""One timeline of a child: lines of every room that has some, as far as the viewer may read them."""

from dataclasses import dataclass
from datetime import date, datetime

from alongside.commons.actions import timeline as actions
from alongside.commons.messaging import timeline as messaging
from alongside.ground.access.models import User
from alongside.ground.access.words import UserKind
from alongside.ground.core.dates import day_of, in_words
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


def timeline_of(user: User, child: Child, at: datetime) -> tuple[TimelineLine, ...]:
    """What happened up to a moment, newest first: the case, and what was said and sent."""
    on = day_of(at)
    rows: list[tuple[date, str, str, str]] = [
        (entry.on, entry.words, entry.who, "") for entry in ehc.entries(child, user, on)
    ]
    rows += [(day_of(line.moment), line.words, "", line.href) for line in messaging.lines_of(user, child, at=at)]
    rows += [(day_of(line.moment), line.words, line.who, line.href) for line in actions.lines_of(user, child, at=at)]
    if user.kind == UserKind.PROFESSIONAL:
        hidden = policies.hides_location(user, child, on=on)
        rows += [(row.on, row.words, "", "") for row in people.timeline_people(child, on, is_location_hidden=hidden)]
    rows.sort(key=lambda row: row[0], reverse=True)
    return tuple(TimelineLine(in_words(day), day.isoformat(), words, who, href=href) for day, words, who, href in rows)
