"""A case on a family's page: what the clock found decides, never the date alone."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest

from alongside.front.portal.queries import cases
from alongside.work.ehc.words import DECISION_DUTY, RequestState

ON = date(2026, 3, 2)
RECEIVED = ON - timedelta(days=50)
DUE = RECEIVED + timedelta(days=42)


def request(**more):
    return SimpleNamespace(**{
        "uuid": "22222222-2222-4222-8222-222222222222", "reference": "EHC-1",
        "state": RequestState.CONSIDERING, "received_on": RECEIVED, "appeal_until": None,
        "post_title": "", "team_title": "", "team_phone": "", "holder_since_on": None, "waiting_for": "",
        "known_as_at_on": None, "late_told_at": None, "pk": 1, **more})


def deadline(state, due=DUE):
    return SimpleNamespace(duty=DECISION_DUTY, title="Decide", due=due, done=None, state=state, citation="reg 5(1)",
                           strength="statutory", checked="V", working=["one step"], note="")


def shown(state, due=DUE):
    return cases.card(request(), [deadline(state, due)], None, ON)


@pytest.mark.parametrize("state", ["overdue", "open"])
def test_a_limit_that_has_passed_is_late_also_before_the_nights_replay(state):
    card = shown(state)
    assert (card.is_late, card.due, card.of) == (True, DUE, 42)


@pytest.mark.parametrize("state", ["exempt", "needs_a_person"])
def test_nobody_is_told_that_the_law_is_broken_where_an_exception_may_have_lifted_the_limit(state):
    card = shown(state)
    assert not card.is_late
    assert card.due is None


def test_a_limit_that_lies_ahead_is_not_late():
    card = shown("open", ON + timedelta(days=1))
    assert not card.is_late
    assert card.of == 51


@pytest.mark.django_db
def test_a_refusal_shows_until_when_it_can_be_appealed_at_least():
    refused = request(state=RequestState.REFUSED, appeal_until=date(2026, 5, 1))
    card = cases.card(refused, [], None, ON)
    assert (card.appeal_until, card.is_waiting, card.is_late) == (date(2026, 5, 1), False, False)


def told(day):
    return request(late_told_at=datetime(day.year, day.month, day.day, 12, tzinfo=UTC), late_why="Ill", late_expected="Soon")


def test_what_was_said_of_an_earlier_date_is_no_answer_to_this_one():
    found = cases.lateness_of(told(DUE + timedelta(days=1)), DUE)
    assert (found.why, found.expected, found.told_on) == ("Ill", "Soon", DUE + timedelta(days=1))
    assert cases.lateness_of(told(DUE), DUE) is None
    assert cases.lateness_of(told(ON), None) is None
    assert cases.lateness_of(request(late_told_at=None), DUE) is None


def test_the_family_waits_for_the_answer_then_for_the_plan():
    assert cases.awaited_duty(request()) == DECISION_DUTY
    assert cases.awaited_duty(request(state=RequestState.AGREED)) == "final_plan_20w"


def test_no_family_reads_that_somebody_asked_to_see_the_case():
    assert cases.hidden_from(SimpleNamespace(kind="family")) == {"local_identity_check"}
    assert cases.hidden_from(SimpleNamespace(kind="professional")) == frozenset()
