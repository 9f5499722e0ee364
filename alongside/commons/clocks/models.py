"""Tracks, events, the one Deadline table, differences that a person must look at, and what was checked of the rules."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from alongside.commons.clocks.words import DeadlineState, DifferenceKind, MarkKind, TrackKind
from alongside.ground.core.privacy import Privacy


class Track(models.Model):
    """One thing on a clock; carries its next duty, so that a tray needs one join."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    child = models.ForeignKey("people.Child", on_delete=models.PROTECT, related_name="+")
    ref = models.CharField(max_length=100, unique=True)
    kind = models.CharField(max_length=20, choices=[(k.value, k.name) for k in TrackKind])
    regime = models.CharField(max_length=20)
    stage = models.CharField(max_length=30, blank=True)
    team_badge = models.CharField(max_length=60, blank=True)
    holder_badge = models.CharField(max_length=60, blank=True)
    flags = models.PositiveSmallIntegerField(default=0)
    card = models.JSONField(default=dict, blank=True)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    day0 = models.DateField(null=True, blank=True)
    next_duty = models.CharField(max_length=60, blank=True)
    next_due = models.DateField(null=True, blank=True)
    next_state = models.CharField(max_length=20, blank=True)
    n_overdue = models.PositiveSmallIntegerField(default=0)
    n_events = models.PositiveSmallIntegerField(default=0)
    fingerprint = models.CharField(max_length=64, blank=True)
    findings_hash = models.CharField(max_length=64, blank=True)
    edition = models.CharField(max_length=64, blank=True)
    replayed_on = models.DateField(null=True, blank=True)
    replayed_at = models.DateTimeField(null=True, blank=True)

    privacy: ClassVar[dict[str, Privacy]] = {
        "child": Privacy.OPERATIONAL, "ref": Privacy.OPERATIONAL, "kind": Privacy.OPERATIONAL,
        "regime": Privacy.OPERATIONAL, "stage": Privacy.CASE, "team_badge": Privacy.STAFF,
        "holder_badge": Privacy.STAFF, "flags": Privacy.CASE, "card": Privacy.CASE, "opened_on": Privacy.CASE,
        "closed_on": Privacy.CASE, "day0": Privacy.CASE,
        "next_duty": Privacy.CASE, "next_due": Privacy.CASE, "next_state": Privacy.CASE, "n_overdue": Privacy.CASE,
        "n_events": Privacy.OPERATIONAL, "fingerprint": Privacy.OPERATIONAL, "findings_hash": Privacy.OPERATIONAL,
        "edition": Privacy.PUBLIC, "replayed_on": Privacy.OPERATIONAL, "replayed_at": Privacy.OPERATIONAL,
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="clocks_track_closed_after_opened",
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["kind", "next_due", "id"], name="clocks_track_tray", condition=Q(closed_on__isnull=True)
            ),
            models.Index(fields=["replayed_at"], name="clocks_track_latest"),
            models.Index(
                fields=["holder_badge", "next_due"], name="clocks_track_holder", condition=Q(closed_on__isnull=True)
            ),
            models.Index(
                fields=["team_badge", "next_due"], name="clocks_track_team", condition=Q(closed_on__isnull=True)
            ),
        ]


class TrackEvent(models.Model):
    """One event as it was handed over at the last replay, in the order of the room."""

    track = models.ForeignKey(Track, on_delete=models.CASCADE, related_name="events")
    seq = models.PositiveSmallIntegerField()
    type = models.CharField(max_length=40)
    on_day = models.DateField()
    of = models.CharField(max_length=60, blank=True)
    data = models.JSONField(default=dict, blank=True)
    recorded_at = models.DateTimeField()

    privacy: ClassVar[dict[str, Privacy]] = {
        "track": Privacy.OPERATIONAL, "seq": Privacy.OPERATIONAL, "type": Privacy.CASE, "on_day": Privacy.CASE,
        "of": Privacy.CASE, "data": Privacy.CASE, "recorded_at": Privacy.OPERATIONAL,
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["track", "seq"], name="clocks_event_seq")]


