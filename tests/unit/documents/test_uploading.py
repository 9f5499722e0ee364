"""Uploads: kept once, with hash and readers; nothing stays behind when anything fails."""

import resource
import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, connections, transaction
from django.urls import Resolver404, resolve

from alongside.ground.access.models import AuditEntry
from alongside.ground.core.errors import InvalidError, RefusedError
from alongside.ground.core.refs import Ref
from alongside.ground.documents import adapters, queries, services
from alongside.ground.documents.models import Document, Reader
from alongside.ground.documents.services import uploading
from tests.unit.documents import corpus_parts as parts
from tests.unit.documents.conftest import CHILD, DAD, DUE, MUM, NOW, TEAM, WORDS, sent

pytestmark = pytest.mark.django_db


def files():
    return [name for name, _ in adapters.kept()]


def test_an_upload_is_kept_under_a_random_name_with_its_hash(add, officer):
    document = add(by=officer, name="../../letter from <mum>.txt")
    assert document.filename == "letter from -mum-.txt"
    assert "letter" not in document.stored_as
    assert default_storage.open(document.stored_as).read() == WORDS
    assert (document.sha256, document.received_sha256) == (document.sha256, document.sha256)
    assert (document.n_bytes, document.media_type) == (len(WORDS), "text/plain")
    assert (document.scan_state, document.release_state) == ("not_scanned", "not_needed")
    assert list(Reader.objects.values_list("badge", "needs_release")) == [(TEAM, False)]


def test_the_stored_file_has_no_address_of_its_own(add):
    document = add()
    with pytest.raises(Resolver404):
        resolve(f"/{document.stored_as}")


def test_an_upload_is_entered_in_the_child_s_trail_without_its_name(add, officer):
    document = add(by=officer, title="Sam's diary", name="Sam Ward.txt")
    entry = AuditEntry.objects.get(code="documents.upload.received")
    assert entry.child_uuid == CHILD
    assert str(document.uuid) in entry.detail
    assert "Ward" not in entry.detail
    assert "diary" not in entry.detail


def test_readers_may_come_with_words(add):
    add(readers={TEAM: "EHC team, Preston"})
    assert Reader.objects.get().words == "EHC team, Preston"


def test_a_file_can_be_examined_before(add):
    taken = services.examine(sent())
    assert add(file=taken).received_sha256 == taken.received_sha256


def test_a_title_left_empty_is_the_file_s_name(add):
    assert add(title="  ").title == "report.txt"


def test_a_refused_file_leaves_nothing_behind(add):
    with pytest.raises(InvalidError) as caught:
        add(b"MZ not a pdf", "report.pdf")
    assert "program" in caught.value.errors["file"]
    assert Document.objects.count() == 0
    assert files() == []


@pytest.mark.abuse("AC-19")
def test_reading_stops_at_the_limit_whatever_the_sender_claims(settings, add):
    settings.UPLOAD_BYTES = 1024 * 1024
    read = []

    class Endless:
        name = "a.pdf"
        size = 10

        def chunks(self):
            while True:
                read.append(1)
                yield bytes(64 * 1024)

    with pytest.raises(InvalidError, match="larger than 1 MB"):
        add(file=Endless())
    assert len(read) == 17


@pytest.mark.fault("duplicate submit")
def test_the_same_bytes_for_the_same_thing_are_one_document(add):
    first, second = add(), add(title="Again")
    assert first.pk == second.pk
    assert len(files()) == 1


@pytest.mark.abuse("AC-04")
def test_the_same_bytes_from_two_parents_are_two_documents(add, mum, dad):
    hers, his = add(readers=[MUM, TEAM], by=mum), add(readers=[DAD, TEAM], by=dad)
    assert hers.pk != his.pk
    assert [d.uuid for d in queries.documents_of(mum, CHILD, NOW.date())] == [hers.uuid]
    assert [d.uuid for d in queries.documents_of(dad, CHILD, NOW.date())] == [his.uuid]


def test_the_same_bytes_for_another_child_or_request_are_another_document(add):
    assert len({add().pk, add(child_uuid=uuid4()).pk, add(ref="x").pk}) == 3


@pytest.mark.fault("duplicate submit")
@pytest.mark.django_db(transaction=True)
def test_the_same_file_sent_five_times_at_once_is_one_document(add):
    found, faults = [], []
    start = threading.Barrier(5)

    def go():
        start.wait()
        try:
            found.append(add().pk)
        except Exception as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=go) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert len(set(found)) == 1
    assert Document.objects.count() == len(files()) == 1


