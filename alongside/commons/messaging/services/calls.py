"""A telephone call, noted while the receiver is still warm."""

from datetime import datetime

from django.db import transaction

from alongside.commons.messaging import policies
from alongside.commons.messaging.models import CallNote
from alongside.commons.messaging.services.conversations import own_key
from alongside.ground.access import services as access
from alongside.ground.access.models import User
from alongside.ground.core.errors import InvalidError, RefusedError
from alongside.ground.core.refs import Ref
from alongside.ground.people.models import Child, Person


@transaction.atomic
def log_call(
    *, child: Child, words: str, by: User, at: datetime, key: str, with_person: Person | None = None,
    with_words: str = "", minutes: int | None = None,
) -> CallNote:
    """Note a call about a child: with whom, and what was said. A date that was promised goes through `actions`.

    The same `key` again returns the first note. Raises RefusedError, and InvalidError for a call with nobody or without
    words.
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
    if errors:
        raise InvalidError(errors)
    call = CallNote.objects.create(
        key=key, child=child, with_person=with_person, with_words=with_words.strip()[:150],
        words=words.strip().replace("\x00", ""), n_minutes=minutes, called_at=at, logged_by=by,
    )
    access.record(
        code="messaging.call.logged", by=by, at=at, child=child.uuid, ref=Ref("messaging", "call", call.uuid)
    )
    return call
