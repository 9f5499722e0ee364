"""The decision and its letter: test, evidence, reasons, unlawful grounds, lateness, two officers, and Fridays."""

from datetime import date, datetime

import pytest

from alongside.commons.clocks.models import Deadline
from alongside.commons.messaging.models import Letter, Notice
from alongside.ground.access.models import AuditEntry
from alongside.ground.core.errors import InvalidError, RefusedError, StaleError
from alongside.ground.documents.models import Document
from alongside.ground.outbox.models import OutboxMessage
from alongside.ground.people import services as people
from alongside.ground.people.models import Post, Team
from alongside.work.ehc import services as ehc
from alongside.work.ehc.models import Decision, ExceptionClaim, Request
from alongside.work.ehc.services import composing, deciding
from alongside.work.ehc.words import RequestState
from tests.unit.ehc.conftest import LONDON, ask, asker_given, checked, child_given, days_later, fresh

pytestmark = pytest.mark.django_db
REFUSAL = "Robin reads and plays with others and needs no more help than the nursery gives every child."


def given(outcome="agree", **more):
    yes = outcome == "agree"
    return ehc.DecisionGiven(**{
        "outcome": outcome, "has_or_may_have_sen": True, "may_be_necessary": yes, "evidence_words": "The request",
        "reasons": deciding.YES_REASONS if yes else REFUSAL, **more,
    })


def decide(town, request, outcome="agree", version=0, at=None, **more):
    return ehc.decide(request=request, given=given(outcome, **more), version=version, by=town.user("decider"),
                      at=at or days_later(30))


def send(town, decision, at=None, **more):
    return ehc.send_decision(decision=decision, version=decision.version, by=town.user("decider"),
                             at=at or days_later(30), **more)


@pytest.fixture
def request_(town):
    return checked(town, ask())


def test_a_yes_is_saved_after_the_test_and_waits_for_its_letter(town, request_):
    decision = decide(town, request_)
    row = fresh(request_)
    assert (row.state, row.waiting_for) == (RequestState.DECIDED, "the letter to leave")
    assert decision.version == 1
    assert Deadline.objects.get(track=row.track, duty="assess_decision_6w").state == "open"


@pytest.mark.parametrize(("more", "field"), [
    ({"has_or_may_have_sen": None}, "has_or_may_have_sen"), ({"may_be_necessary": None}, "may_be_necessary"),
    ({"outcome": ""}, "outcome"), ({"reasons": "  "}, "reasons"), ({"evidence_words": " "}, "evidence"),
    ({"may_be_necessary": False}, "outcome"), ({"outcome": "refuse", "may_be_necessary": True}, "outcome"),
])
def test_without_test_evidence_and_reasons_nothing_is_saved(town, request_, more, field):
    with pytest.raises(InvalidError) as caught:
        decide(town, request_, **more)
    assert field in caught.value.errors
    assert not Decision.objects.exists()
    assert fresh(request_).state == RequestState.RECEIVED


def test_chosen_evidence_is_named_in_the_letter_and_evidence_of_another_case_is_not(town, request_):
    own = ehc.add_evidence(request=request_, title="Nursery report", words="x", by=town.user("officer"),
                           at=days_later(2))
    other = ehc.add_evidence(request=ask(child=child_given(given_name="Kit")), title="Another child’s report",
                             words="x", by=town.user("officer"), at=days_later(2))
    decision = decide(town, request_, evidence=(own.uuid, other.uuid), evidence_words="")
    assert decision.evidence_uuids == [str(own.uuid)]
    assert decision.evidence_words == "Nursery report"


@pytest.mark.parametrize(("sentence", "code"), [
    ("There is no diagnosis.", "no_diagnosis"), ("No educational psychologist has been involved.", "no_psychologist"),
    ("The school must first do two cycles of support.", "too_few_cycles"),
    ("The school has not spent £6,000.", "money_not_spent"), ("She is academically on track.", "on_track"),
])
def test_a_refusal_that_seems_unlawful_comes_back_with_why_and_how_it_fares(town, request_, sentence, code):
    with pytest.raises(InvalidError) as caught:
        decide(town, request_, "refuse", reasons=sentence)
    assert f"flag_{code}" in caught.value.errors
    decision = decide(town, request_, "refuse", reasons=sentence, flag_answers={code: "It is only mentioned."})
    assert (decision.flags[0]["code"], decision.flags[0]["answer"]) == (code, "It is only mentioned.")
    assert "overturned" in decision.flags[0]["appeals"] or "appeal" in decision.flags[0]["appeals"] or (
        "decide" in decision.flags[0]["appeals"])