def test_a_twin_that_was_first_is_found_and_other_trouble_is_not_hidden(add, monkeypatch):
    first = add()
    real = uploading.Document.objects.filter
    asked = []

    def blind(*given, **named):
        asked.append(named)
        return Document.objects.none() if len(asked) == 1 else real(*given, **named)

    monkeypatch.setattr(uploading.Document.objects, "filter", blind)
    assert add().pk == first.pk
    monkeypatch.setattr(uploading.Document.objects, "filter", lambda *given, **named: Document.objects.none())
    with pytest.raises(DatabaseError):
        add()
    assert len(files()) == 1


@pytest.mark.fault("disk full")
def test_a_disk_that_is_full_half_way_leaves_no_file(folder):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    (folder / "documents").mkdir(parents=True)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 * 1024, hard))
    try:
        with pytest.raises(adapters.StorageError):
            adapters.keep(bytes(200_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert files() == []


@pytest.mark.fault("disk full")
def test_a_store_that_fails_is_a_sentence_and_no_row(add, monkeypatch):
    def full(*given):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", full)
    with pytest.raises(InvalidError) as caught:
        add()
    assert "What you wrote is kept" in caught.value.errors["file"]
    assert Document.objects.count() == 0


@pytest.mark.fault("process killed at any point of a transition")
def test_a_row_that_fails_takes_its_file_with_it(add, monkeypatch):
    monkeypatch.setattr("alongside.ground.access.services.record", lambda **given: (_ for _ in ()).throw(SystemExit))
    with pytest.raises(SystemExit):
        add()
    assert Document.objects.count() == Reader.objects.count() == 0
    assert files() == []


@pytest.mark.fault("partial upload, connection cut")
def test_an_act_that_rolls_back_later_leaves_a_file_that_the_sweep_removes(add, folder):
    with transaction.atomic():
        add()
        transaction.set_rollback(True)
    assert Document.objects.count() == 0
    [orphan] = files()
    young = services.sweep_orphans(at=default_storage.get_modified_time(orphan) + timedelta(hours=23))
    assert (young.n_removed, files()) == (0, [orphan])
    old = services.sweep_orphans(at=default_storage.get_modified_time(orphan) + timedelta(hours=25))
    assert (old.n_removed, old.missing, files()) == (1, (), [])


@pytest.mark.fault("partial upload, connection cut")
@pytest.mark.parametrize("share", [0.01, 0.5, 0.99])
def test_a_connection_that_is_cut_keeps_nothing(add, share):
    data = WORDS * 100

    class Cut:
        name = "a.txt"

        def chunks(self):
            yield data[:int(len(data) * share)]
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        add(file=Cut())
    assert Document.objects.count() == 0
    assert files() == []


def test_the_sweep_keeps_what_has_a_row_and_names_what_is_missing(add):
    kept, lost = add(), add(child_uuid=uuid4())
    default_storage.delete(lost.stored_as)
    swept = services.sweep_orphans(at=NOW + timedelta(days=400))
    assert swept.missing == (lost.uuid,)
    assert files() == [kept.stored_as]


def test_a_sweep_of_nothing_finds_nothing():
    assert services.sweep_orphans(at=NOW) == services.Sweep(0, ())


@pytest.mark.abuse("AC-19")
def test_there_is_room_for_so_many_files_and_no_more(add, monkeypatch):
    add()
    monkeypatch.setattr(uploading, "MAX_FILES_PER_REF", 1)
    with pytest.raises(InvalidError, match="as many as we can take"):
        add(b"one more", "a.txt")
    add(b"no ref", "a.txt", ref="")
    monkeypatch.setattr(uploading, "MAX_FILES_PER_REF", 50)
    monkeypatch.setattr(uploading, "MAX_BYTES_PER_REF", 10)
    with pytest.raises(InvalidError, match="All files together"):
        add(b"one more", "a.txt")
    monkeypatch.setattr(uploading, "MAX_BYTES_PER_REF", 10**9)
    monkeypatch.setattr(uploading, "MAX_FILES_PER_CHILD", 2)
    with pytest.raises(InvalidError, match="tidy up"):
        add(b"one more", "a.txt")
    assert add(b"another child", "a.txt", child_uuid=uuid4())


def test_a_check_needs_a_day(add):
    with pytest.raises(ValueError, match="by which"):
        add(check_for={MUM: "Mother"})
    assert files() == []


def test_one_who_reads_now_needs_no_release(add):
    add(readers=[TEAM, MUM], check_for={MUM: "Mother", DAD: "Father"}, due_check_on=DUE)
    assert set(Reader.objects.values_list("badge", "needs_release")) == {(TEAM, False), (MUM, False), (DAD, True)}


@pytest.fixture
def draft(add):
    return add(child_uuid=None, ref="journeys:draft:1", readers=())


def test_the_upload_of_a_draft_opens_to_nobody_and_is_listed_to_its_sender(draft, officer, manager, mum):
    assert not any(queries.policies.visible_to(user, NOW.date()).exists() for user in (officer, manager, mum))
    [line] = queries.uploads_for("journeys:draft:1")
    assert (line.uuid, line.filename) == (draft.uuid, "report.txt")
    assert line.note == "This file has not been checked for viruses."


def test_a_draft_s_uploads_become_the_case_s(draft, officer, mum):
    ref = Ref("ehc", "request", uuid4())
    given = {"documents": [draft.uuid], "ref": ref, "from_ref": "journeys:draft:1", "child_uuid": CHILD, "by": None,
             "at": NOW, "readers": [TEAM], "check_for": {MUM: "Mother"}, "due_check_on": DUE, "about": "Sam"}
    [done] = services.assign(**given)
    assert (done.child_uuid, done.ref, done.release_state, done.about) == (CHILD, str(ref), "waiting", "Sam")
    assert queries.open_document(officer, draft.uuid, NOW).pk == draft.pk
    assert queries.uploads_for("journeys:draft:1") == ()
    assert AuditEntry.objects.get(code="documents.upload.assigned").child_uuid == CHILD
    assert services.assign(**given)[0].version == done.version


def test_a_draft_can_go_to_a_request_without_a_child(draft, officer):
    [done] = services.assign(documents=[draft.uuid], ref="journeys:draft:1", from_ref="journeys:draft:1",
                             child_uuid=None, by=None, at=NOW, readers=[TEAM])
    assert done.release_state == "not_needed"
    assert queries.open_document(officer, draft.uuid, NOW)


@pytest.mark.abuse("AC-02")
def test_nobody_can_claim_a_document_of_another_draft_or_child(draft, add):
    other = add(b"secret", "a.txt")
    for uuids, from_ref in (([other.uuid], "journeys:draft:1"), ([draft.uuid], "journeys:draft:2"),
                            ([uuid4()], "journeys:draft:1")):
        with pytest.raises(RefusedError):
            services.assign(documents=uuids, ref="mine", from_ref=from_ref, child_uuid=uuid4(), by=None, at=NOW,
                            readers=["person:x"])
    assert not Reader.objects.filter(badge="person:x").exists()


@pytest.mark.django_db(transaction=True)
def test_a_draft_s_upload_can_be_taken_back(draft):
    assert services.discard(document=draft.uuid, ref="other", by=None, at=NOW) is False
    assert services.discard(document=draft.uuid, ref="journeys:draft:1", by=None, at=NOW) is True
    assert services.discard(document=draft.uuid, ref="journeys:draft:1", by=None, at=NOW) is False
    assert files() == []
    assert Document.objects.count() == 0


def test_a_document_of_a_case_is_never_taken_back(add):
    document = add()
    with pytest.raises(RefusedError):
        services.discard(document=document.uuid, ref=document.ref, by=None, at=NOW)


def test_a_file_that_cannot_be_removed_now_is_left_to_the_sweep(add, monkeypatch):
    document = add()

    def stuck(*given):
        raise OSError

    monkeypatch.setattr(FileSystemStorage, "delete", stuck)
    adapters.remove(document.stored_as)
    assert files() == [document.stored_as]


def test_a_photo_is_kept_without_its_place(add):
    document = services.add_upload(
        file=SimpleUploadedFile("IMG 1.JPG", parts.placed_photo()), title="", kind="evidence", by=None, at=NOW,
    )
    assert document.sha256 != document.received_sha256
    assert b"MARKER" not in default_storage.open(document.stored_as).read()


def test_the_database_holds_the_rules_itself(add):
    document = add()
    for wrong in ({"scan_state": "odd"}, {"release_state": "odd"}, {"release_state": "waiting"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Document.objects.filter(pk=document.pk).update(**wrong)
    assert connection.vendor in {"sqlite", "postgresql"}
