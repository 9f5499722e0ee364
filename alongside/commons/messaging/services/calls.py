"""A telephone call, noted while the receiver is still warm."""

from datetime import date, datetime

from django.db import transaction

from alongside.commons.messaging import policies
from alongside.commons.messaging.models import CallNote
from alongside.commons.messaging.services.conversations import own_key
from alongside.ground.access import services as access
from alongside.ground.access.models import User
from alongside.ground.core.dates import day_of
from alongside.ground.core.errors import InvalidError, RefusedError
from alongside.ground.core.refs import Ref
from alongside.ground.people.models import Child, Person


@transaction.atomic
def log_call(
    *, child: Child, words: str, by: User, at: datetime, key: str, with_person: Person | None = None,
    with_words: str = "", minutes: int | None = None, promise: str = "", promised_on: date | None = None,
) -> CallNote:
    """Note a call about a child: with whom, what was said, and what was promised for which day.

    The same `key` again returns the first note. Raises RefusedError, and InvalidError for a call with nobody, without
    words, or with half a promise.
    """
    if not policies.can_log_call(by, child, at=at):
        raise RefusedError("messaging.call.log")
    key = own_key(by, key)
    before = CallNote.objects.filter(key=key).first()
    if before is not None:
        return before
    errors = {}
    if with_person is None and not with_words.strip():
        errors["with_words"] = "Say who you spoke to."
    if not words.strip():
        errors["words"] = "Say what was said."
    if promise.strip() and promised_on is None:
        errors["promised_on"] = "Say by which day."
    if promised_on is not None and not promise.strip():
        errors["promise"] = "Say what was promised."
    if promised_on is not None and promised_on < day_of(at):
        errors["promised_on"] = "A promise is for today or later."
    if errors:
        raise InvalidError(errors)
    call = CallNote.objects.create(
        key=key, child=child, with_person=with_person, with_words=with_words.strip()[:150],
        words=words.strip().replace("\x00", ""), n_minutes=minutes, called_at=at, logged_by=by,
        promise=promise.strip()[:300], promised_on=promised_on,
    )
    access.record(
        code="messaging.call.logged", by=by, at=at, child=child.uuid, ref=Ref("messaging", "call", call.uuid),
        detail={"promise": "yes" if promised_on else "no"},
    )
    return call


@transaction.atomic
def keep_promise(*, call: CallNote, by: User, at: datetime) -> CallNote:
    """Say that what was promised on the telephone is done. A second time changes nothing. Raises RefusedError."""
    if not policies.can_log_call(by, policies.kept(call.child), at=at):
        raise RefusedError("messaging.call.keep")
    if call.promised_on is not None and call.kept_at is None:
        call.kept_at = at
        call.save(update_fields=["kept_at"])
        access.record(
            code="messaging.promise.kept", by=by, at=at, child=call.child.uuid, ref=Ref("messaging", "call", call.uuid)
        )
    return call
