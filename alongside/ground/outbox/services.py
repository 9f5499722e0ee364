"""Putting a message into the outbox, sending it once, and what people decide about it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from alongside.ground.access import services as access
from alongside.ground.access.models import User
from alongside.ground.core.errors import InvalidError, NotThereError, RefusedError, StaleError
from alongside.ground.core.refs import Ref
from alongside.ground.jobs import services as jobs
from alongside.ground.outbox import policies, queries
from alongside.ground.outbox.engine import intake, sending
from alongside.ground.outbox.models import OutboxMessage
from alongside.ground.outbox.words import KEEP_BODIES, KEEP_CODES, NEEDS_A_PERSON, Decision, Kind, State

QUEUES = ("urgent", "default", "bulk")


@transaction.atomic
def enqueue(
    *, key: str, kind: str, to: str, subject: str, body_text: str, body_html: str = "", at: datetime,
    queue: str = "default", reply_to: str = "", child_uuid: UUID | None = None, badge: str = "",
    held_because: str = "",
) -> OutboxMessage:
    """Write a message to one recipient; it leaves after the caller's commit, or not at all.

    The same `key` again returns the first message, unchanged. `child_uuid` and `badge` say whom it is about and for,
    so that `stop_about` finds it. A subject or body never names a child: that is the caller's duty.
    `bulk` messages wait for the next minute. Raises InvalidError for a line break in a header or a second recipient.
    """
    if queue not in QUEUES:
        raise InvalidError({"queue": "There is no such queue."})
    return intake.take_in(
        key=key, kind=Kind(kind), to=to, subject=subject, body_text=body_text, body_html=body_html, queue=queue,
        reply_to=reply_to, about=intake.About(child_uuid, badge), held_because=held_because, at=at,
    )


def send_next(*, at: datetime, queues: Sequence[str] = QUEUES) -> OutboxMessage | None:
    """Try the next due message once; None when there is none. Must not run inside a transaction."""
    message = sending.claim(at, queues)
    if message is not None:
        sending.write_down(message, sending.try_once(message, at), at)
    return message


def mark_lost(*, at: datetime) -> int:
    """Messages whose worker ended while sending become `unknown` and wait for a person. Returns how many."""
    return sending.mark_lost(at)


@transaction.atomic
def decide(*, uuid: UUID, decision: str, reason: str, by: User, at: datetime) -> OutboxMessage:
    """A person says what became of an unknown, failed or held message: it did arrive, send it again, or drop it.

    `again` makes a new message and returns it. Raises RefusedError, NotThereError, InvalidError without a reason,
    and StaleError when somebody decided before.
    """
    if not policies.can_decide(by):
        raise RefusedError("outbox.decide")
    if decision not in set(Decision):
        raise InvalidError({"decision": "Choose what to do with this message."})
    if not reason.strip():
        raise InvalidError({"reason": "Say how you know, or why."})
    message = OutboxMessage.objects.select_for_update().filter(uuid=uuid).first()
    if message is None:
        raise NotThereError
    _still_open(message, decision)
    message.state = sending.STATE_AFTER[Decision(decision)]
    message.decision, message.decided_at, message.decided_by = decision, at, by
    message.reason = reason.strip().replace("\x00", "")[:500]
    if message.state == State.SENT:
        message.sent_at = message.sending_at or at
    if decision == Decision.AGAIN:
        if message.purged_at is not None:
            raise InvalidError({"decision": "Its text is no longer kept: write a new message."})
        message.again = sending.decide_again(message, at)
        _kick(message.again)
    message.save()
    _record("outbox.message.decided", message, by, at, decision=decision)
    return message.again or message


@transaction.atomic
def settle(*, uuid: UUID, decision: Decision, reason: str, by: User, at: datetime) -> bool:
    """A room above found another way, or heard that it arrived: the message needs nobody any more.

    The caller has checked who may. Returns False when somebody, or the machine, was first.
    """
    message = OutboxMessage.objects.select_for_update().filter(uuid=uuid, state__in=NEEDS_A_PERSON).first()
    if message is None:
        return False
    message.state = sending.STATE_AFTER[decision]
    message.decision, message.decided_at, message.decided_by = decision, at, by
    message.reason = reason.strip().replace("\x00", "")[:500]
    if message.state == State.SENT:
        message.sent_at = message.sending_at or at
    message.save()
    _record("outbox.message.settled", message, by, at, decision=decision)
    return True


def _still_open(message: OutboxMessage, decision: str) -> None:
    if message.state not in NEEDS_A_PERSON:
        raise StaleError(theirs={"decision": message.decision or message.state}, ours={"decision": decision})


def _kick(message: OutboxMessage) -> None:
    """Have a message sent after the commit, not only with the next minute's round."""
    if message.kind != Kind.POST:
        jobs.soon(intake.TASKS.get(message.queue, intake.TASKS["default"]))


