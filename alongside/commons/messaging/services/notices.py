"""Telling a person that there is something: by their channel, with the least words, and from when it counts."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.html import strip_tags

from alongside.commons.messaging import policies, queries
from alongside.commons.messaging.engine import days, naming
from alongside.commons.messaging.models import Notice
from alongside.commons.messaging.words import ELECTRONIC, LEAST_WORDS, UNOPENED_AFTER, Channel, NoticeState
from alongside.ground.access import services as access
from alongside.ground.access.models import User
from alongside.ground.core.dates import day_of, in_words
from alongside.ground.core.errors import InvalidError, NotThereError, RefusedError
from alongside.ground.core.refs import Ref
from alongside.ground.documents import adapters as kept_files
from alongside.ground.documents.models import Document
from alongside.ground.outbox import queries as outbox_queries
from alongside.ground.outbox import services as outbox
from alongside.ground.outbox.models import OutboxMessage
from alongside.ground.outbox.words import State
from alongside.ground.people import policies as people_policies
from alongside.ground.people import queries as people
from alongside.ground.people import services as people_services
from alongside.ground.people.models import Child, CommunicationProfile, Person
from alongside.ground.people.words import NotificationDetail, ReadingFormat

_READ_HERE = (ReadingFormat.PLAIN, ReadingFormat.LARGE_PRINT, ReadingFormat.EASY_READ)
"""Forms that a letter is composed in; for the others somebody has to make it."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How one notice goes out: the channel, and what a person has to do because no machine can."""

    channel: Channel
    todo: str = ""


@transaction.atomic
def notify(
    *, child: Child, person: Person, event: str, words: str, link_ref: Ref | str, at: datetime, by: User | None,
    document: UUID | None = None, is_formal: bool | None = None, key: str = "", post_text: str = "",
    reply_to: str = "", by_hand: str = "",
) -> Notice | None:
    """Tell one person that there is something about a child; None when nothing may go to them (`may_write_to`).

    `words` name the event ("A decision letter is ready") and never the child; where they do, only "You have a new
    message" goes out. A notice with a `document` is formal unless `is_formal` says otherwise: electronic only if the
    person chose it in writing. Formal notices bear `served_on` from the start: the day of an electronic one, the
    expected day of a posted one until it is posted. The same `key` again (default: event, thing, person, document and
    day) returns the first notice. `post_text` is what a letter says to who reads on paper; with `by_hand` nothing is
    sent, and an officer is told to do that.
    """
    on = day_of(at)
    if not people.may_write_to(person, child, on):
        access.record(code="messaging.notice.stopped", by=by, at=at, child=child.uuid, detail={"event": event})
        return None
    key = short(key or f"{event}|{link_ref}|{person.uuid}|{document or on}")
    before = Notice.objects.filter(key=key).first()
    if before is not None:
        return before
    notice = Notice(
        key=key, child=child, person=person, event=event, words=naming.safe_words(words, _names(child)),
        link_ref=str(link_ref), document_uuid=document, sent_at=at,
        is_formal=document is not None if is_formal is None else is_formal,
    )
    _deliver(notice, at=at, post_text=post_text, reply_to=reply_to, by_hand=by_hand)
    access.record(
        code="messaging.notice.sent", by=by, at=at, child=child.uuid, ref=Ref("messaging", "notice", notice.uuid),
        detail={"event": event, "channel": notice.channel, "person": str(person.uuid), "formal": str(notice.is_formal)},
    )
    return notice


