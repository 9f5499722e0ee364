"""“I can see something I should not”: the document is frozen at once, and the 72 hours begin."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from alongside.ground.access import services as access
from alongside.ground.access.models import User
from alongside.ground.core.dates import day_of
from alongside.ground.core.errors import InvalidError, NotThereError, RefusedError, StaleError
from alongside.ground.documents import policies
from alongside.ground.documents.models import Document, LeakReport
from alongside.ground.documents.services import reading
from alongside.ground.documents.words import BREACH_HOURS


@transaction.atomic
def report_leak(*, document: Document, what: str, by: User, at: datetime) -> LeakReport:
    """Freeze a document that the reporter can open; a second report by the same person changes nothing.

    Raises NotThereError when they can't open it.
    """
    row = Document.objects.select_for_update().get(pk=document.pk)
    before = LeakReport.objects.filter(document=row, reported_by=by, settled_at__isnull=True).first()
    if before is not None:
        return before
    if not policies.can_open(by, row, day_of(at)):
        raise NotThereError
    report = LeakReport.objects.create(
        document=row, reported_by=by, reported_at=at, what=what, breach_due_at=at + timedelta(hours=BREACH_HOURS)
    )
    if row.frozen_at is None:
        row.frozen_at = at
        row.save(update_fields=["frozen_at"])
    access.record(
        code="documents.leak.reported", by=by, at=at, child=row.child_uuid,
        detail={"document": str(row.uuid), "report": str(report.uuid)},
    )
    return report


@transaction.atomic
def settle_report(
    *, report: LeakReport, outcome: str, by: User, at: datetime, remove: Iterable[str] = ()
) -> LeakReport:
    """Say what came of a report, end the reading of the badges in `remove`, and thaw when no other report is open."""
    row = LeakReport.objects.select_for_update(of=("self",)).select_related("document").get(pk=report.pk)
    if row.settled_at is not None:
        raise StaleError(theirs={"outcome": row.outcome}, ours={"outcome": outcome})
    if not policies.can_settle(by, row, day_of(at)):
        raise RefusedError("may not settle this report")
    if not outcome.strip():
        raise InvalidError({"outcome": "Write what you found and what you did."})
    for badge in remove:
        reading.stop_reading(document=row.document, badge=badge, by=by, at=at)
    row.settled_by, row.settled_at, row.outcome = by, at, outcome.strip()
    row.save()
    others = LeakReport.objects.filter(document=row.document, settled_at__isnull=True)
    if not others.exists():
        Document.objects.filter(pk=row.document_id).update(frozen_at=None)
    access.record(
        code="documents.leak.settled", by=by, at=at, child=row.document.child_uuid,
        detail={"document": str(row.document.uuid), "report": str(row.uuid)},
    )
    return row
