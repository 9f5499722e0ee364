"""What people, settings, teams and posts are to a child: begun, checked, ended; and a young person's own say."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from alongside.ground.access import services as access
from alongside.ground.access.models import User
from alongside.ground.access.policies import Permission
from alongside.ground.core.dates import day_of
from alongside.ground.core.errors import InvalidError, RefusedError
from alongside.ground.people import policies
from alongside.ground.people.engine.checks import raise_faults
from alongside.ground.people.models import (
    Capacity,
    Child,
    Involvement,
    ParentalResponsibility,
    Person,
    Post,
    Relationship,
    Setting,
    Team,
)
from alongside.ground.people.models.days import current
from alongside.ground.people.services import papers
from alongside.ground.people.words import FAMILY_KINDS, KINDS_OF_SUBJECT, Proof, RelationKind, Wish

Subject = Person | Setting | Team | Post
_WORKERS = (Permission.WORK_CASES, Permission.ENTER_REQUESTS, Permission.CHECK_IDENTITY, Permission.ALLOCATE)


def _faults(kind: str, name: str, more: dict[str, Any]) -> dict[str, str]:
    """What a kind of relationship needs and hasn't got."""
    faults = {}
    if kind not in KINDS_OF_SUBJECT[name]:
        faults["kind"] = f"A {name} can't be that to a child."
    if kind in FAMILY_KINDS and not more["evidence"].strip():
        faults["evidence"] = "Say what shows that they are that to the child."
    if kind == RelationKind.SPEAKS_FOR_FAMILY:
        if not more["scope"].strip():
            faults["scope"] = "Say what they may do for the family."
        if more["ends_on"] is None:
            faults["ends_on"] = "Say until when the authority lasts."
    if more["ends_on"] is not None and more["ends_on"] < more["starts_on"]:
        faults["ends_on"] = "The end must not come before the start."
    return faults


def _one_subject(given: dict[str, Subject | None]) -> tuple[str, Subject]:
    found = [(name, subject) for name, subject in given.items() if subject is not None]
    if len(found) != 1:
        raise TypeError("give one of person, setting, team and post")
    return found[0]


@transaction.atomic
def relate(
    *, child: Child, kind: str, starts_on: date, by: User | None, at: datetime, person: Person | None = None,
    setting: Setting | None = None, team: Team | None = None, post: Post | None = None, ends_on: date | None = None,
    on_behalf_of: Person | None = None, scope: str = "", evidence: str = "", source: str = "",
) -> Relationship:
    """Say what one person, setting, team or post is to a child from a day; the same twice is one row.

    Family kinds need evidence; FAMILY_UNCHECKED needs none and gives no sight. Raises InvalidError.
    """
    policies.demand(by, *_WORKERS, at=at)
    name, subject = _one_subject({"person": person, "setting": setting, "team": team, "post": post})
    fields = {"starts_on": starts_on, "ends_on": ends_on, "scope": scope, "evidence": evidence}
    raise_faults(_faults(kind, name, fields))
    is_own_voice = kind == RelationKind.SPEAKS_FOR_FAMILY and on_behalf_of is None
    if is_own_voice and not policies.is_young_person(child, starts_on):
        raise InvalidError({"on_behalf_of": "Say for which parent they speak."})
    badge = f"{name}:{subject.uuid}"
    there = Relationship.objects.filter(current(starts_on), child=child, badge=badge, kind=kind,
                                        on_behalf_of=on_behalf_of).first()
    if there is not None:
        return there
    is_checked = bool(evidence.strip()) and by is not None
    made = Relationship.objects.create(
        child=child, badge=badge, kind=kind, source=source, on_behalf_of=on_behalf_of, **{name: subject}, **fields,
        checked_by=by if is_checked else None, checked_at=at if is_checked else None,
    )
    access.record(
        code="people.relationship.begun", by=by, at=at, child=child.uuid, source=source,
        detail={"kind": kind, "badge": badge, "from": starts_on.isoformat()},
    )
    return made


@transaction.atomic
def end_relationship(*, relationship: Relationship, ends_on: date, by: User | None, at: datetime) -> Relationship:
    """Say from which day it no longer holds: sight through it is lost at the start of that day."""
    policies.demand(by, *_WORKERS, at=at)
    relationship.ends_on = max(ends_on, relationship.starts_on)
    relationship.save(update_fields=["ends_on"])
    papers.end_reading(relationship, by, at)
    access.record(
        code="people.relationship.ended", by=by, at=at, child=relationship.child.uuid,
        detail={"kind": relationship.kind, "badge": relationship.badge, "until": relationship.ends_on.isoformat()},
    )
    return relationship


