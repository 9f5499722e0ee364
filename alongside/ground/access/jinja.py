"""What the room's templates can call."""

from typing import Any

from allauth.socialaccount.adapter import get_adapter
from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import json_script
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from alongside.ground.access.models import User
from alongside.ground.access.words import UserKind
from alongside.ground.ui.engine import bridge

LABELS = {
    "login": gettext_noop("E-mail address"),
    "email": gettext_noop("E-mail address"),
    "password": gettext_noop("Password"),
    "oldpassword": gettext_noop("Your password now"),
    "password1": gettext_noop("New password"),
    "password2": gettext_noop("New password again"),
    "code": gettext_noop("Code"),
    "name": gettext_noop("Name of this passkey"),
    "passwordless": gettext_noop("Let me sign in with it without a password"),
}
HINTS = {
    "password1": gettext_noop("At least 12 signs. Three words that don’t belong together are good."),
}


def account_frame(request: HttpRequest) -> str:
    """The frame of an account page: the side of the table on which the viewer sits, or the public one."""
    user = request.user
    if not isinstance(user, User):
        return "ui/frames/public.html"
    return f"ui/frames/{'staff' if user.kind == UserKind.PROFESSIONAL else 'family'}.html"


def account_fields(form: forms.BaseForm) -> SafeString:
    """Fields of one of allauth's forms in our words."""
    for name, field in form.fields.items():
        if name in LABELS:
            field.label = _(LABELS[name])
        field.help_text = _(HINTS[name]) if name in HINTS else ""
        field.is_optional_shown = False  # type: ignore[attr-defined]  # read by the bridge
    return bridge.fields(form)


def sign_in_providers(request: HttpRequest) -> list[dict[str, str]]:
    """Other services that one can sign in with here."""
    return [
        {"name": app.name, "address": reverse("openid_connect_login", args=[app.provider_id])}
        for app in get_adapter(request).list_apps(request, provider="openid_connect")
    ]


GLOBALS: dict[str, Any] = {
    "field_id": bridge.target, "account_fields": account_fields, "account_frame": account_frame, "json_script": json_script,
    "sign_in_providers": sign_in_providers,
}
FILTERS: dict[str, Any] = {}
