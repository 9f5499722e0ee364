"""What narrows or widens sight beside a relationship: exclusions, grants, and a stop on all mail."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from alongside.ground.core.privacy import Privacy
from alongside.ground.people.models.children import Child
from alongside.ground.people.models.persons import Person
from alongside.ground.people.words import Act, ExclusionBasis, GrantKind


class Exclusion(models.Model):
    """Somebody is barred from acts with one child, on a ground with a source and an end; it always wins."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="exclusions")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="exclusions")
    user = models.ForeignKey("access.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    bars_see = models.BooleanField(default=False)
    bars_receive = models.BooleanField(default=False)
    bars_decide = models.BooleanField(default=False)
    bars_attend = models.BooleanField(default=False)
    bars_address = models.BooleanField(default=False)
    basis = models.CharField(max_length=16, choices=ExclusionBasis.choices)
    source = models.CharField(max_length=200)
    evidence = models.CharField(max_length=300)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    made_by = models.ForeignKey("access.User", null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    lift_asked_by = models.ForeignKey("access.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    lift_asked_at = models.DateTimeField(null=True, blank=True)
    lift_reason = models.TextField(blank=True)
    lifted_by = models.ForeignKey("access.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)

    privacy: ClassVar[dict[str, Privacy]] = {
        **dict.fromkeys(
            ("child", "person", "user", "bars_see", "bars_receive", "bars_decide", "bars_attend", "bars_address",
             "basis", "source", "evidence", "starts_on", "ends_on", "lift_reason"),
            Privacy.PROTECTED,
        ),
        **dict.fromkeys(("made_by", "lift_asked_by", "lifted_by"), Privacy.STAFF),
        **dict.fromkeys(("made_at", "lift_asked_at", "lifted_at"), Privacy.OPERATIONAL),
    }

    class Meta:
        indexes: ClassVar = [models.Index(fields=["child", "ends_on"], name="exclusion_child")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(person__isnull=True, user__isnull=False) | Q(person__isnull=False, user__isnull=True),
                name="exclusion_of_one",
            ),
            models.CheckConstraint(
                condition=Q(bars_see=True) | Q(bars_receive=True) | Q(bars_decide=True) | Q(bars_attend=True)
                | Q(bars_address=True),
                name="exclusion_bars_something",
            ),
        ]

    @property
    def acts(self) -> tuple[Act, ...]:
        """The acts that it bars."""
        return tuple(act for act in Act if getattr(self, f"bars_{act.value}"))


class Grant(models.Model):
    """One account may see one child for a time: named by somebody, or challenged (own reason, reviewed afterwards)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="grants")
    user = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=GrantKind.choices)
    reason_code = models.CharField(max_length=14, blank=True)
    reason = models.TextField()
    since = models.DateTimeField()
    until = models.DateTimeField()
    given_by = models.ForeignKey("access.User", null=True, on_delete=models.PROTECT, related_name="+")
    is_flagged = models.BooleanField(default=False)
    reviewed_by = models.ForeignKey("access.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    review_note = models.TextField(blank=True)
    is_justified = models.BooleanField(null=True, blank=True)

    privacy: ClassVar[dict[str, Privacy]] = {
        **dict.fromkeys(("child", "kind", "since", "until", "is_flagged", "reviewed_at"), Privacy.OPERATIONAL),
        **dict.fromkeys(("user", "given_by", "reviewed_by", "review_note", "is_justified"), Privacy.STAFF),
        **dict.fromkeys(("reason_code", "reason"), Privacy.CASE),
    }

    class Meta:
        indexes: ClassVar = [models.Index(fields=["user", "until", "child"], name="grant_user")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(until__gt=models.F("since")), name="grant_in_order")
        ]


class MailHold(models.Model):
    """Nothing goes out by itself about this child until the named person lifts it: after a death, siblings too."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="mail_holds")
    cause = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    named_person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    lifted_by = models.ForeignKey("access.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)

    privacy: ClassVar[dict[str, Privacy]] = {
        **dict.fromkeys(("child", "cause", "since", "lifted_at"), Privacy.CASE),
        **dict.fromkeys(("named_person", "lifted_by"), Privacy.STAFF),
    }
