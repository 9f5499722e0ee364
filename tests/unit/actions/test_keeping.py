"""Kept, changed, taken back, reminded of, broken and said so: what becomes of a promise."""

from datetime import date, timedelta

import pytest
import time_machine

from alongside.commons.actions import services, tasks
from alongside.commons.actions.models import Action, Promise
from alongside.commons.actions.queries import ledger
from alongside.commons.actions.services import keeping
from alongside.commons.messaging.models import Message
from alongside.ground.core.errors import InvalidError, NotThereError, RefusedError, StaleError
from alongside.ground.outbox.models import OutboxMessage
from alongside.ground.people import services as people
from tests.unit.actions.conftest import CASE, DAY, FRIDAY, NOW, badge, promised, user_of

pytestmark = pytest.mark.django_db
MONDAY = NOW + 7 * DAY
"""The first working day after the promised Friday."""
OWN = "I am sorry that I did not ring. I was ill and nobody looked at my list."


def kept(cast, row, **changed):
    given = {"promise": row, "version": row.version, "how": "Rang her.", "by": user_of(cast.officer), "at": NOW + DAY}
    return services.keep(**{**given, **changed})


def changed(cast, row, **more):
    given = {"promise": row, "version": row.version, "due_on": date(2026, 11, 12), "reason": "The school needs longer.",
             "words": OWN, "by": user_of(cast.officer), "at": NOW + DAY}
    return services.change(**{**given, **more})


def broken(cast, **given):
    row = promised(cast, **given)
    assert services.find_broken(at=MONDAY) == 1
    row.refresh_from_db()
    return row


def family_sees(cast, at):
    return [line.state_words for line in ledger.told_to(user_of(cast.mother), cast.child, at=at)]


def test_a_promise_kept_in_time_says_so_to_the_family(cast):
    row = kept(cast, promised(cast))
    assert (row.state, row.settled_on) == ("kept", date(2026, 11, 3))
    assert family_sees(cast, MONDAY) == ["Done on Tuesday 3 November 2026."]
    assert Message.objects.count() == 1


def test_an_open_promise_says_by_when(cast):
    promised(cast)
    assert family_sees(cast, NOW) == ["We will do this by Friday 6 November 2026."]


def test_a_day_that_has_passed_is_broken_before_the_night_says_so(cast):
    promised(cast)
    assert "we have not kept it" in family_sees(cast, MONDAY)[0]


def test_kept_late_is_said_in_a_persons_own_words(cast):
    row = broken(cast)
    with pytest.raises(InvalidError) as caught:
        kept(cast, row, at=MONDAY)
    assert set(caught.value.errors) == {"words"}
    row = kept(cast, row, at=MONDAY, words=OWN)
    assert Message.objects.order_by("pk").last().words == OWN
    assert family_sees(cast, MONDAY) == ["Done on Monday 9 November 2026. That was late."]
    assert Action.objects.get().state == "done"


def test_kept_in_time_but_ticked_late_was_never_broken(cast):
    row = kept(cast, broken(cast), at=MONDAY, kept_on=FRIDAY)
    assert (row.state, row.broken_on) == ("kept", None)
    assert Message.objects.count() == 1
    assert Action.objects.get().state == "done"


@pytest.mark.parametrize(("given", "field"), [
    ({"how": " "}, "how"), ({"kept_on": date(2026, 11, 1)}, "kept_on"), ({"kept_on": date(2026, 11, 30)}, "kept_on"),
])
def test_keeping_asks_what_was_done_and_when(cast, given, field):
    with pytest.raises(InvalidError) as caught:
        kept(cast, promised(cast), **given)
    assert field in caught.value.errors


