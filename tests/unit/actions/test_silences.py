"""A family that has heard nothing: a task, a draft, and nothing that leaves without a person's own words."""

from datetime import date, timedelta

import pytest

from alongside.commons.actions import services
from alongside.commons.actions.engine import drafts, standards
from alongside.commons.actions.models import Action
from alongside.commons.actions.queries import contacts
from alongside.commons.messaging import services as messaging
from alongside.commons.messaging.models import Message
from alongside.ground.core.errors import InvalidError, StaleError
from tests.unit.actions.conftest import CASE, DAY, NOW, asks, badge, user_of

pytestmark = pytest.mark.django_db
OWN = "No, you need not wait for a diagnosis: the school has to help now."


def case(cast, **changed):
    given = {"child": cast.child, "ref": CASE, "since_on": date(2026, 10, 1), "state": "Being considered",
             "due_on": date(2026, 11, 12), "holder": "Amina Example", "holder_badge": badge(cast.post),
             "waiting_for": "the view of Moss Lane"}
    return services.OpenCase(**{**given, **changed})


def watch(cast, at=NOW, **changed):
    return services.watch(room="ehc", cases=[case(cast, **changed)], at=at)


def silent(cast, **changed):
    assert watch(cast, **changed) == 1
    return Action.objects.get(kind="silence", state="open")


def sent(cast, row, **changed):
    given = {"action": row, "version": row.version, "own": OWN, "by": user_of(cast.officer), "at": NOW,
             "to": [cast.mother]}
    return services.send_update(**{**given, **changed})


def test_fourteen_days_without_a_word_make_one_task(cast):
    row = silent(cast)
    assert (row.owner, row.due_on) == (badge(cast.post), date(2026, 11, 4))
    assert "since 1 October 2026" in row.title
    assert watch(cast) == 0
    assert watch(cast, at=NOW + 5 * DAY) == 0
    assert Action.objects.count() == 1


def test_how_long_is_too_long_is_a_setting(cast, settings):
    settings.STANDARDS = {**settings.STANDARDS, "silence_days": 60}
    assert watch(cast) == 0


@pytest.mark.parametrize("how", ["call", "message", "letter_row"])
def test_a_persons_call_or_message_ends_the_silence(cast, how):
    silent(cast)
    officer = user_of(cast.officer)
    if how == "call":
        messaging.log_call(child=cast.child, words="All well.", by=officer, at=NOW, key="c", with_person=cast.mother)
    else:
        messaging.start_conversation(child=cast.child, title="Hello", words="How are you?", by=officer, at=NOW, key="c",
                                     with_persons=[cast.mother])
    assert watch(cast, at=NOW + DAY) == 0
    assert Action.objects.get().state == "not_needed"


def test_a_call_through_the_ledger_ends_it_at_once(cast):
    silent(cast)
    services.log_call(child=cast.child, words="All well.", by=user_of(cast.officer), at=NOW, key="c",
                      with_person=cast.mother)
    assert Action.objects.get().state == "not_needed"


def test_the_familys_own_message_is_no_word_from_us(cast):
    asks(cast)
    assert watch(cast) == 1


def test_a_second_silence_is_a_second_task(cast):
    sent(cast, silent(cast))
    assert watch(cast, at=NOW + 13 * DAY) == 0
    assert watch(cast, at=NOW + 14 * DAY) == 1


def test_a_silence_that_somebody_closed_is_not_asked_for_again(cast):
    row = silent(cast)
    services.drop(key=row.key, why="x", at=NOW)
    assert watch(cast, at=NOW + DAY) == 0


def test_a_closed_case_and_a_death_end_the_task(cast):
    silent(cast)
    services.watch(room="pathway", cases=[], at=NOW)
    assert Action.objects.get().state == "open"
    services.watch(room="ehc", cases=[], at=NOW)
    assert Action.objects.get().state == "not_needed"
    cast.child.died_on = NOW.date()
    assert watch(cast, since_on=date(2026, 9, 1)) == 0


def test_facts_are_brought_to_the_day_without_another_task(cast):
    silent(cast)
    watch(cast, waiting_for="the psychologist")
    assert Action.objects.get().facts["waiting_for"] == "the psychologist"


def test_thousands_of_cases_are_looked_at_in_lots(cast, django_assert_max_num_queries):
    many = [case(cast, since_on=NOW.date()) for _ in range(1100)]
    with django_assert_max_num_queries(1100 + 20):
        assert services.watch(room="ehc", cases=many, at=NOW) == 0


