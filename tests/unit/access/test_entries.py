"""Invitations and one-time addresses: they expire, work once, and change nothing when they are only opened."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from alongside.ground.access import policies, queries, services
from alongside.ground.access.models import AuditEntry, Invitation, SignInLink, User
from alongside.ground.core.errors import InvalidError, NotThereError, RefusedError

pytestmark = pytest.mark.django_db
PASSWORD = "three odd words here"


@pytest.fixture
def operator(make):
    return make("operator@example.com", roles=["system_operator"], name="Olga Operator")


@pytest.fixture
def invited(operator, now):
    return services.invite(
        email="New@example.com", role="case_officer", badge="team:north", kind="professional", name="Nia New",
        by=operator, at=now,
    )


def test_an_invitation_goes_out_by_mail_and_only_its_hash_is_kept(invited):
    sent = mail.outbox[-1]
    assert sent.to == ["new@example.com"]
    assert invited.token in sent.body
    assert "Nia" not in sent.subject + sent.body
    assert invited.token not in str(Invitation.objects.values().get())
    assert str(invited) == str(invited.uuid)


def test_a_second_invitation_replaces_the_first(invited, operator, now):
    services.invite(email="new@example.com", role="adviser", kind="professional", name="N", by=operator, at=now)
    with pytest.raises(NotThereError):
        services.live_invitation(invited.token, at=now)


@pytest.mark.parametrize(("given", "error"), [
    ({"role": "family_member"}, InvalidError), ({"role": "gone"}, InvalidError), ({"name": " "}, InvalidError),
    ({"email": "x"}, InvalidError),
])
def test_an_invitation_that_cant_be_is_turned_down(given, error, operator, now):
    values = {"email": "a@example.com", "role": "adviser", "kind": "professional", "name": "N"} | given
    with pytest.raises(error):
        services.invite(**values, by=operator, at=now)


def test_an_officer_invites_families_and_nobody_else(make, now):
    officer = make(roles=["case_officer"])
    made = services.invite(email="p@example.com", role="family_member", kind="family", name="P", by=officer, at=now)
    assert queries.open_invitations(officer, at=now) == [made]
    with pytest.raises(RefusedError):
        services.invite(email="q@example.com", role="adviser", kind="professional", name="Q", by=officer, at=now)


def test_an_invitation_is_withdrawn_by_who_sent_it_or_may(make, operator, invited, now):
    with pytest.raises(RefusedError):
        services.withdraw_invitation(invitation=invited, by=make(roles=["case_officer"]), at=now)
    assert queries.open_invitations(operator, at=now) == [invited]
    services.withdraw_invitation(invitation=invited, by=operator, at=now)
    assert queries.open_invitations(operator, at=now) == []


def test_accepting_makes_the_account_with_role_and_badge_once(invited, now):
    user = services.accept_invitation(token=invited.token, by=None, at=now, password=PASSWORD)
    assert (user.email, user.name, user.kind) == ("new@example.com", "Nia New", "professional")
    assert policies.roles(user) == {"case_officer"}
    assert policies.badges(user, on=now.date()) == {"team:north"}
    assert Invitation.objects.get().accepted_by == user
    with pytest.raises(NotThereError):
        services.accept_invitation(token=invited.token, by=None, at=now, password=PASSWORD)


def test_an_invitation_that_somebody_accepts_in_the_same_moment_counts_once(invited, now, monkeypatch):
    found = services.live_invitation(invited.token, at=now)
    services.accept_invitation(token=invited.token, by=None, at=now)
    monkeypatch.setattr("alongside.ground.access.services.entries.live_invitation", lambda token, at: found)
    with pytest.raises(NotThereError):
        services.accept_invitation(token=invited.token, by=None, at=now)


@pytest.mark.parametrize("later", [timedelta(days=14), timedelta(days=99)])
def test_an_invitation_expires_after_fourteen_days(later, invited, now):
    with pytest.raises(NotThereError):
        services.accept_invitation(token=invited.token, by=None, at=now + later)


@pytest.mark.parametrize("password", ["short", "password1234", "Alongside forever", "in lancashire we trust"])
def test_a_weak_password_is_turned_down_with_a_sentence(password, invited, now):
    with pytest.raises(InvalidError) as caught:
        services.accept_invitation(token=invited.token, by=None, at=now, password=password)
    assert caught.value.errors["password"]


def test_somebody_with_an_account_must_be_signed_in_to_it(make, invited, now):
    holder = make("new@example.com")
    with pytest.raises(RefusedError):
        services.accept_invitation(token=invited.token, by=None, at=now)
    with pytest.raises(RefusedError):
        services.accept_invitation(token=invited.token, by=make("other@example.com"), at=now)
    assert services.accept_invitation(token=invited.token, by=holder, at=now) == holder
    assert "case_officer" in policies.roles(User.objects.get(pk=holder.pk))


def test_a_family_account_cant_accept_a_professional_role(make, invited, now):
    holder = make("new@example.com", kind="family")
    with pytest.raises(InvalidError):
        services.accept_invitation(token=invited.token, by=holder, at=now)


@pytest.mark.abuse("AC-16")
def test_opening_an_invitation_changes_nothing_and_shows_a_button(invited, client):
    before = AuditEntry.objects.count(), User.objects.count()
    for _ in range(3):
        response = client.get(f"/account/invitation/{invited.token}/")
        assert response.status_code == 200
        assert "Case officer" in response.content.decode()
        assert response["Cache-Control"] == "no-store"
        assert response["Referrer-Policy"] == "same-origin"
    assert (AuditEntry.objects.count(), User.objects.count()) == before
    assert Invitation.objects.get().accepted_at is None


def test_a_person_accepts_in_two_steps_and_is_asked_for_a_second_factor(invited, client):
    address = f"/account/invitation/{invited.token}/"
    step = client.post(address, {"step": "start"})
    assert "Choose a password" in step.content.decode()
    assert 'value="Nia New"' in step.content.decode()
    weak = client.post(address, {"step": "accept", "name": "Nia New", "password": "short"})
    assert "There is a problem" in weak.content.decode()
    done = client.post(address, {"step": "accept", "name": "Nia N", "password": PASSWORD})
    assert done.status_code == 302
    assert User.objects.get(email="new@example.com").name == "Nia N"
    assert client.get("/account/")["Location"] == "/account/second-factor/"
    assert client.get(address).status_code == 410


def test_a_person_with_an_account_is_sent_to_sign_in_and_then_joins(make, invited, client):
    holder, address = make("new@example.com"), f"/account/invitation/{invited.token}/"
    assert "Sign in to it first" in client.get(address).content.decode()
    client.force_login(make("other@example.com"))
    assert "Sign in to it first" in client.post(address).content.decode()
    client = Client()
    client.force_login(holder)
    assert "add to your account" in client.get(address).content.decode()
    assert client.post(address)["Location"] == "/account/"
    assert "case_officer" in policies.roles(User.objects.get(pk=holder.pk))


@pytest.mark.parametrize("path", ["/account/invitation/nonsense/", "/account/sign-in/nonsense/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_link_that_never_was_looks_like_one_that_is_gone(path, method, client):
    response = getattr(client, method)(path)
    assert response.status_code == 410
    assert "no longer works" in response.content.decode()


@pytest.mark.abuse("AC-16")
def test_a_one_time_address_signs_in_once_by_a_button(make, now, client):
    user = make("f@example.com", kind="family")
    path = services.one_time_sign_in(user, now)
    assert re.fullmatch(r"/account/sign-in/[\w-]{40,}/", path)
    assert client.get(path).status_code == 200
    assert "_auth_user_id" not in client.session
    assert client.post(path).status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)
    assert Client().post(path).status_code == 410
    assert str(SignInLink.objects.get()) == str(SignInLink.objects.get().pk)


def test_a_one_time_address_lasts_fifteen_minutes(make, now):
    path = services.one_time_sign_in(make(kind="family"), now)
    token = path.split("/")[-2]
    with pytest.raises(NotThereError):
        services.use_link(token, at=now + timedelta(minutes=15))


def test_a_one_time_address_is_used_by_one_of_two_at_once(make, now, monkeypatch):
    token = services.one_time_sign_in(make(kind="family"), now).split("/")[-2]
    found = services.live_link(token, at=now)
    services.use_link(token, at=now)
    monkeypatch.setattr("alongside.ground.access.services.entries.live_link", lambda token, at: found)
    with pytest.raises(NotThereError):
        services.use_link(token, at=now)


def test_a_one_time_address_of_a_closed_account_opens_nothing(make, now, client):
    user = make(kind="family")
    path = services.one_time_sign_in(user, now)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.post(path).status_code == 410


def test_a_one_time_address_still_asks_a_professional_for_the_second_factor(at, now, client):
    user = services.make_demo_account(
        email="o@example.com", name="O", kind="professional", roles=["case_officer"], password=PASSWORD,
        totp_secret="JBSWY3DPEHPK3PXP", at=at,
    )
    assert client.post(services.one_time_sign_in(user, now))["Location"] == "/account/2fa/authenticate/"
    assert "_auth_user_id" not in client.session


def test_in_a_demonstration_a_one_time_address_is_enough(at, now, client, settings):
    settings.MODE = "demo"
    user = services.make_demo_account(
        email="o@example.com", name="O", kind="professional", roles=["case_officer"], password=PASSWORD,
        totp_secret="JBSWY3DPEHPK3PXP", at=at,
    )
    assert client.post(services.one_time_sign_in(user, now)).status_code == 302
    assert client.get("/account/").status_code == 200
