"""Voice notes: M4A and MP3, sound only, without the place where they were recorded."""

import struct
from collections.abc import Iterator

from alongside.ground.documents.engine.kinds import BY_ENDING, DAMAGED, REFUSED, RefusedFileError, disagrees

_BRANDS = {b"M4A ", b"M4B ", b"mp42", b"mp41", b"isom", b"iso2", b"iso5", b"iso6", b"3gp4", b"3gp5", b"3gp6"}
_FOLDERS = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"udta", b"edts"}
_PLACES = {b"\xa9xyz", b"loci"}
_SPARE = 4096
"""Bytes between or behind MP3 frames that are borne: padding that recorders leave."""
_BITRATES = {
    (3, 1): (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (2, 1): (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}


def m4a_without_place(data: bytes) -> bytes:
    """The voice note with any place of recording blanked; a film or a broken file raises RefusedFileError."""
    content = bytearray(data)
    if data[4:8] != b"ftyp" or data[8:12] not in _BRANDS:
        raise RefusedFileError(disagrees(BY_ENDING["m4a"]))
    kinds = set()
    for kind, start, end in _boxes(data, 0, len(data), 0):
        kinds.add(kind)
        if kind == b"hdlr" and data[start + 8:start + 12] == b"vide":
            raise RefusedFileError(REFUSED["mp4"])
        if kind in _PLACES:
            content[start - 4:end] = b"free" + bytes(end - start)
    if not {b"moov", b"mdat"} <= kinds:
        raise RefusedFileError(DAMAGED)
    return bytes(content)


def _boxes(data: bytes, start: int, end: int, depth: int) -> Iterator[tuple[bytes, int, int]]:
    """Each box with the start and end of its content; what does not add up raises RefusedFileError."""
    while start < end:
        if end - start < 8:
            if any(data[start:end]) or not depth:
                raise RefusedFileError(DAMAGED)
            return
        size, kind = struct.unpack_from(">L4s", data, start)
        head = 8
        if size == 1 and end - start >= 16:
            size, head = struct.unpack_from(">Q", data, start + 8)[0], 16
        if size < head or start + size > end:
            raise RefusedFileError(DAMAGED)
        yield kind, start + head, start + size
        if kind in _FOLDERS and depth < 8:
            yield from _boxes(data, start + head, start + size, depth + 1)
        start += size


def mp3_without_tags(data: bytes) -> bytes:
    """The sound frames alone: tags (which can hold pictures, files and names) are left out."""
    start, end = 0, len(data)
    while data[start:start + 3] == b"ID3" and start + 10 <= end:
        a, b, c, d = data[start + 6:start + 10]
        start += 10 + (a << 21 | b << 14 | c << 7 | d) + (10 if data[start + 5] & 0x10 else 0)
    if data[end - 128:end - 125] == b"TAG":
        end -= 128
    place, n_frames, spare = start, 0, 0
    while place < end:
        size = _frame_size(data[place:place + 4])
        if size and (place + size <= end or n_frames):
            n_frames, place = n_frames + 1, place + size
        else:
            spare, place = spare + 1, place + 1
            if spare > _SPARE:
                raise RefusedFileError(disagrees(BY_ENDING["mp3"]))
    if n_frames < 3:
        raise RefusedFileError(disagrees(BY_ENDING["mp3"]))
    return data[start:end]


def _frame_size(head: bytes) -> int:
    """Bytes of the MP3 (layer III) frame that starts with these four, or 0 when none does."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return 0
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    bits, rate = head[2] >> 4, head[2] >> 2 & 3
    if version == 1 or layer != 1 or bits in (0, 15) or rate == 3:
        return 0
    kilobits = _BITRATES[3 if version == 3 else 2, layer][bits]
    return (144 if version == 3 else 72) * kilobits * 1000 // _RATES[version][rate] + (head[2] >> 1 & 1)
