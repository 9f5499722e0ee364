"""Every page that an account can open, tried on the twelve lives: no error, and nobody else's child."""

import pytest

from alongside.front.demo.services.cast import read
from alongside.ground.people.models import Child
from tests.cast import words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def lives(with_places):
    return {story["key"]: with_places.tell(story["key"]) for story in read("lives")}


def test_a_letter_in_the_wrong_mailbox_starts_the_clock_that_the_mother_sees(with_places):
    with_places.tell("amelia")
    page = with_places.browser("dawn").read("/family/")
    assert "The council must answer by" in page
    assert "Day 12 of 42" in page
    assert "Amina Shah, EHC case officer, Preston" in page
    assert "the view of Moss Lane Primary School" in page


def test_a_refused_mother_finds_her_rights_on_one_page_and_the_letter_beside_them(with_places):
    with_places.tell("ruby")
    karen = with_places.browser("karen")
    page = karen.read("/family/")
    assert "Assessment refused" in page
    assert "you can appeal. You have at least until" in page
    assert "With a mediation certificate you may have longer" in page
    assert "read it here" in page
    assert "too late" not in page.lower()


@pytest.mark.abuse("AC-03", "AC-04", "AC-06")
def test_a_barred_father_finds_nothing_anywhere(with_places):
    life = with_places.tell("mason")
    craig, joanne = with_places.browser("craig"), with_places.browser("joanne")
    assert "Day" in joanne.read("/family/")
    assert "There is nothing here yet" in craig.read("/family/")
    for address in (f"/child/{life.child.uuid}/", f"/family/{life.child.uuid}/who-looked/",
                    f"/messages/new/{life.child.uuid}/", f"/ehc/case/{life.request.uuid}/"):
        response = craig.get(address)
        assert response.status_code == 404, address
        assert "Mason" not in words_of(response)
        assert "MARKER-REFUGE-HOUSE" not in response.content.decode()


@pytest.mark.abuse("AC-06")
def test_a_protected_address_stands_on_no_page_of_those_who_need_it_not(with_places):
    life = with_places.tell("mason")
    for key in ("joanne", "craig", "amina", "priya", "helen", "farah", "sam", "grace"):
        browser = with_places.browser(key)
        for address in ("/family/", "/tray/", f"/child/{life.child.uuid}/", "/messages/", "/ehc/identity/",
                        f"/ehc/case/{life.request.uuid}/", "/account/audit/", "/outbox/post/", "/queue/"):
            text = browser.get(address, follow=True).content.decode()
            if key != "joanne":
                assert "MARKER-REFUGE-HOUSE" not in text, (key, address)


def test_an_officer_opens_every_life_and_the_family_can_read_that_she_did(lives, with_places):
    ruth = with_places.browser("ruth")
    for life in lives.values():
        page = ruth.read(f"/child/{life.child.uuid}/")
        assert life.told["child"]["given"] in page
        assert ruth.get(f"/ehc/case/{life.request.uuid}/").status_code == 200
    seen = with_places.browser("dawn").read(f"/family/{lives['amelia'].child.uuid}/who-looked/")
    assert "SEND manager" in seen
    assert "Ruth Caldwell" not in seen


@pytest.mark.abuse("AC-02", "AC-28")
def test_no_family_reaches_another_familys_child_by_any_address(lives, with_places):
    names = {life.told["child"]["given"] for life in lives.values()}
    dawn = with_places.browser("dawn")
    for key, life in lives.items():
        if key == "amelia":
            continue
        unknown = dawn.get("/child/00000000-0000-4000-8000-000000000000/")
        for address in (f"/child/{life.child.uuid}/", f"/ehc/case/{life.request.uuid}/",
                        f"/family/{life.child.uuid}/who-looked/", f"/messages/new/{life.child.uuid}/",
                        f"/people/children/{life.child.uuid}/edit/"):
            response = dawn.get(address)
            assert response.status_code == 404, address
            assert not any(name in words_of(response) for name in names - {"Amelia"})
            assert len(words_of(response)) == pytest.approx(len(words_of(unknown)), abs=20)
    assert names - {"Amelia"} == {name for name in names if name not in dawn.read("/family/")} - {"Amelia"}


def test_a_duplicate_request_gets_the_same_answer_and_one_clock(with_places):
    life = with_places.tell("thomas")
    assert Child.objects.filter(given_name="Thomas", merged_into__isnull=True).count() == 1
    page = with_places.browser("ruth").read(f"/child/{life.child.uuid}/")
    assert page.count("Request EHC-") >= 1


def test_a_withdrawn_request_bars_no_second_one(with_places):
    life = with_places.tell("callum")
    page = with_places.browser("ruth").read(f"/child/{life.child.uuid}/")
    assert "Withdrawn" in page
    assert "Day 14" not in page or "Being considered" in page


def test_a_child_who_lives_elsewhere_is_passed_on_and_the_family_told_where(with_places):
    life = with_places.tell("aisha")
    assert "Passed to another council" in with_places.browser("ruth").read(f"/child/{life.child.uuid}/")
