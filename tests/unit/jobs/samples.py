"""Jobs that the tests of the worker run; what they did is in a list, or in a file for those in another process."""

import os
import time
from pathlib import Path

import django_tasks

from alongside.ground.jobs.services import task

DONE = []


@task(queue="default")
def note(what):
    DONE.append(what)


@task(queue="urgent")
def note_urgent(what):
    DONE.append(what)


@task(queue="bulk")
def note_bulk(what):
    DONE.append(what)


@task()
def poison():
    raise ValueError("no good\nDETAIL: Key (upn)=(A123) already exists")


@task()
def half_a_transaction():
    from django.db import connection

    connection.set_autocommit(False)
    raise RuntimeError("left open")


@task()
def slow_file(path, seconds):
    """Writes a line at its start and one at its end."""
    log = Path(path)
    with log.open("a") as file:
        file.write(f"start {os.getpid()}\n")
    if log.read_text().count("start") == 1:
        time.sleep(seconds)
    with log.open("a") as file:
        file.write(f"end {os.getpid()}\n")


@task()
def kill_me():
    os.kill(os.getpid(), 9)


@django_tasks.task(takes_context=True)
def with_context(context, what):
    DONE.append((what, context.attempt))
