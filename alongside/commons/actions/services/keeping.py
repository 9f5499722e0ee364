"""What becomes of a promise: kept, changed, taken back, reminded of, or broken and said so by a person."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from alongside.commons.actions import policies
from alongside.commons.actions.engine import standards
from alongside.commons.actions.models import Action, Promise
from alongside.commons.actions.queries import ledger, owners
from alongside.commons.actions.services import acting, promising
from alongside.commons.actions.words import UNSETTLED, ActionKind, ActionState, PromiseState, Told
from alongside.commons.messaging import services as messaging
from alongside.ground.access import services as access
from alongside.ground.access.models import User
from alongside.ground.core.dates import day_of, in_words
from alongside.ground.core.errors import InvalidError, StaleError
from alongside.ground.core.refs import Ref
from alongside.ground.outbox import services as outbox
from alongside.ground.people import queries as people
from alongside.ground.people.models import Person

OWN_WORDS = "Write to the family in your own words."


def _locked(promise: Promise, version: int, *, by: User, at: datetime, ours: dict[str, str]) -> Promise:
    policies.demand(policies.can_settle(by, promise, at=at), "actions.promise.settle")
    row = Promise.objects.select_for_update(of=("self",)).select_related("child__merged_into").get(pk=promise.pk)
    if row.version != version or row.state not in UNSETTLED:
        theirs = {"state": ledger.staff_words(row, day_of(at)), "words": row.settled_words}
        raise StaleError(theirs=theirs, ours=ours)
    return row


@transaction.atomic
def keep(
    *, promise: Promise, version: int, how: str, by: User, at: datetime, kept_on: date | None = None, words: str = "",
    told_elsewhere: str = "",
) -> Promise:
    """Say that a promise is kept, how, and on which day (today when none is given).

    When that was after its day the family hears it in the person's own `words`, unless `told_elsewhere` says how they
    know. Raises RefusedError, StaleError, InvalidError.
    """
    row = _locked(promise, version, by=by, at=at, ours={"how": how, "words": words})
    day = kept_on or day_of(at)
    errors = {}
    if not how.strip():
        errors["how"] = "Say what was done."
    if not day_of(row.promised_at) <= day <= day_of(at):
        errors["kept_on"] = "Choose a day between the promise and today."
    is_late = day > row.due_on
    if is_late and not words.strip():
        errors["words"] = f"It was late. {OWN_WORDS}"
    if errors:
        raise InvalidError(errors)
    if is_late:
        _tell(row, words, by=by, at=at, told_elsewhere=told_elsewhere)
    elif row.broken_on is not None:
        row.broken_on = None
    _settle(row, PromiseState.KEPT, by=by, at=at, on=day, words=how)
    return row


@transaction.atomic
def change(
    *, promise: Promise, version: int, due_on: date | None, reason: str, words: str, by: User, at: datetime,
    told_elsewhere: str = "",
) -> Promise:
    """Give the family a new date with its reason, in the person's own `words`; returns the new promise.

    The old one stays on record, and stays broken when its day had passed. Raises RefusedError, StaleError,
    InvalidError.
    """
    row = _locked(promise, version, by=by, at=at, ours={"reason": reason, "words": words})
    errors = {}
    if due_on is None or due_on < day_of(at) or due_on == row.due_on:
        errors["due_on"] = "Choose a new day, today or later."
    if not reason.strip():
        errors["reason"] = "Say why the date changes."
    if not words.strip():
        errors["words"] = OWN_WORDS
    if errors:
        raise InvalidError(errors)
    assert due_on is not None  # asked above
    text = (
        f"{words.strip()}\n\nWhat we promised: {row.words.rstrip('.')}, by {in_words(row.due_on, weekday=True)}.\n"
        f"The new date: {in_words(due_on, weekday=True)}.\nWhy it changes: {reason.strip()}"
    )
    told_how, told_ref = _tell(row, text, by=by, at=at, told_elsewhere=told_elsewhere)
    _settle(row, PromiseState.CHANGED, by=by, at=at, on=day_of(at), words=reason)
    return promising.write(
        child=row.child, hearers=hearers_of(row), to_words=row.to_words, words=row.words, due_on=due_on,
        told_how=told_how, told_ref=told_ref, by=by, at=at, key=f"instead:{row.uuid}", ref=row.ref, replaces=row,
        owner=row.owner,
    )


@transaction.atomic
def withdraw(
    *, promise: Promise, version: int, reason: str, words: str, by: User, at: datetime, told_elsewhere: str = ""
) -> Promise:
    """Take a promise back, with a reason, and tell the family in the person's own `words`. Raises as `change`."""
    row = _locked(promise, version, by=by, at=at, ours={"reason": reason, "words": words})
    errors = {}
    if not reason.strip():
        errors["reason"] = "Say why it is taken back."
    if not words.strip():
        errors["words"] = OWN_WORDS
    if errors:
        raise InvalidError(errors)
    text = f"{words.strip()}\n\nWe can't keep what we promised: {row.words.rstrip('.')}.\nWhy: {reason.strip()}"
    _tell(row, text, by=by, at=at, told_elsewhere=told_elsewhere)
    _settle(row, PromiseState.WITHDRAWN, by=by, at=at, on=day_of(at), words=reason)
    return row


