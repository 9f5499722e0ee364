"""allauth as we want it: own throttling, no open sign-up, no joining of accounts by e-mail address."""

from __future__ import annotations

import base64
import hashlib
import threading
from datetime import datetime
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from alongside.ground.access.engine import chain, proof, throttle, trail
from alongside.ground.access.engine.openid import Provider
from alongside.ground.access.models import User
from alongside.ground.access.words import AttemptKind, UserKind
from alongside.ground.core.references import new_code

_HASHING = threading.BoundedSemaphore(4)
"""Argon2 is meant to be dear: a flood of sign-ins must not take every core of the machine."""
_QUEUE_SECONDS = 10
_TURN = "access_turn"
_HELD_BACK = {"account/email/login_code", "account/email/password_reset_key"}

_ENROLLED = {"mfa/email/totp_activated", "mfa/email/webauthn_added"}

NOTICES = {
    "account/email/password_changed": gettext_noop("The password of your account was changed."),
    "account/email/password_reset": gettext_noop("The password of your account was changed."),
    "account/email/password_set": gettext_noop("A password was set for your account."),
    "mfa/email/totp_activated": gettext_noop("An authenticator app was added to your account."),
    "mfa/email/totp_deactivated": gettext_noop("The authenticator app was taken off your account."),
    "mfa/email/recovery_codes_generated": gettext_noop("New recovery codes were made for your account."),
    "mfa/email/webauthn_added": gettext_noop("A passkey was added to your account."),
    "mfa/email/webauthn_removed": gettext_noop("A passkey was taken off your account."),
    "socialaccount/email/account_connected": gettext_noop("Another way to sign in was added to your account."),
    "socialaccount/email/account_disconnected": gettext_noop("A way to sign in was taken off your account."),
}
"""What an account's owner is told by e-mail, by the name that allauth gives the event."""


def moment_of(request: HttpRequest) -> datetime:
    """When the request came in; `DoorMiddleware` wrote it there."""
    found: datetime = request.arrived_at  # type: ignore[attr-defined]  # set by our middleware
    return found


def address_of(request: HttpRequest) -> str:
    """The client's network address; a forwarded one counts only behind a trusted proxy."""
    return str(get_adapter(request).get_client_ip(request))


def device_cookie_name() -> str:
    """Name of the cookie that a browser gets once it has signed in."""
    return "__Host-device" if settings.SESSION_COOKIE_SECURE else "device"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Sign-in by our rules."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by invitation only, after somebody checked who a person is."""
        return False

    def generate_login_code(self) -> str:
        """Six digits."""
        return new_code()

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """allauth's own limit for an account would let a stranger lock it: ours stands in `authenticate`."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Check a password, slowly where it was often wrong; the same work for an address that has no account."""
        at, email = moment_of(request), str(credentials.get("email") or "")
        who = throttle.caller(
            account=email, device=request.COOKIES.get(device_cookie_name(), ""), address=self.get_client_ip(request)
        )
        answer = throttle.ask(AttemptKind.PASSWORD, who, at=at, token=request.session.get(_TURN, ""))
        if answer.attempt is None:
            self._turn_away(request, answer, who, at)
        assert answer.attempt is not None
        if not _HASHING.acquire(timeout=_QUEUE_SECONDS):
            answer.attempt.delete()
            raise ValidationError(_("Many people are signing in just now. Try again in a few seconds."))
        try:
            user: User | None = super().authenticate(request, **credentials)
        finally:
            _HASHING.release()
        if user is not None:
            throttle.right(answer.attempt)
            request.session.pop(_TURN, None)
        return user

    def _turn_away(self, request: HttpRequest, answer: throttle.Answer, who: throttle.Caller, at: datetime) -> None:
        if answer.token:
            request.session[_TURN] = answer.token
        if answer.is_new_slowness:
            facts = {"account_key": who.account_key[:16]}
            trail.append([trail.Draft(
                acted_at=at, code="access.sign_in.slowed", detail=chain.canonical_detail(facts)
            )])
        raise ValidationError(wait_words(answer.wait_seconds))

    def clean_password(self, password: str, user: User | None = None) -> str:
        """Django's rules, and not the name of the service or the area."""
        cleaned = str(super().clean_password(password, user))
        for word in (settings.BRAND["service"], settings.BRAND["area"]):
            if word and word.lower() in cleaned.lower():
                raise ValidationError(_("Don’t use the name of this service or area in your password."))
        return cleaned

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Enter the sign-in and how it was proved."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        how = ",".join(sorted({str(r["method"]) for r in proof.records(request, user)}))
        self._enter(request, "access.signed_in", user, how=how)
        return response

    def logout(self, request: HttpRequest) -> None:
        """Enter the sign-out."""
        if isinstance(request.user, User):
            self._enter(request, "access.signed_out", request.user)
        super().logout(request)

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """Enter that the owner of a closed or lapsed account tried to come in; only right credentials lead here."""
        if user.lapsed_at:
            self._enter(request, "access.sign_in.lapsed_account", user)
            return HttpResponseRedirect(reverse("access_lapsed"))
        self._enter(request, "access.sign_in.closed_account", user)
        response: HttpResponse = super().respond_user_inactive(request, user)
        return response

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """No banner for signing in and out: the page itself says it."""
        template = kwargs.get("message_template", args[0] if args else "")
        if template not in {"account/messages/logged_in.txt", "account/messages/logged_out.txt"}:
            super().add_message(request, level, *args, **kwargs)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send, but hold codes and resets back from an address that staff have only just written down."""
        at = moment_of(self.request)
        if template_prefix in _HELD_BACK:
            held = User.objects.filter(email=email.lower(), resets_held_until__gt=at).first()
            if held is not None:
                template_prefix, context = "access/email/held_back", {"until": held.resets_held_until}
        super().send_mail(template_prefix, email, {"base_url": settings.BASE_URL, **context})

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tell the owner, always, and enter it in the trail."""
        del context
        if template_prefix not in NOTICES:
            return
        self._enter(self.request, f"access.{template_prefix.rpartition('/')[2]}", user)
        if template_prefix in _ENROLLED:
            # Who has just enrolled it has just used it: asking again at once would only annoy.
            record_authentication(self.request, user, "mfa", type="enrolled", reauthenticated=True)
        facts = {"what": _(NOTICES[template_prefix]), "moment": moment_of(self.request)}
        self.send_mail("access/email/security_notice", email or user.email, facts)

    def _enter(self, request: HttpRequest, code: str, user: User, **facts: str) -> None:
        at = moment_of(request)
        trail.append([trail.Draft(
            acted_at=at, code=code, detail=chain.canonical_detail(facts), **trail.hand_of(user, at)
        )])


