"""The yearly return as cases: idempotent, never over what the service knows, all on their clocks."""

from datetime import date, timedelta

import pytest

from alongside.commons.clocks.models import Deadline, Track
from alongside.ground.access.models import AuditEntry
from alongside.ground.core.errors import RefusedError
from alongside.ground.people import services as people
from alongside.ground.people.models import Child, Standing
from alongside.work.ehc import history, queries, tasks, timeline
from alongside.work.ehc import services as ehc
from alongside.work.ehc.models import Assessment, Plan, Request
from alongside.work.ehc.queries import Filters, caseload
from alongside.work.ehc.services import holding
from alongside.work.ehc.words import AskedBy, RequestState
from tests.unit.ehc.conftest import EARLY, ask, days_later, fresh

pytestmark = pytest.mark.django_db
CENSUS = date(2025, 1, 16)
AT = days_later(0)


def kid(name="Robin", **more):
    return people.register_child(given_name=name, family_name="Example", born_on=date(2018, 5, 14), by=None, at=EARLY,
                                 source="return", postcode="PR1 8XJ", **more)


def case(child, *requests):
    return ehc.LoadedCase(child.pk, CENSUS, requests)


def load(*cases, at=AT):
    return ehc.load_many(cases, by=None, at=at)


HISTORICAL = ehc.LoadedRequest(
    outcome_code="H", rya_code="0", assessment=ehc.LoadedAssessment("H", week20_code="1", outcome_on=date(2020, 1, 1)),
    plan=ehc.LoadedPlan(made_on=date(2020, 3, 1), last_review_on=date(2024, 11, 4), primary_need="ASD"),
)


def test_a_plan_from_the_return_is_on_its_clock_with_the_team_of_the_district(town):
    child = kid()
    load(case(child, HISTORICAL))
    plan = Plan.objects.get()
    assert not Request.objects.exists()
    assert plan.team == town.teams["Preston"]
    assert plan.known_as_at_on == CENSUS
    assert plan.return_codes == {"outcome_code": "H", "rya_code": "0", "assessment": {
        "outcome_code": "H", "outcome_on": "2020-01-01", "week20_code": "1"}}
    assert (plan.track.next_duty, plan.track.next_due) == ("review_next_12m", date(2025, 11, 3))
    standing = Standing.objects.get(child=child)
    assert (standing.words, standing.holder, standing.next_on) == (
        "Has an EHC plan", "EHC team, Preston", date(2025, 11, 3))
    assert AuditEntry.objects.get(code="ehc.case.loaded").child_uuid == child.uuid


def test_the_same_return_twice_is_the_same_as_once(town):
    child = kid()
    load(case(child, HISTORICAL))
    before = (fresh(Plan.objects.get()), list(Deadline.objects.values_list("pk", flat=True)))
    outcome = load(case(child, HISTORICAL), at=days_later(1))
    assert (outcome.n_cases, outcome.n_plans, outcome.n_requests) == (1, 0, 0)
    assert before == (Plan.objects.get(), list(Deadline.objects.values_list("pk", flat=True)))
    assert AuditEntry.objects.filter(code="ehc.case.loaded").count() == 1


def test_a_later_return_brings_the_plan_up_to_date(town):
    child = kid()
    load(case(child, HISTORICAL))
    later = ehc.LoadedRequest(outcome_code="H", plan=ehc.LoadedPlan(
        made_on=date(2020, 3, 1), last_review_on=date(2025, 8, 1), ceased_on=date(2025, 8, 20), cease_reason="2"))
    load(ehc.LoadedCase(child.pk, date(2026, 1, 15), (later,)), at=days_later(1))
    plan = Plan.objects.get()
    assert (plan.ceased_on, plan.known_as_at_on) == (date(2025, 8, 20), date(2026, 1, 15))
    assert plan.track.closed_on == date(2025, 8, 20)


def full(received=date(2024, 3, 1)):
    return ehc.LoadedRequest(
        received_on=received, source_code="2", outcome_code="Y", outcome_on=received + timedelta(days=40),
        assessment=ehc.LoadedAssessment("Y", received + timedelta(days=100), "0"),
        plan=ehc.LoadedPlan(made_on=received + timedelta(days=150), primary_need="SLCN"),
    )


