"""A worker that is really killed, in a process of its own, on the database of this run."""

import signal

import pytest
from django_tasks_db.models import DBTaskResult

from alongside.ground.jobs.models import Parked, WorkerBeat
from tests.unit.jobs import processes, samples

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture
def log(tmp_path):
    return tmp_path / "log"


def lines(log):
    return log.read_text().split() if log.exists() else []


@pytest.mark.fault("job worker killed")
def test_a_job_whose_worker_is_killed_is_taken_up_exactly_once(queue, log):
    samples.slow_file.enqueue(str(log), 120)
    first = processes.start_worker()
    try:
        processes.wait_for(lambda: "start" in lines(log))
        first.kill()
        first.wait()
        DBTaskResult.objects.get(status="RUNNING")
        seconds = [processes.start_worker() for _ in range(2)]
        try:
            processes.wait_for(lambda: DBTaskResult.objects.filter(status="SUCCESSFUL").exists() or _hurry())
        finally:
            for process in seconds:
                process.send_signal(signal.SIGTERM)
                processes.end(process)
    finally:
        processes.end(first)
    assert (lines(log).count("start"), lines(log).count("end")) == (2, 1)
    assert len(DBTaskResult.objects.get().worker_ids) == 2
    assert Parked.objects.count() == 0


def _hurry():
    """The rest after a lost worker is ten seconds; the test does not wait for it."""
    for job in DBTaskResult.objects.filter(status="READY"):
        if len(job.worker_ids) == 1:
            DBTaskResult.objects.filter(pk=job.pk, status="READY").update(run_after=job.enqueued_at)
    return False


@pytest.mark.fault("job worker killed")
def test_no_job_is_lost_and_none_done_twice_by_three_workers(queue, log):
    for _ in range(60):
        samples.slow_file.enqueue(str(log), 0)
    workers = [processes.start_worker(once=True) for _ in range(3)]
    try:
        for process in workers:
            assert process.wait(timeout=120) == 0
    finally:
        for process in workers:
            processes.end(process)
    assert lines(log).count("end") == 60
    assert set(DBTaskResult.objects.values_list("status", flat=True)) == {"SUCCESSFUL"}
    assert WorkerBeat.objects.filter(stopped_at__isnull=False).count() == 3


@pytest.mark.fault("job worker stopped")
def test_a_worker_that_is_asked_to_stop_finishes_its_job(queue, log):
    samples.slow_file.enqueue(str(log), 1)
    process = processes.start("import sys; from alongside.config.console import main; sys.exit(main(['work']))")
    try:
        processes.wait_for(lambda: "start" in lines(log))
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0
    finally:
        processes.end(process)
    assert "end" in lines(log)
    assert DBTaskResult.objects.filter(task_path__contains="slow_file").get().status == "SUCCESSFUL"


@pytest.mark.fault("poison job")
def test_a_job_that_kills_its_worker_lets_the_others_live(queue, log):
    samples.kill_me.enqueue()
    DBTaskResult.objects.update(worker_ids=["a", "b", "c", "d"])
    process = processes.start_worker()
    try:
        assert process.wait(timeout=60) == -9
        samples.slow_file.enqueue(str(log), 0)
        after = processes.start_worker()
        try:
            processes.wait_for(lambda: Parked.objects.exists() and "end" in lines(log))
        finally:
            after.send_signal(signal.SIGTERM)
            processes.end(after)
    finally:
        processes.end(process)
    assert Parked.objects.get().error.startswith("WorkerLost")