def _record(code: str, message: OutboxMessage, by: User | None, at: datetime, **detail: str) -> None:
    access.record(
        code=code, by=by, at=at, child=message.child_uuid, ref=Ref("outbox", "message", message.uuid), detail=detail,
        reason=message.reason,
    )


@transaction.atomic
def stop_about(*, child_uuid: UUID, reason: str, at: datetime, badge: str = "", by: User | None = None) -> int:
    """Stop every message about a child that has not left (to one badge, when it is given): a death, an exclusion.

    What is being sent at this moment may still leave. Returns how many were stopped.
    """
    waiting = OutboxMessage.objects.filter(
        child_uuid=child_uuid, state__in=(State.QUEUED, State.HELD, State.FAILED, State.UNKNOWN)
    )
    if badge:
        waiting = waiting.filter(badge=badge)
    n_stopped = waiting.update(
        state=State.CANCELLED, decision=Decision.DROP, decided_at=at, decided_by=by, reason=reason[:500]
    )
    access.record(code="outbox.messages.stopped", by=by, at=at, child=child_uuid, reason=reason,
                  detail={"n": str(n_stopped)})
    return n_stopped


@transaction.atomic
def cancel(*, key: str, reason: str, at: datetime, by: User | None = None) -> bool:
    """Take back a message that has not left; returns whether it could be."""
    return bool(
        OutboxMessage.objects.filter(key=key, state__in=(State.QUEUED, State.HELD)).update(
            state=State.CANCELLED, decision=Decision.DROP, decided_at=at, decided_by=by, reason=reason[:500]
        )
    )


@transaction.atomic
def mark_printed(*, uuids: Iterable[UUID], by: User, at: datetime) -> int:
    """Say that letters were printed and posted. Returns how many; one that is posted already is left alone."""
    if not policies.can_post(by):
        raise RefusedError("outbox.post")
    n_posted = 0
    for message in queries.to_print(uuids):
        n_posted += OutboxMessage.objects.filter(pk=message.pk, state=State.QUEUED).update(
            state=State.SENT, sent_at=at, decided_by=by, decided_at=at
        )
        _record("outbox.letter.posted", message, by, at)
    return n_posted


@transaction.atomic
def mark_returned(*, uuid: UUID, reason: str, by: User, at: datetime) -> OutboxMessage:
    """A posted letter came back: it needs a person. Raises RefusedError, NotThereError, InvalidError."""
    if not policies.can_post(by):
        raise RefusedError("outbox.post")
    if not reason.strip():
        raise InvalidError({"reason": "Say what the envelope says."})
    message = OutboxMessage.objects.select_for_update().filter(uuid=uuid, kind=Kind.POST, state=State.SENT).first()
    if message is None:
        raise NotThereError
    message.state, message.returned_at = State.FAILED, at
    message.reason = reason.strip().replace("\x00", "")[:500]
    message.error = "The letter came back."
    message.save(update_fields=["state", "returned_at", "reason", "error"])
    _record("outbox.letter.returned", message, by, at)
    return message


@transaction.atomic
def purge(*, at: datetime) -> int:
    """Empty the bodies of what left or was dropped 30 days ago (codes: a day ago), and postal addresses with them."""
    done = OutboxMessage.objects.filter(state__in=(State.SENT, State.CANCELLED), purged_at__isnull=True)
    n_purged = 0
    for queue_is, keep in (({"queue": "urgent"}, KEEP_CODES), ({}, KEEP_BODIES)):
        old = done.filter(created_at__lt=at - keep, **queue_is)
        old.filter(kind=Kind.POST).update(to="(no longer kept)")
        n_purged += old.update(body_text="", body_html="", purged_at=at)
    return n_purged
