"""PDF files: refuses scripts, launch actions, attachments, passwords and files that are two kinds at once."""

import io
import logging
import re
from collections.abc import Iterator
from typing import Any

from alongside.ground.documents.engine.kinds import DAMAGED, TOO_HEAVY, RefusedFileError

MAX_OBJECTS = 400_000
_TAIL = 65_557
"""The end record of a zip lies within this many bytes of the end of a file."""
_PRINT = "please print it to a new PDF (choose “Print”, then “Save as PDF”) and send that."
_SCRIPT = f"This PDF has a program inside; {_PRINT}"
_LAUNCH = f"This PDF opens other files or programs; {_PRINT}"
_ATTACHED = f"This PDF has other files inside; please send those on their own, and {_PRINT}"
_LOCKED = "This PDF has a password or is locked; please send a copy that opens and prints without one."
_FORM = f"This PDF is an old kind of form that we can’t open; {_PRINT}"
_TWO_KINDS = f"This file is a PDF and something else at once; {_PRINT}"
_HIDDEN_NAME = re.compile(rb"#([0-9a-fA-F]{2})")
_RAW_SCRIPT = re.compile(rb"/JavaScript\b|/JS\s*[(<\d]")
_RAW_LAUNCH = re.compile(rb"/S\s*/Launch\b")
_RAW_ATTACHED = re.compile(rb"/EmbeddedFiles?\b|/RichMedia\b")
_MARKUP = re.compile(rb"<\s*(!doctype|html|script|svg|iframe)", re.IGNORECASE)
_KEYS = {
    "/JS": _SCRIPT, "/JavaScript": _SCRIPT, "/XFA": _FORM, "/EmbeddedFiles": _ATTACHED, "/EF": _ATTACHED,
    "/RichMediaContent": _ATTACHED, "/RichMediaSettings": _ATTACHED,
}
_ACTIONS = {
    "/JavaScript": _SCRIPT, "/Launch": _LAUNCH, "/GoToE": _LAUNCH, "/GoToR": _LAUNCH, "/ImportData": _LAUNCH,
    "/SubmitForm": _LAUNCH, "/Rendition": _LAUNCH, "/Movie": _LAUNCH, "/Sound": _LAUNCH,
}
_SUBTYPES = dict.fromkeys(("/FileAttachment", "/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"), _ATTACHED)


def look_at(data: bytes) -> None:
    """Raise RefusedFileError unless every viewer would only show pages."""
    _look_at_bytes(data)
    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted:
            raise RefusedFileError(_LOCKED)
        if not reader.trailer.get("/Root"):
            raise RefusedFileError(DAMAGED)
        for found in _everything(reader):
            _check(found)
        if not len(reader.pages):
            raise RefusedFileError(DAMAGED)
    except (RefusedFileError, MemoryError):
        raise
    except Exception as fault:  # pypdf raises nearly any type on a broken file
        raise RefusedFileError(DAMAGED) from fault


def _look_at_bytes(data: bytes) -> None:
    if not data.startswith(b"%PDF-") or b"%%EOF" not in data[-2048:]:
        raise RefusedFileError(DAMAGED)
    if _MARKUP.search(data[:1024]) or b"PK\x05\x06" in data[-_TAIL:]:
        raise RefusedFileError(_TWO_KINDS)
    # Names may be written with escapes, and an object that no list mentions may still be found by a viewer.
    plain = _HIDDEN_NAME.sub(lambda match: bytes([int(match[1], 16)]), data)
    if re.search(rb"/Encrypt\s+\d+\s+\d+\s+R", plain):
        raise RefusedFileError(_LOCKED)
    for pattern, sentence in ((_RAW_SCRIPT, _SCRIPT), (_RAW_LAUNCH, _LAUNCH), (_RAW_ATTACHED, _ATTACHED)):
        if pattern.search(plain):
            raise RefusedFileError(sentence)


def _everything(reader: Any) -> Iterator[Any]:
    """Each dictionary that can be reached from the start of the file, once; streams are not unpacked."""
    from pypdf.generic import IndirectObject

    seen: set[tuple[int, int]] = set()
    todo: list[Any] = [reader.trailer]
    while todo:
        found = todo.pop()
        if isinstance(found, IndirectObject):
            key = (found.idnum, found.generation)
            if key in seen:
                continue
            seen.add(key)
            if len(seen) > MAX_OBJECTS:
                raise RefusedFileError(TOO_HEAVY)
            found = found.get_object()
        if isinstance(found, dict):
            yield found
            todo.extend(found.values())
        elif isinstance(found, list):
            todo.extend(found)


def _check(found: Any) -> None:
    from pypdf.generic import StreamObject

    for key, sentence in _KEYS.items():
        if key in found:
            raise RefusedFileError(sentence)
    action = _name(found, "/S")
    if action in _ACTIONS:
        raise RefusedFileError(_ACTIONS[action])
    if _name(found, "/Subtype") in _SUBTYPES and "/Rect" in found:
        raise RefusedFileError(_SUBTYPES[_name(found, "/Subtype")])
    if _name(found, "/Type") == "/EmbeddedFile":
        raise RefusedFileError(_ATTACHED)
    if isinstance(found, StreamObject) and "/F" in found:
        raise RefusedFileError(_LAUNCH)
    address = str(found.get("/URI", "")) if action == "/URI" else ""
    if address.lower().startswith(("file:", "\\\\", "javascript:", "smb:")):
        raise RefusedFileError(_LAUNCH)


def _name(found: Any, key: str) -> str:
    value = found.get(key)
    return value if isinstance(value, str) else ""
