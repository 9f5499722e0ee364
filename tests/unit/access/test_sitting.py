"""Staff are signed out sooner than families; both are warned, can stay, and lose nothing that they typed."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import SESSION_KEY
from django.utils import timezone

from alongside.ground.access.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.abuse("AC-15")]
TEXT = "What Robin's mother told me on the telephone this morning."
FORM = {"words": TEXT, "kind": "note", "csrfmiddlewaretoken": "x", "empty": ""}


@pytest.fixture
def staff(make):
    return make(roles=["system_operator"])


@pytest.fixture
def parent(make):
    return make("pat@example.com", kind="family", roles=["family_member"])


def after(client, minutes, *, start, path="/account/", **more):
    with time_machine.travel(start + timedelta(minutes=minutes), tick=False):
        return client.post(path, more["sent"]) if "sent" in more else client.get(path)


@pytest.mark.parametrize(("who", "minutes", "is_in"), [
    ("staff", 14, True), ("staff", 16, False), ("parent", 16, True), ("parent", 59, True), ("parent", 61, False),
])
def test_staff_after_15_minutes_families_after_60(client, request, who, minutes, is_in):
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        client.force_login(request.getfixturevalue(who))
        client.get("/account/")
    assert (after(client, minutes, start=start).status_code == 200) is is_in


def test_the_page_warns_and_one_click_stays(client, staff):
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        client.force_login(staff)
        page = client.get("/account/").content.decode()
    assert 'data-seconds="900"' in page
    assert "Are you still there?" in page
    assert "After 15 minutes without a new page you are signed out" in page
    assert after(client, 13, start=start, path="/account/stay/", sent={}).status_code == 204
    assert after(client, 27, start=start).status_code == 200


def test_a_stranger_is_warned_of_nothing(client):
    assert "app-idle" not in client.get("/account/roles/").content.decode()
    assert client.get("/account/kept/").status_code == 302


def lapse(client, user, start, path="/account/manage/", sent=None):
    with time_machine.travel(start, tick=False):
        client.force_login(user)
        client.get("/account/")
    return after(client, 20, start=start, path=path, sent=sent or FORM)


def test_what_was_typed_is_kept_for_its_owner_until_it_is_sent(client, staff, settings):
    start, settings.ROOT_URLCONF = timezone.now(), "alongside.config.urls"
    answer = lapse(client, staff, start, "/something-is-wrong/?from=here")
    assert answer["Location"] == "/account/login/?next=%2Faccount%2Fkept%2F"
    assert SESSION_KEY not in client.session
    client.force_login(User.objects.get(pk=staff.pk))
    page = client.get("/account/kept/").content.decode()
    assert "What Robin&#39;s mother told me" in page
    assert 'action="/something-is-wrong/?from=here"' in page
    assert 'name="kind" value="note"' in page
    assert page.count("csrfmiddlewaretoken") >= 2
    assert 'value="x"' not in page
    client.post("/something-is-wrong/?from=here", {"words": TEXT})
    assert client.get("/account/kept/")["Location"] == "/account/"


@pytest.mark.abuse("AC-02")
def test_nobody_else_who_signs_in_at_the_browser_gets_it(client, staff, parent):
    lapse(client, staff, timezone.now(), "/something-is-wrong/")
    client.force_login(parent)
    assert client.get("/account/kept/")["Location"] == "/account/"
    client.force_login(User.objects.get(pk=staff.pk))
    assert client.get("/account/kept/").status_code == 302


def test_it_can_be_thrown_away_and_grows_old(client, staff):
    start = timezone.now()
    lapse(client, staff, start, "/something-is-wrong/")
    with time_machine.travel(start + timedelta(hours=1), tick=False):
        client.force_login(User.objects.get(pk=staff.pk))
        assert client.get("/account/kept/").status_code == 200
        assert client.post("/account/kept/", {"x": "1"})["Location"] == "/account/"
        assert client.get("/account/kept/").status_code == 302


def test_a_kept_text_is_gone_after_a_day(client, staff):
    start = timezone.now()
    lapse(client, staff, start, "/something-is-wrong/")
    with time_machine.travel(start + timedelta(hours=21), tick=False):
        client.force_login(User.objects.get(pk=staff.pk))
        assert client.get("/account/kept/").status_code == 302


@pytest.mark.parametrize(("path", "sent"), [
    ("/account/password/change/", FORM), ("/something-is-wrong/", {"words": "x" * 100_001}),
    ("/something-is-wrong/", {"empty": " "}),
])
def test_passwords_nothing_and_too_much_are_not_kept(client, staff, path, sent):
    assert "kept" not in lapse(client, staff, timezone.now(), path, sent)["Location"]
