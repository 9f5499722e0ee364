"""Duties sit with posts: who holds one changes, is away or leaves, and no case, promise or date loses its owner."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from alongside.front.demo.services.cast import post_of
from alongside.ground.people.models import Body, Person

pytestmark = pytest.mark.django_db
PROMISE = "Ring you when the school has answered"


def boxes(name, day):
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}


@pytest.fixture
def held(with_places):
    """Amelia's case and a promise to her mother, both with Amina's post."""
    life = with_places.tell("amelia")
    amina = with_places.browser("amina")
    amina.send(f"/actions/call/{life.child.uuid}/", who=str(life.people["dawn"].uuid), words="She asked about the school.",
               promise=PROMISE, **boxes("promised_on", timezone.localdate() + timedelta(days=5)))
    return life, post_of("amina"), with_places


@pytest.mark.proves("COR-02")
def test_a_post_says_what_it_does_where_it_belongs_who_answers_when_and_who_deputises(held):
    _, post, cast = held
    ruth, address = cast.browser("ruth"), f"/people/directory/posts/{post.uuid}/"
    council = Body.objects.get(name="Lancashire County Council")
    ruth.send(address, code=post.code, title=post.title, kind=post.kind, team=str(post.team.uuid),
              body=str(council.uuid), district=post.district.code, deputy=str(post_of("tom").uuid), is_public="on",
              does="Holds requests and plans of Preston.", cannot_do="Can't name a school alone.", hours="Weekdays, 9 to 5",
              phone=post.phone, email=post.email)
    page = ruth.get(address).content.decode()
    for chosen in (str(council.uuid), str(post.team.uuid), post.district.code, str(post_of("tom").uuid)):
        assert re.search(rf'value="{chosen}"\s+selected', page), chosen
    public = cast.browser("dawn").read("/people/who/?district=E07000123")
    for words in ("EHC case officer", "Holds requests and plans of Preston.", "Can't name a school alone.",
                  "Weekdays, 9 to 5"):
        assert words in public


@pytest.mark.proves("COR-02")
def test_while_the_holder_is_away_the_covering_post_has_the_case_in_its_tray(held):
    life, post, cast = held
    ruth, tom = cast.browser("ruth"), cast.browser("tom")
    assert life.request.reference not in tom.read("/tray/")
    today = timezone.localdate()
    ruth.post(f"/people/posts/{post.uuid}/absence/", {
        "cover": str(post_of("tom").uuid), **boxes("starts_on", today), **boxes("ends_on", today + timedelta(days=7)),
    }, follow=True)
    assert life.request.reference in tom.read("/tray/")


@pytest.mark.proves("COR-02")
def test_when_the_holder_leaves_case_date_and_promise_stay_with_the_post_and_the_next_holder_has_them(held):
    life, post, cast = held
    ruth, dawn = cast.browser("ruth"), cast.browser("dawn")
    ruth.post(f"/people/holdings/{post.holdings.get().uuid}/leave/", follow=True)
    page = dawn.read("/family/")
    assert "EHC case officer (nobody holds the post now), Preston" in page
    assert "EHC team, Preston looks after your case until somebody new has taken the post" in page
    assert "The council must answer by" in page
    assert PROMISE in page
    assert life.request.reference in ruth.read("/tray/?whose=all")
    assert "To keep: EHC case officer" in ruth.read(f"/child/{life.child.uuid}/")
    tom = Person.objects.get(family_name="Riley")
    ruth.post(f"/people/posts/{post.uuid}/hold/", {
        "person": str(tom.uuid), "words": "Tom Riley takes over today.", **boxes("from_on", timezone.localdate()),
    }, follow=True)
    browser = cast.browser("tom")
    assert life.request.reference in browser.read("/tray/")
    assert PROMISE in browser.read("/actions/promises/")
    assert "Tom Riley, EHC case officer, Preston" in dawn.read("/family/")