@pytest.mark.fault("two people edit one section")
def test_two_officers_saving_the_same_decision(town, request_):
    mine, theirs = "Their reasons, in their words.", "Ours"
    decide(town, request_, reasons=mine)
    with pytest.raises(StaleError) as caught:
        decide(town, request_, "refuse", reasons=theirs)
    assert caught.value.theirs["reasons"] == mine
    assert caught.value.ours["reasons"] == theirs
    assert Decision.objects.get().reasons == mine
    changed = decide(town, request_, "refuse", version=1)
    assert (changed.version, changed.outcome) == (2, "refuse")
    with pytest.raises(StaleError):
        send(town, Decision(pk=changed.pk, request=request_, version=1, outcome="agree"))


def test_a_decision_that_is_gone_is_said_so():
    assert deciding.in_words(None) == {"outcome": "Nothing is saved any more"}


def test_only_a_decision_maker_of_the_child_decides(town, request_):
    for key in ("officer", "burnley", "manager"):
        with pytest.raises(RefusedError):
            ehc.decide(request=request_, given=given(), version=0, by=town.user(key), at=days_later(3))
    people.exclude(
        child=request_.child, user=town.users["decider"], acts=["decide"], basis="conflict", source="Own statement",
        evidence="Is the child's aunt", starts_on=date(2025, 9, 2), by=town.user("manager"), at=days_later(1),
    )
    with pytest.raises(RefusedError):
        decide(town, request_)


def test_the_letter_of_a_yes_goes_to_those_who_decide_and_the_duty_is_met(town, request_):
    decision = send(town, decide(town, request_, strengths="He builds towers."))
    letter = Letter.objects.get(event="ehc.agree")
    assert letter.person == request_.requester
    assert (letter.template, letter.template_version) == ("ehc.agree", "1")
    assert decision.letter_uuids == [str(letter.uuid)]
    row = fresh(request_)
    assert (row.state, row.outcome_on) == (RequestState.AGREED, date(2025, 10, 1))
    due = Deadline.objects.get(track=row.track, duty="assess_decision_6w")
    assert (due.state, due.done) == ("met", date(2025, 10, 1))
    assert row.track.closed_on is None
    assert Document.objects.get(uuid=letter.html_uuid).child_uuid == row.child.uuid


@pytest.mark.abuse("AC-01")
def test_a_decision_goes_to_the_child_s_own_people_and_the_notice_names_nobody(town, request_):
    other = checked(town, ask(child=child_given(given_name="Kit", family_name="Other"),
                              asker=asker_given(given_name="Pat", email="pat@example.org")))
    assert composing.recipient_words(request_, days_later(30).date()) == ["Sam Example, Parent"]
    decision = decide(town, request_)
    send(town, decision)
    assert {letter.person for letter in Letter.objects.all()} == {request_.requester}
    readers = set(Document.objects.get(uuid=Letter.objects.get().html_uuid).readers.values_list("badge", flat=True))
    assert f"person:{request_.requester.uuid}" in readers
    assert f"person:{other.requester.uuid}" not in readers
    assert Notice.objects.get(letter__isnull=False).words == "A decision letter is ready"
    assert not OutboxMessage.objects.filter(subject__contains="Robin").exists()


def test_a_decision_is_sent_once(town, request_):
    decision = decide(town, request_)
    send(town, decision)
    again = ehc.send_decision(decision=decision, version=1, by=town.user("decider"), at=days_later(31))
    assert again.notified_on == date(2025, 10, 1)
    assert Letter.objects.count() == 1
    with pytest.raises(InvalidError):
        decide(town, request_, version=1)


def test_a_refusal_says_how_to_appeal_and_until_when_at_least(town, request_):
    Team.objects.filter(code="advice").update(title="SENDIASS Here", phone="0300 1", email="a@b.org")
    decision = decide(town, request_, "refuse", at=days_later(30))
    with pytest.raises(InvalidError) as caught:
        send(town, decision)
    assert "call_words" in caught.value.errors
    sent = send(town, decision, call_words="Rang Sam at 9.30, explained why.")
    assert sent.appeal_until_on == date(2025, 12, 1)
    assert sent.called_at == days_later(30)
    text = composing.plain_text_of(sent, date(2025, 10, 1))
    for part in ("You can appeal at least until Monday 1 December 2025; with a mediation certificate you may have longer",
                 "SENDIASS Here", "0300 1, a@b.org", "The mediation service, 0300 000 0000",
                 "The resolution service: 0300 000 0000", "certificate", "Monday 1 December 2025"):
        assert part in text
    assert "too late" not in text
    row = fresh(request_)
    assert row.state == RequestState.REFUSED
    assert row.family_called_on == date(2025, 10, 1)
    assert row.track.closed_on == date(2025, 10, 1)
    assert Deadline.objects.get(track=row.track, duty="notice_contents_check").state == "met"


