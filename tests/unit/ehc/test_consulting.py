"""On the way to the decision: partners, views, evidence, calls; identity; who holds it."""

from datetime import date

import pytest

from alongside.commons.clocks.models import Deadline
from alongside.commons.messaging.models import CallNote, Letter, Notice
from alongside.ground.access.models import Invitation
from alongside.ground.core.errors import InvalidError, RefusedError, StaleError
from alongside.ground.documents import services as documents
from alongside.ground.outbox.models import OutboxMessage
from alongside.ground.people import policies as people_policies
from alongside.ground.people import services as people
from alongside.ground.people.models import Post, Relationship, Standing
from alongside.work.ehc import policies, tasks
from alongside.work.ehc import services as ehc
from alongside.work.ehc.models import Consultation, Evidence, IdentityCheck, PartnerNotice, Request
from alongside.work.ehc.words import AskedBy, Door, IdentityState, RequestState
from tests.unit.ehc.conftest import PROOFS, ask, asker_given, checked, days_later, fresh

pytestmark = pytest.mark.django_db


def state_of(request, duty):
    return Deadline.objects.get(track=request.track, duty=duty).state


def test_partners_are_told_once_without_a_name_and_the_duty_is_met(town):
    request = ask(setting=town.school)
    for day in (1, 2):
        ehc.notify_partners(request=request, by=town.user("officer"), at=days_later(day))
    assert PartnerNotice.objects.filter(request=request).count() == 3
    mails = OutboxMessage.objects.filter(key__startswith="ehc:notice")
    assert {m.to for m in mails} == {"dco@example.nhs.uk", "dsco@example.nhs.uk", "office@any-primary.example"}
    assert all("Robin" not in m.body_text and request.reference in m.body_text for m in mails)
    assert state_of(request, "request_notify_partners") == "met"
    assert fresh(request).state == RequestState.CONSIDERING


def test_without_a_mailbox_the_notice_waits_for_a_hand(town):
    Post.objects.filter(code__in=("dco", "dsco", "head")).delete()
    request = ask()
    ehc.notify_partners(request=request, by=town.user("officer"), at=days_later(1))
    assert set(PartnerNotice.objects.values_list("outbox_uuid", flat=True)) == {None}


@pytest.mark.abuse("AC-02")
def test_an_officer_of_another_team_can_do_nothing(town):
    request = ask()
    stranger = town.user("burnley")
    for act in (
        lambda: ehc.notify_partners(request=request, by=stranger, at=days_later(1)),
        lambda: ehc.consult_setting(request=request, setting=town.school, by=stranger, at=days_later(1)),
        lambda: ehc.add_evidence(request=request, title="x", words="x", by=stranger, at=days_later(1)),
        lambda: ehc.record_call(request=request, words="x", by=stranger, at=days_later(1), key="k"),
        lambda: ehc.allocate(request=request, post=town.posts["officer"], by=stranger, at=days_later(1)),
        lambda: ehc.stay_here(request=request, why="x", by=stranger, at=days_later(1)),
        lambda: ehc.check_identity(request=request, proofs=(), by=town.user("decider"), at=days_later(1)),
    ):
        with pytest.raises(RefusedError):
            act()
    assert fresh(request).version == request.version


def test_a_request_that_has_ended_is_not_worked_on(town):
    request = checked(town, ask())
    ehc.withdraw(request=request, words="No more", is_freely_made=True, by=town.user("officer"), at=days_later(2))
    for act in (ehc.notify_partners, ehc.consult_setting, ehc.consult_family):
        with pytest.raises(InvalidError):
            act(request=request, by=town.user("officer"), at=days_later(3))


def test_a_setting_is_asked_once_answers_once_and_may_know_the_child_meanwhile(town):
    request = ask()
    with pytest.raises(InvalidError):
        ehc.consult_setting(request=request, by=town.user("officer"), at=days_later(1))
    asked = ehc.consult_setting(request=request, setting=town.school, by=town.user("officer"), at=days_later(1))
    again = ehc.consult_setting(request=request, setting=town.school, by=town.user("officer"), at=days_later(2))
    assert asked == again
    assert asked.due_on == date(2025, 9, 17)
    assert fresh(request).setting == town.school
    assert Relationship.objects.get(child=request.child, kind="consulted_setting").setting == town.school
    assert OutboxMessage.objects.filter(key=f"ehc:consult:{asked.uuid}").count() == 1
    ehc.record_view(consultation=asked, answer="He needs more help.", by=town.user("officer"), at=days_later(3))
    with pytest.raises(StaleError) as caught:
        ehc.record_view(consultation=asked, answer="Other words.", by=town.user("second"), at=days_later(3))
    assert caught.value.theirs == {"answer": "He needs more help."}
    assert caught.value.ours == {"answer": "Other words."}
    with pytest.raises(InvalidError):
        ehc.record_view(consultation=asked, answer=" ", by=town.user("officer"), at=days_later(3))
    assert fresh(request).steps["answered"] == "2025-09-04"


