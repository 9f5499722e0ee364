"""Plain text: letters and signs, and nothing that another program would take for a page or a script."""

import codecs
import re

from alongside.ground.documents.engine.kinds import BY_ENDING, REFUSED, RefusedFileError, disagrees

_MARKUP = re.compile(r"<\s*(!doctype|html|head|body|script|svg|iframe|\?xml|\?php)", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def as_utf8(data: bytes) -> bytes:
    """The text in UTF-8, so that it opens everywhere; raises RefusedFileError for what is not plain text."""
    text = _decoded(data)
    if _CONTROL.search(text):
        raise RefusedFileError(disagrees(BY_ENDING["txt"]))
    start = text.lstrip("\ufeff \t\r\n")[:1024]
    if _MARKUP.search(start):
        raise RefusedFileError(REFUSED["html"])
    if start.startswith(("{\\rtf", "%PDF", "%!PS", "#!", "@echo")):
        raise RefusedFileError(disagrees(BY_ENDING["txt"]))
    return text.lstrip("\ufeff").encode()


def _decoded(data: bytes) -> str:
    is_wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for name in ["utf-16"] if is_wide else ["utf-8-sig", "cp1252"]:
        try:
            return data.decode(name)
        except UnicodeDecodeError:
            continue
    raise RefusedFileError(disagrees(BY_ENDING["txt"]))
