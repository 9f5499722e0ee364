"""Each rule on persons and requests: what breaks it, and what does not."""

from datetime import date

import pytest

from alongside.oversight.returns.engine.checks import PERSON_RULES, REQUEST_RULES
from alongside.oversight.returns.engine.checks.headers import last_plausible_day, of_header, of_shares
from alongside.oversight.returns.engine.layouts import layout_of
from alongside.oversight.returns.engine.records import Request
from tests.unit.returns.sample import (
    CENSUS,
    broken,
    context,
    everybody,
    header,
    historical,
    new_plan,
    person,
    refused,
    undecided,
)


def test_a_lawful_return_breaks_no_rule():
    assert [broken(one) for one in everybody()] == [set(), set(), set(), set()]


def test_every_derived_rule_is_written_and_each_check_says_what_it_is():
    ids = {rule.id for rule in (*PERSON_RULES, *REQUEST_RULES)} | {"D30"}
    assert {f"D{number:02d}" for number in range(1, 31)} <= ids
    assert [rule.id for rule in (*PERSON_RULES, *REQUEST_RULES) if not rule.check.__doc__] == []


@pytest.mark.parametrize(("born_on", "is_error"), [
    (date(2026, 1, 16), True), (date(2026, 1, 15), False), (date(2000, 1, 16), False), (date(2000, 1, 15), True),
    (None, False),
])
def test_d01_between_birth_and_25(born_on, is_error):
    one = historical(born_on=born_on)
    assert (("D01", "error", "PersonBirthDate") in broken(one)) is is_error


def test_d01_a_request_lies_between_birth_and_census_day():
    early, late = undecided(born_on=date(2025, 12, 12)), undecided()
    late.request[0].received_on = date(2026, 1, 16)
    assert ("D01", "error", "ReceivedDate") in broken(early)
    assert ("D01", "error", "ReceivedDate") in broken(late)


def test_d02_a_number_or_a_reason_but_not_both():
    assert ("D02", "error", "UPN") in broken(refused(upn=None))
    assert ("D02", "error", "UPNunknown") in broken(refused(upn_unknown="UN9"))
    assert broken(refused(upn=None, upn_unknown="UN9")) == {("W-111", "query", "UPNunknown")}
    assert broken(refused(upn=None, uln="1000000019")) == set()


@pytest.mark.parametrize(("number", "breach"), [
    ("G888999926001", None), ("A801200005001", "error"), ("X80120000A001", "error"), ("F88899992601A", "query"),
    ("R88899992601Z", "query"), ("", None),
])
def test_d03_form_and_check_letter_of_a_upn(number, breach):
    found = {severity for rule, severity, _ in broken(refused(upn=number or None, uln="1000000019")) if rule == "D03"}
    assert found == ({breach} if breach else set())


def test_d04_form_and_check_digit_of_a_uln():
    assert ("D04", "error", "UniqueLearnerNumber") in broken(refused(uln="1000000018"))
    assert ("D04", "error", "UniqueLearnerNumber") in broken(refused(uln="12"))
    assert broken(refused(uln="1000000019")) == set()


def test_w201_and_w205_ask_about_double_plans_and_odd_ages():
    assert ("W-201", "query", "ActivePlans") in broken(person(1, *historical().request, *new_plan().request))
    assert ("W-205", "query", "PersonBirthDate") in broken(historical(born_on=date(2000, 8, 31)))
    assert broken(undecided(born_on=date(2025, 10, 1))) == set()


def test_r20_and_r21_ask_for_a_postcode_and_a_request():
    assert broken(refused(postcode="nowhere")) == {("R20", "query", "PostCode")}
    assert broken(refused(postcode=None)) == set()
    assert broken(person(1)) == {("R21", "error", "Requests")}


def test_r12_a_running_request_needs_its_day_of_receipt():
    running, done = undecided(), refused()
    running.request[0].received_on = done.request[0].received_on = None
    assert broken(running) == {("R12", "error", "ReceivedDate")}
    assert broken(done) == {("R12", "query", "ReceivedDate")}


def test_d05_a_decision_lies_in_the_year_of_the_return():
    one = refused()
    for day, breach in ((None, True), (date(2025, 3, 2), True), (date(2026, 1, 2), True), (date(2025, 12, 31), False)):
        one.request[0].decided_on = day
        assert (("D05", "error", "RequestOutcomeDate") in broken(one)) is breach
    one.request[0].received_on, one.request[0].decided_on = date(2024, 11, 1), date(2024, 12, 31)
    assert ("D05", "error", "RequestOutcomeDate") in broken(one)


