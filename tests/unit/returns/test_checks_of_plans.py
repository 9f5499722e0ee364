"""Each rule on assessments, plans, placements and reviews: what breaks it, and what does not."""

from datetime import date

import pytest

from alongside.oversight.returns.engine.records import Need, Placement, PlanDetail
from tests.unit.returns.sample import broken, context, historical, new_plan, refused


def of(one):
    request = one.request[0]
    return request, request.assessment, request.named_plan, request.active_plan


def test_d06_an_assessment_follows_a_yes_or_an_overturned_no():
    one = new_plan()
    request, *_ = of(one)
    request.outcome = "N"
    assert ("D06", "error", "RequestOutcome") in broken(one)
    request.is_appealed = True
    assert ("D06", "error", "RequestOutcome") not in broken(one)


def test_d07_a_plan_follows_a_yes_or_an_overturned_no():
    one = new_plan()
    _, assessment, *_ = of(one)
    assessment.outcome = "N"
    assert ("D07", "error", "AssessmentOutcome") in broken(one)
    assessment.is_other_mediated = True
    assert ("D07", "error", "AssessmentOutcome") not in broken(one)


def test_d08_steps_come_in_order():
    one = new_plan()
    request, assessment, plan, _ = of(one)
    assessment.decided_on = date(2025, 2, 19)
    assert ("D08", "error", "AssessmentOutcomeDate") in broken(one)
    assessment.decided_on, plan.starts_on = date(2025, 5, 21), date(2025, 5, 20)
    assert ("D08", "error", "StartDate") in broken(one)
    assessment.decided_on = request.decided_on = None
    plan.starts_on = date(2025, 1, 12)
    assert ("D08", "error", "StartDate") in broken(one)


def test_d09_twenty_weeks_are_140_days():
    one = new_plan()
    _, assessment, plan, _ = of(one)
    plan.starts_on = date(2025, 6, 2)
    assert broken(one) == set()
    plan.starts_on = date(2025, 6, 3)
    assert broken(one) == {("D09", "query", "StartDate")}
    assessment.is_excepted = True
    assert broken(one) == {("D09", "query", "Week20")}


def test_d11_a_no_after_assessment_comes_in_16_weeks():
    one = new_plan()
    request, assessment, *_ = of(one)
    request.active_plan = assessment.named_plan = None
    assessment.outcome, assessment.decided_on = "N", date(2025, 5, 5)
    assert broken(one) == set()
    assessment.decided_on = date(2025, 5, 6)
    assert broken(one) == {("D11", "query", "AssessmentOutcomeDate")}


def ceased(reason="2", on=date(2025, 9, 1), **changes):
    one = historical(**changes)
    one.request[0].active_plan = None
    one.request[0].named_plan.ceased_on, one.request[0].named_plan.cease_reason = on, reason
    return one


def test_d12_an_end_has_day_and_reason_after_the_start_in_the_year():
    assert broken(ceased()) == set()
    assert broken(ceased(reason=None)) == {("D12", "error", "CeaseReason")}
    assert broken(ceased(on=None)) == {("D12", "error", "CeaseDate")}
    assert broken(ceased(on=date(2022, 2, 1))) == {("D12", "error", "CeaseDate")}
    assert broken(ceased(on=date(2024, 12, 31))) == {("D12", "error", "CeaseDate")}


@pytest.mark.parametrize(("reason", "born_on", "is_query"), [
    ("1", date(2017, 5, 14), True), ("1", date(2001, 5, 14), False), ("3", date(2017, 5, 14), True),
    ("4", date(2008, 5, 14), False), ("4", date(2012, 5, 14), True), ("8", date(2017, 5, 14), False),
])
def test_d13_reasons_fit_the_age(reason, born_on, is_query):
    assert (("D13", "query", "CeaseReason") in broken(ceased(reason, born_on=born_on))) is is_query


def test_d14_a_move_names_where_to():
    one = ceased("5")
    assert broken(one) == {("D14", "query", "CeaseReason")}
    one.request[0].exported = "889"
    assert broken(one) == set()


