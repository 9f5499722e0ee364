"""Finding a draft: only by its uuid together with one of its keys."""

import hashlib
import hmac
from datetime import datetime
from uuid import UUID

from alongside.commons.journeys.models import Draft
from alongside.ground.core.errors import NotThereError
from alongside.ground.documents.models import Document


def key_hash(key: str) -> str:
    """What the database keeps of a key of 256 random bits."""
    return hashlib.sha256(key.encode()).hexdigest()


def draft_for(*, uuid: UUID | str, key: str, at: datetime) -> Draft:
    """The draft, for whoever holds a key; NotThereError when it is gone, expired, or not theirs."""
    try:
        found = Draft.objects.filter(uuid=UUID(str(uuid)), expires_at__gt=at).first()
    except ValueError:
        found = None
    wanted = key_hash(key)
    if found is None or not any(hmac.compare_digest(wanted, kept) for kept in found.key_hashes):
        raise NotThereError("no such draft")
    return found


def documents_of(draft: Draft, question: str | None = None) -> list[Document]:
    """The files of a draft, or of one of its questions, in the order in which they were added."""
    wanted = draft.files.get(question, []) if question else [u for uuids in draft.files.values() for u in uuids]
    found = {str(document.uuid): document for document in Document.objects.filter(uuid__in=wanted)}
    return [found[uuid] for uuid in wanted if uuid in found]


def draft_again(draft: Draft) -> Draft:
    """The draft as it is now."""
    return Draft.objects.get(pk=draft.pk)