def test_d05_a_yes_of_the_year_before_is_a_query_while_its_assessment_went_on():
    one = new_plan()
    request = one.request[0]
    request.received_on, request.decided_on = date(2024, 11, 1), date(2024, 12, 9)
    assert ("D05", "query", "RequestOutcomeDate") in broken(one)
    request.assessment.named_plan = None
    assert ("D05", "query", "RequestOutcomeDate") in broken(one)
    request.assessment.decided_on = None
    assert ("D05", "error", "RequestOutcomeDate") in broken(one)
    request.assessment.outcome = "A"
    assert ("D05", "query", "RequestOutcomeDate") in broken(one)
    request.assessment = None
    assert ("D05", "error", "RequestOutcomeDate") in broken(one)


def test_d05_no_decision_has_no_day():
    one = undecided()
    one.request[0].decided_on = date(2025, 12, 20)
    assert ("D05", "error", "RequestOutcomeDate") in broken(one)


def test_d05_historical_means_before_the_year():
    one = historical()
    one.request[0].decided_on = date(2025, 1, 1)
    assert ("D05", "error", "RequestOutcomeDate") in broken(one)
    one = historical()
    one.request[0].named_plan.starts_on = date(2025, 1, 1)
    assert ("D05", "error", "StartDate") in broken(one)
    one.request[0].assessment.outcome = "Y"
    assert ("D05", "query", "ReceivedDate") in broken(one)
    one.request[0].received_on = date(2024, 9, 1)
    assert {rule for rule, _, _ in broken(one)} == set()


def test_d05_an_open_assessment_after_a_historical_yes_needs_the_day_of_the_request():
    one = historical()
    one.request[0].assessment.outcome, one.request[0].assessment.named_plan = "A", None
    one.request[0].active_plan = None
    assert broken(one) == {("D05", "query", "ReceivedDate")}


def test_d10_six_weeks_and_a_year():
    one = refused()
    one.request[0].decided_on = date(2025, 4, 14)
    assert broken(one) == set()
    one.request[0].decided_on = date(2025, 4, 15)
    assert broken(one) == {("D10", "query", "RequestOutcomeDate")}
    one.request[0].received_on = date(2024, 4, 1)
    assert broken(one) == {("D10", "query", "RequestOutcomeDate")}
    one.request[0].outcome = "W"
    assert broken(one) == set()


@pytest.mark.parametrize(("number", "is_error"), [("889", False), ("888", True), ("88", True), ("88X", True)])
def test_d28_another_authority_has_three_digits(number, is_error):
    one, two = refused(), historical()
    one.request[0].exported = two.request[0].active_plan.transfer_la = number
    assert (("D28", "error", "Exported") in broken(one)) is is_error
    assert (("D28", "error", "TransferLA") in broken(two)) is is_error


def test_r17_nothing_lies_in_the_future():
    one = historical()
    one.request[0].active_plan.reviewed_on = date(2062, 6, 3)
    assert ("R17", "error", "ReviewMeeting") in broken(one)


def test_a_request_with_an_unknown_outcome_breaks_no_rule_about_outcomes():
    one = person(1, Request(received_on=date(2025, 5, 5), outcome="Q", assessment=new_plan().request[0].assessment))
    assert {rule for rule, _, _ in broken(one)} & {"D05", "D06"} == set()


def codes(**changes):
    asked = changes.pop("asked_year", None)
    found = of_header(header(**changes), layout_of(changes.get("year", 2026)), la="888", asked_year=asked)
    return {(f.rule, f.severity.value, f.field) for f in found}


def test_d30_year_census_day_and_authority_fit():
    assert codes() == set()
    assert codes(asked_year=2025) == {("D30", "error", "Year")}
    assert codes(reference_date=date(2025, 1, 16)) == {("D30", "error", "ReferenceDate")}
    assert codes(reference_date=date(2026, 1, 16)) == {("D30", "query", "ReferenceDate")}
    assert codes(reference_date=None) == set()
    assert codes(lea="889") == {("D30", "error", "LEA")}
    assert codes(lea=None) == set()
    assert codes(year=2027, reference_date=date(2027, 1, 21)) == {("R18", "query", "Year")}


def test_the_last_day_that_can_be_is_when_the_file_was_made():
    assert last_plausible_day(header()) == date(2026, 2, 12)
    assert last_plausible_day(header(made_at=None)) == CENSUS
    assert last_plausible_day(header(made_at="2025-01-01T00:00:00")) == CENSUS


def test_d14_too_many_other_reasons_are_a_query_of_the_whole_file():
    known = context()
    known.n_ceased, known.n_ceased_other = 20, 2
    assert list(of_shares(known)) == []
    known.n_ceased_other = 3
    assert [(f.person, f.rule, f.severity.value) for f in of_shares(known)] == [(None, "D14", "query")]
