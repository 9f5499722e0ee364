"""Replaying: what is kept, what is carried, and what is not written again."""

from datetime import date, timedelta

import pytest

from alongside.commons.clocks import queries, services
from alongside.commons.clocks.engine import bulk, replaying
from alongside.commons.clocks.models import ClockDifference, Deadline, Track, TrackEvent
from alongside.commons.clocks.words import DeadlineState, DifferenceKind
from alongside.ground.access.models import AuditEntry
from alongside.ground.core.errors import InvalidError, NotThereError, RefusedError
from rulebook import Event
from tests.unit.clocks.conftest import AGREED, AT, PLACING, RECEIVED

pytestmark = pytest.mark.django_db
DAY = date(2025, 9, 1)


def item(child, n=1, *events, **more):
    track = Track(**{
        "child": child, "ref": f"ehc:plan:{n}", "kind": "plan", "regime": "cfa2014", "opened_on": date(2020, 1, 1),
        **more,
    })
    return services.Item(track, events or (Event("plan_made", date(2020, 1, 1), "", {"last_review": "2025-03-01"}),))


def test_a_replay_keeps_events_findings_and_carries_the_next_duty(track):
    findings = services.replay(track=track, events=[RECEIVED], on=DAY, at=AT, placing=PLACING)
    assert [f.duty for f in findings] == [d.duty for d in queries.deadlines(track.child)]
    row = Track.objects.get(pk=track.pk)
    assert (row.next_duty, row.next_due, row.next_state) == ("assess_decision_6w", date(2025, 10, 13), "open")
    assert (row.day0, row.n_events, row.n_overdue, row.stage) == (DAY, 1, 0, "received")
    assert track.next_due == row.next_due
    assert TrackEvent.objects.get().type == "request_received"
    deadline = Deadline.objects.get(duty="assess_decision_6w")
    assert deadline.working
    assert deadline.citation


def test_the_same_replay_writes_no_event_and_no_deadline_again(track):
    services.replay(track=track, events=[RECEIVED], on=DAY, at=AT)
    before = [*Deadline.objects.values_list("pk", flat=True), *TrackEvent.objects.values_list("pk", flat=True)]
    services.replay(track=track, events=[RECEIVED], on=DAY, at=AT)
    assert before == [*Deadline.objects.values_list("pk", flat=True), *TrackEvent.objects.values_list("pk", flat=True)]


def test_an_answer_in_time_meets_the_duty_and_one_day_more_is_late(track):
    services.replay(track=track, events=[RECEIVED, AGREED], on=date(2025, 10, 7), at=AT)
    assert Deadline.objects.get(duty="assess_decision_6w").state == DeadlineState.MET
    services.replay(track=track, events=[RECEIVED], on=date(2025, 10, 14), at=AT)
    assert Deadline.objects.get(duty="assess_decision_6w").state == DeadlineState.OVERDUE
    assert Track.objects.get(pk=track.pk).n_overdue == 1


def test_events_that_cannot_be_are_one_finding_for_a_person(track):
    findings = services.replay(track=track, events=[AGREED], on=date(2025, 10, 7), at=AT)
    assert [f.duty for f in findings] == [replaying.CONTRADICTION]
    row = Track.objects.get(pk=track.pk)
    assert (row.next_state, row.next_due) == ("needs_a_person", None)
    assert services.preview(regime="cfa2014", events=[], on=DAY) == ()
    assert services.preview(regime="no such law", events=[], on=DAY)[0].since == DAY


def test_a_local_standard_comes_first_only_where_no_law_runs():
    events = [Event("access_requested", DAY)]
    found = replaying.summary(events, services.preview(regime="local", events=events, on=DAY))
    assert (found.next_duty, found.next_due) == ("local_identity_check", date(2025, 9, 8))
    both = [RECEIVED, *events]
    found = replaying.summary(both, services.preview(regime="cfa2014+local", events=both, on=DAY))
    assert found.next_duty == "assess_decision_6w"


def test_a_step_without_a_day_is_still_next_and_nothing_is_nothing():
    events = [RECEIVED, AGREED, Event("no_plan_notified", date(2025, 11, 1), "", {"contents": "not there"})]
    found = services.preview(regime="cfa2014", events=events, on=date(2025, 11, 2))
    undated = replaying.summary(events, [f for f in found if f.due is None])
    assert (undated.next_due, bool(undated.next_duty)) == (None, True)
    assert replaying.summary([], ()).next_duty == ""


def test_the_family_s_own_days_are_never_our_next_duty():
    events = [RECEIVED, Event("assessment_refused_notified", date(2025, 10, 6), "", {"contents": "complete"})]
    found = services.preview(regime="cfa2014", events=events, on=date(2025, 10, 7))
    assert any(f.holder == "family" and f.state == "open" for f in found)
    assert replaying.summary(events, found).next_duty == ""


def test_queries_find_tracks_and_their_deadlines(track):
    services.replay(track=track, events=[RECEIVED], on=DAY, at=AT)
    assert queries.open_track(track.ref) == track
    assert queries.track_of(track.ref) == track
    assert queries.track_of("ehc:request:none") is None
    assert len(queries.deadlines_of([track.pk])[track.pk]) == Deadline.objects.count()
    services.replay(track=track, events=[RECEIVED], on=DAY, at=AT, placing=services.Placing("closed", closed_on=DAY))
    assert queries.open_track(track.ref) is None


