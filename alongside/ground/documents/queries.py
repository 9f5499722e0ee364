"""What can be asked about documents; the viewer comes first wherever somebody looks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet, Sum

from alongside.ground.access.models import User
from alongside.ground.access.policies import Permission, has_permission
from alongside.ground.core.dates import day_of
from alongside.ground.core.errors import NotThereError
from alongside.ground.documents import policies
from alongside.ground.documents.models import Document, LeakReport, Reader, Release
from alongside.ground.documents.policies import Viewer
from alongside.ground.documents.words import (
    OPENABLE,
    RELEASE_WORDS,
    SCAN_WORDS,
    UNDECIDED,
    Decision,
    ReleaseState,
    ScanState,
    Source,
)

FORMATS = {
    "text/html": "web page", "application/pdf": "PDF",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word",
    "application/vnd.oasis.opendocument.text": "OpenDocument", "text/plain": "text", "image/jpeg": "photo",
    "image/png": "picture", "audio/mp4": "voice note", "audio/mpeg": "voice note",
}
"""What people call each type, in the order in which the formats of a letter are offered."""
_ORDER = {media_type: n for n, media_type in enumerate(FORMATS)}


@dataclass(frozen=True, slots=True)
class Format:
    """One file of a document: open it at `/documents/<uuid>/`."""

    uuid: UUID
    words: str
    size: str
    is_page: bool
    """Whether it can be read in the browser, at `/documents/<uuid>/letter/`."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One line in a list of documents: a letter's formats stand together."""

    uuid: UUID
    title: str
    kind: str
    language: str
    source: str
    received_at: datetime
    formats: tuple[Format, ...]
    is_openable: bool
    note: str
    """Why it can't be opened yet, or that nobody scanned it; else empty."""
    release: str
    """Where its check stands, in words; empty when it needs none."""


@dataclass(frozen=True, slots=True)
class Check:
    """One document that waits for a person, or for a second one."""

    uuid: UUID
    title: str
    about: str
    received_at: datetime
    due_on: date
    is_overdue: bool
    state: str
    release_uuid: UUID | None
    """The decision that waits for the viewer to agree, or that they can still call back; nothing otherwise."""
    takes_effect_at: datetime | None


@dataclass(frozen=True, slots=True)
class Upload:
    """One file that came with a draft or request, for those who sent it."""

    uuid: UUID
    filename: str
    size: str
    note: str


@dataclass(frozen=True, slots=True)
class Harmful:
    """A file of a case in which the virus check found something, for the room above that tells those concerned."""

    uuid: UUID
    child_uuid: UUID
    ref: str
    scanned_at: datetime
    added_by: User | None


@dataclass(frozen=True, slots=True)
class Released:
    """A release that took effect, for the room above that tells the family; `document` is what they read."""

    uuid: UUID
    child_uuid: UUID
    document: Document
    badges: tuple[str, ...]
    done_at: datetime


def size_in_words(n_bytes: int) -> str:
    """`240 KB` or `3.1 MB`."""
    if n_bytes < 1024 * 1024:
        return f"{max(1, round(n_bytes / 1024))} KB"
    return f"{n_bytes / 1024 / 1024:.1f}".removesuffix(".0") + " MB"


def open_document(user: Viewer, uuid: UUID, at: datetime) -> Document:
    """The document if the viewer may open it now; raises NotThereError, the same for hidden and unknown."""
    found = policies.visible_to(user, day_of(at)).filter(uuid=uuid).first()
    if found is None:
        raise NotThereError
    return found


def documents_of(user: Viewer, child_uuid: UUID, on: date) -> tuple[Listed, ...]:
    """What the viewer may know of about a child, newest first, in one query beside their rights."""
    return documents_about(user, [child_uuid], on)[child_uuid]


def documents_about(user: Viewer, child_uuids: Sequence[UUID], on: date) -> dict[UUID, tuple[Listed, ...]]:
    """The same for several children, still in one query; a child without any has an empty line."""
    rows: dict[UUID, list[Document]] = {uuid: [] for uuid in child_uuids}
    for row in policies.listed_about(user, child_uuids, on):
        assert row.child_uuid is not None  # chosen by it
        rows[row.child_uuid].append(row)
    return {uuid: _lines(found) for uuid, found in rows.items()}


