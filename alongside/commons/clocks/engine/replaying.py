"""From events to deadline rows, with the hashes that tell a changed past from a day that moved on."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import rulebook
from alongside.commons.clocks.models import Track
from alongside.commons.clocks.words import FAMILY, WAITING
from rulebook import Event, Finding

CONTRADICTION = "record_to_check"
"""Duty id of the finding that stands in when the rulebook can't read the events at all."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a tray needs of a track: its next duty, and how many are late."""

    day0: date | None
    next_duty: str
    next_due: date | None
    next_state: str
    n_overdue: int


Decisive = tuple[str, str, date | None, date | None, str, str]
"""What decides about a deadline: duty, of, due, done, state, holder. Wording is not part of it."""


def find(regime: str, events: Sequence[Event], on: date, calendar: Any = None) -> tuple[Finding, ...]:
    """Run the rulebook; events that can't be read become one finding for a person, never an error in a bulk load.

    Of several faults the finding names the first by day, in whatever order the events were entered.
    """
    story: Sequence[Event] = events
    try:
        rules = rulebook.regime(regime)
        try:
            return rulebook.run(rules, events, on=on, calendar=calendar or rulebook.ENGLAND)
        except rulebook.RulebookError:
            story = sorted(events, key=lambda event: (str(event.on), event.type, event.of))
            return rulebook.run(rules, story, on=on, calendar=calendar or rulebook.ENGLAND)
    except rulebook.RulebookError as error:
        return (_contradiction(story, on, str(error)),)


def _contradiction(events: Sequence[Event], on: date, why: str) -> Finding:
    return Finding(
        duty=CONTRADICTION, title="Check the record: it can't be as it stands", of="", due=None, operational_due=None,
        done=None, state="needs_a_person", holder="local_authority", strength="local", citation="House rule",
        checked="V", working=(why,), note=why, since=min((event.on for event in events), default=on),
    )


def fingerprint(regime: str, events: Sequence[Event]) -> str:
    """SHA-256 of the regime and the events in their order."""
    story = [regime, *([e.type, e.on.isoformat(), e.of, sorted(e.data.items())] for e in events)]
    return _digest(story)


def findings_hash(findings: Iterable[Finding]) -> str:
    """SHA-256 of everything that a deadline row holds, wording included."""
    return _digest([
        [f.duty, f.of, f.title, _iso(f.due), _iso(f.operational_due), _iso(f.done), f.state, f.holder, f.strength,
         f.citation, f.checked, f.working, f.note, f.exemptions, _iso(f.previous_due), f.why_moved, _iso(f.since)]
        for f in findings
    ])


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def decisive(findings: Iterable[Finding]) -> list[Decisive]:
    """The deciding part of each finding, in order."""
    return [(f.duty, f.of, f.due, f.done, f.state, f.holder) for f in findings]


def summary(events: Sequence[Event], findings: Sequence[Finding]) -> Summary:
    """The next duty by lawful date; a local standard comes first only where no law runs."""
    waiting = [f for f in findings if f.done is None and _is_waiting(f) and f.holder != FAMILY]
    late = sum(1 for f in findings if f.state == "overdue" and f.strength == "statutory")
    day0 = min((event.on for event in events), default=None)
    dated = [f for f in waiting if f.due is not None]
    ruling = [f for f in dated if f.strength == "statutory"] or dated
    if ruling:
        first = min(ruling, key=lambda f: (f.due or date.max, f.duty, f.of))
        return Summary(day0, first.duty, first.due, first.state, late)
    person = next((f for f in waiting if f.state == "needs_a_person"), None)
    chosen = person or next(iter(waiting), None)
    if chosen is None:
        return Summary(day0, "", None, "", late)
    return Summary(day0, chosen.duty, None, chosen.state, late)


def _is_waiting(finding: Finding) -> bool:
    return finding.state in WAITING or finding.state == "exempt"


def put_summary(track: Track, found: Summary) -> None:
    """Carry the summary on the track."""
    track.day0, track.next_duty, track.next_due = found.day0, found.next_duty, found.next_due
    track.next_state, track.n_overdue = found.next_state, found.n_overdue


def summary_on(track: Track) -> Summary:
    """The summary that the track carries now."""
    return Summary(track.day0, track.next_duty, track.next_due, track.next_state, track.n_overdue)


def as_json(events: Iterable[Event]) -> list[dict[str, Any]]:
    """Events as plain values, for keeping."""
    return [{"type": e.type, "on": e.on.isoformat(), "of": e.of, "data": dict(e.data)} for e in events]


def from_json(rows: Iterable[dict[str, Any]]) -> tuple[Event, ...]:
    """Events from plain values."""
    return tuple(Event(r["type"], date.fromisoformat(r["on"]), r["of"], r["data"]) for r in rows)


def changed_lines(stored: Sequence[object], fresh: Sequence[object], words: Any) -> list[str]:
    """What one list has and the other has not, one line each: "was: …", "is: …"."""
    gone = [row for row in stored if row not in fresh]
    come = [row for row in fresh if row not in stored]
    lines = [f"was: {words(row)}" for row in gone] + [f"is: {words(row)}" for row in come]
    return lines or ["same rows, in another order or under another summary"]


def deadline_words(row: Decisive) -> str:
    """A deciding row in one line."""
    duty, of, due, done, state, _holder = row
    what = f"{duty} ({of})" if of else duty
    return f"{what}: due {_iso(due) or 'no date'}, done {_iso(done) or 'not yet'}, {state}"


def event_words(row: tuple[str, date, str]) -> str:
    """An event in one line."""
    kind, day, of = row
    return f"{kind} {of} on {day.isoformat()}".replace("  ", " ")
