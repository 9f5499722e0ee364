"""Promises about people that part 1 keeps whole: who is who, and what somebody agreed to."""

import re

import pytest
from django.utils import timezone

from alongside.ground.people import services as people
from alongside.ground.people.models import District
from alongside.ground.people.queries import districts
from tests.cast import words_of

pytestmark = pytest.mark.django_db
ASKED = "May the parent carer forum write to you about its meetings?"


@pytest.mark.proves("COR-03")
def test_each_district_has_one_plain_page_of_who_does_what_cannot_do_and_how_to_reach_them(with_places, stranger):
    named = districts()
    assert len(named) >= 12
    for district in named:
        page = stranger.read(f"/people/who/?district={district.code}")
        assert f"Who is who in {district.name}" in page
        assert f"EHC team, {district.name}" in page
        for post in ("EHC case officer", "SEND link worker", "Designated Clinical Officer"):
            assert post in page, (district.name, post)
        assert "Can't promise what a panel or a tribunal will decide." in page
        assert "Doesn't decide about plans." in page
        others = [f"EHC team, {other.name}" for other in named if other.code != district.code]
        assert not [team for team in others if team in page]
        assert re.search(r"Telephone: [\d ]{10,}|Ring [\d ]{10,}", page)


@pytest.mark.proves("COR-03")
def test_a_postcode_leads_to_the_page_and_one_from_elsewhere_is_told_so(with_places, stranger):
    assert "Who is who in Preston" in stranger.read("/people/who/?postcode=PR1 8XJ")
    assert "your own council helps you" in stranger.read("/people/who/?postcode=FY1 1AA")
    assert District.objects.filter(name="Preston").exists()


@pytest.fixture
def asked(with_places):
    """The forum's question, as a draft wording."""
    people.publish_wording(purpose="forum", words=ASKED, withdrawal="Press the button, or ring us. Nothing else changes.",
                           starts_on=timezone.localdate(), by=None, at=timezone.now())
    return with_places


def answer(browser, yes_or_no):
    """Press the button under the forum's question."""
    html = browser.get("/people/consent/").content.decode()
    forms = re.findall(r'<form[^>]*action="(/people/consent/[^"]+)".*?</form>', html, re.S)
    assert forms, "nothing is asked"
    section = html[html.index(ASKED):]
    target = re.search(r'action="(/people/consent/[^"]+)"', section)[1]
    return words_of(browser.post(target, {"answer": yes_or_no}, follow=True))


@pytest.mark.proves("COR-06")
def test_a_parent_sees_what_they_agreed_to_in_which_words_when_and_how_and_takes_it_back(asked):
    asked.tell("amelia")
    dawn, today = asked.browser("dawn"), timezone.localdate()
    page = dawn.read("/people/consent/")
    assert ASKED in page
    assert "Not agreed" in page
    assert "Press the button, or ring us." in page
    page = answer(dawn, "yes")
    assert "You agreed" in page
    assert f"Agreed on {today.day} {today:%B %Y}, asked on: own page." in page
    page = answer(dawn, "no")
    assert "It changes nothing about your child’s case" in page
    assert f"from {today.day} {today:%B %Y} until {today.day} {today:%B %Y}" in page


@pytest.mark.proves("COR-06")
def test_a_later_wording_never_changes_what_was_agreed(asked):
    asked.tell("amelia")
    dawn = asked.browser("dawn")
    answer(dawn, "yes")
    people.publish_wording(purpose="forum", words="May the forum ring you at any time?", withdrawal="Ring us.",
                           starts_on=timezone.localdate(), by=None, at=timezone.now())
    page = dawn.read("/people/consent/")
    assert ASKED in page
    assert "ring you at any time" not in page


@pytest.mark.proves("COR-06")
def test_a_young_persons_yes_is_their_own_and_nobody_elses(asked):
    life = asked.tell("ellie")
    ellie = asked.browser("ellie")
    assert "You agreed" in answer(ellie, "yes")
    mother = next(person for person in life.people.values() if person.user is None or person.given_name != "Ellie")
    sue = asked.family_account(mother)
    page = sue.read("/people/consent/")
    assert "You agreed" not in page
    answer(sue, "yes")
    answer(sue, "no")
    assert "You agreed" in ellie.read("/people/consent/")
