"""Takes a file in: right size, content that agrees with its name, nothing that runs, hides or fetches."""

import hashlib
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import puremagic

from alongside.ground.documents.engine import names, sounds, texts
from alongside.ground.documents.engine.kinds import (
    BY_ENDING,
    OTHER,
    REFUSED,
    TOO_HEAVY,
    FileKind,
    RefusedFileError,
    disagrees,
)

WALL_SECONDS = 45
"""Seconds that the examining process may take in all; its own limit of work is chamber.CPU_SECONDS."""
_CODE = Path(__file__).resolve().parents[4]
_SIGNS = {b"%PDF-": "pdf", b"PK\x03\x04": "docx", b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png"}
_STRANGERS = (
    (b"MZ", "exe"), (b"\x7fELF", "elf"), (b"#!", "sh"), (b"{\\rtf", "rtf"), (b"GIF8", "gif"), (b"BM", "bmp"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "doc"), (b"Rar!", "rar"), (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gz"), (b"<svg", "svg"), (b"<html", "html"), (b"<!DOCTYPE", "html"), (b"RIFF", "webp"),
)


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that may be kept: its bytes as kept, its type, a name to show, and the hash of what arrived."""

    content: bytes
    media_type: str
    filename: str
    sha256: str
    received_sha256: str


def take_in(data: bytes, name: str, *, max_bytes: int) -> Taken:
    """The file as it may be kept; raises RefusedFileError with one sentence for the person who sent it."""
    if len(data) > max_bytes:
        raise RefusedFileError(too_large(max_bytes))
    if not data:
        raise RefusedFileError("This file is empty; please choose it again.")
    kind = _kind_of(name, data)
    content = _examined(kind, data)
    return Taken(
        content=content, media_type=kind.media_type, filename=names.shown_name(name, kind.endings[0]),
        sha256=hashlib.sha256(content).hexdigest(), received_sha256=hashlib.sha256(data).hexdigest(),
    )


def too_large(max_bytes: int) -> str:
    """What we say about a file over the limit."""
    return (
        f"This file is larger than {max_bytes // (1024 * 1024)} MB; please send it in parts, or scan it again "
        "with less detail."
    )


def _kind_of(name: str, data: bytes) -> FileKind:
    """The kind that both the name and the content say."""
    ending = names.ending_of(name)
    kind = BY_ENDING.get(ending)
    if kind is None:
        raise RefusedFileError(REFUSED.get(ending, OTHER))
    if kind.key == "docx" and data.startswith(b"\xd0\xcf\x11\xe0"):
        raise RefusedFileError(
            "This Word file has a password or is an old kind; please save it as Word (docx) without a password."
        )
    if kind.seen_as and not _seen_as(data) & kind.seen_as:
        raise RefusedFileError(_other_than(kind, data))
    for sign, key in _SIGNS.items():
        if data.startswith(sign) and key != kind.key and (key, kind.key) != ("docx", "odt"):
            raise RefusedFileError(disagrees(kind))
    return kind


def _seen_as(data: bytes) -> frozenset[str]:
    """Every ending that fits the first and last bytes."""
    try:
        return frozenset(found.extension.lower() for found in puremagic.magic_string(data[:4096]))
    except (puremagic.PureError, ValueError):
        return frozenset()


def _other_than(kind: FileKind, data: bytes) -> str:
    """What we say about content that is no such kind: the advice for what it really is, where we know it."""
    head = data[:64].lstrip()
    real = next((key for sign, key in _STRANGERS if head[: len(sign)].lower() == sign.lower()), "")
    if data[4:8] == b"ftyp" and data[8:12] in {b"heic", b"heix", b"mif1", b"msf1"}:
        real = "heic"
    return REFUSED.get(real) or disagrees(kind)


def _examined(kind: FileKind, data: bytes) -> bytes:
    if kind.key == "txt":
        return texts.as_utf8(data)
    if kind.key == "m4a":
        return sounds.m4a_without_place(data)
    if kind.key == "mp3":
        return sounds.mp3_without_tags(data)
    return _in_chamber(kind.key, data)


def _in_chamber(key: str, data: bytes) -> bytes:
    """Examine in a process that may die of the file without harm to us; it gets none of our settings or keys."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH") if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module; the file goes in by standard input
            [sys.executable, "-m", "alongside.ground.documents.engine.chamber", key],
            input=data, capture_output=True, timeout=WALL_SECONDS, check=False, cwd=_CODE,
            env={**kept, "PYTHONPATH": str(_CODE), "PYTHONDONTWRITEBYTECODE": "1"},
        )
    except subprocess.TimeoutExpired:
        raise RefusedFileError(TOO_HEAVY) from None
    verdict, _, rest = done.stdout.partition(b"\n")
    if done.returncode or verdict not in {b"SAME", b"NEW", b"NO"}:
        raise RefusedFileError(TOO_HEAVY)
    if verdict == b"NO":
        raise RefusedFileError(rest.decode())
    return data if verdict == b"SAME" else rest
