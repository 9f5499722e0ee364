"""Documents that we make ourselves: letters in all their formats, and other files."""

import hashlib
import uuid
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from alongside.ground.access.models import User
from alongside.ground.core.refs import Ref
from alongside.ground.documents.engine.composer import compose
from alongside.ground.documents.engine.letter import Composition, Letter
from alongside.ground.documents.engine.names import shown_name
from alongside.ground.documents.models import Document
from alongside.ground.documents.services import keeping
from alongside.ground.documents.words import DocumentKind, ScanState, Source

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_ENDINGS = {"text/html": "html", "application/pdf": "pdf", WORD: "docx", "text/plain": "txt", "text/csv": "csv"}


def add_made(
    *, content: bytes, media_type: str, title: str, kind: str, child_uuid: UUID | None = None, ref: Ref | str = "",
    by: User | None, at: datetime, readers: Iterable[str], check_for: Mapping[str, str] | None = None,
    due_check_on: date | None = None, about: str = "", language: str = "en-GB", made_from: UUID | None = None,
) -> Document:
    """Keep a file that we made; it needs no virus check. Readers and checks as in `add_upload`.

    Raises InvalidError when the store fails.
    """
    digest = hashlib.sha256(content).hexdigest()
    fields = {
        "title": title[:200], "kind": kind, "child_uuid": child_uuid, "ref": str(ref), "about": about[:200],
        "filename": shown_name(title, _ENDINGS.get(media_type, "bin")), "media_type": media_type,
        "language": language, "source": Source.MADE, "sha256": digest, "received_sha256": digest,
        "made_from": made_from, "due_check_on": due_check_on, "scan_state": ScanState.CLEAN,
    }
    return keeping.write(
        content, fields, readers=readers, check_for=check_for or {}, by=by, at=at, code="documents.document.made"
    )


def add_letter(
    *, letter: Letter, title: str = "", child_uuid: UUID | None = None, ref: Ref | str = "", by: User | None,
    at: datetime, readers: Iterable[str], kind: str = DocumentKind.LETTER, composed: Composition | None = None,
) -> tuple[Document, ...]:
    """Compose and keep a letter: page, PDF and Word in this order, joined by `made_from`.

    The PDF is missing where this machine can't make one; page and Word are always there. Composing takes up to a
    second: who holds a transaction open composes before it and gives `composed`. Raises InvalidError.
    """
    composed = composed or compose(letter)
    group = uuid.uuid4()
    given = readers if isinstance(readers, Mapping) else tuple(readers)
    made = [("text/html", composed.html), ("application/pdf", composed.pdf), (WORD, composed.docx)]
    with transaction.atomic():
        return tuple(
            add_made(
                content=content, media_type=media_type, title=title or letter.title, kind=kind, child_uuid=child_uuid,
                ref=ref, by=by, at=at, readers=given, language=letter.language, made_from=group,
            )
            for media_type, content in made if content is not None
        )
