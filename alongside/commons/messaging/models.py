"""What was said to whom about a child, by which way, and when it counts as served."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from alongside.commons.messaging.words import (
    Channel,
    ConversationKind,
    ConversationState,
    ErrandKind,
    ErrandOutcome,
    InboundState,
    NoticeState,
)
from alongside.ground.core.privacy import Privacy


def _choices(words: type[Channel] | type[ConversationKind] | type[ConversationState] | type[NoticeState]
             | type[InboundState] | type[ErrandKind] | type[ErrandOutcome]) -> list[tuple[str, str]]:
    return [(word.value, word.value) for word in words]


class Conversation(models.Model):
    """A thread between a family and those who hold the case; who may read it is a row for each."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    child = models.ForeignKey("people.Child", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=_choices(ConversationKind))
    holder = models.CharField(max_length=80, db_index=True)
    state = models.CharField(max_length=10, default=ConversationState.OPEN, choices=_choices(ConversationState))
    opened_at = models.DateTimeField()
    last_at = models.DateTimeField(db_index=True)
    owed_since = models.DateTimeField(null=True)
    reply_by_on = models.DateField(null=True)

    privacy: ClassVar[dict[str, Privacy]] = {
        "child": Privacy.IDENTITY, "title": Privacy.CASE, "kind": Privacy.CASE, "holder": Privacy.OPERATIONAL,
        "state": Privacy.OPERATIONAL, "opened_at": Privacy.OPERATIONAL, "last_at": Privacy.OPERATIONAL,
        "owed_since": Privacy.OPERATIONAL, "reply_by_on": Privacy.OPERATIONAL,
    }

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["reply_by_on"], name="messaging_owed", condition=Q(reply_by_on__isnull=False))
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="messaging_owed_pair",
                condition=Q(owed_since__isnull=True, reply_by_on__isnull=True)
                | Q(owed_since__isnull=False, reply_by_on__isnull=False),
            )
        ]


class ConversationReader(models.Model):
    """One who may read and write in a conversation, from a moment until another."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="readers")
    badge = models.CharField(max_length=80, db_index=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    privacy: ClassVar[dict[str, Privacy]] = {
        "conversation": Privacy.OPERATIONAL, "badge": Privacy.IDENTITY, "since": Privacy.OPERATIONAL,
        "until": Privacy.OPERATIONAL,
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["conversation", "badge"], name="messaging_reader_once")
        ]


class InboundMail(models.Model):
    """An e-mail that came in: filed on a case, waiting for a person, or an automatic answer that nobody reads."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    digest = models.CharField(max_length=64, unique=True)
    received_at = models.DateTimeField(db_index=True)
    sender = models.CharField(max_length=254)
    subject = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    raw = models.BinaryField(null=True)
    n_attachments = models.PositiveSmallIntegerField(default=0)
    refused_files = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=_choices(InboundState))
    why = models.CharField(max_length=200, blank=True)
    child = models.ForeignKey("people.Child", null=True, on_delete=models.PROTECT, related_name="+")
    filed_at = models.DateTimeField(null=True)
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    privacy: ClassVar[dict[str, Privacy]] = {
        "digest": Privacy.OPERATIONAL, "received_at": Privacy.OPERATIONAL, "sender": Privacy.IDENTITY,
        "subject": Privacy.CASE, "text": Privacy.SPECIAL, "raw": Privacy.SPECIAL,
        "n_attachments": Privacy.OPERATIONAL, "refused_files": Privacy.CASE, "state": Privacy.OPERATIONAL,
        "why": Privacy.OPERATIONAL, "child": Privacy.IDENTITY, "filed_at": Privacy.OPERATIONAL,
        "filed_by": Privacy.STAFF,
    }


class Message(models.Model):
    """What one person wrote in a conversation; never changed afterwards."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="messages")
    key = models.CharField(max_length=80, unique=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    author_badge = models.CharField(max_length=80)
    author_words = models.CharField(max_length=200)
    words = models.TextField()
    channel = models.CharField(max_length=10, choices=_choices(Channel))
    is_from_family = models.BooleanField()
    sent_at = models.DateTimeField()
    mail = models.ForeignKey(InboundMail, null=True, on_delete=models.PROTECT, related_name="messages")

    privacy: ClassVar[dict[str, Privacy]] = {
        "conversation": Privacy.OPERATIONAL, "key": Privacy.OPERATIONAL, "sent_by": Privacy.IDENTITY,
        "author_badge": Privacy.IDENTITY, "author_words": Privacy.IDENTITY, "words": Privacy.SPECIAL,
        "channel": Privacy.CASE, "is_from_family": Privacy.CASE, "sent_at": Privacy.CASE, "mail": Privacy.CASE,
    }

    class Meta:
        indexes: ClassVar = [models.Index(fields=["conversation", "sent_at"], name="messaging_thread")]


class CallNote(models.Model):
    """A telephone call: with whom, and what was said."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.CharField(max_length=80, unique=True)
    child = models.ForeignKey("people.Child", on_delete=models.PROTECT, related_name="+")
    with_person = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    with_words = models.CharField(max_length=150, blank=True)
    words = models.TextField()
    n_minutes = models.PositiveSmallIntegerField(null=True)
    called_at = models.DateTimeField()
    logged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    privacy: ClassVar[dict[str, Privacy]] = {
        "key": Privacy.OPERATIONAL, "child": Privacy.IDENTITY, "with_person": Privacy.IDENTITY,
        "with_words": Privacy.IDENTITY, "words": Privacy.SPECIAL, "n_minutes": Privacy.CASE,
        "called_at": Privacy.CASE, "logged_by": Privacy.STAFF,
    }


