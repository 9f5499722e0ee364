"""What a machine could not deliver becomes a person's errand, and ends with what that person did about it."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from alongside.commons.messaging import policies
from alongside.commons.messaging.models import Errand, Notice
from alongside.commons.messaging.services.news import raise_errand
from alongside.commons.messaging.services.notices import post_instead, unserve
from alongside.commons.messaging.words import ERRAND_CHOICES, ErrandKind, ErrandOutcome
from alongside.ground.access import services as access
from alongside.ground.access.models import User
from alongside.ground.core.dates import day_of
from alongside.ground.core.errors import InvalidError, RefusedError, StaleError
from alongside.ground.core.refs import Ref
from alongside.ground.outbox import queries as outbox_queries
from alongside.ground.outbox import services as outbox
from alongside.ground.outbox.models import OutboxMessage
from alongside.ground.outbox.words import Decision, State
from alongside.ground.people import policies as people_policies
from alongside.ground.people import queries as people
from alongside.ground.people.models import Child, Person

WHY = {
    State.FAILED: "The message could not be delivered.",
    State.UNKNOWN: "Nobody knows whether the message left.",
}


def raise_unsent(*, at: datetime) -> int:
    """An errand for every e-mail or text message about a child that failed or got lost; closes those settled since.

    A message that failed and was sent again is another message: it gets an errand of its own if it fails too.
    """
    stuck = {row.uuid: row for row in outbox_queries.undelivered()}
    _close_settled(list(stuck), at)
    known = set(Errand.objects.filter(outbox_uuid__in=list(stuck)).values_list("outbox_uuid", flat=True))
    return sum(_raise(row, at) for uuid, row in stuck.items() if uuid not in known)


@transaction.atomic
def _raise(message: OutboxMessage, at: datetime) -> bool:
    assert message.child_uuid is not None  # `undelivered` holds only messages about a child
    child = Child.objects.select_related("merged_into").filter(uuid=message.child_uuid).first()
    if child is None:
        return False
    notice = _notice_of(message)
    raise_errand(
        key=f"unsent:{message.uuid}", kind=ErrandKind.UNSENT, child=policies.kept(child),
        person=_person_of(message), notice_pk=notice.pk if notice else None, words=message.subject,
        why=f"{WHY[State(message.state)]} {message.error}".strip(), outbox_uuid=message.uuid, at=at,
    )
    if notice is not None and message.state == State.FAILED:
        unserve(notice=notice, at=at)
    return True


def _notice_of(message: OutboxMessage) -> Notice | None:
    """The notice that a message carries, also when it is its second try."""
    stem = message.key.partition("#again")[0]
    return Notice.objects.filter(uuid=stem.removeprefix("notice:")).first() if stem.startswith("notice:") else None


def _person_of(message: OutboxMessage) -> Person | None:
    kind, _, uuid = message.badge.partition(":")
    return Person.objects.filter(uuid=uuid).first() if kind == "person" else None


def _close_settled(stuck: Collection[UUID], at: datetime) -> None:
    waiting = Errand.objects.filter(kind=ErrandKind.UNSENT, done_at__isnull=True)
    waiting.exclude(outbox_uuid__in=stuck).update(
        done_at=at, outcome=ErrandOutcome.SETTLED, how="An operator decided about the message."
    )


@transaction.atomic
def finish_errand(*, errand: Errand, outcome: str, how: str, by: User, at: datetime) -> Errand:
    """Say how an errand ended: sent by post instead, reached by telephone, asked for another copy.

    "By post" puts a notice into the postal run in this same act. The message leaves the operator's list. Raises
    RefusedError, InvalidError, and StaleError when somebody ended it before in another way.
    """
    if not policies.is_staff(by) or not people_policies.can_see_child(by, policies.kept(errand.child), on=at):
        raise RefusedError("messaging.errand")
    row = Errand.objects.select_for_update(of=("self",)).select_related("child", "notice", "person").get(pk=errand.pk)
    if row.done_at is not None:
        if (row.outcome, row.how) == (outcome, how.strip()):
            return row
        raise StaleError(theirs={"how": row.how}, ours={"how": how})
    faults = {}
    if outcome not in ERRAND_CHOICES[ErrandKind(row.kind)]:
        faults["outcome"] = "Choose what you did."
    if not how.strip():
        faults["how"] = "Say in a few words what you did."
    if faults:
        raise InvalidError(faults)
    if outcome == ErrandOutcome.POSTED:
        _post(row, at)
    if row.outbox_uuid is not None:
        decided = Decision.ARRIVED if outcome == ErrandOutcome.ARRIVED else Decision.DROP
        outbox.settle(uuid=row.outbox_uuid, decision=decided, reason=how, by=by, at=at)
    row.done_at, row.done_by, row.outcome, row.how = at, by, outcome, how.strip().replace("\x00", "")[:300]
    row.save()
    access.record(
        code="messaging.errand.done", by=by, at=at, child=row.child.uuid, ref=Ref("messaging", "errand", row.uuid),
        detail={"outcome": outcome}, reason=row.how,
    )
    return row


def _post(row: Errand, at: datetime) -> None:
    """Into the postal run, where it is a notice of ours; anything else the officer has posted with their own hands."""
    if row.notice is None:
        return
    if not people.may_write_to(row.notice.person, row.child, day_of(at)):
        raise InvalidError({"outcome": "Nothing may be sent to this person about this child any more."})
    if not post_instead(notice=row.notice, at=at):
        raise InvalidError({"outcome": "We have no postal address of theirs. Find out how to reach them."})
