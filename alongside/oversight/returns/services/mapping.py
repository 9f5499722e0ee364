"""What the return says, in the words of the rooms that keep it.

How each request of a person becomes a case, everything as at census day:

- undecided (`A`): an open request on its clock from the day of receipt;
- yes (`Y`) with an assessment that is undecided: an open assessment on the same clock; so too when the yes is
  historical (`H`) but the day of receipt is given, because its clock still runs;
- no (`N`) or withdrawn (`W`): a closed request with its outcome;
- historical (`H`) otherwise: no request, the plan alone;
- a plan: a row of the plan register with its needs, place and latest review; one with an end has ended.

The return holds neither officers nor parents: the team of the child's district holds the case until it is allocated.
Elements and codes that aren't known, or are too long for a column, go along in `extras`, word for word.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from alongside.ground.people.models import Setting
from alongside.ground.people.services import LoadedPerson, LoadedPlacement
from alongside.oversight.returns.engine.records import (
    ActivePlan,
    Assessment,
    NamedPlan,
    Need,
    Person,
    Placement,
    PlanDetail,
    Request,
    unpacked,
)
from alongside.oversight.returns.engine.writer import text_of
from alongside.oversight.returns.models import Load, StagedPerson
from alongside.oversight.returns.words import Decision
from alongside.work.ehc.services import LoadedAssessment, LoadedCase, LoadedPlan, LoadedRequest

_LONGEST_CODE = 10
_LONGEST_WORDS = 200

PlaceKey = tuple[str, str]


@dataclass(slots=True)
class Mapped:
    """Everything that one load hands over: people, and their cases, whose children and settings get keys later."""

    census_day: date
    persons: list[LoadedPerson] = field(default_factory=list)
    waiting: list[tuple[int, tuple[LoadedRequest, ...], tuple[PlaceKey | None, ...]]] = field(default_factory=list)

    def cases(self, child_ids: dict[int, int]) -> Iterator[LoadedCase]:
        """The cases, once people's load has given each position its child and each number its setting."""
        keys = {key for _, _, places in self.waiting for key in places if key}
        settings = _setting_ids(keys)
        for position, requests, places in self.waiting:
            placed = tuple(_placed(request, settings.get(key) if key else None)
                           for request, key in zip(requests, places, strict=True))
            yield LoadedCase(child_id=child_ids[position], known_as_at_on=self.census_day, requests=placed)


def _setting_ids(keys: set[PlaceKey]) -> dict[PlaceKey, int]:
    """The settings of these numbers: two questions, whatever their number."""
    found: dict[PlaceKey, int] = {}
    for name in ("urn", "ukprn"):
        numbers = [number for kind, number in keys if kind == name]
        rows = Setting.objects.filter(**{f"{name}__in": numbers}).values_list(name, "pk")
        found.update({(name, number): pk for number, pk in rows})
    return found


def _placed(request: LoadedRequest, setting_id: int | None) -> LoadedRequest:
    if setting_id is None or request.plan is None:
        return request
    return replace(request, plan=replace(request.plan, setting_id=setting_id))


def mapped(load: Load, staged: Iterable[StagedPerson]) -> Mapped:
    """The staged people of a load, ready to be handed over."""
    assert load.reference_date is not None
    rows = Mapped(load.reference_date)
    for row in staged:
        person: Person = unpacked(row.record)
        rows.persons.append(person_of(person))
        requests, places = [], []
        for request in person.request:
            case, place = case_of(request, load.reference_date, person.extras)
            if case is not None:
                requests.append(case)
                places.append(place)
        if requests:
            rows.waiting.append((person.position, tuple(requests), tuple(places)))
    return rows


def person_of(person: Person) -> LoadedPerson:
    """A person with every place that they have or had; a code of a wrong form is left out, it can't be stored."""
    assert person.born_on is not None
    places = [
        _placement(place) for request in person.request if request.active_plan
        for place in request.active_plan.placement if place.urn or place.ukprn
    ]
    ethnicity, unknown = person.ethnicity or "", person.upn_unknown or ""
    return LoadedPerson(
        position=person.position, upn=person.upn or "", uln=person.uln or "",
        upn_unknown=unknown if len(unknown) <= 4 else "", family_name=person.surname or "",
        given_name=person.forename or "", born_on=person.born_on, sex=person.sex if person.sex in {"M", "F"} else "",
        ethnicity=ethnicity if len(ethnicity) <= 4 else "", postcode=person.postcode or "", placements=tuple(places),
    )


def _placement(place: Placement) -> LoadedPlacement:
    return LoadedPlacement(
        urn=place.urn or "", ukprn=place.ukprn or "", setting_code=place.setting or "",
        rank=2 if place.rank == "2" else 1, starts_on=place.entered_on, ends_on=place.left_on,
    )


