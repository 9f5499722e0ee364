"""Rows to rulebook events: what happened to a request or a plan, in the rulebook's words."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import rulebook
from alongside.ground.core.dates import day_of
from alongside.ground.people import queries as people
from alongside.ground.people.models import Closure
from alongside.work.ehc.models import (
    Assessment,
    Consultation,
    Decision,
    ExceptionClaim,
    IdentityCheck,
    PartnerNotice,
    Plan,
    Request,
    Withdrawal,
)
from alongside.work.ehc.words import (
    CLOSURE_WINDOW,
    NOTICED,
    PLAN_DUTY,
    PLAN_WEEKS,
    WEEK20_EXCEPTION,
    ConsultedKind,
    IdentityState,
    Outcome,
    Partner,
    RequestState,
)
from rulebook import AppealDates as AppealDates
from rulebook import Event as Event


@dataclass(frozen=True, slots=True)
class Story:
    """Everything on record about one request that the law counts."""

    request: Request
    decision: Decision | None = None
    assessment: Assessment | None = None
    plan: Plan | None = None
    withdrawal: Withdrawal | None = None
    checks: tuple[IdentityCheck, ...] = ()
    notices: tuple[PartnerNotice, ...] = ()
    consultations: tuple[Consultation, ...] = ()
    claims: tuple[ExceptionClaim, ...] = ()
    closures: Mapping[int, list[Closure]] = field(default_factory=dict)


def story_of(request: Request) -> Story:
    """One request's story as it stands in the database."""
    return stories_of([request])[0]


def stories_of(requests: Iterable[Request]) -> list[Story]:
    """Many requests' stories; nine queries for all of them."""
    rows = list(requests)
    keys = [row.pk for row in rows]
    decisions = {d.request_id: d for d in Decision.objects.filter(request__in=keys, is_current=True)}
    assessments = {a.request_id: a for a in Assessment.objects.filter(request__in=keys)}
    plans = {p.request_id: p for p in Plan.objects.filter(request__in=keys).order_by("-id")}
    withdrawals = {w.request_id: w for w in Withdrawal.objects.filter(request__in=keys)}
    checks = _grouped(IdentityCheck.objects.filter(request__in=keys).order_by("checked_at", "id"))
    notices = _grouped(PartnerNotice.objects.filter(request__in=keys).order_by("sent_at", "id"))
    asked = list(Consultation.objects.filter(request__in=keys).select_related("setting").order_by("asked_at", "id"))
    consultations = _grouped(asked)
    settings = {one.setting for one in asked if one.kind == ConsultedKind.SETTING and one.setting is not None}
    closures = people.closures_of_many(settings) if settings else {}
    claims = _grouped(ExceptionClaim.objects.filter(request__in=keys).order_by("claimed_at", "id"))
    return [
        Story(
            row, decisions.get(row.pk), assessments.get(row.pk), plans.get(row.pk), withdrawals.get(row.pk),
            checks=tuple(checks.get(row.pk, ())), notices=tuple(notices.get(row.pk, ())),
            consultations=tuple(consultations.get(row.pk, ())), claims=tuple(claims.get(row.pk, ())),
            closures=closures,
        )
        for row in rows
    ]


def _grouped(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.request_id, []).append(row)
    return found


def request_events(story: Story) -> tuple[Event, ...]:
    """The events of a request; none when the day of receipt lies before our records."""
    request = story.request
    if request.received_on is None:
        return ()
    start = "child_brought_to_notice" if request.asked_by_kind in NOTICED else "request_received"
    return (
        Event(start, request.received_on),
        *_first_days(story),
        *_answer(story),
        *_claims(story),
        *_after_agreement(story),
        *_end(story),
    )


