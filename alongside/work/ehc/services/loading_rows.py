"""One line of the return against what is known: rows to write, or nothing where nothing changed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from alongside.commons.clocks.models import Track
from alongside.commons.clocks.words import TrackKind
from alongside.ground.core.references import new_reference
from alongside.ground.people.models import Child, Team
from alongside.work.ehc.models import Assessment, Plan, Request
from alongside.work.ehc.words import LAW, AskedBy, Door, IdentityState, PlanSource, RequestState

SOURCE = "return"
ASKED_BY_SOURCE: dict[str, str] = {
    "1": AskedBy.PARENT, "2": AskedBy.SETTING, "3": AskedBy.ANY_PERSON, "4": AskedBy.ANY_PERSON,
    "5": AskedBy.ANY_PERSON,
}
STATE_OF_OUTCOME: dict[str, str] = {
    "Y": RequestState.AGREED, "N": RequestState.REFUSED, "A": RequestState.CONSIDERING, "W": RequestState.WITHDRAWN,
    "H": RequestState.HISTORICAL,
}


@dataclass(frozen=True, slots=True)
class LoadedAssessment:
    """Module 3 of the return; codes as they stand in the file."""

    outcome_code: str = ""
    outcome_on: date | None = None
    week20_code: str = ""
    mediation_code: str = ""
    tribunal_code: str = ""
    other_mediation_code: str = ""
    other_tribunal_code: str = ""


@dataclass(frozen=True, slots=True)
class LoadedPlan:
    """Modules 4 and 5: the named plan and the active plan as one entry; `setting_id` is the key of people's setting."""

    made_on: date | None = None
    ceased_on: date | None = None
    cease_reason: str = ""
    primary_need: str = ""
    secondary_need: str = ""
    last_review_on: date | None = None
    review_meeting_on: date | None = None
    review_outcome: str = ""
    review_draft_on: date | None = None
    phase_transfer_due_on: date | None = None
    phase_transfer_final_on: date | None = None
    setting_id: int | None = None
    setting_code: str = ""
    setting_words: str = ""
    residential_code: str = ""
    work_based_code: str = ""
    personal_budget_code: str = ""
    arrangements_code: str = ""
    direct_payment_code: str = ""
    transfer_la_code: str = ""


@dataclass(frozen=True, slots=True)
class LoadedRequest:
    """Module 2 with what hangs on it; a historical one has no day of receipt and is kept on its plan only."""

    received_on: date | None = None
    source_code: str = ""
    outcome_code: str = ""
    outcome_on: date | None = None
    rya_code: str = ""
    mediation_code: str = ""
    tribunal_code: str = ""
    exported_code: str = ""
    assessment: LoadedAssessment | None = None
    plan: LoadedPlan | None = None
    extras: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LoadedCase:
    """Everything that the return says about one child; `known_as_at_on` is census day."""

    child_id: int
    known_as_at_on: date
    requests: tuple[LoadedRequest, ...]


@dataclass(slots=True)
class Row:
    """One request of the return with its rows; `is_ours` when the service knows the request better than the file."""

    child: Child
    team: Team | None
    request: Request | None = None
    assessment: Assessment | None = None
    plan: Plan | None = None
    is_ours: bool = False
    is_changed: bool = False

    def request_track(self) -> Track:
        """The request's track, made where there is none."""
        request = self.request
        assert request is not None  # asked only for requests on a clock
        assert request.received_on is not None
        if request.track is None:
            request.track = Track(
                child=self.child, ref=f"ehc:request:{request.uuid}", kind=TrackKind.REQUEST, regime=request.regime,
                opened_on=request.received_on,
            )
        return request.track

    def plan_track(self) -> Track:
        """The plan's track, made where there is none."""
        plan = self.plan
        assert plan is not None  # asked only for plans on a clock
        assert plan.made_on is not None
        if plan.track is None:
            plan.track = Track(
                child=self.child, ref=f"ehc:plan:{plan.uuid}", kind=TrackKind.PLAN, regime=plan.regime,
                opened_on=plan.made_on,
            )
        return plan.track

    def point_at_tracks(self) -> None:
        """Tracks have their keys now."""
        for thing in (self.request, self.plan):
            if thing is not None and thing.track is not None:
                # Setting the relation again takes over its key and keeps the object at hand.
                track = thing.track
                thing.track = track

    def point_at_request(self) -> None:
        """The request has its key now."""
        if self.request is not None and self.assessment is not None:
            self.assessment.request = self.request
        if self.request is not None and self.plan is not None:
            self.plan.request = self.request


@dataclass(slots=True)
class Known:
    """What is on record about a batch of children."""

    requests: dict[tuple[int, date | None], Request] = field(default_factory=dict)
    assessments: dict[int, Assessment] = field(default_factory=dict)
    plans: dict[tuple[int, date | None], Plan] = field(default_factory=dict)


