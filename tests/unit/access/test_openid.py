"""OpenID Connect against a real provider over HTTP: the round trip, and every answer that must not be believed."""

import re
import subprocess
import sys
import time
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests
import time_machine
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.utils import timezone

from alongside.ground.access import services
from alongside.ground.access.engine import openid, proof
from alongside.ground.access.models import AuditEntry, User

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def issuer():
    """A provider in a process of its own; it signs anybody in who is asked for."""
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    address = f"http://localhost:{port}"
    for _ in range(200):
        try:
            requests.get(f"{address}/.well-known/openid-configuration", timeout=1)
            break
        except requests.ConnectionError:
            time.sleep(0.1)
    yield address
    process.terminate()
    process.wait(10)


@pytest.fixture(autouse=True)
def provider(settings, issuer):
    settings.FORCED_SESSIONS_ARE_PROVEN = False

    def app(key, **more):
        return {
            "provider_id": key, "name": f"Sign-in for {key}", "client_id": "alongside", "secret": "s",
            "settings": {"server_url": issuer, "fetch_userinfo": True, "oauth_pkce_enabled": True, **more},
        }

    def use(**more):
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app("staff", **more), app("families", **more)]}}

    use()
    return use


def person(issuer, sub, **claims):
    requests.put(f"{issuer}/users/{sub}", json={"email": "o@example.com", **claims}, timeout=5).raise_for_status()


def set_out(client, side="staff", query=""):
    response = client.post(f"/account/oidc/{side}/login/{query}")
    assert response.status_code == 302, response.content
    return response["Location"]


def at_provider(address, sub):
    answer = requests.post(address, data={"sub": sub}, allow_redirects=False, timeout=5)
    found = urlsplit(answer.headers["Location"])
    return f"{found.path}?{found.query}"


def round_trip(client, issuer, sub="otto", side="staff", query=""):
    return client.get(at_provider(set_out(client, side, query), sub))


@pytest.fixture
def officer(make, issuer):
    user = make("o@example.com", roles=["case_officer"])
    SocialAccount.objects.create(user=user, provider="staff", uid=f"{issuer}|otto")
    return user


def test_the_browser_is_sent_out_with_state_nonce_and_challenge(client, issuer):
    asked = parse_qs(urlsplit(set_out(client, query="?auth_params=nonce%3Devil&scope=admin")).query)
    assert {"state", "nonce", "code_challenge"} <= set(asked)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["nonce"] != ["evil"]
    assert set(asked["scope"][0].split()) == {"openid", "profile", "email"}


def test_opening_the_address_shows_a_button_first(client):
    assert "Continue" in client.get("/account/oidc/staff/login/").content.decode()
    page = client.get("/account/login/").content.decode()
    assert "Sign in with Sign-in for staff" in page
    assert "Sign in with Sign-in for families" in page


def test_an_officer_signs_in_by_a_provider_that_asked_for_two_proofs(client, issuer, officer):
    person(issuer, "otto", amr=["pwd", "otp"])
    assert round_trip(client, issuer).status_code == 302
    assert client.session[SESSION_KEY] == str(officer.pk)
    assert client.get("/account/").status_code == 200
    entry = AuditEntry.objects.get(code="access.signed_in")
    assert services.facts_of(entry) == {"how": "socialaccount"}


def test_a_provider_that_asked_for_one_proof_leaves_the_second_to_us(client, issuer, officer):
    person(issuer, "otto", amr=["pwd"])
    round_trip(client, issuer)
    assert client.session[SESSION_KEY] == str(officer.pk)
    assert client.get("/account/")["Location"] == "/account/second-factor/"
    assert "It asks you for both proofs" in client.get("/account/second-factor/").content.decode()


@pytest.mark.parametrize(("claims", "is_strong"), [
    ({"amr": ["mfa"]}, True), ({"amr": ["pwd", "hwk"]}, True), ({"amr": ["pwd"]}, False), ({"amr": ["otp"]}, False),
    ({"amr": "mfa"}, False), ({}, False),
])
def test_what_counts_as_two_proofs(claims, is_strong):
    assert proof.is_strong(claims) is is_strong


