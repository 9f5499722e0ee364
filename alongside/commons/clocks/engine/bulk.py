"""Thousands of tracks at once: few queries a batch, nothing written for what did not change."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice

from alongside.commons.clocks.engine import replaying, rows
from alongside.commons.clocks.engine.editions import edition
from alongside.commons.clocks.models import Deadline, Track, TrackEvent
from alongside.ground.core.bulk import insert_new
from rulebook import Event, Finding

BATCH = 1000
ROWS = 2000
CARRIED = (
    "stage", "team_badge", "holder_badge", "flags", "card", "opened_on", "closed_on", "day0",
    "next_duty", "next_due", "next_state", "n_overdue", "n_events",
    "fingerprint", "findings_hash", "edition", "replayed_on", "replayed_at",
)


@dataclass(frozen=True, slots=True)
class Item:
    """A track and its fresh events. `track` may be unsaved: then it is created."""

    track: Track
    events: tuple[Event, ...]


@dataclass(slots=True)
class Outcome:
    """How a run over many tracks went: seen, written, moved with the day, and refs of pasts that changed."""

    n_seen: int = 0
    n_written: int = 0
    n_moved: int = 0
    changed: list[str] = field(default_factory=list)

    def add(self, other: "Outcome") -> None:
        """Take another batch into the count."""
        self.n_seen += other.n_seen
        self.n_written += other.n_written
        self.n_moved += other.n_moved
        self.changed += other.changed


@dataclass(slots=True)
class Replayed:
    """One item with what a fresh run found, and what of it has to be written."""

    item: Item
    findings: tuple[Finding, ...]
    fingerprint: str
    findings_hash: str

    @property
    def has_new_events(self) -> bool:
        """Whether the events differ from the stored ones."""
        return self.fingerprint != self.item.track.fingerprint

    @property
    def has_new_findings(self) -> bool:
        """Whether the findings differ from the stored ones."""
        return self.findings_hash != self.item.track.findings_hash


def batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    """The items in lots of BATCH."""
    source = iter(items)
    while lot := list(islice(source, BATCH)):
        yield lot


def run(item: Item, on: date) -> Replayed:
    """A fresh run for one item."""
    findings = replaying.find(item.track.regime, item.events, on)
    return Replayed(
        item, findings, replaying.fingerprint(item.track.regime, item.events), replaying.findings_hash(findings)
    )


def replay_batch(batch: list[Item], on: date, at: datetime) -> Outcome:
    """Run and write one batch; the caller holds the transaction."""
    fresh = [run(item, on) for item in batch]
    changed = [one for one in fresh if one.item.track.pk is None or one.has_new_events or one.has_new_findings]
    write(changed, on, at)
    return Outcome(n_seen=len(batch), n_written=len(changed))


def write(changed: list[Replayed], on: date, at: datetime) -> None:
    """Store events, deadlines and summaries of what changed, in five statements or fewer a batch."""
    events = [one for one in changed if one.has_new_events]
    findings = [one for one in changed if one.has_new_findings]
    known_events = [one.item.track.pk for one in events if one.item.track.pk]
    known_findings = [one.item.track.pk for one in findings if one.item.track.pk]
    _write_tracks(changed, on, at)
    if known_events:
        TrackEvent.objects.filter(track_id__in=known_events).delete()
    if known_findings:
        Deadline.objects.filter(track_id__in=known_findings).delete()
    rows.insert_events(((one.item.track, one.item.events) for one in events), at)
    rows.insert_deadlines((one.item.track, one.findings) for one in findings)


def _write_tracks(changed: list[Replayed], on: date, at: datetime) -> None:
    new: list[Track] = []
    known: list[Track] = []
    for one in changed:
        track = one.item.track
        track.fingerprint, track.findings_hash = one.fingerprint, one.findings_hash
        track.n_events, track.replayed_on, track.replayed_at = len(one.item.events), on, at
        track.edition = edition().digest
        replaying.put_summary(track, replaying.summary(one.item.events, one.findings))
        (known if track.pk else new).append(track)
    insert_new(new)
    # An upsert writes many rows in one statement; bulk_update would build one CASE a column and row.
    Track.objects.bulk_create(
        known, batch_size=ROWS, update_conflicts=True, unique_fields=["id"], update_fields=list(CARRIED)
    )