def _deliver(notice: Notice, *, at: datetime, post_text: str, reply_to: str, by_hand: str) -> None:
    """Choose the way, send what can be sent, say from when it counts, and leave the rest to a person."""
    on, profile = day_of(at), people.profile_of(notice.person)
    plan = _plan(notice.person, profile, is_formal=notice.is_formal, at=at)
    if by_hand:
        plan = Plan(plan.channel, " ".join(part for part in (by_hand, plan.todo) if part)[:200])
    notice.channel, notice.todo = plan.channel, plan.todo
    notice.state = NoticeState.TO_DO if plan.todo else NoticeState.SENT
    notice.save()
    if not plan.todo:
        if plan.channel == Channel.POST:
            _post(notice, at=at, text=post_text)
        elif plan.channel != Channel.PORTAL:
            _send_electronically(notice, at=at, reply_to=reply_to)
        if notice.is_formal and plan.channel in ELECTRONIC:
            notice.served_on = on
            notice.served_why = f"Sent by {plan.channel} on {in_words(on)}, as they chose in writing."
    _ask_for_format(notice, profile)
    notice.save()


def short(key: str) -> str:
    """A key that fits its column, however long what it is made of."""
    return key if len(key) <= 200 else hashlib.sha256(key.encode()).hexdigest()


def _names(child: Child) -> tuple[str, ...]:
    return (child.given_name, child.preferred_name, child.family_name)


def _plan(person: Person, profile: CommunicationProfile, *, is_formal: bool, at: datetime) -> Plan:
    channel = (
        queries.formal_channel(person, profile, on=day_of(at)) if is_formal
        else queries.plain_channel(person, profile)
    )
    if channel == Channel.PHONE:
        return Plan(channel, "Ring them: they chose the telephone.")
    # On a shared telephone or in a shared home only the way that the person chose themselves is safe.
    if person.is_safe_contact_needed and channel != Channel.PORTAL and (
        profile.version == 0 or channel != profile.channel
    ):
        return Plan(channel, "Ask first how to reach them safely; nothing has been sent.")
    return Plan(channel)


def _ask_for_format(notice: Notice, profile: CommunicationProfile) -> None:
    """Who reads Braille, hears better than reads, or speaks another language gets the letter and a person's help."""
    if not notice.is_formal or notice.todo:
        return
    wanted = []
    if profile.channel == Channel.PHONE:
        wanted.append("Ring them as well: they chose the telephone.")
    if profile.reading_format not in _READ_HERE:
        wanted.append(f"Make and send it as: {ReadingFormat(profile.reading_format).label}.")
    if profile.needs_interpreter:
        wanted.append(f"Have it explained in their language: {profile.language}.")
    notice.todo = " ".join(wanted)[:200]


def _send_electronically(notice: Notice, *, at: datetime, reply_to: str) -> None:
    person = notice.person
    words = notice.words if person.notification_detail == NotificationDetail.EVENT else LEAST_WORDS
    address = f"{settings.BASE_URL}{queries.address_of_notice(notice)}"
    brand = settings.BRAND
    is_text = notice.channel == Channel.SMS
    text = f"{words}. {address}" if is_text else (
        f"{words}.\n\nSign in to read it:\n{address}\n\n"
        + ("You can also answer this e-mail.\n\n" if reply_to else "")
        + f"Or ring {brand['phone']}.\n\n{brand['service']}, {brand['area']}"
    )
    outbox.enqueue(
        key=f"notice:{notice.uuid}", kind=notice.channel, to=person.phone if is_text else person.email,
        subject=words, body_text=text, at=at, reply_to="" if is_text else reply_to,
        child_uuid=notice.child.uuid, badge=policies.badge_of(person),
    )


def _post(notice: Notice, *, at: datetime, text: str) -> None:
    """Put the letter into the postal run; without an address it becomes a task for the officer."""
    address = people_services.address_for_post(person=notice.person, child=notice.child, by=None, at=at)
    if address is None:
        notice.state, notice.todo = NoticeState.TO_DO, "No postal address is known: find out how to reach them."
        return
    html = _html_of(notice)
    notice.state, notice.post_key = NoticeState.TO_POST, f"notice:{notice.uuid}:post"
    outbox.enqueue(
        key=notice.post_key, kind="post", to=f"{notice.person.full_name}\n{address.lines}\n{address.postcode}",
        subject=notice.words, body_text=text or _text_of(notice, html), body_html=html, at=at,
        child_uuid=notice.child.uuid, badge=policies.badge_of(notice.person),
    )
    if notice.is_formal:
        arrives = days.served_by_post(day_of(at))
        notice.served_on = max(arrives, notice.served_on or arrives)
        notice.served_why = f"Expected by post on {in_words(arrives)}; the day is fixed when it is posted."


