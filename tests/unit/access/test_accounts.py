"""Accounts: made, closed, given roles and badges, and moved to another address."""

from datetime import date, timedelta
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from alongside.ground.access import policies, queries, services
from alongside.ground.access.models import AuditEntry, Badge, Invitation, RoleHeld, SignInLink, User
from alongside.ground.core.errors import InvalidError, NotThereError, RefusedError

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)
TRAINED = "data_protection"


@pytest.fixture
def operator(make):
    return make("operator@example.com", roles=["system_operator"], name="Olga Operator")


def codes():
    return list(AuditEntry.objects.order_by("recorded_at").values_list("code", flat=True))


def test_an_account_has_one_checked_address_in_small_letters(operator, at):
    user = services.create_account(email=" Ada@Example.COM ", name="Ada", kind="family", by=operator, at=at)
    assert user.email == "ada@example.com"
    assert not user.has_usable_password()
    assert EmailAddress.objects.get(user=user).verified
    assert (str(user), User.objects.get_by_natural_key("ADA@example.com")) == (str(user.uuid), user)
    assert "access.account.made" in codes()


@pytest.mark.parametrize(("given", "field"), [
    ({"email": "nonsense"}, "email"), ({"name": " \x00 "}, "name"), ({"kind": "robot"}, "kind"),
    ({"email": "OPERATOR@example.com"}, "email"),
])
def test_an_account_that_cant_be_is_turned_down_with_a_sentence(given, field, operator, at):
    values = {"email": "new@example.com", "name": "New", "kind": "family"} | given
    with pytest.raises(InvalidError) as caught:
        services.create_account(**values, by=operator, at=at)
    assert set(caught.value.errors) == {field}


def test_only_an_account_manager_makes_accounts(make, at):
    with pytest.raises(RefusedError):
        services.create_account(email="n@example.com", name="N", kind="family", by=make(roles=["adviser"]), at=at)


def test_the_database_keeps_addresses_small_and_unlike(make):
    make("a@example.com")
    for email in ("a@example.com", "B@example.com"):
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.bulk_create([User(email=email, name="x")])


@pytest.mark.abuse("AC-08")
def test_closing_an_account_ends_sessions_links_and_invitations(make, operator, client, at):
    leaver = make("leaver@example.com", roles=["case_officer", "send_manager"])
    services.one_time_sign_in(leaver, at)
    services.invite(
        email="p@example.com", role="family_member", kind="family", name="P", by=leaver, at=at
    )
    client.force_login(leaver)
    assert client.get("/account/").status_code == 200
    services.disable_account(user=leaver, by=operator, at=at, reason="left")
    assert client.get("/account/").status_code == 302
    assert not SignInLink.objects.exists()
    assert Invitation.objects.get().withdrawn_at == at
    assert AuditEntry.objects.get(code="access.account.closed").reason == "left"
    services.enable_account(user=leaver, by=operator, at=at)
    assert client.get("/account/").status_code == 302
    assert User.objects.get(pk=leaver.pk).is_active


def test_an_account_is_closed_and_opened_only_by_others_who_may(make, operator, at):
    officer = make(roles=["case_officer"])
    for act in (services.disable_account, services.enable_account, services.end_sessions):
        with pytest.raises(RefusedError):
            act(user=operator, by=officer, at=at)
    with pytest.raises(RefusedError):
        services.disable_account(user=operator, by=operator, at=at)


def test_signing_out_everywhere_ends_every_session_at_once(make, client, at):
    from django.test import Client

    user, other = make(kind="family"), Client()
    for browser in (client, other):
        browser.force_login(user)
        assert browser.get("/account/").status_code == 200
    UserSession.objects.create(user=user, ip="127.0.0.1", session_key=other.session.session_key, user_agent="x")
    services.end_sessions(user=user, by=user, at=at)
    assert [browser.get("/account/").status_code for browser in (client, other)] == [302, 302]
    assert not UserSession.objects.exists()