def documents_for(user: Viewer, ref: str, on: date) -> tuple[Listed, ...]:
    """The same for one request, conversation or other thing."""
    return _lines(policies.listed_to(user, on).filter(ref=ref).order_by("-received_at", "-pk"))


def uploads_for(ref: str) -> tuple[Upload, ...]:
    """Files that came with a draft, oldest first: for the person who holds the draft's secret, who has no account."""
    rows = Document.objects.filter(ref=ref, source=Source.UPLOAD, child_uuid__isnull=True).order_by("received_at", "pk")
    return tuple(
        Upload(row.uuid, row.filename, size_in_words(row.n_bytes), SCAN_WORDS[ScanState(row.scan_state)])
        for row in rows
    )


def room_taken(ref: str, child_uuid: UUID | None) -> tuple[int, int, int]:
    """Uploads and their bytes for a ref, and uploads for a child."""
    sent = Document.objects.exclude(source=Source.MADE)
    of_ref = sent.filter(ref=ref)
    n_bytes = of_ref.aggregate(total=Sum("n_bytes"))["total"] or 0
    n_child = sent.filter(child_uuid=child_uuid).count() if child_uuid else 0
    return of_ref.count(), n_bytes, n_child


def waiting_checks(user: Viewer, on: date) -> tuple[Check, ...]:
    """Documents that the viewer can decide about, overdue ones first; nothing without the permission."""
    if not has_permission(user, Permission.RELEASE_DOCUMENTS, on=on):
        return ()
    rows = policies.visible_to(user, on).filter(
        release_state__in=(ReleaseState.WAITING, ReleaseState.LEAVING), frozen_at__isnull=True
    )
    return _checks(rows, on, {ReleaseState.LEAVING: _open_releases(rows)})


def waiting_approvals(user: Viewer, on: date) -> tuple[Check, ...]:
    """Withholdings that wait for a second person, for viewers who may be that person."""
    if not has_permission(user, Permission.SECOND_APPROVE, on=on):
        return ()
    rows = policies.visible_to(user, on).filter(release_state=ReleaseState.APPROVAL, frozen_at__isnull=True)
    mine = Release.objects.filter(decided_by_id=user.pk, is_agreed__isnull=True, decision__in=[
        Decision.WITHHOLD, Decision.PART,
    ]).values("document")
    rows = rows.exclude(pk__in=mine)
    return _checks(rows, on, {ReleaseState.APPROVAL: _open_releases(rows)})


def n_waiting(user: Viewer, on: date) -> int:
    """How many documents wait for the viewer: to be checked, to be agreed to as the second person, or reported."""
    return len(waiting_for(user, on)) + len(waiting_approvals(user, on)) + len(open_reports(user, on))


def waiting_for(user: Viewer, on: date) -> tuple[Check, ...]:
    """Checks that nobody has made yet: `waiting_checks` without those that are on their way already."""
    return tuple(check for check in waiting_checks(user, on) if check.takes_effect_at is None)


def open_reports(user: Viewer, on: date) -> tuple[LeakReport, ...]:
    """Reports that nobody has settled and that the viewer can settle, the one whose 72 hours end first on top."""
    if not has_permission(user, Permission.RELEASE_DOCUMENTS, on=on):
        return ()
    rows = LeakReport.objects.filter(settled_at__isnull=True, document__in=policies.visible_to(user, on))
    return tuple(rows.exclude(reported_by_id=user.pk).select_related("document").order_by("breach_due_at", "pk"))


def overdue_checks(on: date) -> QuerySet[Document]:
    """Every document whose check is overdue, whoever may see it: for tasks and counts, never for a page."""
    return Document.objects.filter(release_state__in=UNDECIDED, due_check_on__lt=on).order_by("due_check_on", "pk")


def untold_harm() -> tuple[Harmful, ...]:
    """Harmful files of a case of which nobody has been told yet, oldest first."""
    rows = Document.objects.filter(
        scan_state=ScanState.INFECTED, harm_told_at__isnull=True, child_uuid__isnull=False
    ).select_related("added_by")
    return tuple(
        Harmful(row.uuid, row.child_uuid, row.ref, row.scanned_at, row.added_by)
        for row in rows.order_by("scanned_at", "pk") if row.child_uuid and row.scanned_at
    )


