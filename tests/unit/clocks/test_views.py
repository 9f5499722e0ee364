"""The manager's page of clocks whose past changed, and the page of those who run the service."""

from datetime import timedelta
from importlib.metadata import PackageNotFoundError

import pytest
from django.urls import reverse
from django.utils import timezone

from alongside.commons.clocks import queries, services
from alongside.commons.clocks.engine import editions
from alongside.commons.clocks.engine.editions import edition
from alongside.commons.clocks.models import ClockDifference, Track
from alongside.commons.clocks.views import watching
from rulebook import Event
from tests.cast import words_of
from tests.unit.clocks.conftest import AT, RECEIVED

pytestmark = pytest.mark.django_db


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


def test_who_runs_the_service_sees_what_differs_laws_and_editions_but_no_child(as_user, users, difference):
    rows = services.Item(Track.objects.get(), (RECEIVED,))
    services.record_night(room="ehc", outcome=services.Outcome(n_seen=1, changed=["x"]), on=RECEIVED.on, at=AT)
    browser = as_user(users["operator"])
    page = words_of(browser.get(reverse("clocks_watch")))
    for needed in ("1 clock disagrees with its own record.", "child_brought_to_notice", "ehc:request:1", "In force",
                   "Proposal: judges nothing", "Children and Families Act 2014, Part 3",
                   edition().short, "1 September 2025 at 9:00am"):
        assert needed in page, needed
    assert "Robin" not in page
    assert "Settle them" not in page
    assert rows.track.edition == edition().digest
    assert "Settle them" in words_of(as_user(users["manager"]).get(reverse("clocks_watch")))


def test_a_missing_night_is_said_and_a_full_list_is_cut(as_user, users, difference, monkeypatch):
    ClockDifference.objects.update(settled_at=AT)
    browser = as_user(users["operator"])
    page = words_of(browser.get(reverse("clocks_watch")))
    assert "The last night is missing" in page
    assert "No night has been recorded yet" in page
    assert "recorded at the next night" in page
    ClockDifference.objects.update(settled_at=None)
    monkeypatch.setattr(watching, "SHOWN", 0)
    assert "lists every one" in words_of(browser.get(reverse("clocks_watch")))


def test_all_is_well_after_a_night(as_user, users, difference):
    ClockDifference.objects.update(settled_at=AT)
    now = timezone.now()
    services.record_night(room="ehc", outcome=services.Outcome(n_seen=1), on=now.date(), at=now)
    page = words_of(as_user(users["operator"]).get(reverse("clocks_watch")))
    assert "Every stored date agrees" in page
    assert "1 clock runs." in page
    assert as_user(users["officer"]).get(reverse("clocks_watch")).status_code == 404


def test_the_health_of_clocks_in_figures(track, users, django_user_model):
    assert queries.health(AT) == {"n_running": 1, "n_differences": 0, "last_night_at": None, "is_stale": True}
    services.record_night(room="ehc", outcome=services.Outcome(), on=RECEIVED.on, at=AT)
    assert queries.health(AT + timedelta(hours=25))["is_stale"] is False
    assert queries.health(AT + timedelta(hours=27))["is_stale"] is True
    assert list(queries.differences_to_watch(users["officer"])) == []
    Track.objects.update(closed_on=RECEIVED.on)
    assert queries.health(AT + timedelta(hours=27))["is_stale"] is False


def test_editions_are_told_by_every_line_of_the_rulebook(monkeypatch):
    assert edition().words == f"{edition().version} ({edition().short})"
    monkeypatch.setattr(editions, "version", missing)
    assert editions._version() == "not installed"


def missing(name):
    raise PackageNotFoundError(name)