def test_a_role_is_given_once_and_taken_at_once(make, operator, at):
    user = make(kind="professional")
    held = services.give_role(user=user, role="adviser", since=DAY, by=operator, at=at)
    assert services.give_role(user=user, role="adviser", since=DAY, by=operator, at=at) == held
    assert policies.roles(user, on=DAY) == {"adviser"}
    services.take_role(held=held, by=operator, at=at)
    assert policies.roles(User.objects.get(pk=user.pk), on=DAY) == frozenset()
    assert codes().count("access.role.given") == 2  # the operator's own, and this one
    assert "access.role.taken" in codes()
    assert queries.roles_held(user)[0].until == DAY


def test_a_role_taken_before_it_began_never_held(make, operator, at):
    user = make()
    held = services.give_role(user=user, role="adviser", since=DAY + timedelta(30), by=operator, at=at)
    services.take_role(held=held, by=operator, at=at)
    assert not held.is_held(DAY + timedelta(30))


def test_roles_are_given_and_taken_only_by_others_who_may(make, operator, at):
    held = RoleHeld.objects.get(user=operator)
    with pytest.raises(RefusedError):
        services.give_role(user=operator, role="send_manager", since=DAY, by=operator, at=at)
    with pytest.raises(RefusedError):
        services.take_role(held=held, by=operator, at=at)


@pytest.mark.parametrize("given", [{"role": "family_member"}, {"role": "gone"}, {"until": DAY}])
def test_a_role_that_cant_be_is_turned_down(given, make, at):
    with pytest.raises(InvalidError):
        services.give_role(**{"user": make(), "role": "adviser", "since": DAY, "by": None, "at": at} | given)


def test_a_badge_is_pinned_moved_and_taken_off(make, at):
    user = make()
    services.pin_badge(user=user, badge="team:x", since=DAY, at=at)
    services.pin_badge(user=user, badge="team:x", since=DAY - timedelta(5), at=at)
    assert Badge.objects.get().since == DAY - timedelta(5)
    assert str(Badge.objects.get()) == "team:x"
    services.pin_badge(user=user, badge="team:x", since=DAY, until=DAY + timedelta(9), at=at)
    assert policies.badges(user, on=DAY + timedelta(8)) == {"team:x"}
    services.unpin_badge(user=user, badge="team:x", at=at)
    assert policies.badges(user, on=DAY) == frozenset()
    services.unpin_badge(user=user, badge="team:x", at=at, until=DAY + timedelta(3))
    assert policies.badges(user, on=DAY) == frozenset()


def test_a_condition_lasts_until_its_day(make, at):
    user = make()
    services.satisfy(user=user, condition=TRAINED, until=DAY + timedelta(1), by=None, at=at)
    made = services.satisfy(user=user, condition=TRAINED, until=DAY + timedelta(2), by=None, at=at)
    assert str(made) == TRAINED
    days = (DAY + timedelta(1), DAY + timedelta(2))
    assert [queries.is_satisfied(user, TRAINED, on=d) for d in days] == [True, False]


def test_nobody_writes_their_own_training_and_what_nobody_asks_for_is_not_written(make, at):
    user = make(roles=["system_operator"])
    with pytest.raises(RefusedError):
        services.satisfy(user=user, condition=TRAINED, until=DAY + timedelta(2), by=user, at=at)
    with pytest.raises(InvalidError) as caught:
        services.satisfy(user=user, condition="juggling", until=DAY, by=None, at=at)
    assert set(caught.value.errors) == {"condition", "until"}


@pytest.mark.abuse("AC-17")
def test_an_address_that_staff_changed_holds_resets_back_for_a_day_and_the_old_one_is_told(make, operator, at):
    user = make("old@example.com", kind="family")
    services.change_email(user=user, email="New@example.com", by=operator, at=at)
    assert (user.email, user.resets_held_until) == ("new@example.com", at + timedelta(hours=24))
    assert mail.outbox[-1].to == ["old@example.com"]
    assert "24 hours" in mail.outbox[-1].body
    assert EmailAddress.objects.get(user=user).email == "new@example.com"


