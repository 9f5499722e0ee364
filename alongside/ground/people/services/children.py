"""A child's record: registered, opened, changed, and an earlier identity sealed."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from alongside.ground.access import services as access
from alongside.ground.access.models import User
from alongside.ground.access.policies import Permission
from alongside.ground.core.dates import day_of
from alongside.ground.core.errors import NotThereError, RefusedError
from alongside.ground.core.references import new_reference
from alongside.ground.people import policies, queries
from alongside.ground.people.engine.checks import cleaned, compare_versions, derived, faults_of_child, raise_faults
from alongside.ground.people.models import Address, Child, ChildName, Person
from alongside.ground.people.models.keys import name_key, sound_key
from alongside.ground.people.services import pace, papers
from alongside.ground.people.words import NameKind

EDITABLE = (
    "family_name", "given_name", "preferred_name", "born_on", "sex", "ethnicity", "first_language", "upn", "uln",
    "nhs_number", "upn_unknown", "postcode", "is_address_protected", "is_looked_after", "is_sensitive",
)
"""Fields that `register_child` and `update_child` take."""
_NUMBERS = ("upn", "uln", "nhs_number")


def taken(fields: dict[str, Any], but: int = 0) -> dict[str, str]:
    """Numbers that another record holds already."""
    faults = {}
    for field in _NUMBERS:
        if fields.get(field) and Child.objects.filter(**{field: fields[field]}).exclude(pk=but).exists():
            faults[field] = "Another record has this number. Search for it before you make a second one."
    return faults


def _forgotten(row: Child, fields: dict[str, Any]) -> dict[str, str]:
    """A birth date that is known can be put right, but not taken away: too much hangs on it."""
    if row.born_on is None or fields.get("born_on", row.born_on) is not None:
        return {}
    return {"born_on": "Enter the birth date. One that is known can be put right, but not taken away."}


def _known(changes: dict[str, Any]) -> None:
    unknown = sorted(set(changes) - set(EDITABLE))
    if unknown:
        raise TypeError(f"no field of a child that can be given: {', '.join(unknown)}")


@transaction.atomic
def register_child(
    *, given_name: str, family_name: str, born_on: date | None, source: str, by: User | None, at: datetime, **more: Any
) -> Child:
    """A new record, without a birth date where nobody gave one; `more` are fields of EDITABLE.

    Ask `possible_duplicates` first: a number held twice is an error; a like name is none, since a request must be
    taken in at night as well. Raises InvalidError.
    """
    policies.demand(by, Permission.WORK_CASES, Permission.ENTER_REQUESTS, Permission.LOAD_RETURN, at=at)
    given = {"given_name": given_name, "family_name": family_name, "born_on": born_on, **more}
    _known(given)
    fields = cleaned(given)
    raise_faults(faults_of_child(given, day_of(at)) | taken(fields))
    fields |= derived(fields["family_name"], fields["given_name"], fields.get("preferred_name", ""), born_on)
    child = Child.objects.create(
        reference=new_reference("CH"), source=source, registered_at=at,
        district=queries.district_of(fields.get("postcode", "")), **fields,
    )
    access.record(code="people.child.registered", by=by, at=at, child=child.uuid, source=source)
    return child


def _may_touch_address(by: User | None, child: Child, changes: dict[str, Any], at: datetime) -> None:
    """Whoever may not see a protected address can neither replace nor unprotect it."""
    touches = {"postcode", "is_address_protected"} & set(changes)
    if by is not None and touches and child.is_address_protected and not policies.can_see_address(by, child, on=at):
        raise RefusedError("address is protected")


@transaction.atomic
def update_child(
    *, child: Child, version: int, by: User | None, at: datetime, is_correction: bool = False, **changes: Any
) -> Child:
    """Change fields of EDITABLE on the version that the person saw; a former name is kept unless it was a slip.

    Raises StaleError with both texts, InvalidError, RefusedError.
    """
    _known(changes)
    policies.demand_child(by, child, Permission.WORK_CASES, Permission.ENTER_REQUESTS, at=at)
    row = Child.objects.select_for_update().get(pk=child.pk)
    _may_touch_address(by, row, changes, at)
    fields = cleaned(changes)
    compare_versions(row, version, fields)
    raise_faults(faults_of_child(changes, day_of(at)) | _forgotten(row, fields) | taken(fields, but=row.pk))
    changed = sorted(name for name, value in fields.items() if getattr(row, name) != value)
    if not changed:
        return row
    if {"family_name", "given_name"} & set(changed) and not is_correction:
        _keep_name(row, day_of(at))
    for name in changed:
        setattr(row, name, fields[name])
    for name, value in derived(row.family_name, row.given_name, row.preferred_name, row.born_on).items():
        setattr(row, name, value)
    if "postcode" in changed:
        row.district = queries.district_of(row.postcode)
    row.version += 1
    row.save()
    if "born_on" in changed:
        papers.follow_wish(row, None, by, at)
    access.record(
        code="people.child.changed", by=by, at=at, child=row.uuid,
        detail={"fields": ", ".join(changed), "version": str(row.version)},
    )
    return row


def _keep_name(child: Child, on: date) -> None:
    ChildName.objects.create(
        child=child, family_name=child.family_name, given_name=child.given_name, kind=NameKind.FORMER, until=on,
        name_key=name_key(child.given_name, child.family_name),
        sound_key=sound_key(child.family_name, child.given_name),
    )


@transaction.atomic
def set_address(
    *, who: Person | Child, lines: str, postcode: str, starts_on: date, by: User | None, at: datetime,
    is_protected: bool = False,
) -> Address:
    """Where a person or child lives from a day; the address before it ends then. A child's district follows."""
    policies.demand(by, Permission.WORK_CASES, Permission.ENTER_REQUESTS, at=at)
    fields = cleaned({"lines": lines, "postcode": postcode})
    faults = faults_of_child({"postcode": postcode}, day_of(at))
    if not fields["lines"]:
        faults["lines"] = "Enter the address."
    raise_faults(faults)
    key = {"child": who} if isinstance(who, Child) else {"person": who}
    if isinstance(who, Child):
        policies.demand_child(by, who, Permission.WORK_CASES, Permission.ENTER_REQUESTS, at=at)
        row = Child.objects.select_for_update().get(pk=who.pk)
        _may_touch_address(by, row, fields, at)
        row.postcode, row.district = fields["postcode"], queries.district_of(fields["postcode"])
        row.is_address_protected = row.is_address_protected or is_protected
        row.version += 1
        row.save(update_fields=["postcode", "district", "is_address_protected", "version"])
    Address.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=starts_on), **key).update(ends_on=starts_on)
    made = Address.objects.create(**key, **fields, starts_on=starts_on, is_protected=is_protected)
    access.record(
        code="people.address.set", by=by, at=at, child=who.uuid if isinstance(who, Child) else None,
        detail={"of": "child" if isinstance(who, Child) else str(who.uuid), "protected": str(is_protected)},
    )
    return made


def open_child(
    *, user: User, uuid: UUID, at: datetime, page: str, reason: str = ""
) -> Child:
    """Open a child's page: sight, pace, and the line in the trail that the family can read.

    Raises NotThereError; TooFastError when records are opened faster than work explains.
    """
    try:
        child, n_read = queries.child_with_pace(user, uuid, at)
    except NotThereError:
        access.note_refusal(code="people.child.opened", by=user, at=at, reason="not there or not theirs")
        raise
    pace.keep(user=user, child=child, n_read=n_read, at=at)
    access.record_read(child=child.uuid, by=user, at=at, page=page, reason=reason)
    return child