@transaction.atomic
def check_relationship(
    *, relationship: Relationship, evidence: Iterable[str], by: User, at: datetime, kind: str = RelationKind.PARENT,
    note: str = "",
) -> Relationship:
    """Turn what somebody says into what they are: `evidence` are kinds of proof (words.Proof).

    Raises InvalidError with what is still missing; birth date and postcode alone are never enough.
    """
    policies.demand(by, Permission.CHECK_IDENTITY, at=at)
    if relationship.person is None or relationship.kind != RelationKind.FAMILY_UNCHECKED or kind not in FAMILY_KINDS:
        raise InvalidError({"kind": "Only somebody who says that they are family is checked."})
    if relationship.person.uuid in policies.own_persons(by):
        raise RefusedError("checks themselves")
    proofs = sorted({proof for proof in evidence if proof in Proof.values})
    if missing := policies.faults_of_proof(proofs):
        raise InvalidError({"evidence": " ".join(missing)})
    child = relationship.child
    if child.exclusions.filter(current(at), person=relationship.person, bars_see=True, lifted_at=None).exists():
        raise InvalidError({"evidence": "This person is kept out of this record. Ask your manager."})
    relationship.kind, relationship.checked_by, relationship.checked_at = RelationKind(kind), by, at
    relationship.evidence = "; ".join([", ".join(proofs), note.strip()]).strip("; ")[:300]
    relationship.save(update_fields=["kind", "checked_by", "checked_at", "evidence"])
    access.record(
        code="people.relationship.checked", by=by, at=at, child=child.uuid,
        detail={"kind": kind, "badge": relationship.badge, "proofs": ", ".join(proofs)},
    )
    return relationship


@transaction.atomic
def record_responsibility(
    *, child: Child, person: Person | None, basis: str, starts_on: date, by: User | None, at: datetime,
    evidence: str = "", ends_on: date | None = None,
) -> ParentalResponsibility:
    """Say who holds parental responsibility; without a person it is the council, by a care order.

    The same twice is one row. It grants no sight: being a parent for SEND law is another fact.
    """
    policies.demand_child(by, child, *_WORKERS, at=at)
    faults = {} if basis.strip() else {"basis": "Say by what they hold it."}
    if ends_on is not None and ends_on < starts_on:
        faults["ends_on"] = "The end must not come before the start."
    there = ParentalResponsibility.objects.filter(current(starts_on), child=child, person=person).first()
    if there is not None and there.basis == basis.strip() and not faults:
        return there
    if there is not None:
        faults["person"] = "They hold it already on that day. End that first if it changed."
    raise_faults(faults)
    made = ParentalResponsibility.objects.create(
        child=child, person=person, is_council=person is None, basis=basis.strip(), evidence=evidence.strip(),
        starts_on=starts_on, ends_on=ends_on,
    )
    access.record(
        code="people.responsibility.recorded", by=by, at=at, child=child.uuid,
        detail={"holder": str(person.uuid) if person else "council"},
    )
    return made


@transaction.atomic
def record_involvement(
    *, child: Child, wish: str, by: User | None, at: datetime, person: Person | None = None, said_how: str = "",
) -> Involvement:
    """What the young person says about one person's part, or about everybody's; it replaces what they said before."""
    policies.demand_say(by, child, at=at)
    if wish not in Wish.values:
        raise InvalidError({"wish": "Choose whether they stay involved."})
    if child.born_on is None:
        raise InvalidError({"wish": "Record the birth date first: it settles from when the young person decides this."})
    if not policies.is_young_person(child, day_of(at)):
        raise InvalidError({"wish": "The young person decides this once compulsory school age has ended."})
    Involvement.objects.filter(current(at), child=child, person=person).update(ends_on=day_of(at))
    made = Involvement.objects.create(
        child=child, person=person, wish=wish, starts_on=day_of(at), said_how=said_how.strip(), recorded_by=by,
        recorded_at=at,
    )
    papers.follow_wish(child, person, by, at)
    access.record(
        code="people.involvement.recorded", by=by, at=at, child=child.uuid,
        detail={"wish": wish, "about": str(person.uuid) if person else "everybody"},
    )
    return made


@transaction.atomic
def record_capacity(
    *, child: Child, decision: str, has_capacity: bool, assessed_on: date, assessor: str, reasons: str, by: User,
    at: datetime, alternative: Person | None = None, alternative_basis: str = "", ends_on: date | None = None,
) -> Capacity:
    """A finding about one decision at one time, with its maker; it ends an earlier one about the same decision."""
    policies.demand_child(by, child, Permission.WORK_CASES, at=at)
    faults = {
        field: words for field, value, words in (
            ("decision", decision, "Say which decision."), ("assessor", assessor, "Say who found so."),
            ("reasons", reasons, "Say why."),
        ) if not value.strip()
    }
    if has_capacity and alternative is not None:
        faults["alternative"] = "Nobody acts for a young person who can decide."
    if assessed_on > day_of(at):
        faults["assessed_on"] = "The day must be today or in the past."
    if ends_on is not None and ends_on <= assessed_on:
        faults["ends_on"] = "The end must come after the day of the finding."
    if alternative is not None and not alternative_basis.strip():
        faults["alternative_basis"] = "Say why this person acts."
    raise_faults(faults)
    Capacity.objects.filter(current(assessed_on, start="assessed_on"), child=child, decision=decision.strip()).update(
        ends_on=assessed_on
    )
    made = Capacity.objects.create(
        child=child, decision=decision.strip(), has_capacity=has_capacity, assessed_on=assessed_on, ends_on=ends_on,
        assessor=assessor.strip(), reasons=reasons.strip(), alternative=alternative,
        alternative_basis=alternative_basis.strip(), recorded_by=by, recorded_at=at,
    )
    access.record(
        code="people.capacity.recorded", by=by, at=at, child=child.uuid,
        detail={"decision": decision, "has_capacity": str(has_capacity)},
    )
    return made
