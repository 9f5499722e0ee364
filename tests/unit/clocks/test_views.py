"""The manager's page of clocks whose past changed."""

import pytest
from django.urls import reverse

from alongside.commons.clocks import services
from alongside.commons.clocks.models import ClockDifference, Track
from rulebook import Event
from tests.unit.clocks.conftest import AT, RECEIVED

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_user(client, monkeypatch):
    """A browser signed in with both proofs."""
    from alongside.ground.access.engine import proof

    monkeypatch.setattr(proof, "has_second_factor", lambda request, user: True)

    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def difference(track):
    services.replay(track=track, events=[RECEIVED], on=RECEIVED.on, at=AT)
    other = Event("child_brought_to_notice", RECEIVED.on)
    services.replay_nightly([services.Item(Track.objects.get(), (other,))], on=RECEIVED.on, at=AT)
    return ClockDifference.objects.get()


def test_a_manager_sees_and_settles_it(as_user, users, difference):
    browser = as_user(users["manager"])
    listed = browser.get(reverse("clocks_differences"))
    assert "child_brought_to_notice" in listed.content.decode()
    page = browser.get(reverse("clocks_settle", args=[difference.uuid]))
    assert page.status_code == 200
    empty = browser.post(reverse("clocks_settle", args=[difference.uuid]), {"reason": ""})
    assert "Say why the dates may change" in empty.content.decode()
    done = browser.post(reverse("clocks_settle", args=[difference.uuid]), {"reason": "Entered wrongly"})
    assert done["Location"] == reverse("clocks_differences")
    assert "Nothing to settle" in browser.get(reverse("clocks_differences")).content.decode()


def test_nobody_else_finds_the_page(as_user, users, difference):
    browser = as_user(users["officer"])
    assert browser.get(reverse("clocks_differences")).status_code == 404
    assert browser.get(reverse("clocks_settle", args=[difference.uuid])).status_code == 404