def _first_days(story: Story) -> Iterator[Event]:
    request = story.request
    if request.acknowledged_on:
        yield Event("request_acknowledged", request.acknowledged_on)
    if request.identity_asked_on:
        yield Event("access_requested", request.identity_asked_on)
    for check in story.checks:
        if check.outcome in (IdentityState.CHECKED, IdentityState.FAILED):
            yield Event("identity_checked", day_of(check.checked_at))
    if request.family_called_on:
        yield Event("family_called", request.family_called_on)
    told = partners_told_on(story)
    if told:
        yield Event("partners_notified", told)
    for asked in story.consultations:
        if asked.kind == ConsultedKind.FAMILY:
            yield Event("family_consulted", day_of(asked.asked_at))
        elif asked.kind == ConsultedKind.SETTING:
            on = day_of(asked.asked_at)
            yield Event("information_requested", on, "school", _closure_told(asked, story.closures, on))


def _closure_told(asked: Consultation, closures: Mapping[int, list[Closure]], on: date) -> dict[str, str]:
    """The closure that decides whether a request for a view came at a bad time: the longest whose window holds the day,
    else the one nearest to it; nothing where none is on record.
    """
    rows = closures.get(asked.setting_id or 0, [])
    if asked.setting is None or not rows:
        return {}
    inside = [row for row in rows if row.closed_from - CLOSURE_WINDOW <= on <= row.open_from - CLOSURE_WINDOW]
    chosen = max(inside, key=lambda row: row.open_from - row.closed_from) if inside else min(
        rows, key=lambda row: min(abs(row.closed_from - on), abs(row.open_from - on))
    )
    return {"setting": asked.setting.name, "closed_from": chosen.closed_from.isoformat(),
            "open_from": chosen.open_from.isoformat()}


def partners_told_on(story: Story) -> date | None:
    """The day on which the last of those whom regulation 4(2) names was told; None while one is missing."""
    needed = {Partner.HEALTH.value, Partner.SOCIAL_CARE.value}
    if story.request.setting_id:
        needed.add(Partner.SETTING.value)
    first: dict[str, date] = {}
    for notice in story.notices:
        first.setdefault(notice.partner, day_of(notice.sent_at))
    return max(first[partner] for partner in needed) if needed <= set(first) else None


def _answer(story: Story) -> Iterator[Event]:
    decision, request = story.decision, story.request
    if decision is not None:
        yield Event("assessment_decided", day_of(decision.decided_at))
        if decision.notified_on and decision.outcome == Outcome.AGREE:
            yield Event("assessment_agreed_notified", decision.notified_on)
        elif decision.notified_on:
            yield Event("assessment_refused_notified", decision.notified_on, "", {"contents": "complete"})
    elif request.outcome_on and request.outcome_code == "Y":
        yield Event("assessment_agreed_notified", request.outcome_on)
    elif request.outcome_on and request.outcome_code == "N":
        yield Event("assessment_refused_notified", request.outcome_on)
    if story.withdrawal:
        yield Event("request_withdrawn", story.withdrawal.withdrawn_on)
    elif request.outcome_on and request.outcome_code == "W":
        yield Event("request_withdrawn", request.outcome_on)


def _claims(story: Story) -> Iterator[Event]:
    """Exceptions as they were claimed. One that only the return tells of has no ground until a person gives it, and
    then counts from the day of the return, not from the day on which somebody found the ground in the file.
    """
    told = exception_told_on(story.request, story.assessment)
    for claim in story.claims:
        is_of_return = told is not None and claim.duty == PLAN_DUTY
        yield _claim(claim, min(told, day_of(claim.claimed_at)) if told and is_of_return else day_of(claim.claimed_at))
    if told is not None and not any(claim.duty == PLAN_DUTY for claim in story.claims):
        yield Event("exception_claimed", told, "", {"ground": rulebook.NOT_GIVEN, "step": PLAN_DUTY})


def exception_told_on(request: Request, assessment: Assessment | None) -> date | None:
    """The day for which the return says that an exception applied at 20 weeks; None where it says nothing of it."""
    if assessment is None or assessment.week20_code != WEEK20_EXCEPTION or request.received_on is None:
        return None
    week20 = request.received_on + PLAN_WEEKS
    return max(request.received_on, min(week20, request.known_as_at_on or week20))


def _claim(claim: ExceptionClaim, on: date) -> Event:
    data = {"ground": claim.ground, "step": claim.duty, "from": claim.from_on.isoformat()}
    if claim.to_on:
        data["to"] = claim.to_on.isoformat()
    return Event("exception_claimed", on, "", data)


