"""A letter as plain text, for e-mail, reading aloud and searching."""

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
)


def plain_text(letter: Letter) -> str:
    """The same words in the same order as in HTML, PDF and Word; blocks are parted by an empty line."""
    parts = [*map(_text, letter.opening), letter.title, *map(_text, letter.body)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _text(block: Block) -> str:
    match block:
        case Heading():
            return block.text
        case Paragraph():
            return inline.shown(block.text)
        case Quote():
            return block.text
        case Items():
            marks = [f"{n}." if block.ordered else "•" for n in range(1, len(block.items) + 1)]
            return "\n".join(f"{mark} {inline.shown(item)}" for mark, item in zip(marks, block.items, strict=True))
        case Table():
            rows = (block.header, *block.rows)
            return "\n".join([block.caption, *("\t".join(row) for row in rows)])
        case Facts():
            return "\n".join(f"{name}: {value}" for name, value in block.pairs)
        case Signature():
            return "\n".join((block.name, block.role, *block.contact))
        case Address() | Sender():
            return "\n".join(block.lines)
