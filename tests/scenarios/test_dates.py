"""The dates of a case as people meet them: a family in week 21, an officer who prints, a stranger who reads the rules."""

import re

import pytest
from django.utils import timezone

from tests.cast import words_of

pytestmark = pytest.mark.django_db
CHILD = {"given": "Robin", "family": "Weekes", "years": 7, "days": 3, "sex": "F", "postcode": "PR1 8XJ",
         "setting": "moss-lane"}
PARENT = {"key": "kim", "given": "Kim", "family": "Weekes", "kind": "parent", "email": "kim.weekes@mail.invalid",
          "phone": "01632 960777", "pr": True, "profile": {"channel": "email", "electronic": True}}
STORY = {"key": "robin", "child": CHILD, "people": [PARENT], "story": [
    {"day": -148, "hour": "10:00", "do": "request", "of": "kim", "door": "portal", "words": "Robin can’t go in any more."},
    {"day": -147, "hour": "10:00", "do": "identity", "by": "priya", "proofs": ["photo_id", "setting_confirms"],
     "words": "Passport seen."},
    {"day": -147, "hour": "11:00", "do": "allocate", "by": "ruth", "to": "amina"},
    {"day": -140, "hour": "10:00", "do": "partners", "by": "amina"},
    {"day": -112, "hour": "10:00", "do": "decide", "by": "daniel", "outcome": "agree",
     "reasons": "Robin may need more than a school can give by itself, and we will find out what."},
    {"day": -112, "hour": "11:00", "do": "send", "by": "amina"},
]}


@pytest.fixture
def week_21(with_places):
    """A life in its 148th day: decided in time, and no plan yet."""
    life = with_places.teller.tell(STORY)
    return with_places, life, with_places.family_account(life.people["kim"])


def late_words(page):
    return page.partition("What you can do now")[0]


def test_a_family_in_week_21_reads_the_law_who_holds_it_what_helps_and_their_rights(week_21):
    _, life, family = week_21
    page = family.read("/family/")
    due = life.request.received_on + timezone.timedelta(days=140)
    assert "We are breaking the law for your child's case" in page
    assert f"The council had to send the final plan by {due:%A} {due.day} {due:%B %Y}" in page
    for needed in ("What the law says", "Amina Shah, EHC case officer, Preston", "We have not told you why yet",
                   "You can complain today", "SENDIASS helps you for free", "The school must help now",
                   "Decide whether to assess, and tell the family Done in time", "Send the final plan Late", "Today"):
        assert needed in page, needed
    html = family.get("/family/").content.decode()
    rule = re.search(r'href="(/dates/rules/final_plan_20w/)"', html)
    assert "20 weeks" in family.read(rule[1])
    assert "Which door" in family.read("/help/") or "which door" in family.read("/help/")


def test_why_it_is_late_and_what_comes_next_stand_there_once_somebody_has_said_so(week_21):
    cast, life, family = week_21
    page = words_of(cast.browser("amina").send(f"/ehc/case/{life.request.uuid}/late/", why="The psychologist fell ill.",
                                               expected="She sees Robin on Tuesday; the draft follows that week."))
    assert "The family is told." in page
    page = late_words(family.read("/family/"))
    assert "Why it is late: The psychologist fell ill." in page
    assert "She sees Robin on Tuesday" in page
    assert "We have not told you why" not in page
    letter = re.findall(r'href="(/documents/[^"]+/letter/)"', family.get("/family/").content.decode())
    assert any("you should have had the final plan by" in family.read(address) for address in letter)


def test_an_officer_prints_the_proof_of_dates_and_the_family_can_read_that_somebody_looked(week_21):
    cast, life, family = week_21
    amina = cast.browser("amina")
    case = amina.get(f"/ehc/case/{life.request.uuid}/").content.decode()
    address = re.search(r'href="(/ehc/case/[^"]+/dates/)"', case)[1]
    assert "Judged by: Children and Families Act 2014, Part 3" in amina.read(f"/ehc/case/{life.request.uuid}/")
    page = amina.read(address)
    for needed in ("Late: Send the final plan. By law it was due by", "20 weeks are 140 days", "SI 2014/1530 reg 13(2)",
                   "entered", "by Daniel", "No exception was claimed.", "Check number of the facts", "Edition of the rules"):
        assert needed in page, needed
    drawn = amina.get(address, {"as": "pdf"})
    assert drawn.content.startswith(b"%PDF-")
    assert "Case officer" in family.read(f"/family/{life.child.uuid}/who-looked/")


def test_a_family_reads_its_own_proof_and_no_other_familys(week_21):
    cast, life, family = week_21
    address = re.search(r'href="(/ehc/my/case/[^"]+/dates/)"', family.get("/family/").content.decode())[1]
    page = family.read(address)
    assert "Proof of dates" in page
    assert "Amina" not in page.partition("Proof of dates")[2]
    assert "not yet agreed with families" in page
    cast.tell("amelia")
    dawn = cast.browser("dawn")
    assert dawn.get(address).status_code == 404
    assert dawn.get(f"/ehc/case/{life.request.uuid}/dates/").status_code == 404


def test_a_stranger_finds_a_rule_by_a_word_and_reads_it_in_plain_words_and_in_law(stranger):
    page = stranger.read("/dates/rules/?q=final+plan")
    assert "Send the final plan" in page
    rule = stranger.read("/dates/rules/final_plan_20w/")
    for needed in ("For families", "not yet agreed with families", "By when 20 weeks", "If it isn’t so", "In law",
                   "SI 2014/1530 reg 13(2)", "Not yet checked against the regulation", "in force"):
        assert needed in rule, needed
