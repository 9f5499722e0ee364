"""Ways in: invitations, one-time links, and every try at proving who one is."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from alongside.ground.access.models.account import User
from alongside.ground.access.words import AttemptKind
from alongside.ground.core.privacy import Privacy


class Invitation(models.Model):
    """An offer of an account with a role; the link's token is kept only as a hash and works once."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField()
    name = models.CharField(max_length=150)
    kind = models.CharField(max_length=20)
    role = models.CharField(max_length=40)
    badge = models.CharField(max_length=60, blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    token: str = ""
    """The link's token, only on the object that `services.invite` returns."""

    privacy: ClassVar[dict[str, Privacy]] = {
        "email": Privacy.IDENTITY, "name": Privacy.IDENTITY, "kind": Privacy.OPERATIONAL, "role": Privacy.STAFF,
        "badge": Privacy.STAFF, "token_hash": Privacy.SECRET, "invited_by": Privacy.STAFF,
        "invited_at": Privacy.OPERATIONAL, "expires_at": Privacy.OPERATIONAL, "accepted_at": Privacy.OPERATIONAL,
        "accepted_by": Privacy.STAFF, "withdrawn_at": Privacy.OPERATIONAL,
    }

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["email"], name="access_invitation_email")]

    def __str__(self) -> str:
        return str(self.uuid)


class SignInLink(models.Model):
    """A one-time address that signs somebody in for the first time; the token is kept only as a hash."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    is_whole = models.BooleanField(default=False)
    """Counts as the second factor too: only in a demonstration, whose secrets are printed anyway."""

    privacy: ClassVar[dict[str, Privacy]] = {
        "is_whole": Privacy.OPERATIONAL, "user": Privacy.IDENTITY, "token_hash": Privacy.SECRET,
        "made_at": Privacy.OPERATIONAL, "expires_at": Privacy.OPERATIONAL, "used_at": Privacy.OPERATIONAL,
    }

    def __str__(self) -> str:
        return str(self.pk)


class Attempt(models.Model):
    """One try at proving who one is. Account, device and address are keyed hashes: the table names nobody."""

    kind = models.CharField(max_length=20)
    account_key = models.CharField(max_length=64)
    device_key = models.CharField(max_length=64, blank=True)
    address_key = models.CharField(max_length=64)
    is_right = models.BooleanField()
    tried_at = models.DateTimeField()

    privacy: ClassVar[dict[str, Privacy]] = {
        "kind": Privacy.OPERATIONAL, "account_key": Privacy.IDENTITY, "device_key": Privacy.IDENTITY,
        "address_key": Privacy.IDENTITY, "is_right": Privacy.OPERATIONAL, "tried_at": Privacy.OPERATIONAL,
    }

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(kind__in=[k.value for k in AttemptKind]), name="access_attempt_kind"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["account_key", "tried_at"], name="access_attempt_account"),
            models.Index(fields=["address_key", "tried_at"], name="access_attempt_address"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Wait(models.Model):
    """One person's promised turn after too many wrong tries: their next try is heard, whatever others do meanwhile."""

    token_hash = models.CharField(max_length=64, unique=True)
    account_key = models.CharField(max_length=64)
    address_key = models.CharField(max_length=64)
    ready_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    privacy: ClassVar[dict[str, Privacy]] = {
        "token_hash": Privacy.SECRET, "account_key": Privacy.IDENTITY, "address_key": Privacy.IDENTITY,
        "ready_at": Privacy.OPERATIONAL, "used_at": Privacy.OPERATIONAL,
    }

    def __str__(self) -> str:
        return str(self.pk)