def test_the_update_answers_what_was_asked_in_its_own_conversation(cast):
    talk = asks(cast, words="Do I have to wait for a diagnosis?")
    row = silent(cast)
    assert contacts.last_question(cast.child).words == "Do I have to wait for a diagnosis?"
    row = sent(cast, row)
    said = Message.objects.order_by("pk").last()
    assert said.conversation == talk
    assert said.words.startswith(f"{OWN}\n\nBy law the next step is due by Thursday 12 November 2026.")
    assert "What we are waiting for: the view of Moss Lane." in said.words
    assert row.state == "done"
    assert contacts.last_question(cast.child) is None


def test_without_a_question_it_goes_to_those_who_are_named(cast):
    row = silent(cast)
    for to in ([], [cast.stranger]):
        with pytest.raises(InvalidError) as caught:
            sent(cast, row, to=to)
        assert set(caught.value.errors) == {"to"}
    sent(cast, row)
    assert Message.objects.get().conversation.readers.get().badge == f"person:{cast.mother.uuid}"


@pytest.mark.parametrize("own", ["", "  \n", "Thank you.", "Where the case is: Being considered.",
                                 "By law the next step is due by Thursday 12 November 2026.\nWhere the case is: Being "
                                 "considered. WHO HAS IT NOW: Amina Example!!", "Ok. Who has it now: Amina Example."])
def test_nothing_leaves_without_a_sentence_of_ones_own(cast, own):
    row = silent(cast)
    with pytest.raises(InvalidError) as caught:
        sent(cast, row, own=own)
    assert set(caught.value.errors) == {"own"}
    assert not Message.objects.exists()


def test_an_update_belongs_to_a_silence_and_is_sent_once(cast):
    row = sent(cast, silent(cast))
    with pytest.raises(StaleError):
        sent(cast, row)
    other = services.open_action(key="t", child=cast.child, kind="task", title="x", owner=badge(cast.post),
                                 due_on=NOW.date(), at=NOW)
    with pytest.raises(InvalidError):
        sent(cast, other)


def test_a_late_case_says_that_we_break_the_law_and_what_helps(cast):
    facts = case(cast, due_on=date(2026, 10, 30), waiting_for="").facts()
    text = drafts.draft(facts, NOW.date())
    assert text.startswith("By law the next step was due by Friday 30 October 2026. That day has passed: we are breaking")
    assert "What helps now" in text
    assert "You can complain" in text
    assert "waiting" not in text
    assert drafts.draft(case(cast, due_on=None).facts(), NOW.date()).startswith("There is no fixed day in law")
    assert "not yet agreed with families" in drafts.sentences()["status"]


def test_questions_are_counted_not_messages(cast):
    talk = asks(cast, at=NOW)
    mother, officer = user_of(cast.mother), user_of(cast.officer)
    messaging.reply(conversation=talk, words="And the school?", by=mother, at=NOW + DAY, key="2")
    messaging.reply(conversation=talk, words="They help.", by=officer, at=NOW + 2 * DAY, key="3")
    messaging.reply(conversation=talk, words="Anything else?", by=officer, at=NOW + 2 * DAY, key="4")
    messaging.reply(conversation=talk, words="When?", by=mother, at=NOW + 3 * DAY, key="5")
    messaging.reply(conversation=talk, words="In May.", by=officer, at=NOW + 20 * DAY, key="6")
    asks(cast, at=NOW, key="never")
    count = contacts.answering([cast.child.pk], since=NOW.date(), until=NOW.date() + timedelta(days=30))
    assert (count.n_due, count.n_answered, count.n_in_time) == (3, 2, 1)
    none = contacts.answering([cast.child.pk], since=NOW.date(), until=NOW.date())
    assert (none.n_due, none.n_answered, none.n_in_time) == (0, 0, 0)


def test_a_child_of_whom_nobody_has_heard(cast):
    assert contacts.last_contact(cast.child) is None
    assert contacts.last_question(cast.child) is None


def test_standards_are_local_and_their_ladders_rise():
    found = standards.standards()
    assert found.strength == "local"
    assert set(found.ladder) == {"action", "promise", "question"}
    with pytest.raises(ValueError, match="must rise"):
        standards.rungs("x", [{"after": 3, "to": ["a"]}, {"after": 3, "to": ["b"]}])
