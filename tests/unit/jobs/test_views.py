"""The page of the background work and the command."""

import io
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.http import Http404
from django.test import RequestFactory

from alongside.ground.jobs import views
from alongside.ground.jobs.models import Parked, WorkerBeat
from tests.unit.jobs import samples

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def asked(method, path, data=None):
    request = getattr(RequestFactory(), method)(path, data)
    request.user, request.session = AnonymousUser(), {}
    request._messages = FallbackStorage(request)
    return request


@pytest.fixture
def parked(db):
    return Parked.objects.create(job=uuid4(), path="tests.unit.jobs.samples.poison", queue="bulk",
                                 given={"args": [], "kwargs": {}}, error="ValueError: <no good>", trace="a.py:1 f",
                                 n_tries=5, parked_at=NOW)


def test_both_pages_open_only_to_who_operates():
    assert {views.work.audience, views.decide.audience} == {"permission:operate"}


def test_the_page_shows_depth_parked_jobs_and_workers(parked, queue):
    samples.note.enqueue("x")
    WorkerBeat.objects.create(worker="w", host="machine", pid=7, started_at=NOW, beat_at=NOW)
    text = views.work(asked("get", "/work/")).content.decode()
    assert "ValueError: &lt;no good&gt;" in text
    assert "machine 7" in text
    assert "poison" in text
    assert str(parked.uuid) in text


def test_the_page_of_an_idle_service_says_so(db):
    text = views.work(asked("get", "/work/")).content.decode()
    assert "No worker runs" in text
    assert "No job is parked" in text


def test_buttons_decide_once(parked, queue):
    answer = views.decide(asked("post", "/", {"act": "retry"}), parked.uuid)
    assert answer.status_code == 302
    parked.refresh_from_db()
    assert parked.state == "retried"
    second = asked("post", "/", {"act": "discard"})
    views.decide(second, parked.uuid)
    assert "already decided" in str(list(get_messages(second))[0])


def test_a_get_decides_nothing(parked):
    assert views.decide(asked("get", "/"), parked.uuid).status_code == 405


def test_a_job_that_is_not_parked_is_not_found(db):
    with pytest.raises(Http404):
        views.decide(asked("post", "/", {"act": "discard"}), uuid4())


def test_work_once_says_what_it_did(queue):
    samples.note.enqueue("x")
    out = io.StringIO()
    call_command("work", once=True, stdout=out)
    assert out.getvalue().endswith("done, 0 failed\n")


def test_work_says_in_one_line_that_the_database_stayed_away(db, monkeypatch):
    def gone(*args, **kwargs):
        raise OperationalError("no")

    monkeypatch.setattr("alongside.ground.jobs.management.commands.work.run_worker", gone)
    with pytest.raises(CommandError, match="stayed away"):
        call_command("work")


@pytest.mark.django_db(transaction=True)
def test_work_without_once_ends_at_a_signal(queue, monkeypatch):
    import os
    import signal

    from alongside.ground.jobs.engine import worker

    monkeypatch.setattr(worker.Worker, "turn", lambda self: os.kill(os.getpid(), signal.SIGTERM))
    out = io.StringIO()
    call_command("work", stdout=out)
    assert out.getvalue() == ""
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL
