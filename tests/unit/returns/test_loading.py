"""Check and load: whole or not at all, once is enough, later brings up to date."""

from datetime import date, timedelta

import pytest

from alongside.commons.clocks.models import Deadline
from alongside.ground.access.models import AuditEntry
from alongside.ground.core.errors import RefusedError
from alongside.ground.people.models import Child, Relationship, Setting
from alongside.oversight.returns import services
from alongside.oversight.returns.models import Load, Problem, StagedPerson
from alongside.oversight.returns.words import LoadState
from alongside.work.ehc.models import Plan, Request
from tests.unit.returns.sample import everybody, historical, new_plan, refused, spoilt, undecided, write

pytestmark = pytest.mark.django_db


def counts():
    return (Child.objects.count(), Request.objects.count(), Plan.objects.count(), Setting.objects.count(),
            Relationship.objects.count(), Deadline.objects.count(), AuditEntry.objects.count())


def load(path, at, **given):
    return services.load_return(path, by=given.pop("by", None), at=at, **given)


def test_a_clean_return_loads_people_requests_plans_and_clocks(tmp_path, at):
    report = load(write(tmp_path / "r.xml"), at)
    assert report.is_loaded
    assert (report.load.n_persons, report.load.n_requests, report.load.n_plans) == (4, 4, 2)
    assert Child.objects.count() == 4
    assert Plan.objects.count() == 2
    assert set(Request.objects.values_list("state", flat=True)) == {"considering", "refused", "finished"}
    open_request = Request.objects.get(outcome_code="A")
    assert Deadline.objects.filter(track=open_request.track, duty="assess_decision_6w").get().due == date(2026, 1, 22)
    assert Plan.objects.get(made_on=date(2022, 3, 1)).setting.urn == "900002"
    assert StagedPerson.objects.count() == 0
    assert report.lock_seconds > 0


def test_everything_is_as_at_census_day_and_nobody_holds_it_yet(tmp_path, at):
    load(write(tmp_path / "r.xml"), at)
    assert set(Plan.objects.values_list("known_as_at_on", flat=True)) == {date(2026, 1, 15)}
    assert set(Plan.objects.values_list("officer", flat=True)) == {None}


def test_a_historical_request_is_kept_on_its_plan_only(tmp_path, at):
    load(write(tmp_path / "r.xml", [historical()]), at)
    assert Request.objects.count() == 0
    assert Plan.objects.get().review_outcome == "M"


def test_an_open_assessment_after_a_historical_yes_runs_on_its_clock(tmp_path, at):
    one = new_plan()
    request = one.request[0]
    request.outcome, request.received_on, request.decided_on = "H", date(2024, 10, 1), None
    request.assessment.outcome, request.assessment.decided_on, request.active_plan = "A", None, None
    request.assessment.named_plan = None
    assert load(write(tmp_path / "r.xml", [one]), at).is_loaded
    assert Request.objects.get().state == "agreed"


def test_the_same_file_twice_changes_nothing(tmp_path, at):
    path = write(tmp_path / "r.xml")
    first = load(path, at)
    before = counts()
    again = load(path, at + timedelta(days=3))
    assert again.is_repeat
    assert again.load == first.load
    assert counts() == before


def test_the_same_people_under_another_serial_number_change_nothing_but_the_load(tmp_path, at):
    load(write(tmp_path / "r.xml"), at)
    before = counts()
    assert load(write(tmp_path / "s.xml", serial=2), at).is_loaded
    assert counts()[:5] == before[:5]
    assert Load.objects.count() == 2


def test_a_later_return_brings_the_records_up_to_date(tmp_path, at):
    load(write(tmp_path / "r.xml"), at)
    people = everybody()
    people[2].postcode, people[2].request[0].active_plan.review_outcome = "BB11 3ZZ", "C"
    assert load(write(tmp_path / "s.xml", people, serial=2), at).is_loaded
    assert Child.objects.get(upn=people[2].upn).postcode == "BB11 3ZZ"
    assert Plan.objects.get(made_on=date(2022, 3, 1)).review_outcome == "C"
    assert Plan.objects.count() == 2


def test_an_earlier_return_does_not_take_the_records_back(tmp_path, at):
    load(write(tmp_path / "r.xml", serial=5), at)
    lower = load(write(tmp_path / "lower.xml", serial=4), at, accept_queries=True)
    older = load(write(tmp_path / "older.xml", year=2025, reference_date=date(2025, 1, 16)), at, accept_queries=True)
    assert [next(r.problems())["rule"] for r in (lower, older)] == ["D30", "D30"]
    assert [lower.is_loaded, older.is_loaded] == [False, False]


def test_another_file_with_the_same_serial_number_is_a_query(tmp_path, at):
    load(write(tmp_path / "r.xml"), at)
    again = load(write(tmp_path / "s.xml", [historical()]), at)
    assert [(p["rule"], p["field"], p["severity"]) for p in again.problems()] == [("D30", "SerialNo", "query")]
    assert again.load.state == LoadState.REFUSED


