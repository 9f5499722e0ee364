"""One letter in four formats: the same words in the same order, tagged, and nothing that a writer smuggles in."""

import io
import re
import unicodedata
import zipfile
from html.parser import HTMLParser

import docx
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.ground.documents import checks
from alongside.ground.documents.engine import composer, inline, office, pdf, word
from alongside.ground.documents.engine.letter import (
    Address,
    Facts,
    Heading,
    Items,
    Letter,
    Paragraph,
    PdfUnavailableError,
    Quote,
    Sender,
    Signature,
    Table,
    TextSize,
)

WHY_NO_PDF = pdf.why_unavailable()
needs_pdf = pytest.mark.skipif(bool(WHY_NO_PDF), reason=f"no PDF on this machine: {WHY_NO_PDF}")
NASTY = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</style><script>", "{{ 7*7 }}", "{% include 'x' %}",
    "[click](javascript:alert(1))", "**[x](https://a.invalid/\"onmouseover=alert(1))**", "&lt;b&gt;",
    "\"'><svg/onload=1>",
    "<link rel=attachment href='file:///etc/passwd'>", "@import url(file:///etc/passwd)",
)


def letter(**changed):
    given = {
        "title": "We will assess Sam’s needs", "blocks": (
            Sender(("Lancashire EHC team", "PO Box 1, Preston", "01632 960 100")),
            Address(("Ms Sarah Ward", "1 High Street", "Preston", "PR1 8XJ")),
            Facts((("Reference", "EHC-7K3P-9QXD"), ("Date", "7 October 2025"))),
            Paragraph("Dear Ms Ward"),
            Paragraph("We decided **today** to assess. See [our page](https://area.invalid/sam)."),
            Heading(2, "What happens next"),
            Items(("We ask for advice", "You tell **us** what matters")),
            Items(("First", "Second"), ordered=True), Items(("Third", "Fourth"), ordered=True),
            Heading(3, "The dates"),
            Table("Dates by law", ("What", "When"), (("Advice", "by 1 November"), ("Plan in office", "by 2 December"))),
            Quote("Sam says: “I like trains.”\nHe means it."),
            Signature("Amina Shah", "EHC case officer", ("01632 960 100", "amina@area.invalid")),
        ),
    }
    return Letter(**{**given, **changed})


class Words(HTMLParser):
    """The words of a page, without its head."""

    def __init__(self):
        super().__init__()
        self.found, self.depth = [], 0

    def handle_starttag(self, tag, attrs):
        self.depth += tag in {"head", "style"}

    def handle_endtag(self, tag):
        self.depth -= tag in {"head", "style"}

    def handle_data(self, data):
        if not self.depth:
            self.found.append(data)


def of_html(data):
    reader = Words()
    reader.feed(data.decode())
    return normal(" ".join(reader.found))


def of_pdf(data):
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages]
    return normal("\n".join(re.sub(r"\n\d+ / \d+\s*$", "", page.rstrip()) for page in pages))


def of_docx(data):
    found = []
    for item in docx.Document(io.BytesIO(data)).iter_inner_content():
        found += [item.text] if hasattr(item, "text") else [c.text for row in item.rows for c in row.cells]
    return normal("\n".join(found))


def normal(text):
    """Words alone: list marks and blanks differ between formats, words may not."""
    text = unicodedata.normalize("NFKC", text)
    text = re.sub(r"(?m)^[ \t]*(•|\d+\.)[ \t]*", "", text)
    return re.sub(r"\s+", "", text)


def test_page_word_and_text_carry_the_same_words():
    made = composer.compose(letter())
    assert of_html(made.html) == of_docx(made.docx) == normal(made.text)
    assert "ourpage(https://area.invalid/sam)" in normal(made.text)


@needs_pdf
@pytest.mark.parametrize("size", list(TextSize))
def test_the_pdf_carries_the_same_words_and_holds_pdf_ua(size, tmp_path):
    import outloud

    made = composer.compose(letter(text_size=size))
    assert of_pdf(made.pdf) == normal(made.text)
    path = tmp_path / "letter.pdf"
    path.write_bytes(made.pdf)
    result = outloud.check(str(path), layers=["conformance"])
    assert not result.error
    assert result.errors == 0
    assert result.stats["tagged"]


