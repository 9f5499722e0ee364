"""Guessing is hopeless, and nobody can lock another out."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import signing

from alongside.ground.access.engine import throttle
from alongside.ground.access.models import Attempt, Wait
from alongside.ground.access.words import ADDRESS_TRIES, AttemptKind

pytestmark = [pytest.mark.django_db, pytest.mark.abuse("AC-14")]
AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def who(account="ada@example.com", address="192.0.2.1", device=""):
    return throttle.caller(account=account, device=device, address=address)


def wrong(n, *, at=AT, **caller):
    """So many wrong tries, each just patient enough to be heard, the last of them at `at`."""
    for i in range(n):
        moment = at - timedelta(seconds=31) * (n - 1 - i)
        throttle.ask(AttemptKind.PASSWORD, who(**{"address": f"198.51.100.{i}"} | caller), at=moment)


def test_the_first_tries_need_no_patience():
    for _ in range(5):
        answer = throttle.ask(AttemptKind.PASSWORD, who(), at=AT)
        assert (answer.wait_seconds, answer.attempt is None) == (0, False)


def test_patience_grows_to_half_a_minute_and_no_further():
    waits = [throttle.wait_for(n).total_seconds() for n in (0, 4, 5, 6, 7, 8, 9, 50)]
    assert waits == [0, 0, 2, 4, 8, 16, 30, 30]


def test_who_comes_too_early_is_told_how_long_and_is_not_heard():
    wrong(7)
    answer = throttle.ask(AttemptKind.PASSWORD, who(), at=AT)
    assert (answer.attempt, answer.wait_seconds) == (None, 8)
    assert Attempt.objects.count() == 7


def test_a_promised_turn_is_heard_whatever_others_do_meanwhile():
    wrong(9)
    answer = throttle.ask(AttemptKind.PASSWORD, who(), at=AT)
    later = AT + timedelta(seconds=answer.wait_seconds)
    wrong(9, at=later - timedelta(seconds=1))
    turn = throttle.ask(AttemptKind.PASSWORD, who(), at=later, token=answer.token)
    assert turn.attempt is not None


def test_asking_again_too_early_does_not_push_the_turn_away():
    wrong(9)
    first = throttle.ask(AttemptKind.PASSWORD, who(), at=AT)
    again = throttle.ask(AttemptKind.PASSWORD, who(), at=AT + timedelta(seconds=10), token=first.token)
    assert (again.attempt, again.wait_seconds, again.token) == (None, 20, first.token)


def test_a_turn_counts_once_from_one_network_for_one_account():
    wrong(9)
    answer = throttle.ask(AttemptKind.PASSWORD, who(), at=AT)
    later = AT + timedelta(seconds=31)
    wrong(9, at=later)
    wrong(9, at=later, account="bob@example.com")
    for other in ({"address": "192.0.2.99"}, {"account": "bob@example.com"}):
        assert throttle.ask(AttemptKind.PASSWORD, who(**other), at=later, token=answer.token).attempt is None
    assert throttle.ask(AttemptKind.PASSWORD, who(), at=later, token=answer.token).attempt is not None
    assert throttle.ask(AttemptKind.PASSWORD, who(), at=later, token=answer.token).attempt is None


def test_a_turn_that_nobody_took_for_long_is_gone():
    wrong(9)
    token = throttle.ask(AttemptKind.PASSWORD, who(), at=AT).token
    later = AT + timedelta(minutes=20)
    wrong(9, at=later)
    again = throttle.ask(AttemptKind.PASSWORD, who(), at=later, token=token)
    assert again.attempt is None
    assert again.token != token


def test_a_known_browser_is_not_slowed_by_strangers():
    cookie = throttle.remember_device("", "Ada@example.com")
    wrong(40)
    assert throttle.ask(AttemptKind.PASSWORD, who(device=cookie), at=AT).attempt is not None
    assert throttle.ask(AttemptKind.PASSWORD, who(), at=AT).attempt is None


def test_a_known_browser_is_slowed_by_its_own_wrong_tries():
    cookie = throttle.remember_device("", "ada@example.com")
    wrong(5, device=cookie)
    assert throttle.ask(AttemptKind.PASSWORD, who(device=cookie), at=AT).wait_seconds == 2


def test_a_browser_known_to_one_account_is_a_stranger_to_another():
    cookie = throttle.remember_device("", "mallory@example.com")
    wrong(9)
    assert throttle.ask(AttemptKind.PASSWORD, who(device=cookie), at=AT).attempt is None


@pytest.mark.parametrize("cookie", ["", "nonsense", signing.dumps({"id": "x", "accounts": []}, salt="another")],
                         ids=["none", "nonsense", "signed for something else"])
def test_a_made_up_cookie_is_no_known_browser(cookie):
    assert who(device=cookie).device_key == ""


def test_a_browser_remembers_the_last_ten_accounts():
    cookie = ""
    for n in range(11):
        cookie = throttle.remember_device(cookie, f"{n}@example.com")
    assert who("0@example.com", device=cookie).device_key == ""
    assert who("1@example.com", device=cookie).device_key == who("10@example.com", device=cookie).device_key != ""


def test_an_address_that_guesses_much_is_blocked_for_every_account_until_its_tries_are_old():
    for n in range(ADDRESS_TRIES):
        throttle.ask(AttemptKind.PASSWORD, who(f"{n}@example.com"), at=AT)
    answer = throttle.ask(AttemptKind.PASSWORD, who("new@example.com"), at=AT + timedelta(minutes=4))
    assert (answer.attempt, answer.wait_seconds, answer.token) == (None, 360, "")
    assert throttle.ask(AttemptKind.PASSWORD, who("new@example.com"), at=AT + timedelta(minutes=10)).attempt


def test_a_known_browser_in_a_blocked_network_gets_in():
    cookie = throttle.remember_device("", "ada@example.com")
    for n in range(ADDRESS_TRIES):
        throttle.ask(AttemptKind.PASSWORD, who(f"{n}@example.com"), at=AT)
    assert throttle.ask(AttemptKind.PASSWORD, who(device=cookie), at=AT).attempt is not None


def test_a_right_try_clears_what_came_before_it_from_there_but_not_elsewhere():
    wrong(4, address="192.0.2.1")
    throttle.right(throttle.ask(AttemptKind.PASSWORD, who(), at=AT).attempt)
    later = AT + timedelta(seconds=1)
    wrong(4, address="192.0.2.1", at=later)
    assert throttle.ask(AttemptKind.PASSWORD, who(), at=later).attempt is not None
    assert throttle.ask(AttemptKind.PASSWORD, who(address="192.0.2.9"), at=later).attempt is None


def test_wrong_tries_are_forgotten_after_a_quarter_of_an_hour():
    wrong(9)
    assert throttle.ask(AttemptKind.PASSWORD, who(), at=AT + timedelta(minutes=16)).attempt is not None


def test_a_hundred_tries_at_once_are_counted_before_they_are_judged():
    answers = [throttle.ask(AttemptKind.PASSWORD, who(address=f"198.51.100.{n}"), at=AT) for n in range(100)]
    assert sum(a.attempt is not None for a in answers) == 5
    assert sum(a.is_new_slowness for a in answers) == 95


def test_the_tables_name_nobody():
    throttle.ask(AttemptKind.PASSWORD, who(), at=AT)
    row = Attempt.objects.get()
    assert "ada" not in row.account_key
    assert "192" not in row.address_key[:4]
    assert str(row) == str(row.pk)


def test_old_tries_and_turns_are_forgotten():
    wrong(6)
    throttle.ask(AttemptKind.PASSWORD, who(), at=AT)
    assert Wait.objects.exists()
    assert str(Wait.objects.first()) == str(Wait.objects.first().pk)
    assert throttle.forget_before(AT + timedelta(days=1)) >= 7
    assert not Attempt.objects.exists()
    assert not Wait.objects.exists()
