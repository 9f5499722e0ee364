"""Says at start-up when a setting that sign-in relies on is missing or too lax."""

from typing import Any

from django.conf import settings
from django.core import checks

from alongside.ground.access.words import CODE_LASTS, CODE_TRIES

_ADAPTER = "alongside.ground.access.adapters.SecondFactorAdapter"
WANTED: dict[str, Any] = {
    "MFA_ADAPTER": _ADAPTER,
    "ACCOUNT_LOGIN_BY_CODE_TIMEOUT": int(CODE_LASTS.total_seconds()),
    "ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS": CODE_TRIES,
    "ACCOUNT_LOGIN_ON_PASSWORD_RESET": False,
    "PASSWORD_RESET_TIMEOUT": 3600,
}
"""Setting, and the value that the room's promises need."""
_DEFAULTS: dict[str, Any] = {"ACCOUNT_LOGIN_ON_PASSWORD_RESET": False}


def sign_in_settings(app_configs: Any, **more: Any) -> list[checks.CheckMessage]:
    """One warning for each setting that isn't as sign-in needs it."""
    del app_configs, more
    return [
        checks.Warning(f"{name} must be {wanted!r} for what access promises.", id="access.W001")
        for name, wanted in WANTED.items() if getattr(settings, name, _DEFAULTS.get(name)) != wanted
    ]
