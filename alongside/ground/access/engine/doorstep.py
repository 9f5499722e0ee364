"""Counts tries at allauth's own code pages, and knows which pages need what."""

from datetime import datetime

from allauth.account.adapter import get_adapter
from allauth.account.internal.stagekit import unstash_login
from django.http import HttpRequest

from alongside.ground.access.engine import throttle
from alongside.ground.access.models import Attempt, User
from alongside.ground.access.words import AttemptKind

COUNTED = {
    "mfa_authenticate": AttemptKind.SECOND_FACTOR,
    "mfa_reauthenticate": AttemptKind.SECOND_FACTOR,
    "account_confirm_login_code": AttemptKind.CODE,
}
"""Pages of allauth where somebody types a code."""
BEFORE_SECOND_FACTOR = frozenset({
    "access_second_factor", "access_prove", "account_logout", "account_reauthenticate", "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn", "mfa_activate_totp", "mfa_add_webauthn", "openid_connect_login",
    "openid_connect_callback",
})
"""What a professional can reach who hasn't given a second proof yet: only how to give one."""
SENSITIVE = frozenset({
    "account_change_password", "account_set_password", "mfa_activate_totp", "mfa_deactivate_totp",
    "mfa_add_webauthn", "mfa_edit_webauthn", "mfa_remove_webauthn", "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes", "mfa_download_recovery_codes", "socialaccount_connections",
})
"""Pages of allauth that ask for a fresh proof; ours say so with `policies.fresh_proof`."""
TURN = "access_turn"


def count_try(request: HttpRequest, name: str, *, at: datetime, cookie: str) -> throttle.Answer | None:
    """Count a typed code before it is judged; nothing where no code is typed."""
    if request.method != "POST" or name not in COUNTED:
        return None
    account = _account(request)
    if not account:
        return None
    who = throttle.caller(account=account, device=cookie, address=get_adapter().get_client_ip(request))
    answer = throttle.ask(COUNTED[name], who, at=at, token=request.session.get(TURN, ""))
    if answer.token:
        request.session[TURN] = answer.token
    return answer


def judge(request: HttpRequest, attempt: Attempt | None, *, n_before: int, n_after: int) -> None:
    """The try was right when the session has proved more than before."""
    if attempt is not None and n_after > n_before:
        throttle.right(attempt)
        request.session.pop(TURN, None)


def _account(request: HttpRequest) -> str:
    if isinstance(request.user, User):
        return request.user.email
    login = unstash_login(request, peek=True)
    user = login.user if login else None
    return str(user.email if user else (login.email or "") if login else "")
