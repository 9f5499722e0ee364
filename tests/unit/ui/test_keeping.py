"""A save that meets a lock, a full disk or a lost connection: the page that keeps the text, on both databases."""

import errno
import re
import sqlite3
from contextlib import contextmanager
from html import unescape

import psycopg
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InterfaceError, OperationalError, connection, transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import include, path

from alongside.ground.jobs.models import Schedule
from alongside.ground.ui import views
from alongside.ground.ui.engine import keeping

WORDS = "She hides under the table.\nEvery <b>morning</b>."
SENT = {"key": "form-1", "words": WORDS, "day": ["1", "2"], "password": "a long enough phrase", "code": "123456"}


def save(request):
    with transaction.atomic():
        Schedule.objects.update_or_create(path="a.row.that.is.held", defaults={"cron": request.POST["words"][:60]})
        Schedule.objects.get_or_create(path=request.POST["key"], defaults={"cron": "* * * * *", "next_at": NOW})
    return HttpResponse("saved")


save.audience = "public"


def broken(error):
    def view(request):
        raise error
    view.audience = "public"
    return view


NOW = "2026-03-02T09:00:00Z"
FULL = OSError(errno.ENOSPC, "No space left on device")
urlpatterns = [
    path("", include("tests.unit.journeys.addresses")), path("save/", save), path("full/", broken(FULL)),
    path("gone/", broken(InterfaceError("connection already closed"))),
    path("wrong/", broken(OSError(errno.EACCES, "not allowed"))),
]
handler500 = views.server_error
pytestmark = pytest.mark.urls(__name__)


def browser():
    return Client(raise_request_exception=False)


def fields_of(response) -> list[tuple[str, str]]:
    tags = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', response.content.decode())
    return [(name, unescape(value)) for name, value in tags]


@contextmanager
def held_elsewhere():
    """Another connection writes the row and has not come to its end; ours waits a tenth of a second."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 100" if connection.vendor == "sqlite" else "SET lock_timeout = '100ms'")
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        other = sqlite3.connect(given["NAME"], isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
    else:
        other = psycopg.connect(host=given["HOST"], port=given["PORT"] or 5432, user=given["USER"],
                                password=given["PASSWORD"] or None, dbname=given["NAME"])
        other.execute("SELECT * FROM jobs_schedule WHERE path = 'a.row.that.is.held' FOR UPDATE")
    try:
        yield
    finally:
        other.rollback()
        other.close()
        connection.close()


@pytest.fixture
def row(transactional_db):
    return Schedule.objects.create(path="a.row.that.is.held", cron="before", next_at=NOW)


@pytest.mark.fault("database locked")
@pytest.mark.abuse("AC-37")
def test_a_save_that_finds_the_database_held_is_given_back_whole_and_sent_again_counts_once(row):
    with held_elsewhere():
        response = browser().post("/save/?next=1", SENT)
    page = response.content.decode()
    assert (response.status_code, response["Retry-After"], response["Cache-Control"]) == (503, "30", "no-store")
    assert response["X-Request-Id"] in page
    assert '<form action="/save/?next=1" method="post">' in page
    kept = fields_of(response)
    assert sorted(kept) == sorted([("key", "form-1"), ("words", WORDS), ("day", "1"), ("day", "2")])
    assert "a long enough phrase" not in page
    assert "123456" not in page
    assert "Every &lt;b&gt;morning" in page
    assert Schedule.objects.get(pk=row.pk).cron == "before"
    for _ in range(2):
        assert browser().post("/save/", dict(kept)).content == b"saved"
    assert Schedule.objects.filter(path="form-1").count() == 1


@pytest.mark.fault("disk full")
@pytest.mark.parametrize("address", ["/full/", "/gone/"])
def test_a_full_disk_and_a_lost_connection_keep_the_text_too(db, address):
    response = browser().post(address, {"words": WORDS})
    assert response.status_code == 503
    assert fields_of(response) == [("words", WORDS)]


@pytest.mark.fault("disk full")
def test_files_have_to_be_chosen_again_and_are_named(db):
    response = browser().post("/full/", {"words": "x", "paper": SimpleUploadedFile("the report.pdf", b"%PDF")})
    page = response.content.decode()
    assert 'enctype="multipart/form-data"' in page
    assert re.search(r'name="paper" type="file"', page)
    assert "the report.pdf" in page
    assert "%PDF" not in page


def test_a_page_that_was_only_read_keeps_nothing_and_a_fault_of_ours_stays_one(db):
    read, fault = browser().get("/full/"), browser().post("/wrong/", {"words": WORDS})
    assert (read.status_code, fields_of(read)) == (503, [])
    assert (fault.status_code, "Retry-After" in fault) == (500, False)
    assert browser().post("/full/", {}).status_code == 503


@pytest.mark.parametrize(("error", "is_so"), [
    (OperationalError("database is locked"), True), (OperationalError("database or disk is full"), True),
    (OSError(errno.EDQUOT, "quota"), True), (InterfaceError("closed"), True), (ValueError("x"), False), (None, False),
    (OperationalError("no such table: x"), "postgresql" in settings.DATABASES["default"]["ENGINE"]),
])
def test_only_what_passes_by_itself_is_called_busy(error, is_so):
    assert keeping.is_busy(error) is is_so


def test_the_cause_behind_an_error_counts():
    error = RuntimeError("around it")
    error.__cause__ = OperationalError("database is locked")
    assert keeping.is_busy(error)


def test_a_form_that_did_not_arrive_whole_keeps_nothing(settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 1
    assert keeping.kept_of(RequestFactory().post("/x/", {"a": "1", "b": "2"})) is None
