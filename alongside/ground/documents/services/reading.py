"""Who may read: given, ended, and barred. Rooms above call these after their own policy said yes."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from alongside.ground.access import services as access
from alongside.ground.access.models import User
from alongside.ground.core.dates import day_of
from alongside.ground.documents.models import Bar, Document, Reader


@transaction.atomic
def let_read(
    *, document: Document, badge: str, by: User | None, at: datetime, words: str = "", until: date | None = None,
    needs_release: bool = False,
) -> Reader:
    """Let a badge read from today until, and not on, the day `until`; given again, the days are renewed.

    One that must wait for a release check goes on waiting: this is no way round it.
    """
    reader, is_new = Reader.objects.get_or_create(
        document=document, badge=badge,
        defaults={"since": day_of(at), "until": until, "words": words[:200], "needs_release": needs_release},
    )
    if not is_new:
        has_ended = reader.until is not None and reader.until <= day_of(at)
        reader.since, reader.until = day_of(at) if has_ended else reader.since, until
        reader.save()
    _record("documents.reader.added", document, badge, by, at)
    return reader


@transaction.atomic
def stop_reading(
    *, badge: str, by: User | None, at: datetime, document: Document | None = None, child_uuid: UUID | None = None
) -> int:
    """End a badge's reading today, of one document or of everything about a child; returns how many ended."""
    if (document is None) == (child_uuid is None):
        raise ValueError("name a document or a child")
    rows = Reader.objects.filter(badge=badge).filter(Q(until__isnull=True) | Q(until__gt=day_of(at)))
    rows = rows.filter(document=document) if document else rows.filter(document__child_uuid=child_uuid)
    n_ended = rows.update(until=day_of(at))
    if n_ended:
        access.record(
            code="documents.reader.ended", by=by, at=at, child=document.child_uuid if document else child_uuid,
            detail={"badge": badge, "n": str(n_ended), "document": str(document.uuid) if document else "all"},
        )
    return n_ended


@transaction.atomic
def bar_reading(
    *, child_uuid: UUID, badge: str, since: date, until: date | None = None, by: User | None, at: datetime
) -> Bar:
    """Bar a badge from every document about a child, whatever readers say; `people` does so for an exclusion."""
    bar = Bar.objects.create(child_uuid=child_uuid, badge=badge, since=since, until=until)
    access.record(code="documents.bar.set", by=by, at=at, child=child_uuid, detail={"badge": badge})
    return bar


@transaction.atomic
def lift_bar(*, child_uuid: UUID, badge: str, by: User | None, at: datetime) -> int:
    """End the bars of a badge on a child today; returns how many ended."""
    on = day_of(at)
    rows = Bar.objects.filter(child_uuid=child_uuid, badge=badge).filter(Q(until__isnull=True) | Q(until__gt=on))
    n_ended = rows.update(until=on)
    if n_ended:
        access.record(code="documents.bar.lifted", by=by, at=at, child=child_uuid, detail={"badge": badge})
    return n_ended


def _record(code: str, document: Document, badge: str, by: User | None, at: datetime) -> None:
    access.record(
        code=code, by=by, at=at, child=document.child_uuid,
        detail={"document": str(document.uuid), "badge": badge},
    )