def test_a_setting_without_a_mailbox_is_asked_by_hand_and_never_beyond_the_lawful_day(town):
    town.school.email = ""
    town.school.save()
    request = ask()
    asked = ehc.consult_setting(request=request, setting=town.school, by=town.user("officer"), at=days_later(35))
    assert asked.due_on == date(2025, 10, 13)
    assert not OutboxMessage.objects.filter(key__startswith="ehc:consult").exists()


def test_a_family_that_did_not_ask_is_asked_for_its_view(town):
    request = checked(town, ask())
    parent = request.requester
    Request.objects.filter(pk=request.pk).update(state=RequestState.REFUSED)
    notice = Request.objects.get(uuid=ehc.bring_to_notice(
        child=request.child, informant=asker_given(relation="doctor"), why="x", received_at=days_later(60),
        at=days_later(60), by=town.user("officer"), door=Door.LETTER).uuid)
    assert state_of(notice, "request_acknowledge_consult") == "open"
    made = ehc.consult_family(request=notice, by=town.user("officer"), at=days_later(61))
    assert [c.person for c in made] == [parent]
    assert state_of(notice, "request_acknowledge_consult") == "met"
    assert Letter.objects.get(event="ehc.consult_family").person == parent
    with pytest.raises(InvalidError):
        ehc.consult_family(request=notice, by=town.user("officer"), at=days_later(62))


def test_evidence_needs_a_title_and_something_in_it(town):
    request = ask()
    officer = town.user("officer")
    for more, field in (({"title": " ", "words": "x"}, "title"), ({"title": "x"}, "words"),
                        ({"title": "x", "words": "x", "received_on": date(2026, 1, 1)}, "received_on")):
        with pytest.raises(InvalidError) as caught:
            ehc.add_evidence(request=request, by=officer, at=days_later(1), **more)
        assert field in caught.value.errors
    made = ehc.add_evidence(request=request, title="Report", words="Two pages", by=officer, at=days_later(1),
                            given_by="health", given_by_words="Dr Any")
    assert Evidence.objects.get() == made


def draft_file(town, name="report.txt"):
    from django.core.files.base import ContentFile

    return documents.add_upload(
        file=ContentFile(b"A report about what helps.", name=name), title=name, kind="evidence",
        ref="journeys:draft:1", by=None, at=days_later(0),
    )


def test_files_of_a_form_come_to_the_case_and_the_asker_reads_them_after_the_check(town):
    file = draft_file(town)
    sent = ehc.Sent(evidence=(ehc.EvidenceGiven("report.txt", document_uuid=file.uuid),))
    request = ask(sent=sent)
    file.refresh_from_db()
    assert file.child_uuid == request.child.uuid
    assert set(file.readers.values_list("badge", flat=True)) == {f"team:{request.team.uuid}"}
    checked(town, request)
    assert f"person:{request.requester.uuid}" in file.readers.values_list("badge", flat=True)


def test_a_file_of_another_draft_than_the_case_s_is_taken_and_of_another_case_refused(town):
    request = ask()
    ehc.allocate(request=request, post=town.posts["officer"], by=town.user("manager"), at=days_later(1))
    file = draft_file(town)
    ehc.add_evidence(request=request, title="Report", documents=[file.uuid], by=town.user("officer"), at=days_later(1))
    assert f"post:{town.posts['officer'].uuid}" in file.readers.values_list("badge", flat=True)
    other = ask(child=ehc.ChildGiven("Kit", "Other", date(2019, 1, 1), postcode="PR1 8XJ"))
    with pytest.raises(RefusedError):
        ehc.add_evidence(request=other, title="Theirs", documents=[file.uuid], by=town.user("officer"),
                         at=days_later(2))


