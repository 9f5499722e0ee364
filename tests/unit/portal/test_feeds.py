"""A calendar feed: what a real client reads, without a name, and only as far as the account may see at that moment."""

from datetime import timedelta

import pytest
import vobject
from django.urls import reverse
from django.utils import timezone

from alongside.commons.actions import services as actions
from alongside.commons.clocks.models import Track
from alongside.front.portal.queries.feeds import entries_for
from alongside.ground.access import services as access
from alongside.ground.access.models import User
from alongside.ground.people import services as people
from alongside.ground.people.models import Child
from tests.unit.ehc.conftest import ask, checked, town

__all__ = ["town"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def case(town):
    """A request of today, checked, held by the officer, with a mother who signs in."""
    from alongside.work.ehc import services as ehc

    now = timezone.now()
    request = checked(town, ask(at=now), at=now)
    ehc.allocate(request=request, post=town.posts["officer"], by=town.user("manager"), at=now)
    mother = town.add_user("mother", "family_member", kind="family")
    people.relate(child=request.child, kind="parent", person=town.persons["mother"], starts_on=now.date(),
                  evidence="seen", by=None, at=now)
    return request, User.objects.get(pk=mother.pk)


def read(client, user, **headers):
    _, token = access.make_feed(user=User.objects.get(pk=user.pk), name="phone", at=timezone.now())
    return client.get(reverse("portal_feed", args=[token]), headers=headers), token


def events(response):
    found = vobject.readOne(response.content.decode())
    return [(one.summary.value, one.dtstart.value) for one in found.contents.get("vevent", [])]


@pytest.mark.abuse("AC-16")
def test_a_family_reads_its_lawful_dates_without_a_name(case, client):
    request, mother = case
    response, _ = read(client, mother)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Cache-Control"] == "private, no-cache"
    found = events(response)
    assert any(day == request.received_on + timedelta(days=42) for _, day in found)
    assert {summary.partition(":")[0] for summary, _ in found} == {"Your child"}
    for name in (request.child.given_name, request.child.family_name):
        assert name not in response.content.decode()
    raw = response.content.decode()
    assert "\r\n" in raw
    assert max(len(line.encode()) for line in raw.split("\r\n")) <= 75


def test_an_officer_reads_references_promises_and_actions(town, case):
    request, mother = case
    officer, now = town.user("officer"), timezone.now()
    actions.promise(child=request.child, to=[town.persons["mother"]], words=f"Ring {request.child.given_name}'s school",
                    due_on=now.date() + timedelta(days=3), by=officer, at=now, key="p")
    actions.open_action(key="t", child=request.child, kind="task", title="Find the report", due_on=now.date(), at=now,
                        owner=f"post:{town.posts['officer'].uuid}")
    titles = [entry.title for entry in entries_for(town.user("officer"), now)]
    reference = request.child.reference
    assert f"{reference}: a promise to the family falls due" in titles
    assert f"{reference}: something to do" in titles
    assert all(request.child.given_name not in title for title in titles)
    own = [entry.title for entry in entries_for(mother, now)]
    assert "Your child: the day by which we promised you something" in own
    assert not any("something to do" in title for title in own)


def test_two_children_are_told_apart_by_reference(town, case):
    request, mother = case
    now = timezone.now()
    other = people.register_child(given_name="Ada", family_name="Example", born_on=request.child.born_on, source="test",
                                  by=None, at=now)
    people.relate(child=other, kind="parent", person=town.persons["mother"], starts_on=now.date(), evidence="seen",
                  by=None, at=now)
    assert all(entry.title.startswith(f"Your child ({request.child.reference})") for entry in entries_for(mother, now))


@pytest.mark.abuse("AC-03", "AC-08")
def test_sight_is_asked_at_each_reading(town, case, client):
    request, mother = case
    response, token = read(client, mother)
    address = reverse("portal_feed", args=[token])
    assert events(response)
    people.exclude(child=request.child, person=town.persons["mother"], acts=["see"], basis="court_order", source="Order",
                   evidence="seen", starts_on=timezone.localdate(), by=None, at=timezone.now())
    assert events(client.get(address)) == []
    access.disable_account(user=User.objects.get(pk=mother.pk), by=None, at=timezone.now())
    gone, unknown = client.get(address), client.get(reverse("portal_feed", args=["guess"]))
    assert gone.status_code == unknown.status_code == 404


def test_what_is_closed_and_who_has_died_is_gone(town, case):
    _request, mother = case
    now = timezone.now()
    Track.objects.update(closed_on=now.date())
    assert entries_for(mother, now) == ()
    Track.objects.update(closed_on=None)
    assert entries_for(mother, now)
    Child.objects.update(died_on=now.date())
    assert entries_for(User.objects.get(pk=mother.pk), now) == ()
    assert entries_for(town.user("officer"), now) == ()


def test_a_school_that_is_only_asked_reads_no_dates(town, case):
    request, _ = case
    now = timezone.now()
    teacher = town.add_user("teacher", "setting_staff")
    access.pin_badge(user=teacher, badge=f"setting:{town.school.uuid}", since=now.date(), at=now)
    people.relate(child=request.child, kind="consulted_setting", setting=town.school, starts_on=now.date(), by=None, at=now)
    assert entries_for(town.user("teacher"), now) == ()
    people.relate(child=request.child, kind="on_roll", setting=town.school, starts_on=now.date(), by=None, at=now)
    assert {entry.title.partition(":")[0] for entry in entries_for(town.user("teacher"), now)} == {request.child.reference}


def test_an_unchanged_feed_is_not_sent_again(case, client):
    response, token = read(client, case[1])
    address = reverse("portal_feed", args=[token])
    again = client.get(address, headers={"If-None-Match": f'W/{response["ETag"]}'})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", response["ETag"])
    assert client.get(address, headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.abuse("AC-05")
def test_a_feed_that_is_read_too_often_waits(case, client, monkeypatch):
    from alongside.front.portal.views import feeds

    monkeypatch.setattr(feeds, "FEED_READS", 1)
    _, token = read(client, case[1])
    slowed = client.get(reverse("portal_feed", args=[token]))
    assert (slowed.status_code, slowed["Retry-After"]) == (429, "3600")
    unknown = reverse("portal_feed", args=["guess"])
    assert [client.get(unknown).status_code for _ in range(2)] == [404, 429]


def test_feeds_are_made_renewed_and_ended_on_one_page(case, client, monkeypatch):
    from alongside.ground.access.engine import proof

    monkeypatch.setattr(proof, "is_fresh", lambda *given, **more: True)
    client.force_login(case[1])
    address = reverse("portal_feeds")
    assert "You have none." in client.get(address).content.decode()
    assert client.post(address, {"name": ""}).status_code == 400
    made = client.post(address, {"name": "my phone"}).content.decode()
    assert "/dates.ics" in made
    shown = client.get(address).content.decode()
    assert "my phone" in shown
    assert "/dates.ics" not in shown
    feed = case[1].feeds.get()
    renewed = client.post(reverse("portal_feed_act", args=[feed.uuid, "renew"])).content.decode()
    assert "/dates.ics" in renewed
    live = case[1].feeds.get(ended_at=None)
    assert client.post(reverse("portal_feed_act", args=[live.uuid, "break"])).status_code == 404
    assert client.post(reverse("portal_feed_act", args=[live.uuid, "end"])).status_code == 302
    for _ in range(5):
        client.post(address, {"name": "x"})
    assert client.post(address, {"name": "six"}).status_code == 400