def known_rows(children: Mapping[int, Child]) -> Known:
    """Requests, assessments and plans of these children; three queries."""
    known = Known()
    requests = Request.objects.filter(child__in=children, duplicate_of__isnull=True)
    for request in requests.select_related("track", "team", "officer"):
        known.requests[request.child_id, request.received_on] = request
    for assessment in Assessment.objects.filter(request__child__in=children):
        known.assessments[assessment.request_id] = assessment
    for plan in Plan.objects.filter(child__in=children).select_related("track", "team", "officer"):
        known.plans[plan.child_id, plan.made_on] = plan
    return known


def rows_of(case: LoadedCase, child: Child, known: Known, team: Team | None, at: datetime) -> Iterator[Row]:
    """The rows of one child's requests."""
    for given in case.requests:
        row = Row(child, team)
        if given.received_on is not None:
            _request(row, given, known, case.known_as_at_on, at)
        if given.plan is not None:
            _plan(row, given, given.plan, known, case.known_as_at_on)
        if row.request is not None or row.plan is not None:
            yield row


def _request(row: Row, given: LoadedRequest, known: Known, as_at: date, at: datetime) -> None:
    request = known.requests.get((row.child.pk, given.received_on))
    row.is_ours = request is not None and request.door != Door.RETURN
    if request is None:
        request = Request(
            reference=new_reference("EHC"), child=row.child, regime=LAW, door=Door.RETURN,
            received_on=given.received_on, entered_at=at, identity_state=IdentityState.NOT_NEEDED, source=SOURCE,
            team=row.team, first_team=row.team, holder_since_on=as_at,
        )
        known.requests[row.child.pk, given.received_on] = request
    row.request = request
    if row.is_ours:
        return
    values: dict[str, Any] = {
        "asked_by_kind": ASKED_BY_SOURCE.get(given.source_code, AskedBy.UNKNOWN), "state": state_of(given),
        "source_code": given.source_code, "outcome_code": given.outcome_code, "outcome_on": given.outcome_on,
        "rya_code": given.rya_code, "mediation_code": given.mediation_code, "tribunal_code": given.tribunal_code,
        "exported_code": given.exported_code, "known_as_at_on": as_at,
    }
    if request.officer_id is None:
        values["team"] = row.team
    row.is_changed |= _take(request, values)
    if given.assessment is not None:
        _assessment(row, given.assessment, known)


def state_of(given: LoadedRequest) -> str:
    """How far a request of the return has come."""
    if given.outcome_code == "A" and given.exported_code:
        return RequestState.PASSED_ON
    ended = given.assessment is not None and given.assessment.outcome_code in ("Y", "N", "W")
    is_done = given.plan is not None and given.plan.made_on is not None
    if given.outcome_code == "Y" and (is_done or (ended and given.assessment and given.assessment.outcome_code != "Y")):
        return RequestState.FINISHED
    return STATE_OF_OUTCOME.get(given.outcome_code, RequestState.CONSIDERING)


def _assessment(row: Row, given: LoadedAssessment, known: Known) -> None:
    request = row.request
    found = known.assessments.get(request.pk) if request is not None and request.pk else None
    assessment = found or Assessment(request=request, source=SOURCE)
    row.assessment = assessment
    row.is_changed |= _take(assessment, {name: getattr(given, name) for name in LoadedAssessment.__slots__})


def _plan(row: Row, given: LoadedRequest, loaded: LoadedPlan, known: Known, as_at: date) -> None:
    plan = known.plans.get((row.child.pk, loaded.made_on))
    if plan is None:
        plan = Plan(
            reference=new_reference("PLAN"), child=row.child, regime=LAW, source=PlanSource.RETURN, team=row.team,
            holder_since_on=as_at, made_on=loaded.made_on,
        )
        known.plans[row.child.pk, loaded.made_on] = plan
    row.plan = plan
    values: dict[str, Any] = {name: getattr(loaded, name) for name in LoadedPlan.__slots__} | {"known_as_at_on": as_at}
    if given.received_on is None or given.extras:
        values["return_codes"] = _codes(given)
    if plan.officer_id is None:
        values["team"] = row.team
    row.is_changed |= _take(plan, values)


def _codes(given: LoadedRequest) -> dict[str, Any]:
    """Codes of a historical request that have no row of their own, word for word."""
    names = ("source_code", "outcome_code", "rya_code", "mediation_code", "tribunal_code", "exported_code")
    kept: dict[str, Any] = {name: getattr(given, name) for name in names if getattr(given, name)}
    if given.assessment is not None:
        found = {name: getattr(given.assessment, name) for name in LoadedAssessment.__slots__}
        kept["assessment"] = {n: v.isoformat() if isinstance(v, date) else v for n, v in found.items() if v}
    return kept | dict(given.extras)


def _take(row: Request | Assessment | Plan, values: Mapping[str, Any]) -> bool:
    """Set what differs; whether anything did, or the row is new."""
    changed = row.pk is None
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)
            changed = True
    return changed
