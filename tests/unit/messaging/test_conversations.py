"""Conversations: each parent apart, answers owed by a day, files after a check, and no message twice."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from alongside.commons.messaging import policies, queries, services, timeline
from alongside.commons.messaging.models import CallNote, Conversation, Message, ReplyToken
from alongside.ground.access import services as access
from alongside.ground.access.models import AuditEntry
from alongside.ground.core.errors import InvalidError, NotThereError, RefusedError
from alongside.ground.documents.engine import letter as blocks
from alongside.ground.documents.models import Document
from alongside.ground.outbox.models import OutboxMessage
from alongside.ground.people import services as people
from tests.unit.messaging.conftest import LONG_AGO, NOW, account, profile, somebody, user_of

DAY = timedelta(days=1)


def begin(cast, by=None, **changed):
    given = {"child": cast.child, "title": "Transport", "words": "Who drives on Monday?",
             "by": user_of(by or cast.mother), "at": NOW, "key": str(uuid4())}
    return services.start_conversation(**{**given, **changed})


def answer(cast, conversation, by=None, **changed):
    given = {"conversation": conversation, "words": "The blue bus.", "by": user_of(by or cast.officer), "at": NOW + DAY,
             "key": str(uuid4())}
    return services.reply(**{**given, **changed})


def test_a_familys_message_is_owed_an_answer_within_five_working_days(cast):
    talk = begin(cast)
    assert (talk.owed_since, talk.reply_by_on) == (NOW, date(2026, 11, 9))
    rows = queries.owed(user_of(cast.officer), at=NOW)
    assert [(row.title, row.is_overdue) for row in rows] == [("Transport", False)]
    assert queries.owed(user_of(cast.officer), at=NOW + 8 * DAY)[0].is_overdue
    assert queries.owed(user_of(cast.stranger), at=NOW) == ()


def test_a_second_message_does_not_push_the_day_back_and_an_answer_settles_it(cast):
    talk = begin(cast)
    services.reply(conversation=talk, words="Please", by=user_of(cast.mother), at=NOW + 3 * DAY, key="2")
    talk.refresh_from_db()
    assert talk.reply_by_on == date(2026, 11, 9)
    answer(cast, talk)
    talk.refresh_from_db()
    assert (talk.owed_since, talk.reply_by_on) == (None, None)
    assert queries.owed(user_of(cast.officer), at=NOW + DAY) == ()


@pytest.mark.abuse("AC-40")
def test_an_answer_is_announced_with_the_least_words_and_a_reply_address(cast):
    answer(cast, begin(cast))
    mail = OutboxMessage.objects.get()
    assert mail.subject == "You have a new message"
    assert "blue bus" not in mail.body_text
    assert mail.reply_to.startswith("reply+")
    assert ReplyToken.objects.get().person == cast.mother
    assert mail.reply_to[6:38] not in ReplyToken.objects.get().token_hash


def test_where_the_way_out_cannot_carry_it_there_is_no_reply_address(cast, settings):
    settings.SENDING = {**settings.SENDING, "backend": "notify"}
    answer(cast, begin(cast))
    assert OutboxMessage.objects.get().reply_to == ""


def test_who_reads_on_paper_gets_the_answer_itself(cast):
    profile(cast.mother, channel="post")
    answer(cast, begin(cast))
    assert OutboxMessage.objects.get().body_text.endswith("wrote to you:\n\nThe blue bus.")


@pytest.mark.abuse("AC-04")
def test_one_parent_neither_sees_nor_writes_in_the_conversation_of_the_other(cast):
    talk = begin(cast)
    father = user_of(cast.father)
    assert not policies.can_read(father, talk, at=NOW)
    assert queries.conversations_for(father, at=NOW) == ()
    for act in (lambda: queries.thread(father, talk.uuid, at=NOW), lambda: answer(cast, talk, by=cast.father)):
        with pytest.raises(NotThereError):
            act()
    answer(cast, talk)
    assert {m.badge for m in OutboxMessage.objects.all()} == {f"person:{cast.mother.uuid}"}


def test_an_officer_may_include_both_and_take_one_out_again(cast):
    talk = begin(cast, by=cast.officer, with_persons=[cast.mother, cast.father])
    assert OutboxMessage.objects.count() == 2
    assert queries.thread(user_of(cast.officer), talk.uuid, at=NOW).readers == ("Sarah Example", "Tom Example")
    services.end_reader(conversation=talk, person=cast.father, by=user_of(cast.officer), at=NOW)
    assert not policies.can_read(user_of(cast.father), talk, at=NOW + DAY)
    services.include_reader(conversation=talk, person=cast.father, by=user_of(cast.officer), at=NOW)
    assert policies.can_read(user_of(cast.father), talk, at=NOW + DAY)
    assert queries.thread(user_of(cast.father), talk.uuid, at=NOW + DAY).readers == ()


def test_only_staff_choose_readers_and_only_those_who_may_be_written_to(cast):
    talk = begin(cast)
    with pytest.raises(RefusedError):
        services.include_reader(conversation=talk, person=cast.father, by=user_of(cast.mother), at=NOW)
    with pytest.raises(NotThereError):
        services.include_reader(conversation=talk, person=cast.father, by=user_of(cast.stranger), at=NOW)
    outsider = somebody("Pat", "pat@example.org", "family")
    with pytest.raises(InvalidError):
        services.include_reader(conversation=talk, person=outsider, by=user_of(cast.officer), at=NOW)
    with pytest.raises(InvalidError) as caught:
        begin(cast, by=cast.officer, with_persons=[outsider])
    assert "with_persons" in caught.value.errors
    with pytest.raises(InvalidError):
        begin(cast, by=cast.officer)


@pytest.mark.abuse("AC-03")
def test_an_exclusion_takes_a_conversation_away_whatever_its_rows_say(cast):
    talk = begin(cast)
    people.exclude(child=cast.child, person=cast.mother, acts=["all"], basis="court_order", source="Court",
                   evidence="Order", starts_on=date(2026, 1, 1), by=None, at=NOW)
    assert not policies.can_read(user_of(cast.mother), talk, at=NOW)
    with pytest.raises(RefusedError):
        begin(cast)


@pytest.mark.abuse("AC-02")
def test_a_stranger_starts_nothing_and_a_family_only_about_its_child(cast):
    for person in (cast.stranger, somebody("Pat", "pat@example.org", "family")):
        with pytest.raises(RefusedError):
            begin(cast, by=person)


@pytest.mark.parametrize(("changed", "field"), [
    ({"words": " "}, "words"), ({"words": "x" * 20_001}, "words"), ({"title": ""}, "title"), ({"kind": "gossip"}, "kind"),
])
def test_what_is_missing_is_said_beside_its_box(cast, changed, field):
    with pytest.raises(InvalidError) as caught:
        begin(cast, **changed)
    assert list(caught.value.errors) == [field]
    assert not Conversation.objects.exists()


def test_an_empty_answer_is_no_answer(cast):
    with pytest.raises(InvalidError):
        answer(cast, begin(cast), words="\n")


@pytest.mark.fault("duplicate submit")
def test_a_form_sent_twice_is_one_message(cast):
    first, second = begin(cast, key="k"), begin(cast, key="k")
    assert first == second
    assert answer(cast, first, key="a") == answer(cast, first, key="a")
    assert Message.objects.count() == 2


@pytest.mark.abuse("AC-02")
def test_the_key_of_somebody_else_finds_nothing(cast):
    begin(cast, key="k")
    own = begin(cast, by=cast.father, key="k")
    assert queries.readers_of(own, at=NOW) == [cast.father]


def test_staff_read_with_the_right_to_work_on_the_case_and_advisers_only_what_they_were_included_in(cast):
    talk = begin(cast)
    adviser = somebody("Dee", "dee@nhs.example", "professional", "adviser")
    people.relate(child=cast.child, kind="adviser", person=adviser, starts_on=LONG_AGO, evidence="asked", by=None, at=NOW)
    assert not policies.can_read(user_of(adviser), talk, at=NOW)
    services.include_reader(conversation=talk, person=adviser, by=user_of(cast.officer), at=NOW)
    message = answer(cast, talk, by=adviser)
    talk.refresh_from_db()
    assert (message.is_from_family, talk.reply_by_on) == (False, date(2026, 11, 9))
    assert queries.conversations_for(user_of(adviser), at=NOW + DAY)[0].title == "Transport"


def test_a_manager_reads_all_but_owes_only_the_own(cast):
    talk = begin(cast)
    manager = account("boss@council.example", "professional", "send_manager")
    assert policies.can_read(manager, talk, at=NOW)
    assert queries.owed(manager, at=NOW) == ()
    assert queries.conversations_for(manager, at=NOW) == ()
    assert len(queries.conversations_for(manager, at=NOW, child=cast.child)) == 1


def test_conversations_of_a_merged_record_stay_with_the_child(cast):
    double = people.register_child(given_name="Wilhelmina", family_name="Quillfeather", born_on=date(2017, 3, 1),
                                   source="test", by=None, at=NOW)
    people.relate(child=double, kind="parent", person=cast.mother, starts_on=LONG_AGO, evidence="seen", by=None, at=NOW)
    talk = begin(cast, child=double)
    double.merged_into = cast.child
    double.save(update_fields=["merged_into"])
    assert policies.can_read(user_of(cast.mother), talk, at=NOW)
    assert policies.can_read(user_of(cast.officer), talk, at=NOW)


def test_closing_says_that_nothing_is_owed_and_a_new_message_opens_it_again(cast):
    talk = begin(cast)
    with pytest.raises(RefusedError):
        services.close_conversation(conversation=talk, by=user_of(cast.mother), at=NOW)
    assert services.close_conversation(conversation=talk, by=user_of(cast.officer), at=NOW).state == "closed"
    assert talk.reply_by_on is None
    services.reply(conversation=talk, words="One more", by=user_of(cast.mother), at=NOW, key="2")
    talk.refresh_from_db()
    assert (talk.state, talk.reply_by_on) == ("open", date(2026, 11, 9))


@pytest.mark.abuse("AC-04")
def test_a_file_is_read_by_its_sender_and_the_officers_and_by_the_other_parent_only_after_a_check(cast):
    talk = begin(cast, by=cast.officer, with_persons=[cast.mother, cast.father])
    services.reply(conversation=talk, words="See", by=user_of(cast.mother), at=NOW, key="f",
                   files=[SimpleUploadedFile("note.txt", b"plain words")])
    document = Document.objects.get()
    readers = {r.badge: r.needs_release for r in document.readers.all()}
    assert readers[f"person:{cast.mother.uuid}"] is False
    assert readers[f"person:{cast.father.uuid}"] is True
    assert readers[f"post:{cast.post.uuid}"] is False
    assert (document.release_state, document.due_check_on) == ("waiting", date(2026, 11, 4))
    assert queries.thread(user_of(cast.father), talk.uuid, at=NOW).files == ()
    assert len(queries.thread(user_of(cast.mother), talk.uuid, at=NOW).files) == 1


def test_a_file_in_a_conversation_of_one_needs_no_check(cast):
    begin(cast, files=[SimpleUploadedFile("note.txt", b"plain words")])
    assert Document.objects.get().release_state == "not_needed"


def test_who_wrote_is_said_with_post_or_name(cast):
    talk = begin(cast)
    answer(cast, talk)
    said = queries.thread(user_of(cast.mother), talk.uuid, at=NOW + DAY).said
    assert [s.author for s in said] == ["Sarah Example", "Amina Example, EHC case officer"]
    assert [s.is_mine for s in said] == [True, False]


def test_who_answers_is_the_officer_then_the_team_then_the_council(cast):
    assert queries.holder_words(queries.holder_of(cast.child, on=NOW.date()), on=NOW.date()).startswith("Amina")
    assert queries.holder_words(f"team:{cast.team.uuid}", on=NOW.date()) == "EHC team, Preston"
    assert queries.holder_words("", on=NOW.date()) == "The EHC team"
    cast.child.relationships.filter(kind__in=["case_officer", "case_team"]).delete()
    assert queries.holder_of(cast.child, on=NOW.date()) == f"team:{cast.team.uuid}"
    type(cast.team).objects.update(kind="other")
    assert queries.holder_of(cast.child, on=NOW.date()) == ""


def call(cast, **changed):
    given = {"child": cast.child, "words": "She asked when we decide.", "by": user_of(cast.officer), "at": NOW,
             "key": "c", "with_person": cast.mother}
    return services.log_call(**{**given, **changed})


def test_a_call_is_logged_and_read_by_staff_alone(cast):
    note = call(cast, minutes=4)
    assert queries.calls_of(user_of(cast.officer), cast.child, at=NOW) == (note,)
    assert queries.calls_of(user_of(cast.mother), cast.child, at=NOW) == ()


@pytest.mark.fault("duplicate submit")
def test_a_call_logged_twice_is_one_note(cast):
    assert call(cast) == call(cast)
    assert CallNote.objects.count() == 1


@pytest.mark.parametrize(("changed", "field"), [
    ({"with_person": None}, "with_words"), ({"words": ""}, "words"),
])
def test_half_a_call_is_asked_for_the_rest(cast, changed, field):
    with pytest.raises(InvalidError) as caught:
        call(cast, **changed)
    assert list(caught.value.errors) == [field]


@pytest.mark.abuse("AC-02")
def test_only_staff_who_see_the_child_log_a_call(cast):
    for person in (cast.stranger, cast.mother):
        with pytest.raises(RefusedError):
            call(cast, by=user_of(person), key="x")


def test_every_act_leaves_a_line_in_the_childs_chain(cast):
    talk = begin(cast)
    call(cast)
    services.close_conversation(conversation=talk, by=user_of(cast.officer), at=NOW)
    codes = set(AuditEntry.objects.filter(child_uuid=cast.child.uuid).values_list("code", flat=True))
    assert {"messaging.message.sent", "messaging.call.logged", "messaging.conversation.closed"} <= codes


def lines(cast, person):
    user = user_of(person)
    return timeline.lines_about(user, policies.people.visible_to(user, on=NOW), at=NOW).get(cast.child.pk, [])


def test_the_timeline_shows_staff_all_and_each_parent_their_own(cast):
    begin(cast)
    call(cast)
    call(cast, key="d", with_person=None, with_words="The GP")
    letter = blocks.Letter(title="A letter", blocks=(blocks.Paragraph("x"),))
    services.send_letter(child=cast.child, to=cast.mother, letter=letter, event="e", ref="ehc:request:1", by=None, at=NOW)
    words = {line.words for line in lines(cast, cast.officer)}
    assert words == {"Message: Transport", "Call with Sarah Example", "Call with The GP",
                     "Letter to Sarah Example: A letter"}
    own = [line.words for line in lines(cast, cast.mother)]
    assert sorted(own) == ["Letter: A letter", "Message: Transport"]
    assert lines(cast, cast.father) == []
    assert lines(cast, cast.stranger) == []


@pytest.mark.parametrize("n", [2, 12])
def test_lists_cost_the_same_however_long(cast, django_assert_max_num_queries, n):
    for number in range(n):
        begin(cast, title=f"T{number}")
    officer = user_of(cast.officer)
    with django_assert_max_num_queries(6):
        assert len(queries.owed(officer, at=NOW)) == n
    with django_assert_max_num_queries(6):
        assert len(queries.conversations_for(user_of(cast.mother), at=NOW)) == n


def test_a_closed_account_reads_nothing(cast):
    talk = begin(cast)
    user = user_of(cast.mother)
    user.is_active = False
    assert not policies.can_read(user, talk, at=NOW)
    assert access.facts_of(AuditEntry.objects.filter(code="messaging.message.sent").get())["is_answer"] == "False"
