"""Evidence that comes after the request: by an officer, by the family, by the setting; words and files."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction

from alongside.commons.messaging import services as messaging
from alongside.commons.messaging.engine.days import weekday_after
from alongside.commons.messaging.words import ConversationKind
from alongside.ground.access.models import User
from alongside.ground.access.words import UserKind
from alongside.ground.core.dates import day_of
from alongside.ground.core.errors import InvalidError
from alongside.ground.core.refs import Ref
from alongside.ground.documents import services as documents
from alongside.ground.documents.models import Document
from alongside.ground.documents.words import DocumentKind
from alongside.ground.people import queries as people
from alongside.work.ehc import policies
from alongside.work.ehc.models import Evidence, Request
from alongside.work.ehc.services import arriving, clocking
from alongside.work.ehc.services.consulting import entered
from alongside.work.ehc.words import RELEASE_WORKING_DAYS, EvidenceFrom


def draft_ref(by: User, key: str) -> Ref:
    """Under what files wait while somebody fills in the page; one account never reaches another's."""
    return Ref("ehc", "evidence", uuid5(by.uuid, key))


def keep_file(*, file: Any, key: str, by: User, at: datetime) -> Document:
    """Keep one file of a page that is not finished yet. Raises InvalidError with one sentence about it."""
    return documents.add_upload(
        file=file, title=str(file.name or ""), kind=DocumentKind.EVIDENCE, ref=draft_ref(by, key), by=by, at=at,
        readers=[f"user:{by.uuid}"],
    )


def drop_file(*, document: UUID, key: str, by: User, at: datetime) -> None:
    """Take back a file of a page that is not finished yet; one that is not there changes nothing."""
    documents.discard(document=document, ref=draft_ref(by, key), by=by, at=at)


@transaction.atomic
def add_evidence(
    *, request: Request, title: str, by: User, at: datetime, words: str = "", given_by: str = EvidenceFrom.OTHER,
    given_by_words: str = "", received_on: date | None = None, documents: Iterable[UUID] = (), key: str = "",
) -> Evidence:
    """Add words and files to what the decision can rely on; each file is a piece of evidence of its own.

    Officers and the team read them at once, whoever gave them too; the others of the family after a release check. What
    a family adds is a message that its officer owes an answer to. The same `key` again gives the first. Raises
    RefusedError, and InvalidError for nothing given, a day to come, or a request that has ended.
    """
    on = day_of(at)
    policies.demand(policies.can_add_evidence(by, request, on=on), "add evidence")
    row = clocking.locked(request)
    known = row.evidence.filter(key=_own(by, key)).first() if key else None
    if known is not None:
        return known
    files = list(documents)
    day = received_on or on
    _check(row, title, words, files, day, on)
    if files:
        _assign(row, files, by, at)
    made = [Evidence(
        request=row, title=_title(title, number, len(files)), words=words.strip() if number == 0 else "",
        given_by=given_by, given_by_words=given_by_words.strip()[:200], document_uuid=file, received_on=day,
        added_by=by, added_at=at, key=_own(by, key) if key and number == 0 else None,
    ) for number, file in enumerate(files or [None])]
    Evidence.objects.bulk_create(made)
    clocking.settle(row, at)
    entered("ehc.evidence.added", row, by, at, given_by=given_by, n_files=str(len(files)))
    if by.kind == UserKind.FAMILY:
        _tell_officer(row, title, words, len(files), by, at, key or str(made[0].uuid))
    return made[0]


def _own(by: User, key: str) -> str:
    return f"{by.pk}:{key}"[:120]


def _title(title: str, number: int, n_files: int) -> str:
    """The title, with the number of the file where there are several."""
    return title.strip()[:180] + (f" ({number + 1} of {n_files})" if n_files > 1 else "")


def _check(request: Request, title: str, words: str, files: list[UUID], day: date, on: date) -> None:
    faults = {}
    if not clocking.is_running(request):
        faults["title"] = "This request has ended: nothing can be added to it. Write to the team instead."
    if not title.strip():
        faults["title"] = "Say what it is."
    if not words.strip() and not files:
        faults["words"] = "Add a file, or write down what it says."
    if day > on:
        faults["received_on"] = "The day must be today or in the past."
    if faults:
        raise InvalidError(faults)


def _assign(request: Request, files: list[UUID], by: User, at: datetime) -> None:
    """To the case: read now by its officers and by who gave it, later by those of the family whom a check lets."""
    on = day_of(at)
    own = people.person_of(by, on) if by.kind == UserKind.FAMILY else None
    others = {
        f"person:{member.person.uuid}": f"{member.person.full_name}, {member.kind_words}"
        for member in people.recipients(request.child, on) if member.person != own
    }
    arriving.assign_files(
        request, files, by, at, readers=[f"user:{by.uuid}", *([f"person:{own.uuid}"] if own else [])],
        check_for=others, due_check_on=weekday_after(on, RELEASE_WORKING_DAYS) if others else None,
    )


def _tell_officer(request: Request, title: str, words: str, n_files: int, by: User, at: datetime, key: str) -> None:
    """A message from the family, so that somebody answers within five working days."""
    more = f" ({n_files} files)" if n_files > 1 else " (1 file)" if n_files else ""
    messaging.start_conversation(
        child=request.child.merged_into or request.child, title=f"New evidence: {title.strip()}"[:120],
        words=f"I have added “{title.strip()}”{more} to the request {request.reference}.\n\n{words.strip()}".strip(),
        by=by, at=at, key=f"evidence:{key}"[:70], kind=ConversationKind.EVIDENCE,
    )
