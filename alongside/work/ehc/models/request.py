"""How a child came to the council's notice: the request, what was typed, and its withdrawal."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from alongside.ground.core.privacy import Privacy
from alongside.work.ehc.words import REGIME, AskedBy, Door, IdentityState, RequestState


class Request(models.Model):
    """One request for an EHC needs assessment, or one child brought to notice, whatever door it came through."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reference = models.CharField(max_length=20, unique=True)
    child = models.ForeignKey("people.Child", on_delete=models.PROTECT, related_name="+")
    track = models.OneToOneField("clocks.Track", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    regime = models.CharField(max_length=20, default=REGIME)
    door = models.CharField(max_length=20, choices=[(d.value, d.name) for d in Door])
    asked_by_kind = models.CharField(max_length=20, choices=[(a.value, a.name) for a in AskedBy])
    requester = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    requester_words = models.CharField(max_length=200, blank=True)
    setting = models.ForeignKey("people.Setting", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    received_on = models.DateField(null=True, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey("access.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    backdated_reason = models.TextField(blank=True)
    acknowledged_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=20, choices=[(s.value, s.name) for s in RequestState])
    closed_on = models.DateField(null=True, blank=True)
    closed_why = models.TextField(blank=True)
    team = models.ForeignKey("people.Team", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey("people.Post", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    holder_since_on = models.DateField(null=True, blank=True)
    waiting_for = models.CharField(max_length=200, blank=True)
    identity_state = models.CharField(
        max_length=20, choices=[(i.value, i.name) for i in IdentityState], default=IdentityState.NOT_CHECKED
    )
    identity_asked_on = models.DateField(null=True, blank=True)
    identity_due_on = models.DateField(null=True, blank=True)
    family_called_on = models.DateField(null=True, blank=True)
    late_why = models.TextField(blank=True)
    late_expected = models.TextField(blank=True)
    late_told_at = models.DateTimeField(null=True, blank=True)
    is_looked_after = models.BooleanField(default=False)
    has_asked_before = models.BooleanField(default=False)
    last_assessed_on = models.DateField(null=True, blank=True)
    lives_elsewhere_la = models.CharField(max_length=120, blank=True)
    passed_on_at = models.DateTimeField(null=True, blank=True)
    duplicate_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="joined")
    previous = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="later")
    first_team = models.ForeignKey("people.Team", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    is_birth_date_missing = models.BooleanField(default=False)
    steps = models.JSONField(default=dict, blank=True)
    key = models.CharField(max_length=120, unique=True, null=True, blank=True)
    source = models.CharField(max_length=40, blank=True)
    known_as_at_on = models.DateField(null=True, blank=True)
    source_code = models.CharField(max_length=10, blank=True)
    outcome_code = models.CharField(max_length=10, blank=True)
    outcome_on = models.DateField(null=True, blank=True)
    rya_code = models.CharField(max_length=10, blank=True)
    mediation_code = models.CharField(max_length=10, blank=True)
    tribunal_code = models.CharField(max_length=10, blank=True)
    exported_code = models.CharField(max_length=10, blank=True)
    version = models.PositiveIntegerField(default=1)

    privacy: ClassVar[dict[str, Privacy]] = {
        "reference": Privacy.CASE, "child": Privacy.OPERATIONAL, "track": Privacy.OPERATIONAL,
        "regime": Privacy.PUBLIC, "door": Privacy.CASE, "asked_by_kind": Privacy.CASE, "requester": Privacy.IDENTITY,
        "requester_words": Privacy.IDENTITY, "setting": Privacy.CASE, "received_on": Privacy.CASE,
        "received_at": Privacy.CASE, "entered_at": Privacy.OPERATIONAL, "entered_by": Privacy.STAFF,
        "backdated_reason": Privacy.CASE, "acknowledged_on": Privacy.CASE, "state": Privacy.CASE,
        "closed_on": Privacy.CASE, "closed_why": Privacy.CASE, "team": Privacy.CASE, "officer": Privacy.STAFF,
        "holder_since_on": Privacy.CASE, "waiting_for": Privacy.CASE, "identity_state": Privacy.CASE,
        "identity_asked_on": Privacy.CASE, "identity_due_on": Privacy.CASE, "family_called_on": Privacy.CASE,
        "is_looked_after": Privacy.SPECIAL, "has_asked_before": Privacy.CASE,
        "last_assessed_on": Privacy.CASE, "lives_elsewhere_la": Privacy.CASE, "passed_on_at": Privacy.CASE,
        "duplicate_of": Privacy.CASE, "previous": Privacy.CASE, "key": Privacy.OPERATIONAL,
        "late_why": Privacy.CASE, "late_expected": Privacy.CASE, "late_told_at": Privacy.CASE,
        "first_team": Privacy.CASE, "is_birth_date_missing": Privacy.CASE, "steps": Privacy.CASE,
        "source": Privacy.OPERATIONAL, "known_as_at_on": Privacy.CASE,
        "source_code": Privacy.CASE, "outcome_code": Privacy.CASE,
        "outcome_on": Privacy.CASE, "rya_code": Privacy.SPECIAL, "mediation_code": Privacy.CASE,
        "tribunal_code": Privacy.CASE, "exported_code": Privacy.CASE, "version": Privacy.OPERATIONAL,
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="ehc_request_received_unless_historical",
                condition=Q(received_on__isnull=False) | Q(state=RequestState.HISTORICAL.value),
            ),
            models.CheckConstraint(
                name="ehc_request_joined_to_one",
                condition=Q(duplicate_of__isnull=False) | ~Q(state=RequestState.JOINED.value),
            ),
        ]
        indexes = [models.Index(fields=["state", "received_on"], name="ehc_request_state")]


class RequestAnswers(models.Model):
    """What was typed, word for word, as it arrived; never edited."""

    request = models.OneToOneField(Request, on_delete=models.CASCADE, related_name="answers")
    journey = models.CharField(max_length=60, blank=True)
    journey_version = models.CharField(max_length=20, blank=True)
    answers = models.JSONField(default=dict)
    typed_at = models.DateTimeField()
    language = models.CharField(max_length=20, default="en-gb")

    privacy: ClassVar[dict[str, Privacy]] = {
        "request": Privacy.OPERATIONAL, "journey": Privacy.OPERATIONAL, "journey_version": Privacy.OPERATIONAL,
        "answers": Privacy.SPECIAL, "typed_at": Privacy.OPERATIONAL, "language": Privacy.IDENTITY,
    }


class Withdrawal(models.Model):
    """A request taken back by those who made it; the record stays."""

    request = models.OneToOneField(Request, on_delete=models.CASCADE, related_name="withdrawal")
    person = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_on = models.DateField()
    words = models.TextField()
    is_freely_made = models.BooleanField()
    recorded_by = models.ForeignKey("access.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    privacy: ClassVar[dict[str, Privacy]] = {
        "request": Privacy.OPERATIONAL, "person": Privacy.IDENTITY, "withdrawn_on": Privacy.CASE,
        "words": Privacy.CASE, "is_freely_made": Privacy.CASE, "recorded_by": Privacy.STAFF,
        "recorded_at": Privacy.OPERATIONAL,
    }
