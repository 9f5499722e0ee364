"""Takes the next message, tries it once outside any transaction, and writes down what is known afterwards."""

import logging
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Case, Exists, F, OuterRef, Value, When
from django.db.models.functions import Coalesce

from alongside.ground.outbox.engine import ways
from alongside.ground.outbox.engine.outcomes import Outcome, Verdict, unknown
from alongside.ground.outbox.models import OutboxMessage
from alongside.ground.outbox.words import (
    FIRST_WAIT,
    GIVE_UP_AFTER,
    LONGEST_WAIT,
    LOST_AFTER,
    Decision,
    Kind,
    State,
)

log = logging.getLogger(__name__)
ON_ITS_WAY = (State.QUEUED, State.SENDING)


def claim(at: datetime, queues: Sequence[str]) -> OutboxMessage | None:
    """Mark the next due message as `sending`, for good: what happens after that commit is never tried again by itself.

    To one recipient messages of one queue leave in the order in which they were written.
    """
    earlier = OutboxMessage.objects.filter(
        to=OuterRef("to"), kind=OuterRef("kind"), queue=OuterRef("queue"), pk__lt=OuterRef("pk"), state__in=ON_ITS_WAY
    )
    due = OutboxMessage.objects.filter(
        ~Exists(earlier), state=State.QUEUED, kind__in=(Kind.EMAIL, Kind.SMS), next_try_at__lte=at, queue__in=queues
    ).order_by(Case(When(queue="urgent", then=Value(0)), When(queue="default", then=Value(1)), default=Value(2)),
               "next_try_at", "pk")
    if not due.exists():
        return None
    with transaction.atomic(durable=True):
        message = due.select_for_update(skip_locked=True).first()
        if message is None:
            return None
        OutboxMessage.objects.filter(pk=message.pk).update(
            state=State.SENDING, sending_at=at, first_try_at=Coalesce(F("first_try_at"), Value(at)),
            n_attempts=F("n_attempts") + 1,
        )
        message.refresh_from_db()
    return message


def try_once(message: OutboxMessage, at: datetime) -> Outcome:
    """One try; an error that nobody foresaw leaves the outcome unknown, which is the safe reading."""
    try:
        return ways.way_out()(message, at)
    except Exception as error:
        log.exception("sending broke off in a way that nobody foresaw")
        return unknown(f"Sending broke off: {type(error).__name__}.")


def write_down(message: OutboxMessage, outcome: Outcome, at: datetime) -> None:
    """Keep what is known, unless a person has decided in the meantime."""
    mine = OutboxMessage.objects.filter(
        pk=message.pk, n_attempts=message.n_attempts, state__in=(State.SENDING, State.UNKNOWN), decision=""
    )
    if outcome.verdict == Verdict.SENT:
        mine.update(state=State.SENT, sent_at=at, provider_id=outcome.provider_id, error="")
    elif outcome.verdict == Verdict.REFUSED:
        mine.update(state=State.FAILED, error=outcome.error)
    elif outcome.verdict == Verdict.UNKNOWN:
        mine.update(state=State.UNKNOWN, error=outcome.error)
    else:
        next_try_at = at + min(FIRST_WAIT * 2 ** (message.n_attempts - 1), LONGEST_WAIT)
        assert message.first_try_at is not None
        if next_try_at > message.first_try_at + GIVE_UP_AFTER:
            mine.update(state=State.FAILED, error=f"Given up after 4 hours. {outcome.error}"[:500])
        else:
            mine.update(state=State.QUEUED, error=outcome.error, next_try_at=next_try_at)


def mark_lost(at: datetime) -> int:
    """Messages whose worker ended between taking and answering become `unknown`. Returns how many."""
    return OutboxMessage.objects.filter(state=State.SENDING, sending_at__lte=at - LOST_AFTER).update(
        state=State.UNKNOWN, error="The worker ended while it was sending: nobody knows whether it left."
    )


def next_key(message: OutboxMessage) -> str:
    """The key of the message that replaces this one by a person's decision."""
    stem, _, number = message.key.rpartition("#again")
    return f"{stem or message.key}#again{int(number) + 1 if stem else 1}"[:200]


def decide_again(message: OutboxMessage, at: datetime) -> OutboxMessage:
    """A new message with the same words, on its way from now."""
    return OutboxMessage.objects.create(
        key=next_key(message), kind=message.kind, queue=message.queue, to=message.to, reply_to=message.reply_to,
        subject=message.subject, body_text=message.body_text, body_html=message.body_html,
        child_uuid=message.child_uuid, badge=message.badge, created_at=at, next_try_at=at,
    )


STATE_AFTER = {Decision.ARRIVED: State.SENT, Decision.AGAIN: State.CANCELLED, Decision.DROP: State.CANCELLED}
