"""The proof of dates: what an officer prints, what a family reads of its own, and what stays out."""

import io
import re
from datetime import date, timedelta

import pikepdf
import pytest
from django.urls import reverse
from django.utils import timezone

from alongside.commons.clocks.engine import proving as clocks_proving
from alongside.commons.clocks.engine.paper import paper
from alongside.commons.clocks.models import Deadline, Track
from alongside.ground.access import services as access
from alongside.ground.access.engine import proof
from alongside.ground.access.models import AuditEntry, User
from alongside.ground.access.words import READ_CODE
from alongside.ground.core.errors import NotThereError
from alongside.ground.documents.engine.letter import PdfUnavailableError
from alongside.ground.documents.engine.plain import plain_text
from alongside.ground.people import services as people
from alongside.work.ehc import history
from alongside.work.ehc import services as ehc
from alongside.work.ehc.models import Assessment, Plan, Request, Withdrawal
from alongside.work.ehc.queries import proofs
from alongside.work.ehc.views import proving
from rulebook import Event
from tests.cast import words_of
from tests.unit.ehc.conftest import MONDAY, ask, asker_given, checked, child_given, days_later, fresh

pytestmark = pytest.mark.django_db
AT = days_later(30)


@pytest.fixture
def request_(town):
    """Asked, checked, partners told, family called for."""
    row = checked(town, ask(setting=town.school))
    ehc.notify_partners(request=row, by=town.user("officer"), at=days_later(2))
    ehc.consult_setting(request=row, by=town.user("officer"), at=days_later(3))
    return fresh(row)


@pytest.fixture(autouse=True)
def _both_proofs(monkeypatch):
    monkeypatch.setattr(proof, "has_second_factor", lambda request, user: True)


def claimed(town, row, **more):
    return ehc.claim_exception(**{
        "request": row, "ground": "exc_personal_circumstances", "duty": "assess_decision_6w", "from_on": date(2025, 9, 20),
        "evidence": "The ward's letter about his sister", "why_impractical": "The family was in hospital.",
        "by": town.user("manager"), "at": days_later(25), **more,
    })


def decided(town, row, day=20):
    made = ehc.decide(request=row, by=town.user("decider"), at=days_later(day), version=0,
                      given=ehc.DecisionGiven("agree", True, True, "Yes", evidence_words="x"))
    ehc.send_decision(decision=made, version=1, by=town.user("decider"), at=days_later(day))
    return fresh(row)


def parent_of(row, key="sam"):
    """The requester's own account."""
    user = access.create_account(email=f"{key}@home.example", name="Sam", kind="family", by=None, at=MONDAY)
    access.give_role(user=user, role="family_member", since=date(2025, 9, 1), by=None, at=MONDAY)
    people.link_account(person=row.requester, user=user, by=None, at=MONDAY)
    return User.objects.get(pk=user.pk)


def proven(user, row, on=None, at=AT):
    return ehc.prove_request(user=user, request=row.uuid, on=on or at.date(), at=at)


def words(found):
    return plain_text(paper(found))


def test_an_officer_prints_facts_with_their_source_rules_arithmetic_and_hash(town, request_):
    found = proven(town.user("officer"), request_)
    text = re.sub(r"\s+", " ", words(found))
    for needed in (
        "the council received the request. It came on this website, reference", "by whoever asked, without an account",
        "Notices that were sent, entered 3 September 2025, by Officer Example", "by Postroom Example",
        "Monday 1 September 2025 is day 0. 6 weeks are 42 days.", "Day 42 is Monday 13 October 2025.",
        "Law: SI 2014/1530 reg 5(1), the text in force from 1 September 2014: 6 weeks.",
        "Not yet checked against the regulation. Those who wrote these rules read it in the law itself.",
        "Our own standard, not law", "No exception was claimed.",
        "Children and Families Act 2014, Part 3", "Still to come: Decide whether to assess",
    ):
        assert needed in text, needed
    assert found.fingerprint == Track.objects.get(pk=request_.track_id).fingerprint
    assert found.fingerprint in text.replace(" ", "")
    assert found.differences == ()
    read = AuditEntry.objects.filter(code=READ_CODE).latest("pk")
    assert (read.page, read.child_uuid) == (f"ehc.request.proof:{request_.uuid}", request_.child.uuid)


