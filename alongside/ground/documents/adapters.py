"""The outside: where bytes are kept (disk or S3, by Django's storage), and the virus scanner (clamd over TCP)."""

import socket
import struct
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage

Stream = File[bytes]

FOLDER = "documents"
_CHUNK = 64 * 1024


class StorageError(Exception):
    """The bytes could not be kept: the disk is full, or the store doesn't answer."""


class ScannerDownError(Exception):
    """The scanner gave no verdict, so the file waits."""


def keep(content: bytes) -> str:
    """Write the bytes under a random name and return it; raises StorageError and leaves nothing behind."""
    name = uuid.uuid4().hex
    stored_as = f"{FOLDER}/{name[:2]}/{name}"
    try:
        return default_storage.save(stored_as, ContentFile(content))
    except Exception as fault:  # each kind of storage has its own errors
        remove(stored_as)
        raise StorageError(type(fault).__name__) from fault


def remove(stored_as: str) -> None:
    """Take the bytes away; what can't be removed now is swept later."""
    try:
        default_storage.delete(stored_as)
    except OSError:
        return


def opened(stored_as: str) -> Stream:
    """The bytes as a stream; raises StorageError when they are gone or can't be reached."""
    try:
        return default_storage.open(stored_as, "rb")
    except Exception as fault:  # each kind of storage has its own errors
        raise StorageError(type(fault).__name__) from fault


def kept() -> Iterator[tuple[str, datetime]]:
    """Every name that is kept, with the moment of its last change."""
    try:
        folders, _ = default_storage.listdir(FOLDER)
    except FileNotFoundError:
        return
    for folder in sorted(folders):
        _, names = default_storage.listdir(f"{FOLDER}/{folder}")
        for name in sorted(names):
            stored_as = f"{FOLDER}/{folder}/{name}"
            yield stored_as, default_storage.get_modified_time(stored_as)


@dataclass(frozen=True, slots=True)
class Scanner:
    """A clamd that listens on `host:port`; `seconds` bounds each step of a talk with it."""

    address: str
    seconds: float = 20.0

    def verdict(self, chunks: Iterator[bytes]) -> str:
        """The name of what was found, or nothing for a clean file; raises ScannerDownError for anything else."""
        host, _, port = self.address.rpartition(":")
        try:
            with socket.create_connection((host.strip("[]"), int(port)), timeout=self.seconds) as talk:
                talk.sendall(b"zINSTREAM\0")
                for chunk in chunks:
                    for start in range(0, len(chunk), _CHUNK):
                        piece = chunk[start:start + _CHUNK]
                        talk.sendall(struct.pack(">L", len(piece)) + piece)
                talk.sendall(struct.pack(">L", 0))
                answer = self._answer(talk)
        except (OSError, ValueError, OverflowError) as fault:
            raise ScannerDownError(type(fault).__name__) from fault
        if answer == "stream: OK":
            return ""
        if answer.startswith("stream: ") and answer.endswith(" FOUND"):
            return answer.removeprefix("stream: ").removesuffix(" FOUND") or "unnamed"
        raise ScannerDownError(answer[:200] or "no answer")

    @staticmethod
    def _answer(talk: socket.socket) -> str:
        said = b""
        while not said.endswith(b"\0") and len(said) < 4096 and (piece := talk.recv(1024)):
            said += piece
        return said.rstrip(b"\0\n").decode(errors="replace").strip()
