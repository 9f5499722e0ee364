"""Decisions on requests, exceptions claimed, and what is known of the assessment that follows a yes."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from alongside.ground.core.privacy import Privacy
from alongside.work.ehc.models.request import Request
from alongside.work.ehc.words import Ground, Outcome


class Decision(models.Model):
    """Yes or no to assessing, with the legal test, the evidence relied on and the reasons; sent at most once."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="decisions")
    is_current = models.BooleanField(default=True)
    outcome = models.CharField(max_length=20, choices=[(o.value, o.name) for o in Outcome])
    has_or_may_have_sen = models.BooleanField()
    may_be_necessary = models.BooleanField()
    evidence_uuids = models.JSONField(default=list)
    evidence_words = models.TextField()
    reasons = models.TextField()
    strengths = models.TextField(blank=True)
    flags = models.JSONField(default=list)
    decided_by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    is_late = models.BooleanField(default=False)
    why_late = models.TextField(blank=True)
    called_at = models.DateTimeField(null=True, blank=True)
    call_words = models.TextField(blank=True)
    notified_on = models.DateField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey("access.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    letter_template = models.CharField(max_length=60, blank=True)
    letter_uuids = models.JSONField(default=list)
    appeal_until_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    privacy: ClassVar[dict[str, Privacy]] = {
        "request": Privacy.OPERATIONAL, "is_current": Privacy.OPERATIONAL, "outcome": Privacy.CASE,
        "has_or_may_have_sen": Privacy.SPECIAL, "may_be_necessary": Privacy.SPECIAL,
        "evidence_uuids": Privacy.OPERATIONAL, "evidence_words": Privacy.SPECIAL, "reasons": Privacy.SPECIAL,
        "strengths": Privacy.SPECIAL,
        "flags": Privacy.CASE, "decided_by": Privacy.STAFF, "decided_at": Privacy.CASE, "is_late": Privacy.CASE,
        "why_late": Privacy.CASE, "called_at": Privacy.CASE, "call_words": Privacy.CASE, "notified_on": Privacy.CASE,
        "sent_at": Privacy.CASE, "sent_by": Privacy.STAFF, "letter_template": Privacy.OPERATIONAL,
        "letter_uuids": Privacy.OPERATIONAL, "appeal_until_on": Privacy.CASE, "version": Privacy.OPERATIONAL,
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request"], name="ehc_one_current_decision", condition=Q(is_current=True)),
            models.CheckConstraint(
                name="ehc_decision_sent_whole",
                condition=Q(sent_at__isnull=True, notified_on__isnull=True)
                | Q(sent_at__isnull=False, notified_on__isnull=False),
            ),
            models.CheckConstraint(
                name="ehc_decision_late_says_why", condition=Q(is_late=False) | ~Q(why_late=""),
            ),
        ]


class ExceptionClaim(models.Model):
    """A ground on which the law lifts the time limit, with evidence, an authoriser and the notice to the family."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="exception_claims")
    ground = models.CharField(max_length=40, choices=[(g.value, g.name) for g in Ground])
    duty = models.CharField(max_length=60)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    evidence = models.TextField()
    why_impractical = models.TextField()
    authorised_by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    claimed_at = models.DateTimeField()
    is_late_entry = models.BooleanField(default=False)

    privacy: ClassVar[dict[str, Privacy]] = {
        "request": Privacy.OPERATIONAL, "ground": Privacy.SPECIAL, "duty": Privacy.CASE, "from_on": Privacy.CASE,
        "to_on": Privacy.CASE, "evidence": Privacy.SPECIAL, "why_impractical": Privacy.SPECIAL,
        "authorised_by": Privacy.STAFF, "claimed_at": Privacy.CASE, "is_late_entry": Privacy.CASE,
    }


class Assessment(models.Model):
    """What is known of the assessment of a request: from the return for now, its steps come in a later part."""

    request = models.OneToOneField(Request, on_delete=models.CASCADE, related_name="assessment")
    outcome_code = models.CharField(max_length=10, blank=True)
    outcome_on = models.DateField(null=True, blank=True)
    week20_code = models.CharField(max_length=10, blank=True)
    mediation_code = models.CharField(max_length=10, blank=True)
    tribunal_code = models.CharField(max_length=10, blank=True)
    other_mediation_code = models.CharField(max_length=10, blank=True)
    other_tribunal_code = models.CharField(max_length=10, blank=True)
    source = models.CharField(max_length=40, blank=True)

    privacy: ClassVar[dict[str, Privacy]] = {
        "request": Privacy.OPERATIONAL, "outcome_code": Privacy.CASE, "outcome_on": Privacy.CASE,
        "week20_code": Privacy.CASE, "mediation_code": Privacy.CASE, "tribunal_code": Privacy.CASE,
        "other_mediation_code": Privacy.CASE, "other_tribunal_code": Privacy.CASE, "source": Privacy.OPERATIONAL,
    }
