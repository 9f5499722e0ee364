"""Loads of the statutory return, the people staged from one, and the problems found in it."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from alongside.ground.core.privacy import Privacy
from alongside.oversight.returns.words import LoadState, Severity


class Load(models.Model):
    """One file of the return that somebody checked or loaded, and what came of it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in LoadState], default=LoadState.STAGED)
    year = models.PositiveSmallIntegerField(null=True)
    reference_date = models.DateField(null=True)
    la = models.CharField(max_length=10, blank=True, default="")
    serial = models.PositiveIntegerField(null=True)
    file_name = models.CharField(max_length=200)
    file_sha256 = models.CharField(max_length=64, db_index=True)
    n_persons = models.PositiveIntegerField(default=0)
    n_requests = models.PositiveIntegerField(default=0)
    n_plans = models.PositiveIntegerField(default=0)
    n_errors = models.PositiveIntegerField(default=0)
    n_queries = models.PositiveIntegerField(default=0)
    has_accepted_queries = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    started_at = models.DateTimeField()
    loaded_at = models.DateTimeField(null=True)

    privacy: ClassVar[dict[str, Privacy]] = {
        "state": Privacy.OPERATIONAL, "year": Privacy.OPERATIONAL, "reference_date": Privacy.OPERATIONAL,
        "la": Privacy.OPERATIONAL, "serial": Privacy.OPERATIONAL, "file_name": Privacy.STAFF,
        "file_sha256": Privacy.OPERATIONAL, "n_persons": Privacy.OPERATIONAL, "n_requests": Privacy.OPERATIONAL,
        "n_plans": Privacy.OPERATIONAL, "n_errors": Privacy.OPERATIONAL, "n_queries": Privacy.OPERATIONAL,
        "has_accepted_queries": Privacy.OPERATIONAL, "by": Privacy.STAFF, "started_at": Privacy.OPERATIONAL,
        "loaded_at": Privacy.OPERATIONAL,
    }

    class Meta:
        ordering = ["-started_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state=LoadState.LOADED, loaded_at__isnull=False)
                | (~models.Q(state=LoadState.LOADED) & models.Q(loaded_at__isnull=True)),
                name="load_says_when",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=LoadState.LOADED) | models.Q(n_errors=0), name="load_has_no_errors"
            ),
        ]


class StagedPerson(models.Model):
    """One person of a file, read and waiting; gone when the load has been written or given up."""

    load = models.ForeignKey(Load, on_delete=models.CASCADE, related_name="staged")
    position = models.PositiveIntegerField()
    upn = models.CharField(max_length=20, blank=True, default="")
    uln = models.CharField(max_length=20, blank=True, default="")
    likeness = models.CharField(max_length=32)
    record = models.JSONField()

    privacy: ClassVar[dict[str, Privacy]] = {
        "load": Privacy.OPERATIONAL, "position": Privacy.OPERATIONAL, "upn": Privacy.IDENTITY,
        "uln": Privacy.IDENTITY, "likeness": Privacy.IDENTITY, "record": Privacy.SPECIAL,
    }

    class Meta:
        ordering = ["load_id", "position"]
        constraints = [models.UniqueConstraint(fields=["load", "position"], name="staged_person_once")]


class Problem(models.Model):
    """One thing in a file that is wrong or odd; `value` is what the file says, kept word for word."""

    load = models.ForeignKey(Load, on_delete=models.CASCADE, related_name="problems")
    person = models.PositiveIntegerField(null=True)
    field = models.CharField(max_length=60, blank=True, default="")
    value = models.CharField(max_length=200, blank=True, default="")
    rule = models.CharField(max_length=8)
    severity = models.CharField(max_length=5, choices=[(s.value, s.value) for s in Severity])
    message = models.CharField(max_length=400)

    privacy: ClassVar[dict[str, Privacy]] = {
        "load": Privacy.OPERATIONAL, "person": Privacy.OPERATIONAL, "field": Privacy.OPERATIONAL,
        "value": Privacy.SPECIAL, "rule": Privacy.OPERATIONAL, "severity": Privacy.OPERATIONAL,
        "message": Privacy.CASE,
    }

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["load", "severity", "rule"], name="problem_filter")]
