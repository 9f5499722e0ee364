"""Events and deadlines as rows of their tables, written past the mapper: a load has a hundred thousand of them."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Model

from alongside.commons.clocks.models import Deadline, Track, TrackEvent
from rulebook import Event, Finding

_EVENT = ("track_id", "seq", "type", "on_day", "of", "data", "recorded_at")
_DEADLINE = (
    "track_id", "child_id", "duty", "of", "title", "due", "operational_due", "done", "state", "holder", "strength",
    "citation", "checked", "working", "exemptions", "previous_due", "why_moved", "since", "note", "sort",
)
Row = tuple[Any, ...]


def insert_events(stories: Iterable[tuple[Track, Sequence[Event]]], at: datetime) -> None:
    """Write the events of saved tracks, in the order in which they were handed over."""
    moment = connection.ops.adapt_datetimefield_value(at)
    _insert(TrackEvent, _EVENT, (
        (track.pk, seq, e.type, e.on.isoformat(), e.of, json.dumps(dict(e.data)), moment)
        for track, events in stories for seq, e in enumerate(events)
    ))


def insert_deadlines(found: Iterable[tuple[Track, Sequence[Finding]]]) -> None:
    """Write the deadlines of saved tracks, in the order of the law."""
    _insert(Deadline, _DEADLINE, _deadlines(found))


def _deadlines(found: Iterable[tuple[Track, Sequence[Finding]]]) -> Iterator[Row]:
    for track, findings in found:
        for sort, f in enumerate(findings):
            yield (
                track.pk, track.child_id, f.duty, f.of, f.title, _iso(f.due), _iso(f.operational_due), _iso(f.done),
                f.state, f.holder, f.strength, f.citation, f.checked, json.dumps(f.working),
                json.dumps(f.exemptions), _iso(f.previous_due), f.why_moved, _iso(f.since), f.note, sort,
            )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _insert(model: type[Model], columns: tuple[str, ...], rows: Iterator[Row] | Iterable[Row]) -> None:
    table, names = model._meta.db_table, ", ".join(f'"{name}"' for name in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(columns))
        # Table and columns come from our own model, never from outside.
        cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', list(rows))  # noqa: S608 - see above
