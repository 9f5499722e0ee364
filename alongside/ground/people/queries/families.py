"""Families: who belongs to a child, who decides, who may be written to and how, and where they live."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from alongside.ground.access import policies as access
from alongside.ground.access.models import User
from alongside.ground.access.policies import Permission
from alongside.ground.access.words import UserKind
from alongside.ground.people import policies
from alongside.ground.people.models import (
    Address,
    Child,
    CommunicationProfile,
    Consent,
    ParentalResponsibility,
    Person,
    Relationship,
)
from alongside.ground.people.models.days import current, day_in
from alongside.ground.people.policies.sight import Viewer
from alongside.ground.people.words import (
    AGED_KINDS,
    FAMILY_KINDS,
    PARENT_KINDS,
    Act,
    Channel,
    PersonKind,
    RelationKind,
    RightsHolder,
)


@dataclass(frozen=True, slots=True)
class FamilyMember:
    """Somebody of a child's family, what they are to the child, and whether they hold parental responsibility too."""

    person: Person
    relationship: Relationship
    has_responsibility: bool

    @property
    def kind_words(self) -> str:
        """What they are to the child."""
        return str(RelationKind(self.relationship.kind).label)

    @property
    def is_parent(self) -> bool:
        """A parent as SEND law means it."""
        return self.relationship.kind in PARENT_KINDS

    @property
    def is_self(self) -> bool:
        """The child or young person themself."""
        return self.relationship.kind == RelationKind.SELF


def family_of(child: Child, on: date, *, is_unchecked_included: bool = False) -> list[FamilyMember]:
    """A child's people on a day, for staff; `family_shown` is the list for the family itself."""
    kinds = [*FAMILY_KINDS, RelationKind.FAMILY_UNCHECKED] if is_unchecked_included else [*FAMILY_KINDS]
    rows = child.relationships.filter(current(on), kind__in=kinds).select_related("person__user", "on_behalf_of")
    holding = set(
        ParentalResponsibility.objects.filter(current(on), child=child).values_list("person_id", flat=True)
    )
    return [
        FamilyMember(row.person, row, row.person_id in holding)
        for row in rows.order_by("starts_on", "pk") if row.person is not None
    ]


def family_shown(user: Viewer, child: Child, on: date) -> list[FamilyMember]:
    """The child's people as this viewer may know them: family see themselves and the child, never the other parent."""
    everybody = family_of(child, on)
    if isinstance(user, User) and user.kind == UserKind.PROFESSIONAL:
        return everybody if policies.can_see_child(user, child, on=on) else []
    own = policies.own_persons(user)
    return [m for m in everybody if m.person.uuid in own or m.relationship.kind == RelationKind.SELF]


def responsible_for(child: Child, on: date) -> list[ParentalResponsibility]:
    """Who holds parental responsibility on a day; under a care order the council does as well."""
    rows = ParentalResponsibility.objects.filter(current(on), child=child).select_related("person")
    return list(rows.order_by("starts_on", "pk"))


def who_decides(child: Child, on: date, *, decision: str = "") -> RightsHolder:
    """Parents, the young person, or who acts for them in this one decision."""
    return policies.rights_holder(child, on, decision)


def parents_stay_involved(child: Child, on: date, person: Person | None = None) -> bool:
    """Whether a parent still takes part: at 16 and 17 unless the young person objects, from 18 only as they say."""
    return policies.parents_stay_involved(child, on, person)


def person_of(user: Viewer, on: date | None = None) -> Person | None:
    """The person behind an account; with a day, only by a badge that holds then."""
    if not isinstance(user, User):
        return None
    own = policies.own_persons(user)
    if on is not None:
        badges = access.badges(user, on=on)
        own = frozenset(uuid for uuid in own if f"person:{uuid}" in badges)
    linked = Q(uuid__in=own) if on is not None else Q(user=user) | Q(uuid__in=own)
    return Person.objects.filter(linked).order_by("pk").first()


