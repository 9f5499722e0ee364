"""Ways in by a link: accepting an invitation, and a one-time sign-in. Opening a link changes nothing."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from alongside.ground.access import services
from alongside.ground.access.adapters import moment_of
from alongside.ground.access.forms import AcceptForm
from alongside.ground.access.models import Invitation, User
from alongside.ground.access.policies import ROLES, Audience, opens_to
from alongside.ground.access.views.mine import provider_rows
from alongside.ground.core.errors import InvalidError, NotThereError
from alongside.ground.ui.services import page


def _expired(request: HttpRequest) -> HttpResponse:
    return _unstored(page(request, "access/link_gone.html", status=410))


def _unstored(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response


@opens_to(Audience.PUBLIC)
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show what somebody is invited to; a button goes on to a name and a password."""
    try:
        found = services.live_invitation(token, at=moment_of(request))
    except NotThereError:
        return _expired(request)
    facts = {"role": ROLES[found.role], "token": token}
    if User.objects.filter(email=found.email).exists():
        by = request.user if isinstance(request.user, User) else None
        return _accept_with_account(request, token, by, found.email, facts)
    step = request.POST.get("step", "")
    if not step:
        return _unstored(page(request, "access/invitation.html", {**facts, "step": "look"}))
    return _make_account(request, token, found, step, facts)


def _make_account(
    request: HttpRequest, token: str, found: Invitation, step: str, facts: dict[str, object]
) -> HttpResponse:
    at, providers = moment_of(request), provider_rows(request, found.kind)
    if step == "provider" and providers:
        return _sign_in(request, services.accept_invitation(token=token, by=None, at=at))
    form = AcceptForm(request.POST if step == "accept" else None, initial={"name": found.name})
    if step == "accept" and form.is_valid():
        try:
            user = services.accept_invitation(
                token=token, by=None, at=at, name=form.cleaned_data["name"], password=form.cleaned_data["password"]
            )
        except InvalidError as error:
            form.add_invalid(error)
        else:
            return _sign_in(request, user)
    facts = {**facts, "step": "accept", "form": form, "providers": providers}
    return _unstored(page(request, "access/invitation.html", facts))


def _accept_with_account(
    request: HttpRequest, token: str, by: User | None, email: str, facts: dict[str, object]
) -> HttpResponse:
    if by is None or by.email != email:
        return _unstored(page(request, "access/invitation.html", {**facts, "step": "sign_in"}))
    if request.method == "POST":
        services.accept_invitation(token=token, by=by, at=moment_of(request))
        return HttpResponseRedirect(reverse("access_account"))
    return _unstored(page(request, "access/invitation.html", {**facts, "step": "join"}))


def _sign_in(request: HttpRequest, user: User) -> HttpResponse:
    record_authentication(request, user, "link")
    response: HttpResponse = perform_login(request, Login(user=user, email=user.email))
    return response


@opens_to(Audience.PUBLIC)
@require_http_methods(["GET", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """A one-time address: a button signs its owner in."""
    at = moment_of(request)
    try:
        if request.method == "GET":
            services.live_link(token, at=at)
            return _unstored(page(request, "access/link.html", {"token": token}))
        used = services.use_link(token, at=at)
    except NotThereError:
        return _expired(request)
    if not used.is_whole:
        return _sign_in(request, used.user)
    adapter = get_adapter(request)
    record_authentication(request, used.user, "link", is_whole=True)
    adapter.login(request, used.user)
    response: HttpResponse = adapter.post_login(
        request, used.user, email_verification="none", redirect_url=None, signal_kwargs=None, signup=False,
        email=used.user.email,
    )
    return response
