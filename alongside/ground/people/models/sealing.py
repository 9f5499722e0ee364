"""An adopted child's earlier identity is to be sealed: asked for by one person, done by another."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from alongside.ground.core.privacy import Privacy
from alongside.ground.people.models.children import Child


class Sealing(models.Model):
    """What one person asks to be sealed, with the names after the adoption; a second person seals or declines it.

    Once it is settled the names are emptied: they stand in the child's record, or were not taken over.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="sealings")
    family_name = models.CharField(max_length=100, blank=True)
    given_name = models.CharField(max_length=100, blank=True)
    upn = models.CharField(max_length=13, blank=True)
    nhs_number = models.CharField(max_length=10, blank=True)
    stays = models.JSONField(default=list, help_text="Uuids of the people who go on belonging to the child")
    evidence = models.CharField(max_length=300)
    asked_by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    settled_by = models.ForeignKey("access.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    is_sealed = models.BooleanField(default=False)
    decline_reason = models.CharField(max_length=300, blank=True)

    stays_on_merge = True

    privacy: ClassVar[dict[str, Privacy]] = {
        **dict.fromkeys(
            ("child", "family_name", "given_name", "upn", "nhs_number", "stays", "evidence", "decline_reason"),
            Privacy.PROTECTED,
        ),
        **dict.fromkeys(("asked_by", "settled_by"), Privacy.STAFF),
        **dict.fromkeys(("asked_at", "settled_at", "is_sealed"), Privacy.OPERATIONAL),
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["child"], condition=models.Q(settled_at__isnull=True), name="one_open_sealing"
            ),
            models.CheckConstraint(
                condition=models.Q(settled_at__isnull=True)
                | models.Q(family_name="", given_name="", upn="", nhs_number=""),
                name="settled_sealing_holds_no_name",
            ),
        ]