def _html_of(notice: Notice) -> str:
    """The body of the composed letter, for the printer; nothing for a notice without one."""
    if notice.document_uuid is None:
        return ""
    document = Document.objects.filter(uuid=notice.document_uuid, media_type="text/html").first()
    if document is None:
        return ""
    with kept_files.opened(document.stored_as) as stream:
        whole = stream.read().decode()
    return str(whole.partition("<main>")[2].rpartition("</main>")[0])


def _text_of(notice: Notice, html: str) -> str:
    if html:
        return strip_tags(html)
    brand = settings.BRAND
    return f"{notice.words}.\n\nPlease ring {brand['phone']} or sign in at {settings.BASE_URL} to read it."


@transaction.atomic
def post_instead(*, notice: Notice, at: datetime) -> bool:
    """Put a notice that could not be delivered into the postal run; False where no address is known."""
    row = Notice.objects.select_for_update(of=("self",)).select_related("child", "person").get(pk=notice.pk)
    if row.post_key:
        return True
    _post(row, at=at, text="")
    row.save()
    return row.state == NoticeState.TO_POST


@transaction.atomic
def unserve(*, notice: Notice, at: datetime) -> None:
    """An electronic notice never left: its day counts no more. A letter, or their opening it here, sets another."""
    row = Notice.objects.select_for_update(of=("self",)).select_related("child").get(pk=notice.pk)
    if row.state != NoticeState.SENT or not row.is_formal:
        return
    row.served_on, row.served_why = None, "The message could not be delivered: it counts when it reaches them."
    row.save(update_fields=["served_on", "served_why"])
    access.record(
        code="messaging.notice.undelivered", by=None, at=at, child=row.child.uuid,
        ref=Ref("messaging", "notice", row.uuid),
    )


@transaction.atomic
def mark_opened(*, notice: Notice, by: User, at: datetime) -> Notice:
    """The person opened what the notice told them of. A second opening changes nothing. Raises NotThereError."""
    if not policies.is_addressee(by, notice, at=at):
        raise NotThereError
    opened = Notice.objects.filter(pk=notice.pk, opened_at__isnull=True).update(opened_at=at)
    Notice.objects.filter(pk=notice.pk, state=NoticeState.SENT).update(state=NoticeState.OPENED)
    if opened:
        Notice.objects.filter(pk=notice.pk, is_formal=True, served_on__isnull=True, channel__in=ELECTRONIC).update(
            served_on=day_of(at), served_why=f"Opened here on {in_words(day_of(at))}; the message itself had failed."
        )
        access.record(
            code="messaging.notice.opened", by=by, at=at, child=notice.child.uuid,
            ref=Ref("messaging", "notice", notice.uuid),
        )
    notice.refresh_from_db()
    return notice


def post_unopened(*, at: datetime) -> int:
    """Post every formal electronic notice that nobody opened in three days; the later date counts. Returns how many."""
    n_posted = 0
    due = Notice.objects.filter(
        state=NoticeState.SENT, is_formal=True, opened_at__isnull=True, sent_at__lte=at - UNOPENED_AFTER
    )
    for pk in list(due.values_list("pk", flat=True)):
        with transaction.atomic():
            notice = due.select_for_update(of=("self",)).select_related("child", "person").filter(pk=pk).first()
            if notice is None:
                continue
            if people.may_write_to(notice.person, notice.child, day_of(at)):
                _post(notice, at=at, text="")
                n_posted += notice.state == NoticeState.TO_POST
            else:
                notice.state, notice.todo = NoticeState.TO_DO, "Not opened, and nothing more may be sent: look at it."
            notice.save()
            access.record(
                code="messaging.notice.posted_unopened", by=None, at=at, child=notice.child.uuid,
                ref=Ref("messaging", "notice", notice.uuid),
            )
    return n_posted


