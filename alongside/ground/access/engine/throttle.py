"""Slows an account down and blocks an address, so that guessing is hopeless and nobody can lock another out.

A browser that signed in to the account before (it holds a signed cookie) is judged by its own wrong tries only.
For every other browser the wrong tries of all strangers count together; whoever comes too early is told how long
to wait, and that turn is theirs: a later wrong try of somebody else can't push it away.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db.models import QuerySet

from alongside.ground.access.engine.codes import token_hash
from alongside.ground.access.models import Attempt, Wait
from alongside.ground.access.words import (
    ADDRESS_TRIES,
    ADDRESS_WINDOW,
    COUNTED_FOR,
    LONGEST_WAIT,
    OPEN_GUESSES,
    SLOW_AFTER,
    AttemptKind,
)
from alongside.ground.core.references import new_token

_SALT = "alongside.access.device"
_ACCOUNTS_PER_DEVICE = 10


@dataclass(frozen=True, slots=True)
class Caller:
    """Who tries: which account, from which known browser (or none), from which network address."""

    account_key: str
    device_key: str
    address_key: str


@dataclass(frozen=True, slots=True)
class Answer:
    """Either a try that may go on (and is counted as wrong until it proves right), or how many seconds to wait."""

    attempt: Attempt | None
    wait_seconds: int
    token: str
    """Token of the promised turn, to keep with the browser."""
    is_new_slowness: bool = False


def key_of(kind: str, text: str) -> str:
    """A keyed hash, so that the table names no account and no address."""
    return hmac.new(settings.SECRET_KEY.encode(), f"{kind}:{text}".encode(), hashlib.sha256).hexdigest()


def caller(*, account: str, device: str, address: str) -> Caller:
    """The caller, from an account's name as typed, the device cookie and the client's address."""
    account_key = key_of("account", account.strip().lower())
    device_id = _device_of(device, account_key)
    return Caller(account_key, key_of("device", device_id) if device_id else "", key_of("address", address))


def _device_of(cookie: str, account_key: str) -> str:
    held = _read_device(cookie)
    return str(held["id"]) if account_key[:16] in held["accounts"] else ""


def _read_device(cookie: str) -> dict[str, list[str] | str]:
    try:
        held: dict[str, list[str] | str] = signing.loads(cookie, salt=_SALT, max_age=timedelta(days=365))
    except signing.BadSignature:
        return {"id": "", "accounts": []}
    return held


def remember_device(cookie: str, account: str) -> str:
    """The cookie of a browser that has just signed in to `account`: what it held, and this account."""
    held = _read_device(cookie)
    key = key_of("account", account.strip().lower())[:16]
    accounts = [key, *(k for k in held["accounts"] if k != key)][:_ACCOUNTS_PER_DEVICE]
    return signing.dumps({"id": held["id"] or new_token()[:22], "accounts": accounts}, salt=_SALT)


def wait_for(n_wrong: int) -> timedelta:
    """How long to wait after so many wrong tries: nothing at first, then 2, 4, 8, 16, at most 30 seconds."""
    if n_wrong < SLOW_AFTER:
        return timedelta(0)
    return min(timedelta(seconds=2 ** min(n_wrong - SLOW_AFTER + 1, 10)), LONGEST_WAIT)


def ask(kind: AttemptKind, who: Caller, *, at: datetime, token: str = "") -> Answer:
    """May this try go on now? Counted before it is judged, so that a hundred tries at once don't slip through."""
    attempt = Attempt.objects.create(
        kind=kind, account_key=who.account_key, device_key=who.device_key, address_key=who.address_key,
        is_right=False, tried_at=at,
    )
    blocked = timedelta(0) if who.device_key else _address_wait(who, attempt, at)
    wait, n_wrong = _account_wait(who, attempt, at)
    if not blocked and (not wait or (token and _take_turn(who, token, at))):
        return Answer(attempt, 0, "")
    attempt.delete()
    if blocked:
        return Answer(None, _seconds(blocked), "")
    left, token = _turn(who, token, wait, at)
    return Answer(None, _seconds(left), token, is_new_slowness=n_wrong == SLOW_AFTER)


