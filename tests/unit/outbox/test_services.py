"""Once or never: intake, order, back-off, what a kill leaves, decisions, the postal run, emptying."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction

from alongside.ground.access.models import AuditEntry
from alongside.ground.core.errors import InvalidError, NotThereError, RefusedError, StaleError
from alongside.ground.outbox import policies, queries, services, tasks
from alongside.ground.outbox.engine import intake, sending
from alongside.ground.outbox.engine.outcomes import later, refused, sent
from alongside.ground.outbox.models import OutboxMessage
from alongside.ground.outbox.words import LOST_AFTER

MINUTE = timedelta(minutes=1)


@pytest.fixture
def way(monkeypatch):
    """A way out that answers what the test says and keeps who was written to."""

    class Way:
        answer = sent("p")

        def __init__(self):
            self.to = []

        def __call__(self, message, at):
            self.to.append((message.to, message.subject))
            return self.answer

    found = Way()
    monkeypatch.setattr("alongside.ground.outbox.engine.ways.way_out", lambda: found)
    return found


def drain(at):
    n = 0
    while services.send_next(at=at) is not None:
        n += 1
    return n


@pytest.mark.fault("duplicate submit")
def test_the_same_key_is_one_message(written):
    first, second = written(), written(body_text="other words")
    assert first.pk == second.pk
    assert second.body_text == "Sign in to read it."


@pytest.mark.fault("duplicate submit")
def test_two_at_the_same_moment_are_one_message(written, monkeypatch):
    first = written()
    real = OutboxMessage.objects.filter
    monkeypatch.setattr(OutboxMessage.objects, "filter", lambda **given: real(key="none of these"))
    assert written().pk == first.pk


def test_it_leaves_only_if_the_act_commits(written, django_capture_on_commit_callbacks, folder):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        written()
        raise ZeroDivisionError
    assert not OutboxMessage.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        written()
    assert OutboxMessage.objects.get().state == "sent"


def test_bulk_waits_for_the_next_round(written, django_capture_on_commit_callbacks, folder):
    with django_capture_on_commit_callbacks(execute=True):
        written(queue="bulk")
    assert OutboxMessage.objects.get().state == "queued"
    assert tasks.send_round.call() == 1
    assert OutboxMessage.objects.get().state == "sent"


@pytest.mark.parametrize(("changed", "field"), [
    ({"subject": "Hello\r\nBcc: all@example.org"}, "subject"),
    ({"subject": "x" * 201}, "subject"),
    ({"to": "a@example.org\nBcc: b@example.org"}, "to"),
    ({"to": "a@example.org, b@example.org"}, "to"),
    ({"to": ""}, "to"),
    ({"reply_to": "a@example.org\r\nX: y"}, "reply_to"),
    ({"reply_to": "nonsense"}, "reply_to"),
    ({"key": ""}, "key"),
    ({"key": "a\nb"}, "key"),
    ({"kind": "sms", "to": "no number"}, "to"),
    ({"kind": "sms", "to": "01632\n960001"}, "to"),
    ({"kind": "post", "to": "  "}, "to"),
    ({"kind": "post", "to": "x" * 501}, "to"),
    ({"queue": "slow"}, "queue"),
])
@pytest.mark.abuse("AC-24")
def test_nothing_can_add_a_header_or_a_second_recipient(written, changed, field):
    with pytest.raises(InvalidError) as caught:
        written(**changed)
    assert field in caught.value.errors
    assert not OutboxMessage.objects.exists()


def test_nul_bytes_are_dropped_from_texts(written):
    assert written(body_text="a\x00b").body_text == "ab"


@pytest.mark.fault("e-mail provider down")
def test_to_one_recipient_messages_leave_in_order(written, way, now):
    for number in range(3):
        written(key=f"mum{number}", subject=f"mum {number}")
    written(key="dad", to="dad@example.org", subject="dad")
    way.answer = later("busy")
    drain(now)
    assert [subject for _, subject in way.to] == ["mum 0", "dad"]
    way.answer = sent("p")
    way.to.clear()
    assert drain(now + MINUTE) == 4
    assert [subject for to, subject in way.to if to == "mum@example.org"] == ["mum 0", "mum 1", "mum 2"]


def test_a_sign_in_code_does_not_wait_behind_other_mail_and_goes_first(written, way, now):
    way.answer = later("busy")
    written(key="old", subject="old")
    drain(now)
    written(key="bulk", subject="bulk", queue="bulk", to="x@example.org")
    written(key="next", subject="next", to="y@example.org")
    written(key="code", subject="code", queue="urgent")
    way.to.clear()
    way.answer = sent("p")
    drain(now)
    assert [subject for _, subject in way.to] == ["code", "next", "bulk"]


@pytest.mark.fault("e-mail provider down")
def test_waits_double_up_to_half_an_hour_and_end_after_four_hours_with_a_person(written, way, now):
    way.answer = later("busy")
    message, at, waits = written(), now, []
    while True:
        services.send_next(at=at)
        message.refresh_from_db()
        if message.state != "queued":
            break
        waits.append(int((message.next_try_at - at) / MINUTE))
        at = message.next_try_at
    assert waits == [1, 2, 4, 8, 16, 30, 30, 30, 30, 30, 30]
    assert message.state == "failed"
    assert message.error == "Given up after 4 hours. busy"
    assert at - now <= timedelta(hours=4)


def test_a_refusal_goes_to_a_person_at_once(written, way, now):
    way.answer = refused("550")
    message = written()
    drain(now)
    message.refresh_from_db()
    assert (message.state, message.error, message.n_attempts) == ("failed", "550", 1)


@pytest.mark.fault("process killed between sending and sent")
def test_what_was_being_sent_when_the_worker_died_becomes_unknown_and_is_never_resent(written, way, now):
    message = written()
    sending.claim(now, services.QUEUES)
    assert services.mark_lost(at=now + LOST_AFTER - MINUTE) == 0
    assert services.mark_lost(at=now + LOST_AFTER) == 1
    message.refresh_from_db()
    assert message.state == "unknown"
    assert drain(now + timedelta(days=30)) == 0
    assert way.to == []
    assert queries.needing_a_person()[0].pk == message.pk


def test_a_slow_worker_that_comes_back_may_still_say_that_it_was_sent(written, now):
    written()
    message = sending.claim(now, services.QUEUES)
    services.mark_lost(at=now + LOST_AFTER)
    sending.write_down(message, sent("p"), now + LOST_AFTER)
    message.refresh_from_db()
    assert message.state == "sent"


def test_but_not_after_a_person_has_decided(written, now, operator):
    written()
    message = sending.claim(now, services.QUEUES)
    services.mark_lost(at=now + LOST_AFTER)
    services.decide(uuid=message.uuid, decision="drop", reason="rang her", by=operator, at=now)
    sending.write_down(message, sent("p"), now + LOST_AFTER)
    message.refresh_from_db()
    assert message.state == "cancelled"


def test_two_workers_take_different_messages(written, now, monkeypatch):
    written()
    assert sending.claim(now, services.QUEUES) is not None
    monkeypatch.setattr("django.db.models.query.QuerySet.exists", lambda self: True)
    assert sending.claim(now, services.QUEUES) is None


@pytest.fixture
def unknown(written, now):
    message = written(child_uuid=uuid4())
    OutboxMessage.objects.update(state="unknown", sending_at=now)
    message.refresh_from_db()
    return message


def test_a_person_may_say_that_it_did_arrive(unknown, operator, now):
    done = services.decide(uuid=unknown.uuid, decision="arrived", reason="She rang", by=operator, at=now + MINUTE)
    assert (done.state, done.sent_at, done.decided_by) == ("sent", now, operator)
    entry = AuditEntry.objects.get(code="outbox.message.decided")
    assert (entry.child_uuid, entry.reason) == (unknown.child_uuid, "She rang")


def test_a_held_message_that_arrived_otherwise_counts_from_the_decision(written, operator, now):
    held = written(held_because="Safe contact: ask first.")
    assert held.state == "held"
    done = services.decide(uuid=held.uuid, decision="arrived", reason="given by hand", by=operator, at=now)
    assert done.sent_at == now


def test_sending_again_is_a_new_message_that_the_old_one_names(unknown, operator, now, way,
                                                               django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        fresh = services.decide(uuid=unknown.uuid, decision="again", reason="not there", by=operator, at=now)
    unknown.refresh_from_db()
    assert (unknown.state, unknown.again) == ("cancelled", fresh)
    assert (fresh.key, fresh.to, fresh.child_uuid) == ("k#again1", unknown.to, unknown.child_uuid)
    assert len(way.to) == 1
    assert queries.by_keys(["k"])["k"].pk == fresh.pk
    OutboxMessage.objects.filter(pk=fresh.pk).update(state="failed")
    assert services.decide(uuid=fresh.uuid, decision="again", reason="r", by=operator, at=now).key == "k#again2"


def test_a_letter_sent_again_waits_for_the_printer(written, operator, now):
    letter = written(kind="post", to="1 Street\nTown", held_because="x")
    fresh = services.decide(uuid=letter.uuid, decision="again", reason="r", by=operator, at=now)
    assert [row.pk for row in queries.to_print()] == [fresh.pk]


def test_a_text_that_is_no_longer_kept_is_not_sent_empty(unknown, operator, now):
    OutboxMessage.objects.update(purged_at=now)
    with pytest.raises(InvalidError):
        services.decide(uuid=unknown.uuid, decision="again", reason="r", by=operator, at=now)


@pytest.mark.fault("two people decide")
def test_the_second_decision_learns_of_the_first(unknown, operator, now):
    services.decide(uuid=unknown.uuid, decision="drop", reason="r", by=operator, at=now)
    with pytest.raises(StaleError) as caught:
        services.decide(uuid=unknown.uuid, decision="again", reason="r", by=operator, at=now)
    assert caught.value.theirs == {"decision": "drop"}


def test_what_still_travels_is_not_decided(written, operator, now):
    with pytest.raises(StaleError):
        services.decide(uuid=written().uuid, decision="drop", reason="r", by=operator, at=now)


def test_decisions_need_permission_a_reason_and_a_message(unknown, operator, post_room, now):
    assert not policies.can_decide(None)
    with pytest.raises(RefusedError):
        services.decide(uuid=unknown.uuid, decision="drop", reason="r", by=post_room, at=now)
    with pytest.raises(InvalidError):
        services.decide(uuid=unknown.uuid, decision="burn", reason="r", by=operator, at=now)
    with pytest.raises(InvalidError):
        services.decide(uuid=unknown.uuid, decision="drop", reason=" ", by=operator, at=now)
    with pytest.raises(NotThereError):
        services.decide(uuid=uuid4(), decision="drop", reason="r", by=operator, at=now)


def test_everything_about_a_child_can_be_stopped_at_once(written, way, now, operator):
    child = uuid4()
    written(key="a", child_uuid=child, badge="person:1")
    written(key="b", child_uuid=child, badge="person:2", kind="post", to="1 Street")
    written(key="c", child_uuid=uuid4())
    assert services.stop_about(child_uuid=child, badge="person:2", reason="order", at=now) == 1
    assert services.stop_about(child_uuid=child, reason="death", at=now, by=operator) == 1
    drain(now)
    assert len(way.to) == 1
    assert AuditEntry.objects.filter(code="outbox.messages.stopped", child_uuid=child).count() == 2


def test_a_message_that_has_not_left_can_be_taken_back(written, way, now):
    written()
    assert services.cancel(key="k", reason="recalled", at=now)
    assert not services.cancel(key="k", reason="recalled", at=now)
    assert drain(now) == 0


def test_the_postal_run_is_printed_posted_and_may_come_back(written, post_room, operator, now):
    letters = [written(key=f"p{n}", kind="post", to=f"{n} Street\nTown") for n in range(3)]
    assert drain(now) == 0
    assert services.mark_printed(uuids=[x.uuid for x in letters[:2]], by=post_room, at=now) == 2
    assert services.mark_printed(uuids=[letters[0].uuid], by=post_room, at=now + MINUTE) == 0
    assert [row.pk for row in queries.to_print()] == [letters[2].pk]
    assert len(queries.posted()) == 2
    back = services.mark_returned(uuid=letters[0].uuid, reason="Gone away", by=post_room, at=now)
    assert (back.state, back.returned_at, back.error) == ("failed", now, "The letter came back.")
    with pytest.raises(NotThereError):
        services.mark_returned(uuid=letters[0].uuid, reason="Gone away", by=post_room, at=now)
    with pytest.raises(InvalidError):
        services.mark_returned(uuid=letters[1].uuid, reason="", by=post_room, at=now)
    for act in (lambda: services.mark_printed(uuids=[], by=operator, at=now),
                lambda: services.mark_returned(uuid=letters[1].uuid, reason="x", by=operator, at=now)):
        with pytest.raises(RefusedError):
            act()


def test_bodies_are_emptied_after_thirty_days_and_codes_after_one(written, way, now):
    written(key="mail")
    written(key="code", queue="urgent")
    drain(now)
    waiting = written(key="waits", kind="post", to="1 Street")
    assert services.purge(at=now + timedelta(days=2)) == 1
    assert services.purge(at=now + timedelta(days=31)) == 1
    for key in ("mail", "code"):
        row = OutboxMessage.objects.get(key=key)
        assert (row.body_text, row.body_html, row.to) == ("", "", "mum@example.org")
        assert row.purged_at is not None
    waiting.refresh_from_db()
    assert waiting.body_text != ""
    services.cancel(key="waits", reason="r", at=now)
    assert services.purge(at=now + timedelta(days=31)) == 1
    waiting.refresh_from_db()
    assert waiting.to == "(no longer kept)"


def test_health_counts(written, now, way):
    written()
    written(key="h", held_because="x")
    written(key="p", kind="post", to="1 Street")
    assert queries.health(now + MINUTE) == {
        "n_queued": 1, "n_unknown": 0, "n_failed": 0, "n_held": 1, "n_to_print": 1, "oldest_seconds": 60,
    }
    drain(now)
    assert queries.health()["oldest_seconds"] is None


def test_tasks_send_and_empty(written, way, now):
    written(queue="urgent")
    assert tasks.send_urgent.call() == 1
    written(key="d", queue="default")
    assert tasks.send_default.call() == 1
    assert tasks.purge_bodies.call() >= 0


def test_operators_see_only_enough_of_an_address_to_tell_two_apart():
    assert [queries.masked(to) for to in ("mum@example.org", "01632 960123", "1 Street\nPR1 8XJ")] == [
        "m…@example.org", "…0123", "PR1 …",
    ]


def test_the_next_key_counts_up(written):
    assert sending.next_key(written(key="a")) == "a#again1"
    assert intake.TASKS["urgent"] == "alongside.ground.outbox.tasks.send_urgent"
