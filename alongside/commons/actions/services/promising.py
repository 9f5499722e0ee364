"""A date told to a family: in a message, on the telephone, in an answer, or in a letter or meeting that was noted."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from alongside.commons.actions import policies
from alongside.commons.actions.models import Promise, PromiseHearer
from alongside.commons.actions.services import silences
from alongside.commons.actions.words import LONGEST_WORDS, Told
from alongside.commons.messaging import queries as messaging_queries
from alongside.commons.messaging import services as messaging
from alongside.commons.messaging.models import CallNote, Conversation, Message
from alongside.commons.messaging.policies import is_staff
from alongside.commons.messaging.services.conversations import author_words
from alongside.ground.access import services as access
from alongside.ground.access.models import User
from alongside.ground.core.dates import day_of, in_words
from alongside.ground.core.errors import InvalidError
from alongside.ground.core.refs import Ref
from alongside.ground.people import queries as people
from alongside.ground.people.models import Child, Person

TITLE = "A date for you"


def faults(words: str, due_on: date | None, on: date, *, is_needed: bool) -> dict[str, str]:
    """What is wrong with a promise as it was typed: half of one, one for the past, or none where one is needed."""
    found = {}
    if words.strip() and due_on is None:
        found["promised_on"] = "Say by which day."
    if due_on is not None and not words.strip():
        found["promise"] = "Say what was promised."
    if due_on is not None and due_on < on:
        found["promised_on"] = "A promise is for today or later."
    if len(words.strip()) > LONGEST_WORDS:
        found["promise"] = f"Shorten this: at most {LONGEST_WORDS} signs."
    if is_needed and not words.strip() and due_on is None:
        found = {"promise": "Say what was promised.", "promised_on": "Say by which day."}
    return found


def sentence(words: str, due_on: date) -> str:
    """A promise as the family reads it."""
    return f"What we promise you: {words.strip().rstrip('.')}, by {in_words(due_on, weekday=True)}."


def owner_of(by: User, child: Child, *, at: datetime) -> str:
    """The badge of who has to keep it: the post of who promised when they work on cases, else who holds the case."""
    on = day_of(at)
    posts = people.posts_of(by, on)
    if posts and is_staff(by):
        return f"post:{posts[0].uuid}"
    return messaging_queries.holder_of(child, on=on) or f"user:{by.uuid}"


@transaction.atomic
def promise(
    *, child: Child, to: Sequence[Person], words: str, due_on: date | None, by: User, at: datetime, key: str,
    ref: Ref | str = "", opening: str = "",
) -> Promise:
    """Tell people of a child's family a date, and keep it in the ledger; `opening` is what stands above it.

    Sent through `messaging`, by each person's own channel. The same `key` again returns the first promise. Raises
    RefusedError, and InvalidError for half a promise or for somebody who may not be written to.
    """
    policies.demand(policies.can_promise(by, child, at=at), "actions.promise")
    before = Promise.objects.filter(key=own_key(by, key)).first()
    if before is not None:
        return before
    _check(words, due_on, at, is_needed=True)
    assert due_on is not None  # checked in the line above
    text = "\n\n".join(part for part in (opening.strip(), sentence(words, due_on)) if part)
    conversation = messaging.start_conversation(
        child=child, title=TITLE, words=text, by=by, at=at, key=f"promise:{key}"[:60], with_persons=to
    )
    silences.heard(child=child, by=by, at=at)
    return write(
        child=child, hearers=to, words=words, due_on=due_on, told_how=Told.MESSAGE, by=by, at=at, key=key, ref=ref,
        told_ref=Ref("messaging", "conversation", conversation.uuid),
    )


@transaction.atomic
def log_call(
    *, child: Child, words: str, by: User, at: datetime, key: str, with_person: Person | None = None,
    with_words: str = "", minutes: int | None = None, promise: str = "", promised_on: date | None = None,
    ref: Ref | str = "",
) -> CallNote:
    """Note a call about a child, and the date that was promised in it if there was one. Raises as `messaging`."""
    policies.demand(policies.can_promise(by, child, at=at), "actions.call")
    _check(promise, promised_on, at, is_needed=False)
    call = messaging.log_call(
        child=child, words=words, by=by, at=at, key=key, with_person=with_person, with_words=with_words, minutes=minutes
    )
    silences.heard(child=child, by=by, at=at)
    if promised_on is not None:
        write(
            child=child, hearers=[with_person] if with_person else [], to_words=with_words, words=promise,
            due_on=promised_on, told_how=Told.CALL, by=by, at=at, key=f"call:{key}", ref=ref,
            told_ref=Ref("messaging", "call", call.uuid),
        )
    return call


@transaction.atomic
def answer(
    *, conversation: Conversation, words: str, by: User, at: datetime, key: str, files: Iterable[Any] = (),
    promise: str = "", promised_on: date | None = None,
) -> Message:
    """Answer a family, and keep the date that the answer promises; it stands in the answer as well.

    Raises NotThereError, RefusedError, and InvalidError for half a promise.
    """
    child = conversation.child.merged_into or conversation.child
    _check(promise, promised_on, at, is_needed=False)
    if promised_on is not None:
        policies.demand(policies.can_promise(by, child, at=at), "actions.answer")
    text = words if promised_on is None or not words.strip() else f"{words.strip()}\n\n{sentence(promise, promised_on)}"
    message = messaging.reply(conversation=conversation, words=text, by=by, at=at, key=key, files=files)
    silences.heard(child=child, by=by, at=at)
    if promised_on is not None:
        write(
            child=child, hearers=messaging_queries.readers_of(conversation, at=at), words=promise, due_on=promised_on,
            told_how=Told.MESSAGE, by=by, at=at, key=f"answer:{key}",
            ref=Ref("messaging", "conversation", conversation.uuid), told_ref=Ref("messaging", "message", message.uuid),
        )
    return message


@transaction.atomic
def note(
    *, child: Child, to: Sequence[Person], words: str, due_on: date | None, told_how: str, by: User, at: datetime,
    key: str, ref: Ref | str = "", told_ref: Ref | str = "", to_words: str = "",
) -> Promise:
    """Keep a date that a family has been told already: in a letter that a room sent, or at a meeting.

    The same `key` again returns the first promise. Raises RefusedError and InvalidError.
    """
    policies.demand(policies.can_promise(by, child, at=at), "actions.note")
    before = Promise.objects.filter(key=own_key(by, key)).first()
    if before is not None:
        return before
    _check(words, due_on, at, is_needed=True)
    assert due_on is not None  # checked in the line above
    errors = {}
    if told_how not in set(Told):
        errors["told_how"] = "Say how you told them."
    if not to and not to_words.strip():
        errors["to"] = "Say whom you told."
    own = {member.person.pk for member in people.family_of(child, day_of(at))}
    if any(person.pk not in own for person in to):
        errors["to"] = "Choose among the child's own people."
    if errors:
        raise InvalidError(errors)
    return write(
        child=child, hearers=to, to_words=to_words, words=words, due_on=due_on, told_how=told_how, by=by, at=at, key=key,
        ref=ref, told_ref=told_ref,
    )


def own_key(by: User, key: str) -> str:
    """A key in the name of the account: nobody finds another's promise by guessing its key."""
    return f"{by.pk}:{key}"[:120]


