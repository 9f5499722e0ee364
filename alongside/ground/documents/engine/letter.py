"""A letter as blocks of meaning; html.py, pdf.py, word.py and plain.py each turn the same blocks into one format."""

from dataclasses import dataclass, field
from enum import StrEnum

RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ku-arab", "ps", "pa-arab", "sd", "ug", "ur", "yi"})


class TextSize(StrEnum):
    """How large the letter is set: 12 point, 16 point, or 18 point with wide lines for easy read."""

    STANDARD = "standard"
    LARGE = "large"
    EASY_READ = "easy_read"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading below the title: level 2, 3 or 4."""

    level: int
    text: str

    def __post_init__(self) -> None:
        if self.level not in (2, 3, 4):
            raise ValueError("a heading in a letter has level 2, 3 or 4; the title is level 1")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph; `**bold**` and `[words](https://...)` are understood, nothing else is (see inline.py)."""

    text: str


@dataclass(frozen=True, slots=True)
class Quote:
    """Somebody's own words, kept letter by letter: no mark in them means anything."""

    text: str


@dataclass(frozen=True, slots=True)
class Items:
    """A list; each item is read like a paragraph."""

    items: tuple[str, ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption and one header row; cells are plain text."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        if not self.header or any(len(row) != len(self.header) for row in self.rows):
            raise ValueError("each row of a table has as many cells as its header")


@dataclass(frozen=True, slots=True)
class Address:
    """An address, one line each. The first one of a letter stands in the window of the envelope."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes, top right: name of the service, address, telephone, e-mail; at most five lines.

    More would push the address that follows out of the envelope's window.
    """

    lines: tuple[str, ...]

    def __post_init__(self) -> None:
        if len(self.lines) > 5:
            raise ValueError("a sender has at most five lines")


@dataclass(frozen=True, slots=True)
class Facts:
    """Pairs of a name and a value, such as the reference and the date."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs: the person, what they are, and how to reach them."""

    name: str
    role: str
    contact: tuple[str, ...] = ()


Block = Heading | Paragraph | Quote | Items | Table | Address | Sender | Facts | Signature


@dataclass(frozen=True, slots=True)
class Letter:
    """A whole letter. `language` is a BCP 47 tag; headings may not jump a level."""

    title: str
    language: str = "en-GB"
    blocks: tuple[Block, ...] = field(default=())
    text_size: TextSize = TextSize.STANDARD

    def __post_init__(self) -> None:
        level = 1
        for block in self.blocks:
            if isinstance(block, Heading):
                if block.level > level + 1:
                    raise ValueError(f"heading {block.text!r} jumps from level {level} to {block.level}")
                level = block.level

    @property
    def direction(self) -> str:
        """`rtl` for languages written from right to left, else `ltr`."""
        tag = self.language.lower()
        return "rtl" if tag in RIGHT_TO_LEFT or tag.split("-")[0] in RIGHT_TO_LEFT else "ltr"

    @property
    def opening(self) -> tuple[Block, ...]:
        """What stands above the title: sender, address and facts at the very start."""
        n = 0
        while n < len(self.blocks) and isinstance(self.blocks[n], Sender | Address | Facts):
            n += 1
        return self.blocks[:n]

    @property
    def body(self) -> tuple[Block, ...]:
        """What stands below the title."""
        return self.blocks[len(self.opening):]


class PdfUnavailableError(Exception):
    """This machine can't make PDFs: a library that WeasyPrint needs is missing. HTML and Word still work."""


@dataclass(frozen=True, slots=True)
class Composition:
    """One letter in all its formats; `pdf` is nothing when this machine can't make one."""

    html: bytes
    pdf: bytes | None
    docx: bytes
    text: str
    sha256: str
