"""A child's requests as a family and an officer read them: plain values, ready for a page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.urls import reverse

from alongside.commons.clocks import queries as clocks
from alongside.commons.clocks.engine.catalogue import address_of
from alongside.commons.clocks.engine.picture import Picture, drawn
from alongside.commons.clocks.models import Deadline
from alongside.commons.clocks.words import DeadlineState
from alongside.front.portal.queries.outlooks import OutlookLine, outlooks_of
from alongside.ground.access.models import User
from alongside.ground.access.words import UserKind
from alongside.ground.core.dates import day_of, days_between, in_words
from alongside.ground.people import queries as people
from alongside.ground.people.models import Child
from alongside.work.ehc import queries as ehc_queries
from alongside.work.ehc import words as ehc
from alongside.work.ehc.models import Request
from alongside.work.ehc.queries.proofs import HIDDEN_DUTIES
from alongside.work.ehc.words.day_words import day_count

RUNNING = (DeadlineState.OPEN, DeadlineState.OVERDUE)
"""States in which a limit binds: where an exception may have lifted it, the date alone says nothing."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has a case now, since when, and how to reach them."""

    words: str
    since: str
    phone: str


@dataclass(frozen=True, slots=True)
class Advice:
    """The independent advice service, one tap away."""

    title: str
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class ToldLate:
    """What a person has told the family about a date that was missed: why, what comes next, and when it was said."""

    why: str
    expected: str
    told_on: date


@dataclass(frozen=True, slots=True)
class CaseCard:
    """One request on a family's page."""

    uuid: str
    reference: str
    state: str
    state_words: str
    day_words: str
    day: int
    of: int
    due: date | None
    is_late: bool
    is_waiting: bool
    what: str
    holder: Holder | None
    waiting_for: str
    received_on: date | None
    is_known_only_from_return: bool
    appeal_until: date | None
    advice: Advice | None
    """Who advises, beside an answer that can be appealed."""
    evidence_href: str
    """Where words and files can be added while something is waited for; else empty."""
    outlooks: tuple[OutlookLine, ...] = ()
    duty_href: str = ""
    picture: Picture | None = None
    told_late: ToldLate | None = None


def cases_of(user: User, child: Child, on: date) -> list[CaseCard]:
    """The requests of a child whom this account has opened, newest first; joined ones are part of the first."""
    requests = ehc_queries.requests_of(user, [child], on)
    return cards_of(user, requests, clocks.deadlines_of(tracks_of(requests)), on)[child.pk]


def tracks_of(*rows_by_child: Mapping[int, Iterable[Any]]) -> list[int]:
    """Keys of the clocks of requests and plans, so that a page reads the dates of all of them at once."""
    return [row.track_id for found in rows_by_child for rows in found.values() for row in rows if row.track_id]


def cards_of(
    user: User, requests: Mapping[int, list[Any]], deadlines: Mapping[int, list[Deadline]], on: date
) -> dict[int, list[CaseCard]]:
    """Requests by child as cards, newest first; joined ones are part of the first. As many queries for all as for one."""
    kept = {child: [row for row in found if row.duplicate_of_id is None] for child, found in requests.items()}
    rows = [row for found in kept.values() for row in found]
    hidden = hidden_from(user)
    ahead = outlooks_of([row for row in rows if row.state in ehc.LIVE], on)
    advice = _advice(on) if any(_appeal_until(row) for row in rows) else None
    cards = {}
    for row in rows:
        lines = [line for line in deadlines.get(row.track_id or 0, []) if line.duty not in hidden]
        shown = drawn(lines, day0=row.received_on, on=on) if lines else None
        made = card(row, lines, advice, on)
        cards[row.pk] = replace(
            made, outlooks=ahead.get(row.pk, ()), picture=shown, told_late=lateness_of(row, made.due),
            duty_href=address_of(awaited_duty(row)),
        )
    return {child: [cards[row.pk] for row in found] for child, found in kept.items()}


def hidden_from(user: User) -> frozenset[str]:
    """Duties that no family page shows: they would tell that somebody else asked to see the case."""
    return frozenset() if user.kind == UserKind.PROFESSIONAL else HIDDEN_DUTIES


def awaited_duty(row: Request) -> str:
    """The duty that the family waits for: the answer to the request, then the plan."""
    return ehc.DECISION_DUTY if row.state in ehc.UNDECIDED else ehc.PLAN_DUTY


def lateness_of(row: Request, due: date | None) -> ToldLate | None:
    """What a person wrote once this date had passed; what was said of an earlier date is no answer now."""
    if row.late_told_at is None or due is None or day_of(row.late_told_at) <= due:
        return None
    return ToldLate(row.late_why, row.late_expected, day_of(row.late_told_at))


def card(row: Any, deadlines: list[Deadline], advice: Advice | None, on: date) -> CaseCard:
    """One request in words. The next date is the family's answer, then the plan."""
    duty = awaited_duty(row)
    awaited = next((line for line in deadlines if line.duty == duty and line.state in RUNNING), None)
    due = awaited.due if awaited else None
    is_waiting = row.state in ehc.LIVE
    day = days_between(row.received_on, on) if row.received_on else 0
    appeal_until = _appeal_until(row)
    return CaseCard(
        uuid=str(row.uuid), reference=row.reference, state=row.state, state_words=ehc.STATE_WORDS[row.state],
        day_words=day_count(row.received_on, due, on) if row.received_on else "",
        day=day, of=days_between(row.received_on, due) if row.received_on and due else 0, due=due,
        is_late=bool(is_waiting and due and due < on), is_waiting=is_waiting,
        what="answer" if row.state in ehc.UNDECIDED else "send the final plan",
        holder=holder_of(row), waiting_for=row.waiting_for, received_on=row.received_on,
        is_known_only_from_return=row.known_as_at_on is not None,
        appeal_until=appeal_until,
        advice=advice if appeal_until else None,
        evidence_href=reverse("ehc_evidence", args=[row.uuid]) if is_waiting else "",
    )


def _advice(on: date) -> Advice | None:
    """The area's independent advice service, where it has a telephone number or an e-mail address."""
    teams = people.teams_now(on, kind="advice")
    return next((Advice(team.title, team.phone, team.email) for team in teams if team.phone or team.email), None)


def _appeal_until(row: Any) -> date | None:
    """Until when at least a refusal can be appealed."""
    found: date | None = row.appeal_until if row.state == ehc.RequestState.REFUSED else None
    return found


def holder_of(row: Any) -> Holder | None:
    """Who holds a request: a post, else the team."""
    words, phone = ehc_queries.holder_of(row)
    if not words:
        return None
    return Holder(words=words, since=in_words(row.holder_since_on) if row.holder_since_on else "", phone=phone)


def latest_first(cards: Iterable[CaseCard]) -> list[CaseCard]:
    """Cases that wait for something before those that are over."""
    return sorted(cards, key=lambda found: not found.is_waiting)
