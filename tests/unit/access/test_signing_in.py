"""Signing in by password, second factor, code and link, as a browser does it."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core import mail
from django.test import Client
from django.utils import timezone

from alongside.ground.access import adapters, checks, services
from alongside.ground.access.engine import throttle
from alongside.ground.access.models import Attempt, AuditEntry, User

pytestmark = pytest.mark.django_db
PASSWORD = "three odd words here"
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def _as_in_production(settings):
    settings.FORCED_SESSIONS_ARE_PROVEN = False
    settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
    settings.ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
    settings.ACCOUNT_RATE_LIMITS = False


@pytest.fixture
def family(make):
    return make("p@example.com", kind="family", roles=["family_member"], password=PASSWORD)


@pytest.fixture
def officer(at):
    return services.make_demo_account(
        email="o@example.com", name="Otto", kind="professional", roles=["case_officer"], password=PASSWORD,
        totp_secret=SECRET, at=at,
    )


def totp():
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(SECRET, counter))


def sign_in(client, email="p@example.com", password=PASSWORD, **extra):
    return client.post("/account/login/", {"login": email, "password": password}, **extra)


def body(response):
    return re.sub(r'value="\w{64}"|[\w.]+@example.com|R-[\w-]{9}', "", response.content.decode())


def test_a_password_is_kept_by_argon2():
    from alongside.config import settings as real

    assert real.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    assert Argon2PasswordHasher().encode("x", "saltsaltsalt").startswith("argon2$argon2id$")


def test_a_family_signs_in_with_a_password(family, client):
    page = client.get("/account/login/?next=/account/")
    assert "Sign in" in page.content.decode()
    response = sign_in(client)
    assert response.status_code == 302
    assert client.session[SESSION_KEY] == str(family.pk)
    assert UserSession.objects.get().user == family
    entry = AuditEntry.objects.get(code="access.signed_in")
    assert (entry.by_uuid, services.facts_of(entry)) == (family.uuid, {"how": "password"})
    assert Attempt.objects.get().is_right


@pytest.mark.abuse("AC-15")
def test_the_session_gets_a_new_id_at_sign_in(family, client):
    client.get("/account/login/")
    session = client.session
    session["x"] = 1
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before
    sign_in(client)
    assert client.session.session_key != before


@pytest.mark.abuse("AC-14")
def test_the_answer_is_the_same_for_an_account_that_does_not_exist(family, client):
    known = sign_in(client, password="wrong words in here")
    unknown = sign_in(Client(), email="nobody@example.com", password="wrong words in here")
    assert (known.status_code, body(known)) == (unknown.status_code, body(unknown))


@pytest.mark.abuse("AC-14")
def test_an_account_that_does_not_exist_costs_the_same_hashing(family, client, monkeypatch):
    from django.contrib.auth.hashers import MD5PasswordHasher

    n_hashed = []
    real = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher, "encode", lambda self, *given: n_hashed.append(1) or real(self, *given)
    )
    sign_in(client, password="wrong words in here")
    n_known = len(n_hashed)
    sign_in(Client(), email="nobody@example.com", password="wrong words in here")
    assert len(n_hashed) - n_known == n_known == 1


@pytest.mark.abuse("AC-14")
def test_an_unknown_account_is_slowed_down_like_a_known_one(family):
    answers = {}
    for email in ("p@example.com", "nobody@example.com"):
        for n in range(6):
            response = sign_in(Client(), email=email, password="wrong", REMOTE_ADDR=f"198.51.{len(answers)}.{n}")
        answers[email] = body(response)
    assert len(set(answers.values())) == 1
    assert "Wait 2 seconds" in answers["p@example.com"]


@pytest.mark.abuse("AC-14")
def test_a_stranger_cant_lock_somebody_out(family, client):
    start = timezone.now()
    for n in range(60):
        with time_machine.travel(start + timedelta(seconds=n), tick=False):
            sign_in(Client(), password="wrong", REMOTE_ADDR=f"198.51.100.{n}")
    with time_machine.travel(start + timedelta(seconds=60), tick=False):
        response = sign_in(client)
        wait = int(re.search(r"Wait (\d+) seconds", response.content.decode())[1])
    assert wait <= 30
    with time_machine.travel(start + timedelta(seconds=60 + wait), tick=False):
        sign_in(Client(), password="wrong", REMOTE_ADDR="198.51.100.99")
        assert sign_in(client).status_code == 302
    assert AuditEntry.objects.filter(code="access.sign_in.slowed").exists()


@pytest.mark.abuse("AC-14")
def test_a_browser_that_was_here_before_is_not_slowed_by_strangers(family, client):
    sign_in(client)
    client.post("/account/logout/")
    for n in range(9):
        sign_in(Client(), password="wrong", REMOTE_ADDR=f"198.51.100.{n}")
    assert sign_in(client).status_code == 302
    cookie = client.cookies["device"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


@pytest.mark.abuse("AC-14")
def test_an_address_that_guesses_is_blocked_with_words(family, client):
    for n in range(20):
        sign_in(Client(), email=f"{n}@example.com", password="wrong")
    assert "Try again in 10 minutes" in sign_in(client).content.decode()


@pytest.mark.abuse("AC-14")
def test_hashing_has_a_queue_of_its_own(family, client, monkeypatch):
    monkeypatch.setattr(adapters, "_QUEUE_SECONDS", 0.01)
    held = [adapters._HASHING.acquire() for _ in range(4)]
    try:
        assert "Many people are signing in" in sign_in(client).content.decode()
    finally:
        for _ in held:
            adapters._HASHING.release()
    assert not Attempt.objects.exists()
    assert sign_in(client).status_code == 302


def test_a_professional_gives_two_proofs(officer, client):
    assert sign_in(client, "o@example.com")["Location"] == "/account/2fa/authenticate/"
    assert SESSION_KEY not in client.session
    assert "authenticator app" in client.get("/account/2fa/authenticate/").content.decode()
    assert client.post("/account/2fa/authenticate/", {"code": totp()}).status_code == 302
    assert client.get("/account/").status_code == 200
    entry = AuditEntry.objects.get(code="access.signed_in")
    assert services.facts_of(entry) == {"how": "mfa,password"}


def test_a_wrong_second_code_is_counted_and_slowed(officer, client):
    sign_in(client, "o@example.com")
    for _ in range(5):
        response = client.post("/account/2fa/authenticate/", {"code": "000000"})
        assert response.status_code == 200
    slowed = client.post("/account/2fa/authenticate/", {"code": "000000"})
    assert (slowed.status_code, slowed["Retry-After"]) == (429, "2")
    assert "Wait 2 seconds" in slowed.content.decode()
    with time_machine.travel(timezone.now() + timedelta(seconds=3), tick=False):
        assert client.post("/account/2fa/authenticate/", {"code": totp()}).status_code == 302
    assert SESSION_KEY in client.session
    assert Attempt.objects.filter(kind="second_factor", is_right=True).count() == 1


def test_a_code_typed_without_a_first_step_is_sent_to_the_first(client):
    assert client.post("/account/2fa/authenticate/", {"code": "1"})["Location"] == "/account/login/"
    assert not Attempt.objects.exists()


@pytest.mark.abuse("AC-15")
@pytest.mark.django_db(transaction=True)
def test_enrolment_is_asked_for_and_then_opens_the_door_with_a_new_session_id(make, client):
    user = make("n@example.com", roles=["case_officer"], password=PASSWORD)
    sign_in(client, "n@example.com")
    assert client.get("/account/")["Location"] == "/account/second-factor/"
    asked = client.get("/account/2fa/totp/activate/")
    assert asked["Location"].startswith("/account/reauthenticate/")
    assert "What comes next" in client.get(asked["Location"]).content.decode()
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    page = client.get("/account/2fa/totp/activate/")
    secret = re.search(r"<code>([\w ]+)</code>", page.content.decode())[1].replace(" ", "")
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    with_id = client.session.session_key
    done = client.post("/account/2fa/totp/activate/", {"code": code})
    assert done.status_code == 302
    assert Authenticator.objects.filter(user=user, type="totp").exists()
    assert client.session.session_key != with_id
    assert client.get("/account/").status_code == 200
    assert "authenticator app was added" in mail.outbox[-1].body
    assert "<code>" in client.get(done["Location"]).content.decode()
    assert UserSession.objects.get().session_key == client.session.session_key


def test_a_sign_in_by_code_from_an_e_mail(family, client):
    assert client.get("/account/login/code/").status_code == 200
    client.post("/account/login/code/", {"email": "p@example.com"})
    code = re.search(r"\b\d{6}\b", mail.outbox[-1].body)[0]
    assert code not in mail.outbox[-1].subject
    page = client.get("/account/login/code/confirm/")
    assert "six digits" in page.content.decode()
    assert Client().post("/account/login/code/confirm/", {"code": code}).status_code == 302
    assert client.post("/account/login/code/confirm/", {"code": code}).status_code == 302
    assert client.session[SESSION_KEY] == str(family.pk)


@pytest.mark.abuse("AC-14")
def test_a_code_is_over_after_five_tries(family, client):
    client.post("/account/login/code/", {"email": "p@example.com"})
    code = re.search(r"\b\d{6}\b", mail.outbox[-1].body)[0]
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(5):
        client.post("/account/login/code/confirm/", {"code": wrong})
    with time_machine.travel(timezone.now() + timedelta(seconds=40)):
        client.post("/account/login/code/confirm/", {"code": code})
    assert SESSION_KEY not in client.session


@pytest.mark.abuse("AC-14")
def test_a_code_is_over_after_ten_minutes(family, client):
    client.post("/account/login/code/", {"email": "p@example.com"})
    code = re.search(r"\b\d{6}\b", mail.outbox[-1].body)[0]
    with time_machine.travel(timezone.now() + timedelta(seconds=601)):
        client.post("/account/login/code/confirm/", {"code": code})
    assert SESSION_KEY not in client.session


@pytest.mark.abuse("AC-14")
def test_asking_for_a_code_answers_the_same_without_an_account(family, client):
    other = Client()
    answers = [
        (c.post("/account/login/code/", {"email": e})["Location"], body(c.get("/account/login/code/confirm/")))
        for c, e in ((client, "p@example.com"), (other, "nobody@example.com"))
    ]
    assert answers[0] == answers[1]
    assert "no account" in mail.outbox[-1].body


@pytest.mark.abuse("AC-17")
def test_codes_and_resets_wait_after_staff_changed_the_address(family, make, client):
    now = timezone.now()
    services.change_email(
        user=family, email="new@example.com", by=make("x@example.com", roles=["system_operator"]), at=now
    )
    for path in ("/account/login/code/", "/account/password/reset/"):
        client.post(path, {"email": "new@example.com"})
        assert "can’t be sent here before" in mail.outbox[-1].body
        assert not re.search(r"\b\d{6}\b", mail.outbox[-1].body)
    with time_machine.travel(now + timedelta(hours=24, minutes=1)):
        Client().post("/account/login/code/", {"email": "new@example.com"})
        assert re.search(r"\b\d{6}\b", mail.outbox[-1].body)


def reset(client, email, password):
    client.post("/account/password/reset/", {"email": email})
    path = re.search(r"http://[^/]+(/\S+)", mail.outbox[-1].body)[1]
    page = client.get(path, follow=True)
    return client.post(page.request["PATH_INFO"], {"password1": password, "password2": password})


@pytest.mark.abuse("AC-17")
def test_a_reset_never_skips_the_second_factor_and_ends_other_sessions(officer, client):
    other = Client()
    sign_in(other, "o@example.com")
    other.post("/account/2fa/authenticate/", {"code": totp()})
    assert other.get("/account/").status_code == 200
    assert reset(client, "o@example.com", "four other words there").status_code == 302
    assert SESSION_KEY not in client.session
    assert "password of your account was changed" in mail.outbox[-1].body
    assert AuditEntry.objects.filter(code="access.password_reset").exists()
    assert other.get("/account/").status_code == 302
    response = sign_in(client, "o@example.com", "four other words there")
    assert response["Location"] == "/account/2fa/authenticate/"


@pytest.mark.abuse("AC-34")
def test_keys_that_no_form_has_are_ignored(family, client):
    client.post("/account/login/", {
        "login": "p@example.com", "password": PASSWORD, "is_active": "1", "kind": "professional", "role": "x",
    })
    client.post("/account/email/", {"email": "n@example.com", "kind": "professional"})
    assert User.objects.get(pk=family.pk).kind == "family"


def test_nobody_can_make_an_account_by_themselves(client):
    assert "by invitation" in client.get("/account/signup/").content.decode()
    client.post("/account/signup/", {"email": "x@example.com", "password1": PASSWORD, "password2": PASSWORD})
    assert not User.objects.exists()


def test_a_closed_account_is_told_so_only_with_the_right_password(family, client):
    services.disable_account(user=family, by=None, at=timezone.now())
    assert "account_inactive" not in sign_in(client, password="wrong").content.decode()
    assert sign_in(client)["Location"] == "/account/inactive/"
    assert "closed" in client.get("/account/inactive/").content.decode()
    assert SESSION_KEY not in client.session


def test_secrets_of_authenticator_apps_are_encrypted_and_survive_a_change_of_key(settings):
    adapter = adapters.SecondFactorAdapter()
    kept = adapter.encrypt(SECRET)
    assert SECRET not in kept
    old, settings.SECRET_KEY = settings.SECRET_KEY, "n" * 60
    settings.SECRET_KEY_FALLBACKS = [old]
    assert adapter.decrypt(kept) == SECRET
    assert adapter.decrypt(SECRET) == SECRET


def test_a_professional_keeps_the_last_second_factor(officer, family):
    adapter, held = adapters.SecondFactorAdapter(), Authenticator.objects.get(user=officer)
    assert not adapter.can_delete_authenticator(held)
    Authenticator.objects.create(user=officer, type="recovery_codes", data={})
    assert not adapter.can_delete_authenticator(held)
    Authenticator.objects.create(user=officer, type="webauthn", data={})
    assert adapter.can_delete_authenticator(held)
    assert adapter.can_delete_authenticator(Authenticator.objects.create(user=family, type="totp", data={}))


def test_a_passkey_has_a_name_of_ours_until_its_owner_names_it(family):
    adapter = adapters.SecondFactorAdapter()
    assert adapter.generate_authenticator_name(family, "webauthn") == "Passkey 1"
    Authenticator.objects.create(user=family, type="webauthn", data={})
    assert adapter.generate_authenticator_name(family, "webauthn") == "Passkey 2"


def test_a_setting_that_sign_in_needs_is_asked_for_at_start_up(settings):
    for name, wanted in checks.WANTED.items():
        setattr(settings, name, wanted)
    assert checks.sign_in_settings(None) == []
    settings.PASSWORD_RESET_TIMEOUT = 259200
    assert [found.msg[:22] for found in checks.sign_in_settings(None)] == ["PASSWORD_RESET_TIMEOUT"]


def test_next_leads_nowhere_else(family, client):
    response = client.post("/account/login/", {
        "login": "p@example.com", "password": PASSWORD, "next": "https://evil.example/",
    })
    assert response["Location"] == "/"


def test_the_device_cookie_is_for_this_host_alone_where_there_is_https(settings):
    assert adapters.device_cookie_name() == "device"
    settings.SESSION_COOKIE_SECURE = True
    assert adapters.device_cookie_name() == "__Host-device"
    assert throttle.remember_device("", "a@example.com")
