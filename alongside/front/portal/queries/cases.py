"""A child's requests as a family and an officer read them: plain values, ready for a page."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.urls import reverse

from alongside.commons.clocks import queries as clocks
from alongside.commons.clocks.models import Deadline
from alongside.commons.clocks.words import DeadlineState
from alongside.front.portal.queries.outlooks import OutlookLine, outlooks_of
from alongside.ground.access.models import User
from alongside.ground.core.dates import day_of, days_between, in_words
from alongside.ground.people import queries as people
from alongside.ground.people.models import Child, Post, Team
from alongside.work.ehc import words as ehc
from alongside.work.ehc.models import Decision, Request
from alongside.work.ehc.queries import cases as ehc_cases
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
class DateLine:
    """One duty of the law on a page: its title, day, state, and the counting behind it."""

    title: str
    due: date | None
    done: date | None
    state: str
    citation: str
    strength: str
    checked: str
    working: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class ToldLate:
    """What a person has told the family about a date that was missed: why, what comes next, and when it was said."""

    why: str
    expected: str
    told_on: str


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
    dates: tuple[DateLine, ...]
    appeal_until: date | None
    evidence_href: str
    """Where words and files can be added while something is waited for; else empty."""
    outlooks: tuple[OutlookLine, ...] = ()
    told_late: ToldLate | None = None


def cases_of(user: User, child: Child, on: date) -> list[CaseCard]:
    """The requests of a child that this account may see, newest first; joined ones are part of the first."""
    requests = [row for row in ehc_cases.requests_of(user, child, on) if row.duplicate_of_id is None]
    deadlines = clocks.deadlines_of([row.track_id for row in requests if row.track_id])
    holders = people.holder_words_of([row.officer for row in requests if row.officer], on=on)
    appeals = _appeals(requests)
    ahead = outlooks_of([row for row in requests if row.state in ehc.LIVE], on)
    cards = (card(row, deadlines.get(row.track_id or 0, []), holders, appeals, on) for row in requests)
    return [replace(found, outlooks=ahead.get(row.pk, ())) for row, found in zip(requests, cards, strict=True)]


def card(row: Request, deadlines: list[Deadline], holders: dict[int, str], appeals: dict[int, date | None],
         on: date) -> CaseCard:
    """One request in words. The next date is the family's answer, then the plan."""
    duty = ehc.DECISION_DUTY if row.state in ehc.UNDECIDED else ehc.PLAN_DUTY
    awaited = next((line for line in deadlines if line.duty == duty and line.state in RUNNING), None)
    due = awaited.due if awaited else None
    is_waiting = row.state in ehc.LIVE
    day = days_between(row.received_on, on) if row.received_on else 0
    lines = tuple(date_line(line) for line in deadlines)
    return CaseCard(
        uuid=str(row.uuid), reference=row.reference, state=row.state, state_words=ehc.STATE_WORDS[row.state],
        day_words=day_count(row.received_on, due, on) if row.received_on else "",
        day=day, of=days_between(row.received_on, due) if row.received_on and due else 0, due=due,
        is_late=bool(is_waiting and due and due < on), is_waiting=is_waiting,
        what="answer" if row.state in ehc.UNDECIDED else "send the final plan",
        holder=holder_of(row, holders), waiting_for=row.waiting_for, received_on=row.received_on,
        is_known_only_from_return=row.known_as_at_on is not None, dates=lines,
        appeal_until=appeals.get(row.pk),
        evidence_href=reverse("ehc_evidence", args=[row.uuid]) if is_waiting else "",
        told_late=ToldLate(row.late_why, row.late_expected, in_words(day_of(row.late_told_at), weekday=True))
        if row.late_told_at and is_waiting else None,
    )


def _appeals(requests: list[Request]) -> dict[int, date | None]:
    """Until when at least each refusal among these can be appealed; one query, and none without a refusal."""
    refused = [row.pk for row in requests if row.state == ehc.RequestState.REFUSED]
    if not refused:
        return {}
    return dict(Decision.objects.filter(request__in=refused, is_current=True).values_list("request", "appeal_until_on"))


def holder_of(row: Request, holders: dict[int, str]) -> Holder | None:
    """Who holds a request: a post, else the team."""
    place: Post | Team | None = row.officer or row.team
    if place is None:
        return None
    team = row.officer.team if row.officer else row.team
    name = holders[row.officer.pk] if row.officer else place.title
    return Holder(
        words=name, since=in_words(row.holder_since_on) if row.holder_since_on else "",
        phone=place.phone or (team.phone if team else ""),
    )


def date_line(line: Deadline) -> DateLine:
    """A stored deadline as a page shows it."""
    return DateLine(
        title=line.title, due=line.due, done=line.done, state=line.state, citation=line.citation,
        strength=line.strength, checked=line.checked, working=tuple(line.working), note=line.note,
    )


def latest_first(cards: Iterable[CaseCard]) -> list[CaseCard]:
    """Cases that wait for something before those that are over."""
    return sorted(cards, key=lambda found: not found.is_waiting)
