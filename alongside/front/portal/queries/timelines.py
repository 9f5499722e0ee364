"""One timeline of a child: lines of every room that has some, as far as the viewer may read them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from alongside.commons.actions import timeline as actions
from alongside.commons.messaging.timeline import Line
from alongside.ground.core.dates import day_of, in_words
from alongside.ground.people.queries import TimelineRow
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


def timeline_of(
    cases: Iterable[ehc.TimelineEntry], said: Iterable[Line], promised: Iterable[actions.Line],
    people: Iterable[TimelineRow] = (),
) -> tuple[TimelineLine, ...]:
    """What happened, newest first, from each room's own lines: cases, what was said, sent and promised, and for those
    who work with the child who became what.
    """
    rows: list[tuple[date, str, str, str]] = [(entry.on, entry.words, entry.who, "") for entry in cases]
    rows += [(day_of(line.moment), line.words, "", line.href) for line in said]
    rows += [(day_of(line.moment), line.words, line.who, line.href) for line in promised]
    rows += [(row.on, row.words, "", "") for row in people]
    rows.sort(key=lambda row: row[0], reverse=True)
    return tuple(TimelineLine(in_words(day), day.isoformat(), words, who, href=href) for day, words, who, href in rows)
