"""The worker: order, retries, parking, what a dead worker left, the schedule, a database that goes away."""

import os
import socket
import threading
from datetime import UTC, datetime, timedelta

import pytest
from cronsim import CronSimError
from django.db import OperationalError, connection
from django_tasks_db.models import DBTaskResult

from alongside.ground.jobs.engine import Timing, Worker, outcomes, run_worker, schedule, worker
from alongside.ground.jobs.models import Parked, Schedule, WorkerBeat
from tests.unit.jobs import samples

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
QUIET = Timing(idle=0.01, beat=0.01, look_round=0, beats_beside=False, give_up=0.01, longest_wait=0.02)


@pytest.fixture(autouse=True)
def nothing_done():
    samples.DONE.clear()


@pytest.fixture
def no_schedule(monkeypatch):
    schedule.load_all()
    monkeypatch.setattr(schedule, "_registered", {})


class Clock:
    """A clock that the test turns on."""

    def __init__(self, at=NOW):
        self.at = at

    def __call__(self):
        return self.at


@pytest.fixture
def clock(monkeypatch):
    found = Clock()
    monkeypatch.setattr("django_tasks_db.models.timezone.now", found)
    return found


def run_once(clock):
    return run_worker(threading.Event(), clock=clock, once=True, timing=QUIET)


@pytest.mark.fault("queue backlog")
def test_urgent_overtakes_default_and_bulk(queue, clock, no_schedule):
    for number in range(100):
        samples.note_bulk.enqueue(f"bulk {number}")
    samples.note.enqueue("default")
    samples.note_urgent.enqueue("urgent")
    done = run_once(clock)
    assert samples.DONE[:3] == ["urgent", "default", "bulk 0"]
    assert (done.n_done, done.n_failed) == (102, 0)


@pytest.mark.fault("poison job")
def test_a_job_that_always_fails_rests_longer_each_time_and_is_parked_after_five_tries(queue, clock, no_schedule):
    samples.poison.enqueue()
    waits = []
    for _ in range(5):
        run_once(clock)
        job = DBTaskResult.objects.get()
        waits.append(job.run_after - clock.at if job.status == "READY" else None)
        clock.at += timedelta(hours=1)
    assert waits == [timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), None]
    parked = Parked.objects.get()
    assert (parked.error, parked.n_tries, parked.state) == ("ValueError: no good", 5, "waiting")
    assert "samples.py" in parked.trace
    assert "A123" not in parked.trace + parked.error
    assert DBTaskResult.objects.get().status == "FAILED"


def test_a_resting_job_is_not_run_before_its_time(queue, clock, no_schedule):
    samples.poison.enqueue()
    run_once(clock)
    run_once(clock)
    assert len(DBTaskResult.objects.get().worker_ids) == 1


def test_a_job_that_is_no_longer_there_is_parked_with_its_error(queue, clock, no_schedule):
    samples.note.enqueue("x")
    DBTaskResult.objects.update(task_path="tests.unit.jobs.samples.gone", worker_ids=["a", "b", "c", "d"])
    run_once(clock)
    assert Parked.objects.get().error.startswith("ImportError")


def test_a_job_with_context_learns_which_try_it_is(queue, clock, no_schedule):
    samples.with_context.enqueue("x")
    run_once(clock)
    assert samples.DONE == [("x", 1)]


def running_job(worker_name):
    samples.note.enqueue("left over")
    DBTaskResult.objects.update(status="RUNNING", started_at=NOW, worker_ids=[worker_name])


def beat(name, *, seconds_ago=0, host="elsewhere", pid=1, stopped=False):
    at = NOW - timedelta(seconds=seconds_ago)
    WorkerBeat.objects.create(worker=name, host=host, pid=pid, started_at=at, beat_at=at, stopped_at=at if stopped else None)


def looked_round(clock, **timing):
    look = Worker(clock=clock, stop=lambda: False, timing=Timing(beats_beside=False, **timing))
    look.look_round()
    return DBTaskResult.objects.get().status


def test_a_job_of_a_worker_that_shows_life_is_left_alone(queue, clock, no_schedule):
    running_job("w")
    beat("w", seconds_ago=100)
    assert looked_round(clock) == "RUNNING"


@pytest.mark.fault("job worker killed")
def test_a_job_of_a_silent_worker_is_taken_up(queue, clock, no_schedule):
    running_job("w")
    beat("w", seconds_ago=200)
    assert looked_round(clock) == "READY"


