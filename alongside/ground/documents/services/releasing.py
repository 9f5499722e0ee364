"""The check before a family reads: let them, withhold with a second person, take passages out, call back in time."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from alongside.ground.access import services as access
from alongside.ground.access.models import User
from alongside.ground.core.dates import day_of
from alongside.ground.core.errors import InvalidError, RefusedError, StaleError
from alongside.ground.documents import policies, queries
from alongside.ground.documents.models import Document, Reader, Release
from alongside.ground.documents.services import keeping, scanning
from alongside.ground.documents.services.uploading import Sent, examine
from alongside.ground.documents.words import (
    RECALL_MINUTES,
    RELEASE_WORDS,
    Decision,
    ReasonCode,
    ReleaseState,
    Source,
)


@transaction.atomic
def release(
    *, document: Document, to: Iterable[str], by: User, at: datetime, version: int, note: str = "",
    recall_minutes: int = RECALL_MINUTES,
) -> Release:
    """Let the badges in `to` read all of it, once `recall_minutes` have passed (0: at once).

    Raises RefusedError, StaleError when somebody decided first, InvalidError for a reader who isn't a candidate.
    """
    row = _locked(document, by=by, at=at, version=version, ours={"decision": Decision.RELEASE, "note": note})
    badges = _chosen(row, to, by, at)
    decided = Release.objects.create(
        document=row, decision=Decision.RELEASE, note=note, badges=badges, decided_by=by, decided_at=at,
        takes_effect_at=at + timedelta(minutes=recall_minutes),
    )
    _move(row, ReleaseState.LEAVING)
    _record("documents.release.decided", decided, by, at)
    if recall_minutes <= 0:
        _carry_out(decided, at)
    return decided


@transaction.atomic
def withhold(
    *, document: Document, reason_code: str, note: str, by: User, at: datetime, version: int
) -> Release:
    """Ask to withhold all of it; nothing is withheld until a second person agrees. Raises as `release` does."""
    ours = {"decision": Decision.WITHHOLD, "reason_code": reason_code, "note": note}
    row = _locked(document, by=by, at=at, version=version, ours=ours)
    _check_reason(reason_code, note)
    decided = Release.objects.create(
        document=row, decision=Decision.WITHHOLD, reason_code=reason_code, note=note.strip(), decided_by=by,
        decided_at=at,
    )
    _move(row, ReleaseState.APPROVAL)
    _record("documents.withholding.asked", decided, by, at)
    return decided


def withhold_part(
    *, document: Document, file: Sent, to: Iterable[str], reason_code: str, note: str, by: User, at: datetime,
    version: int,
) -> Release:
    """Ask to let `to` read a copy with passages taken out; the original stays as it is, for those who read it now."""
    _check_reason(reason_code, note)
    taken = examine(file)
    ours = {"decision": Decision.PART, "reason_code": reason_code, "note": note}
    with transaction.atomic():
        row = _locked(document, by=by, at=at, version=version, ours=ours)
        badges = _chosen(row, to, by, at)
        if taken.sha256 == row.sha256 or taken.received_sha256 == row.received_sha256:
            raise InvalidError({"file": "This is the original itself; please send the copy with the passages removed."})
        copy = _keep_copy(row, taken, by, at)
        decided = Release.objects.create(
            document=row, decision=Decision.PART, reason_code=reason_code, note=note.strip(), badges=badges,
            redacted=copy, decided_by=by, decided_at=at,
        )
        _move(row, ReleaseState.APPROVAL)
        _record("documents.withholding.asked", decided, by, at)
    return decided


@transaction.atomic
def answer_withholding(
    *, release: Release, agrees: bool, by: User, at: datetime, note: str = "", recall_minutes: int = RECALL_MINUTES
) -> Release:
    """The second person agrees or not; if not, the document waits for a new decision.

    Raises RefusedError, InvalidError, and StaleError when somebody answered before.
    """
    decided = Release.objects.select_for_update(of=("self",)).select_related("document", "redacted").get(pk=release.pk)
    if decided.is_agreed is not None or decided.decision == Decision.RELEASE:
        state = RELEASE_WORDS[ReleaseState(decided.document.release_state)]
        raise StaleError(theirs={"decision": state}, ours={"note": note})
    if not policies.can_agree(by, decided, day_of(at)):
        raise RefusedError("may not be the second person")
    if not agrees and not note.strip():
        raise InvalidError({"note": "Write why you do not agree."})
    decided.second_approver, decided.second_at, decided.is_agreed = by, at, agrees
    decided.second_note = note.strip()
    if not agrees:
        _move(decided.document, ReleaseState.WAITING)
        if decided.redacted:
            _move(decided.redacted, ReleaseState.WITHHELD)
    elif decided.decision == Decision.WITHHOLD:
        _move(decided.document, ReleaseState.WITHHELD)
        decided.done_at = at
    else:
        decided.takes_effect_at = at + timedelta(minutes=recall_minutes)
        _move(decided.document, ReleaseState.LEAVING)
    decided.save()
    _record("documents.withholding.agreed" if agrees else "documents.withholding.refused", decided, by, at)
    if agrees and decided.takes_effect_at and recall_minutes <= 0:
        _carry_out(decided, at)
    return decided


@transaction.atomic
def recall(*, release: Release, by: User, at: datetime) -> Release:
    """Call a release back before anybody can read; the document waits for a new decision.

    Raises RefusedError, and InvalidError once it has taken effect.
    """
    decided = Release.objects.select_for_update(of=("self",)).select_related("document", "redacted").get(pk=release.pk)
    if not policies.can_check(by, decided.document, day_of(at)):
        raise RefusedError("may not call this release back")
    if decided.recalled_at is not None:
        return decided
    if decided.done_at is not None or decided.takes_effect_at is None or decided.takes_effect_at <= at:
        raise InvalidError({"release": "It is too late to call this back: they can read it. Report it instead."})
    decided.recalled_at = at
    decided.save()
    _move(decided.document, ReleaseState.WAITING)
    if decided.redacted:
        _move(decided.redacted, ReleaseState.WITHHELD)
    _record("documents.release.recalled", decided, by, at)
    return decided


def carry_out_releases(*, at: datetime) -> int:
    """Let the readers of every release whose minutes have passed read; returns how many took effect."""
    due = Release.objects.filter(takes_effect_at__lte=at, done_at__isnull=True, recalled_at__isnull=True)
    return sum(_carry_out(decided, at) for decided in due.select_related("document", "redacted").order_by("pk"))


@transaction.atomic
def escalate_checks(*, at: datetime) -> int:
    """Enter, once each, that a check is overdue: managers see those above all others. Returns how many."""
    rows = list(queries.overdue_checks(day_of(at)).filter(escalated_at__isnull=True))
    for row in rows:
        row.escalated_at = at
    Document.objects.bulk_update(rows, ["escalated_at"], batch_size=500)
    access.record_many(
        code="documents.check.escalated", by=None, at=at,
        acts=[access.Act(row.child_uuid, {"document": str(row.uuid)}) for row in rows],
    )
    return len(rows)


def _locked(
    document: Document, *, by: User, at: datetime, version: int, ours: Mapping[str, str]
) -> Document:
    """The row, ours for this transaction, if it still waits for a decision that this account may take."""
    row = Document.objects.select_for_update().get(pk=document.pk)
    if not policies.can_check(by, row, day_of(at)):
        raise RefusedError("may not check this document")
    if row.version != version or row.release_state != ReleaseState.WAITING:
        raise StaleError(theirs={"decision": RELEASE_WORDS[ReleaseState(row.release_state)]}, ours=ours)
    if row.frozen_at is not None:
        raise InvalidError({"to": "Somebody reported this document. Settle the report first."})
    return row


def _chosen(row: Document, to: Iterable[str], by: User, at: datetime) -> list[str]:
    chosen = sorted(set(to))
    if not chosen:
        raise InvalidError({"to": "Choose at least one person who may read it."})
    if not set(chosen) <= set(row.readers.filter(needs_release=True).values_list("badge", flat=True)):
        raise InvalidError({"to": "Choose only from the people of this child."})
    if set(chosen) & policies.badges_of(by, day_of(at)):
        raise RefusedError("nobody releases a document to themselves")
    return chosen


def _check_reason(reason_code: str, note: str) -> None:
    if reason_code not in {code.value for code in ReasonCode}:
        raise InvalidError({"reason_code": "Choose why it is withheld."})
    if not note.strip():
        raise InvalidError({"note": "Write which passages and why, for the second person."})


def _keep_copy(row: Document, taken: Any, by: User, at: datetime) -> Document:
    """The redacted copy: read now by those who read the original now, later by those whom a check lets."""
    readers = list(row.readers.all())
    fields = {
        "title": row.title, "kind": row.kind, "child_uuid": row.child_uuid, "ref": row.ref, "about": row.about,
        "filename": taken.filename, "media_type": taken.media_type, "language": row.language,
        "source": Source.REDACTED, "sha256": taken.sha256, "received_sha256": taken.received_sha256,
        "redacts": row, "due_check_on": None, "scan_state": scanning.first_state(),
    }
    copy = keeping.write(
        taken.content, fields, readers=[r.badge for r in readers if not r.needs_release], check_for={}, by=by, at=at,
        code="documents.copy.redacted",
    )
    Reader.objects.bulk_create([
        Reader(document=copy, badge=r.badge, words=r.words, since=r.since, until=r.until, needs_release=True)
        for r in readers if r.needs_release
    ])
    scanning.scan_soon(copy)
    return copy


@transaction.atomic
def _carry_out(decided: Release, at: datetime) -> bool:
    """Open the readers' rows; False when somebody called it back or another worker was first."""
    is_first = Release.objects.filter(pk=decided.pk, done_at__isnull=True, recalled_at__isnull=True).update(done_at=at)
    if not is_first:
        return False
    read = decided.redacted or decided.document
    read.readers.filter(badge__in=decided.badges, needs_release=True).update(released_at=at, since=day_of(at))
    _move(decided.document, ReleaseState.PART_WITHHELD if decided.redacted else ReleaseState.RELEASED)
    _record("documents.release.done", decided, None, at)
    return True


def _move(row: Document, state: ReleaseState) -> None:
    fields: dict[str, Any] = {"release_state": state}
    if state == ReleaseState.WITHHELD and row.due_check_on is None:
        fields["due_check_on"] = day_of(row.received_at)
    row.version += 1
    Document.objects.filter(pk=row.pk).update(version=row.version, **fields)
    row.release_state = state


def _record(code: str, decided: Release, by: User | None, at: datetime) -> None:
    access.record(
        code=code, by=by, at=at, child=decided.document.child_uuid, reason=decided.reason_code,
        detail={"document": str(decided.document.uuid), "release": str(decided.uuid), "decision": decided.decision},
    )