def test_a_new_date_is_told_with_its_reason_and_the_old_one_stays_on_record(cast):
    old = broken(cast)
    new = changed(cast, old, at=MONDAY)
    old.refresh_from_db()
    assert (old.state, old.broken_on, old.settled_words) == ("changed", date(2026, 11, 9), "The school needs longer.")
    assert (new.replaces, new.due_on, new.words, new.ref) == (old, date(2026, 11, 12), old.words, str(CASE))
    said = Message.objects.order_by("pk").last().words
    assert said.startswith(OWN)
    assert "The new date: Thursday 12 November 2026.\nWhy it changes: The school needs longer." in said
    assert family_sees(cast, MONDAY) == [
        "We will do this by Thursday 12 November 2026.", "We changed this date on Monday 9 November 2026."]
    assert Action.objects.get().state == "done"


@pytest.mark.parametrize(("given", "field"), [
    ({"due_on": None}, "due_on"), ({"due_on": date(2026, 11, 1)}, "due_on"), ({"due_on": FRIDAY}, "due_on"),
    ({"reason": " "}, "reason"), ({"words": ""}, "words"),
])
def test_a_new_date_needs_day_reason_and_own_words(cast, given, field):
    with pytest.raises(InvalidError) as caught:
        changed(cast, promised(cast), **given)
    assert set(caught.value.errors) == {field}
    assert Promise.objects.count() == 1


def test_a_promise_is_taken_back_with_its_reason(cast):
    row = promised(cast)
    for missing in ("reason", "words"):
        with pytest.raises(InvalidError) as caught:
            services.withdraw(**{"promise": row, "version": 1, "reason": "The service has closed.", "words": OWN,
                                 "by": user_of(cast.officer), "at": NOW, missing: " "})
        assert set(caught.value.errors) == {missing}
    services.withdraw(promise=row, version=1, reason="The service has closed.", words=OWN, by=user_of(cast.officer),
                      at=NOW)
    assert family_sees(cast, NOW) == ["We took this back on Monday 2 November 2026."]
    assert "Why: The service has closed." in Message.objects.order_by("pk").last().words


def test_where_nobody_can_be_written_to_a_person_says_how_they_told_them(cast):
    row = promised(cast)
    people.exclude(child=cast.child, person=cast.mother, acts=["receive"], basis="recorded_risk", source="Social worker",
                   evidence="note", starts_on=NOW.date(), by=None, at=NOW)
    with pytest.raises(InvalidError) as caught:
        changed(cast, row)
    assert set(caught.value.errors) == {"told_elsewhere"}
    new = changed(cast, row, told_elsewhere="Her social worker told her.")
    assert (new.told_how, new.told_ref) == ("call", "")
    assert Message.objects.count() == 1


@pytest.mark.fault("two people edit one section")
def test_who_settles_second_sees_what_the_first_did(cast):
    row = promised(cast)
    kept(cast, row)
    with pytest.raises(StaleError) as caught:
        changed(cast, row, version=1)
    assert caught.value.theirs == {"state": "Kept", "words": "Rang her."}
    assert caught.value.ours["words"] == OWN


@pytest.mark.abuse("AC-02")
def test_only_who_works_on_the_case_settles_its_promises(cast):
    row = promised(cast)
    for person in (cast.stranger, cast.mother):
        with pytest.raises(RefusedError):
            kept(cast, row, by=user_of(person))
        with pytest.raises(NotThereError):
            ledger.promise_for(user_of(person), row.uuid, at=NOW)
    assert ledger.promise_for(user_of(cast.officer), row.uuid, at=NOW) == row


def test_a_broken_promise_opens_a_task_for_its_owner_and_writes_nothing(cast):
    row = broken(cast)
    task = Action.objects.get()
    assert (task.kind, task.owner, task.promise, task.due_on) == ("broken", badge(cast.post), row, date(2026, 11, 10))
    assert Message.objects.count() == 1
    assert services.find_broken(at=MONDAY) == 0


