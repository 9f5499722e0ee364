"""A first look at a file: is it what it should be? Reads its beginning only, so that its size doesn't matter."""

import re
from pathlib import Path

from alongside.oversight.returns.engine.problems import UnreadableError

_LOOK = 64 * 1024
_KNOWN: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "a zip file or a spreadsheet: unpack it first, or save it as XML or CSV"),
    (b"\x1f\x8b", "a compressed file: unpack it first"),
    (b"\xd0\xcf\x11\xe0", "an old Office file: export it as XML or CSV"),
    (b"%PDF", "a PDF"),
    (b"7z\xbc\xaf", "a compressed file: unpack it first"),
    (b"SQLite format 3", "a database"),
)
_ENCODINGS = frozenset({"utf-8", "utf8", "utf-16", "us-ascii", "ascii", "iso-8859-1", "windows-1252"})
_DECLARED = re.compile(r"^<\?xml[^>]*?\bencoding\s*=\s*[\"']([\w.-]{1,40})[\"']")
_PROLOG = re.compile(r"(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)


def first_bytes(path: Path) -> bytes:
    """The beginning of a file; UnreadableError when it can't be opened or is empty."""
    try:
        with path.open("rb") as file:
            start = file.read(_LOOK)
    except OSError as error:
        raise UnreadableError("R01", f"The file can't be opened ({error.strerror or 'unknown reason'}).") from None
    if not start.strip():
        raise UnreadableError("R01", "The file is empty.")
    return start


def refuse_binary(start: bytes) -> None:
    """Raise UnreadableError when the beginning isn't that of a text file."""
    for mark, what in _KNOWN:
        if start.startswith(mark):
            raise UnreadableError("R01", f"This is {what}.")
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return
    noise = sum(1 for sign in start if sign < 32 and sign not in b"\t\n\r\f")
    if noise:
        raise UnreadableError("R01", "This isn't a text file: it holds binary signs.")


def refuse_odd_xml(start: bytes) -> None:
    """Raise UnreadableError for a DOCTYPE (entity bombs), an encoding that we don't read, or no XML at all."""
    text = _decoded(start)
    if not text.lstrip().startswith("<"):
        raise UnreadableError("R01", "This is neither XML nor a folder with the COLLECT CSV set.")
    declared = _DECLARED.match(text)
    if declared and declared[1].lower() not in _ENCODINGS:
        raise UnreadableError("R04", f"The encoding {declared[1]} isn't read here; save the file as UTF-8.")
    prolog = _PROLOG.match(text)
    rest = text[prolog.end():] if prolog else text
    if rest[:9].upper() == "<!DOCTYPE":
        raise UnreadableError("R03", "The file has a DOCTYPE. A return needs none, and it can be used for attacks.")
    if not re.match(r"<[A-Za-z_]", rest):
        raise UnreadableError("R02", "The file doesn't begin like an XML document.", line=1)


def _decoded(start: bytes) -> str:
    """The beginning as text, whatever its encoding: only its ASCII part matters here."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return start[: len(start) // 2 * 2].decode("utf-16", errors="replace").lstrip("\ufeff")
    return start.removeprefix(b"\xef\xbb\xbf").decode("latin-1")