def test_a_request_of_the_year_with_its_plan_is_judged_by_the_law(town):
    load(case(kid(), full()))
    request = Request.objects.get()
    assert (request.state, request.asked_by_kind) == (RequestState.FINISHED, AskedBy.SETTING)
    assert request.track.closed_on == date(2024, 7, 29)
    duties = dict(Deadline.objects.filter(track=request.track).values_list("duty", "state"))
    assert duties["assess_decision_6w"] == "met"
    assert duties["final_plan_20w"] == "missed"
    assert Plan.objects.get().request == request
    assert Assessment.objects.get().request == request


@pytest.mark.parametrize(("given", "state", "asked"), [
    ({"outcome_code": "A", "source_code": "1"}, RequestState.CONSIDERING, AskedBy.PARENT),
    ({"outcome_code": "A", "exported_code": "889"}, RequestState.PASSED_ON, AskedBy.UNKNOWN),
    ({"outcome_code": "N", "outcome_on": date(2024, 4, 1), "source_code": "3"}, RequestState.REFUSED,
     AskedBy.ANY_PERSON),
    ({"outcome_code": "W", "outcome_on": date(2024, 4, 1)}, RequestState.WITHDRAWN, AskedBy.UNKNOWN),
    ({"outcome_code": "Z"}, RequestState.CONSIDERING, AskedBy.UNKNOWN),
    ({"outcome_code": "Y", "outcome_on": date(2024, 4, 1)}, RequestState.AGREED, AskedBy.UNKNOWN),
    ({"outcome_code": "Y", "outcome_on": date(2024, 4, 1), "assessment": ehc.LoadedAssessment(
        "N", date(2024, 6, 1))}, RequestState.FINISHED, AskedBy.UNKNOWN),
    ({"outcome_code": "Y", "outcome_on": date(2024, 4, 1), "assessment": ehc.LoadedAssessment(
        "W", date(2024, 6, 1))}, RequestState.FINISHED, AskedBy.UNKNOWN),
    ({"outcome_code": "Y", "outcome_on": date(2024, 4, 1), "assessment": ehc.LoadedAssessment("A")},
     RequestState.AGREED, AskedBy.UNKNOWN),
])
def test_every_outcome_of_the_return_has_its_state(town, given, state, asked):
    load(case(kid(), ehc.LoadedRequest(received_on=date(2024, 3, 1), **given)))
    request = Request.objects.get()
    assert (request.state, request.asked_by_kind) == (state, asked)
    assert (request.track.closed_on is None) == (state in (RequestState.CONSIDERING, RequestState.AGREED))


def test_days_that_cannot_be_are_for_a_person_and_stop_nothing(town):
    odd = ehc.LoadedRequest(received_on=date(2024, 3, 1), outcome_code="Y", outcome_on=date(2024, 1, 1))
    load(case(kid(), odd), case(kid("Kit"), HISTORICAL))
    request = Request.objects.get()
    assert request.track.next_state == "needs_a_person"
    assert Deadline.objects.get(track=request.track).duty == "record_to_check"


def test_plans_without_a_day_and_meetings_without_a_decision(town):
    no_day = ehc.LoadedRequest(outcome_code="H", plan=ehc.LoadedPlan())
    met = ehc.LoadedRequest(outcome_code="H", plan=ehc.LoadedPlan(
        made_on=date(2020, 3, 1), last_review_on=date(2024, 6, 1), review_meeting_on=date(2025, 8, 18)))
    empty = ehc.LoadedRequest(outcome_code="H")
    load(case(kid(), no_day), case(kid("Kit"), met), case(kid("Lee"), empty))
    assert Plan.objects.filter(track__isnull=True).count() == 1
    assert Deadline.objects.get(duty="review_decision_4w").due == date(2025, 9, 15)
    assert Plan.objects.count() == 2


def test_what_the_service_knows_of_a_request_is_never_overwritten(town):
    ours = ask()
    file = ehc.LoadedRequest(received_on=ours.received_on, outcome_code="N", outcome_on=date(2025, 9, 20),
                             plan=ehc.LoadedPlan(made_on=date(2025, 9, 25)))
    load(ehc.LoadedCase(ours.child_id, date(2026, 1, 15), (file,)), at=days_later(3))
    row = fresh(ours)
    assert (row.outcome_code, row.state) == ("", RequestState.RECEIVED)
    assert Plan.objects.get().request == row


