"""Acts beside seeing, and everything that would say where a protected child is."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from alongside.ground.access.models import User
from alongside.ground.people import policies, queries, services
from alongside.ground.people.models import Exclusion, Grant
from alongside.ground.people.words import Act
from tests.unit.people.conftest import AT, MARKER, ON


@pytest.fixture
def home():
    """Gives somebody an address with the marker in it."""

    def made(who, postcode="PR1 1AA", is_protected=False):
        return services.set_address(who=who, lines=f"1 {MARKER}", postcode=postcode, starts_on=date(2020, 1, 1),
                                    is_protected=is_protected, by=None, at=AT)

    return made


@pytest.fixture
def protected(child, home):
    home(child, is_protected=True)
    child.refresh_from_db()
    return child


@pytest.fixture
def working(officer, team, relate, again):
    """The officer, with the child among their team's cases."""

    def made(child):
        relate(child, "case_team", team=team)
        return again(officer)

    return made


def test_seeing_is_the_first_act_and_without_it_there_is_no_other(child, make, family):
    mum, _ = family(child)
    stranger = make("s@example.org", kind="family")
    assert [policies.can(mum, act, child, on=AT) for act in Act] == [True, True, True, True, False]
    assert not any(policies.can(stranger, act, child, on=AT) for act in Act)
    assert not any(policies.can(AnonymousUser(), act, child, on=AT) for act in Act)


@pytest.mark.abuse("AC-03")
@pytest.mark.parametrize("act", [Act.RECEIVE, Act.DECIDE, Act.ATTEND])
def test_an_exclusion_bars_the_acts_that_it_lists_and_no_other(child, family, exclude, act):
    dad, person = family(child, "dad@example.org")
    exclude(child, act.value, person=person)
    allowed = {other for other in (Act.SEE, Act.RECEIVE, Act.DECIDE, Act.ATTEND) if policies.can(dad, other, child, on=AT)}
    assert allowed == {Act.SEE, Act.RECEIVE, Act.DECIDE, Act.ATTEND} - {act}


def test_nobody_acts_through_another_who_is_barred(child, family, make, person_of, relate, exclude, again):
    _, father = family(child, "dad@example.org")
    lawyer = make("law@example.org", kind="family")
    relate(child, "speaks_for_family", person=person_of("Law", user=lawyer), on_behalf_of=father, scope="all",
           ends_on=date(2027, 1, 1))
    exclude(child, "attend", "address", person=father)
    assert policies.can(again(lawyer), Act.SEE, child, on=AT)
    assert not policies.can(again(lawyer), Act.ATTEND, child, on=AT)
    assert policies.hides_location(again(lawyer), child, on=AT)


def test_a_teacher_who_sees_a_child_decides_nothing(child, working):
    user = working(child)
    assert policies.can(user, Act.RECEIVE, child, on=AT)
    assert not policies.can(user, Act.DECIDE, child, on=AT)


def test_staff_see_an_open_address_and_a_family_only_the_one_that_it_lives_at(child, home, working, family):
    home(child)
    child.refresh_from_db()
    (mum, mother), (dad, _) = family(child), family(child, "dad@example.org")
    home(mother)
    assert queries.address_of(working(child), child, ON).lines == f"1 {MARKER}"
    assert queries.address_of(mum, child, ON).postcode == "PR1 1AA"
    assert queries.address_of(dad, child, ON) is None
    assert not policies.hides_location(dad, child, on=AT)


def test_the_young_person_sees_their_own_address(protected, family):
    me, _ = family(protected, "me@example.org", kind="self")
    assert queries.address_of(me, protected, ON).lines == f"1 {MARKER}"
    assert not policies.hides_location(me, protected, on=AT)


@pytest.mark.abuse("AC-06")
def test_a_protected_address_needs_its_own_permission(protected, working, manager, family):
    mum, _ = family(protected)
    user = working(protected)
    assert queries.address_of(user, protected, ON) is None
    assert not policies.hides_location(user, protected, on=AT)
    assert queries.address_of(manager, protected, ON) is not None
    assert policies.hides_location(mum, protected, on=AT)


@pytest.mark.abuse("AC-06")
def test_who_is_barred_from_the_address_learns_neither_district_nor_school(protected, manager, exclude):
    exclude(protected, "address", user=manager)
    assert policies.can_see_child(manager, protected, on=AT)
    assert policies.hides_location(manager, protected, on=AT)
    assert queries.address_of(manager, protected, ON) is None


def test_a_setting_that_is_only_asked_reads_no_address(child, home, make, person_of, setting, relate, again):
    home(child)
    child.refresh_from_db()
    user = make("head@example.org", "setting_staff")
    head = services.save_post(post=None, code="head", title="Head", setting=setting, by=None, at=AT)
    services.hold_post(post=head, person=person_of(user=user, kind="professional"), from_on=ON, by=None, at=AT)
    relate(child, "consulted_setting", setting=setting)
    assert queries.address_of(again(user), child, ON) is None


