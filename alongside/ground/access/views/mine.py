"""A person's own account: address, second factor, sessions, roles."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import get_adapter as get_social_adapter
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.ground.access import queries, services
from alongside.ground.access.adapters import moment_of
from alongside.ground.access.engine import codes, places, proof
from alongside.ground.access.forms import AddressForm, CodeForm
from alongside.ground.access.models import User
from alongside.ground.access.policies import (
    CONDITIONS,
    PERMISSION_WORDS,
    ROLES,
    Audience,
    fresh_proof,
    missing_conditions,
    needs_second_factor,
    opens_to,
)
from alongside.ground.access.services import mail
from alongside.ground.access.words import UserKind
from alongside.ground.core.dates import day_of
from alongside.ground.core.errors import InvalidError
from alongside.ground.ui.services import page

_ADDRESS, _PROOF = "access_new_address", "access_proof_code"


def viewer(request: HttpRequest) -> User:
    """The signed-in account; the door let nobody else in."""
    assert isinstance(request.user, User)
    return request.user


@opens_to(Audience.SIGNED_IN)
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Everything about the person's own account on one page."""
    user = viewer(request)
    kinds = list(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    return page(request, "access/account.html", {
        "account": user,
        "has_password": user.has_usable_password(),
        "has_totp": "totp" in kinds,
        "n_passkeys": kinds.count("webauthn"),
        "has_recovery_codes": "recovery_codes" in kinds,
        "n_sessions": UserSession.objects.filter(user=user).count(),
        "roles": [(ROLES[held.role], held, places.words_of(held.area)) for held in queries.roles_held(user)
                  if held.role in ROLES],
        "missing": {code: [CONDITIONS[c] for c in needed] for code, needed in missing_conditions(user).items()},
        "today": day_of(moment_of(request)),
        "providers": provider_rows(request, user.kind, user),
    })


def provider_rows(request: HttpRequest, kind: str, user: User | None = None) -> list[dict[str, Any]]:
    """Other services to sign in with that fit a kind of account, and whether this one is connected."""
    connected = set(SocialAccount.objects.filter(user=user).values_list("provider", flat=True)) if user else set()
    side = "families" if kind == UserKind.FAMILY else "staff"
    return [
        {"name": app.name, "address": reverse("openid_connect_login", args=[side]), "is_connected": side in connected}
        for app in get_social_adapter().list_apps(request, provider=side)
    ]


@opens_to(Audience.PUBLIC)
@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    """Every role and permission in plain words, from the code that enforces them."""
    context = {"roles": list(ROLES.values()), "words": PERMISSION_WORDS, "conditions": CONDITIONS}
    return page(request, "access/roles.html", context)


@opens_to(Audience.SIGNED_IN)
@fresh_proof
@require_http_methods(["GET", "POST"])
def change_email(request: HttpRequest) -> HttpResponse:
    """Ask for a new address and send a code to it."""
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        address = form.cleaned_data["email"].lower()
        code, state = codes.new(at=moment_of(request), email=address)
        request.session[_ADDRESS] = state
        # The answer is the same when the address has an account already: the code then is never accepted.
        mail.send("access/email/code", address, {"code": code})
        return redirect("access_confirm_email")
    return page(request, "access/change_email.html", {"form": form, "address": viewer(request).email})


@opens_to(Audience.SIGNED_IN)
@fresh_proof
@require_http_methods(["GET", "POST"])
def confirm_email(request: HttpRequest) -> HttpResponse:
    """Take the code that went to the new address, and change to it."""
    state, at = request.session.get(_ADDRESS), moment_of(request)
    if not state or codes.is_over(state, at=at):
        request.session.pop(_ADDRESS, None)
        messages.warning(request, _("That code no longer counts. Ask for a new one."))
        return redirect("access_change_email")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        is_right = codes.is_right(state, form.cleaned_data["code"], at=at)
        request.session[_ADDRESS] = state
        if is_right:
            return _take_address(request, state["email"])
        form.add_error("code", _("This code is not right. Look at the latest e-mail."))
    return page(request, "access/code.html", {"form": form, "address": state["email"], "is_proof": False})


def _take_address(request: HttpRequest, email: str) -> HttpResponse:
    del request.session[_ADDRESS]
    user = viewer(request)
    try:
        services.change_email(user=user, email=email, by=user, at=moment_of(request))
    except InvalidError as error:
        messages.warning(request, " ".join(error.errors.values()))
        return redirect("access_change_email")
    messages.success(request, _("Your e-mail address is changed. We have told the old address."))
    return redirect("access_account")


@opens_to(Audience.SIGNED_IN)
@require_http_methods(["GET", "POST"])
def prove(request: HttpRequest) -> HttpResponse:
    """Prove again who one is: by password or second factor where there is one, else by a code sent by e-mail."""
    user, at = viewer(request), moment_of(request)
    back = _safe(request, request.POST.get("next") or request.GET.get("next") or "")
    flows = [flow["id"] for flow in get_reauthentication_flows(user)]
    if needs_second_factor(user) and "mfa_reauthenticate" in flows:
        flows.remove("mfa_reauthenticate")
        flows.insert(0, "mfa_reauthenticate")
    if flows:
        first = "account_reauthenticate" if flows[0] == "reauthenticate" else _second_factor_page(user)
        return HttpResponseRedirect(f"{reverse(first)}?next={back}")
    state = request.session.get(_PROOF)
    if request.method == "GET" or not state or codes.is_over(state, at=at):
        code, state = codes.new(at=at)
        request.session[_PROOF] = state
        mail.send("access/email/code", user.email, {"code": code})
        return page(request, "access/code.html", {
            "form": CodeForm(), "address": user.email, "is_proof": True, "next": back,
        })
    form = CodeForm(request.POST)
    if form.is_valid() and codes.is_right(state, form.cleaned_data["code"], at=at):
        del request.session[_PROOF]
        record_authentication(request, user, "code", reauthenticated=True)
        return HttpResponseRedirect(back)
    request.session[_PROOF] = state
    if form.is_valid():
        form.add_error("code", _("This code is not right. Look at the latest e-mail."))
    return page(request, "access/code.html", {"form": form, "address": user.email, "is_proof": True, "next": back})


def _second_factor_page(user: User) -> str:
    has_codes = Authenticator.objects.filter(user=user, type="totp").exists()
    return "mfa_reauthenticate" if has_codes else "mfa_reauthenticate_webauthn"


def _safe(request: HttpRequest, address: str) -> str:
    hosts = {request.get_host()}
    is_ours = url_has_allowed_host_and_scheme(address, allowed_hosts=hosts, require_https=request.is_secure())
    return address if is_ours else reverse("access_account")


@opens_to(Audience.SIGNED_IN)
@require_safe
def second_factor(request: HttpRequest) -> HttpResponse:
    """Why a second proof is needed, and the ways of giving one."""
    user = viewer(request)
    if not needs_second_factor(user) or proof.has_second_factor(request, user):
        return redirect("access_account")
    if Authenticator.objects.filter(user=user).exclude(type="recovery_codes").exists():
        return HttpResponseRedirect(f"{reverse(_second_factor_page(user))}?next={reverse('access_account')}")
    return page(request, "access/second_factor.html", {"providers": provider_rows(request, user.kind, user)})


@opens_to(Audience.SIGNED_IN)
@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere; `keep` leaves this browser signed in."""
    user = viewer(request)
    is_kept = request.POST.get("keep") == "yes"
    services.end_sessions(user=user, by=user, at=moment_of(request))
    if not is_kept:
        request.session.flush()
        return redirect("account_login")
    request.session.create()
    update_session_auth_hash(request, user)
    UserSession.objects.create_from_request(request)
    messages.success(request, _("All other browsers and devices are signed out."))
    return redirect("access_account")