@pytest.mark.parametrize(("ranks", "severity"), [
    (["1"], None), (["1", "2"], None), ([], "query"), (["2"], "error"), (["1", "1"], "error"), (["2", "1"], "error"),
    (["1", "2", "2"], "error"), ([None], None),
])
def test_d15_named_settings_have_rank_one_then_two(ranks, severity):
    one = historical()
    _, _, plan, _ = of(one)
    plan.plan_detail = [PlanDetail(urn="900002", rank=r, is_unit=False, is_resourced=False) for r in ranks]
    assert {s for rule, s, _ in broken(one) if rule == "D15"} == ({severity} if severity else set())


def test_d16_a_plan_in_force_has_an_open_place_and_a_primary_need():
    one = historical()
    *_, active = of(one)
    active.placement[0].left_on, active.need[0].rank = date(2026, 1, 14), "2"
    assert {("D16", "error", "PlacementDetail"), ("D16", "error", "SENtypeRank")} <= broken(one)
    active.placement[0].entered_on, active.placement[0].left_on = None, None
    active.need = []
    assert ("D16", "error", "PlacementDetail") not in broken(one)
    assert ("D16", "error", "SENtypeRank") in broken(one)
    active.need = [Need(need="ASD")]
    assert ("D16", "error", "SENtypeRank") not in broken(one)


def test_d16_asks_nothing_of_a_plan_that_ended():
    one = historical()
    _, _, plan, active = of(one)
    active.placement, active.need = [], []
    plan.ceased_on, plan.cease_reason = date(2025, 9, 1), "2"
    assert broken(one) == set()


def test_w301_a_plan_in_force_is_named():
    one = historical()
    one.request[0].assessment = None
    assert broken(one) == {("W-301", "query", "NamedPlan")}


def test_d17_places_are_entered_before_they_are_left_and_do_not_overlap():
    one = historical()
    *_, active = of(one)
    active.placement[0].left_on = date(2022, 3, 31)
    assert ("D17", "error", "LeavingDate") in broken(one)
    active.placement[0].left_on = date(2024, 7, 1)
    assert ("D17", "query", "LeavingDate") in broken(one)
    active.placement[0].left_on = date(2025, 9, 2)
    active.placement.append(
        Placement(urn="900003", rank="1", entered_on=date(2025, 9, 1), is_unit=False, is_resourced=False))
    assert ("D17", "query", "EntryDate") in broken(one)
    active.placement[1].entered_on = date(2025, 9, 2)
    assert broken(one) == set()
    active.placement[1].entered_on, active.placement[0].left_on = date(2026, 9, 2), date(2026, 8, 31)
    assert broken(one) == {("D17", "query", "EntryDate")}


@pytest.mark.parametrize(("given", "is_error"), [
    ({"urn": "900002"}, False), ({"ukprn": "10000001"}, False), ({"setting": "EHE"}, False), ({}, True),
    ({"urn": "900002", "setting": "EHE"}, True), ({"urn": "900002", "ukprn": "10000001"}, True),
])
def test_d18_a_place_is_named_in_exactly_one_way(given, is_error):
    one = historical()
    *_, active = of(one)
    active.placement = [Placement(rank="1", entered_on=date(2022, 4, 1), is_unit=False, is_resourced=False, **given)]
    assert (("D18", "error", "URN") in broken(one)) is is_error


@pytest.mark.parametrize(("given", "field"), [
    ({"urn": "90002"}, "URN"), ({"urn": "9000A2"}, "URN"), ({"ukprn": "20000001"}, "UKPRN"), ({"ukprn": "1000"}, "UKPRN"),
])
def test_d19_numbers_of_places_have_their_form(given, field):
    one = historical()
    of(one)[2].plan_detail = [PlanDetail(rank="1", is_unit=False, is_resourced=False, **given)]
    assert broken(one) == {("D19", "error", field)}


def test_d20_and_w502_ask_about_units():
    one = historical()
    detail = of(one)[2].plan_detail[0]
    detail.is_unit = detail.is_resourced = True
    assert broken(one) == {("D20", "query", "SENunitIndicator")}
    detail.is_unit = None
    assert broken(one) == {("W-502", "query", "SENunitIndicator")}


