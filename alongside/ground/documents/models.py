"""Documents, who may read them, what was decided about them, and what was reported."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from alongside.ground.core.privacy import Privacy
from alongside.ground.documents.words import Decision, ReasonCode, ReleaseState, ScanState, Source


class Document(models.Model):
    """One file: what it is, whom it is about, and where its bytes are kept."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    child_uuid = models.UUIDField(null=True, db_index=True)
    ref = models.CharField(max_length=120, blank=True, db_index=True)
    title = models.CharField(max_length=200)
    about = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=40)
    filename = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    language = models.CharField(max_length=20, default="en-GB")
    source = models.CharField(max_length=20, choices=[(s, s) for s in Source])
    n_bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    received_sha256 = models.CharField(max_length=64)
    stored_as = models.CharField(max_length=100, unique=True)
    same_key = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001 - made documents have none, and may repeat
    made_from = models.UUIDField(null=True, db_index=True)
    redacts = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    scan_state = models.CharField(max_length=20, choices=[(s, s) for s in ScanState])
    scan_note = models.CharField(max_length=200, blank=True)
    scanned_at = models.DateTimeField(null=True)
    harm_told_at = models.DateTimeField(null=True)
    release_state = models.CharField(max_length=20, choices=[(s, s) for s in ReleaseState])
    due_check_on = models.DateField(null=True)
    escalated_at = models.DateTimeField(null=True)
    frozen_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        """Rules that the database holds."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(scan_state__in=[s.value for s in ScanState]), name="document_scan_state"
            ),
            models.CheckConstraint(
                condition=Q(release_state__in=[s.value for s in ReleaseState]), name="document_release_state"
            ),
            models.CheckConstraint(
                condition=Q(release_state=ReleaseState.NOT_NEEDED) | Q(due_check_on__isnull=False),
                name="document_check_has_a_due_day",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["release_state", "due_check_on"], name="document_checks"),
            models.Index(fields=["scan_state", "scanned_at"], name="document_scans"),
            models.Index(
                fields=["scanned_at"], name="document_harm_untold",
                condition=Q(scan_state=ScanState.INFECTED, harm_told_at__isnull=True),
            ),
        ]

    privacy: ClassVar[dict[str, Privacy]] = {
        "child_uuid": Privacy.OPERATIONAL, "ref": Privacy.OPERATIONAL, "title": Privacy.CASE,
        "about": Privacy.IDENTITY, "kind": Privacy.CASE, "filename": Privacy.CASE,
        "media_type": Privacy.OPERATIONAL, "language": Privacy.CASE, "source": Privacy.OPERATIONAL,
        "n_bytes": Privacy.OPERATIONAL, "sha256": Privacy.OPERATIONAL, "received_sha256": Privacy.OPERATIONAL,
        "stored_as": Privacy.OPERATIONAL, "same_key": Privacy.OPERATIONAL, "made_from": Privacy.OPERATIONAL,
        "redacts": Privacy.OPERATIONAL, "scan_state": Privacy.OPERATIONAL, "scan_note": Privacy.OPERATIONAL,
        "scanned_at": Privacy.OPERATIONAL, "harm_told_at": Privacy.OPERATIONAL,
        "release_state": Privacy.CASE, "due_check_on": Privacy.OPERATIONAL,
        "escalated_at": Privacy.OPERATIONAL, "frozen_at": Privacy.CASE, "received_at": Privacy.CASE,
        "added_by": Privacy.CASE, "version": Privacy.OPERATIONAL,
    }


class Reader(models.Model):
    """One badge that may read a document from the day `since` until, and not on, the day `until`.

    A reader that `needs_release` reads only when `released_at` is set, which a release check does.
    """

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="readers")
    badge = models.CharField(max_length=80, db_index=True)
    words = models.CharField(max_length=200, blank=True)
    since = models.DateField()
    until = models.DateField(null=True)
    needs_release = models.BooleanField(default=False)
    released_at = models.DateTimeField(null=True)

    class Meta:
        """One row a badge."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "badge"], name="document_reader_once"),
        ]

    privacy: ClassVar[dict[str, Privacy]] = {
        "document": Privacy.OPERATIONAL, "badge": Privacy.CASE, "words": Privacy.IDENTITY,
        "since": Privacy.CASE, "until": Privacy.CASE, "needs_release": Privacy.OPERATIONAL,
        "released_at": Privacy.CASE,
    }


