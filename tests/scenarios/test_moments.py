"""Moments that decide whether it is better (1, 3, 4 and 8), each sentence as somebody sees it."""

import re
from datetime import datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from alongside.commons.messaging import services as messaging
from alongside.front.demo.services.present import arrange_cover
from alongside.ground.core.dates import LONDON, in_words
from alongside.ground.outbox.models import OutboxMessage
from alongside.ground.people import services as people
from alongside.ground.people.models import Person
from alongside.work.ehc.models import Request
from tests.cast import words_of
from tests.scenarios.test_story import NO, YES, ask_at_night, one_request, proceed
from tests.unit.messaging.test_mail import raw

pytestmark = pytest.mark.django_db
RIGHTS = ("SENDIAS advisers", "appeal", "mediation", "certificate", "disagreement resolution")


def london(day, hour, minute=0):
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=LONDON)


def coming(weekday, hour, minute=0):
    """The next such weekday, at least one day away."""
    day = timezone.localdate() + timedelta(days=1)
    while day.weekday() != weekday:
        day += timedelta(days=1)
    return london(day, hour, minute)


def test_moment_1_half_the_answers_by_telephone_at_night(with_places, stranger):
    night = coming(2, 23, 40)
    with time_machine.travel(night, tick=False):
        page = words_of(ask_at_night(stranger))
        row = one_request()
        assert row.received_on == night.date()
        assert row.reference in page
        for question, answer in (("Day 0, the day it reached the council", in_words(night.date(), weekday=True)),
                                 ("By law we must answer by", in_words(row.track.next_due, weekday=True)),
                                 ("Who holds it now", "EHC team, Preston"), ("Somebody rings by", "")):
            assert re.search(rf"{question} {re.escape(answer)}", page), question
        ring = re.search(r"Somebody rings by (\w+ \d+ \w+ 20\d\d)", page)
        assert ring, page
        acknowledgement = OutboxMessage.objects.get(key__startswith="ehc:ack")
        for told in (row.reference, in_words(row.track.next_due, weekday=True), "EHC team, Preston", ring[1]):
            assert told in acknowledgement.body_text
        assert row.answers.answers["hard"].startswith("Robin hides")


def test_moment_1_a_letter_in_the_general_mailbox_is_on_the_same_clock(with_places, stranger):
    ask_at_night(stranger)
    asked = one_request()
    on = timezone.localdate()
    with_places.browser("priya").send(
        "/ehc/enter/", door="email", received_on_day=str(on.day), received_on_month=str(on.month),
        received_on_year=str(on.year), asked_by_kind="parent", child_given_name="Maya", child_family_name="Other",
        child_postcode="PR1 8XJ", asker_given_name="Kim", asker_family_name="Other", asker_phone="01632 960444",
        words="Sent to the council's general mailbox: please assess Maya.")
    written = Request.objects.select_related("track").get(child__given_name="Maya")
    assert (written.received_on, written.track.next_due) == (asked.received_on, asked.track.next_due)
    for row in (asked, written):
        assert "Day 0 of 42" in words_of(stranger.send("/ehc/status/", reference=row.reference))


def test_moment_3_a_refusal(with_places, stranger):
    ask_at_night(stranger)
    row = one_request()
    proceed(with_places, decide=NO)
    send, friday = f"/ehc/case/{row.uuid}/send/", coming(4, 16)
    with time_machine.travel(friday, tick=False):
        late_on_friday = words_of(with_places.browser("ruth").send(send, call_words="Told Sam why."))
        assert "does not leave from Friday 3pm until Monday 8am" in late_on_friday
        assert "Assessment refused" not in with_places.browser("ruth").read(f"/ehc/case/{row.uuid}/")
    with time_machine.travel(friday + timedelta(days=4), tick=False):
        ruth = with_places.browser("ruth")
        assert "Ring the family first" in words_of(ruth.send(send))
        assert not OutboxMessage.objects.filter(subject__contains="decision").exists()
        ruth.send(send, call_words="Told Sam why, in plain words.")
        family = with_places.family_account(Person.objects.get(pk=row.requester_id))
        page = family.get("/family/")
        assert "You have at least until" in words_of(page)
        tapped = re.search(r'href="tel:(\d+)"', page.content.decode().partition("SENDIASS")[2])
        assert tapped, "SENDIASS is one tap away"
        letter = family.read(re.search(r'href="(/documents/[^"]+/letter/)"', page.content.decode())[1])
        assert "Robin has caught up" in letter
    rights = letter.partition("Your rights on one page")[2].partition("Talk with us")[0]
    assert len(rights.split()) < 350
    for needed in RIGHTS:
        assert needed in rights, needed
    assert "too late" not in letter


