"""Sight of a child: who has it, who loses it, and that the list and the question say the same."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alongside.ground.access.models import User
from alongside.ground.people import policies, services
from alongside.ground.people.models import Capacity, Child, District, Exclusion, Grant, Involvement, Relationship, Team
from alongside.ground.people.policies import can_see_child, caseload_of, grounds, sees_whole, visible_to
from alongside.ground.people.words import Act, RelationKind
from tests.training import train
from tests.unit.people.conftest import AT, ON


def sees(user, child, on=AT):
    """All four ways of asking, which must agree."""
    user = User.objects.get(pk=user.pk)
    in_list = visible_to(user, on=on).filter(pk=child.pk).exists()
    assert can_see_child(user, child, on=on) == in_list == bool(grounds(user, child, on=on))
    return in_list


def test_a_stranger_an_anonymous_visitor_and_a_closed_account_see_nothing(child, make, family):
    stranger, (mum, _) = make("stranger@example.org", kind="family"), family(child)
    assert not sees(stranger, child)
    assert list(visible_to(AnonymousUser(), on=AT)) == list(caseload_of(AnonymousUser(), on=AT)) == []
    assert not can_see_child(AnonymousUser(), child, on=AT)
    assert grounds(AnonymousUser(), child, on=AT) == ()
    User.objects.filter(pk=mum.pk).update(is_active=False)
    assert not sees(mum, child)


@pytest.mark.parametrize("kind", ["parent", "carer", "foster_carer", "self"])
def test_family_kinds_give_sight(child, family, kind):
    user, _ = family(child, kind=kind)
    assert sees(user, child)


@pytest.mark.abuse("AC-07")
def test_who_only_says_that_they_are_family_sees_nothing(child, make, person_of, relate):
    user = make("dad@example.org", kind="family")
    relate(child, "family_unchecked", person=person_of(user=user), evidence="")
    assert not sees(user, child)


def test_parental_responsibility_alone_gives_no_sight(child, make, person_of):
    user = make("dad@example.org", kind="family")
    services.record_responsibility(
        child=child, person=person_of(user=user), basis="Birth certificate", starts_on=ON, by=None, at=AT
    )
    assert not sees(user, child)


@pytest.mark.abuse("AC-09")
def test_a_setting_loses_the_child_at_the_start_of_the_leaving_day(child, make, person_of, setting, relate):
    user = make("senco@example.org", "setting_staff")
    senco = services.save_post(post=None, code="senco", title="SENCO", kind="senco", setting=setting, by=None, at=AT)
    services.hold_post(post=senco, person=person_of(user=user, kind="professional"), from_on=ON, by=None, at=AT)
    enrolled = relate(child, "on_roll", setting=setting)
    assert sees(user, child)
    services.end_relationship(relationship=enrolled, ends_on=date(2026, 11, 5), by=None, at=AT)
    assert sees(user, child, date(2026, 11, 4))
    assert not sees(user, child, date(2026, 11, 5))


def test_a_setting_that_is_only_asked_knows_the_child_and_reads_no_more(child, make, person_of, setting, relate):
    user = make("head@example.org", "setting_staff")
    head = services.save_post(post=None, code="head", title="Head", setting=setting, by=None, at=AT)
    services.hold_post(post=head, person=person_of(user=user, kind="professional"), from_on=ON, by=None, at=AT)
    relate(child, "consulted_setting", setting=setting)
    user = User.objects.get(pk=user.pk)
    assert sees(user, child)
    assert not sees_whole(user, child, on=AT)
    relate(child, "on_roll", setting=setting)
    assert sees_whole(user, child, on=AT)


def test_a_manager_sees_all_cases_but_a_caseload_holds_only_their_own(child, manager):
    assert sees(manager, child)
    assert list(caseload_of(manager, on=AT)) == []
    assert [g.how for g in grounds(manager, child, on=AT)] == ["job"]


@pytest.mark.abuse("AC-03")
@pytest.mark.parametrize("acts", [["see"], ["all"]])
def test_an_exclusion_from_seeing_wins_over_every_way_in(child, family, manager, exclude, acts):
    dad, person = family(child, "dad@example.org")
    assert sees(dad, child)
    exclude(child, *acts, person=person)
    exclude(child, *acts, user=manager)
    Grant.objects.create(child=child, user=dad, kind="named", reason="r", since=AT, until=AT + timedelta(days=3))
    assert not sees(dad, child)
    assert not sees(manager, child)


@pytest.mark.abuse("AC-03")
def test_an_exclusion_from_one_act_leaves_sight(child, family, exclude):
    dad, person = family(child, "dad@example.org")
    exclude(child, "address", person=person)
    assert sees(dad, child)


@pytest.mark.abuse("AC-03")
def test_an_exclusion_holds_even_when_the_account_was_never_linked_or_has_lost_its_badge(child, make, person_of, exclude):
    from alongside.ground.access import services as access

    user, person = make("dad@example.org", kind="family"), person_of()
    access.pin_badge(user=user, badge=f"person:{person.uuid}", since=date(2020, 1, 1), at=AT)
    exclude(child, person=person)
    access.unpin_badge(user=user, badge=f"person:{person.uuid}", at=AT)
    Grant.objects.create(child=child, user=user, kind="named", reason="r", since=AT, until=AT + timedelta(days=3))
    assert not sees(user, child)


def test_an_exclusion_ends_on_its_day(child, family, exclude):
    dad, person = family(child, "dad@example.org")
    exclude(child, person=person, ends_on=date(2026, 11, 10))
    assert not sees(dad, child, date(2026, 11, 9))
    assert sees(dad, child, date(2026, 11, 10))


def test_a_merged_record_is_in_nobodys_list(child, child_of, manager):
    other = child_of("Amina", "Shar")
    services.merge_children(keep=child, drop=other, reason="one child", by=manager, at=AT)
    other.refresh_from_db()
    assert not sees(manager, other)


def test_a_grant_by_name_counts_on_each_of_its_days_and_a_quarter_of_an_hour_only_by_the_minute(child, make):
    user = make("adviser@example.org", "adviser")
    Grant.objects.create(child=child, user=user, kind="named", reason="r", since=AT, until=AT + timedelta(days=2))
    assert sees(user, child, ON)
    assert not sees(user, child, ON + timedelta(days=2))
    assert sees(user, child, AT + timedelta(days=1))
    Grant.objects.all().delete()
    Grant.objects.create(child=child, user=user, kind="challenged", reason="r", since=AT,
                         until=AT + timedelta(minutes=15))
    assert sees(user, child, AT)
    assert not sees(user, child, AT + timedelta(minutes=15))
    assert not sees(user, child, ON)


class TestYoungPeople:
    """Practice 1.3: rights pass by birth date, and the young person says who stays."""

    # Born 15 March 2010: compulsory school age ends on Friday 26 June 2026, 18 on 15 March 2028.
    BORN = date(2010, 3, 15)

    @pytest.fixture
    def young(self, child_of):
        return child_of("Yusuf", "Khan", self.BORN)

    @pytest.fixture
    def say(self):
        def said(child, wish, person=None, at=AT):
            return services.record_involvement(child=child, wish=wish, person=person, by=None, at=at)

        return said

    @pytest.mark.abuse("AC-11")
    def test_a_parent_stays_at_16_and_17_unless_the_young_person_objects(self, young, family, say):
        mum, person = family(young)
        assert sees(mum, young, date(2026, 6, 26))
        assert sees(mum, young, date(2026, 6, 27))
        say(young, "objects", person)
        assert not sees(mum, young)
        say(young, "agrees", person)
        assert sees(mum, young)

    @pytest.mark.abuse("AC-11")
    def test_from_18_a_parent_sees_only_as_the_young_person_says(self, young, family, say):
        mum, person = family(young)
        assert sees(mum, young, date(2028, 3, 14))
        assert not sees(mum, young, date(2028, 3, 15))
        say(young, "agrees", person)
        assert sees(mum, young, date(2028, 3, 15))

    def test_a_wish_about_one_person_weighs_more_than_one_about_everybody(self, young, family, say):
        (mum, mother), (dad, _) = family(young), family(young, "dad@example.org")
        say(young, "objects")
        assert not sees(mum, young)
        assert not sees(dad, young)
        say(young, "agrees", mother)
        assert sees(mum, young)
        assert not sees(dad, young)

    def test_who_acts_for_a_young_person_without_capacity_sees_the_case(self, young, family, manager):
        (mum, mother), (dad, _) = family(young), family(young, "dad@example.org")
        services.record_capacity(
            child=young, decision="appeal", has_capacity=False, assessed_on=ON, assessor="Dr A", reasons="seen",
            alternative=mother, alternative_basis="Deputy", by=manager, at=AT,
        )
        later = date(2028, 4, 1)
        assert sees(mum, young, later)
        assert not sees(dad, young, later)
        Capacity.objects.update(alternative=None)
        assert sees(dad, young, later)

    def test_who_speaks_for_a_parent_sees_no_more_than_the_parent(self, young, family, make, person_of, relate, say,
                                                                  exclude):
        _mum, mother = family(young)
        lawyer = make("lawyer@example.org", kind="family")
        relate(young, "speaks_for_family", person=person_of("Law", user=lawyer), on_behalf_of=mother, scope="appeal",
               ends_on=date(2027, 1, 1))
        assert sees(lawyer, young)
        say(young, "objects", mother)
        assert not sees(lawyer, young)
        say(young, "agrees", mother)
        exclude(young, "see", person=mother)
        assert not sees(lawyer, young)
        Exclusion.objects.all().delete()
        Relationship.objects.filter(person=mother).update(ends_on=ON)
        assert not sees(lawyer, young)

    def test_who_speaks_for_the_young_person_needs_no_parent(self, young, make, person_of, relate):
        friend = make("friend@example.org", kind="family")
        relate(young, "speaks_for_family", person=person_of("Friend", user=friend), scope="all",
               starts_on=date(2026, 9, 1), ends_on=date(2027, 1, 1))
        assert sees(friend, young)
        assert not sees(friend, young, date(2027, 1, 1))


@pytest.mark.abuse("AC-08")
def test_a_leaver_loses_every_case_the_same_day_and_the_post_keeps_them(child, officer, post, relate):
    relate(child, "case_officer", post=post)
    assert sees(officer, child)
    services.leave_post(holding=post.holdings.get(), on=ON, by=None, at=AT)
    assert not sees(officer, child)
    assert child.relationships.filter(post=post, ends_on=None).exists()


def test_who_covers_an_absence_sees_the_absent_posts_children_meanwhile(child, make, person_of, post, body, relate):
    cover = services.save_post(post=None, code="cover", title="Cover", body=body, by=None, at=AT)
    user = make("cover@example.org", "case_officer")
    services.hold_post(post=cover, person=person_of(user=user, kind="professional"), from_on=ON, by=None, at=AT)
    relate(child, "case_officer", post=post)
    services.set_absence(post=post, cover_post=cover, starts_on=date(2026, 11, 9), ends_on=date(2026, 11, 16),
                         by=None, at=AT)
    assert [sees(user, child, date(2026, 11, day)) for day in (8, 9, 15, 16)] == [False, True, True, False]


def test_a_list_costs_two_queries_however_many_children(officer, team, child_of, relate, again):
    for number in range(12):
        relate(child_of(f"Child{number}", "Many"), "case_team", team=team)
    user = again(officer)
    assert len(visible_to(user, on=AT)) == 12
    with CaptureQueriesContext(connection) as first:
        list(visible_to(user, on=AT)[:25])
    assert len(first) == 2


KINDS = [kind.value for kind in RelationKind if kind.value not in {"case_team"}]
DAYS = st.integers(min_value=-3, max_value=3)
ENDS = st.none() | st.integers(min_value=-3, max_value=3)
WHO = st.sampled_from(["me", "mother", "father"])
FACTS = st.fixed_dictionaries({
    "age_days": st.integers(min_value=-2, max_value=2),
    "coming": st.sampled_from(["leaving", "eighteen", "young", "undated"]),
    "relations": st.lists(st.tuples(st.sampled_from(KINDS), WHO, st.none() | WHO, DAYS, ENDS), max_size=4),
    "team": st.booleans(), "merged": st.booleans(),
    "all_cases": st.sampled_from([None, None, "", "E07000901", "E07000902", "test"]),
    "lives": st.sampled_from([None, "E07000901", "E07000902"]), "badge": st.booleans(),
    "exclusions": st.lists(st.tuples(WHO | st.just("account"), st.sampled_from(["see", "address"]), DAYS, ENDS,
                                     st.booleans()), max_size=2),
    "wishes": st.lists(st.tuples(st.none() | WHO, st.sampled_from(["agrees", "objects"]), DAYS, ENDS), max_size=3),
    "capacity": st.lists(st.tuples(st.booleans(), st.none() | WHO, DAYS, ENDS), max_size=2),
    "grants": st.lists(st.tuples(st.integers(-40, 40), st.integers(1, 60)), max_size=2),
    "is_moment": st.booleans(),
})


def day(offset):
    return None if offset is None else ON + timedelta(days=offset)


def span(start, end):
    return {"starts_on": day(start), "ends_on": day(end) if end is None or end >= start else day(start)}


def build(facts, child, user, persons, team):
    limit = {"leaving": ("compulsory_until", "adult_on", 700), "eighteen": ("adult_on", "compulsory_until", -700),
             "young": ("compulsory_until", "adult_on", 2000),
             "undated": ("compulsory_until", "adult_on", 0)}[facts["coming"]]
    base = ON + timedelta(days=facts["age_days"] + (1500 if facts["coming"] == "young" else 0))
    fields = {limit[0]: base, limit[1]: base + timedelta(days=limit[2])}
    if facts["coming"] == "undated":
        fields = {"born_on": None, "compulsory_until": None, "adult_on": None}
    fields["district"] = District.objects.filter(code=facts["lives"]).first()
    other = Child.objects.exclude(pk=child.pk).first()
    Child.objects.filter(pk=child.pk).update(**fields, merged_into=other if facts["merged"] else None)
    for kind, who, behalf, start, end in facts["relations"]:
        if behalf == who or kind != "speaks_for_family":
            behalf = None
        Relationship.objects.create(child=child, kind=kind, person=persons[who], badge=f"person:{persons[who].uuid}",
                                    on_behalf_of=persons.get(behalf), **span(start, end))
    if facts["team"]:
        Relationship.objects.create(child=child, kind="case_team", team=team, badge=f"team:{team.uuid}", **span(-1, None))
    for who, act, start, end, is_lifted in facts["exclusions"]:
        target = {"user": user} if who == "account" else {"person": persons[who]}
        Exclusion.objects.create(child=child, basis="conflict", source="s", evidence="e", made_at=AT,
                                 lifted_at=AT if is_lifted else None, **{f"bars_{act}": True}, **target,
                                 **span(start, end))
    for who, wish, start, end in facts["wishes"]:
        Involvement.objects.create(child=child, person=persons.get(who), wish=wish, recorded_at=AT, **span(start, end))
    for has, who, start, end in facts["capacity"]:
        dates = span(start, end)
        Capacity.objects.create(child=child, decision="d", has_capacity=has, assessed_on=dates["starts_on"],
                                ends_on=dates["ends_on"], alternative=None if has else persons.get(who),
                                assessor="a", reasons="r", recorded_at=AT)
    for start, length in facts["grants"]:
        since = AT + timedelta(hours=start)
        Grant.objects.create(child=child, user=user, kind="named", reason="r", since=since,
                             until=since + timedelta(hours=length))


@given(facts=FACTS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_list_and_the_question_agree_whatever_the_facts(facts, db, make, person_of, child_of, team, again):
    with transaction.atomic():
        user = make("me@example.org")
        persons = {"me": person_of("Me", user=user), "mother": person_of("Mother"), "father": person_of("Father")}
        from alongside.ground.access import services as access

        if facts["all_cases"] is not None:
            access.give_role(user=user, role="data_officer", area=facts["all_cases"], since=date(2020, 1, 1), by=None, at=AT)
            train(user, "data_officer", AT)
        if facts["badge"]:
            access.pin_badge(user=user, badge=f"team:{team.uuid}", since=date(2020, 1, 1), at=AT)
        access.pin_badge(user=user, badge=f"person:{persons['me'].uuid}", since=date(2020, 1, 1), at=AT)
        child = child_of("Prop", "Erty")
        child_of("Other", "Child")
        build(facts, child, user, persons, team)
        child.refresh_from_db()
        found = sees(again(user), child, AT if facts["is_moment"] else ON)
        assert found in {True, False}
        transaction.set_rollback(True)


def test_the_seal_between_rooms_stays_shut_for_a_team_of_another_district(child, officer, area, relate, team):
    other = Team.objects.create(code="ehc-wyre", title="EHC team, Wyre", kind="ehc", body=team.body)
    relate(child, "case_team", team=other)
    assert not sees(officer, child)
    assert policies.own_persons(AnonymousUser()) == frozenset()
    assert not policies.is_barred(AnonymousUser(), Act.SEE, child, AT)
    assert list(policies.barred_children(AnonymousUser(), AT, Act.SEE)) == []
