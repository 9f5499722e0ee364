"""Files that people send: examined, kept once, given to a case, or taken back while they belong to nobody's case."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from alongside.ground.access import services as access
from alongside.ground.access.models import User
from alongside.ground.core.errors import InvalidError, RefusedError
from alongside.ground.core.refs import Ref
from alongside.ground.documents import adapters, queries
from alongside.ground.documents.engine import intake
from alongside.ground.documents.engine.kinds import RefusedFileError
from alongside.ground.documents.models import Document
from alongside.ground.documents.services import keeping, scanning
from alongside.ground.documents.words import (
    MAX_BYTES_PER_REF,
    MAX_FILES_PER_CHILD,
    MAX_FILES_PER_REF,
    ReleaseState,
    Source,
)


class Sent(Protocol):
    """A file as Django hands it over."""

    name: Any

    def chunks(self) -> Any:
        """The bytes in pieces."""


def add_upload(
    *, file: Sent | intake.Taken, title: str, kind: str, child_uuid: UUID | None = None, ref: Ref | str = "",
    by: User | None, at: datetime, readers: Iterable[str] = (), check_for: Mapping[str, str] | None = None,
    due_check_on: date | None = None, about: str = "", language: str = "en-GB", source: Source = Source.UPLOAD,
) -> Document:
    """Examine and keep a file. The same bytes for the same thing and the same readers give the document of before.

    `readers` read at once (badges, or badges with words for people). `check_for` (badge to words such as
    "Sarah Ward, mother") read when a release check lets them, which is due by `due_check_on`. Without a child and
    with a draft's key as `ref` the file waits for `assign`.
    Examining takes up to a second and more: who holds a transaction open calls `examine` before it and gives what
    that returns as `file`. Raises InvalidError({"file": one sentence}). Who may add to a case, the caller decides.
    """
    now: Iterable[str] = readers if isinstance(readers, Mapping) else tuple(dict.fromkeys(readers))
    later = dict(check_for or {})
    taken = file if isinstance(file, intake.Taken) else examine(file)
    same_key = _same_key(taken.received_sha256, child_uuid, str(ref), (*now, *later))
    before = Document.objects.filter(same_key=same_key).first()
    if before is not None:
        return before
    _check_room(str(ref), child_uuid, len(taken.content))
    fields = {
        "title": title.strip()[:200] or taken.filename, "kind": kind, "child_uuid": child_uuid, "ref": str(ref),
        "about": about[:200], "filename": taken.filename, "media_type": taken.media_type, "language": language,
        "source": source, "sha256": taken.sha256, "received_sha256": taken.received_sha256, "same_key": same_key,
        "due_check_on": due_check_on, "scan_state": scanning.first_state(),
    }
    try:
        with transaction.atomic():
            document = keeping.write(
                taken.content, fields, readers=now, check_for=later, by=by, at=at, code="documents.upload.received"
            )
            scanning.scan_soon(document)
            return document
    except IntegrityError:
        # The same file was sent twice at once, and the other one was first.
        twin = Document.objects.filter(same_key=same_key).first()
        if twin is None:
            raise
        return twin


def examine(file: Sent) -> intake.Taken:
    """The bytes of a sent file, never more than allowed, examined; raises InvalidError."""
    limit = settings.UPLOAD_BYTES
    content = bytearray()
    try:
        for chunk in file.chunks():
            content += chunk
            if len(content) > limit:
                raise RefusedFileError(intake.too_large(limit))
        return intake.take_in(bytes(content), str(file.name or ""), max_bytes=limit)
    except RefusedFileError as refusal:
        raise InvalidError({"file": refusal.sentence}) from refusal


@transaction.atomic
def assign(
    *, documents: Iterable[UUID], ref: Ref | str, from_ref: Ref | str, child_uuid: UUID | None, by: User | None,
    at: datetime, readers: Iterable[str], check_for: Mapping[str, str] | None = None,
    due_check_on: date | None = None, about: str = "",
) -> tuple[Document, ...]:
    """Give the uploads of a draft (`from_ref`) to a case, with its readers. One that is there already stays as it is.

    Raises RefusedError for a document that belongs neither to the draft nor to the case.
    """
    wanted = set(documents)
    rows = list(Document.objects.select_for_update().filter(uuid__in=wanted))
    is_free = {row.pk: row.child_uuid is None and row.ref == str(from_ref) for row in rows}
    is_there = {row.pk: row.ref == str(ref) and row.child_uuid == child_uuid for row in rows}
    if len(rows) != len(wanted) or not all(is_free[row.pk] or is_there[row.pk] for row in rows):
        raise RefusedError("a document that belongs to something else")
    for row in rows:
        if is_there[row.pk] and str(ref) != str(from_ref):
            continue
        row.child_uuid, row.ref, row.about = child_uuid, str(ref), about[:200]
        row.due_check_on = due_check_on
        row.release_state = ReleaseState.WAITING if due_check_on else ReleaseState.NOT_NEEDED
        row.version += 1
        row.save()
        keeping.add_readers(row, readers=readers, check_for=check_for or {}, at=at)
        access.record(
            code="documents.upload.assigned", by=by, at=at, child=child_uuid, ref=keeping.parsed_ref(ref),
            detail={"document": str(row.uuid), "kind": row.kind},
        )
    return tuple(sorted(rows, key=lambda row: (row.received_at, row.pk)))


@transaction.atomic
def discard(*, document: UUID, ref: Ref | str, by: User | None, at: datetime) -> bool:
    """Take back an upload of a draft; False when there is none. Raises RefusedError once it belongs to a child."""
    row = Document.objects.select_for_update().filter(uuid=document, ref=str(ref)).first()
    if row is None:
        return False
    if row.child_uuid is not None or row.source == Source.MADE:
        raise RefusedError("a document of a case is never taken back")
    stored_as = row.stored_as
    access.record(
        code="documents.upload.discarded", by=by, at=at, ref=keeping.parsed_ref(ref),
        detail={"document": str(row.uuid), "sha256": row.sha256},
    )
    row.delete()
    transaction.on_commit(lambda: adapters.remove(stored_as))
    return True


def _check_room(ref: str, child_uuid: UUID | None, n_bytes: int) -> None:
    n_ref, bytes_ref, n_child = queries.room_taken(ref, child_uuid)
    if ref and n_ref >= MAX_FILES_PER_REF:
        raise InvalidError({"file": (
            f"You have sent {MAX_FILES_PER_REF} files already, which is as many as we can take here; please put the "
            "rest together into one PDF, or send it by post."
        )})
    if ref and bytes_ref + n_bytes > MAX_BYTES_PER_REF:
        raise InvalidError({"file": (
            f"All files together are larger than {MAX_BYTES_PER_REF // (1024 * 1024)} MB; please send the rest by post."
        )})
    if n_child >= MAX_FILES_PER_CHILD:
        raise InvalidError({"file": "There are too many files on this case; please ask the team to tidy up first."})


def _same_key(received: str, child_uuid: UUID | None, ref: str, badges: tuple[str, ...]) -> str:
    """What makes two uploads the same one; other readers make another document, so that parents stay apart."""
    said = "\n".join((received, str(child_uuid or ""), ref, *sorted(badges)))
    return hashlib.sha256(said.encode()).hexdigest()


