"""All formats of one letter at once."""

import hashlib
import logging

from alongside.ground.documents.engine.html import compose_html
from alongside.ground.documents.engine.letter import Composition, Letter, PdfUnavailableError
from alongside.ground.documents.engine.pdf import compose_pdf
from alongside.ground.documents.engine.plain import plain_text
from alongside.ground.documents.engine.word import compose_docx

__all__ = ["compose", "compose_docx", "compose_html", "compose_pdf", "plain_text"]
log = logging.getLogger(__name__)


def compose(letter: Letter) -> Composition:
    """The letter as page, PDF, Word and text, and the hash of its page. A PDF that fails never loses the letter."""
    page = compose_html(letter)
    return Composition(
        html=page, pdf=_pdf(letter), docx=compose_docx(letter), text=plain_text(letter),
        sha256=hashlib.sha256(page).hexdigest(),
    )


def _pdf(letter: Letter) -> bytes | None:
    try:
        return compose_pdf(letter)
    except PdfUnavailableError as fault:
        log.warning("no PDF was made: %s", fault)
    except Exception as fault:  # whatever the drawing library trips over, page and Word stay
        log.error("a PDF could not be drawn: %s", type(fault).__name__)
    return None