def test_an_exception_stands_with_evidence_authoriser_and_what_it_lifts(town, request_):
    claimed(town, request_)
    claimed(town, request_, ground="exc_absent_4_weeks", duty="final_plan_20w", to_on=date(2025, 9, 22))
    text = re.sub(r"\s+", " ", words(proven(town.user("officer"), request_)))
    for needed in ("Exceptional personal circumstances", "Evidence: The ward's letter about his sister",
                   "authorised by Manager Example", "It lifts the time limit of this step.", "to Monday 22 September 2025",
                   "It does not lift the time limit of this step.", "with no end given", "The exception that was claimed"):
        assert needed in text, needed
    before = proven(town.user("officer"), request_, on=date(2025, 9, 10))
    assert before.claims == ()


@pytest.mark.abuse("AC-04")
def test_a_family_reads_its_own_without_names_other_people_or_evidence(town, request_):
    claimed(town, request_)
    found = proven(parent_of(request_), decided(town, request_))
    text = words(found)
    for withheld in ("Officer", "Manager", "Postroom", "Decider", "ward's letter", "identity", "who is asking",
                     "reference EHC", "somebody asked to see"):
        assert withheld not in text, withheld
    for needed in ("the council received the request", "The family was in hospital.", "left out of this copy",
                   "not yet agreed with families", "a second approver of the council", "done in time".capitalize()):
        assert needed in text, needed
    assert found.fingerprint == Track.objects.get(pk=request_.track_id).fingerprint
    assert AuditEntry.objects.filter(code=READ_CODE).latest("pk").page.startswith("ehc.request.proof")


@pytest.mark.abuse("AC-04")
def test_a_family_member_who_gets_no_letters_reads_no_ground(town, request_):
    claimed(town, request_)
    user = parent_of(request_)
    people.exclude(child=request_.child, person=fresh(request_).requester, acts=["receive", "address"], basis="court_order",
                   source="Order", evidence="Seen", starts_on=date(2025, 9, 2), by=town.user("manager"), at=days_later(26))
    found = proven(user, request_)
    text = words(found)
    assert "An exception" in text
    assert "hospital" not in text
    assert "circumstances" not in text
    assert found.reader.is_place_hidden
    assert "(school)" not in text


@pytest.mark.abuse("AC-06")
def test_a_professional_who_may_not_know_the_place_reads_no_setting(town, request_):
    officer = town.user("officer")
    people.exclude(child=request_.child, user=officer, acts=["address"], basis="conflict", source="Cousin",
                   evidence="Said so", starts_on=date(2025, 9, 2), by=town.user("manager"), at=days_later(26))
    assert "(school)" in words(proven(town.user("second"), request_))
    assert "(school)" not in words(proven(town.user("officer"), request_))


def test_late_is_said_first_with_the_day_on_which_it_was_due(town, request_):
    text = re.sub(r"\s+", " ", words(proven(town.user("officer"), request_, at=days_later(45))))
    assert "Late: Decide whether to assess, and tell the family. By law it was due by Monday 13 October 2025, 3 days" in text
    assert "Late: Ring the family. It was due" in text
    assert len(proven(town.user("officer"), request_, at=days_later(45)).late) == 1


def test_the_case_can_be_proved_as_of_an_earlier_day(town, request_):
    decided(town, request_)
    found = proven(town.user("officer"), request_, on=date(2025, 9, 10))
    assert max(fact.event.on for fact in found.facts) <= date(2025, 9, 10)
    states = {step.finding.duty: step.finding.state for step in found.steps}
    assert states["assess_decision_6w"] == "open"
    assert found.differences == ()


def test_a_stored_date_that_no_longer_follows_is_shown_with_what_differs(town, request_):
    Deadline.objects.filter(track=request_.track, duty="assess_decision_6w").update(due=date(2026, 1, 1))
    text = words(proven(town.user("officer"), request_))
    assert "do not agree with this paper" in text
    assert "assess_decision_6w: due 2026-01-01" in text
    family = words(proven(parent_of(request_), request_))
    assert "rely on the date that is better for you" in family
    assert "assess_decision_6w" not in family