def test_an_equal_address_never_joins_an_account(client, issuer, make):
    make("o@example.com", roles=["case_officer"])
    person(issuer, "mallory", email_verified=True)
    response = round_trip(client, issuer, "mallory")
    assert "by invitation" in response.content.decode()
    assert SESSION_KEY not in client.session
    assert not SocialAccount.objects.exists()
    assert User.objects.count() == 1


def test_the_same_subject_of_another_issuer_is_somebody_else(client, issuer, make):
    user = make("o@example.com", roles=["case_officer"])
    SocialAccount.objects.create(user=user, provider="staff", uid="https://elsewhere.example|otto")
    round_trip(client, issuer)
    assert SESSION_KEY not in client.session


def test_an_account_is_connected_by_who_is_signed_in_to_it(issuer, make, now):
    client = Client()
    user = make("p@example.com", kind="family", roles=["family_member"])
    client.post(services.one_time_sign_in(user, now))
    person(issuer, "pat", name="Pat Parent")
    assert round_trip(client, issuer, "pat", "families", "?process=connect")["Location"] == "/account/"
    held = SocialAccount.objects.get()
    assert (held.user, held.uid) == (user, f"{issuer}|pat")
    assert set(held.extra_data) <= {"iss", "sub", "acr", "amr", "auth_time"}
    again = Client()
    round_trip(again, issuer, "pat", "families")
    assert again.session[SESSION_KEY] == str(user.pk)


def test_staff_dont_come_in_by_the_families_door(client, issuer, officer):
    SocialAccount.objects.update(provider="families")
    response = round_trip(client, issuer, side="families")
    assert response.status_code == 401
    assert SESSION_KEY not in client.session


def test_a_signed_in_family_cant_connect_a_staff_sign_in(issuer, make, now):
    client = Client()
    client.post(services.one_time_sign_in(make("p@example.com", kind="family"), now))
    assert round_trip(client, issuer, "pat", "staff", "?process=connect").status_code == 401
    assert not SocialAccount.objects.exists()


def refused(response, client):
    assert response.status_code == 401
    assert "can’t trust" in response.content.decode()
    assert SESSION_KEY not in client.session
    assert AuditEntry.objects.filter(code="access.provider.refused", outcome="refused").exists()


@pytest.mark.abuse("AC-33")
def test_another_state_is_refused(client, issuer, officer):
    back = at_provider(set_out(client), "otto")
    refused(client.get(re.sub(r"state=[^&]+", "state=AAAAAAAAAAAAAAAA", back)), client)


@pytest.mark.abuse("AC-33")
def test_an_answer_brought_to_another_browser_is_refused(client, issuer, officer):
    back = at_provider(set_out(client), "otto")
    other = Client()
    set_out(other)
    refused(other.get(back), other)


@pytest.mark.abuse("AC-33")
def test_an_answer_is_taken_once(client, issuer, officer):
    back = at_provider(set_out(client), "otto")
    client.get(back)
    client.post("/account/logout/")
    refused(client.get(back), client)


@pytest.mark.parametrize("nonce", ["", "another"])
def test_another_nonce_is_refused(nonce, client, issuer, officer):
    back = at_provider(set_out(client), "otto")
    session = client.session
    for state, *_rest in session["socialaccount_states"].values():
        state["nonce"] = nonce
    session.save()
    refused(client.get(back), client)


def test_another_issuer_is_refused(client, issuer, officer, provider):
    back = at_provider(set_out(client), "otto")
    provider(openid_configuration_overrides={"issuer": "https://elsewhere.example"})
    refused(client.get(back), client)


def with_token(monkeypatch, change):
    """Let a change befall the ID token on its way from the provider."""
    real = openid.Connection.get_access_token_data

    def changed(self, *given, **more):
        answer = real(self, *given, **more)
        return answer | {"id_token": change(answer["id_token"])}

    monkeypatch.setattr(openid.Connection, "get_access_token_data", changed)


def claims_of(token):
    return jwt.decode(token, options={"verify_signature": False})