class Notice(models.Model):
    """That somebody was told something, how, whether they opened it, and from which day it counts."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.CharField(max_length=200, unique=True)
    child = models.ForeignKey("people.Child", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    event = models.CharField(max_length=80)
    words = models.CharField(max_length=200)
    link_ref = models.CharField(max_length=120)
    document_uuid = models.UUIDField(null=True)
    is_formal = models.BooleanField(default=False)
    channel = models.CharField(max_length=10, choices=_choices(Channel))
    state = models.CharField(max_length=10, choices=_choices(NoticeState))
    sent_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    post_key = models.CharField(max_length=200, blank=True)
    posted_at = models.DateTimeField(null=True)
    served_on = models.DateField(null=True)
    served_why = models.CharField(max_length=300, blank=True)
    todo = models.CharField(max_length=200, blank=True)
    todo_done_at = models.DateTimeField(null=True)
    todo_how = models.CharField(max_length=300, blank=True)

    privacy: ClassVar[dict[str, Privacy]] = {
        "key": Privacy.OPERATIONAL, "child": Privacy.IDENTITY, "person": Privacy.IDENTITY,
        "event": Privacy.CASE, "words": Privacy.CASE, "link_ref": Privacy.OPERATIONAL,
        "document_uuid": Privacy.OPERATIONAL, "is_formal": Privacy.CASE, "channel": Privacy.CASE,
        "state": Privacy.CASE, "sent_at": Privacy.CASE, "opened_at": Privacy.CASE,
        "post_key": Privacy.OPERATIONAL, "posted_at": Privacy.CASE, "served_on": Privacy.CASE,
        "served_why": Privacy.CASE, "todo": Privacy.CASE, "todo_done_at": Privacy.OPERATIONAL,
        "todo_how": Privacy.CASE,
    }

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["child", "person", "-sent_at"], name="messaging_notices"),
            models.Index(
                fields=["sent_at"], name="messaging_unopened", condition=Q(state="sent", is_formal=True)
            ),
            models.Index(
                fields=["child"], name="messaging_todo", condition=Q(todo_done_at__isnull=True) & ~Q(todo="")
            ),
        ]


class Errand(models.Model):
    """Something about a child's case that a person has to finish because no machine can: raised once, ended once."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=10, choices=_choices(ErrandKind))
    child = models.ForeignKey("people.Child", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    notice = models.ForeignKey(Notice, null=True, on_delete=models.PROTECT, related_name="errands")
    words = models.CharField(max_length=200)
    why = models.CharField(max_length=300)
    outbox_uuid = models.UUIDField(null=True)
    raised_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=12, blank=True, choices=_choices(ErrandOutcome))
    how = models.CharField(max_length=300, blank=True)

    privacy: ClassVar[dict[str, Privacy]] = {
        "key": Privacy.OPERATIONAL, "kind": Privacy.OPERATIONAL, "child": Privacy.IDENTITY,
        "person": Privacy.IDENTITY, "notice": Privacy.OPERATIONAL, "words": Privacy.CASE, "why": Privacy.OPERATIONAL,
        "outbox_uuid": Privacy.OPERATIONAL, "raised_at": Privacy.OPERATIONAL, "done_at": Privacy.OPERATIONAL,
        "done_by": Privacy.STAFF, "outcome": Privacy.CASE, "how": Privacy.CASE,
    }

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["child"], name="messaging_errands", condition=Q(done_at__isnull=True))
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="messaging_errand_ended",
                condition=Q(done_at__isnull=True, outcome="") | (Q(done_at__isnull=False) & ~Q(outcome="")),
            )
        ]


class Letter(models.Model):
    """A letter to one person: the same text as a page, a PDF and a Word file."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.CharField(max_length=200, unique=True)
    child = models.ForeignKey("people.Child", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    notice = models.OneToOneField(Notice, on_delete=models.PROTECT, related_name="letter")
    event = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    template = models.CharField(max_length=80)
    template_version = models.CharField(max_length=20)
    ref = models.CharField(max_length=120)
    html_uuid = models.UUIDField()
    pdf_uuid = models.UUIDField(null=True)
    docx_uuid = models.UUIDField()
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    privacy: ClassVar[dict[str, Privacy]] = {
        "key": Privacy.OPERATIONAL, "child": Privacy.IDENTITY, "person": Privacy.IDENTITY,
        "notice": Privacy.OPERATIONAL, "event": Privacy.CASE, "title": Privacy.CASE,
        "template": Privacy.OPERATIONAL, "template_version": Privacy.OPERATIONAL, "ref": Privacy.OPERATIONAL,
        "html_uuid": Privacy.OPERATIONAL, "pdf_uuid": Privacy.OPERATIONAL, "docx_uuid": Privacy.OPERATIONAL,
        "sent_at": Privacy.CASE, "sent_by": Privacy.STAFF,
    }


class ReplyToken(models.Model):
    """What lets one person's e-mail answer find its conversation; only a hash of it is kept."""

    token_hash = models.CharField(max_length=64, unique=True)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="tokens")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    privacy: ClassVar[dict[str, Privacy]] = {
        "token_hash": Privacy.SECRET, "conversation": Privacy.OPERATIONAL, "person": Privacy.IDENTITY,
        "made_at": Privacy.OPERATIONAL, "expires_at": Privacy.OPERATIONAL,
    }