@pytest.mark.fault("two people edit one section")
def test_a_promise_that_somebody_settles_during_the_night_is_left_alone(cast, monkeypatch):
    rows = [promised(cast, key=str(n)) for n in range(2)]
    monkeypatch.setattr(keeping, "_break", lambda row, on, at: kept(cast, rows[1]))
    assert services.find_broken(at=MONDAY) == 1


def test_the_nights_and_mornings_run_by_themselves(cast):
    promised(cast)
    with time_machine.travel(MONDAY):
        assert tasks.look_at_what_was_left.func() == 1
        assert tasks.remind_owners.func() == 0


def test_a_promise_for_today_is_not_broken_yet(cast):
    promised(cast)
    assert services.find_broken(at=NOW.replace(day=6, hour=23)) == 0


def test_nothing_is_broken_or_reminded_of_after_a_death(cast):
    promised(cast)
    type(cast.child).objects.update(died_on=NOW.date())
    assert services.find_broken(at=MONDAY) == 0
    assert services.remind(at=NOW + 2 * DAY) == 0


@pytest.mark.abuse("AC-16")
def test_owners_are_reminded_once_and_the_mail_names_no_child(cast):
    promised(cast)
    before = OutboxMessage.objects.count()
    assert services.remind(at=NOW) == 0
    with time_machine.travel(NOW + 2 * DAY):
        assert services.remind(at=NOW + 2 * DAY) == 1
        assert services.remind(at=NOW + 2 * DAY) == 0
    mail = OutboxMessage.objects.order_by("pk").last()
    assert OutboxMessage.objects.count() == before + 1
    assert mail.to == "amina@council.example"
    assert "Friday 6 November 2026" in mail.body_text
    assert "Wilhelmina" not in mail.subject + mail.body_text


def test_a_teams_reminder_goes_to_its_mailbox_and_nowhere_without_one(cast):
    for number, email in enumerate(("", "team@council.example")):
        row = promised(cast, key=str(number))
        type(cast.team).objects.update(email=email)
        Promise.objects.filter(pk=row.pk).update(owner=f"team:{cast.team.uuid}")
        assert services.remind(at=NOW + 3 * DAY) == 1
    assert OutboxMessage.objects.filter(to="team@council.example").count() == 1


def test_how_many_were_kept_in_time_is_counted_by_room(cast, office):
    rows = [promised(cast, key=str(n)) for n in range(5)]
    kept(cast, rows[0])
    changed(cast, rows[1])
    services.find_broken(at=MONDAY)
    rows[2].refresh_from_db()
    kept(cast, rows[2], at=MONDAY, words=OWN)
    rows[3].refresh_from_db()
    changed(cast, rows[3], at=MONDAY, due_on=date(2026, 11, 20))
    shares = ledger.kept_shares(user_of(office.manager), since=NOW.date(), at=NOW + timedelta(days=9))
    assert [(s.room, s.n_due, s.n_in_time) for s in shares] == [("ehc", 4, 1)]
    assert ledger.kept_shares(user_of(cast.officer), since=NOW.date(), at=MONDAY) == ()
    assert [line.uuid for line in ledger.broken(user_of(office.manager), at=MONDAY)] == [rows[4].uuid]
    assert ledger.broken(user_of(cast.officer), at=MONDAY) == ()


def test_an_officer_sees_her_own_and_the_whole_child(cast, office):
    row = promised(cast)
    promised(cast, key="m", by=office.manager, words="Chair the meeting")
    officer = user_of(cast.officer)
    assert [line.words for line in ledger.own(officer, at=NOW)] == [row.words]
    assert ledger.n_own(officer, at=NOW) == (1, 0)
    assert ledger.n_own(officer, at=MONDAY) == (1, 1)
    kept(cast, row)
    assert [line.state_words for line in ledger.of_child(officer, cast.child, at=NOW)] == ["Open", "Kept"]
    later = kept(cast, promised(cast, key="w", words="Write"))
    assert ledger.staff_words(later, NOW.date()) == "Kept"
