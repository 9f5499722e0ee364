"""Bodies, posts and holders; who's who; a post changes hands."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from alongside.ground.access import queries as access
from alongside.ground.access import services as access_services
from alongside.ground.access.models import User
from alongside.ground.core.errors import InvalidError, RefusedError, StaleError
from alongside.ground.core.refs import Ref
from alongside.ground.people import queries, services
from alongside.ground.people.models import Body, District, HandoverLine, PostHolding, Setting, Team
from tests.unit.people.conftest import AT, ON


def badges(user, on=ON):
    return access.badges(User.objects.get(pk=user.pk), on=on)


class TestHold:
    def test_a_holder_bears_the_badges_of_post_team_and_body(self, officer, post, team, body):
        assert badges(officer) >= {f"post:{post.uuid}", f"team:{team.uuid}", f"body:{body.uuid}"}
        assert queries.posts_of(officer, ON) == [post]
        assert queries.posts_of(AnonymousUser(), ON) == []
        assert queries.holder_words(post, on=ON) == "Olu Officer, EHC case officer, Preston"
        assert queries.holder_words(post) == "Olu Officer, EHC case officer, Preston"
        assert queries.holder_words(team) == "EHC team, Preston"

    @pytest.mark.abuse("AC-08")
    def test_a_leaver_keeps_no_badge_but_those_of_another_post(self, officer, post, team, body):
        second = services.save_post(post=None, code="second", title="Second", team=team, by=None, at=AT)
        person = queries.person_of(officer)
        services.hold_post(post=second, person=person, from_on=date(2026, 2, 1), by=None, at=AT)
        services.leave_post(holding=PostHolding.objects.get(post=post), on=ON, by=None, at=AT)
        held = badges(officer)
        assert f"post:{post.uuid}" not in held
        assert {f"post:{second.uuid}", f"team:{team.uuid}"} <= held
        services.leave_post(holding=PostHolding.objects.get(post=second), on=ON, by=None, at=AT)
        assert badges(officer) == {f"person:{person.uuid}"}
        assert queries.holder_words(post, on=ON) == "EHC case officer (nobody holds the post now), Preston"

    def test_holding_twice_is_one_row_and_an_end_follows_a_start(self, officer, post):
        person = queries.person_of(officer)
        first = services.hold_post(post=post, person=person, from_on=ON, by=None, at=AT)
        assert PostHolding.objects.get() == first
        with pytest.raises(InvalidError):
            services.hold_post(post=post, person=person, from_on=ON, until=ON, by=None, at=AT)

    def test_a_future_and_a_bounded_holding_count_on_their_days(self, make, person_of, post):
        user = make("new@example.org", "case_officer")
        services.hold_post(post=post, person=person_of(user=user, kind="professional"), from_on=date(2026, 12, 1),
                           until=date(2026, 12, 24), by=None, at=AT)
        days = (date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 23), date(2026, 12, 24))
        assert [f"post:{post.uuid}" in badges(user, day) for day in days] == [False, True, True, False]

    def test_a_gap_between_two_holdings_is_a_gap(self, officer, post):
        person = queries.person_of(officer)
        services.leave_post(holding=PostHolding.objects.get(), on=date(2026, 11, 10), by=None, at=AT)
        services.hold_post(post=post, person=person, from_on=date(2026, 11, 20), by=None, at=AT)
        days = (date(2026, 11, 9), date(2026, 11, 15), date(2026, 11, 20))
        assert [f"post:{post.uuid}" in badges(officer, day) for day in days] == [True, False, True]

    def test_an_account_that_comes_later_gets_the_badges_of_posts_already_held(self, make, person_of, post):
        person = person_of(kind="professional")
        services.hold_post(post=post, person=person, from_on=date(2026, 1, 1), by=None, at=AT)
        user = make("late@example.org", "case_officer")
        services.link_account(person=person, user=user, by=None, at=AT)
        assert f"post:{post.uuid}" in badges(user)
        with pytest.raises(InvalidError):
            services.link_account(person=person, user=make("other@example.org"), by=None, at=AT)
        with pytest.raises(InvalidError):
            services.link_account(person=person_of(), user=user, by=None, at=AT)

    def test_an_account_from_an_invitation_counts_without_being_linked(self, make, person_of, post):
        user, person = make("invited@example.org", "case_officer"), person_of(kind="professional")
        access_services.pin_badge(user=user, badge=f"person:{person.uuid}", since=ON, at=AT)
        services.hold_post(post=post, person=person, from_on=ON, by=None, at=AT)
        assert f"post:{post.uuid}" in badges(user)
        assert queries.person_of(User.objects.get(pk=user.pk)) == person
        assert queries.person_of(User.objects.get(pk=user.pk), ON) == person
        assert queries.person_of(User.objects.get(pk=user.pk), date(2020, 1, 1)) is None
        assert queries.person_of(AnonymousUser()) is None

    def test_a_post_that_moves_to_another_team_or_body_takes_its_holders_along(self, officer, post, body, team, area):
        other = Team.objects.create(code="other", title="Other", body=body)
        services.save_post(post=post, version=1, team=other, by=None, at=AT)
        assert f"team:{other.uuid}" in badges(officer)
        assert f"team:{team.uuid}" not in badges(officer)
        health = Body.objects.create(code="health", name="Health")
        services.save_team(team=other, version=1, body=health, by=None, at=AT)
        assert f"body:{health.uuid}" in badges(officer)

    def test_a_post_in_a_body_and_one_in_a_setting(self, make, person_of, body, setting):
        for number, more in enumerate(({"body": body}, {"setting": setting})):
            post = services.save_post(post=None, code=f"p{number}", title="P", by=None, at=AT, **more)
            user = make(f"u{number}@example.org")
            services.hold_post(post=post, person=person_of(user=user), from_on=ON, by=None, at=AT)
            kind, row = next(iter(more.items()))
            assert f"{kind}:{row.uuid}" in badges(user)


class TestAbsence:
    def test_cover_lasts_from_the_first_day_to_the_day_of_return(self, officer, post, team, make, person_of):
        cover = services.save_post(post=None, code="cover", title="Cover", team=team, by=None, at=AT)
        user = make("cover@example.org")
        services.set_absence(post=post, cover_post=cover, starts_on=ON, ends_on=date(2026, 11, 9), by=None, at=AT)
        services.hold_post(post=cover, person=person_of(user=user), from_on=date(2026, 11, 4), by=None, at=AT)
        days = (ON, date(2026, 11, 4), date(2026, 11, 8), date(2026, 11, 9))
        assert [f"post:{post.uuid}" in badges(user, day) for day in days] == [False, True, True, False]
        assert [row.post for row in queries.covers_of([cover], ON)] == [post]
        services.set_absence(post=post, cover_post=cover, starts_on=date(2027, 1, 4), ends_on=date(2027, 1, 9), by=None,
                             at=AT)
        assert f"post:{post.uuid}" in badges(user, date(2027, 1, 5))

    def test_a_post_covers_not_for_itself_nor_for_no_days(self, post):
        with pytest.raises(InvalidError) as caught:
            services.set_absence(post=post, cover_post=post, starts_on=ON, ends_on=ON, by=None, at=AT)
        assert set(caught.value.errors) == {"cover_post", "ends_on"}


class TestSave:
    @pytest.mark.fault("two people save the same record")
    def test_a_name_that_a_body_had_stays_and_the_second_to_save_is_told(self, body, manager):
        saved = services.save_body(body=body, version=1, name="Testshire Unitary", by=manager, at=AT)
        assert (saved.version, saved.aliases.get().name, saved.aliases.get().until) == (2, "Testshire Council", ON)
        with pytest.raises(StaleError) as caught:
            services.save_body(body=body, version=1, name="Other", by=manager, at=AT)
        assert caught.value.theirs == {"name": "Testshire Unitary"}
        assert services.save_body(body=body, version=2, name="Testshire Unitary", by=manager, at=AT).version == 2

    def test_what_cannot_be_taken_is_said(self, body, post, manager, setting):
        with pytest.raises(InvalidError):
            services.save_body(body=None, code="x", name=" ", by=manager, at=AT)
        with pytest.raises(InvalidError):
            services.save_body(body=body, version=1, starts_on=ON, ends_on=date(2020, 1, 1), by=manager, at=AT)
        with pytest.raises(InvalidError):
            services.save_post(post=post, version=1, deputy=post, by=manager, at=AT)
        with pytest.raises(TypeError):
            services.save_body(body=body, version=1, uuid="x", by=manager, at=AT)
        with pytest.raises(InvalidError):
            services.save_setting(setting=None, name="Twin", urn="100001", by=manager, at=AT)
        assert services.save_setting(setting=setting, version=1, urn="100001", ukprn=" ", by=manager, at=AT).ukprn is None

    def test_only_who_manages_posts_may(self, body, officer):
        with pytest.raises(RefusedError):
            services.save_body(body=body, version=1, name="Mine", by=officer, at=AT)
        with pytest.raises(RefusedError):
            services.save_team(team=None, code="t", title="T", body=body, by=officer, at=AT)


    def test_what_moves_nobody_pins_nothing(self, post, team, manager, setting, officer):
        held = badges(officer)
        assert services.save_post(post=post, version=1, hours="9 to 5", by=manager, at=AT).version == 2
        assert services.save_team(team=team, version=1, hours="9 to 5", by=manager, at=AT).version == 2
        assert services.save_setting(setting=setting, version=1, name="Hill", by=manager, at=AT).version == 2
        assert badges(officer) == held

    def test_cover_that_ended_before_a_holding_began_gives_nothing(self, post, team, make, person_of):
        cover = services.save_post(post=None, code="cover", title="Cover", team=team, by=None, at=AT)
        services.set_absence(post=post, cover_post=cover, starts_on=date(2026, 1, 1), ends_on=date(2026, 2, 1), by=None,
                             at=AT)
        user = make("cover@example.org")
        services.hold_post(post=cover, person=person_of(user=user), from_on=ON, by=None, at=AT)
        assert f"post:{post.uuid}" not in badges(user)


class TestHandover:
    def test_families_are_listed_before_the_day_and_told_once(self, child, child_of, officer, post, family, relate,
                                                              person_of, exclude):
        for row in (child, child_of("Bilal", "Shah", date(2018, 1, 1))):
            relate(row, "case_officer", post=post)
        (_, mother), (_, father) = family(child), family(child, "dad@example.org")
        exclude(child, "receive", person=father)
        new, day = person_of("New", "Nia", kind="professional"), date(2026, 11, 16)
        made = services.hand_over_post(post=post, to_person=new, on=day, words="Nia takes over.", by=None, at=AT)
        assert [(line.child, line.person) for line in made.lines.all()] == [(child, mother)]
        assert queries.holders_of(post, day - timedelta(days=1)) == [queries.person_of(officer)]
        assert queries.holders_of(post, day) == [new]
        line = queries.families_to_tell(ON)[0]
        services.mark_told(line=line, ref=Ref("messaging", "notice", child.uuid), at=AT)
        services.mark_told(line=line, ref=None, at=AT + timedelta(days=1))
        told = HandoverLine.objects.get()
        assert (told.told_at, told.told_ref) == (AT, f"messaging:notice:{child.uuid}")
        assert queries.families_to_tell(ON) == []

    def test_it_is_never_in_the_past_and_never_without_words(self, post, person_of):
        with pytest.raises(InvalidError) as caught:
            services.hand_over_post(post=post, to_person=person_of(), on=date(2026, 11, 1), words=" ", by=None, at=AT)
        assert set(caught.value.errors) == {"on", "words"}


class TestWho:
    def test_the_public_page_names_only_public_posts(self, officer, post, team, body):
        services.save_post(post=None, code="hidden", title="Hidden post", team=team, by=None, at=AT)
        who = queries.who_is_who("E07000901", ON)
        assert [line.title for line in who.teams] == ["EHC team, Preston"]
        assert [(line.title, line.holder, line.phone) for line in who.posts] == [
            ("EHC case officer", "Olu Officer", "01772 000000")]
        assert who.bodies == (body,)
        assert queries.who_is_who("E07000902", ON).teams == ()
        assert len(queries.who_is_who("", ON).teams) == 1

    def test_an_empty_post_says_so_and_ended_things_are_gone(self, post, team, body):
        assert queries.who_is_who("", ON).posts[0].holder == "Nobody at the moment"
        Body.objects.create(code="old", name="Old", ends_on=date(2026, 1, 1))
        Body.objects.create(code="to-come", name="To come", starts_on=date(2028, 4, 1))
        assert queries.bodies_now(ON) == [body]

    def test_a_district_has_its_team_and_an_unknown_one_the_areas(self, team, body):
        wyre = District.objects.get(name="Wyre")
        assert queries.team_for_district(team.district) == team
        assert queries.team_for_district(wyre) is None
        whole = Team.objects.create(code="ehc-all", title="EHC team", kind="ehc", body=body)
        assert queries.team_for_district(wyre) == queries.team_for_district(None) == whole
        assert set(queries.teams_now(ON, kind="ehc")) == {team, whole}
        assert queries.teams_now(ON, kind="other") == []
        assert len(queries.teams_now(ON)) == 2

    def test_a_post_is_found_by_its_kind(self, post, team):
        assert queries.post_by_kind("case_officer", on=ON) == queries.post_by_kind("case_officer", team=team, on=ON) == post
        assert queries.post_by_kind("virtual_head", on=ON) is None

    def test_a_setting_is_found_by_words_or_number(self, setting):
        Setting.objects.create(urn="100002", name="Hill Secondary", ends_on=date(2026, 1, 1))
        assert len(queries.setting_search("hill")) == 2
        assert queries.setting_search("primary HILL", on=ON) == [setting]
        assert queries.setting_search("100001") == [setting]
        assert queries.setting_search(" ") == []