@pytest.mark.parametrize(("code", "text", "is_error"), [
    ("OTH", "A barn", False), ("OTH", None, True), ("NIEO", None, True), ("EHE", "At home", True), ("EHE", None, False),
])
def test_d21_free_text_goes_with_two_codes_only(code, text, is_error):
    one = historical()
    of(one)[2].plan_detail = [PlanDetail(setting=code, setting_other=text, rank="1")]
    assert (broken(one) == {("D21", "error", "SENSettingOther")}) is is_error


@pytest.mark.parametrize(("code", "born_on", "outcome", "is_query"), [
    ("NEET", date(2017, 5, 14), "M", True), ("NEET", date(2008, 5, 14), "M", False), ("EYP", date(2017, 5, 14), "M", True),
    ("EYP", date(2021, 5, 14), "M", False), ("NIEC", date(2008, 5, 14), "M", True), ("NIEC", date(2008, 5, 14), "C", False),
])
def test_d22_settings_fit_the_age(code, born_on, outcome, is_query):
    one = historical(born_on=born_on)
    *_, active = of(one)
    active.review_outcome = outcome
    active.placement = [Placement(setting=code, rank="1", entered_on=date(2025, 4, 1)),
                        Placement(setting=code, rank="2", left_on=date(2025, 4, 1))]
    assert (("D22", "query", "SENsetting") in broken(one)) is is_query


def test_d23_two_needs_differ():
    one = new_plan()
    of(one)[3].need[1].need = "SLCN"
    assert broken(one) == {("D23", "error", "SENtype")}


def test_d24_a_review_is_decided_in_four_weeks():
    one = historical()
    *_, active = of(one)
    active.review_decided_on = date(2025, 7, 1)
    assert broken(one) == set()
    active.review_decided_on = date(2025, 7, 2)
    assert broken(one) == {("D24", "query", "LastReview")}
    active.review_decided_on = date(2025, 6, 2)
    assert broken(one) == {("D24", "query", "LastReview")}


def test_d25_an_amendment_has_its_draft_in_four_weeks():
    one = historical()
    *_, active = of(one)
    active.review_outcome = "A"
    assert broken(one) == {("D25", "query", "ReviewDraft")}
    assert "D25" not in {rule for rule, _, _ in broken(one, year=2025)}
    active.drafted_on = date(2025, 7, 2)
    assert broken(one) == {("D25", "query", "ReviewDraft")}
    active.drafted_on = date(2025, 7, 1)
    assert broken(one) == set()


def test_d26_a_plan_is_reviewed_every_year():
    one = historical()
    *_, active = of(one)
    active.reviewed_on, active.review_decided_on = date(2025, 1, 14), date(2025, 1, 20)
    assert broken(one) == {("D26", "query", "ReviewMeeting")}
    active.reviewed_on = active.review_decided_on = None
    assert broken(one) == {("D26", "query", "ReviewMeeting")}


def test_d27_who_changes_phase_has_a_day():
    one = historical(born_on=date(2015, 5, 14))
    *_, active = of(one)
    active.phase_due_on = date(2026, 2, 15)
    before = {b for b in broken(one) if b[0] == "D27"}
    active.phase_due_on = None
    assert before == set()
    six = historical(born_on=date(2015, 1, 14))
    assert ("D27", "query", "PhaseTransferDueDate") in broken(six)
    six.request[0].active_plan.phase_due_on = date(2026, 4, 1)
    assert ("D27", "query", "PhaseTransferDueDate") in broken(six)
    six.request[0].active_plan.phase_due_on = date(2026, 2, 1)
    six.request[0].active_plan.phase_final_on = date(2026, 2, 2)
    assert ("D27", "query", "PhaseTransferFinalDate") in broken(six)


def test_d29_money_goes_with_a_budget():
    one = historical()
    _, _, plan, _ = of(one)
    plan.direct_payment = "E"
    assert broken(one) == {("D29", "error", "PB")}
    plan.has_budget = True
    assert broken(one) == set()


def test_a_refused_request_is_asked_nothing_about_plans():
    assert broken(refused()) == set()


def test_the_year_before_a_leap_day_is_the_28th():
    from alongside.oversight.returns.engine.checks.reviews import _year_before

    assert _year_before(date(2028, 2, 29)) == date(2027, 2, 28)
    assert context().is_in_year(date(2025, 12, 31))
