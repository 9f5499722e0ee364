"""What may come in: every file of the hostile corpus is refused in one sentence, every honest one is taken."""

import hashlib
import io
import subprocess
import sys
import time

import pytest
from PIL import Image

from alongside.ground.documents.engine import chamber, intake, kinds, names, office, pdfs, pictures, sounds, texts, zips
from alongside.ground.documents.engine.kinds import RefusedFileError
from tests.unit.documents import corpus_parts as parts
from tests.unit.documents.corpus import HONEST, HOSTILE

LIMIT = 20 * 1024 * 1024


def taken(data, name):
    return intake.take_in(data, name, max_bytes=LIMIT)


def refusal_of(act, *given):
    with pytest.raises(RefusedFileError) as caught:
        act(*given)
    return caught.value.sentence


def test_the_corpus_is_large():
    assert len(HOSTILE) >= 60


@pytest.mark.abuse("AC-18", "AC-19", "AC-20", "AC-21", "AC-22")
@pytest.mark.parametrize("key", HOSTILE)
def test_a_hostile_file_is_refused_with_one_sentence(key):
    name, make, part = HOSTILE[key]
    sentence = refusal_of(taken, make(), name)
    assert part in sentence
    assert sentence.endswith((".",))
    assert sentence.count(". ") == 0


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_file_is_taken(name):
    data = HONEST[name]()
    found = taken(data, name)
    assert found.content
    assert found.media_type == kinds.BY_ENDING[name.rpartition(".")[2].lower()].media_type
    assert found.received_sha256 == hashlib.sha256(data).hexdigest()
    assert found.sha256 == hashlib.sha256(found.content).hexdigest()


@pytest.mark.abuse("AC-06")
def test_a_photo_is_turned_upright_and_loses_place_camera_and_comment():
    found = taken(parts.placed_photo(), "photo.jpg").content
    with Image.open(io.BytesIO(found)) as photo:
        assert photo.size == (20, 40)
        assert not photo.getexif()
    assert b"MARKER" not in found
    assert b"Exif" not in found


def test_what_hides_behind_a_picture_is_gone():
    for kind, name in (("JPEG", "a.jpg"), ("PNG", "a.png")):
        found = taken(parts.picture(kind) + b"PK\x03\x04MARKER", name).content
        assert b"MARKER" not in found


def test_a_see_through_png_stays_see_through():
    found = taken(parts.picture("PNG", mode="P", transparency=0), "a.png").content
    with Image.open(io.BytesIO(found)) as drawn:
        assert drawn.info.get("transparency") == 0


def test_a_voice_note_loses_the_place_where_it_was_recorded():
    place = parts.box(b"udta", parts.box(b"\xa9xyz", b"\x00\x12\x15\xc7+53.7632-002.7044/"))
    data = parts.m4a(udta=place)
    found = taken(data, "note.m4a").content
    assert b"53.7632" not in found
    assert len(found) == len(data)
    assert sounds.m4a_without_place(found) == found


def test_a_voice_note_with_a_wide_box_is_read():
    wide = parts.m4a().replace(parts.box(b"mdat", b"\x21\x10\x05" * 40), b"")
    body = b"\x21" * 40
    wide += b"\x00\x00\x00\x01mdat" + (16 + len(body)).to_bytes(8, "big") + body
    assert taken(wide, "a.m4a").content == wide


def test_boxes_that_end_in_padding_are_read_and_wrong_brands_are_not():
    assert sounds.m4a_without_place(parts.m4a(udta=parts.box(b"udta", bytes(4))))
    assert "not what is inside" in refusal_of(sounds.m4a_without_place, parts.m4a(brand=b"qt  "))


def test_an_mp3_loses_its_tags():
    data = parts.id3(b"GEOB MARKER") + parts.mp3() + b"TAG" + b"MARKER".ljust(125)
    assert taken(data, "a.mp3").content == parts.mp3()


@pytest.mark.parametrize("head", [
    b"\xff\xfb\xf0\x00", b"\xff\xfb\x9c\x00", b"\xff\xeb\x90\x00", b"\xff\xfd\x90\x00", b"\xff", b"\x00\xfb\x90\x00",
])
def test_what_is_no_mp3_frame_has_no_size(head):
    assert sounds._frame_size(head) == 0


