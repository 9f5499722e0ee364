"""Stored against fresh: tells a day that moved on from a past that changed, and keeps the second for a person."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from alongside.commons.clocks.engine import bulk, replaying
from alongside.commons.clocks.engine.bulk import Item, Outcome, Replayed
from alongside.commons.clocks.engine.replaying import Decisive
from alongside.commons.clocks.models import ClockDifference, Deadline, Track, TrackEvent
from alongside.commons.clocks.words import DifferenceKind


@dataclass(frozen=True, slots=True)
class Difference:
    """One way in which a stored past and a fresh one disagree, line by line."""

    ref: str
    kind: DifferenceKind
    lines: tuple[str, ...]


def differences(items: list[Item], on: date) -> list[list[Difference]]:
    """For each item what disagrees, [] when nothing but the day has moved; writes nothing."""
    stored = _stored_deadlines(items)
    return [_judge(bulk.run(item, on), stored[item.track.pk]) for item in items]


def compare_batch(batch: list[Item], on: date, at: datetime) -> Outcome:
    """Write what moved with the day, report what changed behind it; the caller holds the transaction."""
    stored = _stored_deadlines(batch)
    moved: list[Replayed] = []
    outcome = Outcome(n_seen=len(batch))
    for item in batch:
        fresh = bulk.run(item, on)
        found = _judge(fresh, stored[item.track.pk])
        if found:
            _report(fresh, found[0], at)
            outcome.changed.append(item.track.ref)
        elif fresh.has_new_findings:
            moved.append(fresh)
    bulk.write(moved, on, at)
    outcome.n_moved = outcome.n_written = len(moved)
    return outcome


def _stored_deadlines(items: list[Item]) -> dict[int, list[Decisive]]:
    rows: dict[int, list[Decisive]] = defaultdict(list)
    found = Deadline.objects.filter(track_id__in=[item.track.pk for item in items]).order_by("track_id", "sort")
    columns = ("track_id", "duty", "of", "due", "done", "state", "holder")
    for track_id, duty, of, due, done, state, holder in found.values_list(*columns):
        rows[track_id].append((duty, of, due, done, state, holder))
    return rows


def _judge(fresh: Replayed, stored: list[Decisive]) -> list[Difference]:
    track = fresh.item.track
    if fresh.has_new_events:
        return [Difference(track.ref, DifferenceKind.EVENTS, _event_lines(fresh))]
    now = replaying.decisive(fresh.findings)
    summary = replaying.summary(fresh.item.events, fresh.findings)
    if not fresh.has_new_findings:
        if stored == now and summary == replaying.summary_on(track):
            return []
        return [Difference(track.ref, DifferenceKind.ROWS, _deadline_lines(stored, now))]
    then_day = track.replayed_on or track.opened_on
    then = replaying.find(track.regime, fresh.item.events, then_day)
    was = replaying.decisive(then)
    if was == stored:
        return []
    is_rows = replaying.findings_hash(then) == track.findings_hash
    kind = DifferenceKind.ROWS if is_rows else DifferenceKind.FINDINGS
    return [Difference(track.ref, kind, _deadline_lines(stored, was))]


def _deadline_lines(stored: list[Decisive], fresh: list[Decisive]) -> tuple[str, ...]:
    return tuple(replaying.changed_lines(stored, fresh, replaying.deadline_words))


def _event_lines(fresh: Replayed) -> tuple[str, ...]:
    rows = TrackEvent.objects.filter(track=fresh.item.track).order_by("seq").values_list("type", "on_day", "of")
    now = [(event.type, event.on, event.of) for event in fresh.item.events]
    return tuple(replaying.changed_lines(list(rows), now, replaying.event_words))


def _report(fresh: Replayed, found: Difference, at: datetime) -> None:
    """Keep one open difference a track: the same finding the next night is not a second one."""
    track: Track = fresh.item.track
    values = {
        "kind": found.kind, "lines": list(found.lines), "events": replaying.as_json(fresh.item.events),
        "fresh_hash": fresh.findings_hash, "found_at": at,
    }
    same = ClockDifference.objects.filter(track=track, settled_at__isnull=True)
    if not same.filter(fresh_hash=fresh.findings_hash, kind=found.kind).exists():
        ClockDifference.objects.update_or_create(track=track, settled_at__isnull=True, defaults=values)
