"""Week 21 of a wait, and a manager's what-if: each through what its reader sees."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from alongside.ground.people import services as people
from alongside.oversight.insight.models import Forecast, Spell
from alongside.oversight.insight.services import forecasting
from alongside.work.ehc import services as ehc
from alongside.work.ehc.models import Request
from alongside.work.ehc.words import AskedBy, Door
from tests.cast import words_of

pytestmark = pytest.mark.django_db
WEEKS_21 = timedelta(days=150)


def past_waits(now, n, *, stage, took, district):
    """Waits of other families, one a day until half a year ago, all seen from their first day to their last."""
    today = now.date()
    rows = []
    for number in range(n):
        entered = today - timedelta(days=600 - number)
        left = entered + timedelta(days=took(number))
        rows.append(Spell(row=f"{stage}-{number}-{district}", stage=stage, entered_on=entered, left_on=left, is_reached=True,
                          district=district, source="parent", season="spring", seen_from_on=entered, seen_to_on=today))
    Spell.objects.bulk_create(rows)


def late_case(cast):
    """A mother who asked 150 days ago, was told yes after five weeks, and has heard nothing since."""
    asked = cast.now - WEEKS_21
    receipt = ehc.receive_request(
        door=Door.PORTAL, asked_by_kind=AskedBy.PARENT, received_at=asked, at=asked, by=None,
        child=ehc.ChildGiven(given_name="Robin", family_name="Ashworth", born_on=(asked - timedelta(days=2300)).date(),
                             postcode="PR1 4ZZ"),
        asker=ehc.AskerGiven(given_name="Jo", family_name="Ashworth", relation="parent", email="jo@mail.invalid",
                             channel="email", agrees_electronic=True),
    )
    request = Request.objects.get(uuid=receipt.uuid)
    told = asked + timedelta(days=35)
    ehc.check_identity(request=request, proofs=("called_back", "setting_confirms"), by=cast.user("priya"), kind="parent",
                       at=asked + timedelta(days=2))
    request = Request.objects.get(pk=request.pk)
    decision = ehc.decide(
        request=request, version=0, by=cast.user("daniel"), at=told,
        given=ehc.DecisionGiven(outcome="agree", has_or_may_have_sen=True, may_be_necessary=True,
                                evidence_words="All of it.",
                                reasons="Robin may need more help than the school gives. We will find out what."),
    )
    ehc.send_decision(decision=decision, version=decision.version, by=cast.user("daniel"), at=told)
    return Request.objects.get(pk=request.pk)


@pytest.fixture
def waiting(with_places):
    """The case, with enough families before it in the whole area and too few in its own district."""
    request = late_case(with_places)
    code = request.child.district.code
    for district, n in ((code, 12), ("E07000117", 90)):
        past_waits(with_places.now, n, stage="assessment", took=lambda i: 120 + i % 60, district=district)
        past_waits(with_places.now, n, stage="whole", took=lambda i: 160 + i % 90, district=district)
    forecasting.make(at=with_places.now)
    return request


def test_in_week_21_a_family_reads_the_law_first_then_an_honest_range(with_places, waiting):
    family = with_places.family_account(waiting.requester)
    text = family.read("/family/")
    law = text.index("We are breaking the law for your child's case")
    others = text.index("How long it took for other families")
    assert law < others < text.index("What you can do now")
    heard = r"8 of 10 families in your position heard whether there will be a plan between \d+ and \d+ weeks later"
    assert re.search(heard, text)
    assert re.search(r"From today that would be between \d+ \w+ 20\d\d and \d+ \w+ 20\d\d", text)
    assert "not a date, not a promise, and says nothing about a yes or a no" in text
    assert "When it is late, you can complain" in text
    assert "102 waits" in text
    assert "How we know how long it takes" in family.read("/insight/how-we-know/")


def test_an_officer_reads_the_same_on_the_childs_page(with_places, waiting):
    text = with_places.browser("ruth").read(f"/child/{waiting.child.uuid}/")
    assert "8 of 10 families in your position" in text


def test_nothing_of_this_stays_with_the_child(with_places, waiting):
    before = Forecast.objects.count()
    with_places.family_account(waiting.requester).read("/family/")
    assert Forecast.objects.count() == before
    assert not any(str(waiting.uuid) in str(row.ranges) for row in Forecast.objects.all())


@pytest.mark.abuse("AC-29")
def test_a_group_too_small_is_never_shown(with_places):
    request = late_case(with_places)
    past_waits(with_places.now, 29, stage="assessment", took=lambda i: 120 + i, district=request.child.district.code)
    past_waits(with_places.now, 60, stage="answer", took=lambda i: 30 + i % 12, district="E07000117")
    forecasting.make(at=with_places.now)
    assert not Forecast.objects.filter(n_cases__lt=30).exists()
    text = with_places.family_account(request.requester).read("/family/")
    assert "8 of 10 families" not in text
    assert "Too few families have been where you are now for an honest answer" in text
    public = words_of(with_places.browser("amina").get("/insight/how-we-know/"))
    assert "too few to show" in public


def test_a_father_who_is_kept_out_reads_no_outlook(with_places, waiting):
    father = people.register_person(given_name="Lee", family_name="Ashworth", email="lee@mail.invalid", by=None,
                                    at=with_places.now)
    assert "8 of 10" not in with_places.family_account(father).read("/family/")


def test_a_manager_asks_what_300_more_advices_would_do_and_reads_when(with_places, django_capture_on_commit_callbacks):
    ruth = with_places.browser("ruth")
    assert "What if?" in ruth.read("/tray/")
    form = ruth.get("/insight/scenarios/ask/")
    shown = dict(re.findall(r'name="([a-z_]+)"[^>]*?value="([^"]*)"', form.content.decode()))
    shown.pop("csrfmiddlewaretoken")
    with django_capture_on_commit_callbacks(execute=True):
        sent = ruth.post("/insight/scenarios/ask/", {**shown, "name": "300 more a month", "agency": "300"})
    text = ruth.read(sent["Location"])
    assert re.search(r"the backlog is gone \d+ \w+ 2026", text)
    assert "Somebody waits more than 6 weeks again: the backlog is back" in text
    assert "Not a date and not a promise" in text
    assert "Missed by" in ruth.read("/insight/scenarios/assumptions/")
    assert timezone.now() > with_places.now


@pytest.mark.abuse("AC-02", "AC-34")
def test_a_family_and_an_officer_find_no_scenarios(with_places, waiting):
    for browser in (with_places.family_account(waiting.requester), with_places.browser("amina")):
        for address in ("/insight/scenarios/", "/insight/scenarios/ask/", "/insight/scenarios/compare/"):
            assert browser.get(address).status_code == 404
        assert browser.post("/insight/scenarios/ask/", {"name": "x"}).status_code == 404
        assert "What if?" not in words_of(browser.get("/", follow=True))