def case_of(request: Request, census_day: date, extras: dict[str, str]) -> tuple[LoadedRequest | None, PlaceKey | None]:
    """One request as a case, and the number of the setting where its plan is lived; None when nothing is to be kept."""
    codes = _Codes({f"Person.{name}": value for name, value in extras.items()} if request.active_plan else {})
    place = _place(request.active_plan, request.named_plan, census_day)
    plan = _plan(request, place, codes)
    outcome, received_on = request.outcome or "", request.received_on
    if outcome == Decision.HISTORICAL:
        is_open = request.assessment is not None and request.assessment.outcome == Decision.UNDECIDED
        if is_open and received_on:
            codes.extras["Requests.RequestOutcome"], outcome = outcome, Decision.YES
        else:
            received_on = None
    if received_on is None and plan is None:
        return None, None
    codes.keep("Requests", request.extras)
    case = LoadedRequest(
        received_on=received_on, source_code=codes.fit("Requests.RequestSource", request.source),
        outcome_code=codes.fit("Requests.RequestOutcome", outcome), outcome_on=request.decided_on,
        rya_code=text_of(request.is_rya), mediation_code=text_of(request.is_mediated),
        tribunal_code=text_of(request.is_appealed), exported_code=codes.fit("Requests.Exported", request.exported),
        assessment=_assessment(request.assessment, codes), plan=plan, extras=codes.extras,
    )
    return case, _key_of(place)


class _Codes:
    """Codes that fit a column go on; what doesn't fit, or isn't known at all, is gathered word for word."""

    def __init__(self, extras: dict[str, str]) -> None:
        self.extras: dict[str, Any] = extras

    def fit(self, name: str, code: str | None) -> str:
        """The code, or nothing when it is too long for its column."""
        if code and len(code) > _LONGEST_CODE:
            self.extras[name] = code
            return ""
        return str(code or "")

    def keep(self, record: str, extras: dict[str, str]) -> None:
        """Elements of a record that its year doesn't know."""
        for name, value in extras.items():
            self.extras[f"{record}.{name}"] = value


def _assessment(assessment: Assessment | None, codes: _Codes) -> LoadedAssessment | None:
    if assessment is None:
        return None
    codes.keep("Assessment", assessment.extras)
    return LoadedAssessment(
        outcome_code=codes.fit("Assessment.AssessmentOutcome", assessment.outcome), outcome_on=assessment.decided_on,
        week20_code=text_of(assessment.is_excepted), mediation_code=text_of(assessment.is_mediated),
        tribunal_code=text_of(assessment.is_appealed), other_mediation_code=text_of(assessment.is_other_mediated),
        other_tribunal_code=text_of(assessment.is_other_appealed),
    )


def _plan(request: Request, place: Placement | PlanDetail | None, codes: _Codes) -> LoadedPlan | None:
    """The plan as made and as lived, in one."""
    named, active = request.named_plan, request.active_plan
    if named is None and active is None:
        return None
    named, active = named or NamedPlan(), active or ActivePlan()
    lived = place if isinstance(place, Placement) else Placement()
    codes.keep("NamedPlan", named.extras)
    codes.keep("ActivePlans", active.extras)
    needs = {need.rank: need.need for need in active.need}
    below: list[PlanDetail | Placement | Need] = [*named.plan_detail, *active.placement, *active.need]
    for each in below:
        codes.keep(type(each).__name__, each.extras)
    return LoadedPlan(
        made_on=named.starts_on, ceased_on=named.ceased_on,
        cease_reason=codes.fit("NamedPlan.CeaseReason", named.cease_reason),
        primary_need=codes.fit("SENneed.SENtype.1", needs.get("1")),
        secondary_need=codes.fit("SENneed.SENtype.2", needs.get("2")),
        last_review_on=active.review_decided_on, review_meeting_on=active.reviewed_on,
        review_outcome=codes.fit("ActivePlans.ReviewOutcome", active.review_outcome),
        review_draft_on=active.drafted_on, phase_transfer_due_on=active.phase_due_on,
        phase_transfer_final_on=active.phase_final_on,
        setting_code=codes.fit("PlacementDetail.SENsetting", place.setting if place else ""),
        setting_words=(place.setting_other or "")[:_LONGEST_WORDS] if place else "",
        residential_code=codes.fit("PlacementDetail.Res", lived.residential or named.residential),
        work_based_code=codes.fit("PlacementDetail.WBP", lived.work_based or named.work_based),
        personal_budget_code=text_of(named.has_budget), arrangements_code=text_of(named.is_organised),
        direct_payment_code=codes.fit("NamedPlan.DP", named.direct_payment),
        transfer_la_code=codes.fit("ActivePlans.TransferLA", active.transfer_la),
    )


def _place(active: ActivePlan | None, named: NamedPlan | None, census_day: date) -> Placement | PlanDetail | None:
    """Where the plan is lived on census day: the open place of rank 1; else the setting that the plan names."""
    open_places = [
        place for place in (active.placement if active else [])
        if (place.entered_on is None or place.entered_on <= census_day)
        and (place.left_on is None or place.left_on >= census_day)
    ]
    named_places: list[PlanDetail] = named.plan_detail if named else []
    found: list[Placement | PlanDetail] = [*open_places, *named_places]
    return next((place for place in found if place.rank == "1"), found[0] if found else None)


def _key_of(place: Placement | PlanDetail | None) -> PlaceKey | None:
    if place is None or not (place.urn or place.ukprn):
        return None
    return ("urn", place.urn) if place.urn else ("ukprn", str(place.ukprn))