@pytest.mark.parametrize("missing", [("advice",), ("mediation", "resolution"), ("advice", "mediation", "resolution")])
def test_a_refusal_that_cannot_say_whom_to_turn_to_never_leaves(town, request_, missing):
    decision = decide(town, request_, "refuse", at=days_later(21))
    Team.objects.filter(kind__in=missing[:1]).delete()
    Team.objects.filter(kind__in=missing[1:]).update(phone="")
    assert len(ehc.missing_rights(days_later(21).date())) == len(missing)
    with pytest.raises(InvalidError) as caught:
        send(town, decision, at=days_later(21), call_words="Rang.")
    assert set(caught.value.errors) == {"rights"}
    assert "Ask your manager today" in caught.value.errors["rights"]
    assert not Letter.objects.exists()
    yes = decide(town, request_, version=1, at=days_later(21))
    assert send(town, yes, at=days_later(21)).sent_at


def test_the_first_team_that_can_be_reached_is_named(town, request_):
    Team.objects.filter(code="mediation").update(phone="")
    Team.objects.create(code="m2", title="Zeal mediation", kind="mediation", body=request_.team.body, email="m@z.example")
    assert ehc.missing_rights(days_later(20).date()) == []
    assert composing.rights_values(days_later(20).date())["mediation_name"] == "Zeal mediation"


@pytest.mark.parametrize(("moment", "is_it"), [
    (datetime(2025, 10, 3, 14, 59, tzinfo=LONDON), False), (datetime(2025, 10, 3, 15, 0, tzinfo=LONDON), True),
    (datetime(2025, 10, 4, 10, 0, tzinfo=LONDON), True), (datetime(2025, 10, 6, 7, 59, tzinfo=LONDON), True),
    (datetime(2025, 10, 6, 8, 0, tzinfo=LONDON), False),
])
def test_a_refusal_never_leaves_when_nobody_can_answer(town, request_, moment, is_it):
    assert ehc.is_curfew(moment) is is_it
    decision = decide(town, request_, "refuse", at=days_later(20))
    if is_it:
        with pytest.raises(InvalidError) as caught:
            send(town, decision, at=moment, call_words="Rang.")
        assert "when" in caught.value.errors
    sent = send(town, decision, at=moment, call_words="Rang.", has_family_asked=True)
    assert sent.sent_at == moment


def test_nothing_is_sent_to_somebody_whom_nobody_has_checked(town):
    request = ask()
    decision = decide(town, request)
    with pytest.raises(InvalidError) as caught:
        send(town, decision)
    assert "Check who asked" in caught.value.errors["to"]


def test_a_late_decision_says_so_says_why_and_says_when(town, request_):
    with pytest.raises(InvalidError) as caught:
        decide(town, request_, at=days_later(50))
    assert "why_late" in caught.value.errors
    decision = decide(town, request_, at=days_later(50), why_late="We had nobody to read it.")
    sent = send(town, decision, at=days_later(51))
    assert sent.is_late
    text = composing.plain_text_of(sent, date(2025, 10, 22))
    for part in ("you should have had this answer by Monday 13 October 2025", "We broke the law",
                 "We had nobody to read it.", "day 51"):
        assert part in text
    assert Deadline.objects.get(track=fresh(request_).track, duty="assess_decision_6w").state == "missed"
    assert AuditEntry.objects.filter(code="ehc.decision.sent", detail__contains="True").exists()


def test_a_decision_that_became_late_in_the_drawer_asks_why_before_it_leaves(town, request_):
    decision = decide(town, request_, at=days_later(41))
    with pytest.raises(InvalidError) as caught:
        send(town, decision, at=days_later(44))
    assert "why_late" in caught.value.errors


