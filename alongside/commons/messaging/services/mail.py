"""E-mail that comes in: an answer files itself on its case; everything else waits for a person, nothing is lost."""

import hashlib
from datetime import datetime

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from alongside.commons.messaging import policies, queries
from alongside.commons.messaging.engine import inbound
from alongside.commons.messaging.models import Conversation, InboundMail, Message, ReplyToken
from alongside.commons.messaging.services import conversations
from alongside.commons.messaging.words import KEEP_RAW_MAIL, Channel, ConversationKind, InboundState
from alongside.ground.access import services as access
from alongside.ground.access.models import User
from alongside.ground.core.dates import day_of
from alongside.ground.core.errors import InvalidError, RefusedError
from alongside.ground.core.refs import Ref
from alongside.ground.documents.words import Source
from alongside.ground.people import policies as people_policies
from alongside.ground.people import queries as people
from alongside.ground.people.models import Child, Person


@transaction.atomic
def file_inbound(*, raw: bytes, at: datetime) -> InboundMail:
    """Take in one e-mail as it came (RFC 822 bytes). Given twice, it is taken in once.

    With a token of ours, from the address of the person whom we gave it, it becomes their message; a machine's answer
    is kept and ignored; all else waits on the list of unfiled mail. Raises InvalidError for nothing or far too much.
    """
    if not raw.strip() or len(raw) > 2 * settings.UPLOAD_BYTES:
        raise InvalidError({"raw": "An e-mail has at least one line and at most 40 MB."})
    digest = hashlib.sha256(raw).hexdigest()
    before = InboundMail.objects.filter(digest=digest).first()
    if before is not None:
        return before
    read = inbound.read(raw)
    try:
        with transaction.atomic():
            mail = InboundMail.objects.create(
                digest=digest, received_at=at, sender=read.sender, subject=read.subject, text=read.whole, raw=raw,
                n_attachments=len(read.attached), state=InboundState.UNFILED,
            )
    except IntegrityError:
        return InboundMail.objects.get(digest=digest)
    if read.by_machine:
        mail.state, mail.why = InboundState.IGNORED, read.by_machine
    else:
        token = _token(read.token)
        mail.why = _why_unfiled(token, read, at)
        if not mail.why and token is not None:
            _file_answer(mail, read, token, at)
    mail.save()
    access.record(
        code=f"messaging.mail.{mail.state}", by=None, at=at, child=mail.child.uuid if mail.child else None,
        ref=Ref("messaging", "mail", mail.uuid), reason=mail.why, source="e-mail",
    )
    return mail


def _token(text: str) -> ReplyToken | None:
    if not text:
        return None
    rows = ReplyToken.objects.select_related("conversation__child", "person")
    return rows.filter(token_hash=conversations.hash_of(text)).first()


def _why_unfiled(token: ReplyToken | None, read: inbound.Mail, at: datetime) -> str:
    """Why a person has to look at it, in words; nothing when it can file itself."""
    if token is None:
        return "Its reply address is not known." if read.token else "It answers no message of ours."
    if token.expires_at <= at:
        return "Its reply address is too old."
    if read.sender != token.person.email.lower():
        return "It comes from another address than the one we wrote to."
    if not people.may_write_to(token.person, token.conversation.child, day_of(at)):
        return "The sender has no part in this case any more, or is barred from it."
    if token.person.pk not in {person.pk for person in queries.readers_of(token.conversation, at=at)}:
        return "The sender no longer reads this conversation."
    return ""


def _file_answer(mail: InboundMail, read: inbound.Mail, token: ReplyToken, at: datetime) -> None:
    mail.state, mail.child, mail.filed_at = InboundState.FILED, token.conversation.child, at
    mail.save()
    _add(mail, read, token.conversation, words=read.words, author=token.person, by=None, at=at)