def test_an_answer_for_another_service_is_refused(client, issuer, officer, monkeypatch):
    back = at_provider(set_out(client), "otto")
    real = openid.Connection._claims
    monkeypatch.setattr(openid.Connection, "_claims", lambda self, text, audience: real(self, text, audience="other"))
    refused(client.get(back), client)


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_a_token_signed_by_nobody_or_with_the_shared_secret_is_refused(algorithm, client, issuer, officer, monkeypatch):
    secret = None if algorithm == "none" else "s" * 40
    with_token(monkeypatch, lambda token: jwt.encode(claims_of(token), secret, algorithm=algorithm))
    refused(round_trip(client, issuer), client)


@pytest.mark.parametrize("headers", [{}, {"kid": "another"}])
def test_a_signature_by_another_key_is_refused(headers, client, issuer, officer, monkeypatch):
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    with_token(monkeypatch, lambda token: jwt.encode(claims_of(token), key, algorithm="RS256", headers=headers))
    refused(round_trip(client, issuer), client)


def test_a_changed_token_is_refused(client, issuer, officer, monkeypatch):
    with_token(monkeypatch, lambda token: token[:-6] + ("AAAAAA" if token[-6:] != "AAAAAA" else "BBBBBB"))
    refused(round_trip(client, issuer), client)


def test_a_token_made_out_to_another_party_is_refused(client, issuer, officer, monkeypatch):
    real = jwt.decode
    monkeypatch.setattr(jwt, "decode", lambda *given, **more: real(*given, **more) | {"azp": "other"})
    refused(round_trip(client, issuer), client)


def test_an_old_token_is_refused(client, issuer, officer):
    back = at_provider(set_out(client), "otto")
    with time_machine.travel(timezone.now() + timedelta(hours=9)):
        session = client.session
        for held in session["socialaccount_states"].values():
            held[1] = time.time()
        session.save()
        refused(client.get(back), client)


def test_userinfo_of_somebody_else_is_refused(client, issuer, officer, monkeypatch):
    back = at_provider(set_out(client), "otto")
    monkeypatch.setattr(openid.Connection, "_fetch_user_info", lambda self, token: {"sub": "mallory"})
    refused(client.get(back), client)


def test_an_answer_without_id_token_is_refused(client, issuer, officer, monkeypatch):
    back = at_provider(set_out(client), "otto")
    real = openid.Connection.get_access_token_data

    def without(self, *given, **more):
        return {k: v for k, v in real(self, *given, **more).items() if k != "id_token"}

    monkeypatch.setattr(openid.Connection, "get_access_token_data", without)
    refused(client.get(back), client)


def test_a_person_who_stops_at_the_provider_can_start_again(client, issuer):
    state = parse_qs(urlsplit(set_out(client)).query)["state"][0]
    response = client.get(f"/account/oidc/staff/login/callback/?state={state}&error=access_denied", follow=True)
    assert "was stopped" in response.content.decode()


def test_a_provider_that_nobody_set_up_is_not_there(client):
    assert client.post("/account/oidc/nobody/login/").status_code == 404
    assert client.get("/account/oidc/nobody/login/callback/").status_code == 404


def test_a_closed_account_does_not_come_in_by_its_provider(client, issuer, officer, now):
    services.disable_account(user=officer, by=None, at=now)
    round_trip(client, issuer)
    assert SESSION_KEY not in client.session


def test_a_long_key_is_kept_as_its_hash(issuer):
    key = openid.Provider.extract_uid(None, {"id_token": {"iss": issuer, "sub": "x" * 255}})
    assert re.fullmatch(r"[0-9a-f]{64}", key)


def test_an_invitation_is_accepted_with_a_provider_instead_of_a_password(client, issuer, make, now):
    operator = make("x@example.com", roles=["system_operator"])
    invited = services.invite(
        email="new@example.com", role="case_officer", kind="professional", name="N", by=operator, at=now
    )
    address = f"/account/invitation/{invited.token}/"
    page = client.post(address, {"step": "start"}).content.decode()
    assert "Use Sign-in for staff instead of a password" in page
    assert "families" not in page
    client.post(address, {"step": "provider"})
    user = User.objects.get(email="new@example.com")
    assert not user.has_usable_password()
    assert "Connect it first" in client.get("/account/second-factor/").content.decode()
    person(issuer, "nia", amr=["mfa"])
    round_trip(client, issuer, "nia", query="?process=connect")
    client.post("/account/logout/")
    round_trip(client, issuer, "nia")
    assert client.get("/account/").status_code == 200
