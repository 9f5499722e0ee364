"""Drafts that nobody reads but the person who writes them, and one-time codes for coming back."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from alongside.ground.core.privacy import Privacy


class Draft(models.Model):
    """A journey under way, without an account. Whoever holds one of its keys, or can read its e-mail, may go on."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    journey = models.CharField(max_length=60)
    reference = models.CharField(max_length=20, unique=True)
    key_hashes: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    email = models.EmailField(blank=True)
    answers: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    files: models.JSONField[dict[str, list[str]], dict[str, list[str]]] = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    n_mails = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    submitted_at = models.DateTimeField(null=True)
    submitted_ref = models.CharField(max_length=40, blank=True)
    outcome: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(
        default=dict, encoder=DjangoJSONEncoder
    )

    class Meta:
        """Rules that the database holds."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True, submitted_ref="")
                | (Q(submitted_at__isnull=False) & ~Q(submitted_ref="")),
                name="draft_sent_with_reference",
            ),
        ]

    privacy: ClassVar[dict[str, Privacy]] = {
        "journey": Privacy.OPERATIONAL, "reference": Privacy.CASE, "key_hashes": Privacy.SECRET,
        "email": Privacy.IDENTITY, "answers": Privacy.SPECIAL, "files": Privacy.CASE,
        "version": Privacy.OPERATIONAL, "n_mails": Privacy.OPERATIONAL, "started_at": Privacy.CASE,
        "saved_at": Privacy.CASE, "expires_at": Privacy.OPERATIONAL, "submitted_at": Privacy.CASE,
        "submitted_ref": Privacy.CASE, "outcome": Privacy.SPECIAL,
    }


class ReturnCode(models.Model):
    """A one-time code, good in the browser that asked for it. Without a draft it is a decoy that never opens."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, null=True, related_name="codes")
    browser_hash = models.CharField(max_length=64, db_index=True)
    code_hash = models.CharField(max_length=64)
    n_tries = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField()
    until = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    privacy: ClassVar[dict[str, Privacy]] = {
        "draft": Privacy.OPERATIONAL, "browser_hash": Privacy.SECRET, "code_hash": Privacy.SECRET,
        "n_tries": Privacy.OPERATIONAL, "asked_at": Privacy.OPERATIONAL, "until": Privacy.OPERATIONAL,
        "used_at": Privacy.OPERATIONAL,
    }
