"""A letter as a Word file: real headings, lists and table headers; no author, no template of anybody."""

import io
import zipfile
from datetime import UTC, datetime
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from alongside.ground.documents.engine import inline
from alongside.ground.documents.engine.letter import (
    Address,
    Block,
    Facts,
    Heading,
    Items,
    Letter,
    Paragraph,
    Quote,
    Sender,
    Signature,
    Table,
    TextSize,
)

_POINTS = {TextSize.STANDARD: 12, TextSize.LARGE: 16, TextSize.EASY_READ: 18}
_SENDER_LINE = Pt(14)
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_BAD_SIGNS = dict.fromkeys([*(i for i in range(32) if i not in (9, 10, 13)), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF])


def compose_docx(letter: Letter) -> bytes:
    """The Word file; the same letter gives the same bytes."""
    return _Writer(letter).written()


class _Writer:
    """Writes one letter into one Word file."""

    def __init__(self, letter: Letter) -> None:
        self.letter = letter
        self.file: Any = Document()
        self._set_up()

    def written(self) -> bytes:
        """All blocks in order, as bytes."""
        opening = self.letter.opening
        window = next((block for block in opening if isinstance(block, Address)), None)
        n_lines = sum(len(block.lines) for block in opening[:1] if isinstance(block, Sender))
        for block in opening:
            self._block(block)
            if block is window:
                # 25 mm of sender and space, below a margin of 20 mm, is where the envelope's window begins.
                self.file.paragraphs[-1].paragraph_format.space_before = Mm(25) - n_lines * _SENDER_LINE
        self.file.add_heading(_clean(self.letter.title), level=1)
        for block in self.letter.body:
            self._block(block)
        if self.letter.direction == "rtl":
            self._turn()
        result = io.BytesIO()
        self.file.save(result)
        return _steady(result.getvalue())

    def _set_up(self) -> None:
        section = self.file.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(20)
        size = _POINTS[self.letter.text_size]
        for name, points in (("Normal", size), ("Heading 1", size + 8), ("Heading 2", size + 4),
                             ("Heading 3", size + 2), ("Heading 4", size)):
            style = self.file.styles[name]
            style.font.name, style.font.size = "Arial", Pt(points)
            style.font.color.rgb = RGBColor(0, 0, 0)
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for key in list(fonts.attrib):
                if "Theme" in key:
                    del fonts.attrib[key]
            for kind in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
                fonts.set(qn(kind), "Arial")
        language = OxmlElement("w:lang")
        for kind in ("w:val", "w:eastAsia", "w:bidi"):
            language.set(qn(kind), self.letter.language)
        properties = self.file.styles["Normal"].element.get_or_add_rPr()
        properties.append(language)
        defaults = self.file.styles.element.find(".//" + qn("w:rPrDefault") + "//" + qn("w:lang"))
        if defaults is not None:
            for kind in ("w:val", "w:eastAsia", "w:bidi"):
                defaults.set(qn(kind), self.letter.language)
        about = self.file.core_properties
        about.title, about.language = _clean(self.letter.title)[:255], self.letter.language
        about.author = about.last_modified_by = about.comments = about.keywords = ""
        about.created = about.modified = _EPOCH

    def _block(self, block: Block) -> None:
        match block:
            case Heading():
                self.file.add_heading(_clean(block.text), level=block.level)
            case Paragraph():
                self._inline(self.file.add_paragraph(), block.text)
            case Quote():
                self._lines(block.text.split("\n")).paragraph_format.left_indent = Mm(8)
            case Items():
                self._items(block)
            case Table():
                self._table(block)
            case Facts():
                self._facts(block)
            case _:
                self._people(block)

    def _people(self, block: Address | Sender | Signature) -> None:
        if isinstance(block, Signature):
            self._lines((block.name, block.role, *block.contact)).paragraph_format.space_before = Mm(12)
        elif isinstance(block, Address):
            self._lines(block.lines)
        else:
            paragraph = self._lines(block.lines)
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            layout = paragraph.paragraph_format
            layout.line_spacing, layout.space_before = _SENDER_LINE, Pt(0)
            layout.space_after = Pt(0)

    def _facts(self, facts: Facts) -> None:
        for name, value in facts.pairs:
            paragraph = self.file.add_paragraph()
            paragraph.add_run(_clean(f"{name}:")).bold = True
            paragraph.add_run(" " + _clean(value))

    def _lines(self, lines: "list[str] | tuple[str, ...]") -> Any:
        paragraph = self.file.add_paragraph()
        for n, line in enumerate(lines):
            run = paragraph.add_run(_clean(line))
            if n + 1 < len(lines):
                run.add_break()
        return paragraph

    def _items(self, items: Items) -> None:
        number = self._fresh_numbers() if items.ordered else None
        for item in items.items:
            paragraph = self.file.add_paragraph(style="List Number" if items.ordered else "List Bullet")
            if number is not None:
                paragraph._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = number
            self._inline(paragraph, item)

    def _fresh_numbers(self) -> int:
        """A numbering that starts at 1: without it Word would count on from the list before."""
        style = self.file.styles["List Number"].element
        numbering = self.file.part.numbering_part.element
        used = style.pPr.numPr.numId.val
        abstract = next(n for n in numbering.num_lst if n.numId == used).abstractNumId.val
        fresh = numbering.add_num(abstract)
        fresh.add_lvlOverride(ilvl=0).add_startOverride(1)
        return int(fresh.numId)

    def _table(self, table: Table) -> None:
        caption = self.file.add_paragraph(style="Caption")
        caption.paragraph_format.keep_with_next = True
        run = caption.add_run(_clean(table.caption))
        run.font.color.rgb, run.font.size = RGBColor(0, 0, 0), Pt(_POINTS[self.letter.text_size])
        drawn = self.file.add_table(rows=0, cols=len(table.header), style="Table Grid")
        for n, row in enumerate((table.header, *table.rows)):
            cells = drawn.add_row().cells
            for cell, words in zip(cells, row, strict=True):
                cell.paragraphs[0].add_run(_clean(words)).bold = n == 0
        first = drawn.rows[0]._tr.get_or_add_trPr()
        first.append(OxmlElement("w:tblHeader"))
        described = OxmlElement("w:tblCaption")
        described.set(qn("w:val"), _clean(table.caption))
        drawn._tbl.tblPr.append(described)
        self.file.add_paragraph()

    def _inline(self, paragraph: Any, text: str) -> None:
        for run in inline.runs(text):
            if run.href:
                self._link(paragraph, run)
            else:
                paragraph.add_run(_clean(run.text)).bold = run.is_bold or None

    def _link(self, paragraph: Any, run: inline.Run) -> None:
        part = self.file.part
        link = OxmlElement("w:hyperlink")
        link.set(qn("r:id"), part.relate_to(run.href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
        words = paragraph.add_run(_clean(run.shown))
        words.bold, words.underline = run.is_bold or None, True
        link.append(words._r)
        paragraph._p.append(link)

    def _turn(self) -> None:
        """Set every paragraph, run and table from right to left."""
        body = self.file.element.body
        for paragraph in body.iter(qn("w:p")):
            properties = paragraph.get_or_add_pPr()
            properties.insert_element_before(OxmlElement("w:bidi"), "w:spacing", "w:ind", "w:jc", "w:rPr")
            for run in paragraph.iter(qn("w:r")):
                run.get_or_add_rPr().append(OxmlElement("w:rtl"))
        for properties in body.iter(qn("w:tblPr")):
            properties.insert_element_before(
                OxmlElement("w:bidiVisual"), "w:tblW", "w:jc", "w:tblBorders", "w:tblLayout", "w:tblLook"
            )


def _clean(words: str) -> str:
    """Without signs that no XML can hold; a line break stays a line break."""
    return words.translate(_BAD_SIGNS)


def _steady(data: bytes) -> bytes:
    """The same file with fixed times inside, so that equal letters have equal hashes; no thumbnail of a template."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(zipfile.ZipInfo(entry.filename, (2000, 1, 1, 0, 0, 0)), old.read(entry), zipfile.ZIP_DEFLATED)
    return result.getvalue()