def test_a_law_that_is_not_known_and_a_step_without_a_rule_still_make_a_paper(town, request_):
    Track.objects.filter(pk=request_.track_id).update(regime="older law")
    found = proven(town.user("officer"), request_)
    assert found.law == "older law"
    text = words(found)
    assert "A person must decide" in text
    assert "Rule: House rule." in text
    nothing = clocks_proving.made(fresh(request_).track, [], [], [], title="t", about=[("a", "b")], on=AT.date(), at=AT,
                                  reader=clocks_proving.WHOLE)
    assert "Nothing is on record" in words(nothing)


def test_a_plan_of_the_register_has_its_proof_too(town, request_):
    child = request_.child
    plan = Plan.objects.create(reference="PLAN-1", child=child, made_on=date(2025, 3, 1), source="return",
                               known_as_at_on=date(2026, 1, 15), track=track_for(child))
    found = ehc.prove_plan(user=town.user("officer"), plan=plan.uuid, on=AT.date(), at=AT)
    text = words(found)
    assert "The yearly SEN2 return, as at 15 January 2026" in text
    assert "Complete the first annual review" in text
    plan.source, plan.known_as_at_on = "service", None
    assert proofs.origin_of_plan(plan).source == "The register of plans"
    Plan.objects.update(track=None)
    with pytest.raises(NotThereError):
        ehc.prove_plan(user=town.user("officer"), plan=plan.uuid, on=AT.date(), at=AT)


def track_for(child):
    return Track.objects.create(child=child, ref="ehc:plan:1", kind="plan", regime="cfa2014", opened_on=date(2025, 3, 1))


def test_each_fact_says_where_it_is_known_from_and_what_nobody_wrote_down_says_only_that(town, request_):
    row = decided(town, request_)
    story = history.story_of(row)
    told = {event.type: proofs.origin_of(story, event) for event in history.request_events(story)}
    assert told["assessment_agreed_notified"].by == "Decider Example"
    assert told["assessment_decided"].source == "The decision with its reasons"
    assert told["information_requested"].by == "Officer Example"
    assert told["family_consulted"].source == "Asked in the acknowledgement"
    assert proofs.origin_of(story, Event("advice_requested", date(2025, 9, 30), "health")).source == "On the case’s record"
    far = date(2031, 1, 1)
    for kind in ("identity_checked", "partners_notified", "family_consulted", "exception_claimed", "request_withdrawn",
                 "final_plan_sent"):
        assert proofs.origin_of(story, Event(kind, far)).source == "On the case’s record", kind
    entered = Request(known_as_at_on=date(2026, 1, 15), reference="EHC-1")
    bare = history.Story(entered)
    for kind in ("request_received", "assessment_decided", "assessment_refused_notified", "request_withdrawn",
                 "no_plan_notified", "final_plan_sent"):
        assert "15 January 2026" in proofs.origin_of(bare, Event(kind, far)).source, kind
    withdrawn = history.Story(row, withdrawal=Withdrawal(recorded_by=town.user("officer"), recorded_at=AT))
    assert proofs.origin_of(withdrawn, Event("request_withdrawn", far)).by == "Officer Example"
    planned = history.Story(row, plan=Plan(source="service"), assessment=Assessment())
    assert proofs.origin_of(planned, Event("final_plan_sent", far)).source == "The register of plans"


def test_a_letter_that_was_entered_later_says_why(town):
    row = checked(town, ask(at=days_later(9), received_at=MONDAY, door="letter", by=town.user("postroom"),
                            backdated_reason="In the tax office's post."), at=days_later(10))
    text = words(proven(town.user("officer"), row))
    assert "entered later because: In the tax office's post." in text
    assert "tax office" not in words(proven(parent_of(row), row))


def browser_of(client, user):
    client.force_login(user)
    return client