def test_nothing_is_loaded_when_one_person_has_an_error(tmp_path, at):
    before = counts()
    report = load(write(tmp_path / "r.xml", [new_plan(), historical(upn="A801200005001")]), at, accept_queries=True)
    assert report.load.state == LoadState.REFUSED
    assert list(report.problems()) == [{
        "person": 2, "field": "UPN", "value": "A801200005001", "rule": "D03", "severity": "error",
        "message": "The first letter does not fit the rest: it would be B.",
    }]
    assert counts()[:6] == before[:6]
    assert StagedPerson.objects.count() == 0


def test_queries_alone_load_when_somebody_accepts_them(tmp_path, at):
    one = new_plan()
    one.request[0].active_plan.need[0].need = "NEWTYPE"
    path = write(tmp_path / "r.xml", [one])
    assert load(path, at).load.state == LoadState.REFUSED
    assert Child.objects.count() == 0
    report = load(path, at, accept_queries=True)
    assert report.is_loaded
    assert report.load.has_accepted_queries
    assert Plan.objects.get().primary_need == "NEWTYPE"


def test_what_is_too_long_for_a_column_goes_along_word_for_word(tmp_path, at):
    one = historical(upn_unknown=None, ethnicity="WENGX")
    one.request[0].active_plan.review_outcome = "SOMETHING ELSE"
    path = spoilt(write(tmp_path / "r.xml", [one]), lambda t: t.replace("<UPN>", "<New>kept</New><UPN>").replace(
        "<ReviewMeeting>", "<Other>too</Other><ReviewMeeting>"))
    assert load(path, at, accept_queries=True).is_loaded
    plan = Plan.objects.get()
    assert plan.review_outcome == ""
    assert plan.return_codes["ActivePlans.ReviewOutcome"] == "SOMETHING ELSE"
    assert plan.return_codes["Person.New"] == "kept"
    assert plan.return_codes["ActivePlans.Other"] == "too"
    assert Child.objects.get().ethnicity == ""


def test_a_check_loads_nothing(tmp_path, at):
    report = services.check_return(write(tmp_path / "r.xml"), by=None, at=at)
    assert report.load.state == LoadState.CHECKED
    assert report.summary()["persons"] == 4
    assert (Child.objects.count(), StagedPerson.objects.count()) == (0, 0)
    bad = services.check_return(write(tmp_path / "s.xml", [refused(upn="X")]), by=None, at=at)
    assert bad.load.state == LoadState.REFUSED


def test_the_year_that_was_asked_for_must_be_the_files(tmp_path, at):
    report = services.check_return(write(tmp_path / "r.xml"), by=None, at=at, year=2025)
    assert [(p["rule"], p["field"], p["person"]) for p in report.problems()] == [("D30", "Year", None)]


def test_people_who_stand_in_the_file_twice_are_errors_at_each_repeat(tmp_path, at):
    people = [new_plan(1), refused(2, upn=new_plan(1).upn), undecided(3, forename="Robin2"),
              historical(4, upn=None, uln="1000000019"), refused(5, upn=None, uln="1000000019")]
    report = services.check_return(write(tmp_path / "r.xml", people), by=None, at=at)
    assert [(p["person"], p["rule"], p["field"]) for p in report.problems()] == [
        (2, "D03", "UPN"), (5, "D03", "UniqueLearnerNumber"), (3, "R16", "Surname"),
    ]


def test_a_return_without_people_is_an_error(tmp_path, at):
    report = services.check_return(write(tmp_path / "r.xml", []), by=None, at=at)
    assert [p["rule"] for p in report.problems()] == ["R21"]


def test_a_header_without_census_day_is_one_error(tmp_path, at):
    report = services.check_return(write(tmp_path / "r.xml", reference_date=None), by=None, at=at)
    assert [(p["rule"], p["field"]) for p in report.problems()] == [("R12", "ReferenceDate")]


def test_a_file_that_is_not_there_has_a_report_too(tmp_path, at):
    for act in (services.check_return, services.load_return):
        report = act(tmp_path / "gone.xml", by=None, at=at)
        assert report.load.state == LoadState.REFUSED
        assert [p["rule"] for p in report.problems()] == ["R01"]


def test_only_those_who_may_load_returns_do(tmp_path, at, officer, stranger):
    path = write(tmp_path / "r.xml")
    for act in (services.check_return, services.load_return):
        with pytest.raises(RefusedError):
            act(path, by=stranger, at=at)
    report = load(path, at, by=officer)
    assert report.load.by == officer
    entries = AuditEntry.objects.filter(code="returns.return.loaded")
    assert entries.count() == 1
    assert AuditEntry.objects.exclude(child_uuid=None).filter(code="people.child.loaded").count() == 4


def test_a_load_that_was_cut_off_is_started_again_from_nothing(tmp_path, at, monkeypatch):
    path = write(tmp_path / "r.xml")

    def killed(*_args, **_given):
        raise SystemExit(9)

    monkeypatch.setattr(services.loading, "_write", killed)
    with pytest.raises(SystemExit):
        load(path, at)
    assert Load.objects.get().state == LoadState.STAGED
    assert StagedPerson.objects.count() == 4
    monkeypatch.undo()
    assert load(path, at).is_loaded
    assert Load.objects.count() == 1
    assert StagedPerson.objects.count() == 0


