"""Bad input of every kind: a clear word about what is wrong, and a database that was not touched."""

import gzip
import io
import random
import zipfile

import pytest

from alongside.ground.people.models import Child
from alongside.oversight.returns import services
from alongside.oversight.returns.engine import conversion, sniffing, xml_reader
from alongside.oversight.returns.engine.layouts import layout_of
from alongside.oversight.returns.engine.problems import UnreadableError
from alongside.oversight.returns.engine.records import Person
from alongside.oversight.returns.models import StagedPerson
from alongside.work.ehc.models import Plan, Request
from tests.unit.returns.sample import everybody, new_plan, spoilt, write

pytestmark = pytest.mark.django_db

BOMB = """<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;">]>
<Message><Header><CollectionDetails><Collection>&d;</Collection></CollectionDetails></Header></Message>"""
OUTSIDE = """<?xml version="1.0"?><!-- a note --><?pi x?>
<!DOCTYPE Message SYSTEM "file:///etc/hostname"><Message/>"""


def refusal(path, at, **given):
    """The one error of a file that was loaded with everything accepted; nothing of it may have come in."""
    report = services.load_return(path, by=None, at=at, accept_queries=True, **given)
    assert not report.is_loaded
    assert (Child.objects.count(), Request.objects.count(), Plan.objects.count()) == (0, 0, 0)
    assert StagedPerson.objects.count() == 0
    return next(problem for problem in report.problems() if problem["severity"] == "error")


@pytest.mark.abuse("AC-36")
@pytest.mark.parametrize("text", [BOMB, OUTSIDE, BOMB.replace("\n", "\r\n"), BOMB.replace('?>', '?>' + " " * 3000, 1)])
def test_an_entity_bomb_or_an_outside_entity_is_refused_before_it_is_parsed(tmp_path, at, text):
    path = tmp_path / "r.xml"
    path.write_text(text)
    assert refusal(path, at)["rule"] == "R03"


@pytest.mark.abuse("AC-36")
@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_a_doctype_hides_in_no_encoding(tmp_path, at, encoding):
    path = tmp_path / "r.xml"
    path.write_bytes(BOMB.replace('<?xml version="1.0"?>', "").encode(encoding))
    assert refusal(path, at)["rule"] == "R03"


@pytest.mark.abuse("AC-36")
def test_a_doctype_beyond_the_first_look_is_refused_too(tmp_path, at):
    path = tmp_path / "r.xml"
    path.write_text('<?xml version="1.0"?><!--' + "x" * 70_000 + "-->" + BOMB.partition("?>")[2])
    assert refusal(path, at)["rule"] in {"R02", "R03"}


def test_an_entity_without_a_doctype_is_named(tmp_path, at):
    path = spoilt(write(tmp_path / "r.xml"), lambda t: t.replace("Example", "&nbsp;", 1))
    assert refusal(path, at)["rule"] == "R03"


def test_malformed_xml_says_the_line(tmp_path, at):
    path = spoilt(write(tmp_path / "r.xml"), lambda t: t.replace("</Surname>", "</Nachname>", 1))
    found = refusal(path, at)
    line = next(n for n, text in enumerate(path.read_text().splitlines(), 1) if "Nachname" in text)
    assert found["rule"] == "R02"
    assert found["message"].startswith(f"Line {line}:")
    assert found["person"] is None


@pytest.mark.fault("partial upload, connection cut at 1/50/99%")
@pytest.mark.parametrize("share", [0.3, 0.5, 0.99])
def test_a_truncated_file_says_that_it_ends_in_the_middle(tmp_path, at, share):
    path = spoilt(write(tmp_path / "r.xml"), lambda t: t[: int(len(t) * share)])
    assert refusal(path, at)["rule"] == "R05"


def test_a_wrong_encoding_is_named(tmp_path, at):
    path = write(tmp_path / "r.xml", [new_plan(surname="Zo\u00eb")])
    path.write_bytes(path.read_bytes().replace("ë".encode(), b"\xeb"))
    assert refusal(path, at)["rule"] == "R04"
    path = spoilt(write(tmp_path / "s.xml"), lambda t: t.replace("utf-8", "utf-7", 1))
    assert refusal(path, at)["rule"] == "R04"


def test_a_declared_latin_encoding_and_utf_16_are_read(tmp_path, at):
    path = write(tmp_path / "r.xml", [new_plan(surname="Zo\u00eb")])
    text = path.read_text(encoding="utf-8")
    path.write_bytes(text.replace("utf-8", "iso-8859-1", 1).encode("latin-1"))
    (tmp_path / "s.xml").write_bytes(text.replace("utf-8", "utf-16", 1).encode("utf-16"))
    for name in ("r.xml", "s.xml"):
        assert services.check_return(tmp_path / name, by=None, at=at).load.n_errors == 0


def test_a_wrong_year_is_refused(tmp_path, at):
    for year in ("2023", "1999", "20x6", ""):
        path = spoilt(write(tmp_path / "r.xml"), lambda t, y=year: t.replace(">2026</Year>", f">{y}</Year>"))
        assert refusal(path, at)["rule"] == "R08"
    assert refusal(write(tmp_path / "s.xml"), at, year=2024)["rule"] == "D30"


