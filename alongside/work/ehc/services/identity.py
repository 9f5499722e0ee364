"""Who asked, and what they are to the child: checked by a person, on a clock of its own."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from alongside.ground.access import services as access
from alongside.ground.access.models import User
from alongside.ground.access.words import UserKind
from alongside.ground.core.dates import day_of
from alongside.ground.core.errors import InvalidError
from alongside.ground.core.refs import Ref
from alongside.ground.documents import services as documents
from alongside.ground.documents.models import Document
from alongside.ground.people import policies as people_policies
from alongside.ground.people import queries as people_queries
from alongside.ground.people import services as people
from alongside.ground.people.models import Person, Relationship
from alongside.ground.people.words import RelationKind
from alongside.work.ehc import policies
from alongside.work.ehc.models import IdentityCheck, Request
from alongside.work.ehc.services import clocking
from alongside.work.ehc.words import AskedBy, IdentityState


@transaction.atomic
def check_identity(
    *, request: Request, proofs: Iterable[str], by: User, at: datetime, kind: str = "", words: str = "",
    is_confirmed: bool = True, same_as: Person | None = None,
) -> IdentityCheck:
    """Say that whoever asked is (or is not) who they say, by proofs that were seen; only then does a case show.

    Birth date and postcode are never enough. A failed check ends the claim and leaves the request on its clock.
    `same_as` is one of the child's people whom we know already: the request is theirs then. One check settles every
    request of that person for the child. Raises RefusedError, InvalidError with what is still missing.
    """
    policies.demand(policies.can_check_identity(by, request, on=day_of(at)), "check identity")
    row = clocking.locked(request)
    claim = claim_of(row)
    if row.identity_state == IdentityState.CHECKED or claim is None:
        raise InvalidError({"request": "There is nobody to check here."})
    if not is_confirmed and not words.strip():
        raise InvalidError({"words": "Say why it could not be confirmed."})
    seen = sorted(set(proofs))
    asker = row.requester
    if is_confirmed and same_as is not None:
        _join(row, claim, same_as, seen, by, at)
    elif is_confirmed:
        settled = kind or (RelationKind.SELF if row.asked_by_kind == AskedBy.YOUNG_PERSON else RelationKind.PARENT)
        people.check_relationship(relationship=claim, evidence=seen, by=by, at=at, kind=settled, note=words.strip())
        _let_read_own(row, by, at)
    else:
        people.end_relationship(relationship=claim, ends_on=day_of(at), by=by, at=at)
    outcome = IdentityState.CHECKED if is_confirmed else IdentityState.FAILED
    check = _settle(row, outcome, seen, words, by, at)
    others = Request.objects.filter(child=row.child, requester=asker, identity_state=IdentityState.NOT_CHECKED)
    for other in others.exclude(pk=row.pk):
        again = clocking.locked(other)
        again.requester = row.requester
        _settle(again, outcome, seen, words, by, at)
    access.record(
        code="ehc.identity.checked", by=by, at=at, child=row.child.uuid, ref=Ref("ehc", "request", row.uuid),
        outcome="done" if is_confirmed else "failed", detail={"proofs": ", ".join(seen)},
    )
    return check


def _settle(
    row: Request, outcome: IdentityState, seen: list[str], words: str, by: User, at: datetime
) -> IdentityCheck:
    row.identity_state = outcome
    check = IdentityCheck.objects.create(
        request=row, outcome=outcome, proofs=seen, words=words.strip(), checked_by=by, checked_at=at
    )
    clocking.settle(row, at)
    return check


def _join(
    request: Request, claim: Relationship, same_as: Person, seen: list[str], by: User, at: datetime
) -> None:
    """The asker is somebody whom we know: their claim ends, and the request becomes that person's."""
    if missing := people_policies.faults_of_proof(seen):
        raise InvalidError({"evidence": " ".join(missing)})
    if same_as.pk not in {member.person.pk for member in people_queries.family_of(request.child, day_of(at))}:
        raise InvalidError({"same_as": "Choose one of the child’s people."})
    people.end_relationship(relationship=claim, ends_on=day_of(at), by=by, at=at)
    request.requester = same_as
    _let_read_own(request, by, at)


def claim_of(request: Request) -> Relationship | None:
    """The unchecked relationship of whoever asked, while it stands."""
    if request.requester is None:
        return None
    rows = Relationship.objects.filter(
        child=request.child, person=request.requester, kind=RelationKind.FAMILY_UNCHECKED, ends_on__isnull=True
    )
    return rows.select_related("person", "child").order_by("-starts_on", "-id").first()


def _let_read_own(request: Request, by: User, at: datetime) -> None:
    """What somebody sent with their own request is theirs to read; nobody else's is."""
    assert request.requester is not None  # whoever was checked asked
    sent = request.duplicate_of or request
    own = sent.evidence.filter(document_uuid__isnull=False, added_at=request.entered_at)
    for document in Document.objects.filter(uuid__in=own.values("document_uuid")):
        documents.let_read(document=document, badge=f"person:{request.requester.uuid}", by=by, at=at)


@transaction.atomic
def invite_asker(*, request: Request, by: User, at: datetime) -> None:
    """Invite somebody whose identity was checked to an account, at the e-mail address that they gave."""
    policies.demand(policies.can_check_identity(by, request, on=day_of(at)), "invite a family")
    person = request.requester
    if request.identity_state != IdentityState.CHECKED or person is None:
        raise InvalidError({"request": "Check who they are first."})
    if not person.email:
        raise InvalidError({"request": "We have no e-mail address of theirs."})
    role = "young_person" if request.asked_by_kind == AskedBy.YOUNG_PERSON else "family_member"
    access.invite(
        email=person.email, role=role, badge=f"person:{person.uuid}", by=by, at=at, kind=UserKind.FAMILY,
        name=person.full_name,
    )
    access.record(
        code="ehc.family.invited", by=by, at=at, child=request.child.uuid, ref=Ref("ehc", "request", request.uuid)
    )