class Deadline(models.Model):
    """What the rulebook made of one duty on a track at the last replay."""

    track = models.ForeignKey(Track, on_delete=models.CASCADE, related_name="deadlines")
    child = models.ForeignKey("people.Child", on_delete=models.PROTECT, related_name="+")
    duty = models.CharField(max_length=60)
    of = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=200)
    due = models.DateField(null=True, blank=True)
    operational_due = models.DateField(null=True, blank=True)
    done = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=20, choices=[(s.value, s.name) for s in DeadlineState])
    holder = models.CharField(max_length=40)
    strength = models.CharField(max_length=20)
    citation = models.CharField(max_length=200)
    checked = models.CharField(max_length=40, blank=True)
    working = models.JSONField(default=list)
    exemptions = models.JSONField(default=list)
    previous_due = models.DateField(null=True, blank=True)
    why_moved = models.TextField(blank=True)
    since = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)
    sort = models.PositiveSmallIntegerField(default=0)

    privacy: ClassVar[dict[str, Privacy]] = {
        "track": Privacy.OPERATIONAL, "child": Privacy.OPERATIONAL, "duty": Privacy.CASE, "of": Privacy.CASE,
        "title": Privacy.PUBLIC, "due": Privacy.CASE, "operational_due": Privacy.CASE, "done": Privacy.CASE,
        "state": Privacy.CASE, "holder": Privacy.CASE, "strength": Privacy.PUBLIC, "citation": Privacy.PUBLIC,
        "checked": Privacy.PUBLIC, "working": Privacy.CASE, "exemptions": Privacy.CASE,
        "previous_due": Privacy.CASE, "why_moved": Privacy.CASE, "since": Privacy.CASE, "note": Privacy.CASE,
        "sort": Privacy.OPERATIONAL,
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["track", "sort"], name="clocks_deadline_sort")]


class ClockDifference(models.Model):
    """A past that no longer gives the stored deadlines; stays until a person has settled it with a reason."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    track = models.ForeignKey(Track, on_delete=models.CASCADE, related_name="differences")
    kind = models.CharField(max_length=20, choices=[(k.value, k.name) for k in DifferenceKind])
    lines = models.JSONField(default=list)
    events = models.JSONField(default=list)
    fresh_hash = models.CharField(max_length=64)
    found_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        "access.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField(blank=True)

    privacy: ClassVar[dict[str, Privacy]] = {
        "track": Privacy.OPERATIONAL, "kind": Privacy.OPERATIONAL, "lines": Privacy.CASE, "events": Privacy.CASE,
        "fresh_hash": Privacy.OPERATIONAL, "found_at": Privacy.OPERATIONAL, "settled_at": Privacy.OPERATIONAL,
        "settled_by": Privacy.STAFF, "reason": Privacy.CASE,
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["track"], name="clocks_one_open_difference", condition=Q(settled_at__isnull=True)
            ),
        ]


class RuleEdition(models.Model):
    """An edition of the rulebook that has worked here, and since when."""

    digest = models.CharField(max_length=64, unique=True)
    version = models.CharField(max_length=40)
    first_used_at = models.DateTimeField()

    privacy: ClassVar[dict[str, Privacy]] = {
        "digest": Privacy.PUBLIC, "version": Privacy.PUBLIC, "first_used_at": Privacy.PUBLIC,
    }


class NightReplay(models.Model):
    """One night in which a room had all its clocks worked out again, and what came of it."""

    room = models.CharField(max_length=40)
    on_day = models.DateField()
    ended_at = models.DateTimeField()
    n_seen = models.PositiveIntegerField()
    n_moved = models.PositiveIntegerField()
    n_changed = models.PositiveIntegerField()
    edition = models.CharField(max_length=64)

    privacy: ClassVar[dict[str, Privacy]] = {
        "room": Privacy.OPERATIONAL, "on_day": Privacy.OPERATIONAL, "ended_at": Privacy.OPERATIONAL,
        "n_seen": Privacy.OPERATIONAL, "n_moved": Privacy.OPERATIONAL, "n_changed": Privacy.OPERATIONAL,
        "edition": Privacy.PUBLIC,
    }

    class Meta:
        indexes = [models.Index(fields=["room", "ended_at"], name="clocks_night_latest")]


class RuleMark(models.Model):
    """Somebody checked a rule against the regulation, or families agreed its wording; void once that text changes."""

    kind = models.CharField(max_length=20, choices=[(k.value, k.name) for k in MarkKind])
    duty = models.CharField(max_length=60)
    text_hash = models.CharField(max_length=64)
    by_words = models.CharField(max_length=120)
    on_day = models.DateField()
    note = models.TextField(blank=True)
    recorded_by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    privacy: ClassVar[dict[str, Privacy]] = {
        "kind": Privacy.PUBLIC, "duty": Privacy.PUBLIC, "text_hash": Privacy.PUBLIC, "by_words": Privacy.PUBLIC,
        "on_day": Privacy.PUBLIC, "note": Privacy.PUBLIC, "recorded_by": Privacy.STAFF,
        "recorded_at": Privacy.OPERATIONAL,
    }

    class Meta:
        indexes = [models.Index(fields=["duty", "kind", "text_hash"], name="clocks_mark_of_text")]
