"""Roles, permissions, audiences: what each account may do, and on which day."""

from datetime import date
from io import StringIO

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command

from alongside.ground.access import policies, queries, services
from alongside.ground.access.models import RoleHeld, User
from alongside.ground.access.policies import ROLES, Audience, Permission
from alongside.ground.access.words import PERMISSION_WORDS
from alongside.ground.core.errors import RefusedError

DAY = date(2026, 3, 2)


def test_every_permission_has_words_and_somebody_who_holds_it():
    assert set(PERMISSION_WORDS) == set(Permission)
    held = {p for role in ROLES.values() for p in role.permissions}
    assert held == set(Permission)


def test_who_runs_the_service_sees_no_case():
    assert ROLES["system_operator"].permissions == {Permission.OPERATE, Permission.MANAGE_ACCOUNTS}


def test_every_professional_role_needs_a_second_factor():
    assert {code for code, role in ROLES.items() if not role.needs_second_factor} == {
        "family_member", "young_person", "service",
    }


def test_roles_are_written_out_from_the_code():
    out = StringIO()
    call_command("roles", "--markdown", stdout=out)
    assert out.getvalue() == services.roles_markdown()
    for role in ROLES.values():
        assert f"## {role.title} (`{role.code}`)" in out.getvalue()
    call_command("roles", stdout=(listed := StringIO()))
    assert "case_officer: Case officer" in listed.getvalue()


@pytest.mark.django_db
class TestRights:
    def test_a_role_holds_from_its_first_day_up_to_but_not_including_its_last(self, make):
        user = make()
        RoleHeld.objects.create(
            user=user, role="adviser", since=date(2026, 3, 1), until=date(2026, 3, 3), given_at=user.joined_at
        )
        days = [date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 3)]
        assert [policies.has_role(user, "adviser", on=day) for day in days] == [False, True, True, False]
        held = RoleHeld.objects.get(user=user)
        assert [held.is_held(day) for day in days] == [False, True, True, False]

    def test_permissions_and_badges_take_one_statement_each(self, make, django_assert_num_queries):
        user = make(roles=["case_officer"])
        services.pin_badge(user=user, badge="team:x", since=DAY, at=user.joined_at)
        user = User.objects.get(pk=user.pk)
        with django_assert_num_queries(1):
            assert policies.has_permission(user, Permission.WORK_CASES, on=DAY)
            assert not policies.has_permission(user, Permission.OPERATE, on=DAY)
            assert Permission.SEE_CASELOAD in queries.permissions(user, on=DAY)
        with django_assert_num_queries(1):
            assert queries.badges(user, on=DAY) == {"team:x"}
            assert queries.badges(user, on=DAY.replace(year=2025)) == frozenset()

    def test_nobody_and_strangers_may_nothing(self, make):
        assert not policies.has_permission(None, Permission.OPERATE)
        assert not policies.has_role(None, "adviser")
        assert policies.permissions(AnonymousUser()) == frozenset()
        assert policies.badges(AnonymousUser(), on=DAY) == frozenset()

    @pytest.mark.abuse("AC-08")
    def test_a_closed_account_may_nothing_whatever_it_holds(self, make, at):
        user = make(roles=["send_manager"])
        services.disable_account(user=user, by=None, at=at)
        assert policies.permissions(user) == frozenset()
        assert policies.badges(user, on=DAY) == frozenset()

    def test_a_role_that_the_code_no_longer_knows_gives_nothing(self, make):
        user = make()
        RoleHeld.objects.create(user=user, role="gone", since=DAY, given_at=user.joined_at)
        assert policies.permissions(user, on=DAY) == frozenset()

    def test_the_day_of_the_wrapper_counts(self, make):
        user = make(roles=["adviser"])
        user.rights_on = date(2019, 12, 31)
        assert policies.roles(user) == frozenset()
        user.rights_on = None
        assert policies.roles(user) == {"adviser"}

    def test_require_says_what_is_missing(self, make):
        policies.require(make(roles=["system_operator"]), Permission.OPERATE)
        with pytest.raises(RefusedError, match="needs permission operate"):
            policies.require(AnonymousUser(), Permission.OPERATE)

    def test_a_page_opens_to_its_audience_and_to_nobody_else(self, make):
        family = make("f@example.com", kind="family", roles=["family_member"])
        officer, newcomer = make(roles=["case_officer"]), make("n@example.com")
        wanted = {
            Audience.PUBLIC: (True, True, True, True),
            Audience.SIGNED_IN: (False, True, True, True),
            Audience.FAMILY: (False, True, False, False),
            Audience.PROFESSIONAL: (False, False, True, False),
            Audience.permission(Permission.WORK_CASES): (False, False, True, False),
            Audience.permission(Permission.OPERATE, Permission.WORK_CASES): (False, False, True, False),
            Audience.permission(Permission.OPERATE): (False, False, False, False),
            "": (False, False, False, False),
            "nonsense": (False, False, False, False),
        }
        for audience, answers in wanted.items():
            asked = (AnonymousUser(), family, officer, newcomer)
            assert tuple(policies.is_in_audience(u, audience) for u in asked) == answers, audience

    def test_a_closed_account_is_in_no_audience_but_the_public(self, make, at):
        user = make(roles=["send_manager"])
        services.disable_account(user=user, by=None, at=at)
        assert not policies.is_in_audience(user, Audience.SIGNED_IN)

    def test_nobody_manages_themselves_and_roles_go_to_their_kind_of_account(self, make):
        operator, officer = make(roles=["system_operator"]), make("o@example.com", roles=["case_officer"])
        family = make("f@example.com", kind="family")
        assert policies.can_manage(operator, officer)
        assert not policies.can_manage(operator, operator)
        assert not policies.can_manage(officer, operator)
        assert policies.can_give_role(operator, officer, "send_manager")
        assert not policies.can_give_role(operator, operator, "send_manager")
        assert not policies.can_give_role(operator, family, "send_manager")
        assert not policies.can_give_role(operator, family, "gone")

    def test_who_checks_identity_invites_families_only(self, make):
        operator, officer = make(roles=["system_operator"]), make("o@example.com", roles=["case_officer"])
        assert policies.can_invite(operator, "send_manager")
        assert policies.can_invite(officer, "family_member")
        assert not policies.can_invite(officer, "send_manager")
        assert not policies.can_invite(make("d@example.com", roles=["adviser"]), "family_member")


def test_declarations_are_plain_attributes():
    @policies.opens_to(Audience.PUBLIC)
    @policies.fresh_proof
    def view():
        return None

    assert (view.audience, view.needs_fresh_proof, view()) == ("public", True, None)