def test_staged_people_of_a_day_ago_are_forgotten(at):
    old = Load.objects.create(file_name="a", file_sha256="1", started_at=at - timedelta(days=2))
    StagedPerson.objects.create(load=old, position=1, likeness="x", record={})
    Load.objects.create(file_name="b", file_sha256="2", started_at=at)
    assert services.forget_abandoned(before=at - timedelta(days=1)) == 1
    assert Load.objects.get().file_name == "b"
    assert StagedPerson.objects.count() == 0


@pytest.mark.fault("two people edit one section")
def test_two_loads_at_once_never_mix(tmp_path, at, monkeypatch):
    path = write(tmp_path / "r.xml")
    mapped = services.loading.mapped

    def overtaken(this, rows):
        load(write(tmp_path / "later.xml", serial=2), at)
        return mapped(this, rows)

    monkeypatch.setattr(services.loading, "mapped", lambda this, rows: (monkeypatch.undo(), overtaken(this, rows))[1])
    report = load(path, at)
    assert [p["rule"] for p in report.problems()] == ["R22"]
    assert report.load.state == LoadState.REFUSED
    assert Load.objects.get(state=LoadState.LOADED).serial == 2


def test_progress_tells_both_steps(tmp_path, at):
    steps = []
    load(write(tmp_path / "r.xml"), at, progress=lambda step, done, total: steps.append((step, done, total)))
    assert [s[0] for s in steps][-3:] == ["read", "write", "write"]
    assert steps[-1] == ("write", 4, 4)


def test_beyond_the_number_that_is_kept_only_counts_go_on(tmp_path, at, monkeypatch):
    monkeypatch.setattr("alongside.oversight.returns.services.staging.KEEP_PROBLEMS", 3)
    people = [refused(n, upn="X") for n in range(1, 9)]
    report = services.check_return(write(tmp_path / "r.xml", people), by=None, at=at)
    assert report.load.n_errors >= 8
    assert Problem.objects.count() == 3


def test_a_failed_write_leaves_no_trace_of_it(tmp_path, at, monkeypatch):
    def fails(*_args, **_given):
        raise RuntimeError("disk full")

    monkeypatch.setattr(services.loading.ehc, "load_many", fails)
    before = counts()
    with pytest.raises(RuntimeError):
        load(write(tmp_path / "r.xml"), at)
    assert counts() == before
    monkeypatch.undo()
    assert load(write(tmp_path / "r.xml"), at).is_loaded


def test_a_request_that_holds_nothing_to_keep_leaves_only_the_person(tmp_path, at):
    one = historical()
    one.request[0].assessment = one.request[0].active_plan = None
    mixed = new_plan(2)
    mixed.request.insert(0, one.request[0])
    assert load(write(tmp_path / "r.xml", [one, mixed]), at, accept_queries=True).is_loaded
    assert (Child.objects.count(), Plan.objects.count(), Request.objects.count()) == (2, 1, 1)


def test_a_place_may_have_a_ukprn_or_a_code_instead_of_a_urn(tmp_path, at):
    college, home = historical(1), historical(2)
    for one, given in ((college, {"ukprn": "10000001"}), (home, {"setting": "EHE"})):
        request = one.request[0]
        for place in (request.active_plan.placement[0], request.named_plan.plan_detail[0]):
            place.urn, place.ukprn, place.setting = None, given.get("ukprn"), given.get("setting")
    report = load(write(tmp_path / "r.xml", [college, home]), at)
    assert report.is_loaded
    assert report.reference_date == date(2026, 1, 15)
    assert Plan.objects.get(setting__ukprn="10000001").setting_code == ""
    assert Plan.objects.get(setting=None).setting_code == "EHE"


def test_a_long_file_is_staged_chunk_by_chunk(tmp_path, at, monkeypatch):
    monkeypatch.setattr("alongside.oversight.returns.services.staging.STAGE_CHUNK", 2)
    people = [refused(n, postcode="x") for n in range(1, 12)]
    report = load(write(tmp_path / "r.xml", people), at, accept_queries=True)
    assert report.is_loaded
    assert [p["person"] for p in report.problems()] == list(range(1, 12))


def test_serial_numbers_that_are_not_given_are_not_compared(tmp_path, at):
    load(write(tmp_path / "r.xml"), at)
    assert load(write(tmp_path / "s.xml", serial=None), at, accept_queries=True).is_loaded
    assert load(write(tmp_path / "t.xml", [refused()], serial=7), at).is_loaded


def test_many_ended_plans_with_another_reason_are_a_query_of_the_file(tmp_path, at):
    people = [historical(n) for n in range(1, 11)]
    for one in people:
        one.request[0].active_plan = None
        plan = one.request[0].named_plan
        plan.ceased_on, plan.cease_reason = date(2025, 9, 1), "9"
    report = services.check_return(write(tmp_path / "r.xml", people), by=None, at=at)
    assert [(p["rule"], p["person"]) for p in report.problems()] == [("D14", None)]
