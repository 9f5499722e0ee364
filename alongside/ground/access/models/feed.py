"""Keys of calendar feeds: each opens the dates of one account, to a calendar that can't sign in."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from alongside.ground.access.models.account import User
from alongside.ground.core.privacy import Privacy


class Feed(models.Model):
    """One private address for one calendar; only a hash of its token is kept."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="feeds")
    name = models.CharField(max_length=60)
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    privacy: ClassVar[dict[str, Privacy]] = {
        "user": Privacy.IDENTITY, "name": Privacy.IDENTITY, "token_hash": Privacy.SECRET,
        "made_at": Privacy.OPERATIONAL, "last_used_at": Privacy.IDENTITY, "ended_at": Privacy.OPERATIONAL,
    }

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["user"], name="access_feed_live", condition=Q(ended_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return str(self.uuid)
