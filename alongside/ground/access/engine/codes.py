"""One-time codes kept with the browser that asked: six digits, ten minutes, five tries."""

import hashlib
import hmac
from datetime import datetime
from typing import Any

from django.conf import settings

from alongside.ground.access.words import CODE_LASTS, CODE_TRIES
from alongside.ground.core.references import new_code


def new(*, at: datetime, **facts: str) -> tuple[str, dict[str, Any]]:
    """A code to send, and what the session keeps: facts, time, and a keyed hash instead of the code."""
    code = new_code()
    return code, {"hash": _hash(code), "made_at": at.timestamp(), "n_tries": 0, **facts}


def is_right(state: dict[str, Any], typed: str, *, at: datetime) -> bool:
    """Whether the code is right and still counts; each call is one try."""
    state["n_tries"] += 1
    if is_over(state, at=at, n_tries=CODE_TRIES + 1):
        return False
    return hmac.compare_digest(state["hash"], _hash("".join(typed.split())))


def is_over(state: dict[str, Any], *, at: datetime, n_tries: int = CODE_TRIES) -> bool:
    """Whether no further try counts: too many, or too late."""
    return bool(state["n_tries"] >= n_tries or at.timestamp() - state["made_at"] > CODE_LASTS.total_seconds())


def _hash(code: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), b"alongside.access.code" + code.encode(), hashlib.sha256).hexdigest()


def token_hash(token: str) -> str:
    """What the database keeps of a token that is an address: its SHA-256."""
    return hashlib.sha256(token.encode()).hexdigest()