@pytest.fixture
def recent(town):
    now = timezone.now()
    return checked(town, ask(at=now - timedelta(days=3)), at=now - timedelta(days=2))


def test_the_page_and_the_tagged_pdf_come_from_one_source(town, recent, client):
    browser = browser_of(client, town.user("officer"))
    address = reverse("ehc_proof", args=[recent.uuid])
    shown = words_of(browser.get(address))
    assert "Proof of dates: request" in shown
    assert "the council received the request" in shown
    drawn = browser.get(address, {"as": "pdf"})
    assert drawn["Content-Type"] == "application/pdf"
    assert drawn["Cache-Control"] == "no-store"
    assert recent.reference.lower() in drawn["Content-Disposition"]
    with pikepdf.open(io.BytesIO(drawn.content)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in pdf.Root
        assert str(pdf.Root.Lang) == "en-GB"
    assert address in words_and_links(browser.get(reverse("ehc_request", args=[recent.uuid])))


def words_and_links(response):
    return response.content.decode()


def test_another_day_can_be_asked_for_and_nonsense_is_today(town, recent, client):
    browser = browser_of(client, town.user("officer"))
    address = reverse("ehc_proof", args=[recent.uuid])
    day = timezone.localdate() - timedelta(days=2)
    assert f'value="{day.isoformat()}"' in browser.get(address, {"on": day.isoformat()}).content.decode()
    for typed in ("tomorrow", "2999-01-01", "<b>"):
        page = browser.get(address, {"on": typed})
        assert f'value="{timezone.localdate().isoformat()}"' in page.content.decode()


def test_without_a_drawing_library_the_page_is_there_and_the_pdf_is_not(town, recent, client, monkeypatch):
    def missing(_letter):
        raise PdfUnavailableError("no library")

    monkeypatch.setattr(proving, "compose_pdf", missing)
    browser = browser_of(client, town.user("officer"))
    address = reverse("ehc_proof", args=[recent.uuid])
    assert browser.get(address).status_code == 200
    assert browser.get(address, {"as": "pdf"}).status_code == 404


@pytest.mark.abuse("AC-02")
@pytest.mark.parametrize("suffix", ["", "?as=pdf"])
def test_another_familys_proof_looks_like_one_that_is_not_there(town, recent, client, suffix):
    now = timezone.now()
    other = checked(town, ask(at=now - timedelta(days=2), child=child_given(given_name="Maya", postcode="BB11 1AA"),
                              asker=asker_given(given_name="Kim", email="kim@example.org")), at=now - timedelta(days=1))
    browser = browser_of(client, parent_of(recent))
    assert browser.get(reverse("ehc_my_proof", args=[recent.uuid])).status_code == 200
    hidden = browser.get(reverse("ehc_my_proof", args=[other.uuid]) + suffix)
    unknown = browser.get(reverse("ehc_my_proof", args=["00000000-0000-4000-8000-000000000000"]) + suffix)
    number = re.compile(r"R-[0-9A-Z]{4}-[0-9A-Z]{4}")
    assert hidden.status_code == unknown.status_code == 404
    assert number.sub("", words_of(hidden)) == number.sub("", words_of(unknown))
    assert browser.get(reverse("ehc_proof", args=[recent.uuid])).status_code == 404


def test_a_request_without_a_clock_and_a_plan_of_another_child_have_no_proof(town, recent, client):
    Request.objects.filter(pk=recent.pk).update(track=None)
    browser = browser_of(client, town.user("officer"))
    assert browser.get(reverse("ehc_proof", args=[recent.uuid])).status_code == 404
    plan = Plan.objects.create(reference="PLAN-2", child=recent.child, made_on=date(2025, 3, 1), source="service",
                               track=track_for(recent.child))
    shown = words_of(browser.get(reverse("ehc_plan_proof", args=[plan.uuid])))
    assert "EHC plan PLAN-2" in shown
    assert browser.get(reverse("ehc_my_plan_proof", args=[plan.uuid])).status_code == 404
    family = browser_of(client, parent_of(recent))
    assert "EHC plan PLAN-2" in words_of(family.get(reverse("ehc_my_plan_proof", args=[plan.uuid])))
