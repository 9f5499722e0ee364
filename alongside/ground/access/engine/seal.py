"""Signed heads: files outside the database that say how every chain ended, each sealed and naming the one before."""

import hashlib
import hmac
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings

_SALT = b"alongside.ground.access.heads"


@dataclass(slots=True)
class Heads:
    """What the signed files say together: chain to (entries, hash), faults found in the files, and where they end."""

    chains: dict[str, tuple[int, str]] = field(default_factory=dict)
    faults: list[tuple[str, str]] = field(default_factory=list)
    digests: dict[str, str] = field(default_factory=dict)
    last_name: str = ""
    up_to: str = ""


def _key(secret: str) -> bytes:
    return hashlib.sha256(_SALT + secret.encode()).digest()


def seal_of(text: bytes, secret: str) -> str:
    """HMAC-SHA256 of a file's text."""
    return hmac.new(_key(secret), text, hashlib.sha256).hexdigest()


def is_sealed(text: bytes, seal: str) -> bool:
    """Whether the present key or an earlier one sealed the text."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return any(hmac.compare_digest(seal_of(text, key), seal) for key in keys)


def write(folder: Path, *, at: datetime, heads: Iterable[tuple[str, int, str]], up_to: str) -> tuple[str, str, int]:
    """Write and seal the next file; returns its name, its SHA-256, and how many chains it holds."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    before = files(folder)
    name = f"heads-{len(before) + 1:08d}-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}.jsonl"
    previous = digest(before[-1]) if before else ""
    rows = list(heads)
    first = {"name": name, "signed_at": at.astimezone(UTC).isoformat(), "previous": previous, "up_to": up_to}
    lines = [_json(first), *(_json([key, n, end]) for key, n, end in rows)]
    body = "".join(f"{line}\n" for line in lines).encode()
    body += _json({"seal": seal_of(body, settings.SECRET_KEY)}).encode() + b"\n"
    half = folder / f".{name}.part"
    with half.open("wb") as stream:
        stream.write(body)
        stream.flush()
        os.fsync(stream.fileno())
    half.chmod(0o400)
    half.rename(folder / name)
    return name, hashlib.sha256(body).hexdigest(), len(rows)


def files(folder: Path) -> list[Path]:
    """The signed files, oldest first."""
    return sorted(folder.glob("heads-*.jsonl")) if folder.is_dir() else []


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def read_all(folder: Path) -> Heads:
    """Read every file, check its seal and its place; what a broken file says is not believed."""
    found, previous = Heads(), ""
    for path in files(folder):
        body = path.read_bytes()
        own = hashlib.sha256(body).hexdigest()
        found.digests[path.name] = own
        try:
            first, rows = _parsed(body)
        except (ValueError, KeyError, IndexError):
            found.faults.append((path.name, "this file of signed heads was changed: its seal does not fit"))
            previous = own
            continue
        if first["name"] != path.name or first["previous"] != previous:
            found.faults.append((path.name, "the file of signed heads before this one is missing or another"))
        for key, n, end in rows:
            found.chains[key] = max(found.chains.get(key, (0, "")), (n, end))
        previous, found.last_name, found.up_to = own, path.name, first["up_to"]
    return found


def _parsed(body: bytes) -> tuple[dict[str, Any], Iterator[tuple[str, int, str]]]:
    text, _, last = body.rstrip(b"\n").rpartition(b"\n")
    text += b"\n"
    if not is_sealed(text, json.loads(last)["seal"]):
        raise ValueError("seal")
    lines = text.decode().splitlines()
    return json.loads(lines[0]), (tuple(json.loads(line)) for line in lines[1:])


def _json(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))
