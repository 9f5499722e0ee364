"""When settings are closed: school holidays of an area, and the days of a setting that keeps its own."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from alongside.ground.core.privacy import Privacy
from alongside.ground.people.models.bodies import Setting


class Closure(models.Model):
    """Closed from its first closed day until, and not on, the day on which it opens: one setting's, or a whole area's.

    A setting's own row stands in the place of every row of its area that it overlaps.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    setting = models.ForeignKey(Setting, null=True, blank=True, on_delete=models.CASCADE, related_name="closures")
    la_number = models.CharField(max_length=3, blank=True)
    closed_from = models.DateField()
    open_from = models.DateField()
    words = models.CharField(max_length=100, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField()

    privacy: ClassVar[dict[str, Privacy]] = {
        **dict.fromkeys(("setting", "la_number", "closed_from", "open_from", "words"), Privacy.PUBLIC),
        "entered_by": Privacy.STAFF, "entered_at": Privacy.OPERATIONAL,
    }

    class Meta:
        ordering: ClassVar = ["closed_from"]
        constraints: ClassVar = [
            models.CheckConstraint(name="closure_ends_after_start", condition=Q(open_from__gt=F("closed_from"))),
            models.CheckConstraint(
                name="closure_of_one_thing",
                condition=(Q(setting__isnull=False) & Q(la_number="")) | (Q(setting__isnull=True) & ~Q(la_number="")),
            ),
            models.UniqueConstraint(
                fields=["setting", "closed_from"], name="one_closure_a_day_of_setting", condition=Q(setting__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["la_number", "closed_from"], name="one_closure_a_day_of_area", condition=Q(setting__isnull=True)
            ),
        ]
