"""What is on its way, what needs a person, and what is to be printed."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Min, Q

from alongside.ground.core.errors import NotThereError
from alongside.ground.jobs.queries import database_clock
from alongside.ground.outbox.models import OutboxMessage
from alongside.ground.outbox.words import NEEDS_A_PERSON, Kind, State

_NOT_POST = ~Q(kind=Kind.POST)


def health(at: datetime | None = None) -> dict[str, Any]:
    """Facts for a machine that watches; ages in whole seconds. Without `at` the database's clock."""
    rows = OutboxMessage.objects
    found = rows.aggregate(
        n_queued=Count("pk", filter=_NOT_POST & Q(state__in=(State.QUEUED, State.SENDING))),
        oldest=Min("created_at", filter=_NOT_POST & Q(state=State.QUEUED)),
        n_unknown=Count("pk", filter=Q(state=State.UNKNOWN)),
        n_failed=Count("pk", filter=Q(state=State.FAILED)),
        n_held=Count("pk", filter=Q(state=State.HELD)),
        n_to_print=Count("pk", filter=Q(kind=Kind.POST, state=State.QUEUED)),
    )
    oldest = found.pop("oldest")
    age = None if oldest is None else max(0, int(((at or database_clock()) - oldest).total_seconds()))
    return {**found, "oldest_seconds": age}


def needing_a_person(*, limit: int = 200) -> Sequence[OutboxMessage]:
    """Messages that no machine may touch any more, the oldest first."""
    return list(
        OutboxMessage.objects.filter(state__in=NEEDS_A_PERSON).defer("body_text", "body_html")
        .order_by("created_at", "pk")[:limit]
    )


def undelivered() -> Sequence[OutboxMessage]:
    """E-mails and text messages about a child that failed or whose fate is unknown, for the room above the case."""
    rows = OutboxMessage.objects.filter(
        _NOT_POST, state__in=(State.UNKNOWN, State.FAILED), child_uuid__isnull=False
    )
    return list(rows.defer("body_text", "body_html").order_by("created_at", "pk"))


def to_print(uuids: Iterable[UUID] | None = None, *, limit: int = 200) -> Sequence[OutboxMessage]:
    """The postal run: letters that wait for the printer, the oldest first; only some of them when `uuids` is given."""
    rows = OutboxMessage.objects.filter(kind=Kind.POST, state=State.QUEUED)
    if uuids is not None:
        rows = rows.filter(uuid__in=list(uuids))
    return list(rows.order_by("created_at", "pk")[:limit])


def posted(*, limit: int = 50) -> Sequence[OutboxMessage]:
    """Letters that were printed and posted, the newest first."""
    rows = OutboxMessage.objects.filter(kind=Kind.POST, state=State.SENT, returned_at__isnull=True)
    return list(rows.defer("body_text", "body_html").order_by("-sent_at", "-pk")[:limit])


def message(uuid: UUID) -> OutboxMessage:
    """One message; raises NotThereError."""
    found = OutboxMessage.objects.select_related("again").filter(uuid=uuid).first()
    if found is None:
        raise NotThereError
    return found


def by_keys(keys: Iterable[str]) -> dict[str, OutboxMessage]:
    """Messages by their keys, how a room above follows what it sent; one that was sent again stands for the first."""
    return {row.key: _latest(row) for row in OutboxMessage.objects.filter(key__in=list(keys)).select_related("again")}


def _latest(row: OutboxMessage) -> OutboxMessage:
    while row.again is not None:
        row = row.again
    return row


def masked(to: str) -> str:
    """An address of which an operator sees only enough to tell two apart: `m…@example.org`, `…0123`."""
    name, sign, domain = to.rpartition("@")
    if sign:
        return f"{name[:1]}…@{domain}"
    return f"…{to[-4:]}" if "\n" not in to else to.splitlines()[-1][:4] + "…"