def test_many_are_created_and_the_same_again_is_not_written(child):
    first = services.replay_many([item(child, n) for n in range(5)], on=DAY, at=AT)
    assert (first.n_seen, first.n_written) == (5, 5)
    again = [services.Item(t, item(child).events) for t in Track.objects.all()]
    assert services.replay_many(again, on=DAY, at=AT).n_written == 0
    changed = [services.Item(t, (*item(child).events, Event("plan_ceased", date(2025, 8, 1)))) for t in Track.objects.all()]
    for one in changed:
        one.track.closed_on = date(2025, 8, 1)
    assert services.replay_many(changed, on=DAY, at=AT).n_written == 5
    assert Track.objects.filter(closed_on=date(2025, 8, 1), n_events=2).count() == 5
    assert TrackEvent.objects.count() == 10


def test_batches_cut_a_long_line(child, monkeypatch):
    monkeypatch.setattr(bulk, "BATCH", 2)
    assert services.replay_many([item(child, n) for n in range(5)], on=DAY, at=AT).n_seen == 5


def test_a_day_that_moves_is_written_and_is_no_difference(child):
    services.replay_many([item(child)], on=DAY, at=AT)
    track = Track.objects.get()
    night = services.replay_nightly([services.Item(track, item(child).events)], on=date(2026, 3, 2), at=AT)
    assert (night.n_moved, night.changed) == (1, [])
    assert Deadline.objects.get().state == DeadlineState.OVERDUE
    quiet = services.replay_nightly([services.Item(Track.objects.get(), item(child).events)], on=date(2026, 3, 3), at=AT)
    assert (quiet.n_moved, quiet.n_seen) == (0, 1)


def test_a_past_that_changed_is_reported_and_the_stored_dates_stay(child):
    services.replay_many([item(child)], on=DAY, at=AT)
    track = Track.objects.get()
    other = (Event("plan_made", date(2020, 1, 1), "", {"last_review": "2025-06-01"}),)
    for _ in range(2):
        night = services.replay_nightly([services.Item(track, other)], on=DAY + timedelta(days=1), at=AT)
        assert night.changed == ["ehc:plan:1"]
    found = ClockDifference.objects.get()
    assert found.kind == DifferenceKind.EVENTS
    assert Deadline.objects.get().due == date(2026, 2, 28)
    third = (Event("plan_made", date(2019, 1, 1)),)
    services.replay_nightly([services.Item(track, third)], on=DAY + timedelta(days=2), at=AT)
    assert ClockDifference.objects.get().lines == ["was: plan_made on 2020-01-01", "is: plan_made on 2019-01-01"]


def test_deadlines_changed_by_another_hand_are_found_today_and_tomorrow(child):
    services.replay_many([item(child)], on=DAY, at=AT)
    Deadline.objects.update(due=date(2030, 1, 1))
    track = Track.objects.get()
    same = services.check(track, item(child).events, DAY)
    later = services.check(track, item(child).events, date(2026, 6, 1))
    assert [d.kind for d in (*same, *later)] == [DifferenceKind.ROWS] * 2
    assert any("due 2030-01-01" in line for line in same[0].lines)


def test_a_carried_summary_changed_by_another_hand_is_found(child):
    services.replay_many([item(child)], on=DAY, at=AT)
    Track.objects.update(next_due=date(2030, 1, 1))
    found = services.check(Track.objects.get(), item(child).events, DAY)
    assert [d.kind for d in found] == [DifferenceKind.ROWS]
    assert "another summary" in found[0].lines[0]


def test_a_law_that_changed_is_told_from_a_hand_that_did(child):
    services.replay_many([item(child)], on=DAY, at=AT)
    Deadline.objects.update(due=date(2030, 1, 1))
    Track.objects.update(findings_hash="an older edition", replayed_on=None)
    found = services.check(Track.objects.get(), item(child).events, DAY)
    assert [d.kind for d in found] == [DifferenceKind.FINDINGS]


def differing(child):
    services.replay_many([item(child)], on=DAY, at=AT)
    other = (Event("plan_made", date(2020, 1, 1), "", {"last_review": "2025-06-01"}),)
    services.replay_nightly([services.Item(Track.objects.get(), other)], on=DAY, at=AT)
    return ClockDifference.objects.get()


def test_a_manager_settles_a_difference_with_a_reason_and_the_dates_follow(child, users):
    found = differing(child)
    with pytest.raises(RefusedError):
        services.settle(difference=found.uuid, reason="x", by=users["officer"], at=AT, on=DAY)
    with pytest.raises(RefusedError):
        services.settle(difference=found.uuid, reason="x", by=users["clerk"], at=AT, on=DAY)
    with pytest.raises(InvalidError):
        services.settle(difference=found.uuid, reason=" ", by=users["manager"], at=AT, on=DAY)
    assert [row.uuid for row in queries.open_differences(users["manager"])] == [found.uuid]
    assert list(queries.open_differences(users["officer"])) == []
    services.settle(difference=found.uuid, reason="The review was entered late.", by=users["manager"], at=AT, on=DAY)
    assert Deadline.objects.get().due == date(2026, 5, 31)
    assert AuditEntry.objects.get(code="clocks.difference.settled").reason == "The review was entered late."
    with pytest.raises(NotThereError):
        queries.open_difference(users["manager"], found.uuid)
    with pytest.raises(NotThereError):
        services.settle(difference=found.uuid, reason="again", by=users["manager"], at=AT, on=DAY)


def test_settling_after_a_newer_act_leaves_the_newer_dates(child, users):
    found = differing(child)
    newer = (Event("plan_made", date(2020, 1, 1), "", {"last_review": "2025-08-01"}),)
    services.replay(track=found.track, events=newer, on=DAY, at=AT + timedelta(hours=1))
    services.settle(difference=found.uuid, reason="Looked at.", by=users["manager"], at=AT, on=DAY)
    assert Deadline.objects.get().due == date(2026, 7, 31)
