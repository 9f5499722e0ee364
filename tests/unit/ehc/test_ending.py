"""Requests that end without an answer: taken back, another council's, a death."""

from datetime import date

import pytest

from alongside.commons.clocks.models import Deadline
from alongside.commons.messaging.models import Letter
from alongside.ground.core.errors import InvalidError, RefusedError
from alongside.ground.outbox.models import OutboxMessage
from alongside.ground.people.models import MailHold, Standing
from alongside.work.ehc import services as ehc
from alongside.work.ehc.models import Plan, Withdrawal
from alongside.work.ehc.words import RequestState
from tests.unit.ehc.conftest import ask, asker_given, checked, child_given, days_later, fresh

pytestmark = pytest.mark.django_db


def withdraw(town, request, **more):
    return ehc.withdraw(**{
        "request": request, "words": "We want to wait.", "is_freely_made": True, "by": town.user("officer"),
        "at": days_later(10), **more,
    })


def test_a_request_is_taken_back_freely_and_they_may_ask_again(town):
    request = checked(town, ask())
    made = withdraw(town, request, person=request.requester)
    row = fresh(request)
    assert (row.state, row.track.closed_on) == (RequestState.WITHDRAWN, date(2025, 9, 11))
    assert not Deadline.objects.filter(track=row.track, state__in=("open", "overdue")).exclude(
        duty="local_identity_check").exists()
    assert Letter.objects.get(event="ehc.withdrawn").person == request.requester
    assert withdraw(town, row) == made
    again = ask(at=days_later(12))
    assert again.state == RequestState.RECEIVED


@pytest.mark.parametrize(("more", "field"), [
    ({"words": ""}, "words"), ({"is_freely_made": False}, "is_freely_made"),
    ({"withdrawn_on": date(2025, 8, 1)}, "withdrawn_on"), ({"withdrawn_on": date(2026, 8, 1)}, "withdrawn_on"),
])
def test_a_withdrawal_that_is_not_one(town, more, field):
    request = ask()
    with pytest.raises(InvalidError) as caught:
        withdraw(town, request, **more)
    assert field in caught.value.errors
    assert not Withdrawal.objects.exists()


def test_one_parent_cannot_take_back_what_the_other_asked_for(town):
    first = ask()
    second = ask(at=days_later(2), asker=asker_given(given_name="Alex", email="alex@example.org"))
    with pytest.raises(InvalidError) as caught:
        withdraw(town, first)
    assert "somebody else" in caught.value.errors["request"].lower()
    withdraw(town, second)
    assert fresh(second).state == RequestState.WITHDRAWN
    withdraw(town, first)
    with pytest.raises(InvalidError):
        ehc.pass_on(request=fresh(first), council="Elsewhere", by=town.user("officer"), at=days_later(11))
    with pytest.raises(RefusedError):
        withdraw(town, ask(child=child_given(given_name="Kit")), by=town.user("burnley"))


def test_a_withdrawal_of_what_has_ended_is_refused(town):
    request = ask()
    ehc.pass_on(request=request, council="Elsewhere", by=town.user("officer"), at=days_later(1))
    with pytest.raises(InvalidError):
        withdraw(town, fresh(request))


def test_a_child_who_lives_elsewhere_is_passed_on_and_the_family_told_which_council(town):
    request = checked(town, ask(child=child_given(postcode="M1 1AA")))
    with pytest.raises(InvalidError):
        ehc.lives_elsewhere(request=request, council=" ", by=town.user("manager"), at=days_later(3))
    row = ehc.lives_elsewhere(request=request, council="Elsewhere Council", email="send@elsewhere.gov.uk",
                              by=town.user("manager"), at=days_later(3))
    assert (row.state, row.closed_why) == (RequestState.PASSED_ON, "lives in the area of Elsewhere Council")
    assert Letter.objects.get(event="ehc.passed_on").person == request.requester
    mail = OutboxMessage.objects.get(to="send@elsewhere.gov.uk")
    assert "Robin" not in mail.body_text
    assert row.track.closed_on == date(2025, 9, 4)


def test_a_child_who_moved_is_passed_on_and_one_who_did_not_stays(town):
    request = ask(child=child_given(postcode="M1 1AA"))
    with pytest.raises(InvalidError):
        ehc.stay_here(request=request, why=" ", by=town.user("manager"), at=days_later(2))
    assert ehc.stay_here(request=request, why="Council tax shows it.", by=town.user("manager"),
                         at=days_later(2)).lives_elsewhere_la == ""
    row = ehc.move_away(request=request, council="Elsewhere", by=town.user("manager"), at=days_later(5))
    assert row.closed_why == "moved to the area of Elsewhere"


def test_a_death_stops_every_letter_and_clock_in_one_act(town):
    request = checked(town, ask())
    plan = Plan.objects.create(reference="PLAN-1", child=request.child, made_on=date(2024, 1, 1), source="service")
    other = ask(at=days_later(2), asker=asker_given(given_name="Alex", email="alex@example.org"))
    n_sent = OutboxMessage.objects.count()
    n = ehc.close_for_death(child=request.child, died_on=date(2025, 9, 5), named_person=town.persons["manager"],
                            by=town.user("manager"), at=days_later(6))
    assert n == 3
    assert {fresh(request).state, fresh(other).state} == {RequestState.CLOSED}
    assert fresh(plan).ceased_on == date(2025, 9, 5)
    assert OutboxMessage.objects.count() == n_sent
    assert MailHold.objects.filter(child=request.child).exists()
    assert Standing.objects.get(child=request.child, room="ehc").words == "Closed"
    with pytest.raises(InvalidError):
        ehc.allocate(request=fresh(request), post=town.posts["officer"], by=town.user("manager"), at=days_later(7))
