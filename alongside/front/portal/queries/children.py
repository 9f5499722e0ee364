"""A child's page for those who work with the child."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from alongside.commons.clocks.engine.picture import Picture
from alongside.front.portal.queries.cases import CaseCard, cases_of
from alongside.front.portal.queries.plans import plan_clocks
from alongside.ground.access.models import User
from alongside.ground.core.dates import age_on, in_words, nc_year
from alongside.ground.people import policies
from alongside.ground.people import queries as people
from alongside.ground.people.models import Child, CommunicationProfile, Exclusion, Standing
from alongside.ground.people.models.days import current
from alongside.ground.people.words import UNLOCATED, RelationKind, RightsHolder
from alongside.work.ehc.models import Plan


@dataclass(frozen=True, slots=True)
class ChildHead:
    """Who a child is, and what to know before acting."""

    uuid: str
    name: str
    about: str
    alerts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RequestBox:
    """One request with its facts."""

    card: CaseCard
    href: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PlanBox:
    """One plan of the register with its facts."""

    reference: str
    facts: tuple[tuple[str, str], ...]
    href: str
    proof_href: str
    picture: Picture | None


def year_words(child: Child, on: date) -> str:
    """School year by birth date, in words; nothing while the birth date is not known."""
    if child.born_on is None:
        return ""
    year = nc_year(child.born_on, on)
    return "before school" if year < 0 else "Reception" if year == 0 else f"year {year}" if year <= 14 else "over 18"


def head(user: User, child: Child, on: date) -> ChildHead:
    """The first lines of a child's page."""
    setting = child.relationships.filter(current(on), kind=RelationKind.ON_ROLL).select_related("setting").first()
    hidden = policies.hides_location(user, child, on=on)
    place = UNLOCATED if hidden else setting.setting.name if setting and setting.setting else ""
    where = "" if hidden or not child.district else child.district.name
    age = f"{age_on(child.born_on, on)} years" if child.born_on else child.birth_words
    parts = [age, year_words(child, on), where, place, child.reference]
    return ChildHead(str(child.uuid), child.full_name, " · ".join(part for part in parts if part), alerts(child, on))


def alerts(child: Child, on: date) -> tuple[str, ...]:
    """What must not be overlooked, in words."""
    found = []
    if child.died_on:
        found.append("This child has died. Nothing goes out; a named person looks after the family.")
    if child.is_address_protected:
        found.append("The address is protected. Say nothing about where the child lives or learns.")
    for bar in Exclusion.objects.filter(current(on), child=child, lifted_at__isnull=True).select_related("person"):
        who = bar.person.full_name if bar.person else "An account"
        acts = ", ".join(act.value for act in bar.acts)
        found.append(f"{who} is barred ({bar.get_basis_display().lower()}): {acts}.")
    if child.is_looked_after:
        found.append("Looked after: tell the virtual school and the social worker as well.")
    holder = policies.rights_holder(child, on)
    if holder == RightsHolder.NOT_KNOWN:
        found.append("The birth date is not known yet. Ask for it: it settles who decides and who is written to.")
    elif holder != RightsHolder.PARENTS:
        found.append("Past compulsory school age: decisions and letters go to the young person.")
    return (*found, *_family_wishes(child, on))


def _family_wishes(child: Child, on: date) -> list[str]:
    members = people.family_of(child, on)
    helped = dict(CommunicationProfile.objects.filter(person__in=[member.person for member in members])
                  .exclude(help_to_take_part="").values_list("person", "help_to_take_part"))
    found = []
    for member in members:
        if member.person.is_safe_contact_needed:
            found.append(f"{member.person.full_name}: safe contact only. {member.person.safe_contact_words}".strip())
        if member.person.pk in helped:
            found.append(f"{member.person.full_name} needs: {helped[member.person.pk]}")
    return found


def standings(child: Child) -> list[tuple[str, str, str, str]]:
    """One line for each room that has something."""
    rows = Standing.objects.filter(child=child).order_by("next_on", "room")
    return [
        (row.words, in_words(row.since), row.holder,
         f"{row.next_words} ({in_words(row.next_on)})" if row.next_on else row.next_words)
        for row in rows
    ]


def requests(user: User, child: Child, on: date) -> list[RequestBox]:
    """The requests of a child, newest first."""
    cards = cases_of(user, child, on)
    return [RequestBox(card, reverse("ehc_request", args=[card.uuid]), _facts(card)) for card in cards]


def _facts(card: CaseCard) -> tuple[tuple[str, str], ...]:
    rows = [
        ("State", card.state_words),
        ("Day 0", in_words(card.received_on) if card.received_on else "Not in our records"),
        ("Lawful date", f"{in_words(card.due)}{', passed' if card.is_late else ''}" if card.due else ""),
        ("Who has it", card.holder.words if card.holder else "Nobody yet"), ("Waits for", card.waiting_for),
    ]
    return tuple(row for row in rows if row[1])


def plans(user: User, child: Child, on: date) -> list[PlanBox]:
    """The plans of the register, each with its dates."""
    return [
        PlanBox(row.plan.reference, _plan_facts(row.plan), reverse("ehc_plan", args=[row.plan.uuid]),
                reverse("ehc_plan_proof", args=[row.plan.uuid]), row.picture)
        for row in plan_clocks(user, child, on)
    ]


def _plan_facts(row: Plan) -> tuple[tuple[str, str], ...]:
    needs = " and ".join(code for code in (row.primary_need, row.secondary_need) if code)
    days: Sequence[tuple[str, date | None]] = (
        ("First made", row.made_on), ("Last review meeting", row.review_meeting_on),
        ("Last review decision", row.last_review_on), ("Ceased", row.ceased_on), ("Known as at", row.known_as_at_on),
    )
    facts = [("Needs", needs), *((name, in_words(day)) for name, day in days if day)]
    return tuple(fact for fact in facts if fact[1])


def people_around(user: User, child: Child, on: date) -> list[tuple[str, str, str]]:
    """The child's people as this viewer may know them: name, what they are, how to reach them."""
    return [
        (member.person.full_name,
         f"{member.kind_words}{'; parental responsibility' if member.has_responsibility else ''}",
         " ".join(part for part in (member.person.phone, member.person.email) if part))
        for member in people.family_shown(user, child, on)
    ]
