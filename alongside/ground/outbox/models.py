"""Messages on their way out of the house."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from alongside.ground.core.privacy import Privacy
from alongside.ground.outbox.words import Decision, Kind, State


class OutboxMessage(models.Model):
    """One message to one recipient; `key` makes asking twice the same as asking once."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in Kind])
    queue = models.CharField(max_length=10, default="default")
    to = models.TextField()
    reply_to = models.CharField(max_length=254, blank=True)
    subject = models.CharField(max_length=200)
    body_text = models.TextField()
    body_html = models.TextField(blank=True)
    child_uuid = models.UUIDField(null=True, db_index=True)
    badge = models.CharField(max_length=80, blank=True)
    state = models.CharField(
        max_length=10, default=State.QUEUED, choices=[(s.value, s.value) for s in State]
    )
    n_attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(db_index=True)
    first_try_at = models.DateTimeField(null=True)
    next_try_at = models.DateTimeField()
    sending_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    provider_id = models.CharField(max_length=200, blank=True)
    error = models.CharField(max_length=500, blank=True)
    decision = models.CharField(
        max_length=10, blank=True, choices=[(d.value, d.value) for d in Decision]
    )
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=500, blank=True)
    again = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="instead_of")
    returned_at = models.DateTimeField(null=True)
    purged_at = models.DateTimeField(null=True)

    privacy: ClassVar[dict[str, Privacy]] = {
        "key": Privacy.OPERATIONAL, "kind": Privacy.OPERATIONAL, "queue": Privacy.OPERATIONAL,
        "to": Privacy.PROTECTED, "reply_to": Privacy.SECRET, "subject": Privacy.CASE,
        "body_text": Privacy.CASE, "body_html": Privacy.CASE, "child_uuid": Privacy.IDENTITY,
        "badge": Privacy.IDENTITY, "state": Privacy.OPERATIONAL, "n_attempts": Privacy.OPERATIONAL,
        "created_at": Privacy.OPERATIONAL, "first_try_at": Privacy.OPERATIONAL,
        "next_try_at": Privacy.OPERATIONAL, "sending_at": Privacy.OPERATIONAL, "sent_at": Privacy.OPERATIONAL,
        "provider_id": Privacy.OPERATIONAL, "error": Privacy.OPERATIONAL, "decision": Privacy.OPERATIONAL,
        "decided_at": Privacy.OPERATIONAL, "decided_by": Privacy.STAFF, "reason": Privacy.CASE,
        "again": Privacy.OPERATIONAL, "returned_at": Privacy.CASE, "purged_at": Privacy.OPERATIONAL,
    }

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["next_try_at", "id"], name="outbox_due", condition=Q(state__in=["queued", "sending"])
            ),
            models.Index(fields=["to", "id"], name="outbox_order", condition=Q(state__in=["queued", "sending"])),
            models.Index(
                fields=["created_at"], name="outbox_person", condition=Q(state__in=["unknown", "failed", "held"])
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(name="outbox_state", condition=Q(state__in=[s.value for s in State])),
            models.CheckConstraint(name="outbox_kind", condition=Q(kind__in=[k.value for k in Kind])),
            models.CheckConstraint(
                name="outbox_sent_when", condition=~Q(state="sent") | Q(sent_at__isnull=False)
            ),
        ]