def follow_post(*, at: datetime) -> int:
    """Take over from the postal run what was posted and what came back. Returns how many notices changed."""
    waiting = {n.post_key: n for n in Notice.objects.filter(
        state__in=(NoticeState.TO_POST, NoticeState.POSTED)
    ).exclude(post_key="").select_related("child", "person")}
    n_changed = 0
    for key, message in outbox_queries.by_keys(waiting).items():
        with transaction.atomic():
            n_changed += _follow(waiting[key], message, at)
    return n_changed


def _follow(notice: Notice, message: OutboxMessage, at: datetime) -> bool:
    if message.returned_at is not None and message.state == State.FAILED:
        notice.state, notice.todo = NoticeState.RETURNED, "The letter came back: find out how to reach them."
        notice.todo_done_at = None
    elif message.state == State.CANCELLED:
        notice.state, notice.todo = NoticeState.TO_DO, "The letter was not posted: look at it."
    elif message.state == State.SENT and message.sent_at is not None and notice.state == NoticeState.TO_POST:
        notice.state, notice.posted_at = NoticeState.POSTED, message.sent_at
        if notice.is_formal:
            posted_on = day_of(message.sent_at)
            arrives = days.served_by_post(posted_on)
            electronic = notice.served_on if notice.channel in ELECTRONIC else None
            notice.served_on = max(arrives, electronic or arrives)
            notice.served_why = (
                f"Posted on {in_words(posted_on)} by first class post, which takes two working days (to be checked)."
            )
    else:
        return False
    notice.save()
    access.record(
        code=f"messaging.notice.{notice.state}", by=None, at=at, child=notice.child.uuid,
        ref=Ref("messaging", "notice", notice.uuid),
    )
    return True


@transaction.atomic
def do_todo(*, notice: Notice, how: str, by: User, at: datetime) -> Notice:
    """An officer brought a notice to the person another way and says how. Raises RefusedError, InvalidError."""
    if not policies.is_staff(by) or not people_policies.can_see_child(by, policies.kept(notice.child), on=at):
        raise RefusedError("messaging.todo")
    if not how.strip():
        raise InvalidError({"how": "Say how you reached them."})
    row = Notice.objects.select_for_update().get(pk=notice.pk)
    if row.todo_done_at is None:
        row.todo_done_at, row.todo_how = at, how.strip().replace("\x00", "")[:300]
        row.save(update_fields=["todo_done_at", "todo_how"])
        access.record(
            code="messaging.notice.done_by_hand", by=by, at=at, child=notice.child.uuid,
            ref=Ref("messaging", "notice", notice.uuid), reason=row.todo_how,
        )
    return row


def stop_barred(*, at: datetime) -> int:
    """Stop what still waits in the outbox for people who may no longer be written to. Returns how many messages.

    A death or an exclusion stops them in its own act where `people` calls the outbox; this catches everything else.
    """
    waiting = OutboxMessage.objects.filter(
        state__in=(State.QUEUED, State.HELD), child_uuid__isnull=False, badge__startswith="person:"
    ).values_list("child_uuid", "badge").distinct()
    n_stopped = 0
    for child_uuid, badge in list(waiting):
        assert child_uuid is not None  # the filter says so
        child = Child.objects.filter(uuid=child_uuid).first()
        person = Person.objects.filter(uuid=badge.removeprefix("person:")).first()
        if child is None or person is None or people.may_write_to(person, child, day_of(at)):
            continue
        n_stopped += outbox.stop_about(
            child_uuid=child_uuid, badge=badge, reason="Nothing may go to this person any more.", at=at
        )
    return n_stopped