def _after_agreement(story: Story) -> Iterator[Event]:
    done = story.assessment
    if done is not None and done.outcome_on:
        if done.outcome_code == "N":
            yield Event("no_plan_notified", done.outcome_on)
        elif done.outcome_code == "Y":
            yield Event("plan_agreed", done.outcome_on)
        elif done.outcome_code == "W":
            yield Event("case_closed", done.outcome_on, "", {"reason": "assessment withdrawn or ceased"})
    if story.plan is not None and story.plan.made_on:
        yield Event("final_plan_sent", story.plan.made_on)


def _end(story: Story) -> Iterator[Event]:
    request = story.request
    if request.closed_on and request.state in (RequestState.PASSED_ON, RequestState.CLOSED):
        yield Event("case_closed", request.closed_on, "", {"reason": request.closed_why or request.state})


def plan_events(plan: Plan) -> tuple[Event, ...]:
    """The events of an entry of the register; none when the day it was made is not known."""
    if plan.made_on is None:
        return ()
    last = plan.last_review_on
    events = [Event("plan_made", plan.made_on, "", {"last_review": last.isoformat()} if last else {})]
    meeting = plan.review_meeting_on
    if meeting and meeting >= plan.made_on and (last is None or meeting > last):
        events.append(Event("review_meeting_held", meeting, "", {"report": "not_known"} if plan.known_as_at_on else {}))
    if plan.ceased_on:
        events.append(Event("plan_ceased", plan.ceased_on))
    return tuple(events)


def appeal_dates(sent_on: date) -> AppealDates:
    """Until when a family can appeal and contact the mediation adviser after a letter sent on a day."""
    return rulebook.dates_for_refusal(sent_on)


def identity_event(on: date) -> Event:
    """The event that starts the clock of an identity check."""
    return Event("access_requested", on)


def start_event(asked_by_kind: str, received_on: date) -> Event:
    """The one event that starts the clock: enough to work out the lawful dates of an acknowledgement."""
    return Event("child_brought_to_notice" if asked_by_kind in NOTICED else "request_received", received_on)


Line = tuple[str, str, str]
"""What happened, the day as text, and of what kind it was: a partner, whom we asked, an outcome."""


def happened(story: Story) -> list[Line]:
    """The steps as lines for a timeline; kept with the others, so that a page reads no table of steps."""
    found = [("told", day_of(n.sent_at), n.partner) for n in story.notices]
    for asked in story.consultations:
        found.append(("asked", day_of(asked.asked_at), asked.kind))
        if asked.answered_at:
            found.append(("answered", day_of(asked.answered_at), asked.kind))
    if story.decision is not None and story.decision.notified_on:
        found.append(("sent", story.decision.notified_on, story.decision.outcome))
    if story.withdrawal is not None:
        found.append(("withdrawn", story.withdrawal.withdrawn_on, ""))
    found += [("excepted", day_of(claim.claimed_at), "") for claim in story.claims]
    return [(what, day.isoformat(), str(kind)) for what, day, kind in found]


def kept_steps(story: Story) -> dict[str, Any]:
    """What a list needs of the steps so far; kept on the request at every act, so that a tray reads one row."""
    asked = [c for c in story.consultations if c.kind == ConsultedKind.SETTING]
    answered = [c for c in asked if c.answered_at]
    request, decision = story.request, story.decision
    children = Plan.objects.filter(child=request.child_id, ceased_on__isnull=True, request__isnull=False)
    return {
        "told": partners_told_on(story) is not None,
        "called": request.family_called_on is not None,
        "consulted": any(c.kind == ConsultedKind.FAMILY for c in story.consultations),
        "asked": day_of(asked[0].asked_at).isoformat() if asked else None,
        "answered": day_of(answered[0].answered_at).isoformat() if answered and answered[0].answered_at else None,
        "decided": decision.outcome if decision else "", "happened": happened(story),
        "call_note": bool(decision and decision.called_at),
        "has_plan": story.plan is None and children.exclude(request=request).exists(),
        "no_birth_date": request.is_birth_date_missing and request.child.born_on is None,
    }