def untold_releases() -> tuple[Released, ...]:
    """Releases that took effect and of which nobody has been told yet, oldest first.

    What waits for its virus check, or is frozen by a report, waits here too: a notice must lead to something.
    """
    rows = Release.objects.filter(
        done_at__isnull=False, told_at__isnull=True, takes_effect_at__isnull=False, document__child_uuid__isnull=False
    ).select_related("document", "redacted").order_by("done_at", "pk")
    return tuple(
        Released(row.uuid, read.child_uuid, read, tuple(row.badges), row.done_at)
        for row in rows
        if (read := row.redacted or row.document).scan_state in OPENABLE and read.frozen_at is None
        and row.document.frozen_at is None and read.child_uuid and row.done_at
    )


def candidates(document: Document) -> tuple[Reader, ...]:
    """Those whom a check can let read the document, as the room that added it named them."""
    return tuple(document.readers.filter(needs_release=True).order_by("words", "badge"))


def readers_in_words(document: Document) -> list[tuple[str, str]]:
    """Badge and words of all who read or could read, for the one who settles a report."""
    found = document.readers.order_by("words", "badge")
    return [(reader.badge, reader.words or reader.badge[:16].replace(":", " ")) for reader in found]


def release_for(user: Viewer, uuid: UUID, at: datetime) -> Release:
    """A decision about a document that the viewer may open; raises NotThereError."""
    found = Release.objects.select_related("document", "redacted", "decided_by").filter(
        uuid=uuid, document__in=policies.visible_to(user, day_of(at))
    ).first()
    if found is None:
        raise NotThereError
    return found


def report_for(user: Viewer, uuid: UUID, at: datetime) -> LeakReport:
    """A report that the viewer may settle; raises NotThereError."""
    found = LeakReport.objects.select_related("document").filter(uuid=uuid).first()
    if found is None or not policies.can_settle(user, found, day_of(at)):
        raise NotThereError
    return found


def who(user: User) -> str:
    """The name of a member of staff, for others who decide about the same document."""
    return user.name or "somebody"


def _lines(rows: Iterable[Document]) -> tuple[Listed, ...]:
    """One line a document, newest first; files made from one source become formats of one line, the page first."""
    lines: dict[UUID, Listed] = {}
    for row in sorted(rows, key=lambda row: _ORDER.get(row.media_type, len(_ORDER))):
        key = row.made_from or row.uuid
        is_page = row.source == Source.MADE and row.media_type == "text/html"
        form = Format(row.uuid, FORMATS.get(row.media_type, "file"), size_in_words(row.n_bytes), is_page)
        if key in lines:
            lines[key] = replace(lines[key], formats=(*lines[key].formats, form))
            continue
        lines[key] = Listed(
            uuid=row.uuid, title=row.title, kind=row.kind, language=row.language, source=row.source,
            received_at=row.received_at, formats=(form,), is_openable=row.scan_state in OPENABLE,
            note=SCAN_WORDS[ScanState(row.scan_state)],
            release="" if row.release_state == ReleaseState.NOT_NEEDED else RELEASE_WORDS[
                ReleaseState(row.release_state)
            ],
        )
    return tuple(sorted(lines.values(), key=lambda line: line.received_at, reverse=True))


def _open_releases(rows: QuerySet[Document]) -> dict[int, Release]:
    found = Release.objects.filter(document__in=rows, done_at__isnull=True, recalled_at__isnull=True)
    return {release.document_id: release for release in found.order_by("decided_at", "pk")}


def _checks(
    rows: QuerySet[Document], on: date, releases: dict[ReleaseState, dict[int, Release]]
) -> tuple[Check, ...]:
    found = []
    for row in rows.order_by("due_check_on", "received_at", "pk"):
        release = releases.get(ReleaseState(row.release_state), {}).get(row.pk)
        due_on = row.due_check_on or on
        found.append(Check(
            uuid=row.uuid, title=row.title, about=row.about, received_at=row.received_at, due_on=due_on,
            is_overdue=due_on < on, state=RELEASE_WORDS[ReleaseState(row.release_state)],
            release_uuid=release.uuid if release else None,
            takes_effect_at=release.takes_effect_at if release else None,
        ))
    return tuple(found)
