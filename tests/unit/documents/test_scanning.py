"""The virus check over real TCP: found is kept aside, no answer means waiting, and nothing passes unseen."""

import socket
from datetime import timedelta

import pytest
import time_machine
from django.core.files.storage import default_storage

from alongside.ground.access.models import AuditEntry
from alongside.ground.core.errors import NotThereError
from alongside.ground.documents import adapters, queries, services, tasks
from alongside.ground.documents.models import Document
from tests.unit.documents.conftest import CHILD, DUE, EICAR, MUM, NOW, TEAM, WORDS

pytestmark = pytest.mark.django_db


def state(document):
    document.refresh_from_db()
    return document.scan_state


@pytest.mark.abuse("AC-23")
@pytest.mark.django_db(transaction=True)
def test_a_virus_is_kept_aside_before_anybody_can_open_it(clamd, add, officer):
    document = add(EICAR, "note.txt", by=officer, readers=[TEAM])
    assert state(document) == "infected"
    assert document.scan_note == "Eicar-Test-Signature"
    with pytest.raises(NotThereError):
        queries.open_document(officer, document.uuid, NOW)
    assert AuditEntry.objects.get(code="documents.upload.infected").child_uuid == CHILD


@pytest.mark.abuse("AC-23")
@pytest.mark.django_db(transaction=True)
def test_uploader_and_officer_can_be_told(clamd, add, officer, mum):
    document = add(EICAR, "note.txt", by=mum, readers=[TEAM, MUM])
    document.refresh_from_db()
    [news] = queries.untold_harm()
    assert (news.uuid, news.added_by, news.child_uuid, news.ref) == (document.uuid, mum, CHILD, document.ref)
    assert services.mark_harm_told(document=news.uuid, at=NOW)
    assert not services.mark_harm_told(document=news.uuid, at=NOW)
    assert queries.untold_harm() == ()
    for user in (officer, mum):
        [line] = queries.documents_of(user, CHILD, NOW.date())
        assert line.is_openable is False
        assert "harmful" in line.note


@pytest.mark.django_db(transaction=True)
def test_a_clean_file_opens_after_the_scanner_saw_all_of_it(clamd, add, officer):
    document = add(readers=[TEAM])
    assert state(document) == "clean"
    assert clamd.seen == [WORDS]
    assert queries.open_document(officer, document.uuid, NOW).pk == document.pk


@pytest.mark.abuse("AC-23")
@pytest.mark.fault("scanner down")
@pytest.mark.django_db(transaction=True)
def test_while_the_scanner_is_down_a_file_waits_and_later_passes(clamd, add, officer, settings):
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        settings.CLAMAV = f"127.0.0.1:{nobody.getsockname()[1]}"
    document = add(readers=[TEAM])
    assert state(document) == "waiting"
    assert services.scan_waiting(at=NOW) == {"waiting": 1}
    with pytest.raises(NotThereError):
        queries.open_document(officer, document.uuid, NOW)
    assert "checking this file" in queries.documents_of(officer, CHILD, NOW.date())[0].note
    settings.CLAMAV = clamd.address
    tasks.scan_again.func()
    assert state(document) == "clean"


@pytest.mark.abuse("AC-23")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("answer", [
    b"", b"stream: \0", b"INSTREAM size limit exceeded. ERROR\0", b"OK\0", b"\xff" * 5000,
])
def test_an_answer_that_is_no_verdict_never_passes(clamd, add, answer):
    clamd.answer = answer
    assert state(add()) == "waiting"


def test_the_name_of_what_was_found_may_be_missing(clamd):
    clamd.answer = b"stream:  FOUND\0"
    assert adapters.Scanner(clamd.address).verdict(iter([b"x"])) == "unnamed"


@pytest.mark.parametrize("address", ["nonsense", "127.0.0.1:port", "127.0.0.1:99999", "127.0.0.1:1"])
def test_a_scanner_that_is_not_there_is_down(address):
    with pytest.raises(adapters.ScannerDownError):
        adapters.Scanner(address).verdict(iter([b"x"]))


def test_large_files_go_over_in_pieces(clamd):
    assert adapters.Scanner(clamd.address).verdict(iter([b"x" * 200_000, b"y"])) == ""
    assert clamd.seen == [b"x" * 200_000 + b"y"]


def test_a_silent_scanner_is_down_after_its_seconds():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        scanner = adapters.Scanner(f"127.0.0.1:{silent.getsockname()[1]}", seconds=0.2)
        with pytest.raises(adapters.ScannerDownError):
            scanner.verdict(iter([b"x"]))


def test_without_a_scanner_nothing_is_asked_and_the_file_says_so(add, officer):
    document = add(readers=[TEAM])
    assert services.scan_waiting(at=NOW) == {}
    assert services.scan_document(uuid=document.uuid, at=NOW) == "not_scanned"
    assert queries.documents_of(officer, CHILD, NOW.date())[0].note == "This file has not been checked for viruses."


def test_a_scanner_that_comes_later_sees_what_was_never_scanned(add, clamd, settings):
    settings.CLAMAV = ""
    document = add()
    settings.CLAMAV = clamd.address
    assert services.scan_waiting(at=NOW) == {"clean": 1}
    assert state(document) == "clean"
    assert services.scan_waiting(at=NOW) == {}


def test_a_verdict_is_given_once(add, clamd):
    document = add()
    Document.objects.update(scan_state="infected")
    assert services.scan_document(uuid=document.uuid, at=NOW) == "infected"
    assert clamd.seen == []


def test_a_document_that_is_gone_is_no_trouble(clamd):
    assert services.scan_document(uuid=CHILD, at=NOW) == "not_scanned"


@pytest.mark.fault("storage loses a file")
def test_a_file_that_is_gone_waits(add, clamd, settings):
    document = add()
    Document.objects.update(scan_state="waiting")
    default_storage.delete(document.stored_as)
    assert services.scan_document(uuid=document.uuid, at=NOW) == "waiting"


@pytest.mark.django_db(transaction=True)
def test_a_redacted_copy_is_scanned_too(clamd, to_check, officer):
    document = to_check()
    document.refresh_from_db()
    asked = services.withhold_part(
        document=document, file=_file(EICAR), to=[MUM], reason_code="address", note="page 2", by=officer, at=NOW,
        version=document.version,
    )
    assert state(asked.redacted) == "infected"


def _file(content):
    from tests.unit.documents.conftest import sent

    return sent(content, "copy.txt")


@pytest.mark.django_db(transaction=True)
def test_the_tasks_do_what_their_names_say(add, clamd, to_check, officer, mum):
    document = to_check()
    tasks.scan_one.func(str(document.uuid))
    document.refresh_from_db()
    services.release(document=document, to=[MUM], by=officer, at=NOW, version=document.version)
    with time_machine.travel(NOW + timedelta(minutes=11)):
        tasks.carry_out_releases.func()
    assert queries.open_document(mum, document.uuid, NOW)
    late = add(b"late", "l.txt", check_for={MUM: "Mother"}, due_check_on=DUE)
    Document.objects.filter(pk=late.pk).update(due_check_on=DUE.replace(year=2020))
    tasks.escalate_checks.func()
    late.refresh_from_db()
    assert late.escalated_at
    tasks.sweep_orphans.func()
    assert default_storage.exists(late.stored_as)
