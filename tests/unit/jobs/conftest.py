"""The database queue instead of tasks that run at once, and jobs to run on it."""

import pytest
from asgiref.local import Local
from django_tasks import task_backends


@pytest.fixture
def queue(settings, db):
    """The real queue, for tests of the worker itself."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend",
                                  "QUEUES": ["urgent", "default", "bulk"]}}
    fresh_backends()
    yield
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend",
                                  "QUEUES": ["urgent", "default", "bulk"]}}
    fresh_backends()


def fresh_backends():
    task_backends.__dict__.pop("settings", None)
    task_backends._settings = None
    task_backends._connections = Local(task_backends.thread_critical)
