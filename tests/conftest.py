"""What every test shares: its database, its browser, and the words for why something is skipped."""

import os
import shutil
import uuid
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.test import TransactionTestCase

from tests import database

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_configure(config):
    TransactionTestCase._fixture_teardown = lambda self: database.restore()


def pytest_collection_modifyitems(items):
    for item in items:
        if item.get_closest_marker("shared") and not SHARED.exists():
            item.add_marker(pytest.mark.skip(reason="the shared reference data does not lie beside the project"))
        if item.get_closest_marker("browser") and not browser_path():
            item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))
        if item.get_closest_marker("postgres") and "postgres" not in os.environ.get("DATABASE_URL", ""):
            item.add_marker(pytest.mark.skip(reason="DATABASE_URL names no PostgreSQL"))


def browser_path() -> str:
    """Chromium of this machine, or nothing."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome") or ""


@pytest.fixture(scope="session")
def django_db_setup(request, django_db_blocker):
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or uuid.uuid4().hex
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    with django_db_blocker.unblock():
        database.prepare(worker, run)
    yield
    with django_db_blocker.unblock():
        database.drop(worker, run)


@pytest.fixture(autouse=True)
def nothing_kept():
    """What a process keeps for a minute belongs to no other test."""
    if apps.is_installed("alongside.oversight.insight"):
        import_module("alongside.oversight.insight.queries.outlooks").forget()