def _add(
    mail: InboundMail, read: inbound.Mail, conversation: Conversation, *, words: str, author: Person | None,
    by: User | None, at: datetime,
) -> Message:
    """The mail as a message, its files as documents that wait for their check; a file that can't be taken is named."""
    message = conversations.add_message(
        conversation=conversation, words=words or "(no text)", key=f"mail:{mail.uuid}", at=mail.received_at,
        channel=Channel.EMAIL, author=author, author_words=author.full_name if author else mail.sender,
        is_from_family=True, is_answer=False, mail=mail,
    )
    refused = []
    for attached in read.attached:
        file = SimpleUploadedFile(attached.filename, attached.content, attached.media_type)
        try:
            conversations.keep_file(conversation, file, by=by, author=author, at=at, source=Source.EMAIL)
        except InvalidError as error:
            refused.append(f"{attached.filename[:100]}: {error.errors['file']}")
    mail.refused_files = "\n".join(refused)
    return message


@transaction.atomic
def file_on_case(*, mail: InboundMail, child: Child, by: User, at: datetime) -> Conversation:
    """File an e-mail that waited on a child's case in one step, as a message that is owed an answer.

    Day 0 stays the day on which it came in. Where the sender is one of the child's people by their e-mail address,
    they read the conversation; nobody else of the family does. Filed already: the conversation of then. Raises
    RefusedError.
    """
    if not policies.can_file_mail(by) or not people_policies.can_see_child(by, child, on=at):
        raise RefusedError("messaging.mail.file")
    row = InboundMail.objects.select_for_update().get(pk=mail.pk)
    before = Message.objects.filter(mail=row).select_related("conversation").first()
    if before is not None:
        return before.conversation
    if row.state != InboundState.UNFILED or row.raw is None:
        raise InvalidError({"mail": "This e-mail is no longer waiting."})
    read = inbound.read(bytes(row.raw))
    persons = [member.person for member in people.recipients(child, day_of(at))]
    sender = next((person for person in persons if person.email and person.email.lower() == row.sender), None)
    conversation = conversations.open_thread(
        child=child, title=row.subject or "E-mail", kind=ConversationKind.OTHER, at=at,
        readers=[sender] if sender else [],
    )
    row.state, row.child, row.filed_at, row.filed_by = InboundState.FILED, child, at, by
    row.save()
    # A forwarded letter stands below the line at which an answer would be cut: here all of it is the message.
    _add(row, read, conversation, words=read.whole, author=sender, by=by, at=at)
    row.save()
    access.record(
        code="messaging.mail.filed", by=by, at=at, child=child.uuid, ref=Ref("messaging", "mail", row.uuid),
        detail={"conversation": str(conversation.uuid)},
    )
    return conversation


@transaction.atomic
def discard_mail(*, mail: InboundMail, reason: str, by: User, at: datetime) -> InboundMail:
    """Say that an e-mail belongs to no case; it is kept, off the list, with the reason. Raises RefusedError."""
    if not policies.can_file_mail(by):
        raise RefusedError("messaging.mail.discard")
    if not reason.strip():
        raise InvalidError({"reason": "Say why it belongs to no case."})
    changed = InboundMail.objects.filter(pk=mail.pk, state=InboundState.UNFILED).update(
        state=InboundState.IGNORED, why=reason.strip().replace("\x00", "")[:200], filed_at=at, filed_by=by
    )
    mail.refresh_from_db()
    if changed:
        access.record(
            code="messaging.mail.discarded", by=by, at=at, ref=Ref("messaging", "mail", mail.uuid), reason=mail.why
        )
    return mail


@transaction.atomic
def purge_raw(*, at: datetime) -> int:
    """Let go of the raw form of e-mails filed or ignored 30 days ago, unless one of their files was refused."""
    return InboundMail.objects.filter(
        raw__isnull=False, received_at__lt=at - KEEP_RAW_MAIL, refused_files="",
    ).exclude(state=InboundState.UNFILED).update(raw=None)
