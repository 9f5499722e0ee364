"""The hash chain, pure: what is hashed, in which form, and which moment an entry gets."""

import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

COLUMNS: Final = (
    "uuid", "chain", "seq", "recorded_at", "acted_at", "code", "outcome", "by_uuid", "by_role", "by_badges",
    "child_uuid", "ref", "page", "reason", "source", "request_id", "detail", "prev_hash",
)
"""Every column of an entry but the hash itself."""
_STEP = timedelta(microseconds=1)


def _plain(value: Any) -> str | int | None:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    if isinstance(value, UUID):
        return str(value)
    if value is None or isinstance(value, str | int):
        return value
    raise TypeError(f"an audit entry can't hold {type(value).__name__}")


def canonical(values: Mapping[str, Any]) -> str:
    """The columns as JSON with sorted keys and no spaces: the same text for the same entry, for ever."""
    return json.dumps(
        {name: _plain(values[name]) for name in COLUMNS}, sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )


def entry_hash(values: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical form, in hexadecimal."""
    return hashlib.sha256(canonical(values).encode()).hexdigest()


def canonical_detail(detail: Mapping[str, str] | None) -> str:
    """Short facts as canonical JSON; an empty text for none."""
    if not detail:
        return ""
    return json.dumps(
        {str(k): str(v) for k, v in detail.items()}, sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )


def next_moment(now: datetime, last: datetime | None) -> datetime:
    """The database's time, or just after the last entry when the clock was put back."""
    return now if last is None or now > last else last + _STEP


def ordered_uuid(moment: datetime) -> UUID:
    """A random UUID (version 7) that sorts by time, so that a long table grows at its end."""
    millis = int(moment.timestamp() * 1000)
    value = (millis & ((1 << 48) - 1)) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value)
