"""Steps on the way to a decision: identity checks, notices to partners, consultations, evidence."""

import uuid
from typing import ClassVar

from django.db import models

from alongside.ground.core.privacy import Privacy
from alongside.work.ehc.models.request import Request
from alongside.work.ehc.words import ConsultedKind, EvidenceFrom, IdentityState, Partner


class IdentityCheck(models.Model):
    """One look at who asked and what they are to the child, by a person, with the proofs they saw."""

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="identity_checks")
    outcome = models.CharField(max_length=20, choices=[(i.value, i.name) for i in IdentityState])
    proofs = models.JSONField(default=list)
    words = models.TextField(blank=True)
    checked_by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField()

    privacy: ClassVar[dict[str, Privacy]] = {
        "request": Privacy.OPERATIONAL, "outcome": Privacy.CASE, "proofs": Privacy.IDENTITY,
        "words": Privacy.IDENTITY, "checked_by": Privacy.STAFF, "checked_at": Privacy.OPERATIONAL,
    }


class PartnerNotice(models.Model):
    """Somebody was told that the council considers an assessment."""

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="partner_notices")
    partner = models.CharField(max_length=20, choices=[(p.value, p.name) for p in Partner])
    to_words = models.CharField(max_length=200)
    outbox_uuid = models.UUIDField(null=True, blank=True)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey("access.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    privacy: ClassVar[dict[str, Privacy]] = {
        "request": Privacy.OPERATIONAL, "partner": Privacy.CASE, "to_words": Privacy.CASE,
        "outbox_uuid": Privacy.OPERATIONAL, "sent_at": Privacy.CASE, "sent_by": Privacy.STAFF,
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "partner", "to_words"], name="ehc_notice_once"),
        ]


class Consultation(models.Model):
    """A view asked for before the decision, and the answer or the silence."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="consultations")
    kind = models.CharField(max_length=20, choices=[(c.value, c.name) for c in ConsultedKind])
    setting = models.ForeignKey("people.Setting", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    asked_words = models.TextField(blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("access.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)
    recorded_by = models.ForeignKey("access.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    privacy: ClassVar[dict[str, Privacy]] = {
        "request": Privacy.OPERATIONAL, "kind": Privacy.CASE, "setting": Privacy.CASE, "person": Privacy.IDENTITY,
        "asked_words": Privacy.CASE, "asked_at": Privacy.CASE, "asked_by": Privacy.STAFF, "due_on": Privacy.CASE,
        "answered_at": Privacy.CASE, "answer": Privacy.SPECIAL, "recorded_by": Privacy.STAFF,
    }


class Evidence(models.Model):
    """A document or words that the decision can rely on, and whom they came from."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="evidence")
    document_uuid = models.UUIDField(null=True, blank=True)
    title = models.CharField(max_length=200)
    words = models.TextField(blank=True)
    given_by = models.CharField(max_length=20, choices=[(e.value, e.name) for e in EvidenceFrom])
    given_by_words = models.CharField(max_length=200, blank=True)
    received_on = models.DateField()
    added_by = models.ForeignKey("access.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    key = models.CharField(max_length=120, unique=True, null=True, blank=True)

    privacy: ClassVar[dict[str, Privacy]] = {
        "request": Privacy.OPERATIONAL, "document_uuid": Privacy.OPERATIONAL, "title": Privacy.SPECIAL,
        "words": Privacy.SPECIAL, "given_by": Privacy.CASE, "given_by_words": Privacy.IDENTITY,
        "received_on": Privacy.CASE, "added_by": Privacy.STAFF, "added_at": Privacy.OPERATIONAL, "key": Privacy.OPERATIONAL,
    }
