"""The virus check: after the upload is committed, again while the scanner is away; a file never passes without it."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from alongside.ground.access import services as access
from alongside.ground.documents import adapters
from alongside.ground.documents.models import Document
from alongside.ground.documents.services import keeping
from alongside.ground.documents.words import ScanState
from alongside.ground.jobs import services as jobs

_TASK = "alongside.ground.documents.tasks.scan_one"
_UNCHECKED = (ScanState.WAITING, ScanState.NOT_SCANNED)


def first_state() -> ScanState:
    """What a new upload starts as: it waits where a scanner is configured."""
    return ScanState.WAITING if settings.CLAMAV else ScanState.NOT_SCANNED


def scan_soon(document: Document) -> None:
    """Queue the check of a document that waits, to run once it is committed."""
    if document.scan_state == ScanState.WAITING:
        jobs.soon(_TASK, str(document.uuid))


def scan_document(*, uuid: UUID, at: datetime) -> ScanState:
    """Ask the scanner about one document and keep its verdict; returns the state that stands then.

    No transaction is open while the scanner works. A scanner that gives no verdict changes nothing.
    """
    document = Document.objects.filter(uuid=uuid).first()
    if document is None or not settings.CLAMAV or document.scan_state not in _UNCHECKED:
        return ScanState(document.scan_state) if document else ScanState.NOT_SCANNED
    try:
        found = adapters.Scanner(settings.CLAMAV).verdict(_chunks(document))
    except (adapters.ScannerDownError, adapters.StorageError):
        return ScanState(document.scan_state)
    return _keep_verdict(document, found, at)


def scan_waiting(*, at: datetime, most: int = 200) -> dict[ScanState, int]:
    """Check what waits, oldest first, and stop when the scanner doesn't answer; returns how many ended as what."""
    counted: dict[ScanState, int] = {}
    if not settings.CLAMAV:
        return counted
    rows = Document.objects.filter(scan_state__in=_UNCHECKED).order_by("received_at", "pk")
    for uuid, before in list(rows.values_list("uuid", "scan_state")[:most]):
        state = scan_document(uuid=uuid, at=at)
        counted[state] = counted.get(state, 0) + 1
        if state == before:
            break
    return counted


def _chunks(document: Document) -> Iterator[bytes]:
    with adapters.opened(document.stored_as) as stream:
        yield from stream.chunks()


@transaction.atomic
def _keep_verdict(document: Document, found: str, at: datetime) -> ScanState:
    state = ScanState.INFECTED if found else ScanState.CLEAN
    is_first = Document.objects.filter(pk=document.pk, scan_state__in=_UNCHECKED).update(
        scan_state=state, scan_note=found[:200], scanned_at=at
    )
    if is_first and found:
        access.record(
            code="documents.upload.infected", by=None, at=at, child=document.child_uuid,
            ref=keeping.parsed_ref(document.ref), detail={"document": str(document.uuid), "found": found[:200]},
        )
    return state
