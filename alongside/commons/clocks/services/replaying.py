"""The acts on clocks: open a track, replay one or thousands, compare the past, settle a difference."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from alongside.commons.clocks import policies
from alongside.commons.clocks.engine import bulk, comparing, replaying, rows
from alongside.commons.clocks.engine.editions import edition
from alongside.commons.clocks.models import ClockDifference, Deadline, NightReplay, RuleEdition, Track, TrackEvent
from alongside.ground.access import services as access
from alongside.ground.access.models import User
from alongside.ground.core.errors import InvalidError, NotThereError
from rulebook import Event, Finding

Difference = comparing.Difference
Item = bulk.Item
Outcome = bulk.Outcome


@dataclass(frozen=True, slots=True)
class Placing:
    """Where a track stands for trays: stage, badges of team and holder, its end if any, flags, and the room's card.

    `stage`, the bits of `flags` and the `card` (plain values for one line of a list) mean what the room says they
    mean; clocks only keep them, so that a tray of 25 lines is one query.
    """

    stage: str = ""
    team_badge: str = ""
    holder_badge: str = ""
    closed_on: date | None = None
    flags: int = 0
    card: Mapping[str, Any] = field(default_factory=dict)

    def put_on(self, track: Track) -> None:
        """Let the track stand there; the next replay saves it."""
        track.stage, track.team_badge, track.holder_badge = self.stage, self.team_badge, self.holder_badge
        track.closed_on, track.flags, track.card = self.closed_on, self.flags, dict(self.card)


@transaction.atomic
def open_track(*, child_id: int, ref: str, kind: str, regime: str, opened_on: date) -> Track:
    """Start a track for the thing `ref`; its events come with the first replay."""
    return Track.objects.create(child_id=child_id, ref=ref, kind=kind, regime=regime, opened_on=opened_on)


@transaction.atomic
def replay(
    *, track: Track, events: Sequence[Event], on: date, at: datetime, placing: Placing | None = None,
    calendar: Any = None,
) -> tuple[Finding, ...]:
    """Keep the events, run the rulebook for the day `on`, store what it finds. Unchanged means nothing is written."""
    stored = Track.objects.select_for_update().get(pk=track.pk)
    findings = replaying.find(stored.regime, events, on, calendar)
    if placing:
        placing.put_on(stored)
    fingerprint = replaying.fingerprint(stored.regime, events)
    if fingerprint != stored.fingerprint:
        TrackEvent.objects.filter(track=stored).delete()
        rows.insert_events([(stored, events)], at)
        stored.fingerprint, stored.n_events = fingerprint, len(events)
    found = replaying.findings_hash(findings)
    if found != stored.findings_hash:
        Deadline.objects.filter(track=stored).delete()
        rows.insert_deadlines([(stored, findings)])
        stored.findings_hash = found
    replaying.put_summary(stored, replaying.summary(events, findings))
    stored.replayed_on, stored.replayed_at, stored.edition = on, at, edition().digest
    stored.save()
    for name in bulk.CARRIED:
        setattr(track, name, getattr(stored, name))
    return findings


@transaction.atomic
def replay_many(items: Iterable[Item], *, on: date, at: datetime) -> Outcome:
    """Replay thousands: few queries a batch, only what changed is written. Tracks without a key are created."""
    outcome = Outcome()
    for batch in bulk.batches(items):
        outcome.add(bulk.replay_batch(batch, on, at))
    return outcome


def replay_nightly(items: Iterable[Item], *, on: date, at: datetime) -> Outcome:
    """Compare each stored past with a fresh one. A day that moved on is written; a past that changed is reported.

    Each batch is its own short transaction, so that nobody who saves meanwhile waits for the whole night.
    """
    outcome = Outcome()
    for batch in bulk.batches(items):
        with transaction.atomic():
            outcome.add(comparing.compare_batch(batch, on, at))
    return outcome


@transaction.atomic
def record_night(*, room: str, outcome: Outcome, on: date, at: datetime) -> NightReplay:
    """Keep how a room's nightly run went, and since when this edition of the rulebook works here."""
    now = edition()
    RuleEdition.objects.get_or_create(digest=now.digest, defaults={"version": now.version, "first_used_at": at})
    return NightReplay.objects.create(
        room=room, on_day=on, ended_at=at, n_seen=outcome.n_seen, n_moved=outcome.n_moved,
        n_changed=len(outcome.changed), edition=now.digest,
    )


def check(track: Track, events: Sequence[Event], on: date) -> list[Difference]:
    """What a fresh replay says differently, without writing; a day that moved on is no difference."""
    return comparing.differences([Item(track, tuple(events))], on)[0]


def preview(*, regime: str, events: Sequence[Event], on: date) -> tuple[Finding, ...]:
    """What the rulebook would find, without a track and without storing anything."""
    return replaying.find(regime, events, on)


@transaction.atomic
def settle(*, difference: UUID, reason: str, by: User, at: datetime, on: date) -> Track:
    """A manager accepts what was found, with a reason; the deadlines follow the events as they were found then."""
    policies.require_settling(by)
    if not reason.strip():
        raise InvalidError({"reason": "Say why the dates may change."})
    waiting = ClockDifference.objects.select_for_update(of=("self",)).select_related("track__child")
    row = waiting.filter(uuid=difference, settled_at__isnull=True).first()
    if row is None:
        raise NotThereError
    row.settled_at, row.settled_by, row.reason = at, by, reason
    row.save()
    track = row.track
    if track.replayed_at is None or track.replayed_at <= row.found_at:
        Track.objects.filter(pk=track.pk).update(fingerprint="", findings_hash="")
        replay(track=track, events=replaying.from_json(row.events), on=on, at=at)
    access.record(
        code="clocks.difference.settled", by=by, at=at, child=track.child.uuid, reason=reason,
        detail={"track": track.ref, "kind": row.kind},
    )
    return track