def test_another_councils_file_is_refused(tmp_path, at):
    found = refusal(write(tmp_path / "r.xml", lea="889"), at)
    assert (found["rule"], found["field"], found["value"]) == ("D30", "LEA", "889")


def test_impossible_days_are_errors(tmp_path, at):
    path = spoilt(write(tmp_path / "r.xml"), lambda t: t.replace("2017-05-14", "2017-13-14", 1))
    found = refusal(path, at)
    assert (found["person"], found["field"], found["value"], found["rule"]) == (1, "PersonBirthDate", "2017-13-14", "R13")


@pytest.mark.abuse("AC-19")
def test_a_zip_or_another_kind_of_file_is_named(tmp_path, at):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(write(tmp_path / "r.xml"))
    for content, word in (
        (packed.getvalue(), "zip"), (gzip.compress(b"x" * 100), "compressed"), (b"%PDF-1.7 ...", "PDF"),
        (b"SQLite format 3\x00", "database"), (b"\xd0\xcf\x11\xe0\xa1\xb1", "Office"), (b"7z\xbc\xaf\x27\x1c", "compressed"),
    ):
        path = tmp_path / "return.xml"
        path.write_bytes(content)
        found = refusal(path, at)
        assert found["rule"] == "R01"
        assert word in found["message"]


@pytest.mark.abuse("AC-36")
def test_noise_of_any_size_is_refused_by_its_first_bytes(tmp_path, at):
    noise = random.Random(5)
    for number, content in enumerate((noise.randbytes(200_000), b"\x00" * 100_000, b"just words, " * 9000, b"", b"  \n")):
        path = tmp_path / f"{number}.xml"
        path.write_bytes(content)
        assert refusal(path, at)["rule"] == "R01"


@pytest.mark.abuse("AC-36")
def test_two_gigabytes_of_noise_are_refused_at_once(tmp_path, at):
    path = tmp_path / "r.xml"
    with path.open("wb") as file:
        file.write(random.Random(5).randbytes(70_000))
        file.truncate(2 * 1024**3)
    assert refusal(path, at)["rule"] == "R01"


@pytest.mark.abuse("AC-36")
@pytest.mark.parametrize("inside", [
    "<a>" * 400, "<Surname>" + "x" * 11_000_000, "<New/>" * 25_000, "<SENneed/>" * 25_000,
])
def test_a_person_that_would_fill_the_memory_is_refused(tmp_path, at, inside):
    path = spoilt(write(tmp_path / "r.xml"), lambda t: t.replace("<Person>", "<Person>" + inside, 1))
    assert refusal(path, at)["rule"] in {"R06", "R05", "R02"}


@pytest.mark.abuse("AC-36")
def test_xml_that_is_no_return_is_refused(tmp_path, at):
    path = tmp_path / "r.xml"
    for text in ("<html><body>Hello</body></html>", "<Message/>", "<M>" + "<x>1</x>" * 300 + "</M>"):
        path.write_text(text)
        assert refusal(path, at)["rule"] == "R07"


def test_an_empty_folder_and_a_lone_csv_file_are_refused(tmp_path, at):
    (tmp_path / "set").mkdir()
    assert "lacks these files" in refusal(tmp_path / "set", at)["message"]
    path = tmp_path / "person.csv"
    path.write_text("a,b\n1,2\n")
    assert "folder" in refusal(path, at)["message"]


def test_a_file_that_went_away_between_two_looks_is_refused(tmp_path):
    with pytest.raises(UnreadableError) as caught:
        sniffing.first_bytes(tmp_path / "gone.xml")
    assert caught.value.rule == "R01"


@pytest.mark.abuse("AC-25", "AC-26")
def test_script_and_formulas_in_names_are_text_like_any_other(tmp_path, at):
    people = [new_plan(1, surname="<script>alert(1)</script>", forename="=HYPERLINK(1)"), *everybody()[1:]]
    assert services.load_return(write(tmp_path / "r.xml", people), by=None, at=at).is_loaded
    assert Child.objects.filter(family_name="<script>alert(1)</script>").count() == 1


@pytest.mark.abuse("AC-36")
def test_a_doctype_that_only_the_parser_sees_is_refused_by_its_target():
    with pytest.raises(UnreadableError) as caught:
        xml_reader._Target(print).doctype("x", None, None)
    assert caught.value.rule == "R03"


def test_signs_that_are_not_text_are_an_error_and_are_not_kept():
    found = []
    filler = conversion.Filler(layout_of(2026), found.append)
    one = Person()
    filler.set(one, "person", "Surname", "Ex\x08ample")
    filler.set(one, "person", "New", "a\x00b")
    for number in range(conversion._MOST_EXTRAS + 5):
        filler.set(one, "person", f"More{number}", "x")
    assert (one.surname, one.extras["New"]) == (None, "ab")
    assert len(one.extras) == conversion._MOST_EXTRAS
    assert [f.rule for f in found[:2]] == ["R13", "R10"]