def wait_words(seconds: int) -> str:
    """What somebody reads who must wait."""
    if seconds > 90:
        return _("There were too many wrong tries from your network. Try again in %(n)d minutes.") % {
            "n": -(-seconds // 60)
        }
    return _("There were too many wrong tries. Wait %(n)d seconds, then try again: your turn is kept.") % {"n": seconds}


class SocialAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """OpenID Connect by our rules: an account is found by issuer and subject, never by e-mail address."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Nobody gets an account only because a provider knows them."""
        return False

    def can_authenticate_by_email(self, login: Any, email: str) -> bool:
        """An equal address proves nothing."""
        return False

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> Any:
        """Our provider, which checks nonce, signature, issuer and subject."""
        app = self.get_app(request, provider=provider, client_id=client_id)
        return Provider(request, app=app)

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Staff come in by the staff's provider, families by theirs; remember whether it asked for two proofs."""
        user = sociallogin.user if sociallogin.is_existing else None
        if user is None and request.user.is_authenticated:
            user = request.user
        wanted = UserKind.FAMILY if sociallogin.provider.app.provider_id == "families" else UserKind.PROFESSIONAL
        if user is not None and user.kind != wanted:
            raise ImmediateHttpResponse(render(request, "socialaccount/authentication_error.html", status=401))
        if proof.is_strong(sociallogin.account.extra_data):
            request.session[proof.PROVIDER] = sociallogin.account.uid
        else:
            request.session.pop(proof.PROVIDER, None)

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: Any) -> str:
        """Back to the person's own account."""
        return reverse("access_account")

    def on_authentication_error(self, request: HttpRequest, provider: Any, **kwargs: Any) -> None:
        """Enter that a provider's answer was turned down, by the kind of fault only."""
        error = kwargs.get("exception")
        facts = {"provider": str(provider.app.provider_id), "error": type(error).__name__ if error else "state"}
        trail.append([trail.Draft(
            acted_at=moment_of(request), code="access.provider.refused", outcome="refused",
            detail=chain.canonical_detail(facts),
        )])


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Keeps secrets of authenticator apps encrypted in the database."""

    def encrypt(self, text: str) -> str:
        """Encrypted with the present key."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Decrypted with the present or an earlier key; a secret that was never encrypted is itself."""
        try:
            return _box().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return encrypted_text

    def generate_authenticator_name(self, user: User, type: Any) -> str:  # noqa: A002 - allauth names it
        """What a passkey is called until its owner names it."""
        return _("Passkey %(n)d") % {"n": Authenticator.objects.filter(user=user, type=type).count() + 1}

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        """A professional's last second factor stays."""
        others = Authenticator.objects.filter(user=authenticator.user).exclude(pk=authenticator.pk)
        left = others.exclude(type="recovery_codes").exists()
        return bool(authenticator.user.kind != UserKind.PROFESSIONAL or left)


def _box() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([
        Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"alongside.access.seeds" + key.encode()).digest()))
        for key in keys
    ])


