"""Cases to facts: each stage with its days, ended otherwise or open, and nothing that leads back to a case."""

import json
from dataclasses import asdict
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from alongside.ground.people import services as people
from alongside.work.ehc import extract, queries
from alongside.work.ehc import services as ehc
from alongside.work.ehc.models import Request
from alongside.work.ehc.services import ending
from tests.unit.ehc.conftest import MONDAY, ask, checked, child_given, days_later
from tests.unit.ehc.test_deciding import decide, send
from tests.unit.ehc.test_loading import AT, CENSUS, case, kid, load

pytestmark = pytest.mark.django_db
KEY = b"a key of this test"
TODAY = days_later(60).date()
DAY_0 = MONDAY.date()


def facts(on=TODAY, key=KEY):
    return extract.stage_spells(on=on, key=key)


def stages(on=TODAY):
    return {s.stage.value: (s.entered_on, s.left_on, s.is_reached) for s in facts(on)}


def rows_of(child):
    return queries.requests_of(AnonymousUser(), [child], TODAY)[child.pk]


def agreed(town):
    request = checked(town, ask())
    send(town, decide(town, request))
    return Request.objects.get(pk=request.pk)


def loaded(*, outcome="Y", decided=date(2024, 4, 10), **more):
    load(case(kid(), ehc.LoadedRequest(received_on=date(2024, 3, 1), source_code="2", outcome_code=outcome,
                                       outcome_on=decided, **more)))


def test_a_request_waits_for_its_answer(town):
    ask()
    assert stages() == {"answer": (DAY_0, None, False)}
    fact = facts()[0]
    assert (fact.district, fact.source, fact.season) == ("E01", "parent", "autumn")
    assert (fact.seen_from_on, fact.seen_to_on) == (DAY_0, TODAY)


def test_a_yes_opens_the_assessment_and_the_whole_way(town):
    told = agreed(town).decisions.get().notified_on
    assert stages() == {"answer": (DAY_0, told, True), "assessment": (told, None, False), "whole": (DAY_0, None, False)}
    assert stages(on=told - timedelta(days=1)) == {"answer": (DAY_0, None, False)}


def test_a_refusal_ends_it(town):
    request = checked(town, ask())
    send(town, decide(town, request, "refuse"), call_words="Told why.", called_at=days_later(30))
    assert [(s.stage.value, s.is_reached) for s in facts()] == [("answer", True)]


def test_a_withdrawal_is_no_answer(town):
    request = checked(town, ask())
    ending.withdraw(request=request, words="We moved.", is_freely_made=True, by=town.user("manager"), at=days_later(9))
    assert stages() == {"answer": (DAY_0, days_later(9).date(), False)}


def test_a_death_ends_every_wait(town):
    request = agreed(town)
    people.record_death(child=request.child, on=days_later(40).date(), named_person=town.persons["manager"],
                        by=town.user("manager"), at=days_later(41))
    assert stages()["assessment"][1:] == (days_later(40).date(), False)
    assert stages()["whole"][1:] == (days_later(40).date(), False)


def test_the_return_is_known_from_the_first_of_its_year_until_census_day(town):
    loaded(assessment=ehc.LoadedAssessment("Y", outcome_on=date(2024, 9, 2)),
           plan=ehc.LoadedPlan(made_on=date(2024, 10, 1)))
    assert stages() == {
        "answer": (date(2024, 3, 1), date(2024, 4, 10), True), "assessment": (date(2024, 4, 10), date(2024, 9, 2), True),
        "plan": (date(2024, 9, 2), date(2024, 10, 1), True), "whole": (date(2024, 3, 1), date(2024, 10, 1), True)}
    assert {(s.seen_from_on, s.seen_to_on) for s in facts()} == {(date(2024, 1, 1), CENSUS)}
    assert {s.source for s in facts()} == {"setting"}


def test_what_ended_before_the_returns_year_was_never_seen_and_says_so(town):
    load(case(kid(), ehc.LoadedRequest(received_on=date(2023, 6, 1), outcome_code="Y", outcome_on=date(2023, 7, 1),
                                       plan=ehc.LoadedPlan(made_on=date(2024, 2, 1)))))
    answer = next(s for s in facts() if s.stage == "answer")
    assert answer.left_on < answer.seen_from_on == date(2024, 1, 1)


def test_no_plan_is_an_end_as_well(town):
    loaded(assessment=ehc.LoadedAssessment("N", outcome_on=date(2024, 9, 2)))
    assert set(stages()) == {"answer", "assessment", "whole"}
    assert stages()["whole"] == (date(2024, 3, 1), date(2024, 9, 2), True)


def test_a_plan_promised_waits_for_its_day(town):
    loaded(assessment=ehc.LoadedAssessment("Y", outcome_on=date(2024, 9, 2)))
    assert stages()["plan"] == (date(2024, 9, 2), None, False)


@pytest.mark.parametrize(("more", "stage"), [
    ({"outcome": "W"}, "answer"),
    ({"assessment": ehc.LoadedAssessment("W", outcome_on=date(2024, 6, 1))}, "assessment"),
])
def test_what_was_withdrawn_in_the_return_was_not_reached(town, more, stage):
    loaded(**more)
    assert stages()[stage][2] is False
    assert stages()[stage][1] is not None


def test_a_request_passed_on_ends_without_an_answer(town):
    ehc.lives_elsewhere(request=ask(), council="Any other", by=town.user("manager"), at=days_later(5))
    assert stages() == {"answer": (DAY_0, days_later(5).date(), False)}


def test_days_in_the_wrong_order_make_no_fact(town):
    loaded(decided=date(2024, 2, 1))
    assert "answer" not in stages()


def test_the_same_key_gives_the_same_rows_and_another_key_others(town):
    agreed(town)
    assert facts() == facts()
    assert not {s.row for s in facts()} & {s.row for s in facts(key=b"another")}
    assert [s.row for s in facts()] == sorted(s.row for s in facts())


def test_a_fact_holds_nothing_that_leads_back(town):
    request = agreed(town)
    child = request.child
    text = json.dumps([asdict(fact) for fact in facts()], default=str)
    for secret in (child.family_name, child.given_name, child.reference, str(child.uuid), request.reference,
                   str(request.uuid), child.postcode, child.born_on.isoformat()):
        assert secret not in text
    assert len({s.row for s in facts()}) == len(facts()) == 3


def test_a_protected_address_leaves_no_district(town):
    request = ask()
    people.update_child(child=request.child, version=request.child.version, by=None, at=days_later(1),
                        is_address_protected=True)
    assert [s.district for s in facts()] == [""]


def test_a_family_that_waits_for_an_answer_looks_ahead_to_both(town):
    request = ask(child=child_given(given_name="Ash"))
    assert [s.stage.value for s in extract.waiting(rows_of(request.child), on=TODAY)[request.pk]] == ["answer", "whole"]


def test_after_the_yes_the_next_stage_and_the_whole_way_are_ahead(town):
    request = agreed(town)
    assert [s.stage.value for s in extract.waiting(rows_of(request.child), on=TODAY)[request.pk]] == ["assessment", "whole"]


def test_nothing_is_said_ahead_of_what_only_the_return_knows(town):
    loaded()
    assert extract.waiting(rows_of(Request.objects.get().child), on=AT.date()) == {}
