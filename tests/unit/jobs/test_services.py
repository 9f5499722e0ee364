"""Tasks, queueing inside a transaction, and decisions about parked jobs."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from alongside.ground.core.errors import NotThereError, StaleError
from alongside.ground.jobs import queries, services
from alongside.ground.jobs.models import Parked, WorkerBeat
from alongside.ground.jobs.tasks import tidy_queue
from tests.unit.jobs import samples

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def parked(queue):
    samples.note_urgent.enqueue("again")
    job = DBTaskResult.objects.get()
    DBTaskResult.objects.update(status="FAILED", finished_at=NOW)
    return Parked.objects.create(job=job.pk, path=job.task_path, queue="urgent", given=job.args_kwargs, error="E: x",
                                 n_tries=5, parked_at=NOW)


def test_an_unknown_queue_is_a_programming_error():
    with pytest.raises(ValueError, match="slow"):
        services.task(queue="slow")


def test_every_gives_the_task_back():
    assert services.every("0 2 * * *")(samples.note) is samples.note


def test_a_job_is_queued_only_when_the_act_commits(queue):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        services.soon(samples.note, "never")
        raise ZeroDivisionError
    services.soon("tests.unit.jobs.samples.note", "yes")
    assert [job.args_kwargs["args"] for job in DBTaskResult.objects.all()] == [["yes"]]


def test_with_tasks_that_run_at_once_it_waits_for_the_commit_too(db, django_capture_on_commit_callbacks):
    samples.DONE.clear()
    with django_capture_on_commit_callbacks(execute=True):
        services.soon(samples.note, "after")
        assert samples.DONE == []
    assert samples.DONE == ["after"]


def test_a_path_that_leads_nowhere_is_refused(queue):
    with pytest.raises(ImportError):
        services.soon("tests.unit.jobs.samples.gone")
    assert DBTaskResult.objects.count() == 0


def test_a_parked_job_can_be_tried_again_with_all_its_tries(parked):
    services.retry_parked(uuid=parked.uuid, by="somebody", at=NOW)
    fresh = DBTaskResult.objects.get(status="READY")
    assert (fresh.worker_ids, fresh.priority, fresh.args_kwargs) == ([], 50, parked.given)
    assert DBTaskResult.objects.ready().get() == fresh
    parked.refresh_from_db()
    assert (parked.state, parked.decided_by, parked.decided_at) == ("retried", "somebody", NOW)


def test_a_parked_job_can_be_discarded(parked):
    assert services.discard_parked(uuid=parked.uuid, by="s", at=NOW).state == "discarded"
    assert not DBTaskResult.objects.filter(status="READY").exists()


@pytest.mark.fault("two people decide")
def test_the_second_decision_learns_of_the_first(parked):
    services.discard_parked(uuid=parked.uuid, by="s", at=NOW)
    with pytest.raises(StaleError) as caught:
        services.retry_parked(uuid=parked.uuid, by="t", at=NOW)
    assert caught.value.theirs == {"state": "discarded"}


def test_a_job_that_was_never_parked_is_not_there(db):
    with pytest.raises(NotThereError):
        services.retry_parked(uuid=uuid4(), by="s", at=NOW)


def test_health_counts_what_waits(parked):
    samples.note_bulk.enqueue("x")
    WorkerBeat.objects.create(worker="w", host="h", pid=1, started_at=NOW, beat_at=NOW)
    found = queries.health()
    assert found["queued"] == {"urgent": 0, "default": 0, "bulk": 1}
    assert found["n_parked"] == 1
    assert 0 <= found["oldest_seconds"] < 60
    assert found["last_beat_seconds"] >= 0


def test_health_of_an_empty_queue_has_no_ages(queue):
    found = queries.health(NOW)
    assert (found["oldest_seconds"], found["last_beat_seconds"], found["n_parked"]) == (None, None, 0)


def test_old_rows_are_tidied_away(parked):
    WorkerBeat.objects.create(worker="old", host="h", pid=1, started_at=NOW, beat_at=datetime(2020, 1, 1, tzinfo=UTC))
    DBTaskResult.objects.update(finished_at=datetime(2020, 1, 1, tzinfo=UTC))
    samples.note.enqueue("stays")
    tidy_queue.call()
    assert [job.status for job in DBTaskResult.objects.all()] == ["READY"]
    assert not WorkerBeat.objects.exists()
