"""Proof of identity, who decides, and who may keep which record."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import given
from hypothesis import strategies as st

from alongside.ground.access.policies import Permission
from alongside.ground.core.errors import InvalidError, RefusedError
from alongside.ground.people import policies, queries, services
from alongside.ground.people.policies import is_enough_proof, is_too_fast
from alongside.ground.people.words import RELATION_PROOFS, WHO_PROOFS, Proof, RightsHolder
from tests.unit.people.conftest import AT, ON


@pytest.mark.abuse("AC-07")
@pytest.mark.parametrize("proofs", [
    [], ["birth_date"], ["birth_date", "postcode"], ["birth_date", "postcode", "knows_child"],
    ["photo_id", "proof_of_address"], ["birth_certificate"], ["made_up", "photo_id"],
])
def test_what_an_ex_partner_knows_is_never_enough(proofs):
    assert not is_enough_proof(proofs)
    assert policies.faults_of_proof(proofs)


@pytest.mark.parametrize("proofs", [["photo_id", "birth_certificate"], ["known_to_officer"], ["setting_confirms"]])
def test_identity_and_relation_together_are_enough(proofs):
    assert is_enough_proof(proofs)


@given(st.sets(st.sampled_from([proof.value for proof in Proof])))
def test_more_proof_never_hurts_and_both_halves_are_always_needed(proofs):
    assert is_enough_proof(proofs) == bool(proofs & WHO_PROOFS and proofs & RELATION_PROOFS)
    assert is_enough_proof(proofs | {"known_to_officer"})


@pytest.fixture
def young(child_of):
    return child_of("Yusuf", "Khan", date(2010, 3, 15))


def test_rights_pass_the_day_after_compulsory_school_age_ends(young):
    assert young.compulsory_until == date(2026, 6, 26)
    assert not policies.is_young_person(young, date(2026, 6, 26))
    assert queries.who_decides(young, date(2026, 6, 26)) == RightsHolder.PARENTS
    assert queries.who_decides(young, date(2026, 6, 27)) == RightsHolder.YOUNG_PERSON


@pytest.mark.abuse("AC-11")
def test_some_are_still_fifteen_when_rights_pass(child_of):
    august = child_of("Zara", "Aug", date(2011, 8, 20))
    assert august.compulsory_until == date(2027, 6, 25)
    assert queries.who_decides(august, date(2027, 6, 26)) == RightsHolder.YOUNG_PERSON


def test_capacity_is_about_one_decision_at_one_time(young, family, manager):
    (_, mother), (_, me) = family(young), family(young, "me@example.org", kind="self")
    about = {"child": young, "assessor": "Dr A", "reasons": "seen", "by": manager, "at": AT}
    services.record_capacity(decision="appeal", has_capacity=False, assessed_on=date(2026, 10, 1), alternative=mother,
                             alternative_basis="Named by the court", **about)
    assert queries.who_decides(young, ON, decision="appeal") == RightsHolder.ALTERNATIVE
    assert queries.who_decides(young, ON, decision="request") == RightsHolder.YOUNG_PERSON
    assert queries.who_decides(young, date(2026, 9, 30), decision="appeal") == RightsHolder.YOUNG_PERSON
    assert list(policies.deciding_persons(young, ON, "appeal")) == [mother]
    assert list(policies.deciding_persons(young, ON)) == [me]
    services.record_capacity(decision="appeal", has_capacity=True, assessed_on=date(2026, 11, 1), **about)
    assert queries.who_decides(young, ON, decision="appeal") == RightsHolder.YOUNG_PERSON
    services.record_capacity(decision="appeal", has_capacity=False, assessed_on=date(2026, 11, 2), **about)
    assert list(policies.deciding_persons(young, ON, "appeal")) == [mother]


def test_a_barred_parent_is_not_among_those_who_decide(child, family, exclude):
    (_, mother), (_, father) = family(child), family(child, "dad@example.org")
    assert set(policies.deciding_persons(child, ON)) == {mother, father}
    exclude(child, "decide", person=father)
    assert list(policies.deciding_persons(child, ON)) == [mother]


def test_parents_as_such_stay_until_eighteen(young):
    days = (date(2026, 6, 1), date(2027, 1, 1), date(2028, 3, 15))
    assert [queries.parents_stay_involved(young, day) for day in days] == [True, True, False]


def test_a_finding_on_capacity_says_who_why_and_when(young, manager, person_of):
    with pytest.raises(InvalidError) as caught:
        services.record_capacity(
            child=young, decision=" ", has_capacity=True, assessed_on=date(2026, 12, 1), assessor="", reasons="",
            alternative=person_of(), by=manager, at=AT,
        )
    assert set(caught.value.errors) == {
        "decision", "assessor", "reasons", "alternative", "assessed_on", "alternative_basis",
    }


def test_what_a_child_says_counts_only_as_a_young_person_and_only_from_them_or_staff(child, young, family, manager):
    me, _ = family(young, "me@example.org", kind="self")
    assert services.record_involvement(child=young, wish="objects", by=me, at=AT).wish == "objects"
    mum, _ = family(young)
    with pytest.raises(RefusedError):
        services.record_involvement(child=young, wish="agrees", by=mum, at=AT)
    with pytest.raises(InvalidError):
        services.record_involvement(child=young, wish="perhaps", by=manager, at=AT)
    with pytest.raises(InvalidError):
        services.record_involvement(child=child, wish="objects", by=manager, at=AT)


def test_demand_lets_the_system_and_the_permitted_through(child, make, manager):
    outsider = make("post@example.org", "case_support")
    policies.demand(None, Permission.ALLOCATE, at=AT)
    policies.demand(manager, Permission.LOAD_RETURN, Permission.ALLOCATE, at=AT)
    with pytest.raises(RefusedError):
        policies.demand(outsider, Permission.ALLOCATE, at=AT)
    with pytest.raises(RefusedError, match="no such child"):
        policies.demand_child(outsider, child, Permission.ENTER_REQUESTS, at=AT)


def test_who_may_do_what_follows_from_roles(make, manager, person_of):
    officer = make("o@example.org", "case_officer")
    assert policies.can_manage_posts(manager)
    assert not policies.can_manage_posts(officer)
    assert policies.can_settle(officer)
    assert not policies.can_settle(AnonymousUser())
    assert policies.can_break_glass(officer)
    assert policies.can_review_challenges(manager, by_user=officer)
    assert not policies.can_review_challenges(manager, by_user=manager)
    assert not policies.can_review_challenges(officer, by_user=manager)


def test_a_profile_is_the_persons_own_or_entered_by_staff(make, person_of):
    mine = make("me@example.org", kind="family")
    person = person_of(user=mine)
    assert policies.can_edit_profile(mine, person, on=ON)
    assert not policies.can_edit_profile(make("other@example.org", kind="family"), person, on=ON)
    assert policies.can_edit_profile(make("post@example.org", "case_support"), person, on=ON)
    mine.is_active = False
    assert not policies.can_edit_profile(mine, person, on=ON)
    assert not policies.can_edit_profile(AnonymousUser(), person, on=ON)


@pytest.mark.parametrize(("n", "median", "expected"), [
    (59, 0, False), (60, 0, True), (60, 30, False), (89, 30, False), (90, 30, True),
])
def test_the_pace_that_work_explains(n, median, expected):
    assert is_too_fast(n, median) is expected
