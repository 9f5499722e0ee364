"""Letters kept in all their formats."""

import pytest
from django.core.files.storage import default_storage

from alongside.ground.core.errors import InvalidError, NotThereError
from alongside.ground.documents import adapters, queries, services
from alongside.ground.documents.engine import composer
from alongside.ground.documents.engine.letter import Letter, Paragraph
from alongside.ground.documents.models import Document
from tests.unit.documents.conftest import CHILD, DAD, DUE, MUM, NOW, TEAM
from tests.unit.documents.test_composer import needs_pdf

pytestmark = pytest.mark.django_db
LETTER = Letter("Your decision: we will assess", language="en-GB", blocks=(Paragraph("Dear Ms Ward"),))


def kept(**changed):
    given = {"letter": LETTER, "child_uuid": CHILD, "ref": "x", "by": None, "at": NOW, "readers": [MUM, TEAM]}
    return services.add_letter(**{**given, **changed})


@needs_pdf
def test_a_letter_is_kept_as_page_pdf_and_word_and_listed_as_one(mum, dad):
    made = kept()
    assert [d.media_type.rpartition("/")[2][:4] for d in made] == ["html", "pdf", "vnd."]
    assert len({d.made_from for d in made}) == 1
    assert [d.filename for d in made] == [f"Your decision- we will assess.{e}" for e in ("html", "pdf", "docx")]
    [line] = queries.documents_of(mum, CHILD, NOW.date())
    assert [f.words for f in line.formats] == ["web page", "PDF", "Word"]
    assert [f.is_page for f in line.formats] == [True, False, False]
    assert (line.uuid, line.is_openable, line.note, line.release) == (made[0].uuid, True, "", "")
    assert queries.documents_of(dad, CHILD, NOW.date()) == ()
    assert queries.documents_for(mum, "x", NOW.date()) == (line,)
    with pytest.raises(NotThereError):
        queries.open_document(dad, made[1].uuid, NOW)


@pytest.mark.fault("PDF library missing")
def test_a_letter_without_pdf_is_kept_as_page_and_word(monkeypatch):
    monkeypatch.setattr(composer, "_pdf", lambda letter: None)
    assert [d.filename.rpartition(".")[2] for d in kept()] == ["html", "docx"]


@pytest.mark.fault("disk full")
def test_a_letter_is_kept_whole_or_not_at_all(monkeypatch):
    keep, calls = adapters.keep, []

    def second_fails(content):
        calls.append(content)
        if len(calls) == 2:
            raise adapters.StorageError("full")
        return keep(content)

    monkeypatch.setattr(adapters, "keep", second_fails)
    with pytest.raises(InvalidError, match="storage is full"):
        kept()
    assert Document.objects.count() == 0


def test_a_letter_composed_before_is_kept_as_it_is():
    made = kept(composed=composer.compose(Letter("Another")))
    assert default_storage.open(made[0].stored_as).read().count(b"Another") == 2


def test_a_made_file_can_wait_for_a_check(mum):
    document = services.add_made(
        content=b"a,b", media_type="text/csv", title="List", kind="other", child_uuid=CHILD, by=None, at=NOW,
        readers=[TEAM], check_for={MUM: "Mother", DAD: "Father"}, due_check_on=DUE,
    )
    assert (document.scan_state, document.release_state, document.filename) == ("clean", "waiting", "List.csv")
    with pytest.raises(NotThereError):
        queries.open_document(mum, document.uuid, NOW)


def test_made_files_may_repeat():
    for _ in range(2):
        services.add_made(content=b"x", media_type="application/x-odd", title="T", kind="other", by=None, at=NOW,
                          readers=[])
    assert Document.objects.filter(filename="T.bin").count() == 2
    assert all(default_storage.exists(d.stored_as) for d in Document.objects.all())
