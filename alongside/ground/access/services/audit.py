"""The audit trail: enter what was done, read, refused or failed."""

import json
import logging
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from alongside.ground.access import policies, queries
from alongside.ground.access.engine import chain, trail
from alongside.ground.access.engine.trail import Draft
from alongside.ground.access.models import AuditEntry, User, Withholding
from alongside.ground.access.words import READ_CODE, REFUSAL_WINDOW, REFUSALS_TO_ALERT, Outcome, Permission
from alongside.ground.core.dates import day_of
from alongside.ground.core.errors import AlongsideError, InvalidError, RefusedError
from alongside.ground.core.refs import Ref

_LOG = logging.getLogger("alongside.access")
_notes: ContextVar[list[Draft] | None] = ContextVar("access_notes", default=None)


@dataclass(frozen=True, slots=True)
class Act:
    """One line for `record_many`: the child it is about and what is particular to it."""

    child: UUID | None
    detail: Mapping[str, str] = field(default_factory=dict)
    ref: Ref | None = None


def record(
    *, code: str, by: User | None, at: datetime, child: UUID | None = None, ref: Ref | None = None,
    detail: Mapping[str, str] | None = None, reason: str = "", outcome: str = Outcome.DONE, source: str = "",
) -> AuditEntry:
    """Enter one act in the child's chain, or the system's. `detail` holds short facts and never a name."""
    return _appended(
        Draft(
            acted_at=at, code=code, outcome=outcome, child_uuid=child, ref=str(ref or ""), reason=reason,
            source=source, detail=chain.canonical_detail(detail), **trail.hand_of(by, at),
        )
    )


def _appended(draft: Draft) -> AuditEntry:
    return AuditEntry(**trail.append([draft])[0])


def record_read(*, child: UUID, by: User | None, at: datetime, page: str, reason: str = "") -> AuditEntry:
    """Enter that somebody opened a child's record: which page, and the reason where one was asked."""
    return _appended(
        Draft(acted_at=at, code=READ_CODE, child_uuid=child, page=page, reason=reason, **trail.hand_of(by, at))
    )


def record_many(
    *, code: str, by: User | None, at: datetime, acts: Iterable[Act], reason: str = "", source: str = "",
) -> int:
    """Enter one act on many children in a few statements; returns how many."""
    like = Draft(acted_at=at, code=code, reason=reason, source=source, **trail.hand_of(by, at))
    return len(trail.append(
        replace(like, child_uuid=a.child, detail=chain.canonical_detail(a.detail), ref=str(a.ref or "")) for a in acts
    ))


def note_refusal(
    *, code: str, by: User | None, at: datetime, child: UUID | None = None, reason: str = "",
    outcome: str = Outcome.REFUSED, detail: Mapping[str, str] | None = None,
) -> None:
    """Keep a refused or failed act until its own changes have rolled back; the outermost wrapper enters it."""
    draft = Draft(
        acted_at=at, code=code, outcome=outcome, child_uuid=child, reason=reason,
        detail=chain.canonical_detail(detail), **trail.hand_of(by, at),
    )
    notes = _notes.get()
    if notes is None:
        trail.append([draft])
    else:
        notes.append(draft)


@contextmanager
def noting() -> Iterator[None]:
    """The outermost wrapper: what is noted inside is entered when it ends, after any rollback inside it."""
    token = _notes.set([])
    try:
        yield
    finally:
        notes = _notes.get() or []
        _notes.reset(token)
        if notes:
            _enter(notes)


def _enter(notes: list[Draft]) -> None:
    trail.append(notes)
    for by_uuid in sorted({n.by_uuid for n in notes if n.by_uuid and n.outcome == Outcome.REFUSED}):
        latest = max(n.acted_at for n in notes if n.by_uuid == by_uuid)
        n_refused = queries.n_refusals(by_uuid, since=latest - REFUSAL_WINDOW)
        if n_refused and n_refused % REFUSALS_TO_ALERT == 0:
            _LOG.warning("account %s was refused %d times in ten minutes", by_uuid, n_refused)
            facts = {"account": str(by_uuid), "n_refused": str(n_refused)}
            trail.append([Draft(acted_at=latest, code="access.alert.raised", detail=chain.canonical_detail(facts))])


@contextmanager
def act(*, by: User | None, at: datetime, code: str) -> Iterator[None]:
    """Wrap the act of a command or task: a refusal or failure inside is entered although its changes roll back."""
    if by is not None:
        by.rights_on = day_of(at)
    with noting():
        try:
            yield
        except AlongsideError as error:
            outcome = Outcome.REFUSED if isinstance(error, RefusedError) else Outcome.FAILED
            reason = error.reason if isinstance(error, RefusedError) else type(error).__name__
            note_refusal(code=code, by=by, at=at, reason=reason, outcome=outcome)
            raise
        except Exception as error:
            # The text of an unforeseen error may hold personal data: only its kind is entered.
            note_refusal(code=code, by=by, at=at, reason=type(error).__name__, outcome=Outcome.FAILED)
            raise


@transaction.atomic
def withhold_reads(
    *, child: UUID, first_seq: int, last_seq: int, reason_code: str, by: User, second: User, until: date, at: datetime,
) -> Withholding:
    """Keep some readings out of a family's log until a day; needs two different people who may approve."""
    for person in (by, second):
        policies.require(person, Permission.SECOND_APPROVE)
    if by == second:
        raise InvalidError({"second": "Two different people must approve."})
    if last_seq < first_seq:
        raise InvalidError({"last_seq": "The last entry must not come before the first."})
    made = Withholding.objects.create(
        child_uuid=child, first_seq=first_seq, last_seq=last_seq, reason_code=reason_code,
        approved_by_uuid=by.uuid, second_by_uuid=second.uuid, approved_at=at, until=until,
    )
    facts = {"first": str(first_seq), "last": str(last_seq), "second": str(second.uuid), "until": until.isoformat()}
    # In the system's chain, not the child's: the family can ask for the child's.
    record(code="access.reads.withheld", by=by, at=at, detail={**facts, "child": str(child)}, reason=reason_code)
    return made


def facts_of(entry: AuditEntry) -> dict[str, str]:
    """The short facts of an entry."""
    found: dict[str, str] = json.loads(entry.detail) if entry.detail else {}
    return found
