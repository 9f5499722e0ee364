"""Actions with what happened to them, and the steps of the ladder."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from alongside.commons.actions.models.promise import Promise
from alongside.commons.actions.words import ActionKind, ActionState, Climbing, StepKind
from alongside.ground.core.privacy import Privacy


class Action(models.Model):
    """One thing that a post has to do by a day; `facts` are plain values that the room above gave with it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.CharField(max_length=200, unique=True)
    child = models.ForeignKey("people.Child", on_delete=models.PROTECT, related_name="+")
    ref = models.CharField(max_length=100, blank=True, db_index=True)
    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in ActionKind])
    title = models.CharField(max_length=300)
    owner = models.CharField(max_length=80, db_index=True)
    due_on = models.DateField()
    state = models.CharField(max_length=10, default=ActionState.OPEN, choices=[(s.value, s.value) for s in ActionState])
    promise = models.ForeignKey(Promise, null=True, on_delete=models.PROTECT, related_name="actions")
    facts = models.JSONField(default=dict, blank=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    privacy: ClassVar[dict[str, Privacy]] = {
        **dict.fromkeys(
            ("key", "ref", "owner", "state", "promise", "opened_at", "closed_at", "version"), Privacy.OPERATIONAL
        ),
        **dict.fromkeys(("kind", "title", "due_on", "facts"), Privacy.CASE), "child": Privacy.IDENTITY,
    }

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["owner", "due_on"], name="actions_action_owner", condition=Q(state="open")),
            models.Index(fields=["child", "state"], name="actions_action_child"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="actions_action_closed",
                condition=Q(state="open", closed_at__isnull=True) | (~Q(state="open") & Q(closed_at__isnull=False)),
            )
        ]


class ActionStep(models.Model):
    """One thing that happened to an action: who, when, and why; never changed afterwards."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=12, choices=[(k.value, k.value) for k in StepKind])
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    happened_at = models.DateTimeField()
    words = models.CharField(max_length=1000, blank=True)
    owner = models.CharField(max_length=80)
    due_on = models.DateField()

    privacy: ClassVar[dict[str, Privacy]] = {
        **dict.fromkeys(("action", "kind", "happened_at", "owner"), Privacy.OPERATIONAL),
        "by": Privacy.STAFF, "words": Privacy.CASE, "due_on": Privacy.CASE,
    }

    class Meta:
        indexes: ClassVar = [models.Index(fields=["action", "happened_at"], name="actions_step_order")]


class Climb(models.Model):
    """One step up the ladder: what was left too long, for how many working days, and which post it went to."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.CharField(max_length=200, unique=True)
    child = models.ForeignKey("people.Child", on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=10, choices=[(c.value, c.value) for c in Climbing])
    ref = models.CharField(max_length=100, db_index=True)
    title = models.CharField(max_length=300)
    since_on = models.DateField()
    n_step = models.PositiveSmallIntegerField()
    n_working_days = models.PositiveSmallIntegerField()
    from_badge = models.CharField(max_length=80, blank=True)
    to_badge = models.CharField(max_length=80, blank=True)
    action = models.OneToOneField(Action, null=True, on_delete=models.PROTECT, related_name="climb")
    climbed_at = models.DateTimeField()
    over_at = models.DateTimeField(null=True)

    privacy: ClassVar[dict[str, Privacy]] = {
        **dict.fromkeys(
            ("key", "ref", "n_step", "n_working_days", "from_badge", "to_badge", "action", "climbed_at", "over_at"),
            Privacy.OPERATIONAL,
        ),
        **dict.fromkeys(("what", "title", "since_on"), Privacy.CASE), "child": Privacy.IDENTITY,
    }

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["climbed_at"], name="actions_climb_open", condition=Q(over_at__isnull=True))
        ]
