"""That somebody said of an account: this person still works there and still needs it."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from alongside.ground.access.models.account import User
from alongside.ground.core.privacy import Privacy


class Attestation(models.Model):
    """One confirmation of an account of another organisation; it holds up to, not including, `until`."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="attestations")
    confirmed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    confirmed_at = models.DateTimeField()
    until = models.DateField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    privacy: ClassVar[dict[str, Privacy]] = {
        "user": Privacy.STAFF, "confirmed_by": Privacy.STAFF, "confirmed_at": Privacy.OPERATIONAL,
        "until": Privacy.OPERATIONAL, "withdrawn_at": Privacy.OPERATIONAL,
    }

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["user", "until"], condition=models.Q(withdrawn_at__isnull=True), name="access_attestation_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)