def may_write_to(person: Person, child: Child, on: date) -> bool:
    """Whether anything about this child may go to this person: the one question before every letter and notice.

    No after a death or while mail is held, to somebody who died, who is barred, whose relationship has ended, or to a
    parent whom the young person leaves out.
    """
    if child.died_on or person.died_on or child.mail_holds.filter(lifted_at__isnull=True).exists():
        return False
    barred = child.exclusions.filter(current(on), Q(bars_receive=True) | Q(bars_see=True), lifted_at__isnull=True)
    if barred.filter(Q(person=person) | Q(person__isnull=True, user__isnull=False, user=person.user_id)).exists():
        return False
    if person.kind == PersonKind.PROFESSIONAL:
        return True
    rows = child.relationships.filter(current(on), person=person, kind__in=FAMILY_KINDS).select_related("on_behalf_of")
    return any(_is_written_to(row, child, person, on) for row in rows)


def _is_written_to(row: Relationship, child: Child, person: Person, on: date) -> bool:
    """Whether one relationship lets a letter through."""
    if row.kind not in AGED_KINDS:
        return True
    if row.on_behalf_of is not None:
        return may_write_to(row.on_behalf_of, child, on) if row.on_behalf_of_id != person.pk else False
    if row.kind == RelationKind.SPEAKS_FOR_FAMILY or policies.parents_stay_involved(child, on, person):
        return True
    lacking = child.capacities.filter(current(on, start="assessed_on"), has_capacity=False)
    return lacking.filter(Q(alternative=person) | Q(alternative__isnull=True)).exists()


def recipients(child: Child, on: date) -> list[FamilyMember]:
    """The child's own people to whom a letter may go; nobody else can be picked."""
    return [member for member in family_of(child, on) if may_write_to(member.person, child, on)]


def profile_of(person: Person) -> CommunicationProfile:
    """How to reach a person. Who never said gets plain English by post."""
    found = CommunicationProfile.objects.filter(person=person).first()
    return found or CommunicationProfile(person=person, version=0)


def is_electronic_agreed(profile: CommunicationProfile, on: date) -> bool:
    """Whether notice may be served electronically: they chose it in writing, and e-mail or the portal is their way."""
    agreed = profile.electronic_notice_agreed_on
    return agreed is not None and agreed <= day_in(on) and profile.channel in {Channel.EMAIL, Channel.PORTAL}


def consents_of(person: Person, *, child: Child | None = None) -> list[Consent]:
    """What a person agreed to, newest first."""
    rows = Consent.objects.filter(person=person).select_related("wording", "child").order_by("-given_on", "-pk")
    return list(rows.filter(child=child) if child else rows)


def has_agreed(person: Person, purpose: str, on: date, *, child: Child | None = None) -> bool:
    """Whether a consent to a purpose is in force on a day."""
    day = day_in(on)
    rows = Consent.objects.filter(person=person, wording__purpose=purpose, given_on__lte=day)
    rows = rows.filter(Q(expires_on__isnull=True) | Q(expires_on__gt=day))
    rows = rows.filter(Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=day))
    return (rows.filter(Q(child=child) | Q(child__isnull=True)) if child else rows).exists()


def address_of(user: Viewer, who: Person | Child, on: date) -> Address | None:
    """A home address as far as this viewer may know it: None for the barred as for no address at all.

    The system itself asks for what it prints on an envelope by `services.address_for_post`.
    """
    if not isinstance(user, User) or not user.is_active:
        return None
    if isinstance(who, Child):
        if not policies.can_see_address(user, who, on=on):
            return None
        return Address.objects.filter(current(on), child=who).order_by("-starts_on", "-pk").first()
    if who.user_id != user.pk and who.uuid not in policies.own_persons(user) and not _may_know_home(user, who, on):
        return None
    return Address.objects.filter(current(on), person=who).order_by("-starts_on", "-pk").first()


def _may_know_home(user: User, person: Person, on: date) -> bool:
    """Another person's home: for staff who see a child of theirs, are barred from none, and may see the protected."""
    if user.kind != UserKind.PROFESSIONAL:
        return False
    theirs = Child.objects.filter(
        current(on, "relationships__"), relationships__person=person, relationships__kind__in=FAMILY_KINDS
    ).distinct()
    children = list(theirs)
    if any(policies.is_barred(user, Act.ADDRESS, child, on) for child in children):
        return False
    seen = set(policies.visible_to(user, on=on).filter(pk__in=theirs).values_list("pk", flat=True))
    if not any(child.pk in seen and policies.sees_whole(user, child, on=on) for child in children):
        return False
    protected = Address.objects.filter(current(on), person=person, is_protected=True).exists()
    is_guarded = protected or any(child.is_address_protected for child in children)
    return not is_guarded or access.has_permission(user, Permission.SEE_PROTECTED, on=day_in(on))
