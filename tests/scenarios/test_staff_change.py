"""A person who holds cases changes: the families read who comes, from when and how to reach them, before the day."""

from datetime import timedelta

import pytest
from django.utils import timezone

from alongside.commons.messaging import services as messaging
from alongside.commons.messaging.models import Notice
from alongside.front.demo.services.cast import post_of
from alongside.ground.core.dates import in_words
from alongside.ground.outbox.models import OutboxMessage
from alongside.ground.people import services as people
from alongside.ground.people.models import HandoverLine, Person
from alongside.ground.people.queries import profile_of

pytestmark = pytest.mark.django_db
WORDS = "Tom has worked with families in Preston for six years. Amina has told him what was promised to you."


def boxes(name, day):
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}


@pytest.fixture
def held(with_places):
    """Amelia's case, which Amina holds, and her mother's browser."""
    life = with_places.tell("amelia")
    post = post_of("amina")
    assert HandoverLine.objects.count() == 0
    return life, post, with_places.browser("dawn"), with_places.browser("ruth")


def hand_over(ruth, post, day):
    tom = Person.objects.get(family_name="Riley")
    return ruth.post(f"/people/posts/{post.uuid}/hold/", {"person": str(tom.uuid), "words": WORDS, **boxes("from_on", day)},
                     follow=True)


def test_a_family_reads_before_the_day_who_comes_and_how_to_reach_them(held):
    life, post, dawn, ruth = held
    day = timezone.localdate() + timedelta(days=14)
    assert "Tom Riley" not in dawn.read("/family/")
    hand_over(ruth, post, day)
    assert messaging.tell_of_handovers(at=timezone.now()) >= 1
    page = dawn.read("/family/")
    assert f"From {in_words(day)}, Tom Riley holds your case" in page
    assert "ring 01632 960100 or write to tom.riley@area.invalid" in page
    assert "amina.shah@" not in page
    assert WORDS in page
    assert "Amina Shah" in page
    line = HandoverLine.objects.filter(child=life.child).first()
    assert line.told_at is not None
    assert line.told_at.date() < day


def test_the_record_shows_who_was_told_and_nobody_is_told_twice(held):
    _, post, _, ruth = held
    page = hand_over(ruth, post, timezone.localdate() + timedelta(days=14)).content.decode()
    n = HandoverLine.objects.count()
    assert f"0 of {n} people" in page
    messaging.tell_of_handovers(at=timezone.now())
    assert f"{n} of {n} people" in ruth.read(f"/people/directory/posts/{post.uuid}/")
    n_notices = Notice.objects.filter(event="people.post.changed").count()
    assert n_notices == n
    assert messaging.tell_of_handovers(at=timezone.now() + timedelta(minutes=5)) == 0
    assert Notice.objects.filter(event="people.post.changed").count() == n_notices


def test_no_message_names_the_child_or_the_case(held):
    life, post, _, ruth = held
    before = set(OutboxMessage.objects.values_list("pk", flat=True))
    hand_over(ruth, post, timezone.localdate() + timedelta(days=3))
    messaging.tell_of_handovers(at=timezone.now())
    for message in OutboxMessage.objects.exclude(pk__in=before):
        assert life.child.given_name not in message.subject + message.body_text


def test_when_somebody_leaves_and_nobody_follows_the_team_is_named(held):
    _, post, dawn, ruth = held
    holding = post.holdings.get()
    ruth.post(f"/people/holdings/{holding.uuid}/leave/", follow=True)
    assert messaging.tell_of_handovers(at=timezone.now()) >= 1
    page = dawn.read("/family/")
    assert "EHC team, Preston looks after your case until somebody new has taken the post" in page
    assert "To reach them, ring" in page


def test_who_chose_the_telephone_counts_as_told_once_somebody_has_rung(held, with_places):
    life, post, _, ruth = held
    mother = life.people["dawn"]
    version = profile_of(mother).version
    people.set_profile(person=mother, version=version, by=None, at=timezone.now(), channel="phone")
    hand_over(ruth, post, timezone.localdate() + timedelta(days=3))
    messaging.tell_of_handovers(at=timezone.now())
    line = HandoverLine.objects.get(child=life.child, person=mother)
    assert line.told_at is None
    notice = Notice.objects.get(event="people.post.changed", person=mother)
    assert "Ring them" in notice.todo
    messaging.do_todo(notice=notice, how="Rang her at nine.", by=with_places.user("ruth"), at=timezone.now())
    assert messaging.tell_of_handovers(at=timezone.now()) == 1