def hearers_of(promise: Promise) -> list[Person]:
    """Who was told."""
    return [row.person for row in promise.hearers.select_related("person").order_by("pk")]


def _tell(row: Promise, text: str, *, by: User, at: datetime, told_elsewhere: str) -> tuple[str, str]:
    """Send it to those who heard the promise and may be written to; else the person says how the family was told."""
    on = day_of(at)
    child = row.child.merged_into or row.child
    reachable = [person for person in hearers_of(row) if people.may_write_to(person, child, on)]
    if reachable:
        sent = messaging.start_conversation(
            child=child, title="About a date we gave you", words=text, by=by, at=at,
            key=f"promise:{row.uuid}:{row.version}", with_persons=reachable,
        )
        return Told.MESSAGE, str(Ref("messaging", "conversation", sent.uuid))
    if not told_elsewhere.strip():
        raise InvalidError({"told_elsewhere": "Nobody can be written to about this. Tell them, and say how you did."})
    access.record(
        code="actions.promise.told_elsewhere", by=by, at=at, child=child.uuid, reason=told_elsewhere.strip(),
        ref=Ref("actions", "promise", row.uuid),
    )
    return Told.CALL, ""


def _settle(row: Promise, state: PromiseState, *, by: User, at: datetime, on: date, words: str) -> None:
    """Write what became of it, and close the task to say that it was broken."""
    row.state, row.settled_at, row.settled_by, row.settled_on = state, at, by, on
    row.settled_words, row.version = words.strip().replace("\x00", "")[:1000], row.version + 1
    row.save()
    access.record(
        code=f"actions.promise.{state}", by=by, at=at, child=row.child.uuid, reason=row.settled_words,
        ref=Ref("actions", "promise", row.uuid), detail={"due_on": row.due_on.isoformat(), "on": on.isoformat()},
    )
    waiting = Action.objects.select_for_update(of=("self",)).select_related("child").filter(
        promise=row, kind=ActionKind.BROKEN, state=ActionState.OPEN
    )
    for action in waiting:
        acting.shut(action, ActionState.DONE, by=by, at=at, words=words)


def find_broken(*, at: datetime) -> int:
    """Promises whose day has passed are broken, and their owner has to say so by the next working day. How many."""
    on, n_broken = day_of(at), 0
    rows = Promise.objects.filter(state=PromiseState.OPEN, due_on__lt=on, child__died_on__isnull=True)
    for pk in list(rows.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            row = rows.select_for_update(of=("self",)).select_related("child").filter(pk=pk).first()
            if row is not None:
                _break(row, on, at)
                n_broken += 1
    return n_broken


def _break(row: Promise, on: date, at: datetime) -> None:
    row.state, row.broken_on, row.version = PromiseState.BROKEN, on, row.version + 1
    row.save(update_fields=["state", "broken_on", "version"])
    access.record(
        code="actions.promise.broken", by=None, at=at, child=row.child.uuid, ref=Ref("actions", "promise", row.uuid),
        detail={"due_on": row.due_on.isoformat(), "owner": row.owner, "room": row.room},
    )
    acting.open_action(
        key=f"broken:{row.uuid}", child=row.child, kind=ActionKind.BROKEN, owner=row.owner, ref=row.ref, promise=row,
        title=f"Tell the family that this was not kept: {row.words}", at=at,
        due_on=standards.within(on, standards.standards().say_so_within),
    )


def remind(*, at: datetime) -> int:
    """Tell the owners of promises that fall due soon, once each, naming no child. Returns how many promises."""
    on = day_of(at)
    rows = Promise.objects.filter(
        state=PromiseState.OPEN, reminded_at__isnull=True, due_on__gte=on, child__died_on__isnull=True,
        due_on__lte=standards.within(on, settings.STANDARDS["promise_reminder_days"]),
    )
    by_owner: dict[str, list[Promise]] = {}
    for row in rows.order_by("due_on", "pk"):
        by_owner.setdefault(row.owner, []).append(row)
    for badge, due in sorted(by_owner.items()):
        with transaction.atomic():
            _write_reminder(badge, due, on, at)
            Promise.objects.filter(pk__in=[row.pk for row in due]).update(reminded_at=at)
    return sum(len(due) for due in by_owner.values())


def _write_reminder(badge: str, due: list[Promise], on: date, at: datetime) -> None:
    """One e-mail to each person behind the badge; a team's goes to its mailbox."""
    team = owners.team_of(badge) if badge.startswith("team:") else None
    mailboxes = [user.email for user in owners.accounts_of(badge, on)] or ([team.email] if team and team.email else [])
    days = "\n".join(f"- {in_words(row.due_on, weekday=True)}" for row in due)
    message: dict[str, Any] = {
        "subject": "A promise to a family falls due soon",
        "body_text": f"{len(due)} to keep:\n{days}\n\nOpen them:\n{settings.BASE_URL}{reverse('actions_promises')}\n",
    }
    for email in mailboxes:
        outbox.enqueue(key=f"actions:remind:{due[0].uuid}:{on}:{email}"[:200], kind="email", to=email, at=at, **message)
