"""Calendar feeds as keys: made, renewed, ended, and read by a calendar that can't sign in."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from alongside.ground.access.engine.codes import token_hash
from alongside.ground.access.models import Feed, User
from alongside.ground.access.services.audit import record
from alongside.ground.access.words import MOST_FEEDS, UserKind
from alongside.ground.core.dates import day_of
from alongside.ground.core.errors import InvalidError, NotThereError, RefusedError
from alongside.ground.core.references import new_token

NOTED_EVERY = timedelta(minutes=5)
"""A feed's last use is written down no more often than this."""


@transaction.atomic
def make_feed(*, user: User, name: str, at: datetime) -> tuple[Feed, str]:
    """A new feed of one's own dates, and its token, which is shown once and never again.

    Raises RefusedError for a closed account and for machines, InvalidError without a name or when there are too many.
    """
    if not user.is_active or user.kind == UserKind.SERVICE:
        raise RefusedError("no feed for this account")
    User.objects.select_for_update().get(pk=user.pk)
    name = " ".join(name.replace("\x00", "").split())
    if not name:
        raise InvalidError({"name": "Say which calendar it is for."})
    if Feed.objects.filter(user=user, ended_at=None).count() >= MOST_FEEDS:
        raise InvalidError({"name": f"There are {MOST_FEEDS} already. End one first."})
    return _make(user, name[:60], at)


def _make(user: User, name: str, at: datetime) -> tuple[Feed, str]:
    token = new_token()
    made = Feed.objects.create(user=user, name=name, token_hash=token_hash(token), made_at=at)
    record(code="access.feed.made", by=user, at=at, detail={"feed": str(made.uuid)})
    return made, token


@transaction.atomic
def renew_feed(*, user: User, uuid: UUID, at: datetime) -> tuple[Feed, str]:
    """End a feed and make one of the same name with another address. Raises NotThereError."""
    before = end_feed(user=user, uuid=uuid, at=at)
    return _make(user, before.name, at)


@transaction.atomic
def end_feed(*, user: User, uuid: UUID, at: datetime) -> Feed:
    """End one of one's own feeds: its address is dead at once. Raises NotThereError."""
    found = Feed.objects.select_for_update().filter(user=user, uuid=uuid, ended_at=None).first()
    if found is None:
        raise NotThereError
    found.ended_at = at
    found.save(update_fields=["ended_at"])
    record(code="access.feed.ended", by=user, at=at, detail={"feed": str(found.uuid)})
    return found


def read_feed(token: str, *, at: datetime) -> Feed:
    """The live feed of a token with its account, as a calendar reads it; raises NotThereError for everything else.

    An account that was closed has no feed any more, whatever the row says. Reading names no child and is not entered
    in the trail of one; the feed keeps when it was last used.
    """
    found = Feed.objects.select_related("user").filter(
        token_hash=token_hash(token), ended_at=None, user__is_active=True
    ).first()
    if found is None:
        raise NotThereError
    Feed.objects.filter(Q(last_used_at=None) | Q(last_used_at__lt=at - NOTED_EVERY), pk=found.pk).update(last_used_at=at)
    found.user.rights_on = day_of(at)
    return found