class Bar(models.Model):
    """A badge that may read nothing about a child, whatever reader rows say: written by `people` for an exclusion."""

    child_uuid = models.UUIDField(db_index=True)
    badge = models.CharField(max_length=80, db_index=True)
    since = models.DateField()
    until = models.DateField(null=True)

    privacy: ClassVar[dict[str, Privacy]] = {
        "child_uuid": Privacy.OPERATIONAL, "badge": Privacy.PROTECTED, "since": Privacy.PROTECTED,
        "until": Privacy.PROTECTED,
    }


class Release(models.Model):
    """One decision of a release check; a withholding counts only when a second person has agreed."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="releases")
    decision = models.CharField(max_length=20, choices=[(d, d) for d in Decision])
    reason_code = models.CharField(max_length=20, blank=True, choices=[(r, r) for r in ReasonCode])
    note = models.TextField(blank=True)
    badges = models.JSONField(default=list)
    redacted = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    second_approver = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    second_at = models.DateTimeField(null=True)
    second_note = models.TextField(blank=True)
    is_agreed = models.BooleanField(null=True)
    takes_effect_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    recalled_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)

    class Meta:
        """Two people, and a reason for what is withheld: held by the database."""

        indexes: ClassVar = [
            models.Index(
                fields=["done_at"], name="release_untold", condition=Q(done_at__isnull=False, told_at__isnull=True)
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(second_approver__isnull=True) | ~Q(second_approver=F("decided_by")),
                name="release_two_people",
            ),
            models.CheckConstraint(
                condition=Q(second_approver__isnull=True, second_at__isnull=True, is_agreed__isnull=True)
                | Q(second_approver__isnull=False, second_at__isnull=False, is_agreed__isnull=False),
                name="release_second_pair",
            ),
            models.CheckConstraint(
                condition=Q(decision=Decision.RELEASE) | ~Q(reason_code=""), name="release_reason_given"
            ),
        ]

    privacy: ClassVar[dict[str, Privacy]] = {
        "document": Privacy.OPERATIONAL, "decision": Privacy.CASE, "reason_code": Privacy.PROTECTED,
        "note": Privacy.PROTECTED, "badges": Privacy.PROTECTED, "redacted": Privacy.OPERATIONAL,
        "decided_by": Privacy.STAFF, "decided_at": Privacy.CASE, "second_approver": Privacy.STAFF,
        "second_at": Privacy.CASE, "second_note": Privacy.PROTECTED, "is_agreed": Privacy.PROTECTED,
        "takes_effect_at": Privacy.OPERATIONAL, "done_at": Privacy.OPERATIONAL,
        "recalled_at": Privacy.OPERATIONAL, "told_at": Privacy.OPERATIONAL,
    }


class LeakReport(models.Model):
    """Somebody said that they can see something that they should not; the document is frozen until it is settled."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="reports")
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField()
    what = models.TextField(blank=True)
    breach_due_at = models.DateTimeField()
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    outcome = models.TextField(blank=True)

    class Meta:
        """Who settled and when come together."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(settled_by__isnull=True, settled_at__isnull=True)
                | Q(settled_by__isnull=False, settled_at__isnull=False),
                name="leak_report_settled_pair",
            ),
        ]

    privacy: ClassVar[dict[str, Privacy]] = {
        "document": Privacy.OPERATIONAL, "reported_by": Privacy.CASE, "reported_at": Privacy.CASE,
        "what": Privacy.CASE, "breach_due_at": Privacy.OPERATIONAL, "settled_by": Privacy.STAFF,
        "settled_at": Privacy.OPERATIONAL, "outcome": Privacy.CASE,
    }
