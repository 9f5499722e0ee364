"""The first story end to end: asked at night without an account, checked, allocated, decided, and answered."""

import re

import pytest
from django.utils import timezone

from alongside.ground.outbox.models import OutboxMessage
from alongside.ground.people.models import PostHolding
from alongside.work.ehc.models import Request
from tests.cast import PROOFS, words_of

pytestmark = pytest.mark.django_db
YES = {"has_or_may_have_sen": "yes", "may_be_necessary": "yes", "outcome": "agree", "strengths": "Knows every bird.",
       "reasons": "Robin may need more than the school can give by itself. We will find out what.",
       "evidence_words": "What the family wrote."}
NO = {"has_or_may_have_sen": "yes", "may_be_necessary": "no", "outcome": "refuse", "strengths": "Knows every bird.",
      "reasons": "The help that began in spring works, and Robin has caught up. School goes on with it.",
      "evidence_words": "School's records of this year."}


def ask_at_night(browser, **answers):
    """Half of the answers, on a phone, without an account; the page at the end."""
    typed = {
        "who": {"asked_by": "parent", "relation": "mother"},
        "your-name": {"asker_given_name": "Sam", "asker_family_name": "Example"},
        "reach-you": {"asker_phone": "01632 960333", "asker_email": "sam@mail.invalid"},
        "how-you-like-it": {"channel": "email", "agrees_electronic": "yes"},
        "child": {"child_given_name": "Robin", "child_family_name": "Example", "child_postcode": "PR1 8XJ"},
        "hard": {"hard": "Robin hides under the table when the class is loud."},
        **answers,
    }
    page = browser.post("/ehc/request/", follow=True)
    for _ in range(40):
        address = page.redirect_chain[-1][0] if page.redirect_chain else ""
        slug = address.strip("/").split("/")[-1]
        if slug == "check":
            return browser.send(address)
        page = browser.send(address, anyway="yes", **typed.get(slug, {}))
    raise AssertionError("the form has no end")


def one_request() -> Request:
    return Request.objects.select_related("child", "requester").get()


def proceed(cast, *, decide=None):
    """Identity, holder, partners, and the decision; each through its page."""
    row = one_request()
    cast.browser("priya").send(f"/ehc/identity/{row.uuid}/", is_confirmed="yes", kind="parent", proofs=PROOFS,
                               words="Rung back; school confirmed.")
    ruth = cast.browser("ruth")
    post = PostHolding.objects.get(person__family_name="Shah").post
    ruth.send(f"/ehc/case/{row.uuid}/allocate/", post=str(post.uuid), note="New.")
    if decide:
        cast.browser("daniel").send(f"/ehc/case/{row.uuid}/decide/", **decide)
    return row, ruth


def test_half_the_answers_at_night_give_day_nought_the_lawful_dates_and_a_holder(with_places, stranger):
    page = words_of(ask_at_night(stranger))
    row = one_request()
    assert row.reference in page
    assert "EHC team, Preston" in page
    assert row.received_on == timezone.localdate()
    assert re.search(r"\d+ \w+ 20\d\d", page)
    assert "20 weeks" in page or "plan" in page


def test_a_stranger_with_the_reference_sees_the_clock_and_nothing_of_the_case(with_places, stranger):
    ask_at_night(stranger)
    row = one_request()
    page = words_of(stranger.send("/ehc/status/", reference=row.reference.lower()))
    assert "Day 0 of 42" in page
    assert "Robin" not in page
    assert "can’t find that reference" in words_of(stranger.send("/ehc/status/", reference="EHC-2222-2222"))


def test_the_family_sees_nothing_before_the_check_and_the_holder_after_it(with_places, stranger):
    ask_at_night(stranger)
    family = with_places.family_account(one_request().requester)
    assert "There is nothing here yet" in family.read("/family/")
    proceed(with_places)
    page = family.read("/family/")
    assert "Robin" in page
    assert "Amina Shah, EHC case officer, Preston" in page
    assert "The council must answer by" in page


def test_a_yes_reaches_the_family_with_its_reasons(with_places, stranger):
    ask_at_night(stranger)
    family = with_places.family_account(one_request().requester)
    row, ruth = proceed(with_places, decide=YES)
    ruth.send(f"/ehc/case/{row.uuid}/send/")
    page = family.read("/family/")
    assert "The council must send the final plan by" in page
    letter = re.search(r'href="(/documents/[^"]+/letter/)"', family.get("/family/").content.decode())
    assert "may need more than the school can give" in family.read(letter[1])