@pytest.mark.abuse("AC-04")
def test_hostile_parents_never_see_each_others_home_or_each_other(child, home, family, working, manager):
    (mum, mother), (dad, father) = family(child), family(child, "dad@example.org")
    home(mother, is_protected=True)
    home(father, "FY5 1ZZ")
    assert queries.address_of(mum, mother, ON) is not None
    assert queries.address_of(mum, father, ON) is None
    assert queries.address_of(dad, mother, ON) is None
    assert [m.person for m in queries.family_shown(mum, child, ON)] == [mother]
    user = working(child)
    assert queries.address_of(user, father, ON) is not None
    assert queries.address_of(user, mother, ON) is None
    assert queries.address_of(manager, mother, ON) is not None
    assert len(queries.family_shown(user, child, ON)) == 2


def test_staff_who_see_no_child_of_a_person_or_are_barred_learn_no_home(child, home, family, working, manager, exclude,
                                                                        make):
    _, mother = family(child)
    home(mother)
    assert queries.address_of(make("other@example.org", "case_officer"), mother, ON) is None
    assert queries.address_of(AnonymousUser(), mother, ON) is None
    exclude(child, "address", user=manager)
    assert queries.address_of(manager, mother, ON) is None
    assert queries.family_shown(make("third@example.org", "case_officer"), child, ON) == []


def test_an_ended_address_is_no_address(child, home, working):
    first = home(child)
    services.set_address(who=child, lines="2 New Road", postcode="PR1 1AB", starts_on=ON, by=None, at=AT)
    first.refresh_from_db()
    child.refresh_from_db()
    assert first.ends_on == ON
    assert (child.postcode, child.district.name) == ("PR1 1AB", "Wyre") if child.district else ("PR1 1AB", None)
    assert queries.address_of(working(child), child, ON).lines == "2 New Road"


class TestLists:
    """`unlocatable` answers for a whole list what `hides_location` answers for one."""

    def test_it_agrees_for_staff_family_and_strangers(self, child, child_of, home, manager, family, exclude):
        other = child_of("Ben", "Shah")
        home(other, is_protected=True)
        other.refresh_from_db()
        exclude(child, "address", user=manager)
        mum, mother = family(child)
        services.relate(child=other, kind="parent", person=mother, starts_on=date(2020, 1, 1), evidence="e", by=None,
                        at=AT)
        for user in (manager, mum):
            user = User.objects.get(pk=user.pk)
            each = {row.pk for row in (child, other) if policies.hides_location(user, row, on=AT)}
            assert policies.unlocatable(user, [child, other], on=AT) & {child.pk, other.pk} == each
        assert policies.unlocatable(AnonymousUser(), [child, other], on=AT) == {child.pk, other.pk}

    def test_a_professional_who_speaks_for_a_barred_parent_is_told_nothing(self, child, family, officer, exclude,
                                                                           relate, again):
        _, father = family(child, "dad@example.org")
        relate(child, "speaks_for_family", person=queries.person_of(officer), on_behalf_of=father, scope="all",
               ends_on=date(2027, 1, 1))
        exclude(child, "address", person=father)
        assert policies.unlocatable(again(officer), [child], on=AT) == {child.pk}
        Exclusion.objects.all().delete()
        assert policies.unlocatable(again(officer), [child], on=AT) == frozenset()


class TestSheet:
    """`is_location_hidden` answers from the rows of a child's page what `hides_location` asks the database."""

    @pytest.mark.parametrize("how", ["now", "lifted", "later", "nobody speaks any more"])
    def test_it_agrees_for_every_kind_of_exclusion(self, child, manager, family, relate, person_of, again, how):
        own = person_of("Manager", "Mo", manager, kind="professional")
        _, father = family(child, "dad@example.org")
        speaking = relate(child, "speaks_for_family", person=own, on_behalf_of=father, scope="all", ends_on=date(2027, 1, 1))
        if how == "nobody speaks any more":
            type(speaking).objects.filter(pk=speaking.pk).update(ends_on=ON)
        when = {"starts_on": ON + timedelta(days=3) if how == "later" else date(2026, 1, 1), "made_at": AT,
                "lifted_at": AT if how == "lifted" else None}
        found = set()
        for whose in ({"user": manager}, {"person": own}, {"person": person_of("Other", "Pat")}, {"person": father}):
            for acts in (*((act,) for act in Act), tuple(Act)):
                Exclusion.objects.all().delete()
                bars = {f"bars_{act.value}": True for act in acts}
                Exclusion.objects.create(child=child, basis="court_order", source="Order", evidence="seen", **whose, **when,
                                         **bars)
                user = again(manager)
                rows, out = queries.around(child, ON)
                hidden = not policies.can_see_child(user, child, on=ON)
                hidden = hidden or policies.is_location_hidden(user, rows, out, on=ON)
                assert hidden == policies.hides_location(user, child, on=ON), (whose, acts)
                found.add(hidden)
        assert found == ({True, False} if how in ("now", "nobody speaks any more") else {False})

    def test_what_keeps_nobody_out_of_the_address_hides_nothing(self, protected, manager):
        rows, out = queries.around(protected, ON)
        assert not policies.is_location_hidden(manager, rows, out, on=ON)
        assert not policies.hides_location(manager, protected, on=ON)


def test_a_grant_gives_sight_and_the_address_that_goes_with_it(child, home, make):
    home(child)
    child.refresh_from_db()
    user = make("adviser@example.org", "adviser")
    Grant.objects.create(child=child, user=user, kind="named", reason="r", since=AT, until=AT + timedelta(days=2))
    assert queries.address_of(user, child, AT) is not None
    assert queries.address_of(user, child, AT + timedelta(days=2)) is None