def test_the_first_call_meets_the_standard_wherever_it_was_noted(town):
    request, other = ask(), ask(child=ehc.ChildGiven("Kit", "Other", date(2019, 1, 1), postcode="PR1 8XJ"))
    officer = town.user("officer")
    for key in ("a", "a", "b"):
        ehc.record_call(request=request, words="We talked.", with_words="Sam", by=officer, at=days_later(2), key=key)
    assert CallNote.objects.count() == 2
    assert state_of(request, "local_family_call") == "met"
    CallNote.objects.create(key="elsewhere", child=other.child, words="x", called_at=days_later(3), logged_by=officer)
    assert tasks.take_up_calls(days_later(4)) == 1
    assert fresh(other).family_called_on == date(2025, 9, 4)
    assert tasks.take_up_calls(days_later(5)) == 0


def test_identity_is_checked_by_proofs_and_gives_sight_only_then(town):
    request = ask()
    parent = town.add_user("parent", "family_member", kind="family")
    people_person = request.requester
    from alongside.ground.access import services as access
    access.pin_badge(user=parent, badge=f"person:{people_person.uuid}", since=date(2025, 9, 1), at=days_later(0))
    assert not people_policies.can_see_child(town.user("parent"), request.child, on=days_later(1))
    assert list(policies.visible_to(town.user("parent"), on=date(2025, 9, 2))) == []
    for proofs in ((), ("birth_date", "postcode"), ("photo_id",)):
        with pytest.raises(InvalidError):
            ehc.check_identity(request=request, proofs=proofs, by=town.user("postroom"), at=days_later(1))
    checked(town, request)
    assert people_policies.can_see_child(town.user("parent"), request.child, on=days_later(1))
    assert list(policies.visible_to(town.user("parent"), on=date(2025, 9, 2))) == [request]
    assert IdentityCheck.objects.get().outcome == IdentityState.CHECKED
    assert state_of(request, "local_identity_check") == "met"
    with pytest.raises(InvalidError):
        ehc.check_identity(request=fresh(request), proofs=("photo_id",), by=town.user("postroom"), at=days_later(2))


def test_one_check_settles_every_request_of_the_same_person_for_the_child(town):
    first = ask()
    second = ask(at=days_later(1), asker=ehc.AskerGiven(person=first.requester), door=Door.PHONE,
                 by=town.user("officer"))
    checked(town, first, at=days_later(2))
    assert fresh(second).identity_state == IdentityState.CHECKED
    assert IdentityCheck.objects.count() == 2


def test_an_asker_whom_we_know_already_does_not_become_two_people(town):
    known = checked(town, ask()).requester
    again = ask(at=days_later(2), asker=asker_given(email="sam.new@example.org"))
    check = {"request": again, "by": town.user("officer"), "at": days_later(3)}
    with pytest.raises(InvalidError):
        ehc.check_identity(proofs=("postcode",), same_as=known, **check)
    stranger = people.register_person(family_name="Else", by=None, at=days_later(3))
    with pytest.raises(InvalidError):
        ehc.check_identity(proofs=PROOFS, same_as=stranger, **check)
    ehc.check_identity(proofs=PROOFS, same_as=known, **check)
    row = fresh(again)
    assert (row.requester, row.identity_state) == (known, IdentityState.CHECKED)
    assert Relationship.objects.filter(child=row.child, kind="parent").count() == 1


def test_a_young_person_is_themselves(town):
    request = ask(asked_by_kind=AskedBy.YOUNG_PERSON, child=ehc.ChildGiven("Ari", "Example", date(2008, 1, 1)))
    checked(town, request)
    assert Relationship.objects.get(child=request.child, person=request.requester).kind == "self"


def test_a_failed_check_needs_words_and_leaves_the_clock_running(town):
    request = ask()
    with pytest.raises(InvalidError):
        ehc.check_identity(request=request, proofs=(), is_confirmed=False, by=town.user("postroom"), at=days_later(1))
    ehc.check_identity(request=request, proofs=(), is_confirmed=False, words="Number does not exist",
                       by=town.user("postroom"), at=days_later(1))
    row = fresh(request)
    assert row.identity_state == IdentityState.FAILED
    assert row.track.next_due == date(2025, 10, 13)
    with pytest.raises(InvalidError):
        ehc.check_identity(request=row, proofs=("photo_id",), by=town.user("postroom"), at=days_later(2))