def _check(words: str, due_on: date | None, at: datetime, *, is_needed: bool) -> None:
    found = faults(words, due_on, day_of(at), is_needed=is_needed)
    if found:
        raise InvalidError(found)


def write(
    *, child: Child, hearers: Iterable[Person], words: str, due_on: date, told_how: str, by: User, at: datetime,
    key: str, ref: Ref | str, told_ref: Ref | str, to_words: str = "", replaces: Promise | None = None,
    owner: str = "",
) -> Promise:
    """The row of a promise with its hearers; the caller has checked who may, and told the family."""
    key = own_key(by, key)
    before = Promise.objects.filter(key=key).first()
    if before is not None:
        return before
    told = list(dict.fromkeys(hearers))
    room = str(ref).partition(":")[0] or "messaging"
    made = Promise.objects.create(
        key=key, child=child, ref=str(ref), room=room, words=words.strip().replace("\x00", "")[:LONGEST_WORDS],
        due_on=due_on, owner=owner or owner_of(by, child, at=at), promised_by=by,
        promised_as=author_words(by, people.person_of(by, day_of(at)), at=at), promised_at=at, told_how=told_how,
        told_ref=str(told_ref), to_words=(", ".join(p.full_name for p in told) or to_words.strip())[:200],
        replaces=replaces,
    )
    PromiseHearer.objects.bulk_create(PromiseHearer(promise=made, person=person) for person in told)
    access.record(
        code="actions.promise.made", by=by, at=at, child=child.uuid, ref=Ref("actions", "promise", made.uuid),
        detail={"due_on": due_on.isoformat(), "told": told_how, "room": room, "owner": made.owner},
    )
    return made