def test_an_allocated_plan_keeps_its_holder(town):
    child = kid()
    load(case(child, HISTORICAL))
    plan = Plan.objects.select_related("child", "track", "team").get()
    assert holding.allocate_many(plans=[plan], post=town.posts["officer"], by=town.user("manager"), at=AT) == 1
    assert holding.allocate_many(plans=[plan], post=town.posts["second"], by=town.user("manager"), at=AT) == 1
    assert holding.allocate_many(plans=[plan], post=town.posts["second"], by=town.user("manager"), at=AT) == 0
    people.update_child(child=child, version=child.version, by=None, at=AT, postcode="BB11 1AA")
    load(ehc.LoadedCase(child.pk, date(2026, 1, 15), (HISTORICAL,)), at=days_later(2))
    row = Plan.objects.get()
    assert (row.officer, row.team) == (town.posts["second"], town.teams["Preston"])
    with pytest.raises(RefusedError):
        holding.allocate_many(plans=[plan], post=town.posts["officer"], by=town.user("officer"), at=AT)


def test_only_whoever_may_load_loads(town):
    with pytest.raises(RefusedError):
        ehc.load_many([], by=town.user("officer"), at=AT)
    clerk = town.add_user("clerk", "data_officer")
    assert ehc.load_many([], by=clerk, at=AT).n_cases == 0


def test_the_caseload_stands_straight_after_and_the_night_changes_only_what_the_day_moves(town):
    load(*(case(kid(f"Child{n}"), HISTORICAL) for n in range(3)), case(kid("Kit"), full(date(2025, 7, 1))))
    manager = town.user("manager")
    shown = caseload(manager, filters=Filters(), on=AT.date())
    assert [row.due_on for row in shown.rows][:3] == [date(2025, 11, 3)] * 3
    assert {row.holder for row in shown.rows} == {"EHC team, Preston"}
    assert shown.counts["all"] == 4
    outcome = tasks.night(days_later(70))
    assert (outcome.n_seen, outcome.changed) == (5, [])
    assert Track.objects.filter(n_overdue__gt=0).count() >= 3
    assert "it was due by" in Standing.objects.filter(child__given_name="Child0").get().next_words


def test_loading_takes_fewer_queries_than_two_a_child(town, django_assert_max_num_queries):
    cases = [case(kid(f"Child{n}"), HISTORICAL) for n in range(40)]
    with django_assert_max_num_queries(80):
        load(*cases)
    assert Child.objects.count() == 40


def test_an_answer_of_the_next_year_closes_the_request_of_this(town):
    child = kid()
    open_ = ehc.LoadedRequest(received_on=date(2024, 11, 1), outcome_code="A")
    load(case(child, open_))
    request = Request.objects.get()
    Request.objects.filter(pk=request.pk).update(officer=town.posts["officer"], team=town.teams["Burnley"])
    answered = ehc.LoadedRequest(received_on=date(2024, 11, 1), outcome_code="Y", outcome_on=date(2024, 12, 1),
                                 assessment=ehc.LoadedAssessment("Y", date(2025, 2, 1)),
                                 plan=ehc.LoadedPlan(made_on=date(2025, 3, 1)))
    for day in (1, 2):
        load(ehc.LoadedCase(child.pk, date(2026, 1, 15), (answered,)), at=days_later(day))
    row = fresh(request)
    assert (row.state, row.team, row.track_id) == (RequestState.FINISHED, town.teams["Burnley"], request.track_id)
    assert row.track.closed_on == date(2025, 3, 1)
    assert (Request.objects.count(), Assessment.objects.count(), Plan.objects.count()) == (1, 1, 1)


def test_without_a_day_there_are_no_events(town):
    assert history.request_events(history.Story(Request())) == ()
    assert history.plan_events(Plan()) == ()


def test_a_request_before_our_records_is_only_a_name_in_the_timeline(town):
    child = kid()
    Request.objects.create(reference="EHC-OLD", child=child, door="return", asked_by_kind="unknown", entered_at=AT,
                           state=RequestState.HISTORICAL, closed_on=date(2020, 1, 1), closed_why="before our records")
    people.relate(child=child, kind="case_team", team=town.teams["Preston"], starts_on=EARLY.date(), by=None, at=EARLY)
    requests = queries.requests_of(town.user("officer"), [child], AT.date())[child.pk]
    found = timeline.entries(town.user("officer"), requests, [], AT.date())
    assert [line.words for line in found] == ["The request was closed: before our records"]
