"""The audit trail. No foreign keys: an entry outlives everything that it speaks of."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from alongside.ground.access.words import Outcome
from alongside.ground.core.privacy import Privacy


class AuditChain(models.Model):
    """The head of one chain: how long it is and how it ends. Database triggers alone move it forward."""

    key = models.CharField(max_length=36, primary_key=True)
    n_entries = models.BigIntegerField(default=0)
    head_hash = models.CharField(max_length=64)
    last_at = models.DateTimeField(null=True, blank=True)

    privacy: ClassVar[dict[str, Privacy]] = {
        "key": Privacy.OPERATIONAL, "n_entries": Privacy.OPERATIONAL, "head_hash": Privacy.OPERATIONAL,
        "last_at": Privacy.OPERATIONAL,
    }

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["last_at"], name="access_chain_last")]

    def __str__(self) -> str:
        return self.key


class AuditEntry(models.Model):
    """One act, reading or refusal. Every column but `hash` goes into the hash; rows are only ever added."""

    uuid = models.UUIDField(primary_key=True, editable=False)
    chain = models.CharField(max_length=36)
    seq = models.BigIntegerField()
    recorded_at = models.DateTimeField()
    """Time of the database, and later than the entry before it in the chain."""
    acted_at = models.DateTimeField()
    """The moment that the act names."""
    code = models.CharField(max_length=80)
    outcome = models.CharField(max_length=10)
    by_uuid = models.UUIDField(null=True, blank=True)
    by_role = models.CharField(max_length=200, blank=True)
    by_badges = models.TextField(blank=True)
    child_uuid = models.UUIDField(null=True, blank=True)
    ref = models.CharField(max_length=120, blank=True)
    page = models.CharField(max_length=120, blank=True)
    reason = models.TextField(blank=True)
    source = models.CharField(max_length=120, blank=True)
    request_id = models.CharField(max_length=40, blank=True)
    detail = models.TextField(blank=True)
    """Canonical JSON of short facts: never a name."""
    prev_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    privacy: ClassVar[dict[str, Privacy]] = {
        "uuid": Privacy.OPERATIONAL, "chain": Privacy.OPERATIONAL, "seq": Privacy.OPERATIONAL,
        "recorded_at": Privacy.OPERATIONAL, "acted_at": Privacy.CASE, "code": Privacy.CASE,
        "outcome": Privacy.CASE, "by_uuid": Privacy.STAFF, "by_role": Privacy.STAFF, "by_badges": Privacy.STAFF,
        "child_uuid": Privacy.CASE, "ref": Privacy.CASE, "page": Privacy.CASE, "reason": Privacy.CASE,
        "source": Privacy.CASE, "request_id": Privacy.OPERATIONAL, "detail": Privacy.CASE,
        "prev_hash": Privacy.OPERATIONAL, "hash": Privacy.OPERATIONAL,
    }

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["chain", "seq"], name="access_entry_place"),
            models.CheckConstraint(condition=Q(outcome__in=[o.value for o in Outcome]), name="access_entry_outcome"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["by_uuid", "recorded_at"], name="access_entry_by"),
            models.Index(fields=["by_uuid", "acted_at"], name="access_entry_pace"),
            models.Index(fields=["recorded_at"], name="access_entry_when"),
        ]

    def __str__(self) -> str:
        return f"{self.chain}#{self.seq}"


class Withholding(models.Model):
    """Lawful withholding of readings from a family's log, by two people, until a day."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    child_uuid = models.UUIDField()
    first_seq = models.BigIntegerField()
    last_seq = models.BigIntegerField()
    reason_code = models.CharField(max_length=40)
    approved_by_uuid = models.UUIDField()
    second_by_uuid = models.UUIDField()
    approved_at = models.DateTimeField()
    until = models.DateField()

    privacy: ClassVar[dict[str, Privacy]] = {
        "child_uuid": Privacy.CASE, "first_seq": Privacy.CASE, "last_seq": Privacy.CASE,
        "reason_code": Privacy.PROTECTED, "approved_by_uuid": Privacy.STAFF, "second_by_uuid": Privacy.STAFF,
        "approved_at": Privacy.OPERATIONAL, "until": Privacy.CASE,
    }

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(approved_by_uuid=F("second_by_uuid")), name="access_withhold_two"),
            models.CheckConstraint(condition=Q(last_seq__gte=F("first_seq")), name="access_withhold_range"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["child_uuid"], name="access_withhold_child")]

    def __str__(self) -> str:
        return str(self.uuid)
