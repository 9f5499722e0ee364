"""The room's pages, asked for through the real door."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from alongside.ground.access import services as access
from alongside.ground.access.models import User
from alongside.ground.core.dates import day_of
from alongside.ground.people import policies, queries, services
from alongside.ground.people.models import (
    Body,
    CommunicationProfile,
    Consent,
    Exclusion,
    Grant,
    HandoverLine,
    Merge,
    PostAbsence,
    PostHolding,
    Setting,
    Team,
)
from tests.unit.people.conftest import AT, MARKER

REASON = "The grandmother is on the telephone now"


def boxes(name, day):
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


@pytest.fixture
def now(db):
    return timezone.now()


@pytest.fixture
def as_(client):
    """The client, signed in as somebody."""

    def signed_in(user):
        client.force_login(user)
        return client

    return signed_in


def text(response, status=200):
    assert response.status_code == status, response.content[:2000]
    return response.content.decode()


class TestWho:
    def test_anybody_reads_who_does_what_in_a_district(self, client, officer, team, body):
        page = text(client.get(reverse("people_who"), {"district": "E07000901"}))
        assert "Who is who in Preston" in page
        assert "EHC team, Preston" in page
        assert "Olu Officer" in page
        assert "Testshire Council" in page
        assert "Open Government Licence" in page

    def test_a_postcode_finds_the_district_or_says_that_it_cannot(self, client, team):
        assert "Who is who in Wyre" in text(client.get(reverse("people_who"), {"postcode": "pr1 1ab"}))
        assert "can’t tell which district" in text(client.get(reverse("people_who"), {"postcode": "SW1A 1AA"}))
        assert "<h1" in text(client.get(reverse("people_who"), {"district": "nonsense"}))

    def test_an_empty_area_still_gives_a_number_to_ring(self, client, db):
        assert "No teams are entered yet" in text(client.get(reverse("people_who")))


class TestChild:
    @pytest.fixture
    def mine(self, officer, team, relate, child_of, again):
        child = child_of(postcode="PR1 1AA")
        relate(child, "case_team", team=team)
        return again(officer), child

    def form(self, child, **changes):
        return {"given_name": child.given_name, "family_name": child.family_name, **boxes("born_on", child.born_on),
                "postcode": child.postcode, "version": child.version, **changes}

    def test_an_officer_changes_a_record(self, mine, as_):
        user, child = mine
        address = reverse("people_child_edit", args=[child.uuid])
        assert "Amina" in text(as_(user).get(address))
        assert as_(user).post(address, self.form(child, family_name="Khan")).status_code == 302
        child.refresh_from_db()
        assert (child.family_name, child.version) == ("Khan", 2)

    @pytest.mark.fault("two people save the same record")
    def test_who_saves_second_keeps_their_text_and_can_save_again(self, mine, as_):
        user, child = mine
        address = reverse("people_child_edit", args=[child.uuid])
        services.update_child(child=child, version=1, family_name="Theirs", by=None, at=AT)
        page = text(as_(user).post(address, self.form(child, family_name="Ours")), 409)
        assert "Theirs" in page
        assert "Ours" in page
        assert 'name="version" value="2"' in page
        assert as_(user).post(address, self.form(child, family_name="Ours", version=2)).status_code == 302

    def test_what_is_wrong_stands_beside_the_field(self, mine, as_):
        user, child = mine
        address = reverse("people_child_edit", args=[child.uuid])
        assert "one letter, eleven digits" in text(as_(user).post(address, self.form(child, upn="nonsense")), 422)
        assert "first name" in text(as_(user).post(address, self.form(child, given_name="")), 422).lower()

    @pytest.mark.abuse("AC-06")
    def test_a_protected_postcode_is_neither_shown_nor_taken(self, mine, as_, manager):
        user, child = mine
        services.update_child(child=child, version=1, is_address_protected=True, by=manager, at=AT)
        address = reverse("people_child_edit", args=[child.uuid])
        assert "PR1 1AA" not in text(as_(user).get(address))
        as_(user).post(address, self.form(child, postcode="FY5 1AA", version=2))
        child.refresh_from_db()
        assert child.postcode == "PR1 1AA"

    @pytest.mark.abuse("AC-12")
    def test_look_alikes_are_named(self, mine, as_, child_of, relate, team):
        user, child = mine
        relate(child_of("Amira", "Shah"), "case_team", team=team)
        assert "Amira" in text(as_(user).get(reverse("people_child_edit", args=[child.uuid])))

    @pytest.mark.abuse("AC-02")
    def test_what_is_somebody_elses_is_like_what_is_not_there(self, as_, officer, child, family):
        hidden = as_(officer).get(reverse("people_child_edit", args=[child.uuid]))
        missing = as_(officer).get(reverse("people_child_edit", args=[uuid4()]))
        assert hidden.status_code == missing.status_code == 404
        mum, _ = family(child)
        assert as_(mum).get(reverse("people_child_edit", args=[child.uuid])).status_code == 404

    def test_two_records_are_looked_at_put_together_and_taken_apart(self, as_, manager, child, child_of):
        other = child_of("Aminah", "Shah")
        address = reverse("people_child_merge", args=[child.uuid])
        assert "Look at both" in text(as_(manager).get(address))
        given = {"reference": other.reference, "reason": "one child"}
        page = text(as_(manager).post(address, given))
        assert "Aminah" in page
        assert not Merge.objects.exists()
        assert as_(manager).post(address, {**given, "sure": "1"}).status_code == 302
        assert "one child" in text(as_(manager).get(address))
        undo = reverse("people_unmerge", args=[Merge.objects.get().uuid])
        assert as_(manager).post(undo, {"reason": ""}).status_code == 400
        assert as_(manager).post(undo, {"reason": "two after all"}).status_code == 302
        assert "two after all" in text(as_(manager).get(address))

    def test_a_record_is_not_merged_with_itself_and_a_reason_is_asked(self, as_, manager, child):
        address = reverse("people_child_merge", args=[child.uuid])
        text(as_(manager).post(address, {"reference": child.reference, "reason": "r", "sure": "1"}), 422)
        text(as_(manager).post(address, {"reference": child.reference, "reason": ""}), 422)


class TestChallenge:
    def given(self, child, **more):
        return {"number": child.reference, **boxes("born_on", child.born_on), "reason_code": "duty_call",
                "reason": REASON, **more}

    @pytest.mark.abuse("AC-10")
    def test_a_record_opens_with_a_reason_and_a_manager_reviews_it(self, as_, officer, child, manager):
        address = reverse("people_challenge")
        assert "15 minutes" in text(as_(officer).get(address))
        assert as_(officer).post(address, self.given(child)).status_code == 302
        grant = Grant.objects.get()
        assert policies.can_see_child(officer, child, on=timezone.now())
        assert REASON in text(as_(manager).get(reverse("people_challenged")))
        review = reverse("people_review", args=[grant.uuid])
        assert REASON in text(as_(manager).get(review))
        text(as_(manager).post(review, {"is_justified": "yes", "note": ""}), 422)
        assert as_(manager).post(review, {"is_justified": "yes", "note": "Rightly done"}).status_code == 302
        assert "Rightly done" in text(as_(manager).get(reverse("people_challenged")))
        assert "already" in text(as_(manager).post(review, {"is_justified": "no", "note": "x"}), 422)

    @pytest.mark.abuse("AC-10")
    def test_a_wrong_birth_date_nobody_and_somebody_kept_out_get_one_answer(self, as_, officer, child_of, exclude):
        child, barred = child_of(upn="B801200005001"), child_of("Ben", "Kept")
        exclude(barred, user=officer)
        wrong = self.given(child, **boxes("born_on", child.born_on + timedelta(days=1)))
        answers = [text(as_(officer).post(reverse("people_challenge"), given), 422)
                   for given in (wrong, self.given(barred), self.given(child, number="P207000016049"))]
        assert all("no such record" in answer for answer in answers)
        assert not Grant.objects.exists()
        by_number = self.given(child, number="B801200005001")
        assert as_(officer).post(reverse("people_challenge"), by_number).status_code == 302

    def test_a_short_reason_is_sent_back(self, as_, officer, child):
        assert "sentence" in text(as_(officer).post(reverse("people_challenge"), self.given(child, reason="x")), 422)

    def test_ones_own_opening_waits_for_somebody_else_and_a_barred_manager_sees_none(self, as_, manager, child, exclude):
        grant = services.break_glass(child=child, user=manager, reason=REASON, at=timezone.now())
        assert "somebody else reviews it" in text(as_(manager).get(reverse("people_challenged")))
        exclude(child, user=manager)
        assert REASON not in text(as_(manager).get(reverse("people_challenged")))
        assert as_(manager).get(reverse("people_review", args=[grant.uuid])).status_code == 404


class TestLimits:
    def given(self, **more):
        return {"acts": ["see", "address"], "basis": "court_order", "source": "PR26", "evidence": "seen",
                **boxes("starts_on", day_of(AT)), **more}

    def test_one_of_the_childs_people_is_kept_out_and_let_back_by_two(self, as_, manager, make, child, family):
        _dad, person = family(child, "dad@example.org")
        address = reverse("people_exclusions", args=[child.uuid])
        assert "Nobody is kept out" in text(as_(manager).get(address))
        assert as_(manager).post(address, self.given(person=str(person.uuid))).status_code == 302
        row = Exclusion.objects.get()
        assert "In force" in text(as_(manager).get(address))
        lift = reverse("people_exclusion_lift", args=[row.uuid])
        assert as_(manager).post(lift, {"reason": "order ended"}).status_code == 302
        assert "A second person has to agree" in text(as_(manager).get(address))
        second = make("second@example.org", "send_manager")
        assert "order ended" in text(as_(second).get(address))
        assert as_(second).post(lift).status_code == 302
        assert "Lifted" in text(as_(manager).get(address))

    def test_a_colleague_is_kept_out_by_account(self, as_, manager, make, child):
        make("cousin@example.org", "case_officer")
        address = reverse("people_exclusions", args=[child.uuid])
        given = self.given(email="Cousin@example.org", basis="conflict")
        assert as_(manager).post(address, given).status_code == 302
        assert Exclusion.objects.get().user.email == "cousin@example.org"

    def test_nobody_twice_or_without_a_ground(self, as_, manager, child, family):
        _, person = family(child)
        address = reverse("people_exclusions", args=[child.uuid])
        assert "Choose one of" in text(as_(manager).post(address, self.given()), 422)
        assert "Choose one of" in text(as_(manager).post(address, self.given(
            person=str(person.uuid), email="manager@example.org")), 422)
        backwards = self.given(person=str(person.uuid), **boxes("ends_on", day_of(AT) - timedelta(days=1)))
        assert "after the start" in text(as_(manager).post(address, backwards), 422)

    def test_an_exclusion_of_a_child_that_is_not_theirs_is_not_there(self, as_, officer, child, exclude, person_of):
        row = exclude(child, person=person_of())
        assert as_(officer).post(reverse("people_exclusion_lift", args=[row.uuid]), {"reason": "r"}).status_code == 404

    def test_somebody_is_let_in_by_name_and_out_again(self, as_, manager, make, child, now):
        adviser = make("adviser@example.org", "adviser")
        address = reverse("people_grants", args=[child.uuid])
        until = boxes("until", day_of(now) + timedelta(days=5))
        assert as_(manager).post(address, {"email": adviser.email, "reason": "advice", **until}).status_code == 302
        assert "Open now" in text(as_(manager).get(address))
        end = reverse("people_grant_end", args=[Grant.objects.get().uuid])
        assert as_(manager).post(end).status_code == 302
        assert "Ended" in text(as_(manager).get(address))

    def test_a_grant_needs_an_account_and_an_end_to_come(self, as_, manager, make, child, exclude, now):
        adviser = make("adviser@example.org", "adviser")
        address = reverse("people_grants", args=[child.uuid])
        past = boxes("until", day_of(now) - timedelta(days=5))
        assert "Nobody has an account" in text(as_(manager).post(address, {
            "email": "x@example.org", "reason": "r", **past}), 422)
        assert "future" in text(as_(manager).post(address, {"email": adviser.email, "reason": "r", **past}), 422)
        grant = services.grant_access(child=child, user=adviser, reason="r", since=now, until=now + timedelta(days=1),
                                      by=manager, at=now)
        exclude(child, user=manager)
        assert as_(manager).post(reverse("people_grant_end", args=[grant.uuid])).status_code == 404


class TestMine:
    GIVEN = {"channel": "email", "is_electronic": "on", "email": "mum@example.org", "notification_detail": "least",
             "language": "Urdu", "reading_format": "easy_read", "version": "0", "person_version": "1"}

    def test_a_family_says_how_to_be_reached(self, as_, child, family, now):
        mum, mother = family(child)
        assert "How should we reach you?" in text(as_(mum).get(reverse("people_profile")))
        assert as_(mum).post(reverse("people_profile"), self.GIVEN).status_code == 302
        saved = queries.profile_of(mother)
        assert (saved.channel, saved.language, saved.electronic_notice_agreed_on) == ("email", "Urdu", day_of(now))
        given = {**self.GIVEN, "is_electronic": "", "version": "1"}
        assert as_(mum).post(reverse("people_profile"), given).status_code == 302
        assert queries.profile_of(mother).electronic_notice_agreed_on is None

    @pytest.mark.fault("two people save the same record")
    def test_what_staff_saved_meanwhile_stands_beside_it(self, as_, child, family):
        mum, mother = family(child)
        services.set_profile(person=mother, version=0, language="Polish", by=None, at=AT)
        page = text(as_(mum).post(reverse("people_profile"), self.GIVEN), 409)
        assert "Polish" in page
        assert CommunicationProfile.objects.get().version == 1
        assert "Choose" in text(as_(mum).post(reverse("people_profile"), {**self.GIVEN, "channel": "owl"}), 422)

    def test_staff_enter_it_for_the_people_of_children_whom_they_see(self, as_, child, family, manager, officer):
        _, mother = family(child)
        address = reverse("people_person_profile", args=[mother.uuid])
        assert mother.full_name in text(as_(manager).get(address))
        assert as_(manager).post(address, self.GIVEN).status_code == 302
        assert as_(officer).get(address).status_code == 404

    def test_an_account_without_a_person_has_no_profile(self, as_, make):
        assert as_(make("x@example.org", kind="family")).get(reverse("people_profile")).status_code == 404

    def test_agreeing_and_withdrawing_are_one_press_each(self, as_, child, family):
        mum, _mother = family(child)
        assert "asked you nothing" in text(as_(mum).get(reverse("people_consents")))
        wording = services.publish_wording(purpose="forum", words="May the forum write?", withdrawal="Press here.",
                                           starts_on=day_of(AT), by=None, at=AT)
        address = reverse("people_consent_answer", args=[wording.uuid])
        assert as_(mum).get(address).status_code == 405
        assert as_(mum).post(address, {"answer": "yes"}).status_code == 302
        page = text(as_(mum).get(reverse("people_consents")))
        assert "You agreed" in page
        assert "not yet agreed with families" in page
        assert as_(mum).post(address, {"answer": "no"}).status_code == 302
        assert Consent.objects.get().withdrawn_on is not None
        assert "Before" in text(as_(mum).get(reverse("people_consents")))


class TestDirectory:
    @pytest.mark.parametrize("kind", ["bodies", "teams", "posts", "settings"])
    def test_each_kind_is_listed_searched_and_opened(self, as_, manager, kind, officer, setting, post, team, body):
        row = {"bodies": body, "teams": team, "posts": post, "settings": setting}[kind]
        name = getattr(row, "name", "") or row.title
        assert name in text(as_(manager).get(reverse("people_directory", args=[kind])))
        assert name in text(as_(manager).get(reverse("people_directory", args=[kind]), {"find": name[:4]}))
        assert "Nothing found" in text(as_(manager).get(reverse("people_directory", args=[kind]), {"find": "zzz"}))
        assert name in text(as_(manager).get(reverse("people_directory_edit", args=[kind, row.uuid])))
        assert "Add a" in text(as_(manager).get(reverse("people_directory_new", args=[kind])))

    def test_no_other_kind_and_nobody_else(self, as_, manager, officer):
        assert as_(manager).get(reverse("people_directory", args=["cats"])).status_code == 404
        assert as_(officer).get(reverse("people_directory", args=["posts"])).status_code == 404

    def test_rows_are_made_and_changed(self, as_, manager, body):
        new = {"code": "forum", "name": "Parent Carer Forum", "kind": "forum", "functions": "Speaks", "is_public": "on",
               "predecessor": str(body.uuid)}
        assert as_(manager).post(reverse("people_directory_new", args=["bodies"]), new).status_code == 302
        made = Body.objects.get(code="forum")
        assert (made.predecessor, made.is_public) == (body, True)
        address = reverse("people_directory_edit", args=["bodies", made.uuid])
        changed = {**new, "name": "Forum of Parents", "version": "1"}
        assert as_(manager).post(address, changed).status_code == 302
        assert "Called Parent Carer Forum until" in text(as_(manager).get(address))
        page = text(as_(manager).post(address, {**changed, "functions": "Ours"}), 409)
        assert "Somebody saved this" in page
        assert "Enter" in text(as_(manager).post(address, {**changed, "name": ""}), 422)
        assert "Followed by" in text(as_(manager).get(reverse("people_directory_edit", args=["bodies", body.uuid])))

    def test_a_team_and_a_setting_choose_their_district(self, as_, manager, body):
        team = {"code": "t", "title": "Team", "kind": "ehc", "body": str(body.uuid), "district": "E07000902"}
        assert as_(manager).post(reverse("people_directory_new", args=["teams"]), team).status_code == 302
        assert Team.objects.get(code="t").district.name == "Wyre"
        setting = {"name": "New School", "urn": "100007", "district": ""}
        assert as_(manager).post(reverse("people_directory_new", args=["settings"]), setting).status_code == 302
        assert Setting.objects.get(urn="100007").district is None
        again = as_(manager).post(reverse("people_directory_new", args=["settings"]), setting)
        assert "Another setting has this number" in text(again, 422)

    def test_a_post_is_taken_left_and_covered(self, as_, manager, post, team, person_of, now):
        person = person_of("New", "Nia", kind="professional")
        hold = reverse("people_post_hold", args=[post.uuid])
        assert "Choose" in text(as_(manager).post(hold, {"person": ""}), 422)
        assert as_(manager).post(hold, {"person": str(person.uuid), **boxes("from_on", day_of(now))}).status_code == 302
        holding = PostHolding.objects.get()
        page = text(as_(manager).get(reverse("people_directory_edit", args=["posts", post.uuid])))
        assert "Nia New" in page
        services.save_post(post=None, code="cover", title="Cover", team=team, by=None, at=AT)
        absence = reverse("people_post_absence", args=[post.uuid])
        text(as_(manager).post(absence, {"cover": ""}), 422)
        cover = {"cover": str(team.posts.get(code="cover").uuid), **boxes("starts_on", day_of(now))}
        wrong = as_(manager).post(absence, {**cover, **boxes("ends_on", day_of(now))})
        assert "after the first day away" in text(wrong, 422)
        right = {**cover, **boxes("ends_on", day_of(now) + timedelta(days=7))}
        assert as_(manager).post(absence, right).status_code == 302
        assert PostAbsence.objects.count() == 1
        assert as_(manager).post(reverse("people_post_leave", args=[holding.uuid])).status_code == 302
        holding.refresh_from_db()
        assert holding.ends_on == day_of(now)

    def test_a_post_with_cases_is_handed_over_with_words(self, as_, manager, post, child, family, relate, person_of, now):
        relate(child, "case_officer", post=post)
        _, mother = family(child)
        person = person_of("New", "Nia", kind="professional")
        hold = reverse("people_post_hold", args=[post.uuid])
        given = {"person": str(person.uuid), **boxes("from_on", day_of(now) + timedelta(days=14))}
        assert "Say who takes over" in text(as_(manager).post(hold, given), 422)
        assert as_(manager).post(hold, {**given, "words": "Nia takes over."}).status_code == 302
        assert HandoverLine.objects.get().person == mother
        assert "cases of 1 children" in text(as_(manager).get(reverse("people_directory_edit", args=["posts", post.uuid])))


@pytest.mark.abuse("AC-06")
def test_no_page_of_the_room_shows_a_protected_address(as_, manager, officer, child, family, relate, team, again):
    """Every page that can be opened about a child, by somebody who sees the case but not the address."""
    mum, mother = family(child)
    relate(child, "case_team", team=team)
    for who in (child, mother):
        services.set_address(who=who, lines=f"1 {MARKER}", postcode="PR1 1AA", starts_on=day_of(AT), is_protected=True,
                             by=None, at=AT)
    for user, names in (
        (again(officer), ["people_child_edit", "people_exclusions"]),
        (manager, ["people_child_merge", "people_grants", "people_exclusions"]),
    ):
        for name in names:
            page = text(as_(user).get(reverse(name, args=[child.uuid])))
            assert MARKER not in page
            assert "PR1 1AA" not in page
    for name in ("people_profile", "people_consents"):
        assert MARKER not in text(as_(mum).get(reverse(name)))
    assert MARKER not in text(as_(again(officer)).get(reverse("people_person_profile", args=[mother.uuid])))


def test_an_account_that_nobody_signed_in_is_no_visitor(rf, db):
    from django.contrib.auth.models import AnonymousUser

    from alongside.ground.core.errors import NotThereError
    from alongside.ground.people.views.visit import visitor

    request = rf.get("/")
    request.user = AnonymousUser()
    with pytest.raises(NotThereError):
        visitor(request)
    request.user = User(email="x@example.org")
    assert visitor(request)[0] is request.user
    assert access is not None


def test_the_timeline_names_teams_and_hides_where_it_must(child, team, post, setting, relate, person_of):
    relate(child, "case_team", team=team)
    relate(child, "case_officer", post=post)
    relate(child, "social_worker", person=person_of(kind="professional"))
    row = relate(child, "on_roll", setting=setting)
    services.end_relationship(relationship=row, ends_on=day_of(AT), by=None, at=AT)
    relate(child, "parent", person=person_of())
    rows, _ = queries.around(child, day_of(AT))
    words = [line.words for line in queries.timeline_people(rows, day_of(AT), is_location_hidden=False)]
    assert "EHC team: EHC team, Preston" in words
    assert "EHC case officer: EHC case officer" in words
    assert "Social worker: a professional" in words
    assert "No longer school, college or early years setting: Hill Primary" in words
    assert not any("Parent" in line for line in words)
    hidden = [line.words for line in queries.timeline_people(rows, day_of(AT), is_location_hidden=True)]
    assert not any("Hill" in line for line in hidden)
    assert queries.timeline_people(rows, day_of(AT).replace(year=2019), is_location_hidden=False) == []
