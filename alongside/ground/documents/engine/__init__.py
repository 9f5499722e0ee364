"""The pure parts: what may come in (intake) and how a letter is composed (composer). Knows no Django.

Only the blocks of a letter are named here; `composer` and `intake` are imported where they are used, because the
process that examines a file must start with as little as it can.
"""

from alongside.ground.documents.engine.inline import literal
from alongside.ground.documents.engine.letter import (
    Address,
    Block,
    Composition,
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

__all__ = [
    "Address", "Block", "Composition", "Facts", "Heading", "Items", "Letter", "Paragraph", "PdfUnavailableError",
    "Quote", "Sender", "Signature", "Table", "TextSize", "literal",
]
