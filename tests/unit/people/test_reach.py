"""A job that sees all cases sees those of the area or district for which it is held, and no others."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from alongside.ground.access import policies as access_policies
from alongside.ground.access import services as access
from alongside.ground.access.engine import places
from alongside.ground.access.models import User
from alongside.ground.access.policies import Permission
from alongside.ground.core.errors import InvalidError
from alongside.ground.people import policies, queries, services
from alongside.ground.people.models import District, Post, Team
from tests.unit.people.conftest import AT, ON
from tests.unit.people.test_sight import sees

PRESTON, WYRE = "E07000901", "E07000902"
FIRST = date(2020, 1, 1)


@pytest.fixture
def manager_of(make, area):
    """A manager of some areas or districts only."""

    def made(*codes, email="manager@example.org"):
        user = make(email)
        for code in codes:
            access.give_role(user=user, role="send_manager", area=code, since=FIRST, by=None, at=AT)
        return User.objects.get(pk=user.pk)

    return made


@pytest.fixture
def two(area, child_of):
    """A child of each district."""
    return child_of("Pia", "Preston", postcode="PR1 1AA"), child_of("Will", "Wyre", postcode="PR1 1AB")


def test_a_manager_of_a_district_sees_its_children_only(manager_of, two):
    here, there = two
    user = manager_of(PRESTON)
    assert (sees(user, here), sees(user, there)) == (True, False)
    assert list(policies.visible_to(user, on=AT)) == [here]
    assert [ground.how for ground in policies.grounds(user, here, on=AT)] == ["job"]


def test_a_manager_of_an_area_sees_all_its_districts_and_one_of_both_districts_too(manager_of, two, child_of):
    nowhere = child_of("Nell", "Nowhere")
    of_area, of_both = manager_of("test"), manager_of(PRESTON, WYRE, email="both@example.org")
    for user in (of_area, of_both):
        assert set(policies.visible_to(user, on=AT)) == set(two)
        assert not sees(user, nowhere)
    whole = manager_of("", email="whole@example.org")
    assert sees(whole, nowhere)


def test_a_case_that_a_team_or_post_of_the_district_holds_is_reached_wherever_the_child_lives(
    manager_of, two, child_of, team, post, relate, body
):
    _, there = two
    of_post, of_no_post = child_of("Olu", "Held"), child_of("Ned", "Asked")
    relate(there, "case_team", team=team)
    relate(of_post, "case_officer", post=post)
    relate(of_no_post, "adviser", team=team)
    user = manager_of(PRESTON)
    assert sees(user, there)
    assert sees(user, of_post)
    assert not sees(user, of_no_post)


def test_reach_is_lost_with_the_role_and_follows_a_move(manager_of, two):
    here = two[0]
    user = manager_of(PRESTON)
    access.take_role(held=user.roles_held.get(), by=None, at=AT, until=ON + timedelta(days=1))
    user = User.objects.get(pk=user.pk)
    assert sees(user, here)
    assert not sees(user, here, AT + timedelta(days=1))
    mover = manager_of(WYRE, email="wyre@example.org")
    services.set_address(who=here, lines="1 New Road", postcode="PR1 1AB", starts_on=ON, by=None, at=AT)
    here.refresh_from_db()
    assert sees(mover, here)


@pytest.mark.abuse("AC-02", "AC-10")
def test_other_districts_show_in_no_search_no_count_and_no_page(manager_of, two, client):
    here, there = two
    user = manager_of(PRESTON)
    assert queries.find_children(user, name="wyre", born=there.born_on, at=AT) == []
    client.force_login(user)
    assert client.get(reverse("people_child_edit", args=[here.uuid])).status_code == 200
    assert client.get(reverse("people_child_edit", args=[there.uuid])).status_code == 404
    assert client.get(reverse("people_exclusions", args=[there.uuid])).status_code == 404


def test_what_a_role_says_of_its_reach(manager_of):
    user = manager_of(PRESTON)
    assert access_policies.areas(user, Permission.SEE_ALL_CASES, on=ON) == {PRESTON}
    assert access_policies.has_permission(user, Permission.SEE_ALL_CASES, on=ON)
    assert not access_policies.has_everywhere(user, Permission.SEE_ALL_CASES, on=ON)
    assert not access_policies.has_everywhere(None, Permission.SEE_ALL_CASES)
    assert policies.reach_of(user, ON) is policies.reach_of(user, ON)


def test_a_role_is_held_only_for_a_place_that_there_is_and_only_if_it_sees_all_cases(make, area):
    user = make("new@example.org")
    for role, code in (("send_manager", "E09999999"), ("case_officer", PRESTON)):
        with pytest.raises(InvalidError) as caught:
            access.give_role(user=user, role=role, area=code, since=FIRST, by=None, at=AT)
        assert set(caught.value.errors) == {"area"}


def test_places_have_names_and_one_that_went_keeps_its_code(area):
    assert places.choices() == [("test", "Testshire"), (PRESTON, "Testshire: Preston"), (WYRE, "Testshire: Wyre")]
    assert [places.words_of(code) for code in (WYRE, "gone", "")] == ["Testshire: Wyre", "gone", ""]


def test_a_district_without_teams_reaches_who_lives_there(manager_of, two):
    Post.objects.all().delete()
    Team.objects.all().delete()
    user = manager_of(WYRE)
    assert policies.reach_of(user, ON).badges == ()
    assert [sees(user, child) for child in two] == [False, True]
    District.objects.filter(code=WYRE).update(code="E07000999")
    assert policies.reach_of(User.objects.get(pk=user.pk), ON).districts == ()
    assert not sees(user, two[1])