def test_a_refusal_is_saved_only_with_test_evidence_and_reasons(with_places, stranger):
    ask_at_night(stranger)
    row, _ = proceed(with_places)
    daniel = with_places.browser("daniel")
    page = words_of(daniel.send(f"/ehc/case/{row.uuid}/decide/", outcome="refuse", reasons="", evidence_words=""))
    assert "There is a problem" in page
    assert not row.decisions.exists()


def test_an_unlawful_reason_is_shown_before_anything_is_saved(with_places, stranger):
    ask_at_night(stranger)
    row, _ = proceed(with_places)
    page = words_of(with_places.browser("daniel").send(
        f"/ehc/case/{row.uuid}/decide/", **{**NO, "reasons": "Robin has no diagnosis, so we do not assess."}))
    assert "diagnosis" in page
    assert not row.decisions.exists()


def test_a_refusal_leaves_after_a_call_with_appeal_mediation_and_advice(with_places, stranger):
    ask_at_night(stranger)
    family = with_places.family_account(one_request().requester)
    row, ruth = proceed(with_places, decide=NO)
    page = words_of(ruth.send(f"/ehc/case/{row.uuid}/send/"))
    assert "Ring the family first" in page
    ruth.send(f"/ehc/case/{row.uuid}/send/", call_words="Told Sam why, and what she can do.", has_family_asked="on")
    page = family.read("/family/")
    assert "You have at least until" in page
    letter = re.search(r'href="(/documents/[^"]+/letter/)"', family.get("/family/").content.decode())
    words = family.read(letter[1])
    for needed in ("appeal", "mediation", "at least until", "Tribunal", "disagreement resolution"):
        assert needed in words, needed
    assert "too late" not in words


@pytest.mark.fault("two people edit one section")
def test_two_officers_saving_the_same_decision_lose_neither_text(with_places, stranger):
    ask_at_night(stranger)
    row, _ = proceed(with_places)
    first, second = with_places.browser("daniel"), with_places.browser("daniel")
    first.send(f"/ehc/case/{row.uuid}/decide/", **YES)
    page = second.post(f"/ehc/case/{row.uuid}/decide/", {**YES, "reasons": "Another text of mine.", "version": "0"})
    assert page.status_code == 409
    assert "Another text of mine." in words_of(page)
    assert "more than the school can give" in words_of(page)


@pytest.mark.abuse("AC-16", "AC-40")
def test_no_message_names_the_child(with_places, stranger):
    ask_at_night(stranger)
    with_places.family_account(one_request().requester)
    row, ruth = proceed(with_places, decide=YES)
    ruth.send(f"/ehc/case/{row.uuid}/send/")
    sent = OutboxMessage.objects.exclude(kind="post")
    assert sent.count() >= 3
    for message in sent:
        assert "Robin" not in message.subject + message.body_text, message.subject


@pytest.mark.fault("duplicate submit")
def test_the_same_form_sent_twice_is_one_request(with_places, stranger):
    ask_at_night(stranger)
    stranger.post("/ehc/request/check/", follow=True)
    assert Request.objects.count() == 1


def test_a_school_asks_for_a_pupil_on_the_same_clock(with_places):
    helen = with_places.browser("helen")
    setting = with_places.settings["moss-lane"]
    page = helen.send("/ehc/pupil/", setting=str(setting.uuid), child_given_name="Toby", child_family_name="Example",
                      child_born_on_day="3", child_born_on_month="5", child_born_on_year="2018", child_postcode="PR1 8XJ",
                      hard="Toby cannot read yet.")
    row = one_request()
    assert row.reference in words_of(page)
    assert row.asked_by_kind == "setting"
    assert row.track.next_due is not None


def test_a_letter_is_entered_with_the_day_on_which_it_reached_anyone(with_places):
    priya = with_places.browser("priya")
    day = timezone.localdate() - timezone.timedelta(days=6)
    priya.send("/ehc/enter/", door="letter", received_on_day=str(day.day), received_on_month=str(day.month),
               received_on_year=str(day.year), backdated_reason="In the tax office's post.", asked_by_kind="parent",
               child_given_name="Maya", child_family_name="Example", child_postcode="PR1 8XJ",
               asker_given_name="Kim", asker_family_name="Example", asker_phone="01632 960444")
    row = one_request()
    assert row.received_on == day
    assert "Day 6 of 42" in with_places.browser("ruth").read("/tray/")