def test_an_officer_may_send_what_was_decided_and_others_may_not(town, request_):
    decision = decide(town, request_)
    with pytest.raises(RefusedError):
        ehc.send_decision(decision=decision, version=1, by=town.user("burnley"), at=days_later(30))
    Post.objects.filter(code="dsco").update(email="")
    ehc.notify_partners(request=request_, by=town.user("officer"), at=days_later(30))
    sent = ehc.send_decision(decision=decision, version=1, by=town.user("officer"), at=days_later(30))
    assert sent.sent_by == town.users["officer"]
    assert OutboxMessage.objects.filter(key__startswith="ehc:outcome").count() == 1


def test_a_family_is_told_of_lateness_before_it_asks(town, request_):
    officer = town.user("officer")
    with pytest.raises(InvalidError):
        ehc.tell_lateness(request=request_, why="x", expected="x", by=officer, at=days_later(40))
    with pytest.raises(InvalidError) as caught:
        ehc.tell_lateness(request=request_, why=" ", expected="", by=officer, at=days_later(43))
    assert set(caught.value.errors) == {"why", "expected"}
    ehc.tell_lateness(request=request_, why="Nobody read it.", expected="By Friday.", by=officer, at=days_later(43))
    assert Letter.objects.get(event="ehc.late").person == request_.requester
    assert fresh(request_).late_expected == "By Friday."
    with pytest.raises(RefusedError):
        ehc.tell_lateness(request=request_, why="x", expected="x", by=town.user("decider"), at=days_later(43))


def claim(town, request, **more):
    made = ehc.claim_exception(**{
        "request": request, "ground": "exc_personal_circumstances", "duty": "assess_decision_6w",
        "from_on": date(2025, 9, 20), "evidence": "A letter", "why_impractical": "The family was in hospital.",
        "by": town.user("manager"), "at": days_later(25), **more,
    })
    return made.claim


def test_an_exception_needs_ground_evidence_authoriser_and_the_family_hears_of_it(town, request_):
    made = claim(town, request_)
    assert claim(town, request_) == made
    assert not made.is_late_entry
    assert Letter.objects.get(event="ehc.exception").person == request_.requester
    row = Deadline.objects.get(track=fresh(request_).track, duty="assess_decision_6w")
    assert row.state == "exempt"
    assert not deciding.is_overdue(fresh(request_), date(2025, 12, 1))
    with pytest.raises(RefusedError):
        claim(town, request_, by=town.user("officer"))


@pytest.mark.parametrize(("more", "field"), [
    ({"ground": "holiday"}, "ground"), ({"duty": "advice_return_6w"}, "duty"), ({"evidence": " "}, "evidence"),
    ({"from_on": date(2026, 1, 1)}, "from_on"), ({"to_on": date(2025, 9, 1)}, "to_on"),
    ({"why_impractical": ""}, "why_impractical"),
])
def test_an_exception_without_one_of_them_is_not_claimed(town, request_, more, field):
    with pytest.raises(InvalidError) as caught:
        claim(town, request_, **more)
    assert field in caught.value.errors


def test_an_exception_entered_late_is_listed_and_a_closed_case_has_none(town, request_):
    assert claim(town, request_, at=days_later(40), to_on=date(2025, 10, 5), duty="final_plan_20w").is_late_entry
    assert ExceptionClaim.objects.get().to_on == date(2025, 10, 5)
    Request.objects.filter(pk=request_.pk).update(state=RequestState.REFUSED)
    with pytest.raises(InvalidError) as caught:
        claim(town, fresh(request_))
    assert "request" in caught.value.errors


def test_a_late_plan_is_told_by_its_own_letter_with_its_own_date_and_not_before_it_is_late(town, request_):
    officer = town.user("officer")
    send(town, decide(town, request_))
    row = fresh(request_)
    with pytest.raises(InvalidError):
        ehc.tell_lateness(request=row, why="x", expected="x", by=officer, at=days_later(60))
    ehc.tell_lateness(request=row, why="No psychologist.", expected="In two weeks.", by=officer, at=days_later(141))
    letter = Letter.objects.get(event="ehc.late_plan")
    assert letter.person == request_.requester
    assert not Letter.objects.filter(event="ehc.late").exists()


def test_nobody_is_told_of_lateness_where_a_person_must_still_judge_an_exception(town, request_):
    claim(town, request_, ground="exc_school_closed", duty="assess_decision_6w")
    assert Deadline.objects.get(track=request_.track_id, duty="assess_decision_6w").state == "needs_a_person"
    with pytest.raises(InvalidError):
        ehc.tell_lateness(request=request_, why="x", expected="x", by=town.user("officer"), at=days_later(43))