def test_a_job_of_a_worker_that_never_showed_life_or_that_stopped_is_taken_up(queue, clock, no_schedule):
    running_job("w")
    assert looked_round(clock) == "READY"
    DBTaskResult.objects.update(status="RUNNING")
    beat("w", stopped=True)
    assert looked_round(clock) == "READY"


def test_a_dead_process_of_this_machine_is_noticed_but_a_fresh_beat_is_believed(
    queue, clock, no_schedule, monkeypatch
):
    running_job("w")
    here = socket.gethostname()[:120]
    beat("w", seconds_ago=15, host=here, pid=99)
    monkeypatch.setattr(os, "kill", lambda pid, sig: None)
    assert looked_round(clock) == "RUNNING"

    def not_ours(pid, sig):
        raise PermissionError

    monkeypatch.setattr(os, "kill", not_ours)
    assert looked_round(clock) == "RUNNING"

    def nobody(pid, sig):
        raise ProcessLookupError

    monkeypatch.setattr(os, "kill", nobody)
    assert looked_round(clock, beat=20) == "RUNNING"
    assert looked_round(clock) == "READY"


def test_a_worker_that_has_our_process_number_but_another_name_is_gone(queue, clock, no_schedule):
    running_job("w")
    beat("w", seconds_ago=15, host=socket.gethostname()[:120], pid=os.getpid())
    assert looked_round(clock) == "READY"


@pytest.mark.fault("poison job")
def test_a_job_that_kills_every_worker_is_parked_too(queue, clock, no_schedule):
    running_job("w")
    DBTaskResult.objects.update(worker_ids=["a", "b", "c", "d", "w"])
    assert looked_round(clock) == "FAILED"
    assert Parked.objects.get().error.startswith("WorkerLost")


def test_a_worker_thought_dead_does_not_overwrite_what_another_did(queue, clock):
    samples.note.enqueue("x")
    job = outcomes.claim("slow", NOW)
    DBTaskResult.objects.update(worker_ids=["slow", "other"])
    outcomes.succeeded(job, NOW)
    outcomes.failed(job, error="late", trace="", at=NOW)
    job.worker_ids = ["a", "b", "c", "d", "slow"]
    outcomes.failed(job, error="late", trace="", at=NOW)
    assert DBTaskResult.objects.get().status == "RUNNING"
    assert not Parked.objects.exists()


def test_somebody_else_may_be_quicker(queue, clock, monkeypatch):
    samples.note.enqueue("x")
    monkeypatch.setattr("django.db.models.query.QuerySet.exists", lambda self: True)
    assert outcomes.claim("one", NOW) is not None
    assert outcomes.claim("two", NOW) is None


def test_it_looks_round_only_so_often(queue, clock, no_schedule):
    look = Worker(clock=clock, stop=lambda: False, timing=Timing(look_round=1000))
    look.look_round()
    running_job("nobody")
    look.look_round()
    assert DBTaskResult.objects.get().status == "RUNNING"


def test_a_repeated_task_is_queued_by_one_of_two_workers_and_once_after_a_long_stop(queue, clock, no_schedule):
    schedule.register("*/5 * * * *", samples.note)
    assert schedule.queue_due(NOW) == 0
    row = Schedule.objects.get()
    assert row.next_at == NOW + timedelta(minutes=5)
    late = NOW + timedelta(days=3)
    assert schedule.queue_due(late) == 1
    assert schedule.queue_due(late) == 0
    row.refresh_from_db()
    assert row.next_at == late + timedelta(minutes=5)
    row.next_at = NOW
    assert schedule._won(row, late) is False
    assert DBTaskResult.objects.count() == 1


def test_a_changed_schedule_counts_from_now(queue, clock, no_schedule):
    schedule.register("0 2 * * *", samples.note)
    schedule.queue_due(NOW)
    schedule.register("0 4 * * *", samples.note)
    schedule.queue_due(NOW + timedelta(days=2))
    assert Schedule.objects.get().cron == "0 4 * * *"
    assert DBTaskResult.objects.count() == 0


@pytest.mark.fault("time zone")
def test_schedules_are_in_english_time_summer_and_winter():
    summer = schedule.next_after("0 2 * * *", datetime(2026, 7, 1, 12, tzinfo=UTC))
    winter = schedule.next_after("0 2 * * *", datetime(2026, 12, 1, 12, tzinfo=UTC))
    assert (summer.astimezone(UTC).hour, winter.astimezone(UTC).hour) == (1, 2)


