"""What a session has proved: how somebody signed in, whether with a second factor, and how long ago."""

from datetime import UTC, datetime
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.http import HttpRequest

from alongside.ground.access.models import User

PROVIDER = "access_provider_proof"
"""Session key: the provider's account that was proved with two factors."""
_SECOND = {"otp", "hwk", "swk", "fpt", "face", "iris", "retina", "vbm", "sc", "sms", "tel"}
"""Ways of proving in RFC 8176 that make two together with a password or PIN."""


def records(request: HttpRequest, user: User) -> list[dict[str, Any]]:
    """How this session was proved, oldest first, as allauth keeps it."""
    return list(get_authentication_records(request, user))


def is_strong(claims: dict[str, Any]) -> bool:
    """Whether a provider says that it asked for two proofs (`amr`)."""
    listed = claims.get("amr")
    named = {str(name) for name in listed} if isinstance(listed, list) else set()
    return "mfa" in named or bool(named & {"pwd", "pin"} and named & _SECOND)


def is_forced(request: HttpRequest) -> bool:
    """A session that a test made without any sign-in: it counts as proved where settings say so, in tests only."""
    is_trusted = getattr(settings, "FORCED_SESSIONS_ARE_PROVEN", False)
    return bool(is_trusted) and "account_authentication_methods" not in request.session


def has_second_factor(request: HttpRequest, user: User) -> bool:
    """Whether this session was proved twice: own second factor, passkey, or a provider that says so."""
    if is_forced(request):
        return True
    provider = request.session.get(PROVIDER)
    for record in records(request, user):
        if record["method"] == "mfa" or record.get("is_whole"):
            return True
        if record["method"] == "socialaccount" and provider and record.get("uid") == provider:
            return True
    return False


def last_proved(request: HttpRequest, user: User) -> datetime | None:
    """When the person last proved who they are in this session."""
    latest = max((float(record["at"]) for record in records(request, user)), default=0.0)
    return datetime.fromtimestamp(latest, tz=UTC) if latest else None


def is_fresh(request: HttpRequest, user: User, *, at: datetime) -> bool:
    """Whether the person proved who they are in the last minutes (ACCOUNT_REAUTHENTICATION_TIMEOUT seconds)."""
    if is_forced(request):
        return True
    latest = max((float(record["at"]) for record in records(request, user)), default=0.0)
    return at.timestamp() - latest < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