def test_where_nobody_asked_there_is_nobody_to_check(town):
    request = Request.objects.get(uuid=ehc.receive_request(
        door=Door.LETTER, asked_by_kind=AskedBy.COUNCIL, child=ehc.ChildGiven("Kit", "Other", date(2019, 1, 1)),
        asker=None, received_at=days_later(0), at=days_later(0), by=town.user("postroom")).uuid)
    with pytest.raises(InvalidError):
        ehc.check_identity(request=request, proofs=("photo_id",), by=town.user("postroom"), at=days_later(1))


def test_who_was_checked_is_invited_and_nobody_else(town):
    request = ask()
    with pytest.raises(InvalidError):
        ehc.invite_asker(request=request, by=town.user("postroom"), at=days_later(1))
    row = checked(town, request)
    ehc.invite_asker(request=row, by=town.user("postroom"), at=days_later(1))
    invited = Invitation.objects.get()
    assert (invited.role, invited.badge) == ("family_member", f"person:{row.requester.uuid}")
    people.update_person(person=row.requester, version=row.requester.version, by=None, at=days_later(1), email="")
    with pytest.raises(InvalidError):
        ehc.invite_asker(request=fresh(row), by=town.user("postroom"), at=days_later(1))
    young = checked(town, ask(asked_by_kind=AskedBy.YOUNG_PERSON, asker=asker_given(email="ari@example.org"),
                              child=ehc.ChildGiven("Ari", "Example", date(2008, 1, 1))))
    ehc.invite_asker(request=young, by=town.user("postroom"), at=days_later(1))
    assert Invitation.objects.filter(role="young_person").count() == 1


def test_a_case_is_given_to_a_post_and_the_family_hears_of_it(town):
    request = checked(town, ask())
    row = ehc.allocate(request=request, post=town.posts["officer"], by=town.user("manager"), at=days_later(2))
    assert (row.officer, row.state) == (town.posts["officer"], RequestState.CONSIDERING)
    assert row.track.holder_badge == f"post:{town.posts['officer'].uuid}"
    assert Notice.objects.get(event="ehc.holder.changed").person == request.requester
    assert "Officer Example" in Standing.objects.get(child=row.child).holder
    before = fresh(row).version
    ehc.allocate(request=row, post=town.posts["officer"], by=town.user("manager"), at=days_later(2))
    assert fresh(row).version == before


def test_a_handover_needs_a_note_and_ends_the_sight_of_the_post_before(town):
    request = ask()
    manager = town.user("manager")
    ehc.allocate(request=request, post=town.posts["burnley"], by=manager, at=days_later(1))
    assert people_policies.can_see_child(town.user("burnley"), request.child, on=days_later(1))
    with pytest.raises(InvalidError):
        ehc.allocate(request=request, post=town.posts["officer"], by=manager, at=days_later(2))
    ehc.allocate(request=request, post=town.posts["officer"], by=manager, at=days_later(2), note="A call was promised.")
    post = Relationship.objects.get(child=request.child, kind="case_officer", post=town.posts["burnley"])
    assert post.ends_on == date(2025, 9, 3)


def test_a_post_without_a_team_leaves_the_team_as_it_was(town):
    request = ask()
    lone = Post.objects.create(code="lone", title="Officer at large", kind="case_officer", body=town.teams["Preston"].body)
    row = ehc.allocate(request=request, post=lone, by=town.user("manager"), at=days_later(1))
    assert (row.officer, row.team) == (lone, town.teams["Preston"])


def test_many_cases_are_given_at_once_or_none(town):
    first = ask()
    second = ask(child=ehc.ChildGiven("Kit", "Other", date(2019, 1, 1), postcode="PR1 8XJ"))
    n = ehc.allocate_many(requests=[first, second], post=town.posts["officer"], by=town.user("manager"),
                          at=days_later(1))
    assert n == 2
    ehc.withdraw(request=fresh(first), words="No", is_freely_made=True, by=town.user("officer"), at=days_later(2))
    with pytest.raises(InvalidError):
        ehc.allocate_many(requests=[second, fresh(first)], post=town.posts["second"], by=town.user("manager"),
                          at=days_later(3), note="x")
    assert fresh(second).officer == town.posts["officer"]
    assert Consultation.objects.filter(kind="family").count() == 2
