"""A date told to a family is in the ledger, whoever told it and however."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from alongside.commons.actions import policies, services, timeline
from alongside.commons.actions.models import Promise
from alongside.commons.actions.queries import ledger
from alongside.commons.actions.services import promising
from alongside.commons.messaging.models import CallNote, Conversation, Message, Notice
from alongside.ground.access.models import AuditEntry
from alongside.ground.core.errors import InvalidError, NotThereError, RefusedError
from alongside.ground.people import services as people
from tests.unit.actions.conftest import CASE, DAY, FRIDAY, NOW, asks, badge, promised, user_of

pytestmark = pytest.mark.django_db


def test_a_promise_is_sent_through_messaging_and_kept_in_the_ledger(cast):
    made = promised(cast)
    assert (made.words, made.due_on, made.state, made.room) == ("Ring you about the visit", FRIDAY, "open", "ehc")
    assert made.owner == badge(cast.post)
    assert made.promised_as == "Amina Example, EHC case officer"
    assert made.to_words == "Sarah Example"
    assert "What we promise you: Ring you about the visit, by Friday 6 November 2026." in Message.objects.get().words
    assert Notice.objects.get().person == cast.mother
    assert AuditEntry.objects.filter(code="actions.promise.made", child_uuid=cast.child.uuid).count() == 1


@pytest.mark.fault("duplicate submit")
def test_a_promise_sent_twice_is_one_promise_and_one_message(cast):
    assert promised(cast) == promised(cast)
    assert Promise.objects.count() == Message.objects.count() == 1


def test_what_stands_above_a_promise_is_in_the_message(cast):
    services.promise(child=cast.child, to=[cast.mother], words="Send the draft.", due_on=FRIDAY, at=NOW, key="x",
                     by=user_of(cast.officer), opening="We spoke today.")
    assert Message.objects.get().words.startswith("We spoke today.\n\nWhat we promise you: Send the draft, by")


@pytest.mark.parametrize(("words", "due_on", "fields"), [
    ("", None, {"promise", "promised_on"}), ("Ring", None, {"promised_on"}), ("", FRIDAY, {"promise"}),
    ("Ring", date(2026, 11, 1), {"promised_on"}), ("R" * 301, FRIDAY, {"promise"}),
])
def test_half_a_promise_or_one_for_the_past_is_none(cast, words, due_on, fields):
    with pytest.raises(InvalidError) as caught:
        promised(cast, words=words, due_on=due_on)
    assert set(caught.value.errors) == fields
    assert not Promise.objects.exists()


@pytest.mark.abuse("AC-02")
def test_nobody_promises_about_a_child_whom_they_do_not_see(cast):
    for person in (cast.stranger, cast.mother):
        with pytest.raises(RefusedError):
            promised(cast, by=person)
    with pytest.raises(InvalidError):
        promised(cast, to=[cast.stranger])
    assert not Conversation.objects.exists()


def test_a_call_carries_its_promise(cast):
    note = services.log_call(child=cast.child, words="She asked when.", by=user_of(cast.officer), at=NOW, key="c",
                             with_person=cast.mother, promise="Ring back", promised_on=FRIDAY)
    row = Promise.objects.get()
    assert (row.told_how, row.told_ref, row.room) == ("call", f"messaging:call:{note.uuid}", "messaging")
    assert [one.words for one in ledger.told_to(user_of(cast.mother), cast.child, at=NOW)] == ["Ring back"]
    assert ledger.told_to(user_of(cast.father), cast.child, at=NOW) == ()


def test_a_call_without_a_promise_leaves_the_ledger_alone(cast):
    services.log_call(child=cast.child, words="All well.", by=user_of(cast.officer), at=NOW, key="c",
                      with_words="Grandmother")
    assert CallNote.objects.count() == 1
    assert not Promise.objects.exists()


def test_a_promise_to_somebody_else_on_the_telephone_is_kept_with_their_name(cast):
    services.log_call(child=cast.child, words="She asked.", by=user_of(cast.officer), at=NOW, key="c",
                      with_words="Grandmother", promise="Ring back", promised_on=FRIDAY)
    assert Promise.objects.get().to_words == "Grandmother"
    assert not Promise.objects.get().hearers.exists()


def test_half_a_promise_in_a_call_notes_no_call(cast):
    with pytest.raises(InvalidError):
        services.log_call(child=cast.child, words="She asked.", by=user_of(cast.officer), at=NOW, key="c",
                          with_person=cast.mother, promise="Ring back")
    assert not CallNote.objects.exists()


def test_an_answer_says_the_date_that_it_promises(cast):
    talk = asks(cast)
    services.answer(conversation=talk, words="We have asked the school.", by=user_of(cast.officer), at=NOW + DAY, key="a",
                    promise="Tell you what it says", promised_on=FRIDAY)
    said = Message.objects.order_by("pk").last().words
    assert said == ("We have asked the school.\n\nWhat we promise you: Tell you what it says, by Friday 6 November 2026.")
    assert [p.person for p in Promise.objects.get().hearers.all()] == [cast.mother]


def test_an_answer_without_a_date_promises_nothing(cast):
    services.answer(conversation=asks(cast), words="Yes.", by=user_of(cast.officer), at=NOW, key="a")
    assert not Promise.objects.exists()


def test_an_empty_answer_with_a_promise_is_no_answer(cast):
    talk = asks(cast)
    with pytest.raises(InvalidError) as caught:
        services.answer(conversation=talk, words=" ", by=user_of(cast.officer), at=NOW, key="a", promise="Ring",
                        promised_on=FRIDAY)
    assert set(caught.value.errors) == {"words"}


@pytest.mark.abuse("AC-02")
def test_a_family_promises_nothing_in_the_councils_name(cast):
    talk = asks(cast)
    with pytest.raises(RefusedError):
        services.answer(conversation=talk, words="Hello", by=user_of(cast.mother), at=NOW, key="a", promise="Ring",
                        promised_on=FRIDAY)
    with pytest.raises(NotThereError):
        services.answer(conversation=talk, words="Hello", by=user_of(cast.stranger), at=NOW, key="a")


def test_what_was_said_at_a_meeting_is_noted(cast):
    given = {"child": cast.child, "words": "Bring the draft", "due_on": FRIDAY, "by": user_of(cast.officer), "at": NOW,
             "key": "m", "ref": CASE}
    made = services.note(to=[cast.mother, cast.father], told_how="meeting", **given)
    assert made.to_words == "Sarah Example, Tom Example"
    assert services.note(to=[cast.mother], told_how="meeting", **given) == made
    for changed, field in (({"told_how": "rumour", "to": [cast.mother]}, "told_how"), ({"to": []}, "to"),
                           ({"to": [cast.stranger]}, "to")):
        with pytest.raises(InvalidError) as caught:
            services.note(**{**given, "told_how": "meeting", **changed, "key": "n"})
        assert set(caught.value.errors) == {field}
    with pytest.raises(RefusedError):
        services.note(**{**given, "by": user_of(cast.stranger)}, to=[cast.mother], told_how="meeting")
    with pytest.raises(InvalidError):
        services.note(**{**given, "words": "", "key": "o"}, to=[cast.mother], told_how="meeting")


def test_who_opens_the_post_promises_for_who_holds_the_case(cast):
    room = cast.post_room
    people.grant_access(child=cast.child, user=room, reason="She rings us", since=NOW, until=NOW + DAY, by=None, at=NOW)
    fresh = type(room).objects.get(pk=room.pk)
    services.log_call(child=cast.child, words="She asked.", by=fresh, at=NOW, key="c", with_person=cast.mother,
                      promise="Amina rings back", promised_on=FRIDAY)
    assert Promise.objects.get().owner == badge(cast.post)
    assert policies.promises_visible_to(fresh, at=NOW).count() == 1
    assert lines(fresh, cast.child)[0].href == ""


def lines(user, child):
    return timeline.lines(user, ledger.about(user, [child])[child.pk])


def test_a_promise_is_a_line_of_the_childs_timeline(cast):
    row = promised(cast)
    line = lines(user_of(cast.officer), cast.child)[0]
    assert line.words == "Promised: Ring you about the visit, by 6 November 2026"
    assert (line.who, line.href) == ("Amina Example, EHC case officer", f"/actions/promises/{row.uuid}/")
    assert lines(user_of(cast.father), cast.child) == []


def test_nobody_is_nobody():
    assert policies.own_badges(AnonymousUser(), at=NOW) == frozenset()


def test_with_no_holder_at_all_the_promise_stays_with_who_made_it(cast):
    cast.child.relationships.filter(kind__in=["case_officer", "case_team"]).delete()
    type(cast.team).objects.update(kind="other")
    assert promising.owner_of(cast.post_room, cast.child, at=NOW) == f"user:{cast.post_room.uuid}"


def test_another_adult_sees_no_promise(cast):
    promised(cast)
    assert policies.promises_visible_to(user_of(cast.stranger), at=NOW).count() == 0
    people.relate(child=cast.child, kind="adviser", person=cast.stranger, starts_on=NOW.date(), evidence="asked", by=None,
                  at=NOW)
    cast.stranger.user.roles_held.update(role="adviser")
    assert policies.promises_visible_to(user_of(cast.stranger), at=NOW).count() == 0


@pytest.mark.abuse("AC-03")
def test_a_barred_parent_sees_none_of_what_they_were_told_before(cast):
    promised(cast, to=[cast.father])
    assert len(ledger.told_to(user_of(cast.father), cast.child, at=NOW)) == 1
    people.exclude(child=cast.child, person=cast.father, acts=["see"], basis="court_order", source="Order",
                   evidence="seen", starts_on=NOW.date(), by=None, at=NOW)
    assert ledger.told_to(user_of(cast.father), cast.child, at=NOW) == ()
