"""The register of EHC plans: who has one, since when, and when it was last reviewed."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from alongside.ground.core.privacy import Privacy
from alongside.work.ehc.models.request import Request
from alongside.work.ehc.words import LAW, PlanSource


class Plan(models.Model):
    """One EHC plan of the register; its text comes in a later part, its clock runs from day one."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reference = models.CharField(max_length=20, unique=True)
    child = models.ForeignKey("people.Child", on_delete=models.PROTECT, related_name="+")
    request = models.ForeignKey(Request, null=True, blank=True, on_delete=models.PROTECT, related_name="plans")
    track = models.OneToOneField("clocks.Track", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    regime = models.CharField(max_length=20, default=LAW)
    made_on = models.DateField(null=True, blank=True)
    ceased_on = models.DateField(null=True, blank=True)
    cease_reason = models.CharField(max_length=10, blank=True)
    primary_need = models.CharField(max_length=10, blank=True)
    secondary_need = models.CharField(max_length=10, blank=True)
    last_review_on = models.DateField(null=True, blank=True)
    review_meeting_on = models.DateField(null=True, blank=True)
    review_outcome = models.CharField(max_length=10, blank=True)
    review_draft_on = models.DateField(null=True, blank=True)
    phase_transfer_due_on = models.DateField(null=True, blank=True)
    phase_transfer_final_on = models.DateField(null=True, blank=True)
    setting = models.ForeignKey("people.Setting", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    setting_code = models.CharField(max_length=10, blank=True)
    setting_words = models.CharField(max_length=200, blank=True)
    residential_code = models.CharField(max_length=10, blank=True)
    work_based_code = models.CharField(max_length=10, blank=True)
    personal_budget_code = models.CharField(max_length=10, blank=True)
    arrangements_code = models.CharField(max_length=10, blank=True)
    direct_payment_code = models.CharField(max_length=10, blank=True)
    transfer_la_code = models.CharField(max_length=10, blank=True)
    team = models.ForeignKey("people.Team", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey("people.Post", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    holder_since_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=20, choices=[(s.value, s.name) for s in PlanSource])
    return_codes = models.JSONField(default=dict, blank=True)
    known_as_at_on = models.DateField(null=True, blank=True)
    key = models.CharField(max_length=120, unique=True, null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    privacy: ClassVar[dict[str, Privacy]] = {
        "reference": Privacy.CASE, "child": Privacy.OPERATIONAL, "request": Privacy.OPERATIONAL,
        "track": Privacy.OPERATIONAL, "regime": Privacy.PUBLIC, "made_on": Privacy.CASE, "ceased_on": Privacy.CASE,
        "cease_reason": Privacy.CASE, "primary_need": Privacy.SPECIAL, "secondary_need": Privacy.SPECIAL,
        "last_review_on": Privacy.CASE, "review_meeting_on": Privacy.CASE, "review_outcome": Privacy.CASE,
        "review_draft_on": Privacy.CASE, "phase_transfer_due_on": Privacy.CASE,
        "phase_transfer_final_on": Privacy.CASE, "setting": Privacy.CASE, "setting_code": Privacy.CASE,
        "setting_words": Privacy.CASE, "residential_code": Privacy.CASE, "work_based_code": Privacy.CASE,
        "personal_budget_code": Privacy.CASE, "arrangements_code": Privacy.CASE, "direct_payment_code": Privacy.CASE,
        "transfer_la_code": Privacy.CASE, "team": Privacy.CASE, "officer": Privacy.STAFF,
        "holder_since_on": Privacy.CASE, "source": Privacy.OPERATIONAL,
        "return_codes": Privacy.SPECIAL, "known_as_at_on": Privacy.CASE,
        "key": Privacy.OPERATIONAL, "version": Privacy.OPERATIONAL,
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="ehc_plan_ceased_after_made",
                condition=Q(ceased_on__isnull=True) | Q(made_on__isnull=True) | Q(ceased_on__gte=models.F("made_on")),
            ),
        ]
