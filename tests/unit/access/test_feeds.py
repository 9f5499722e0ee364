"""Calendar feeds as keys: hashed, ended at once, and dead with their account."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache

from alongside.ground.access import queries, services
from alongside.ground.access.engine import counting
from alongside.ground.access.models import Feed, User
from alongside.ground.core.errors import InvalidError, NotThereError, RefusedError

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def user():
    return User.objects.create_user("dawn@example.org", name="Dawn", kind="family")


def test_the_token_is_shown_once_and_kept_as_a_hash(user):
    made, token = services.make_feed(user=user, name=" my \n phone ", at=NOW)
    assert made.name == "my phone"
    assert token not in str(Feed.objects.values().get())
    assert services.read_feed(token, at=NOW).user == user
    assert queries.feeds_of(user) == [made]


def test_its_last_use_is_noted_now_and_then(user):
    _, token = services.make_feed(user=user, name="phone", at=NOW)
    for minutes in (0, 1, 6):
        services.read_feed(token, at=NOW + timedelta(minutes=minutes))
    assert Feed.objects.get().last_used_at == NOW + timedelta(minutes=6)
    services.read_feed(token, at=NOW + timedelta(minutes=8))
    assert Feed.objects.get().last_used_at == NOW + timedelta(minutes=6)


def test_renewing_kills_the_old_address(user):
    made, old = services.make_feed(user=user, name="phone", at=NOW)
    new_feed, new = services.renew_feed(user=user, uuid=made.uuid, at=NOW)
    assert services.read_feed(new, at=NOW) == new_feed
    for token in (old, "", "guess"):
        with pytest.raises(NotThereError):
            services.read_feed(token, at=NOW)


@pytest.mark.abuse("AC-02")
def test_nobody_ends_or_renews_anothers_feed(user):
    made, token = services.make_feed(user=user, name="phone", at=NOW)
    other = User.objects.create_user("eve@example.org", name="Eve", kind="family")
    for act in (services.end_feed, services.renew_feed):
        with pytest.raises(NotThereError):
            act(user=other, uuid=made.uuid, at=NOW)
    assert services.read_feed(token, at=NOW)


def test_a_feed_needs_a_name_a_person_and_there_are_five_at_most(user):
    with pytest.raises(InvalidError):
        services.make_feed(user=user, name=" ", at=NOW)
    for n in range(5):
        services.make_feed(user=user, name=str(n), at=NOW)
    with pytest.raises(InvalidError):
        services.make_feed(user=user, name="six", at=NOW)
    machine = User.objects.create_user("m@example.org", name="M", kind="service")
    closed = User.objects.create_user("c@example.org", name="C", kind="family", is_active=False)
    for account in (machine, closed):
        with pytest.raises(RefusedError):
            services.make_feed(user=account, name="x", at=NOW)


@pytest.mark.abuse("AC-08")
def test_closing_an_account_ends_its_feeds_and_opening_it_again_brings_none_back(user):
    _, token = services.make_feed(user=user, name="phone", at=NOW)
    services.disable_account(user=user, by=None, at=NOW)
    with pytest.raises(NotThereError):
        services.read_feed(token, at=NOW)
    services.enable_account(user=user, by=None, at=NOW)
    with pytest.raises(NotThereError):
        services.read_feed(token, at=NOW)


@pytest.mark.abuse("AC-08")
def test_an_account_that_is_closed_by_its_row_alone_has_no_feed_either(user):
    _, token = services.make_feed(user=user, name="phone", at=NOW)
    User.objects.update(is_active=False)
    with pytest.raises(NotThereError):
        services.read_feed(token, at=NOW)


def test_signing_out_everywhere_ends_the_feed_on_the_lost_telephone(user):
    _, token = services.make_feed(user=user, name="phone", at=NOW)
    services.end_sessions(user=user, by=user, at=NOW)
    with pytest.raises(NotThereError):
        services.read_feed(token, at=NOW)


def test_more_than_so_many_in_a_while_is_too_many(monkeypatch):
    hour = timedelta(hours=1)
    assert [counting.is_over("x", "a", most=2, within=hour) for _ in range(4)] == [False, False, True, True]
    assert not counting.is_over("x", "b", most=2, within=hour)
    assert counting.is_over("x", "c", most=0, within=hour)
    monkeypatch.setattr(cache, "incr", lambda key: (_ for _ in ()).throw(ValueError))
    assert not counting.is_over("x", "a", most=2, within=hour)
