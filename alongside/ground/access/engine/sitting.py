"""How long a session may go on, and when it gets a new id."""

import hashlib
import ipaddress
from datetime import datetime
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import HttpRequest

from alongside.ground.access.models import User
from alongside.ground.access.words import UserKind

_BEGAN, _SEEN, _WHERE, _RIGHTS = "access_began", "access_seen", "access_where", "access_rights"
_SEEN_EVERY = 60
"""Seconds after which a session writes down again that it is in use: not a write for every page."""
_METHODS = "account_authentication_methods"


def n_proofs(request: HttpRequest) -> int:
    """How many times this session proved something; it grows at sign-in, second factor and proving again."""
    held: Any = request.session.get(_METHODS)
    return len(held) if isinstance(held, list) else 0


def why_over(request: HttpRequest, user: User, *, at: datetime) -> str:
    """Why a session must end now: `age`, `idle`, or `moved` (another network and another browser); else nothing."""
    session, now, where = request.session, at.timestamp(), _where(request)
    if _BEGAN not in session:
        session.update({_BEGAN: now, _SEEN: now, _WHERE: where, _RIGHTS: user.n_rights})
        return ""
    if now - session[_BEGAN] > settings.SESSION_COOKIE_AGE:
        return "age"
    if now - session[_SEEN] > idle_seconds(user):
        return "idle"
    if session[_WHERE][0] != where[0] and session[_WHERE][1] != where[1]:
        return "moved"
    if now - session[_SEEN] > _SEEN_EVERY:
        session[_SEEN] = now
    if session[_RIGHTS] != user.n_rights:
        session[_RIGHTS] = user.n_rights
        new_id(request)
    return ""


def idle_seconds(user: User) -> int:
    """Seconds without a request after which a session ends; staff sit at shared computers, families think longer."""
    seconds: int = settings.IDLE_SECONDS if user.kind == UserKind.FAMILY else settings.STAFF_IDLE_SECONDS
    return seconds


def new_id(request: HttpRequest) -> None:
    """Give the session a new id, so that one that was seen before is worth nothing."""
    old = request.session.session_key
    request.session.cycle_key()
    UserSession.objects.filter(session_key=old).update(session_key=request.session.session_key)


def _where(request: HttpRequest) -> list[str]:
    address = ipaddress.ip_address(get_adapter().get_client_ip(request))
    network = ipaddress.ip_network(f"{address}/{16 if address.version == 4 else 48}", strict=False)
    browser = request.headers.get("User-Agent", "")
    return [hashlib.sha256(text.encode()).hexdigest()[:16] for text in (str(network), browser)]
