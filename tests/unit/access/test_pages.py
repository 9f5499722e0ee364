"""Every page of accounts is drawn, says where it is, and does what its buttons say."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from django.core import mail
from django.test import Client

from alongside.ground.access import policies, services
from alongside.ground.access.engine import codes
from alongside.ground.access.models import AuditEntry, Invitation, RoleHeld, User

pytestmark = pytest.mark.django_db
PASSWORD = "three odd words here"


@pytest.fixture
def operator(make, client):
    user = make("operator@example.com", roles=["system_operator"], name="Olga Operator")
    client.force_login(user)
    return user


@pytest.fixture
def family(make):
    return make("p@example.com", kind="family", roles=["family_member"], name="Pat Parent")


def drawn(response, *texts, status=200):
    page = response.content.decode()
    assert response.status_code == status, page[:500]
    assert len(re.findall(r"<h1[ >]", page)) == 1
    assert re.search(r"<title>\s*\S", page)
    for text in texts:
        assert text in page
    return page


STRANGERS = [
    "login/", "login/code/", "password/reset/", "password/reset/done/", "password/reset/key/done/", "signup/",
    "inactive/", "3rdparty/login/cancelled/", "roles/", "password/reset/key/1-x/",
]


@pytest.mark.parametrize("path", STRANGERS)
def test_a_page_for_strangers_is_drawn(path, client):
    drawn(client.get(f"/account/{path}"))


OWN = [
    "", "email/", "2fa/", "2fa/totp/activate/", "2fa/webauthn/", "2fa/webauthn/add/", "sessions/", "3rdparty/",
    "logout/", "roles/", "2fa/recovery-codes/generate/",
]


@pytest.mark.parametrize("path", OWN)
@pytest.mark.parametrize("kind", ["family", "professional"])
def test_a_page_of_ones_own_is_drawn_in_the_frame_of_ones_side(path, kind, make, client, at):
    user = make("x@example.com", kind=kind, password=PASSWORD)
    client.post("/account/login/", {"login": "x@example.com", "password": PASSWORD})
    session = client.session
    session.pop("account_authentication_methods")
    session.save()
    if path == "2fa/recovery-codes/generate/":
        TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    asked = client.get(f"/account/{path}")
    if asked.status_code == 302 and "reauthenticate" in asked["Location"]:
        drawn(client.get(asked["Location"]), "What comes next")
        client.post("/account/reauthenticate/", {"password": PASSWORD})
        session = client.session
        session["account_authentication_methods"].append({"method": "mfa", "at": 9e9})
        session.save()
        asked = client.get(f"/account/{path}")
    page = drawn(asked)
    assert f"app-{'staff' if kind == 'professional' else 'family'}" in page or "app-public" in page


def test_pages_of_a_second_factor_are_drawn(make, client):
    user = make("x@example.com", kind="family", password=PASSWORD)
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(user)
    Authenticator.objects.create(user=user, type="webauthn", data={"name": "My phone", "credential": {}})
    client.force_login(user)
    drawn(client.get("/account/"), "On", "Made")
    drawn(client.get("/account/2fa/"), "Take off the authenticator app", "recovery codes")
    drawn(client.get("/account/2fa/webauthn/"), "My phone", "Not used yet")
    drawn(client.get("/account/2fa/reauthenticate/"), "recovery code")
    drawn(client.get("/account/prove/", follow=True), "still you")
    pk = Authenticator.objects.get(type="webauthn").pk
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    session = client.session
    session["account_authentication_methods"].append({"method": "mfa", "at": 9e9, "reauthenticated": True})
    session.save()
    drawn(client.get("/account/2fa/recovery-codes/"), "are left")
    drawn(client.get(f"/account/2fa/webauthn/keys/{pk}/edit/"), "Rename")
    drawn(client.get(f"/account/2fa/webauthn/keys/{pk}/remove/"), "My phone")
    drawn(client.get("/account/2fa/totp/deactivate/"), "Take it off")
    drawn(client.get("/account/password/change/"), "New password")


def test_a_passkey_alone_proves_that_it_is_still_you(make, client, settings):
    settings.FORCED_SESSIONS_ARE_PROVEN = False
    user = make("x@example.com")
    Authenticator.objects.create(user=user, type="webauthn", data={"name": "Key", "credential": {}})
    client.force_login(user)
    assert client.get("/account/second-factor/")["Location"].startswith("/account/2fa/webauthn/reauthenticate/")
    assert client.get("/account/prove/")["Location"].startswith("/account/2fa/webauthn/reauthenticate/")


def test_a_person_without_a_password_can_set_one(family, client):
    client.force_login(family)
    drawn(client.get("/account/password/set/"), "Set a password")


def test_somebody_with_neither_password_nor_factor_proves_it_by_a_code(family, client, settings):
    settings.FORCED_SESSIONS_ARE_PROVEN = False
    client.force_login(family)
    page = drawn(client.get("/account/prove/?next=/account/email/"), "six digits")
    assert 'value="/account/email/"' in page
    assert mail.outbox[-1].to == ["p@example.com"]
    code = re.search(r"\b\d{6}\b", mail.outbox[-1].body)[0]
    wrong = "000000" if code != "000000" else "111111"
    drawn(client.post("/account/prove/", {"code": wrong, "next": "/account/email/"}), "not right")
    drawn(client.post("/account/prove/", {"code": "", "next": "/account/email/"}), "There is a problem")
    response = client.post("/account/prove/", {"code": f"{code[:3]} {code[3:]}", "next": "/account/email/"})
    assert response["Location"] == "/account/email/"
    drawn(client.get("/account/email/"))


def test_a_way_back_to_another_site_is_not_taken(family, client, settings):
    settings.FORCED_SESSIONS_ARE_PROVEN = False
    client.force_login(family)
    client.get("/account/prove/")
    code = re.search(r"\b\d{6}\b", mail.outbox[-1].body)[0]
    assert client.post("/account/prove/", {"code": code, "next": "https://evil.example"})["Location"] == "/account/"


def test_a_new_code_is_sent_when_the_old_one_is_over(family, client, settings):
    settings.FORCED_SESSIONS_ARE_PROVEN = False
    client.force_login(family)
    client.get("/account/prove/")
    for _ in range(5):
        client.post("/account/prove/", {"code": "nonsense"})
    n = len(mail.outbox)
    client.post("/account/prove/", {"code": "nonsense"})
    assert len(mail.outbox) == n + 1


def test_a_code_counts_for_ten_minutes_and_five_tries(at):
    code, state = codes.new(at=at)
    assert code not in str(state)
    assert not codes.is_right(state, code, at=at + timedelta(minutes=11))
    code, state = codes.new(at=at)
    assert [codes.is_right(state, "x", at=at) for _ in range(5)] == [False] * 5
    assert codes.is_over(state, at=at)
    assert not codes.is_right(state, code, at=at)
    code, state = codes.new(at=at, email="a")
    assert codes.is_right(state, code, at=at)


def test_a_person_changes_their_address_by_a_code_to_the_new_one(family, client):
    client.force_login(family)
    assert client.post("/account/email/", {"email": "New@example.com"})["Location"] == "/account/email/code/"
    assert mail.outbox[-1].to == ["new@example.com"]
    code = re.search(r"\b\d{6}\b", mail.outbox[-1].body)[0]
    drawn(client.get("/account/email/code/"), "new@example.com")
    wrong = "000000" if code != "000000" else "111111"
    drawn(client.post("/account/email/code/", {"code": wrong}), "not right")
    drawn(client.post("/account/email/code/", {"code": ""}), "There is a problem")
    assert client.post("/account/email/code/", {"code": code})["Location"] == "/account/"
    assert User.objects.get().email == "new@example.com"
    assert mail.outbox[-1].to == ["p@example.com"]


def test_an_address_that_is_taken_is_refused_only_after_its_code(family, make, client):
    make("taken@example.com")
    client.force_login(family)
    drawn(client.post("/account/email/", {"email": "x"}), "There is a problem")
    client.post("/account/email/", {"email": "taken@example.com"})
    code = re.search(r"\b\d{6}\b", mail.outbox[-1].body)[0]
    assert client.post("/account/email/code/", {"code": code})["Location"] == "/account/email/"
    assert client.get("/account/email/code/")["Location"] == "/account/email/"
    assert User.objects.get(pk=family.pk).email == "p@example.com"


def test_a_person_signs_out_all_other_browsers_or_every_one(family, client):
    other = Client()
    other.force_login(family)
    client.force_login(family)
    assert client.post("/account/sessions/end/", {"keep": "yes"})["Location"] == "/account/"
    assert client.get("/account/").status_code == 200
    assert other.get("/account/").status_code == 302
    assert UserSession.objects.get().session_key == client.session.session_key
    assert client.post("/account/sessions/end/")["Location"] == "/account/login/"
    assert client.get("/account/").status_code == 302


def test_roles_held_are_listed_with_their_days(make, client, at):
    user = make("x@example.com", roles=["case_officer"])
    services.give_role(
        user=user, role="adviser", since=at.date(), until=at.date() + timedelta(days=9), by=None, at=at
    )
    RoleHeld.objects.create(user=user, role="gone", since=at.date(), given_at=at)
    client.force_login(user)
    drawn(client.get("/account/"), "Case officer", "until 11 March 2026")


def test_an_operator_finds_an_account_and_sees_it(operator, family, client):
    drawn(client.get("/account/manage/"))
    drawn(client.post("/account/manage/", {"email": "p@ex"}), "p@example.com", str(family.uuid))
    drawn(client.post("/account/manage/", {"email": "nobody"}), "No account")
    drawn(client.post("/account/manage/", {"email": ""}), "There is a problem")
    drawn(client.get(f"/account/manage/{family.uuid}/"), "Pat Parent", "Give a role", "Family member")


@pytest.mark.abuse("AC-34")
def test_nobody_manages_their_own_account(operator, family, client):
    drawn(client.get(f"/account/manage/{operator.uuid}/"), "your own account")
    names = re.findall(r'name="((?:since|until)_\w+)"', drawn(client.get(f"/account/manage/{family.uuid}/")))
    days = dict(zip(names, ["1", "3", "2026", "", "", ""], strict=True))
    response = client.post(f"/account/manage/{operator.uuid}/role/", {"role": "send_manager", **days})
    assert response.status_code == 404
    assert policies.roles(User.objects.get(pk=operator.pk)) == {"system_operator"}


def test_an_operator_gives_and_takes_a_role(operator, make, client):
    officer = make("o@example.com")
    address = f"/account/manage/{officer.uuid}/"
    page = drawn(client.get(address))
    names = re.findall(r'name="((?:since|until)_\w+)"', page)
    days = dict(zip(names, ["1", "3", "2026", "", "", ""], strict=True))
    assert client.post(f"{address}role/", {"role": "adviser", **days})["Location"] == address
    held = RoleHeld.objects.get(user=officer)
    assert (held.role, held.given_by) == ("adviser", operator)
    before = dict(zip(names, ["1", "3", "2026", "1", "2", "2026"], strict=True))
    drawn(client.post(f"{address}role/", {"role": "audit_reader", **before}), "There is a problem", status=422)
    drawn(client.post(f"{address}role/", {"role": "family_member", **days}), "There is a problem", status=422)
    assert client.post(f"{address}take-role/", {"held": str(held.uuid)}).status_code == 302
    held.refresh_from_db()
    assert held.until is not None
    assert client.post(f"{address}take-role/", {"held": "x"}).status_code == 404


def test_an_operator_closes_opens_and_signs_out_an_account(operator, family, client):
    address = f"/account/manage/{family.uuid}/"
    assert client.post(f"{address}close/", {"reason": "moved away"}).status_code == 302
    assert not User.objects.get(pk=family.pk).is_active
    drawn(client.get(address), "Open the account again")
    assert client.post(f"{address}open/").status_code == 302
    assert client.post(f"{address}end-sessions/").status_code == 302
    assert User.objects.get(pk=family.pk).is_active
    assert client.post(f"{address}dance/").status_code == 404
    assert client.get(f"{address}close/").status_code == 405


def test_an_operator_changes_an_address_for_somebody(operator, family, client):
    address = f"/account/manage/{family.uuid}/"
    drawn(client.post(f"{address}email/", {"email": "x"}), "There is a problem", status=422)
    drawn(client.post(f"{address}email/", {"email": operator.email}), "There is a problem", status=422)
    assert client.post(f"{address}email/", {"email": "n@example.com"}).status_code == 302
    assert User.objects.get(pk=family.pk).resets_held_until is not None


def test_an_operator_invites_and_withdraws(operator, client):
    drawn(client.get("/account/manage/invite/"), "Information governance")
    given = {"name": "New", "email": "n@example.com", "role": "audit_reader"}
    assert client.post("/account/manage/invite/", given)["Location"] == "/account/manage/invite/"
    drawn(client.get("/account/manage/"), "n@example.com", "Withdraw")
    uuid = Invitation.objects.get().uuid
    assert client.post(f"/account/manage/invitations/{uuid}/withdraw/")["Location"] == "/account/manage/"
    assert client.post(f"/account/manage/invitations/{uuid}/withdraw/").status_code == 404
    drawn(client.post("/account/manage/invite/", {**given, "name": "\x00 "}), "There is a problem")


def test_an_invitation_with_a_name_that_is_nothing_is_turned_down(operator, client, monkeypatch):
    from alongside.ground.core.errors import InvalidError

    def refuse(**given):
        raise InvalidError({"name": "Enter a name."})

    monkeypatch.setattr(services, "invite", refuse)
    given = {"name": "New", "email": "n@example.com", "role": "audit_reader"}
    drawn(client.post("/account/manage/invite/", given), "Enter a name.")


def test_an_officer_invites_families_only(make, client):
    client.force_login(make("o@example.com", roles=["case_officer"]))
    page = drawn(client.get("/account/manage/invite/"), "Young person")
    assert "SEND manager" not in page
    given = {"name": "P", "email": "p@example.com", "role": "family_member"}
    client.post("/account/manage/invite/", given)
    uuid = Invitation.objects.get().uuid
    assert client.post(f"/account/manage/invitations/{uuid}/withdraw/")["Location"] == "/account/manage/invite/"


@pytest.mark.parametrize("path", ["", "invite/", "00000000-0000-4000-8000-000000000000/"])
def test_managing_opens_to_nobody_else(path, family, client):
    client.force_login(family)
    assert client.get(f"/account/manage/{path}").status_code == 404


def test_the_audit_trail_is_read_on_a_page_and_reading_it_is_entered(make, client, at):
    from uuid import uuid4

    child = uuid4()
    reader = make("r@example.com", roles=["audit_reader"])
    services.record_read(child=child, by=reader, at=at, page="portal_child", reason="complaint")
    client.force_login(reader)
    drawn(client.get("/account/audit/"))
    drawn(client.get(f"/account/audit/?child={child}&code=&account="), "people.child.read", "complaint")
    drawn(client.get("/account/audit/?code=nothing.like.it"), "Nothing was entered")
    drawn(client.get("/account/audit/?child=nonsense"), "There is a problem")
    for n in range(60):
        services.record(code="x.y", by=None, at=at, detail={"n": str(n)})
    drawn(client.get("/account/audit/?code=x.y&child=&account="), "page=2")
    entries = AuditEntry.objects.filter(code="access.trail.read")
    assert entries.count() == 3
    assert services.facts_of(entries.order_by("seq").first())["child"] == str(child)


def test_tasks_sign_heads_and_forget_old_tries(settings, db):
    from alongside.ground.access import tasks

    tasks.sign_audit_heads.call()
    tasks.forget_old_tries.call()
    assert len(list(settings.AUDIT_HEADS.glob("heads-*.jsonl"))) == 1