def test_a_person_who_changes_their_own_address_waits_for_nothing(make, at):
    user = make("old@example.com", kind="family")
    services.change_email(user=user, email="new@example.com", by=user, at=at)
    assert user.resets_held_until is None
    assert "24 hours" not in mail.outbox[-1].body


def test_an_address_is_changed_only_by_its_owner_or_who_may_and_only_to_a_free_one(make, operator, at):
    user = make("old@example.com", kind="family")
    with pytest.raises(RefusedError):
        services.change_email(user=user, email="n@example.com", by=make(roles=["adviser"]), at=at)
    for email in ("operator@example.com", "nonsense"):
        with pytest.raises(InvalidError):
            services.change_email(user=user, email=email, by=operator, at=at)


def test_a_demonstration_account_is_made_once_with_all_it_needs(at, settings):
    given = {
        "email": "demo@example.com", "name": "Demo", "kind": "professional", "roles": ["case_officer"],
        "password": "a good pass phrase", "totp_secret": "JBSWY3DPEHPK3PXP", "at": at,
    }
    user = services.make_demo_account(**given)
    assert services.make_demo_account(**given) == user
    assert user.check_password("a good pass phrase")
    assert Authenticator.objects.get(user=user).type == "totp"
    family = services.make_demo_account(**given | {
        "email": "f@example.com", "kind": "family", "roles": ["family_member"], "totp_secret": "",
    })
    assert not Authenticator.objects.filter(user=family).exists()
    settings.MODE = "production"
    with pytest.raises(RefusedError):
        services.make_demo_account(**given)


def test_accounts_are_found_only_by_those_who_manage_them(make, operator):
    officer = make("officer@example.com", roles=["case_officer"])
    assert queries.accounts_by_email(operator, "FFICER") == [officer]
    assert queries.accounts_by_email(operator, "ff") == []
    assert queries.accounts_by_email(officer, "operator") == []
    assert queries.account(operator, officer.uuid) == officer
    for viewer, uuid in ((officer, operator.uuid), (operator, "00000000-0000-4000-8000-000000000000")):
        with pytest.raises(NotThereError):
            queries.account(viewer, uuid)


def test_an_operator_makes_an_account_from_the_console_with_a_link_for_one_sign_in():
    out = StringIO()
    call_command("account", "create", "new@example.com", "New", "--role", "system_operator", stdout=out)
    assert "/account/sign-in/" in out.getvalue()
    assert policies.roles(User.objects.get()) == {"system_operator"}
    call_command("account", "role", "new@example.com", "audit_reader", "--until", "2099-01-01", stdout=out)
    assert "audit_reader" in policies.roles(User.objects.get())
    call_command("account", "totp-secret", "new@example.com", stdout=(secret := StringIO()))
    assert len(secret.getvalue().strip()) >= 16
    call_command("account", "disable", "new@example.com", "--reason", "left", stdout=out)
    assert not User.objects.get().is_active


@pytest.mark.parametrize("call", [
    ("account", "role", "nobody@example.com", "adviser"), ("account", "create", "nonsense", "New"),
    ("account", "create", "new@example.com", "New", "--role", "family_member"),
])
def test_what_the_console_cant_do_is_said_in_one_line_and_leaves_nothing(call):
    with pytest.raises(CommandError):
        call_command(*call)
    assert not User.objects.exists()
    assert AuditEntry.objects.get().outcome == "failed"


def test_the_console_says_why_something_is_refused(monkeypatch, at):
    def refuse(**given):
        raise RefusedError("not today")

    monkeypatch.setattr(services, "create_account", refuse)
    with pytest.raises(CommandError, match="not today"):
        call_command("account", "create", "new@example.com", "New")