@needs_pdf
def test_a_letter_of_several_pages_carries_the_same_words():
    sentences = (Paragraph(f"Sentence {n}, office.") for n in range(90))
    made = composer.compose(letter(blocks=(*letter().blocks[:4], *sentences)))
    assert len(pypdf.PdfReader(io.BytesIO(made.pdf)).pages) > 1
    assert of_pdf(made.pdf) == normal(made.text) == of_docx(made.docx)


PLAIN = st.text(st.characters(codec="latin-1", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=60)


@settings(max_examples=40, deadline=None)
@given(PLAIN, PLAIN, PLAIN)
def test_whatever_is_written_page_word_and_text_agree(a, b, c):
    made = letter(title=a, blocks=(Quote(b), Paragraph(inline.literal(c)), Facts(((a, c),)), Items((b, c))))
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", composer.plain_text(made))).replace("•", "")
    squeezed = [re.sub(r"\s+", "", unicodedata.normalize("NFKC", w)).replace("•", "") for w in (a, b, c)]
    page = Words()
    page.feed(composer.compose_html(made).decode())
    shown = re.sub(r"\s+", "", unicodedata.normalize("NFKC", "".join(page.found))).replace("•", "")
    assert shown == text
    assert all(part in text for part in squeezed)


@needs_pdf
def test_the_checker_would_notice_a_pdf_without_tags(tmp_path):
    import outloud
    from weasyprint import HTML

    path = tmp_path / "plain.pdf"
    HTML(string=composer.compose_html(letter()).decode()).write_pdf(str(path))
    assert outloud.check(str(path), layers=["conformance"]).errors > 0


@needs_pdf
def test_the_pdf_names_its_title_and_language():
    reader = pypdf.PdfReader(io.BytesIO(composer.compose_pdf(letter(language="pl"))))
    assert reader.metadata.title == "We will assess Sam’s needs"
    assert reader.trailer["/Root"]["/Lang"] == "pl"
    assert not reader.metadata.author


@needs_pdf
def test_the_address_lies_in_the_window_of_the_envelope():
    page = pypdf.PdfReader(io.BytesIO(composer.compose_pdf(letter()))).pages[0]
    places = {}

    def visit(text, outer, inner, _font, _size):
        across = inner[4] * outer[0] + inner[5] * outer[2] + outer[4]
        up = inner[4] * outer[1] + inner[5] * outer[3] + outer[5]
        if text.strip():
            places[text.strip()] = (across * 25.4 / 72, (float(page.mediabox.height) - up) * 25.4 / 72)

    page.extract_text(visitor_text=visit)
    for line in ("Ms Sarah Ward", "PR1 8XJ"):
        left, down = places[line]
        assert 24 <= left <= 30
        assert 45 <= down <= 80
    assert places["Lancashire EHC team"][1] < 45
    assert [round(float(x) * 25.4 / 72) for x in page.mediabox[2:]] == [210, 297]


@pytest.mark.abuse("AC-25")
@pytest.mark.parametrize("words", NASTY)
def test_nothing_that_somebody_writes_becomes_markup(words):
    made = letter(title=words, blocks=(
        Sender((words,)), Address((words,)), Facts(((words, words),)), Paragraph(words), Heading(2, words),
        Items((words,)), Table(words, (words,), ((words,),)), Quote(words), Signature(words, words, (words,)),
    ))
    page = composer.compose_html(made).decode()
    tags = re.findall(r"<\s*/?\s*([a-zA-Z!]+)", page.replace(str(composer.compose_html(Letter("x"))), ""))
    assert not {"script", "img", "svg", "iframe", "object", "link", "foreignobject"} & {tag.lower() for tag in tags}
    assert not re.search(r"<[^>]*\son\w+\s*=", page)
    assert not re.search(r"""href=["'](?!https?://|mailto:|tel:)""", page)
    office.look_at_word(composer.compose_docx(made))


@pytest.mark.abuse("AC-35")
@needs_pdf
@pytest.mark.parametrize("page", [
    "<img src='file:///etc/passwd' alt='x'>", "<img src='http://169.254.169.254/latest/meta-data' alt='x'>",
    "<link rel='attachment' href='file:///etc/passwd'>", "<style>@import url('http://127.0.0.1:1/x.css')</style>",
    "<style>body { background: url(file:///etc/passwd) }</style>", "<link rel=stylesheet href='http://127.0.0.1:1/'>",
])
def test_the_drawing_library_fetches_nothing(page, monkeypatch):
    asked = []

    def refuse(url, *_more):
        asked.append(url)
        raise pdf.OutsideError("no")

    monkeypatch.setattr(pdf, "refuse_all", refuse)
    data = pdf._drawn(f"<html lang=en><head><title>t</title></head><body><p>hi</p>{page}</body></html>")
    assert asked
    assert b"/EmbeddedFile" not in data
    assert b"root:" not in data


@pytest.mark.abuse("AC-35")
def test_every_address_is_refused():
    with pytest.raises(pdf.OutsideError):
        pdf.refuse_all("https://area.invalid", timeout=1)


@needs_pdf
def test_a_letter_asks_for_no_address_at_all(monkeypatch):
    asked = []
    monkeypatch.setattr(pdf, "refuse_all", lambda *given, **named: asked.append(given))
    assert composer.compose_pdf(letter()).startswith(b"%PDF")
    assert asked == []


def test_the_word_file_is_a_real_document():
    data = composer.compose_docx(letter(language="pl"))
    file = docx.Document(io.BytesIO(data))
    styles = [p.style.name for p in file.paragraphs]
    assert styles.count("Heading 1") == 1
    assert {"Heading 2", "Heading 3", "List Bullet", "List Number", "Caption"} <= set(styles)
    assert file.core_properties.title == "We will assess Sam’s needs"
    assert file.core_properties.language == "pl"
    assert (file.core_properties.author, file.core_properties.last_modified_by) == ("", "")
    assert "tblHeader" in file.tables[0].rows[0]._tr.xml
    assert "tblHeader" not in file.tables[0].rows[1]._tr.xml
    assert 'w:lang w:val="pl"' in file.styles["Normal"].element.xml
    office.look_at_word(data)


def test_two_numbered_lists_both_start_at_one():
    file = docx.Document(io.BytesIO(composer.compose_docx(letter())))
    numbers = [p._p.pPr.numPr.numId.val for p in file.paragraphs if p.style.name == "List Number"]
    assert len(numbers) == 4
    assert len(set(numbers)) == 2


def test_equal_letters_have_equal_bytes_and_another_word_another_hash():
    first, second = composer.compose(letter()), composer.compose(letter())
    assert (first.html, first.docx, first.sha256) == (second.html, second.docx, second.sha256)
    assert composer.compose(letter(title="Another")).sha256 != first.sha256


@pytest.mark.parametrize(("language", "direction"), [
    ("en-GB", "ltr"), ("ur", "rtl"), ("ar-SY", "rtl"), ("ku-Arab", "rtl"), ("ku", "ltr"), ("pl", "ltr"), ("he", "rtl"),
])
def test_the_page_says_its_language_and_direction(language, direction):
    made = letter(language=language)
    assert f'<html lang="{language}" dir="{direction}">' in composer.compose_html(made).decode()
    xml = zipfile.ZipFile(io.BytesIO(composer.compose_docx(made))).read("word/document.xml").decode()
    assert ("<w:bidi/>" in xml) == (direction == "rtl")
    assert ("<w:bidiVisual/>" in xml) == (direction == "rtl")


def test_large_and_easy_read_letters_are_set_larger():
    sizes = {}
    for size in TextSize:
        made = letter(text_size=size)
        assert f'<body class="{size.value}">' in composer.compose_html(made).decode()
        sizes[size] = docx.Document(io.BytesIO(composer.compose_docx(made))).styles["Normal"].font.size.pt
    assert sizes == {TextSize.STANDARD: 12, TextSize.LARGE: 16, TextSize.EASY_READ: 18}


def test_a_letter_without_an_address_has_no_envelope():
    page = composer.compose_html(letter(blocks=(Facts((("Date", "today"),)), Paragraph("Hi")))).decode()
    assert 'class="envelope"' not in page
    assert page.index("today") < page.index("<h1>") < page.index("Hi")


def test_a_second_address_is_an_ordinary_one():
    page = composer.compose_html(letter(blocks=(Address(("a",)), Paragraph("x"), Address(("b",))))).decode()
    assert page.count('class="window"') == 1
    assert '<p class="address">b</p>' in page
    assert composer.compose_docx(letter(blocks=(Address(("a",)), Sender(("s",)), Paragraph("x"))))


def test_signs_that_no_xml_can_hold_are_left_out_of_word():
    data = composer.compose_docx(Letter("a\x0bb", blocks=(Paragraph("c\x00\ufffed"),)))
    assert of_docx(data) == "abcd"
    assert word._clean("x\ud800y") == "xy"


@pytest.mark.parametrize(("text", "expected"), [
    ("a **b** c", [("a ", False, ""), ("b", True, ""), (" c", False, "")]),
    ("**open", [("**open", False, "")]), ("a ** b", [("a ** b", False, "")]),
    ("**a** and **b", [("a", True, ""), (" and **b", False, "")]),
    ("[x](https://a.invalid)", [("x", False, "https://a.invalid")]),
    ("**[x](tel:0163)**", [("x", True, "tel:0163")]),
    ("[x](javascript:alert)", [("[x](javascript:alert)", False, "")]), ("[x](//a)", [("[x](//a)", False, "")]),
    (r"\*\*a\*\*", [("**a**", False, "")]), ("", []),
])
def test_marks_in_a_paragraph(text, expected):
    assert [(run.text, run.is_bold, run.href) for run in inline.runs(text)] == expected


@given(st.text(max_size=80))
def test_literal_words_stay_what_they_are(words):
    assert inline.shown(inline.literal(words)) == words
    assert not any(run.href or run.is_bold for run in inline.runs(inline.literal(words)))


@pytest.mark.parametrize(("href", "text", "shown"), [
    ("https://a.invalid", "us", "us (https://a.invalid)"), ("https://a.invalid", "https://a.invalid", "https://a.invalid"),
    ("mailto:a@b.invalid", "write", "write (a@b.invalid)"), ("mailto:a@b.invalid", "a@b.invalid", "a@b.invalid"),
    ("tel:0163", "01 63", "01 63"),
])
def test_a_printed_link_shows_where_it_leads(href, text, shown):
    assert inline.Run(text, href=href).shown == shown


def test_a_letter_that_cannot_be_is_an_error():
    for wrong in (
        lambda: Heading(1, "x"), lambda: Heading(5, "x"), lambda: Letter("x", blocks=(Heading(3, "jump"),)),
        lambda: Table("c", (), ()), lambda: Table("c", ("a",), (("1", "2"),)), lambda: Sender(("x",) * 6),
    ):
        with pytest.raises(ValueError):
            wrong()
    assert Letter("x", blocks=(Heading(2, "a"), Heading(3, "b"), Heading(2, "c"), Heading(3, "d"))).opening == ()


@pytest.mark.fault("PDF library missing")
def test_without_the_library_page_and_word_remain(monkeypatch):
    def missing(page):
        raise PdfUnavailableError("none")

    monkeypatch.setattr(pdf, "_drawn", missing)
    made = composer.compose(letter())
    assert made.pdf is None
    assert made.html
    assert made.docx


@pytest.mark.fault("PDF library breaks")
def test_a_pdf_that_breaks_does_not_lose_the_letter(monkeypatch):
    monkeypatch.setattr(composer, "compose_pdf", lambda made: 1 / 0)
    assert composer.compose(letter()).pdf is None


def test_a_machine_without_the_library_says_which_packages_help(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(PdfUnavailableError, match="libpango"):
        composer.compose_pdf(letter())
    assert pdf.why_unavailable()
    assert checks.pdf_can_be_made()[0].id == "documents.W001"


def test_the_checks_for_operators(settings):
    settings.CLAMAV = "nonsense"
    assert checks.scanner_is_named()[0].id == "documents.E001"
    for right in ("", "127.0.0.1:3310"):
        settings.CLAMAV = right
        assert checks.scanner_is_named() == []
    if not WHY_NO_PDF:
        assert checks.pdf_can_be_made() == []
