"""Conversations: begun, answered, closed; who reads is a row, and each parent has their own."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.db import transaction

from alongside.commons.messaging import policies, queries
from alongside.commons.messaging.engine import days
from alongside.commons.messaging.models import Conversation, ConversationReader, InboundMail, Message, ReplyToken
from alongside.commons.messaging.services.notices import notify
from alongside.commons.messaging.words import (
    LEAST_WORDS,
    TOKEN_LASTS,
    Channel,
    ConversationKind,
    ConversationState,
)
from alongside.ground.access import services as access
from alongside.ground.access.models import User
from alongside.ground.core.dates import day_of
from alongside.ground.core.errors import InvalidError, NotThereError, RefusedError
from alongside.ground.core.refs import Ref
from alongside.ground.documents import services as documents
from alongside.ground.documents.words import DocumentKind, Source
from alongside.ground.outbox.engine import ways
from alongside.ground.people import queries as people
from alongside.ground.people.models import Child, Person

LONGEST = 20_000
CHECK_WORKING_DAYS = 2
"""Weekdays within which a document is checked before a family reads it."""


@transaction.atomic
def start_conversation(
    *, child: Child, title: str, words: str, by: User, at: datetime, key: str, kind: str = ConversationKind.QUESTION,
    with_persons: Iterable[Person] = (), files: Iterable[Any] = (),
) -> Conversation:
    """Begin a conversation about a child. Family: between them and the council. Staff: with the named people only.

    Two parents read it only when an officer names both. The same `key` again returns the first conversation. Raises
    RefusedError, and InvalidError for empty words or for somebody who may not be written to.
    """
    if not policies.can_start(by, child, at=at):
        raise RefusedError("messaging.conversation.start")
    before = Message.objects.filter(key=own_key(by, key)).select_related("conversation").first()
    if before is not None:
        return before.conversation
    errors = _faults(words)
    if not title.strip():
        errors["title"] = "Say in a few words what it is about."
    if kind not in set(ConversationKind):
        errors["kind"] = "Choose what it is about."
    own = people.person_of(by, day_of(at)) if policies.is_family(by) else None
    readers = [own] if own else list(with_persons)
    if not own and not readers:
        errors["with_persons"] = "Choose who should read this."
    allowed = {member.person.pk for member in people.recipients(child, day_of(at))}
    if not own and any(person.pk not in allowed for person in readers):
        errors["with_persons"] = "Nothing may be sent to this person about this child."
    if errors:
        raise InvalidError(errors)
    conversation = open_thread(child=child, title=title, kind=kind, readers=readers, at=at)
    reply(conversation=conversation, words=words, by=by, at=at, key=key, files=files)
    return conversation


def own_key(by: User, key: str) -> str:
    """A form's key in the name of the account: nobody finds another's message by guessing its key."""
    return f"{by.pk}:{key}"[:80]


def open_thread(*, child: Child, title: str, kind: str, readers: Iterable[Person], at: datetime) -> Conversation:
    """The rows of a new conversation, with its holder and readers; the caller has checked who may."""
    holder = queries.holder_of(child, on=day_of(at))
    conversation = Conversation.objects.create(
        child=child, title=" ".join(title.split())[:120], kind=kind, holder=holder, opened_at=at, last_at=at
    )
    ConversationReader.objects.bulk_create(
        ConversationReader(conversation=conversation, badge=policies.badge_of(person), since=at)
        for person in dict.fromkeys(readers)
    )
    return conversation


def _faults(words: str) -> dict[str, str]:
    if not words.strip():
        return {"words": "Write your message."}
    if len(words) > LONGEST:
        return {"words": f"Shorten this: at most {LONGEST} signs."}
    return {}


@transaction.atomic
def reply(
    *, conversation: Conversation, words: str, by: User, at: datetime, key: str, files: Iterable[Any] = ()
) -> Message:
    """Write in a conversation. From a family: an answer is owed by the service standard. From staff: they are told.

    The same `key` again returns the first message. Raises NotThereError, RefusedError where a person is only named as
    a reader without a part in the case, and InvalidError.
    """
    if not policies.can_read(by, conversation, at=at):
        raise NotThereError
    before = Message.objects.filter(key=own_key(by, key), conversation=conversation).first()
    if before is not None:
        return before
    errors = _faults(words)
    if errors:
        raise InvalidError(errors)
    own = people.person_of(by, day_of(at))
    is_answer = policies.is_staff(by)
    message = add_message(
        conversation=conversation, words=words, key=own_key(by, key), at=at, sent_by=by, channel=Channel.PORTAL,
        author=own, author_words=author_words(by, own, at=at), is_from_family=policies.is_family(by),
        is_answer=is_answer,
    )
    for file in files:
        keep_file(conversation, file, by=by, author=own, at=at, source=Source.UPLOAD)
    access.record(
        code="messaging.message.sent", by=by, at=at, child=conversation.child.uuid,
        ref=Ref("messaging", "conversation", conversation.uuid),
        detail={"is_answer": str(is_answer), "channel": Channel.PORTAL},
    )
    if is_answer:
        _tell_family(conversation, message, by=by, at=at)
    return message


def author_words(user: User, own: Person | None, *, at: datetime) -> str:
    """Who wrote, as the other side reads it: a family member's name, or name and post of a member of staff."""
    name = own.full_name if own else user.name
    posts = people.posts_of(user, day_of(at))
    return ", ".join([name, *(post.title for post in posts[:1])])[:200]


