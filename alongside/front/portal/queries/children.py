"""A child's page for those who work with the child."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse

from alongside.commons.actions import timeline as actions
from alongside.commons.actions.queries import ledger, owners, todo
from alongside.commons.clocks import queries as clocks
from alongside.commons.clocks.engine.picture import Picture
from alongside.commons.messaging import timeline as messaging
from alongside.front.portal.queries.cases import CaseCard, cards_of, tracks_of
from alongside.front.portal.queries.papers import papers_of
from alongside.front.portal.queries.plans import PlanClock, plan_clocks
from alongside.front.portal.queries.timelines import timeline_of
from alongside.ground.access.models import User
from alongside.ground.core.dates import age_on, day_of, in_words, nc_year
from alongside.ground.people import policies
from alongside.ground.people import queries as people
from alongside.ground.people.models import Child, Standing
from alongside.ground.people.queries import Sheet
from alongside.ground.people.words import UNLOCATED, RightsHolder
from alongside.work.ehc import queries as ehc
from alongside.work.ehc import timeline as ehc_timeline
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


def page_of(user: User, child: Child, at: datetime) -> dict[str, Any]:
    """Everything on the page of a child whom this account has opened; as many queries whatever there is of each."""
    on, key = day_of(at), child.pk
    sheet = people.sheet_of(user, child, on)
    requests, plans = ehc.requests_of(user, [child], on), ehc.plans_of([child])
    deadlines = clocks.deadlines_of(tracks_of(requests, plans))
    entries = ehc_timeline.entries(user, requests[key], plans[key], on)
    promises, to_do = ledger.about(user, [child])[key], todo.about(user, child, at=at)
    names = owners.words_of({row.owner for row in promises} | {row.owner for row in to_do}, on)
    return {
        "child": head(child, sheet, on), "standings": standings(people.standings([child])[key]),
        "requests": boxes(cards_of(user, requests, deadlines, on)[key]),
        "plans": plan_boxes(plan_clocks(user, plans[key], deadlines, on)), "people": people_around(sheet),
        "documents": papers_of(user, [child], on)[child.uuid], "promises": ledger.worked(promises, on, names),
        "todo": todo.lines(to_do, on, names), "events": timeline_of(
            entries, messaging.lines_about(user, [child], at=at)[key], actions.lines(user, promises), sheet.timeline
        ),
    }


def year_words(child: Child, on: date) -> str:
    """School year by birth date, in words; nothing while the birth date is not known."""
    if child.born_on is None:
        return ""
    year = nc_year(child.born_on, on)
    return "before school" if year < 0 else "Reception" if year == 0 else f"year {year}" if year <= 14 else "over 18"


def head(child: Child, sheet: Sheet, on: date) -> ChildHead:
    """The first lines of a child's page."""
    place = UNLOCATED if sheet.is_location_hidden else sheet.setting_name
    where = "" if sheet.is_location_hidden or not child.district else child.district.name
    age = f"{age_on(child.born_on, on)} years" if child.born_on else child.birth_words
    parts = [age, year_words(child, on), where, place, child.reference]
    return ChildHead(
        str(child.uuid), child.full_name, " · ".join(part for part in parts if part), alerts(child, sheet, on)
    )


def alerts(child: Child, sheet: Sheet, on: date) -> tuple[str, ...]:
    """What must not be overlooked, in words."""
    found = []
    if child.died_on:
        found.append("This child has died. Nothing goes out; a named person looks after the family.")
    if child.is_address_protected:
        found.append("The address is protected. Say nothing about where the child lives or learns.")
    for bar in sheet.kept_out:
        found.append(f"{bar.who} is barred ({bar.basis.lower()}): {', '.join(act.value for act in bar.acts)}.")
    if child.is_looked_after:
        found.append("Looked after: tell the virtual school and the social worker as well.")
    holder = policies.rights_holder(child, on)
    if holder == RightsHolder.NOT_KNOWN:
        found.append("The birth date is not known yet. Ask for it: it settles who decides and who is written to.")
    elif holder != RightsHolder.PARENTS:
        found.append("Past compulsory school age: decisions and letters go to the young person.")
    return (*found, *_family_wishes(sheet))


def _family_wishes(sheet: Sheet) -> list[str]:
    found = []
    for member in sheet.near:
        if member.safe_words:
            found.append(f"{member.name}: {member.safe_words}")
        if member.help_words:
            found.append(f"{member.name} needs: {member.help_words}")
    return found


def standings(rows: Iterable[Standing]) -> list[tuple[str, str, str, str]]:
    """One line for each room that has something."""
    return [
        (row.words, in_words(row.since), row.holder,
         f"{row.next_words} ({in_words(row.next_on)})" if row.next_on else row.next_words)
        for row in rows
    ]


def boxes(cards: Iterable[CaseCard]) -> list[RequestBox]:
    """The requests of a child, newest first."""
    return [RequestBox(card, reverse("ehc_request", args=[card.uuid]), _facts(card)) for card in cards]


def _facts(card: CaseCard) -> tuple[tuple[str, str], ...]:
    rows = [
        ("State", card.state_words),
        ("Day 0", in_words(card.received_on) if card.received_on else "Not in our records"),
        ("Lawful date", f"{in_words(card.due)}{', passed' if card.is_late else ''}" if card.due else ""),
        ("Who has it", card.holder.words if card.holder else "Nobody yet"), ("Waits for", card.waiting_for),
    ]
    return tuple(row for row in rows if row[1])


def plan_boxes(plans: Iterable[PlanClock]) -> list[PlanBox]:
    """The plans of the register, each with its dates."""
    return [
        PlanBox(row.plan.reference, _plan_facts(row.plan), reverse("ehc_plan", args=[row.plan.uuid]),
                reverse("ehc_plan_proof", args=[row.plan.uuid]), row.picture)
        for row in plans
    ]


def _plan_facts(row: Plan) -> tuple[tuple[str, str], ...]:
    needs = " and ".join(code for code in (row.primary_need, row.secondary_need) if code)
    days: Sequence[tuple[str, date | None]] = (
        ("First made", row.made_on), ("Last review meeting", row.review_meeting_on),
        ("Last review decision", row.last_review_on), ("Ceased", row.ceased_on), ("Known as at", row.known_as_at_on),
    )
    facts = [("Needs", needs), *((name, in_words(day)) for name, day in days if day)]
    return tuple(fact for fact in facts if fact[1])


def people_around(sheet: Sheet) -> list[tuple[str, str, str]]:
    """The child's people: name, what they are, how to reach them."""
    return [
        (near.name, f"{near.kind_words}{'; parental responsibility' if near.has_responsibility else ''}", near.reach)
        for near in sheet.near
    ]
