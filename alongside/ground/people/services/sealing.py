"""After an adoption: one person asks to seal the earlier identity, a second one does it."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from alongside.ground.access import services as access
from alongside.ground.access.models import User
from alongside.ground.access.policies import Permission
from alongside.ground.core.dates import day_of
from alongside.ground.core.errors import InvalidError, RefusedError
from alongside.ground.people import policies
from alongside.ground.people.engine.checks import cleaned, derived, faults_of_child, raise_faults
from alongside.ground.people.models import Child, ChildName, ParentalResponsibility, Person, Sealing
from alongside.ground.people.models.days import current
from alongside.ground.people.services import relations
from alongside.ground.people.services.children import taken
from alongside.ground.people.words import FAMILY_KINDS, NameKind, RelationKind


@transaction.atomic
def ask_to_seal(
    *, child: Child, family_name: str, given_name: str, evidence: str, stays: Iterable[Person], by: User, at: datetime,
    upn: str = "", nhs_number: str = "",
) -> Sealing:
    """The first of two people asks; nothing changes yet. `stays` are the people who go on belonging to the child.

    Raises InvalidError, also while another asking waits; RefusedError.
    """
    policies.demand_child(by, child, Permission.WORK_CASES, at=at)
    given = {"family_name": family_name, "given_name": given_name, "upn": upn, "nhs_number": nhs_number}
    fields = cleaned(given)
    faults = faults_of_child(given, day_of(at)) | taken(fields, but=child.pk)
    if not evidence.strip():
        faults["evidence"] = "Say which adoption order you have seen."
    if Sealing.objects.filter(child=child, settled_at__isnull=True).exists():
        faults["given_name"] = "Somebody has asked for this already. A second person has to settle that first."
    raise_faults(faults)
    made = Sealing.objects.create(
        child=child, family_name=fields["family_name"], given_name=fields["given_name"], upn=fields["upn"] or "",
        nhs_number=fields["nhs_number"] or "", evidence=evidence.strip()[:300],
        stays=sorted(str(person.uuid) for person in stays), asked_by=by, asked_at=at,
    )
    access.record(code="people.sealing.asked", by=by, at=at, child=child.uuid, detail={"sealing": str(made.uuid)})
    return made


def _open(sealing: Sealing, by: User, at: datetime) -> Sealing:
    row = Sealing.objects.select_for_update().get(pk=sealing.pk)
    policies.demand_child(by, row.child, Permission.SEE_PROTECTED, Permission.WORK_CASES, at=at)
    if row.settled_at is not None:
        raise InvalidError({"sealing": "It has been settled already."})
    return row


def _settle(row: Sealing, by: User, at: datetime) -> None:
    row.family_name = row.given_name = row.upn = row.nhs_number = ""
    row.settled_by, row.settled_at = by, at
    row.save()


@transaction.atomic
def decline_sealing(*, sealing: Sealing, reason: str, by: User, at: datetime) -> Sealing:
    """Take it back, or as the second person say why not; nothing was changed. Raises InvalidError, RefusedError."""
    row = _open(sealing, by, at)
    if by.pk != row.asked_by_id and not policies.can_seal(by, row):
        raise RefusedError("neither who asked nor a second person")
    if not reason.strip():
        raise InvalidError({"reason": "Say why it is not sealed."})
    row.decline_reason = reason.strip()[:300]
    _settle(row, by, at)
    access.record(code="people.sealing.declined", by=by, at=at, child=row.child.uuid, reason=row.decline_reason,
                  detail={"sealing": str(row.uuid)})
    return row


@transaction.atomic
def seal_former_identity(*, sealing: Sealing, by: User, at: datetime) -> Child:
    """The second of two people seals every name and number held so far; the record goes on under the new ones.

    Sealed rows have no search key, so no match, merge or search can reach them. Who doesn't go on belonging to the
    child loses relationship and parental responsibility today. Raises InvalidError, RefusedError.
    """
    asked = _open(sealing, by, at)
    if not policies.can_seal(by, asked):
        raise RefusedError("needs a second person who may see protected names")
    row = Child.objects.select_for_update().get(pk=asked.child_id)
    given = {"upn": asked.upn or None, "nhs_number": asked.nhs_number or None}
    raise_faults(taken(given, but=row.pk))
    ChildName.objects.create(
        child=row, family_name=row.family_name, given_name=row.given_name, kind=NameKind.SEALED, is_sealed=True,
        until=day_of(at), upn=row.upn or "", uln=row.uln or "", nhs_number=row.nhs_number or "",
    )
    row.names.filter(is_sealed=False).update(kind=NameKind.SEALED, is_sealed=True, name_key="", sound_key="")
    row.family_name, row.given_name, row.preferred_name = asked.family_name, asked.given_name, ""
    row.upn, row.uln, row.nhs_number = given["upn"], None, given["nhs_number"]
    row.is_address_protected = True
    for name, value in derived(row.family_name, row.given_name, "", row.born_on).items():
        setattr(row, name, value)
    row.version += 1
    row.save()
    asked.is_sealed = True
    _settle(asked, by, at)
    _part(row, asked, by, at)
    access.record(code="people.child.sealed", by=by, at=at, child=row.uuid, detail={"sealing": str(asked.uuid)})
    return row


def _part(child: Child, sealing: Sealing, by: User, at: datetime) -> None:
    """End what ties everybody to the child who doesn't go on belonging to them."""
    kinds = [kind for kind in (*FAMILY_KINDS, RelationKind.FAMILY_UNCHECKED) if kind != RelationKind.SELF]
    rows = child.relationships.filter(current(at), kind__in=kinds).exclude(person__uuid__in=sealing.stays)
    for relationship in rows.select_related("child"):
        relations.end_relationship(relationship=relationship, ends_on=day_of(at), by=by, at=at)
    held = ParentalResponsibility.objects.filter(current(at), child=child, person__isnull=False)
    held.exclude(person__uuid__in=sealing.stays).update(ends_on=day_of(at))
