"""A request arrives: every door, one clock, one answer."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError

from alongside.commons.clocks.models import Deadline, Track
from alongside.ground.access import services as access
from alongside.ground.access.models import AuditEntry
from alongside.ground.core.errors import InvalidError, RefusedError
from alongside.ground.outbox.models import OutboxMessage
from alongside.ground.people import services as people
from alongside.ground.people.models import Child, Person, Post, Relationship, Standing
from alongside.work.ehc import services as ehc
from alongside.work.ehc import tasks
from alongside.work.ehc.models import Assessment, Consultation, Evidence, PartnerNotice, Request, RequestAnswers
from alongside.work.ehc.queries import cases
from alongside.work.ehc.services import receiving
from alongside.work.ehc.words import AskedBy, Door, IdentityState, Partner, RequestState
from tests.unit.ehc.conftest import EARLY, MONDAY, ask, asker_given, checked, child_given, days_later, fresh

pytestmark = pytest.mark.django_db


def test_a_parent_at_night_is_told_day_0_the_lawful_dates_and_who_holds_it(town):
    receipt = ehc.receive_request(
        door=Door.PORTAL, asked_by_kind=AskedBy.PARENT, child=child_given(), asker=asker_given(),
        received_at=MONDAY, at=MONDAY, by=None,
    )
    assert receipt.received_on == date(2025, 9, 1)
    assert receipt.decide_by == date(2025, 10, 13)
    assert receipt.plan_by == date(2026, 1, 19)
    assert receipt.ring_by == date(2025, 9, 15)
    assert receipt.team == "EHC team, Preston"
    words = receipt.as_words(date(2025, 9, 13))
    assert words["day_words"] == "Day 12 of 42"
    assert words["decide_by"] == "Monday 13 October 2025"


def test_the_new_request_is_on_the_clock_with_the_team_of_the_district(town):
    request = ask()
    assert request.state == RequestState.RECEIVED
    assert request.team == town.teams["Preston"]
    assert request.track.next_duty == "assess_decision_6w"
    assert request.track.next_due == date(2025, 10, 13)
    assert request.track.team_badge == f"team:{town.teams['Preston'].uuid}"
    assert Deadline.objects.filter(track=request.track, duty="final_plan_20w").exists()
    assert Relationship.objects.get(child=request.child, kind="case_team").team == request.team
    standing = Standing.objects.get(child=request.child, room="ehc")
    assert (standing.words, standing.next_on) == ("Received", date(2025, 10, 13))


def test_the_acknowledgement_leaves_by_mail_with_reference_and_dates_and_without_the_child_s_name(town):
    request = ask()
    mail = OutboxMessage.objects.get(to="sam@example.org")
    assert request.reference in mail.body_text
    assert "Monday 13 October 2025" in mail.body_text
    assert "Robin" not in mail.body_text + mail.subject + mail.body_html
    assert request.acknowledged_on == date(2025, 9, 1)
    assert Consultation.objects.get(request=request).kind == "family"


def test_who_wants_post_gets_a_letter_and_who_left_only_a_wrong_address_is_still_taken_in(town):
    posted = ask(asker=asker_given(channel="post", address="1 Any Street", postcode="PR1 8XJ"))
    assert OutboxMessage.objects.get(key=f"ehc:ack:{posted.reference}:post").to.startswith("Sam Example")
    wrong = ask(child=child_given(given_name="Kit"), asker=asker_given(email="not an address"), door=Door.LETTER,
                by=town.user("postroom"))
    assert wrong.acknowledged_on is None
    assert not OutboxMessage.objects.filter(key__contains=wrong.reference).exists()


def test_only_a_telephone_number_is_enough_and_the_officer_answers_by_mouth(town):
    request = ask(asker=asker_given(email="", phone="07700 900123"), door=Door.PHONE, by=town.user("postroom"))
    assert request.acknowledged_on == date(2025, 9, 1)
    assert request.requester.profile.channel == "phone"


def test_nothing_but_a_name_and_a_way_to_answer_is_needed(town):
    request = ask(child=ehc.ChildGiven("Robin", ""), asker=ehc.AskerGiven(given_name="Sam", phone="07700 900123"))
    assert request.is_birth_date_missing
    assert request.child.family_name == "Not given"
    assert any("birth date is not known yet" in line for line in cases.warnings(request))


@pytest.mark.parametrize(("child", "asker", "field"), [
    (ehc.ChildGiven("", " "), asker_given(), "child_given_name"),
    (child_given(), None, "asker_given_name"),
    (child_given(), ehc.AskerGiven(phone="1"), "asker_given_name"),
    (child_given(), ehc.AskerGiven(given_name="Sam"), "asker_phone"),
])
def test_what_is_missing_is_said(town, child, asker, field):
    with pytest.raises(InvalidError) as caught:
        ehc.receive_request(door=Door.PORTAL, asked_by_kind=AskedBy.PARENT, child=child, asker=asker,
                            received_at=MONDAY, at=MONDAY, by=None)
    assert field in caught.value.errors


def test_an_impossible_birth_date_never_keeps_a_request_out(town):
    request = ask(child=child_given(born_on=date(1950, 1, 1)))
    assert request.is_birth_date_missing
    assert request.child.born_on is None
    assert request.child.birth_words == "birth date not known yet"


def test_a_birth_date_that_comes_later_is_no_longer_asked_for(town):
    request = ask(child=child_given(born_on=None))
    assert request.steps["no_birth_date"]
    assert any("birth date is not known yet" in line for line in cases.warnings(request))
    child = request.child
    people.update_child(child=child, version=child.version, by=None, at=days_later(1), born_on=date(2018, 5, 14))
    assert tasks.take_up_birth_dates(days_later(1)) == 1
    assert tasks.take_up_birth_dates(days_later(1)) == 0
    request.refresh_from_db()
    assert not request.steps["no_birth_date"]
    assert not any("birth date" in line for line in cases.warnings(request))


def test_a_letter_in_a_wrong_mailbox_counts_from_the_day_it_reached_the_council(town):
    request = ask(
        at=days_later(9), received_at=receiving.received_moment(date(2025, 9, 1), days_later(9)), door=Door.LETTER,
        by=town.user("postroom"), backdated_reason="It went to the general mailbox.",
    )
    assert request.received_on == date(2025, 9, 1)
    assert request.track.next_due == date(2025, 10, 13)
    entry = AuditEntry.objects.get(code="ehc.request.received")
    assert entry.reason == "It went to the general mailbox."
    assert receiving.received_moment(days_later(0).date(), MONDAY.replace(hour=9)) == MONDAY.replace(hour=9)


@pytest.mark.parametrize(("received", "reason", "field"), [
    (MONDAY + timedelta(days=20), "", "received_on"), (MONDAY, "", "backdated_reason"),
])
def test_a_day_of_receipt_needs_to_be_possible_and_a_late_entry_a_reason(town, received, reason, field):
    with pytest.raises(InvalidError) as caught:
        ask(at=days_later(5), received_at=received, door=Door.LETTER, by=town.user("postroom"),
            backdated_reason=reason)
    assert field in caught.value.errors


def test_only_the_open_form_has_nobody_behind_it_and_only_those_who_may_enter_do(town):
    with pytest.raises(RefusedError):
        ask(door=Door.LETTER, by=None)
    with pytest.raises(RefusedError):
        ask(door=Door.LETTER, by=town.user("decider"))


def test_a_setting_asks_for_its_own_pupil_and_not_for_another_school(town):
    post = Post.objects.create(code="senco", title="SENCO", kind="senco", setting=town.school)
    senco = town.add_user("senco", "setting_staff", post)
    request = ask(asked_by_kind=AskedBy.SETTING, setting=town.school, by=senco, asker=None)
    assert request.identity_state == IdentityState.NOT_NEEDED
    assert request.requester is None
    assert Relationship.objects.get(child=request.child, kind="on_roll").setting == town.school
    with pytest.raises(RefusedError):
        ask(asked_by_kind=AskedBy.PARENT, setting=town.school, by=town.user("senco"))
    with pytest.raises(RefusedError):
        ask(asked_by_kind=AskedBy.SETTING, setting=None, by=town.user("senco"))


@pytest.mark.abuse("AC-13")
def test_a_setting_gains_no_sight_of_a_child_whom_we_know_already(town):
    ask()
    post = Post.objects.create(code="senco", title="SENCO", kind="senco", setting=town.school)
    senco = town.add_user("senco", "setting_staff", post)
    joined = ask(at=days_later(1), asked_by_kind=AskedBy.SETTING, setting=town.school, by=senco, asker=None)
    assert joined.state == RequestState.JOINED
    assert not Relationship.objects.filter(child=joined.child, kind="on_roll").exists()


def test_any_person_brings_a_child_to_notice_and_six_weeks_run_as_well(town):
    receipt = ehc.bring_to_notice(
        child=child_given(), informant=asker_given(relation="health visitor"), why="He does not speak.",
        received_at=MONDAY, at=MONDAY, by=None,
    )
    request = Request.objects.get(uuid=receipt.uuid)
    assert request.track.events.get(seq=0).type == "child_brought_to_notice"
    assert request.track.next_due == date(2025, 10, 13)
    assert request.identity_state == IdentityState.NOT_NEEDED
    assert RequestAnswers.objects.get(request=request).answers == {"why": "He does not speak."}
    assert not Relationship.objects.filter(child=request.child, kind="family_unchecked").exists()


def test_the_same_form_sent_twice_has_one_effect(town):
    first, again = ask(key="draft:SAVE-1:0"), ask(key="draft:SAVE-1:0", at=days_later(1))
    assert first == again
    assert Request.objects.count() == 1
    assert OutboxMessage.objects.filter(key__startswith="ehc:ack").count() == 1


@pytest.mark.fault("duplicate submit")
def test_two_tries_at_the_same_moment_give_one_receipt(town, monkeypatch):
    first = ask(key="draft:SAVE-1:0")
    looks = iter([None])
    real = receiving._of_key
    monkeypatch.setattr(receiving, "_of_key", lambda key: next(looks, real(key)))
    again = ehc.receive_request(
        door=Door.PORTAL, asked_by_kind=AskedBy.PARENT, child=child_given(), asker=asker_given(), received_at=MONDAY,
        at=MONDAY, by=None, key="draft:SAVE-1:0",
    )
    assert again.uuid == first.uuid
    assert Request.objects.count() == 1


def test_another_broken_rule_of_the_database_is_not_mistaken_for_a_second_try(town, monkeypatch):
    def broken(came):
        raise IntegrityError("something else")

    monkeypatch.setattr(receiving, "_receive", broken)
    with pytest.raises(IntegrityError):
        ask()


def test_a_second_request_for_the_child_joins_the_first_and_gets_the_same_reply(town):
    first = ask()
    sent = ehc.Sent(evidence=(ehc.EvidenceGiven("What the father sees", "He cries every morning."),))
    second = ask(at=days_later(3), asker=asker_given(given_name="Alex", email="alex@example.org"), sent=sent)
    assert second.state == RequestState.JOINED
    assert second.duplicate_of == first
    assert second.track is None
    assert Evidence.objects.get(title="What the father sees").request == first
    one, two = ehc.receipt_of(first).as_words(days_later(3).date()), ehc.receipt_of(second).as_words(days_later(3).date())
    assert set(one) == set(two)
    assert two["decide_by"] == "Thursday 16 October 2025"
    assert two["team"] == one["team"]
    mails = OutboxMessage.objects.filter(key__startswith="ehc:ack").order_by("id")
    assert [m.subject for m in mails] == [mails[0].subject] * 2
    assert any("Somebody else asked" in line for line in cases.warnings(fresh(first)))


def test_the_reply_never_shows_where_a_known_child_lives_now(town):
    first = ask()
    people.update_child(child=first.child, version=first.child.version, by=None, at=days_later(1), postcode="BB11 1AA")
    second = ask(at=days_later(3))
    assert ehc.receipt_of(second).team == "EHC team, Preston"


def test_a_like_name_is_never_joined_by_a_machine(town):
    first = ask()
    second = ask(child=child_given(given_name="Robyn"))
    assert second.state == RequestState.RECEIVED
    assert second.child != first.child


def test_brothers_and_sisters_of_one_form_are_two_requests(town):
    first = ask(key="draft:SAVE-1:0")
    second = ask(key="draft:SAVE-1:1", child=child_given(given_name="Kit", born_on=date(2020, 2, 2)))
    assert {first.reference, second.reference} == set(Request.objects.values_list("reference", flat=True))
    assert first.child != second.child
    assert Track.objects.count() == 2


def test_six_months_count_from_an_assessment_carried_out_and_never_from_a_refusal(town):
    first = checked(town, ask())
    Request.objects.filter(pk=first.pk).update(state=RequestState.REFUSED)
    second = ask(at=days_later(60))
    assert second.state == RequestState.RECEIVED
    assert second.previous == first
    assert second.last_assessed_on is None
    assert any("refused" in line for line in cases.warnings(second))
    Request.objects.filter(pk=second.pk).update(state=RequestState.FINISHED)
    Assessment.objects.create(request=second, outcome_code="N", outcome_on=date(2025, 12, 1))
    third = ask(at=days_later(120))
    assert third.last_assessed_on == date(2025, 12, 1)
    assert third.state == RequestState.RECEIVED
    assert any("less than six months" in line for line in cases.warnings(third))


def test_a_child_of_another_area_is_taken_in_and_marked(town):
    request = ask(child=child_given(postcode="M1 1AA"))
    assert request.lives_elsewhere_la == "another council"
    assert any("another area" in line for line in cases.warnings(request))
    assert request.track is not None
    assert ask(child=child_given(given_name="Kit", lives_elsewhere_la="Elsewhere Council")).lives_elsewhere_la == (
        "Elsewhere Council"
    )


def test_for_a_child_in_care_the_virtual_school_head_and_the_social_worker_are_copied(town):
    request = ask(child=child_given(is_looked_after=True))
    assert any("virtual school head" in line for line in cases.warnings(request))
    copied = PartnerNotice.objects.get(request=request)
    assert copied.partner == Partner.VIRTUAL_SCHOOL
    mail = OutboxMessage.objects.get(to="head@example.nhs.uk")
    assert "Robin" not in mail.body_text + mail.subject
    worker = people.register_person(
        family_name="Worker", given_name="Jo", kind="professional", email="jo@example.gov.uk", by=None, at=EARLY
    )
    people.relate(child=request.child, kind="social_worker", person=worker, starts_on=date(2025, 9, 2), by=None,
                  at=days_later(1))
    people.relate(child=request.child, kind="social_worker", team=town.teams["Burnley"], starts_on=date(2025, 9, 2),
                  by=None, at=days_later(1))
    ehc.notify_partners(request=request, by=town.user("officer"), at=days_later(2))
    assert set(PartnerNotice.objects.filter(request=request).values_list("partner", flat=True)) == {
        "health", "social_care", "virtual_school", "social_worker"
    }
    assert OutboxMessage.objects.filter(to="jo@example.gov.uk").count() == 1


def test_a_person_whom_we_know_is_not_made_twice_and_not_checked_twice(town):
    request = checked(town, ask())
    Request.objects.filter(pk=request.pk).update(state=RequestState.REFUSED)
    again = ask(at=days_later(90), child=request.child,
                asker=ehc.AskerGiven(person=request.requester), door=Door.PHONE, by=town.user("officer"))
    assert again.requester == request.requester
    assert again.identity_state == IdentityState.NOT_NEEDED
    assert Person.objects.filter(kind="family").count() == 1


def test_a_full_profile_is_kept_and_obeyed(town):
    request = ask(asker=asker_given(
        channel="email", agrees_electronic=True, language="Urdu", needs_interpreter=True, reading_format="large_print",
        best_time="after school", access_needs="hearing loop", help_to_take_part="my sister",
    ))
    profile = request.requester.profile
    assert profile.electronic_notice_agreed_on == date(2025, 9, 1)
    assert (profile.language, profile.reading_format, profile.needs_interpreter) == ("Urdu", "large_print", True)


def test_a_request_leaves_its_line_in_the_child_s_chain(town):
    request = ask()
    entry = AuditEntry.objects.get(code="ehc.request.received")
    assert entry.child_uuid == request.child.uuid
    assert "Robin" not in entry.detail
    assert access.facts_of(entry)["asked_by"] == "parent"
    assert Child.objects.count() == 1
