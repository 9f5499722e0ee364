"""Opening one document: as a download that no browser runs, or a letter of ours as a page."""

import logging
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from alongside.ground.access import services as access
from alongside.ground.access.engine import files
from alongside.ground.access.models import User
from alongside.ground.access.policies import Audience, opens_to
from alongside.ground.core.errors import NotThereError
from alongside.ground.documents import adapters, queries
from alongside.ground.documents.engine.kinds import ACCEPTED, ACCEPTED_WORDS
from alongside.ground.documents.models import Document
from alongside.ground.documents.words import MAX_FILES_PER_REF, Source
from alongside.ground.ui.services import page

log = logging.getLogger(__name__)
NOTHING_RUNS = "default-src 'none'; sandbox"
A_LETTER = "default-src 'none'; style-src 'unsafe-inline'; sandbox allow-top-navigation-by-user-activation allow-popups"
"""A letter carries its own style and links, and nothing else."""


@require_safe
@opens_to(Audience.SIGNED_IN)
def open_file(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """The bytes as an attachment; unknown and hidden give the same page."""
    at = timezone.now()
    if (proof := files.proof_first(request, at=at)) is not None:
        return proof
    document, stream = _found(request, uuid, at)
    response = FileResponse(
        stream, as_attachment=True, filename=document.filename, content_type=document.media_type
    )
    response["Content-Length"] = document.n_bytes
    return _guarded(response, NOTHING_RUNS)


@require_safe
@opens_to(Audience.SIGNED_IN)
def open_letter(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """A letter that we made, to be read in the browser; anything that people sent is only ever downloaded."""
    at = timezone.now()
    try:
        document = queries.open_document(request.user, uuid, at)
    except NotThereError:
        raise Http404 from None
    if document.source != Source.MADE or document.media_type != "text/html":
        raise Http404
    _, stream = _found(request, uuid, at)
    return _guarded(HttpResponse(stream.read(), content_type="text/html; charset=utf-8"), A_LETTER)


@require_safe
@opens_to(Audience.PUBLIC)
def kinds(request: HttpRequest) -> HttpResponse:
    """Which files people can send, and why those."""
    rows = [{"words": kind.words, "endings": ", ".join(kind.endings), "why": kind.why} for kind in ACCEPTED]
    return page(request, "documents/kinds.html", {
        "rows": rows, "accepted": ACCEPTED_WORDS, "most": MAX_FILES_PER_REF,
        "size": queries.size_in_words(settings.UPLOAD_BYTES),
    })


def _found(request: HttpRequest, uuid: UUID, at: datetime) -> tuple[Document, adapters.Stream]:
    """The document and its bytes; the opening is entered in the child's trail first."""
    try:
        document = queries.open_document(request.user, uuid, at)
        stream = adapters.opened(document.stored_as)
    except NotThereError:
        raise Http404 from None
    except adapters.StorageError:
        log.error("the file of document %s can't be read", uuid)
        raise Http404 from None
    by = request.user if isinstance(request.user, User) else None
    if document.child_uuid is not None:
        access.record_read(child=document.child_uuid, by=by, at=at, page=f"document:{document.uuid}")
    else:
        access.record(code="documents.document.read", by=by, at=at, detail={"document": str(document.uuid)})
    return document, stream


def _guarded(response: HttpResponseBase, policy: str) -> HttpResponseBase:
    response["Content-Security-Policy"] = policy
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Referrer-Policy"] = "no-referrer"
    return response