def add_message(
    *, conversation: Conversation, words: str, key: str, at: datetime, channel: Channel, author: Person | None,
    author_words: str, is_from_family: bool, is_answer: bool, sent_by: User | None = None,
    mail: InboundMail | None = None,
) -> Message:
    """The row of a message, and what is owed after it; the caller has checked who may."""
    message = Message.objects.create(
        conversation=conversation, key=key, sent_by=sent_by,
        author_badge=policies.badge_of(author) if author else "", author_words=author_words,
        words=words.strip().replace("\x00", ""), channel=channel, is_from_family=is_from_family, sent_at=at, mail=mail,
    )
    row = Conversation.objects.select_for_update().get(pk=conversation.pk)
    row.last_at = at
    row.state = ConversationState.OPEN
    if is_answer:
        row.owed_since, row.reply_by_on = None, None
    elif row.owed_since is None:
        row.owed_since, row.reply_by_on = at, days.reply_by(day_of(at))
        row.holder = queries.holder_of(conversation.child, on=day_of(at)) or row.holder
    row.save()
    conversation.refresh_from_db()
    return message


def keep_file(
    conversation: Conversation, file: Any, *, by: User | None, author: Person | None, at: datetime, source: Source
) -> None:
    """Keep a file of a message: officers and who uploaded it read it now, the family after a release check.

    What came by e-mail may be from anybody: its sender reads it after the check too, and so may any of the child's
    people whom the checker names. Raises InvalidError for a file that can't be taken.
    """
    child, on = conversation.child, day_of(at)
    is_mail = source == Source.EMAIL
    family = [m.person for m in people.recipients(child, on)] if is_mail else queries.readers_of(conversation, at=at)
    others = {
        policies.badge_of(person): person.full_name for person in family if is_mail or person != author
    }
    readers = queries.staff_badges(child, on=on)
    if by is not None:
        readers.append(f"user:{by.uuid}")
    if author is not None and not is_mail:
        readers.append(policies.badge_of(author))
    documents.add_upload(
        file=file, title=str(file.name or ""), kind=DocumentKind.CORRESPONDENCE, child_uuid=child.uuid,
        ref=queries.ref_of(conversation), by=by, at=at, readers=readers, check_for=others,
        due_check_on=days.weekday_after(on, CHECK_WORKING_DAYS) if others else None,
        about=child.full_name, source=source,
    )


def _tell_family(conversation: Conversation, message: Message, *, by: User, at: datetime) -> None:
    for person in queries.readers_of(conversation, at=at):
        notify(
            child=conversation.child, person=person, event="messaging.message.received", words=LEAST_WORDS,
            link_ref=queries.ref_of(conversation), at=at, by=by, is_formal=False,
            key=f"message:{message.uuid}:{person.uuid}", reply_to=_reply_address(conversation, person, at=at),
            post_text=f"{message.author_words} wrote to you:\n\n{message.words}",
        )


def _reply_address(conversation: Conversation, person: Person, *, at: datetime) -> str:
    """An address by which an answer files itself; nothing where the way out can't carry it."""
    if not ways.can_take_replies() or not person.email:
        return ""
    token = secrets.token_hex(16)
    ReplyToken.objects.create(
        token_hash=hash_of(token), conversation=conversation, person=person, made_at=at, expires_at=at + TOKEN_LASTS
    )
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return f"reply+{token}@{domain}"


def hash_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def close_conversation(*, conversation: Conversation, by: User, at: datetime) -> Conversation:
    """An officer says that nothing more is owed; a new message opens it again. Raises NotThereError, RefusedError."""
    _demand_staff(conversation, by, at)
    Conversation.objects.filter(pk=conversation.pk).update(
        state=ConversationState.CLOSED, owed_since=None, reply_by_on=None
    )
    _record("messaging.conversation.closed", conversation, by, at)
    conversation.refresh_from_db()
    return conversation


@transaction.atomic
def include_reader(*, conversation: Conversation, person: Person, by: User, at: datetime) -> None:
    """Let another of the child's people read a conversation, from its start. Raises as `close_conversation`."""
    _demand_staff(conversation, by, at)
    if not people.may_write_to(person, conversation.child, day_of(at)):
        raise InvalidError({"person": "Nothing may be sent to this person about this child."})
    ConversationReader.objects.update_or_create(
        conversation=conversation, badge=policies.badge_of(person), defaults={"until": None},
        create_defaults={"since": at},
    )
    _record("messaging.reader.included", conversation, by, at, person=str(person.uuid))


@transaction.atomic
def end_reader(*, conversation: Conversation, person: Person, by: User, at: datetime) -> None:
    """End somebody's reading of a conversation from now on. Raises as `close_conversation`."""
    _demand_staff(conversation, by, at)
    ConversationReader.objects.filter(
        conversation=conversation, badge=policies.badge_of(person), until__isnull=True
    ).update(until=at)
    _record("messaging.reader.ended", conversation, by, at, person=str(person.uuid))


def _demand_staff(conversation: Conversation, by: User, at: datetime) -> None:
    if not policies.can_read(by, conversation, at=at):
        raise NotThereError
    if not policies.is_staff(by):
        raise RefusedError("messaging.staff_only")


def _record(code: str, conversation: Conversation, by: User, at: datetime, **detail: str) -> None:
    access.record(
        code=code, by=by, at=at, child=conversation.child.uuid,
        ref=Ref("messaging", "conversation", conversation.uuid), detail=detail,
    )
