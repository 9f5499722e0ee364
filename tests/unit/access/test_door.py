"""The door: who gets in, what a refusal looks like, how long a session lasts, and what leaves with an answer."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.utils import timezone

from alongside.config.access_table import THIRD_PARTY
from alongside.config.pages import all_pages
from alongside.ground.access import services
from alongside.ground.access.engine import doorstep
from alongside.ground.access.models import AuditEntry, User

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.unit.access.addresses")]


def same_page(response):
    """The body without what is new for each request."""
    return re.sub(r"R-[\w-]{9}|value=\"[\w]{64}\"", "", response.content.decode())


def forced(client, user):
    client.force_login(user)
    return client


def test_a_page_that_declares_nobody_opens_to_nobody(client, make):
    assert client.get("/undeclared/").status_code == 404
    assert forced(client, make(roles=["send_manager"])).get("/undeclared/").status_code == 404


def test_a_stranger_is_sent_to_sign_in_and_brought_back(client):
    assert client.get("/signed-in/?a=b")["Location"] == "/account/login/?next=%2Fsigned-in%2F%3Fa%3Db"
    assert client.post("/signed-in/")["Location"] == "/account/login/?next=%2Faccount%2F"
    assert client.get("/public/").content == b"for public"


def test_a_public_page_costs_a_stranger_no_statement(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get("/public/")


def test_a_signed_in_page_costs_session_and_account_only(client, make, django_assert_num_queries):
    forced(client, make(kind="family")).get("/signed-in/")
    with django_assert_num_queries(2):
        client.get("/signed-in/")


def test_a_page_for_a_permission_costs_no_statement_more(client, make, django_assert_num_queries):
    forced(client, make(roles=["system_operator"])).get("/operate/")
    with django_assert_num_queries(2):
        assert client.get("/operate/").content == b"for permission:operate"


@pytest.mark.abuse("AC-02")
def test_what_isnt_for_somebody_looks_like_what_isnt_there(client, make):
    user = make(kind="family", roles=["family_member"])
    forced(client, user)
    answers = [client.get(path) for path in ("/operate/", "/refused/", "/not-there/", "/nowhere/", "/undeclared/")]
    assert {a.status_code for a in answers} == {404}
    assert len({same_page(a) for a in answers}) == 1
    entries = AuditEntry.objects.filter(outcome="refused", by_uuid=user.uuid)
    assert {e.code for e in entries} == {"access.page.refused", "access.act.refused"}
    assert {e.reason for e in entries} == {
        "shown_operate", "needs permission x", "not there for this person", "undeclared",
    }


@pytest.mark.abuse("AC-02")
def test_a_stranger_gets_the_same_page_for_what_is_refused(client):
    assert same_page(client.get("/refused/")) == same_page(client.get("/nowhere/"))


@pytest.mark.abuse("AC-02")
def test_five_refusals_alert(client, make):
    forced(client, make(kind="family"))
    for _ in range(5):
        client.get("/operate/")
    assert AuditEntry.objects.filter(code="access.alert.raised").count() == 1


def test_what_cant_be_taken_is_said_on_a_page(client):
    response = client.get("/invalid/")
    assert (response.status_code, "Enter a name." in response.content.decode()) == (400, True)


def test_two_texts_of_one_thing_are_both_shown(client):
    response = client.get("/stale/")
    assert response.status_code == 409
    assert "theirs" in response.content.decode()
    assert "ours" in response.content.decode()


def test_an_unforeseen_error_stays_one(client):
    client.raise_request_exception = False
    assert client.get("/broken/").status_code == 500


@pytest.mark.abuse("AC-37")
def test_nothing_of_a_signed_in_page_is_stored(client, make):
    forced(client, make(kind="family"))
    assert client.get("/signed-in/")["Cache-Control"] == "no-store"
    assert client.get("/public/")["Cache-Control"] == "no-store"
    assert client.get("/cached/")["Cache-Control"] == "public, max-age=60"


@pytest.mark.abuse("AC-37")
def test_signing_out_clears_the_browser_and_is_entered(client, make):
    forced(client, make(kind="family")).get("/signed-in/")
    response = client.post("/account/logout/")
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    assert response["Cache-Control"] == "no-store"
    assert SESSION_KEY not in client.session
    assert AuditEntry.objects.filter(code="access.signed_out").exists()
    assert "Clear-Site-Data" not in client.post("/account/logout/")


def test_a_session_left_alone_ends(client, make, settings):
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        forced(client, make(kind="family")).get("/signed-in/")
    with time_machine.travel(start + timedelta(seconds=settings.IDLE_SECONDS - 5), tick=False):
        assert client.get("/signed-in/").status_code == 200
    with time_machine.travel(start + timedelta(seconds=2 * settings.IDLE_SECONDS), tick=False):
        response = client.get("/signed-in/")
    assert response["Location"].startswith("/account/login/")
    assert response["Clear-Site-Data"]
    assert SESSION_KEY not in client.session
    assert services.facts_of(AuditEntry.objects.get(code="access.session.ended")) == {"why": "idle"}


def test_a_session_ends_after_its_hours_however_busy(client, make, settings):
    start, step = timezone.now(), settings.IDLE_SECONDS - 60
    forced(client, make(kind="family"))
    statuses = []
    for n in range(settings.SESSION_COOKIE_AGE // step + 2):
        with time_machine.travel(start + timedelta(seconds=n * step), tick=False):
            statuses.append(client.get("/signed-in/").status_code)
    assert statuses[-1] == 302
    assert set(statuses[:-1]) == {200}
    assert services.facts_of(AuditEntry.objects.get(code="access.session.ended")) == {"why": "age"}


@pytest.mark.abuse("AC-15")
def test_a_session_that_turns_up_in_another_network_and_browser_ends(client, make):
    forced(client, make(kind="family"))
    here = {"REMOTE_ADDR": "192.0.2.5", "HTTP_USER_AGENT": "Firefox"}
    assert client.get("/signed-in/", **here).status_code == 200
    assert client.get("/signed-in/", **{**here, "REMOTE_ADDR": "203.0.113.5"}).status_code == 200
    assert client.get("/signed-in/", **{**here, "HTTP_USER_AGENT": "Other"}).status_code == 200
    assert client.get("/signed-in/", REMOTE_ADDR="2001:db8::1", HTTP_USER_AGENT="curl").status_code == 302


@pytest.mark.abuse("AC-15")
def test_a_session_gets_a_new_id_when_a_role_changes(client, make, at):
    user = make(kind="family")
    forced(client, user).get("/signed-in/")
    before = client.session.session_key
    services.give_role(user=user, role="family_member", since=at.date(), by=None, at=at)
    assert client.get("/signed-in/").status_code == 200
    assert client.session.session_key != before
    stale = Client()
    stale.cookies["session"] = stale.cookies["sessionid"] = before
    assert stale.get("/signed-in/").status_code == 302


@pytest.mark.abuse("AC-08")
def test_a_closed_account_is_out_at_its_next_request(client, make):
    user = make(kind="family")
    forced(client, user).get("/signed-in/")
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.get("/signed-in/").status_code == 302


class TestWithoutForcedSessions:
    """As in production: a session counts as proved only by what it proved."""

    @pytest.fixture(autouse=True)
    def _strict(self, settings):
        settings.FORCED_SESSIONS_ARE_PROVEN = False

    def test_a_professional_without_second_factor_reaches_only_the_way_to_one(self, client, make):
        forced(client, make(roles=["system_operator"]))
        assert client.get("/operate/")["Location"] == "/account/second-factor/"
        assert client.get("/account/second-factor/").status_code == 200
        assert client.get("/public/").status_code == 200

    def test_a_family_needs_no_second_factor(self, client, make):
        assert forced(client, make(kind="family")).get("/signed-in/").status_code == 200
        assert client.get("/account/second-factor/")["Location"] == "/account/"

    def test_a_sensitive_page_asks_for_a_fresh_proof_and_leads_back(self, client, make):
        forced(client, make(kind="family"))
        assert client.get("/sensitive/")["Location"] == "/account/prove/?next=%2Fsensitive%2F"
        assert client.post("/sensitive/")["Location"] == "/account/prove/?next=%2Faccount%2F"
        assert client.get("/account/password/set/")["Location"].startswith("/account/prove/")


def test_every_page_of_others_has_an_audience_and_no_row_is_left_over():
    names = {page.name for page in all_pages() if page.module.startswith("allauth")}
    ours = {page.name for page in all_pages() if page.module.startswith("alongside")}
    assert names - set(THIRD_PARTY) - ours == set()
    assert set(THIRD_PARTY) - names == set()


def test_every_name_that_the_door_knows_is_a_page():
    names = {page.name for page in all_pages()}
    assert (set(doorstep.COUNTED) | doorstep.BEFORE_SECOND_FACTOR | doorstep.SENSITIVE) - names == set()


@pytest.mark.abuse("AC-33")
def test_a_form_without_its_token_is_refused(make):
    client = Client(enforce_csrf_checks=True)
    client.force_login(make(kind="family"))
    for path in ("/account/login/", "/account/logout/", "/account/sessions/end/"):
        assert client.post(path).status_code == 403


@pytest.mark.abuse("AC-32")
def test_nobody_can_act_as_somebody_else(client, make):
    operator, family = make(roles=["system_operator"]), make("f@example.com", kind="family")
    forced(client, operator)
    for path in ("/account/", f"/account/manage/{family.uuid}/", "/account/login/"):
        client.get(path, {"as": family.uuid, "user": family.pk})
    for act in ("sign-in", "impersonate", "hijack", "become"):
        assert client.post(f"/account/manage/{family.uuid}/{act}/").status_code == 404
    assert client.session[SESSION_KEY] == str(operator.pk)
    assert not [page.name for page in all_pages() if re.search("imperson|hijack|become|act_as", page.name)]


@pytest.mark.abuse("AC-33")
def test_no_page_can_be_framed(client):
    assert client.get("/account/login/")["X-Frame-Options"] == "DENY"