def test_what_is_no_schedule_is_refused():
    with pytest.raises(CronSimError):
        schedule.register("every day", samples.note)


def test_every_room_registers_its_tasks():
    schedule.load_all()
    assert "alongside.ground.outbox.tasks.send_round" in schedule._registered


@pytest.mark.fault("database restart")
def test_a_database_that_is_away_is_waited_for(queue, clock, no_schedule, monkeypatch):
    samples.note.enqueue("x")
    answers = iter([OperationalError("gone"), OperationalError("gone"), None])
    real = Worker.look_round

    def shaky(self):
        error = next(answers, None)
        if error:
            raise error
        real(self)

    monkeypatch.setattr(Worker, "look_round", shaky)
    monkeypatch.setattr(connection, "close", lambda: None)
    monkeypatch.setattr(Worker, "_rest", lambda self, seconds: None)
    run_worker(threading.Event(), clock=clock, once=True, timing=Timing(beats_beside=False, give_up=5))
    assert samples.DONE == ["x"]


@pytest.mark.fault("database restart")
def test_once_gives_up_when_the_database_stays_away(queue, clock, no_schedule, monkeypatch):
    def gone(self):
        raise OperationalError("gone")

    monkeypatch.setattr(Worker, "look_round", gone)
    monkeypatch.setattr(connection, "close", lambda: None)
    with pytest.raises(OperationalError):
        run_once(clock)


@pytest.mark.fault("database restart")
def test_the_first_sign_of_life_waits_for_a_database_that_starts(queue, clock, no_schedule, monkeypatch):
    answers = iter([OperationalError("starting"), None])
    real = Worker.beat

    def shaky(self):
        error = next(answers, None)
        if error:
            raise error
        real(self)

    monkeypatch.setattr(Worker, "beat", shaky)
    monkeypatch.setattr(connection, "close", lambda: None)
    monkeypatch.setattr(worker.time, "sleep", lambda seconds: None)
    found = run_worker(threading.Event(), clock=clock, once=True, timing=Timing(beats_beside=False))
    assert WorkerBeat.objects.get().worker == found.name


def test_the_first_sign_of_life_gives_up_when_asked_to_stop(queue, clock, no_schedule, monkeypatch):
    def gone(self):
        raise OperationalError("gone")

    monkeypatch.setattr(Worker, "beat", gone)
    monkeypatch.setattr(connection, "close", lambda: None)
    with pytest.raises(OperationalError):
        run_worker(lambda: True, clock=clock, timing=QUIET)


def test_a_stopped_worker_takes_no_job_and_says_farewell(queue, clock, no_schedule):
    samples.note.enqueue("x")
    stop = threading.Event()
    stop.set()
    run_worker(stop, clock=clock, timing=QUIET)
    assert samples.DONE == []
    assert WorkerBeat.objects.get().stopped_at == NOW


def test_an_idle_worker_rests_until_it_is_stopped(queue, clock, no_schedule):
    answers = iter([False] * 6)
    run_worker(lambda: next(answers, True), clock=clock, timing=QUIET)
    assert next(answers, "asked") == "asked"


def test_the_thread_beats_and_outlives_a_busy_database(queue, clock, monkeypatch):
    ended, seen = threading.Event(), []

    class Beating:
        timing = QUIET

        def beat(self):
            seen.append("beat")
            if len(seen) == 1:
                raise OperationalError("database is locked")
            ended.set()

    monkeypatch.setattr(connection, "close", lambda: None)
    worker._keep_beating(Beating(), ended)
    assert seen == ["beat", "beat"]


@pytest.mark.django_db(transaction=True)
def test_a_real_thread_beats_beside_the_loop(queue, clock, no_schedule):
    run_worker(threading.Event(), clock=clock, once=True, timing=Timing(beat=0.01))
    assert WorkerBeat.objects.get().stopped_at == NOW


def test_an_error_without_words_is_named_by_its_kind():
    assert outcomes.in_words(ValueError()) == ("ValueError: ", "")


@pytest.mark.django_db(transaction=True)
def test_a_job_that_leaves_a_transaction_open_does_not_take_the_record_with_it(queue, clock, no_schedule):
    samples.half_a_transaction.enqueue()
    try:
        run_once(clock)
    finally:
        connection.set_autocommit(True)
    assert DBTaskResult.objects.get().status == "READY"