def test_low_rate_frames_are_known():
    assert sounds._frame_size(b"\xff\xf3\x80\x00") == 72 * 64000 // 22050


def test_text_is_kept_in_utf_8():
    assert taken("Zoë’s day".encode("cp1252"), "a.txt").content == "Zoë’s day".encode()
    assert texts.as_utf8("\ufeffhi".encode()) == b"hi"


@pytest.mark.abuse("AC-24")
@pytest.mark.parametrize(("given", "shown"), [
    ("../../etc/passwd.pdf", "passwd.pdf"), ("..\\..\\boot.pdf", "boot.pdf"),
    ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie- x.pdf"),
    ("invoice\u202efdp.pdf", "invoicefdp.pdf"), ("", "file.pdf"), ("...", "file.pdf"), (".pdf", "file.pdf"),
    ("a" * 300 + ".pdf", "a" * 146 + ".pdf"), ('a"b<c>d.pdf', "a-b-c-d.pdf"), ("Zoë  بابا.PDF", "Zoë بابا.pdf"),
    ("\u200b\u2066x.pdf", "x.pdf"), ("nul\x00.pdf", "nul.pdf"), ("tab\there.pdf", "tab here.pdf"),
])
def test_names_are_safe_to_show(given, shown):
    assert names.shown_name(given, "pdf") == shown
    assert len(names.shown_name(given, "pdf")) <= names.MAX_LENGTH


def test_endings_are_read_without_tricks():
    assert [names.ending_of(n) for n in ("a.PDF", "a.pdf.", "a", "a.p\u202edf", "a.tar.gz ")] == [
        "pdf", "pdf", "", "pdf", "gz"
    ]


@pytest.mark.abuse("AC-19")
def test_a_file_that_is_too_much_for_the_process_is_refused_and_we_live(monkeypatch):
    monkeypatch.setattr(intake, "WALL_SECONDS", 0.01)
    assert refusal_of(taken, parts.pdf(), "a.pdf") == kinds.TOO_HEAVY


@pytest.mark.abuse("AC-19")
@pytest.mark.parametrize("data", [b"junk", b"MAYBE\nx"])
def test_a_process_that_dies_or_babbles_is_a_refusal(monkeypatch, data):
    done = subprocess.CompletedProcess([], 0 if data.startswith(b"MAYBE") else -9, data, b"")
    monkeypatch.setattr(intake.subprocess, "run", lambda *args, **kwargs: done)
    assert refusal_of(taken, parts.pdf(), "a.pdf") == kinds.TOO_HEAVY


@pytest.mark.abuse("AC-19")
def test_the_process_that_looks_at_files_is_bound_in_memory_and_work():
    code = (
        "from alongside.ground.documents.engine import chamber; import resource, sys\n"
        "chamber.limit('png')\n"
        "print(resource.getrlimit(resource.RLIMIT_AS)[0], resource.getrlimit(resource.RLIMIT_CPU)[0])\n"
        "try:\n    bytearray(600 * 1024 * 1024)\nexcept MemoryError:\n    print('bound')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=intake._CODE)
    assert done.stdout.split() == [str(512 * 1024 * 1024), "5", "bound"]


@pytest.mark.abuse("AC-19")
def test_endless_work_is_stopped_by_the_system():
    code = (
        "from alongside.ground.documents.engine import chamber\n"
        "chamber.CPU_SECONDS['x'] = 1\nchamber.limit('x')\nwhile True: pass\n"
    )
    started = time.monotonic()
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, cwd=intake._CODE, timeout=60)
    assert done.returncode < 0
    assert time.monotonic() - started < 60


def test_the_process_sees_none_of_our_settings(monkeypatch):
    seen = {}

    def run(*args, **kwargs):
        seen.update(kwargs["env"])
        return subprocess.CompletedProcess([], 0, b"SAME\n", b"")

    monkeypatch.setenv("SECRET_KEY", "MARKER")
    monkeypatch.setattr(intake.subprocess, "run", run)
    taken(parts.pdf(), "a.pdf")
    assert "MARKER" not in str(seen)
    assert set(seen) <= {"PATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE"}


