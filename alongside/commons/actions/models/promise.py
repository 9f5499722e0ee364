"""The ledger of promises: every date that anybody told a family."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from alongside.commons.actions.words import PromiseState, Told
from alongside.ground.core.privacy import Privacy


class Promise(models.Model):
    """Something that a family was told would be done by a day. A new date is a new row that replaces this one."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.CharField(max_length=120, unique=True)
    child = models.ForeignKey("people.Child", on_delete=models.PROTECT, related_name="+")
    ref = models.CharField(max_length=100, blank=True, db_index=True)
    room = models.CharField(max_length=20)
    words = models.CharField(max_length=300)
    due_on = models.DateField()
    owner = models.CharField(max_length=80, db_index=True)
    promised_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    promised_as = models.CharField(max_length=200)
    promised_at = models.DateTimeField()
    told_how = models.CharField(max_length=10, choices=[(t.value, t.value) for t in Told])
    told_ref = models.CharField(max_length=120, blank=True)
    to_words = models.CharField(max_length=200)
    state = models.CharField(max_length=10, default=PromiseState.OPEN, choices=[(s.value, s.value) for s in PromiseState])
    reminded_at = models.DateTimeField(null=True)
    broken_on = models.DateField(null=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    settled_on = models.DateField(null=True)
    settled_words = models.CharField(max_length=1000, blank=True)
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")
    version = models.PositiveIntegerField(default=1)

    privacy: ClassVar[dict[str, Privacy]] = {
        **dict.fromkeys(
            ("key", "ref", "room", "owner", "told_ref", "reminded_at", "settled_at", "replaces", "version"),
            Privacy.OPERATIONAL,
        ),
        **dict.fromkeys(
            ("words", "due_on", "promised_at", "told_how", "state", "broken_on", "settled_on", "settled_words"),
            Privacy.CASE,
        ),
        **dict.fromkeys(("child", "to_words"), Privacy.IDENTITY),
        **dict.fromkeys(("promised_by", "promised_as", "settled_by"), Privacy.STAFF),
    }

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["child", "due_on"], name="actions_promise_child"),
            models.Index(fields=["due_on"], name="actions_promise_open", condition=Q(state__in=["open", "broken"])),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="actions_promise_settled",
                condition=Q(state__in=["open", "broken"], settled_at__isnull=True)
                | Q(state__in=["kept", "changed", "withdrawn"], settled_at__isnull=False, settled_on__isnull=False),
            ),
            models.CheckConstraint(
                name="actions_promise_broken", condition=Q(broken_on__isnull=True) | Q(broken_on__gt=F("due_on"))
            ),
        ]


class PromiseHearer(models.Model):
    """One person of the family who was told the date: nobody else of the family sees it."""

    promise = models.ForeignKey(Promise, on_delete=models.CASCADE, related_name="hearers")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")

    privacy: ClassVar[dict[str, Privacy]] = {"promise": Privacy.OPERATIONAL, "person": Privacy.IDENTITY}

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["promise", "person"], name="actions_heard_once")
        ]
