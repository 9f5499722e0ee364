"""Accounts that nobody uses or confirms lapse after notice; families' never do; an operator restores with a reason."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from alongside.ground.access import queries, services, tasks
from alongside.ground.access.engine import employers, lapsing
from alongside.ground.access.models import Attestation, AuditEntry, Invitation, SignInLink, User
from alongside.ground.access.words import LapseReason
from alongside.ground.core.errors import InvalidError, NotThereError, RefusedError
from tests.unit.access.test_signing_in import PASSWORD, SECRET, sign_in, totp

pytestmark = [pytest.mark.django_db, pytest.mark.abuse("AC-09")]
MADE = datetime(2026, 1, 12, 9, 0, tzinfo=UTC)
"""In the spring term; the summer term begins on 15 April, its third week ends on 5 May."""
UNUSED_ON, UNCONFIRMED_ON = date(2026, 4, 12), date(2026, 5, 6)


@pytest.fixture(autouse=True)
def _counts(settings):
    settings.ACCOUNT_LAPSE_DAYS = 90
    settings.TERM_STARTS = ((1, 6), (4, 15), (9, 2))
    settings.FORCED_SESSIONS_ARE_PROVEN = False


@pytest.fixture(autouse=True)
def _organisations():
    known = {"setting:oak": "Oak School", "body:council": "", "body:trust": "A trust"}
    before = list(employers._source)
    employers.bind(lambda badges: {badge: known[badge] for badge in badges if badge in known})
    yield
    employers._source[:] = before


def since(user, at=MADE, last_login=None):
    User.objects.filter(pk=user.pk).update(joined_at=at, last_login=last_login)
    return User.objects.get(pk=user.pk)


@pytest.fixture
def officer(make):
    return since(make("o@example.com", roles=["case_officer"], password=PASSWORD))


@pytest.fixture
def operator(make):
    return since(make("operator@example.com", roles=["system_operator"], name="Olga"), datetime(2026, 12, 1, tzinfo=UTC))


@pytest.fixture
def teacher(make):
    """Signed in lately, so that only the confirmation counts."""
    user = make("t@example.com", roles=["setting_staff"], name="Tess Teacher")
    services.pin_badge(user=user, badge="setting:oak", since=date(2026, 1, 1), at=MADE)
    return since(user, last_login=datetime(2026, 5, 1, 9, 0, tzinfo=UTC))


def on(day, month=None):
    day = day if isinstance(day, date) else date(2026, month, day)
    return datetime(day.year, day.month, day.day, 4, 20, tzinfo=UTC)


def standing(user, day):
    return lapsing.standings(User.objects.filter(pk=user.pk), on=day)[0]


def done(at):
    night = services.lapse_accounts(at=at)
    return night.n_told, night.n_lapsed


def entered(code):
    return AuditEntry.objects.filter(code=code).count()


class TestCounting:
    def test_ninety_days_after_it_was_made_or_used(self, officer):
        assert standing(officer, MADE.date()).lapses_on == UNUSED_ON
        used = since(officer, last_login=on(1, 3))
        assert standing(used, MADE.date()).lapses_on == date(2026, 3, 1) + timedelta(days=90)

    def test_the_area_sets_the_days(self, officer, settings):
        settings.ACCOUNT_LAPSE_DAYS = 30
        assert standing(officer, MADE.date()).lapses_on == MADE.date() + timedelta(days=30)

    @pytest.mark.parametrize(("given", "until"), [
        (date(2026, 1, 5), date(2026, 1, 27)), (date(2026, 1, 6), date(2026, 5, 6)),
        (date(2026, 4, 14), date(2026, 5, 6)), (date(2026, 4, 15), date(2026, 9, 23)),
        (date(2026, 12, 31), date(2027, 1, 27)), (date(2026, 9, 2), date(2027, 1, 27)),
    ])
    def test_a_confirmation_holds_until_the_third_week_of_the_next_term_is_over(self, given, until):
        assert lapsing.first_day_without(given) == until

    def test_only_other_organisations_are_confirmed(self, teacher, officer):
        found = standing(teacher, MADE.date())
        assert (found.organisation, found.lapses_on, found.why) == (
            "Oak School", UNCONFIRMED_ON, LapseReason.UNCONFIRMED)
        assert standing(officer, MADE.date()).unconfirmed_on is None

    def test_who_bears_the_councils_badge_is_its_staff_whatever_else(self, teacher):
        services.pin_badge(user=teacher, badge="body:council", since=date(2026, 2, 1), at=MADE)
        assert standing(teacher, date(2026, 2, 1)).organisation == ""
        assert standing(teacher, date(2026, 1, 31)).organisation == "Oak School"

    def test_a_badge_that_ended_or_means_no_organisation_counts_for_nothing(self, teacher, officer):
        services.unpin_badge(user=teacher, badge="setting:oak", at=MADE, until=date(2026, 2, 1))
        services.pin_badge(user=officer, badge="body:board", since=date(2026, 1, 1), at=MADE)
        services.pin_badge(user=officer, badge="team:x", since=date(2026, 1, 1), at=MADE)
        assert standing(teacher, date(2026, 2, 1)).organisation == standing(officer, date(2026, 2, 1)).organisation == ""

    def test_a_hundred_accounts_cost_as_many_statements_as_one(self, make, django_assert_num_queries):
        for n in range(5):
            make(f"{n}@example.com")
        with django_assert_num_queries(3):
            assert len(lapsing.standings(queries.accounts_that_can_lapse(), on=MADE.date())) == 5


class TestUnused:
    def test_its_owner_is_told_14_days_before_once_and_then_it_lapses(self, officer):
        assert done(on(28, 3)) == (0, 0)
        assert done(on(29, 3)) == (1, 0)
        assert User.objects.get(pk=officer.pk).lapses_on == UNUSED_ON
        letter = mail.outbox[-1]
        assert letter.to == ["o@example.com"]
        assert "12 April 2026" in letter.body
        assert "/account/login/" in letter.body
        assert done(on(30, 3)) == done(on(11, 4)) == (0, 0)
        assert len(mail.outbox) == 1
        assert done(on(UNUSED_ON)) == (0, 1)
        row = User.objects.get(pk=officer.pk)
        assert (row.is_active, row.lapsed_at, row.lapses_on) == (False, on(UNUSED_ON), None)
        entry = AuditEntry.objects.get(code="access.account.lapsed")
        assert services.facts_of(entry) == {"account": str(officer.uuid), "why": "unused"}
        assert done(on(13, 4)) == (0, 0)

    def test_nobody_lapses_without_notice_after_the_nights_stood_still(self, officer):
        assert done(on(1, 10)) == (1, 0)
        assert done(on(14, 10)) == (0, 0)
        assert done(on(15, 10)) == (0, 1)

    def test_who_signs_in_after_the_notice_stays_and_is_told_anew_next_time(self, officer):
        done(on(29, 3))
        used = since(officer, last_login=on(5, 4))
        assert done(on(6, 4)) == (0, 0)
        used.refresh_from_db()
        assert (used.lapses_on, used.is_active) == (None, True)
        assert done(on(25, 6)) == (1, 0)

    def test_who_signs_in_while_the_night_works_stays(self, officer, monkeypatch):
        done(on(29, 3))
        stale = lapsing.standings(queries.accounts_that_can_lapse(), on=UNUSED_ON)
        real, answers = lapsing.standings, [stale]
        monkeypatch.setattr(lapsing, "standings", lambda users, on: answers.pop() if answers else real(users, on=on))
        since(officer, last_login=on(11, 4))
        assert done(on(UNUSED_ON)) == (0, 0)
        assert User.objects.get(pk=officer.pk).is_active

    def test_who_is_closed_while_the_night_works_is_closed_and_not_lapsed(self, officer, monkeypatch):
        done(on(29, 3))
        stale = lapsing.standings(queries.accounts_that_can_lapse(), on=UNUSED_ON)
        real, answers = lapsing.standings, [stale]
        monkeypatch.setattr(lapsing, "standings", lambda users, on: answers.pop() if answers else real(users, on=on))
        services.disable_account(user=officer, by=None, at=on(11, 4))
        assert done(on(UNUSED_ON)) == (0, 0)
        assert User.objects.get(pk=officer.pk).lapsed_at is None

    @pytest.mark.parametrize(("kind", "roles"), [("family", ["family_member"]), ("service", ["service"])])
    def test_a_familys_and_a_machines_account_never_lapse(self, make, kind, roles):
        quiet = since(make("q@example.com", kind=kind, roles=roles), datetime(2019, 1, 1, tzinfo=UTC))
        assert done(on(1, 3)) == done(on(1, 6)) == (0, 0)
        assert User.objects.get(pk=quiet.pk).is_active
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.filter(pk=quiet.pk).update(is_active=False, lapsed_at=MADE)

    def test_an_open_account_cant_count_as_lapsed(self, officer):
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.filter(pk=officer.pk).update(lapsed_at=MADE)

    def test_lapsing_ends_sessions_links_and_invitations_and_keeps_the_roles(self, officer, client, settings):
        settings.FORCED_SESSIONS_ARE_PROVEN = True
        client.force_login(officer)
        assert client.get("/account/").status_code == 200
        services.one_time_sign_in(officer, MADE)
        services.invite(email="p@example.com", role="family_member", kind="family", name="P", by=officer, at=MADE)
        since(officer)
        done(on(29, 3))
        done(on(UNUSED_ON))
        assert client.get("/account/").status_code == 302
        assert not SignInLink.objects.exists()
        assert Invitation.objects.get().withdrawn_at == on(UNUSED_ON)
        assert queries.roles_held(officer)[0].until is None


class TestConfirming:
    def test_an_unconfirmed_account_lapses_after_the_third_week_of_the_next_term(self, teacher):
        assert done(on(21, 4)) == (0, 0)
        assert done(on(22, 4)) == (1, 0)
        assert "Nobody has confirmed this school term" in mail.outbox[-1].body
        assert done(on(5, 5)) == (0, 0)
        assert done(on(UNCONFIRMED_ON)) == (0, 1)
        assert services.facts_of(AuditEntry.objects.get(code="access.account.lapsed"))["why"] == "unconfirmed"

    def test_a_confirmed_one_stays_for_another_term(self, teacher, operator):
        done(on(22, 4))
        made, = services.confirm_accounts(users=[teacher], by=operator, at=on(23, 4))
        assert services.confirm_accounts(users=[teacher], by=operator, at=on(24, 4)) == [made]
        assert (str(made), made.until, entered("access.account.confirmed")) == (str(made.uuid), date(2026, 9, 23), 1)
        since(teacher, last_login=on(1, 9))
        assert done(on(UNCONFIRMED_ON)) == (0, 0)
        assert User.objects.get(pk=teacher.pk).lapses_on is None

    def test_a_confirmation_is_withdrawn_once_and_the_count_is_as_before(self, teacher, operator):
        made, = services.confirm_accounts(users=[teacher], by=operator, at=on(23, 4))
        for _ in range(2):
            services.withdraw_confirmation(attestation=made, by=operator, at=on(24, 4))
        assert entered("access.account.unconfirmed") == 1
        assert standing(teacher, date(2026, 4, 24)).lapses_on == UNCONFIRMED_ON
        again, = services.confirm_accounts(users=[teacher], by=operator, at=on(25, 4))
        assert again != made

    def test_nobody_confirms_themselves_and_nobody_else_who_may_not(self, teacher, operator, officer):
        made, = services.confirm_accounts(users=[teacher], by=operator, at=on(23, 4))
        services.pin_badge(user=operator, badge="body:trust", since=date(2026, 1, 1), at=MADE)
        for user, by in ((operator, operator), (teacher, officer), (teacher, teacher)):
            with pytest.raises(RefusedError):
                services.confirm_accounts(users=[user], by=by, at=on(23, 4))
        with pytest.raises(RefusedError):
            services.withdraw_confirmation(attestation=made, by=officer, at=on(24, 4))

    def test_all_or_none_and_only_what_needs_it(self, teacher, officer, operator, make):
        family = make("f@example.com", kind="family")
        for other in (officer, family):
            with pytest.raises(InvalidError):
                services.confirm_accounts(users=[teacher, other], by=operator, at=on(23, 4))
        assert not Attestation.objects.exists()


class TestRestoring:
    @pytest.fixture
    def lapsed(self, officer):
        done(on(29, 3))
        done(on(UNUSED_ON))
        return User.objects.get(pk=officer.pk)

    def test_with_a_reason_and_both_counts_start_anew(self, lapsed, operator):
        services.restore_account(user=lapsed, by=operator, at=on(1, 6), reason=" back\x00 from\nleave ")
        row = User.objects.get(pk=lapsed.pk)
        assert (row.is_active, row.lapsed_at, row.restored_at) == (True, None, on(1, 6))
        assert AuditEntry.objects.get(code="access.account.restored").reason == "back from leave"
        assert standing(row, date(2026, 6, 1)).lapses_on == date(2026, 8, 30)
        assert done(on(2, 6)) == (0, 0)

    def test_not_without_a_reason_nor_by_just_opening_it(self, lapsed, operator):
        with pytest.raises(InvalidError) as caught:
            services.restore_account(user=lapsed, by=operator, at=on(1, 6), reason=" \x00")
        assert set(caught.value.errors) == {"reason"}
        with pytest.raises(InvalidError):
            services.enable_account(user=lapsed, by=operator, at=on(1, 6))

    def test_not_one_that_is_open_or_was_closed_by_somebody(self, lapsed, operator, teacher):
        services.disable_account(user=lapsed, by=operator, at=on(1, 6), reason="left")
        for user in (lapsed, teacher):
            with pytest.raises(InvalidError):
                services.restore_account(user=user, by=operator, at=on(1, 6), reason="x")

    def test_not_by_oneself_or_an_officer(self, lapsed, teacher):
        for by in (lapsed, teacher):
            with pytest.raises(RefusedError):
                services.restore_account(user=lapsed, by=by, at=on(1, 6), reason="x")

    def test_at_the_console_when_the_last_operator_has_lapsed(self, lapsed):
        out = StringIO()
        call_command("account", "restore", "o@example.com", "--reason", "nobody else is there", stdout=out)
        assert "Restored" in out.getvalue()
        assert User.objects.get(pk=lapsed.pk).is_active
        with pytest.raises(CommandError, match="hasn’t lapsed"):
            call_command("account", "restore", "o@example.com", "--reason", "again")

    def test_its_owner_then_signs_in_with_the_second_factor_that_it_kept(self, operator, client):
        now = datetime.now(UTC)
        user = services.make_demo_account(
            email="two@example.com", name="Two", kind="professional", roles=["case_officer"], password=PASSWORD,
            totp_secret=SECRET, at=now,
        )
        User.objects.filter(pk=user.pk).update(is_active=False, lapsed_at=now)
        services.restore_account(user=user, by=operator, at=now, reason="back")
        assert sign_in(client, "two@example.com")["Location"].startswith("/account/2fa/authenticate/")
        client.post("/account/2fa/authenticate/", {"code": totp()})
        assert client.get("/account/").status_code == 200
        assert Authenticator.objects.filter(user=user).exists()
        assert User.objects.get(pk=user.pk).last_login >= now


class TestSigningIn:
    @pytest.mark.abuse("AC-14")
    def test_only_right_credentials_learn_that_it_lapsed(self, officer, client):
        from django.test import Client

        unlapsed = sign_in(Client(), "o@example.com", "wrong words in here")
        User.objects.filter(pk=officer.pk).update(is_active=False, lapsed_at=MADE)
        wrong = sign_in(Client(), "o@example.com", "wrong words in here")
        nobody = sign_in(Client(), "n@example.com", "wrong words in here")
        assert wrong.status_code == unlapsed.status_code == nobody.status_code == 200
        assert "lapsed" not in wrong.content.decode()
        assert sign_in(client, "o@example.com")["Location"] == "/account/lapsed/"
        words = client.get("/account/lapsed/").content.decode()
        assert "How to come back" in words
        assert "second step" in words
        assert client.get("/account/").status_code == 302
        assert entered("access.sign_in.lapsed_account") == 1

    def test_a_sign_in_is_what_the_count_starts_from(self, client, operator):
        services.make_demo_account(
            email="two@example.com", name="Two", kind="professional", roles=["case_officer"], password=PASSWORD,
            totp_secret=SECRET, at=MADE,
        )
        with time_machine.travel(datetime(2027, 3, 1, 10, 0, tzinfo=UTC), tick=False):
            sign_in(client, "two@example.com")
            client.post("/account/2fa/authenticate/", {"code": totp()})
        user = User.objects.get(email="two@example.com")
        assert standing(user, date(2027, 3, 1)).unused_on == date(2027, 5, 30)


class TestNight:
    def test_the_task_lapses_what_was_announced(self, officer):
        User.objects.filter(pk=officer.pk).update(lapses_on=UNUSED_ON)
        with time_machine.travel(on(UNUSED_ON), tick=False):
            tasks.lapse_accounts.call()
        assert User.objects.get(pk=officer.pk).lapsed_at == on(UNUSED_ON)

    def test_never_in_a_demonstration(self, officer, settings):
        settings.MODE = "demo"
        User.objects.filter(pk=officer.pk).update(lapses_on=UNUSED_ON)
        with time_machine.travel(on(UNUSED_ON), tick=False):
            tasks.lapse_accounts.call()
        assert User.objects.get(pk=officer.pk).is_active


class TestPages:
    @pytest.fixture(autouse=True)
    def _signed_in(self, settings, operator, client):
        settings.FORCED_SESSIONS_ARE_PROVEN = True
        client.force_login(operator)

    def text(self, client, query=""):
        response = client.get(f"/account/manage/confirm/{query}")
        assert response.status_code == 200
        return response.content.decode()

    def test_it_lists_who_lapses_when_and_confirms_many_at_once(self, teacher, officer, client, make):
        other = make("u@example.com", name="Uma Teacher")
        services.pin_badge(user=other, badge="body:trust", since=date(2026, 1, 1), at=MADE)
        page = self.text(client)
        shown = ("Oak School", "A trust", "Tess Teacher", "6 May 2026", "12 April 2026", "council’s own staff", "Never")
        assert [words for words in shown if words not in page] == []
        answer = client.post("/account/manage/confirm/", {"account": [str(teacher.uuid), str(other.uuid)]}, follow=True)
        assert "2 accounts are confirmed" in answer.content.decode()
        assert ", Olga" in answer.content.decode()
        assert {row.user for row in Attestation.objects.all()} == {teacher, other}

    def test_a_confirmation_is_undone_by_one_button(self, teacher, client):
        client.post("/account/manage/confirm/", {"account": str(teacher.uuid)})
        made = Attestation.objects.get()
        assert f'value="{made.uuid}"' in self.text(client)
        answer = client.post("/account/manage/confirm/", {"undo": str(made.uuid)}, follow=True)
        assert "withdrawn" in answer.content.decode()
        assert client.post("/account/manage/confirm/", {"undo": str(made.uuid)}).status_code == 404
        assert Attestation.objects.get().withdrawn_at is not None

    def test_a_confirmation_whose_giver_is_gone_still_shows(self, teacher, client):
        client.post("/account/manage/confirm/", {"account": str(teacher.uuid)})
        Attestation.objects.update(confirmed_by=None)
        assert "Undo" in self.text(client)

    def test_nothing_ticked_nonsense_and_strange_accounts(self, client, operator):
        answer = client.post("/account/manage/confirm/", follow=True)
        assert "Tick the accounts" in answer.content.decode()
        services.pin_badge(user=operator, badge="body:trust", since=date(2026, 1, 1), at=MADE)
        assert "Your own" in self.text(client)
        for text in ("x", "00000000-0000-4000-8000-000000000000", str(operator.uuid)):
            assert client.post("/account/manage/confirm/", {"account": text}).status_code == 404

    def test_a_long_list_has_pages(self, client, make):
        for n in range(51):
            make(f"{n}@example.com")
        assert "?page=2" in self.text(client)
        assert self.text(client, "?page=2").count("app-cards") == 1

    def test_a_lapsed_account_is_listed_and_restored_with_a_reason(self, officer, client, settings):
        User.objects.filter(pk=officer.pk).update(is_active=False, lapsed_at=MADE)
        settings.MODE = "demo"
        page = self.text(client)
        assert "Lapsed: open one to restore it" in page
        assert "no account lapses here" in page
        assert "Lapsed" in client.post("/account/manage/", {"email": "o@ex"}).content.decode()
        address = f"/account/manage/{officer.uuid}/"
        assert "Why the account is needed again" in client.get(address).content.decode()
        assert client.post(f"{address}restore/", {"reason": " "}).status_code == 400
        assert client.post(f"{address}restore/", {"reason": "back from leave"})["Location"] == address
        assert User.objects.get(pk=officer.pk).is_active

    def test_it_opens_to_nobody_else(self, officer, teacher, client):
        made, = services.confirm_accounts(users=[teacher], by=User.objects.get(email="operator@example.com"), at=on(23, 4))
        User.objects.filter(pk=officer.pk).update(is_active=False, lapsed_at=MADE)
        assert list(queries.accounts_to_confirm(teacher)) == queries.lapsed_accounts(teacher) == []
        with pytest.raises(NotThereError):
            queries.confirmation(teacher, made.uuid)
        client.force_login(teacher)
        assert client.get("/account/manage/confirm/").status_code == 404
