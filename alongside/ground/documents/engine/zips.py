"""What is inside a zip-based file, without ever unpacking more than is allowed."""

import io
import lzma
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator

from alongside.ground.documents.engine.kinds import DAMAGED, TOO_HEAVY, RefusedFileError

MAX_ENTRIES = 1_000
MAX_RATIO = 100
MAX_UNPACKED = 200 * 1024 * 1024
"""Bytes that all entries together may unpack to."""
_PIECE = 1024 * 1024
_RATIO_FLOOR = 1024 * 1024
"""A small entry may shrink by more than 100 to 1: blank XML does, and does no harm."""
_END = struct.Struct("<4s4H2LH")
_NESTED = "This file has a packed file inside; please take that out and send it on its own, or send a PDF."
_LOCKED = "This file has a password; please send a copy that opens without one."


def opened(data: bytes) -> zipfile.ZipFile:
    """The zip, after the checks that need no unpacking; raises RefusedFileError."""
    if not data.startswith(b"PK\x03\x04") or not _ends_where_it_should(data):
        raise RefusedFileError(DAMAGED)
    try:
        found = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError, struct.error):
        raise RefusedFileError(DAMAGED) from None
    entries = found.infolist()
    if len(entries) > MAX_ENTRIES:
        raise RefusedFileError(TOO_HEAVY)
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise RefusedFileError(TOO_HEAVY)
    if len({entry.filename.lower() for entry in entries}) != len(entries):
        raise RefusedFileError(DAMAGED)
    for entry in entries:
        _check_entry(entry)
    return found


def read_all(packed: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    """Each entry with its bytes, one at a time; stops at the limits whatever the zip's own list claims."""
    left = MAX_UNPACKED
    for entry in packed.infolist():
        content = _read(packed, entry, left)
        left -= len(content)
        if content[:4] in (b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf") or content[:3] == b"\x1f\x8b\x08":
            raise RefusedFileError(_NESTED)
        yield entry.filename, content


def _check_entry(entry: zipfile.ZipInfo) -> None:
    if entry.flag_bits & 0x1:
        raise RefusedFileError(_LOCKED)
    parts = entry.filename.replace("\\", "/").split("/")
    if ".." in parts or entry.filename.startswith(("/", "\\")) or ":" in entry.filename:
        raise RefusedFileError(DAMAGED)
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise RefusedFileError(DAMAGED)
    if entry.file_size > _RATIO_FLOOR and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
        raise RefusedFileError(TOO_HEAVY)


def _read(packed: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int) -> bytes:
    pieces: list[bytes] = []
    try:
        with packed.open(entry) as stream:
            while piece := stream.read(_PIECE):
                left -= len(piece)
                if left < 0:
                    raise RefusedFileError(TOO_HEAVY)
                pieces.append(piece)
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, OSError):
        raise RefusedFileError(DAMAGED) from None
    return b"".join(pieces)


def _ends_where_it_should(data: bytes) -> bool:
    """Whether the end record is the last thing in the file: nothing hides behind it or in its comment."""
    if len(data) < _END.size:
        return False
    sign, *numbers = _END.unpack(data[-_END.size:])
    length, start, comment = numbers[4], numbers[5], numbers[6]
    return bool(sign == b"PK\x05\x06" and comment == 0 and start + length + _END.size == len(data))
