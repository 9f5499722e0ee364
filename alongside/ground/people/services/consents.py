"""Consent in the words that were shown, and how to reach a person."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from alongside.ground.access import services as access
from alongside.ground.access.models import User
from alongside.ground.access.policies import Permission
from alongside.ground.core.dates import day_of
from alongside.ground.core.errors import InvalidError, RefusedError
from alongside.ground.people import policies
from alongside.ground.people.engine.checks import compare_versions, raise_faults
from alongside.ground.people.models import Child, CommunicationProfile, Consent, ConsentWording, Person
from alongside.ground.people.models.days import current
from alongside.ground.people.words import Channel, Purpose, ReadingFormat, RelationKind

_EDITABLE = (
    "language", "needs_interpreter", "reading_format", "channel", "electronic_notice_agreed_on", "best_time",
    "access_needs", "help_to_take_part",
)


@transaction.atomic
def publish_wording(
    *, purpose: str, words: str, withdrawal: str, starts_on: date, by: User | None, at: datetime,
    language: str = "en-gb", agreed_with: str = "",
) -> ConsentWording:
    """A new wording of one purpose; earlier ones stay as they were answered. Empty `agreed_with`: still a draft."""
    policies.demand(by, Permission.MANAGE_POSTS, at=at)
    if purpose not in Purpose.values or not words.strip() or not withdrawal.strip():
        raise InvalidError({"words": "Choose a purpose, and say what is asked and how to change one's mind."})
    last = ConsentWording.objects.filter(purpose=purpose, language=language).aggregate(last=Max("number"))["last"] or 0
    made = ConsentWording.objects.create(
        purpose=purpose, number=last + 1, language=language, words=words.strip(), withdrawal=withdrawal.strip(),
        starts_on=starts_on, agreed_with=agreed_with,
    )
    access.record(
        code="people.wording.published", by=by, at=at, detail={"purpose": purpose, "number": str(made.number)}
    )
    return made


def _may_answer(by: User | None, person: Person, at: datetime) -> None:
    if by is not None and not policies.can_edit_profile(by, person, on=day_of(at)):
        raise RefusedError("neither that person nor staff")


@transaction.atomic
def give_consent(
    *, wording: ConsentWording, person: Person, given_on: date, by: User | None, at: datetime,
    child: Child | None = None, scope: str = "", asked_how: str = "", expires_on: date | None = None,
) -> Consent:
    """A person agrees; about a young person only they themself can. Agreeing twice is one row."""
    _may_answer(by, person, at)
    is_own = child is not None and child.relationships.filter(
        current(given_on), person=person, kind=RelationKind.SELF
    ).exists()
    if child is not None and child.born_on is None and not is_own:
        raise InvalidError({"person": "Record the child’s birth date first: it settles who answers this."})
    if child is not None and policies.is_young_person(child, given_on) and not is_own:
        raise InvalidError({"person": "From the end of compulsory school age the young person answers this themself."})
    there = Consent.objects.filter(wording=wording, person=person, child=child, withdrawn_on__isnull=True).first()
    if there is not None:
        return there
    made = Consent.objects.create(
        wording=wording, person=person, child=child, is_own=is_own, scope=scope.strip(), asked_how=asked_how.strip(),
        given_on=given_on, expires_on=expires_on, recorded_by=by, recorded_at=at,
    )
    access.record(
        code="people.consent.given", by=by, at=at, child=child.uuid if child else None,
        detail={"purpose": wording.purpose, "wording": str(wording.number), "person": str(person.uuid)},
    )
    return made


@transaction.atomic
def withdraw_consent(
    *, consent: Consent, withdrawn_on: date, by: User | None, at: datetime, how: str = ""
) -> Consent:
    """A person changes their mind; as easy as agreeing, and nothing is asked."""
    _may_answer(by, consent.person, at)
    if consent.withdrawn_on is None:
        consent.withdrawn_on, consent.withdrawn_how = withdrawn_on, how.strip()
        consent.save(update_fields=["withdrawn_on", "withdrawn_how"])
        access.record(
            code="people.consent.withdrawn", by=by, at=at, child=consent.child.uuid if consent.child else None,
            detail={"purpose": consent.wording.purpose, "person": str(consent.person.uuid)},
        )
    return consent


@transaction.atomic
def set_profile(
    *, person: Person, version: int, by: User | None, at: datetime, **changes: Any
) -> CommunicationProfile:
    """How to reach a person; version 0 is a profile that nobody has saved yet. Raises StaleError, InvalidError."""
    unknown = sorted(set(changes) - set(_EDITABLE))
    if unknown:
        raise TypeError(f"no field of a profile: {', '.join(unknown)}")
    _may_answer(by, person, at)
    Person.objects.select_for_update().get(pk=person.pk)
    row = CommunicationProfile.objects.filter(person=person).first() or CommunicationProfile(person=person, version=0)
    fields = {key: value.strip() if isinstance(value, str) else value for key, value in changes.items()}
    compare_versions(row, version, fields)
    faults = {}
    if fields.get("channel", row.channel) not in Channel.values:
        faults["channel"] = "Choose how we should reach you."
    if fields.get("reading_format", row.reading_format) not in ReadingFormat.values:
        faults["reading_format"] = "Choose how you read best."
    raise_faults(faults)
    for name, value in fields.items():
        setattr(row, name, value)
    row.version += 1
    row.save()
    access.record(
        code="people.profile.set", by=by, at=at,
        detail={"person": str(person.uuid), "fields": ", ".join(sorted(fields))},
    )
    return row
