"""How every document is written: the file first, then its row; if the row fails, the file goes too."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from alongside.ground.access import services as access
from alongside.ground.access.models import User
from alongside.ground.core.dates import day_of
from alongside.ground.core.errors import InvalidError
from alongside.ground.core.refs import Ref
from alongside.ground.documents import adapters
from alongside.ground.documents.models import Document, Reader
from alongside.ground.documents.words import ReleaseState

FULL = (
    "We could not keep this file just now, because our storage is full or does not answer. What you wrote is kept. "
    "Please try again later, or send the file by post."
)


def parsed_ref(ref: Ref | str) -> Ref | None:
    """The thing that a document belongs to, for the audit trail; nothing for none or for a draft's own key."""
    if isinstance(ref, Ref):
        return ref
    try:
        return Ref.parse(ref)
    except ValueError:
        return None


def write(
    content: bytes, fields: Mapping[str, Any], *, readers: Iterable[str], check_for: Mapping[str, str],
    by: User | None, at: datetime, code: str,
) -> Document:
    """Keep the bytes and the row with its readers; raises InvalidError when the store fails."""
    if bool(check_for) > bool(fields.get("due_check_on")):
        raise ValueError("a document that somebody must check needs the day by which")
    try:
        stored_as = adapters.keep(content)
    except adapters.StorageError as fault:
        raise InvalidError({"file": FULL}) from fault
    try:
        with transaction.atomic():
            document = Document.objects.create(
                stored_as=stored_as, n_bytes=len(content), added_by=by, received_at=at,
                release_state=ReleaseState.WAITING if fields.get("due_check_on") else ReleaseState.NOT_NEEDED,
                **fields,
            )
            add_readers(document, readers=readers, check_for=check_for, at=at)
            access.record(
                code=code, by=by, at=at, child=document.child_uuid, ref=parsed_ref(document.ref),
                source=document.source,
                detail={"document": str(document.uuid), "kind": document.kind, "sha256": document.sha256},
            )
    except BaseException:
        adapters.remove(stored_as)
        raise
    return document


def add_readers(
    document: Document, *, readers: Iterable[str], check_for: Mapping[str, str], at: datetime
) -> None:
    """Give readers who read at once (badges, or badges with words), and those who read when a check lets them."""
    now: Mapping[str, str] = readers if isinstance(readers, Mapping) else dict.fromkeys(readers, "")
    rows = [Reader(document=document, badge=badge, words=words[:200], since=day_of(at)) for badge, words in now.items()]
    rows += [
        Reader(document=document, badge=badge, words=words[:200], since=day_of(at), needs_release=True)
        for badge, words in check_for.items() if badge not in now
    ]
    Reader.objects.bulk_create(rows, ignore_conflicts=True)