def right(attempt: Attempt) -> None:
    """The try proved right."""
    attempt.is_right = True
    attempt.save(update_fields=["is_right"])


def forget_before(moment: datetime) -> int:
    """Delete tries and turns older than a moment; returns how many."""
    n_attempts, _ = Attempt.objects.filter(tried_at__lt=moment).delete()
    n_waits, _ = Wait.objects.filter(ready_at__lt=moment).delete()
    return n_attempts + n_waits


def _seconds(wait: timedelta) -> int:
    return max(1, -(-int(wait.total_seconds() * 1000) // 1000))


def _address_wait(who: Caller, attempt: Attempt, at: datetime) -> timedelta:
    wrong = Attempt.objects.filter(
        address_key=who.address_key, tried_at__gt=at - ADDRESS_WINDOW, is_right=False, device_key=""
    ).exclude(pk=attempt.pk).exclude(kind__in=OPEN_GUESSES)
    return _left_of(wrong, at)


def _left_of(wrong: QuerySet[Attempt], at: datetime) -> timedelta:
    """How long an address with these wrong tries still waits."""
    latest = list(wrong.order_by("-tried_at").values_list("tried_at", flat=True)[:ADDRESS_TRIES])
    if len(latest) < ADDRESS_TRIES:
        return timedelta(0)
    return max(latest[-1] + ADDRESS_WINDOW - at, timedelta(seconds=1))


def guess_wait(kind: AttemptKind, address: str, *, at: datetime) -> int:
    """Seconds that a network address waits before it may try a reference or code again; nothing at first."""
    wrong = Attempt.objects.filter(
        kind=kind, address_key=key_of("address", address), tried_at__gt=at - ADDRESS_WINDOW, is_right=False
    )
    left = _left_of(wrong, at)
    return _seconds(left) if left else 0


def wrong_guess(kind: AttemptKind, address: str, *, at: datetime) -> None:
    """Count a reference or code that was wrong; whom it was meant for is nowhere kept."""
    Attempt.objects.create(
        kind=kind, account_key=key_of("guess", kind), address_key=key_of("address", address), is_right=False,
        tried_at=at,
    )


def _account_wait(who: Caller, attempt: Attempt, at: datetime) -> tuple[timedelta, int]:
    tries = Attempt.objects.filter(
        account_key=who.account_key, device_key=who.device_key, tried_at__gt=at - COUNTED_FOR
    ).exclude(pk=attempt.pk)
    n_wrong, last = 0, None
    rows = tries.order_by("-tried_at").values_list("tried_at", "is_right", "address_key")
    for tried_at, is_right, address in rows[:50]:
        if is_right and (who.device_key or address == who.address_key):
            break
        if not is_right:
            n_wrong, last = n_wrong + 1, last or tried_at
    if last is None:
        return timedelta(0), 0
    return max(last + wait_for(n_wrong) - at, timedelta(0)), n_wrong


def _turn(who: Caller, token: str, wait: timedelta, at: datetime) -> tuple[timedelta, str]:
    held = Wait.objects.filter(
        token_hash=token_hash(token), account_key=who.account_key, used_at=None, ready_at__gt=at - COUNTED_FOR
    ).first()
    if held is not None:
        return held.ready_at - at, token
    token = new_token()
    Wait.objects.create(
        token_hash=token_hash(token), account_key=who.account_key, address_key=who.address_key, ready_at=at + wait
    )
    return wait, token


def _take_turn(who: Caller, token: str, at: datetime) -> bool:
    """Use a promised turn up; only one of two tries that come at once gets it."""
    return bool(Wait.objects.filter(
        token_hash=token_hash(token), account_key=who.account_key, address_key=who.address_key, used_at=None,
        ready_at__lte=at, ready_at__gt=at - COUNTED_FOR,
    ).update(used_at=at))
