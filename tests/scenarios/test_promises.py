"""What was promised: a family told before she asked, an officer who takes over, a silence, and a ladder."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from alongside.commons.actions.models import Action, Promise
from alongside.commons.actions.tasks import night as left_too_long
from alongside.commons.messaging.models import Message
from alongside.ground.core.dates import in_words
from alongside.ground.people.models import Post
from alongside.work.ehc.tasks import night
from tests.cast import words_of

pytestmark = pytest.mark.django_db


def day_fields(name, day):
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}


def in_days(n):
    return timezone.localdate() + timedelta(days=n)


def test_in_week_21_a_mother_was_told_before_she_asked_and_the_telephone_says_the_same(with_places):
    """Moment 2: late, why, what next, what helps now, by a person; the call summary has the same words."""
    life = with_places.tell("yusuf")
    with time_machine.travel(with_places.now + timedelta(days=147 - 58), tick=True):
        night(timezone.now())
        tom = with_places.browser("tom")
        why = "The hospital's therapist has not written yet, and we asked her too late."
        tom.send(f"/ehc/case/{life.request.uuid}/late/", why=why, expected="Tom writes the draft when her advice is here.",
                 promise="Ring you with the day of the draft", **day_fields("promised_on", in_days(6)))
        family = with_places.browser("sadia").read("/family/")
        call = tom.read(f"/child/{life.child.uuid}/call/")
        for page in (family, call):
            assert "We are breaking the law for your child's case" in page
            assert "Day 147" in page
            assert why in page
            assert "Tom writes the draft when her advice is here." in page
            assert "Ring you with the day of the draft" in page
            assert "The school must help now." in page
        page = with_places.browser("sadia").get("/family/").content.decode()
        letters = [with_places.browser("sadia").read(found)
                   for found in re.findall(r'href="(/documents/[^"]+/letter/)"', page)]
        late = next(words for words in letters if "The plan for" in words)
        for words in (why, "What we promise you: Ring you with the day of the draft", "You can complain"):
            assert words in late


def test_an_officer_who_takes_over_knows_in_five_minutes_what_was_promised_and_by_whom(with_places):
    """Moment 9: one page says what was promised, by whom, to whom and what must not be said; it is hers to keep now."""
    life = with_places.tell("mason")
    amina, ruth = with_places.browser("amina"), with_places.browser("ruth")
    joanne = life.people["joanne"]
    amina.send(f"/actions/call/{life.child.uuid}/", who=str(joanne.uuid), words="She is safe where she is.",
               promise="Tell you which school is asked", **day_fields("promised_on", in_days(5)))
    post = Post.objects.get(code="demo-tom")
    ruth.send(f"/ehc/case/{life.request.uuid}/allocate/", post=str(post.uuid), note="Ring only the number that she gave.")
    tom = with_places.browser("tom")
    page = tom.read(f"/child/{life.child.uuid}/")
    assert "The address is protected. Say nothing about where the child lives or learns." in page
    assert "Craig Ashworth is barred" in page
    assert "What was promised to the family" in page
    assert "Tell you which school is asked" in page
    assert "Amina Shah, EHC case officer promised it on the telephone, to Joanne Ashworth" in page
    assert "To keep: Tom Riley, EHC case officer, Pendle" in page
    assert "Tell you which school is asked" in tom.read("/actions/promises/")
    assert "Tell you which school is asked" not in amina.read("/actions/promises/")
    assert "Tell you which school is asked" in with_places.browser("joanne").read("/family/")
    assert "Tell you which school is asked" not in with_places.browser("craig").read("/family/")


def test_a_broken_promise_is_said_by_a_person_with_a_new_day_and_climbs_when_nobody_says_it(with_places):
    life = with_places.tell("amelia")
    with time_machine.travel(with_places.now + timedelta(days=12), tick=True):
        left_too_long(timezone.now())
        dawn, amina, ruth = (with_places.browser(key) for key in ("dawn", "amina", "ruth"))
        assert "we have not kept it" in dawn.read("/family/")
        assert "A promise was broken and the family not told" in ruth.read("/left-too-long/")
        row = Promise.objects.get(child=life.child, state="broken")
        assert "in your own words" in words_of(amina.send(f"/actions/promises/{row.uuid}/change/", words="",
                                                          reason="x", **day_fields("due_on", in_days(3)))).lower()
        amina.send(f"/actions/promises/{row.uuid}/change/", reason="The psychologist was ill.",
                   words="Dawn, I gave you a day and let it pass. That was my mistake.", **day_fields("due_on", in_days(3)))
        page = dawn.read("/family/")
        assert "We changed this date" in page
        assert "The psychologist was ill." in page
        left_too_long(timezone.now())
        assert "A promise was broken and the family not told" not in ruth.read("/left-too-long/")


def test_a_family_that_heard_nothing_gets_an_answer_and_not_a_draft(with_places):
    life = with_places.tell("jakub")
    night(timezone.now())
    task = Action.objects.get(child=life.child, kind="silence")
    ruth = with_places.browser("ruth")
    page = ruth.read(f"/actions/{task.uuid}/write/")
    assert "Where is my son's case?" in page
    assert "we are breaking the law" in page
    refused = words_of(ruth.send(f"/actions/{task.uuid}/write/", own="Where the case is: Being considered."))
    assert "own text" in refused
    ruth.send(f"/actions/{task.uuid}/write/", own="Jakub's case is on my desk now, and I will read it with Lena today.")
    said = Message.objects.filter(conversation__child=life.child).latest("pk")
    assert said.words.startswith("Jakub's case is on my desk now")
    assert "on my desk now" in ruth.read(f"/messages/{said.conversation.uuid}/")
    assert "Jakub's case is on my desk now" in ruth.read(f"/actions/{task.uuid}/")
    assert not Action.objects.filter(child=life.child, kind="silence", state="open").exists()


@pytest.mark.proves("EHC-08")
def test_a_manager_opens_the_longest_waits_each_with_reason_next_step_and_last_word(with_places):
    lives = {key: with_places.tell(key) for key in ("jakub", "zainab")}
    with time_machine.travel(with_places.now + timedelta(days=7 * 52 - 60), tick=True):
        night(timezone.now())
        with_places.browser("ruth").send(
            f"/ehc/case/{lives['jakub'].request.uuid}/late/", why="Nobody read what his mother wrote.",
            expected="Ruth Caldwell reads it today.")
        page = with_places.browser("ruth").read("/left-too-long/")
        over_52 = page.partition("Open for more than 52 weeks: 1")[2].partition("Open for 36 to 52 weeks: 1")[0]
        over_36 = page.partition("Open for 36 to 52 weeks: 1")[2].partition("Promises kept in time")[0]
        today = in_words(timezone.localdate())
        assert "Jakub Nowak" in over_52
        assert "Nobody read what his mother wrote." in over_52
        assert "Write to the family: they have heard nothing since" in over_52
        assert today in over_52
        assert "Zainab Hussain" in over_36
        assert "waits for" in over_36
        assert "Write to the family: they have heard nothing since" in over_36
        for key in lives:
            assert lives[key].request.reference in page
        assert "Jakub Nowak" not in over_36