@pytest.mark.abuse("AC-03", "AC-04", "AC-06")
def test_moment_4_a_mother_in_a_refuge(with_places):
    life = with_places.tell("mason")
    now = timezone.now()
    people.relate(child=life.child, kind="on_roll", setting=with_places.settings["yarrow-high"], starts_on=now.date(),
                  evidence="The refuge's worker says so.", by=None, at=now)
    joanne, craig = with_places.browser("joanne"), with_places.browser("craig")
    assert "Day" in joanne.read("/family/")
    father = Person.objects.get(given_name="Craig", family_name="Ashworth")
    before = OutboxMessage.objects.count()
    messaging.file_inbound(raw=raw("send.help@area.invalid", sender=f"Craig <{father.email}>",
                                   body="I answer your letter. Where is my son at school?"), at=now)
    assert OutboxMessage.objects.count() == before
    reference = life.request.reference
    pages = ["/family/", "/messages/", "/account/", "/people/consent/", "/people/profile/", "/help/", "/people/who/"]
    pages += [f"/family/{life.child.uuid}/who-looked/", f"/child/{life.child.uuid}/", f"/messages/new/{life.child.uuid}/",
              f"/ehc/case/{life.request.uuid}/evidence/", f"/ehc/case/{life.request.uuid}/"]
    seen = [craig.get(address, follow=True) for address in pages]
    seen += [craig.send("/ehc/status/", reference=reference), craig.get("/child/find/", follow=True),
             craig.post("/child/find/", {"name": "Mason Ashworth", "born": "2018"}, follow=True)]
    secrets = ("MARKER-REFUGE-HOUSE", "Yarrow High", "Joanne", "j.a.safe@", "960205", "last signed in")
    for response in seen:
        text = response.content.decode()
        for secret in secrets:
            assert secret not in text, (response.request["PATH_INFO"], secret)
    assert "Mason" not in "".join(words_of(response) for response in seen[:-1])
    assert not OutboxMessage.objects.filter(to=father.email).exclude(body_text__contains="code").exists()


def test_moment_8_the_first_lines_of_the_tray_are_the_right_ones(with_places):
    for key in ("amelia", "yusuf", "ruby", "mason", "ellie", "zainab", "jakub", "callum"):
        with_places.tell(key)
    with time_machine.travel(coming(0, 8, 30), tick=False):
        amina = with_places.browser("amina")
        page = amina.get("/tray/?scope=mine").content.decode()
        shown = re.findall(r'data-label="Lawful date">([^<]+)<', page)[:10]
        days = [datetime.strptime(day.strip(), "%d %B %Y").replace(tzinfo=LONDON) for day in shown]
        assert len(days) >= 3
        assert days == sorted(days)
        waiting = Request.objects.filter(officer__holdings__person__user=with_places.user("amina"),
                                         track__closed_on__isnull=True, track__next_due__isnull=False)
        assert [day.date() for day in days] == sorted(waiting.values_list("track__next_due", flat=True))[:10]
        first = re.search(r'href="(/ehc/case/[^"]+/)">([^<]+)<', page)
        assert first[2].strip()
        assert amina.get(first[1]).status_code == 200


def test_moment_8_a_colleagues_cases_are_picked_up_without_a_call(with_places):
    life = with_places.tell("jakub")
    tom = with_places.browser("tom")
    assert life.request.reference not in tom.read("/tray/?scope=mine")
    with_places.browser("lena").send(reverse("actions_call", args=[life.child.uuid]), words="She asked when we answer.",
                                     with_words="Agnieszka", promise="Ring on Thursday", **day_boxes("promised_on"))
    arrange_cover(at=timezone.now())
    tom = with_places.browser("tom")
    page = tom.read("/tray/?scope=mine")
    assert life.request.reference in page
    assert "Lena Kowalska" in page
    case = tom.read(f"/ehc/case/{life.request.uuid}/")
    assert "Next:" in case
    assert "Ring on Thursday" in tom.read(reverse("actions_promises"))
    assert "Call with Agnieszka" in tom.read(f"/child/{life.child.uuid}/")


def day_boxes(name):
    day = timezone.localdate() + timedelta(days=3)
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}


def test_moment_8_nothing_is_typed_twice(with_places, stranger):
    ask_at_night(stranger, **{"good-at": {"good_at": "Knows every bird by its song."}})
    family = with_places.family_account(one_request().requester)
    row, ruth = proceed(with_places)
    form = with_places.browser("daniel").get(f"/ehc/case/{row.uuid}/decide/").content.decode()
    for known in ("Knows every bird by its song.", "Your child has or may have special educational needs."):
        assert known in form, known
    given = {**YES, "strengths": "Knows every bird by its song.", "evidence": [str(e.uuid) for e in row.evidence.all()],
             "evidence_words": ""}
    with_places.browser("daniel").send(f"/ehc/case/{row.uuid}/decide/", **given)
    ruth.send(f"/ehc/case/{row.uuid}/send/")
    letter = re.search(r'href="(/documents/[^"]+/letter/)"', family.get("/family/").content.decode())
    text = family.read(letter[1])
    for known in (row.reference, "Robin", "Knows every bird by its song.", in_words(row.received_on, weekday=True)):
        assert known in text, known


def test_a_late_answer_says_on_the_familys_page_why_and_what_happens_next(with_places):
    life = with_places.tell("jakub")
    person = life.child.relationships.get(kind="parent").person
    Person.objects.filter(pk=person.pk).update(email="agnieszka@mail.invalid")
    lena = with_places.browser("lena")
    lena.send(f"/ehc/case/{life.request.uuid}/late/", why="Two of our officers left in one week.",
              expected="You have our answer by Friday.")
    page = with_places.family_account(Person.objects.get(pk=person.pk)).read("/family/")
    assert "We are breaking the law for your child's case" in page
    assert "Why it is late: Two of our officers left in one week." in page
    assert "What happens next: You have our answer by Friday." in page