@pytest.mark.parametrize(("key", "data", "said"), [
    ("pdf", parts.pdf(), b"SAME\n"), ("docx", parts.word(), b"SAME\n"), ("odt", parts.odt(), b"SAME\n"),
    ("png", b"junk", b"NO\n" + kinds.DAMAGED.encode()),
])
def test_the_chamber_says_its_verdict(monkeypatch, key, data, said):
    monkeypatch.setattr(chamber, "limit", lambda _key: None)
    out = io.BytesIO()
    monkeypatch.setattr(sys, "stdin", type("In", (), {"buffer": io.BytesIO(data)}))
    monkeypatch.setattr(sys, "stdout", type("Out", (), {"buffer": out}))
    assert chamber.main(key) == 0
    assert out.getvalue() == said


def test_the_chamber_gives_fresh_bytes_for_a_picture_and_a_code_when_memory_ends(monkeypatch):
    monkeypatch.setattr(chamber, "limit", lambda _key: None)
    out = io.BytesIO()
    monkeypatch.setattr(sys, "stdin", type("In", (), {"buffer": io.BytesIO(parts.picture())}))
    monkeypatch.setattr(sys, "stdout", type("Out", (), {"buffer": out}))
    assert chamber.main("jpg") == 0
    assert out.getvalue().startswith(b"NEW\n\xff\xd8\xff")
    monkeypatch.setattr(chamber, "examine", lambda *given: (_ for _ in ()).throw(MemoryError))
    assert chamber.main("jpg") == 3


@pytest.mark.parametrize("key", [key for key, (name, _, _) in HOSTILE.items() if name.endswith((".docx", ".odt"))])
def test_office_files_are_refused_by_the_code_itself(key):
    name, make, _ = HOSTILE[key]
    data = make()
    if data.startswith(b"PK"):
        look = office.look_at_word if name.endswith(".docx") else office.look_at_odt
        assert refusal_of(look, data)
    else:
        assert refusal_of(taken, data, name)


@pytest.mark.parametrize("key", [key for key, (name, _, _) in HOSTILE.items() if name == "a.pdf"])
def test_pdfs_are_refused_by_the_code_itself(key):
    _, make, _ = HOSTILE[key]
    data = make()
    if data.startswith(b"%PDF") and len(data) < LIMIT:
        assert refusal_of(pdfs.look_at, data)
    else:
        assert refusal_of(taken, data, "a.pdf")


def test_honest_files_pass_the_code_itself():
    assert pdfs.look_at(parts.pdf()) is None
    assert office.look_at_word(parts.honest_docx()) is None
    assert office.look_at_odt(HONEST["note.odt"]()) is None
    assert pictures.drawn_again(parts.picture(mode="CMYK"), "jpg").startswith(b"\xff\xd8")
    assert pictures.drawn_again(parts.picture("PNG", mode="RGBA"), "png").startswith(b"\x89PNG")
    assert refusal_of(pictures.drawn_again, parts.png_that_claims(9000, 9000), "png")
    assert refusal_of(pictures.drawn_again, parts.picture()[:100], "jpg") == kinds.DAMAGED


def test_a_pdf_with_too_many_parts_is_too_heavy(monkeypatch):
    monkeypatch.setattr(pdfs, "MAX_OBJECTS", 2)
    assert refusal_of(pdfs.look_at, parts.pdf()) == kinds.TOO_HEAVY


def test_unpacking_stops_at_the_limit_whatever_the_list_says(monkeypatch):
    packed = zips.opened(parts.word(("word/media/a.bin", b"x" * 5000)))
    monkeypatch.setattr(zips, "MAX_UNPACKED", 4000)
    assert refusal_of(list, zips.read_all(packed)) == kinds.TOO_HEAVY


def test_a_zip_that_is_too_short_or_unreadable_is_damaged():
    assert refusal_of(zips.opened, b"PK\x03\x04") == kinds.DAMAGED
    broken = bytearray(parts.word())
    broken[-8] ^= 1
    assert refusal_of(zips.opened, bytes(broken)) == kinds.DAMAGED


def test_empty_parts_are_nothing():
    assert list(office._elements(b"  ")) == []


def test_every_kind_says_why_and_no_ending_is_both_taken_and_refused():
    assert all(kind.why and kind.words for kind in kinds.ACCEPTED)
    assert not set(kinds.BY_ENDING) & set(kinds.REFUSED)
    assert kinds.ACCEPT_ATTRIBUTE.startswith(".pdf,.docx")
