"""Managing other people's accounts, for those who may."""

from uuid import UUID

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.ground.access import policies, queries, services
from alongside.ground.access.adapters import moment_of
from alongside.ground.access.engine import places
from alongside.ground.access.forms import AddressForm, ConditionForm, FindForm, InviteForm, RoleForm
from alongside.ground.access.models import User
from alongside.ground.access.policies import CONDITIONS, ROLES, Audience, Permission, fresh_proof, opens_to
from alongside.ground.access.views.mine import viewer
from alongside.ground.core.dates import day_of
from alongside.ground.core.errors import InvalidError, NotThereError
from alongside.ground.ui.services import page

_MANAGERS = Audience.permission(Permission.MANAGE_ACCOUNTS)
_INVITERS = Audience.permission(Permission.MANAGE_ACCOUNTS, Permission.CHECK_IDENTITY)


@opens_to(_MANAGERS)
@require_http_methods(["GET", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    """Find an account by its address (typed in a form, so that no address stands in a URL); open invitations."""
    form = FindForm(request.POST or None)
    user, at = viewer(request), moment_of(request)
    found: list[User] | None = None
    if request.method == "POST" and form.is_valid():
        found = queries.accounts_by_email(user, form.cleaned_data["email"])
    invitations = queries.open_invitations(user, at=at)
    return page(request, "access/manage.html", {
        "form": form, "found": found, "invitations": invitations, "roles": ROLES,
    })


@opens_to(_INVITERS)
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody; the link goes to their address and nowhere else."""
    user = viewer(request)
    may = [code for code in ROLES if policies.can_invite(user, code)]
    form = InviteForm(request.POST or None, roles=may)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            services.invite(
                email=given["email"], name=given["name"], role=given["role"], kind=ROLES[given["role"]].kind,
                by=user, at=moment_of(request),
            )
        except InvalidError as error:
            form.add_invalid(error)
        else:
            messages.success(request, _("The invitation is on its way. It works for 14 days."))
            return redirect("access_invite")
    invitations = queries.open_invitations(user, at=moment_of(request))
    return page(request, "access/invite.html", {"form": form, "invitations": invitations, "roles": ROLES})


@opens_to(_INVITERS)
@require_POST
def withdraw(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take an invitation back."""
    user, at = viewer(request), moment_of(request)
    found = [i for i in queries.open_invitations(user, at=at) if i.uuid == uuid]
    if not found:
        raise NotThereError
    services.withdraw_invitation(invitation=found[0], by=user, at=at)
    messages.success(request, _("The invitation no longer works."))
    return redirect("access_manage" if policies.has_permission(user, Permission.MANAGE_ACCOUNTS) else "access_invite")


@opens_to(_MANAGERS)
@fresh_proof
@require_safe
def one(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One account: its roles, sessions and state, with what may be done about them."""
    return _one(request, queries.account(viewer(request), uuid))


def _one(
    request: HttpRequest, account: User, *, form: RoleForm | None = None, address: AddressForm | None = None,
    done: ConditionForm | None = None,
) -> HttpResponse:
    today = day_of(moment_of(request))
    held_roles = [held for held in queries.roles_held(account) if held.role in ROLES]
    roles = [(ROLES[held.role], held, held.is_held(today), places.words_of(held.area)) for held in held_roles]
    missing = policies.missing_conditions(account, on=today)
    return page(request, "access/manage_account.html", {
        "account": account, "roles": roles, "today": today,
        "n_sessions": UserSession.objects.filter(user=account).count(),
        "is_self": account == request.user,
        "form": form or RoleForm(kind=account.kind, initial={"since": today}), "address": address or AddressForm(),
        "missing": {code: [CONDITIONS[c] for c in needed] for code, needed in missing.items()},
        "met": [(CONDITIONS.get(row.condition, row.condition), row.until) for row in queries.conditions_of(account)],
        "done": done or ConditionForm(),
    }, status=200 if form is None and address is None and done is None else 422)


@opens_to(_MANAGERS)
@require_POST
def give_role(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Give a role with its days."""
    account = queries.account(viewer(request), uuid)
    form = RoleForm(request.POST, kind=account.kind)
    if form.is_valid():
        try:
            services.give_role(
                user=account, by=viewer(request), at=moment_of(request), role=form.cleaned_data["role"],
                since=form.cleaned_data["since"], until=form.cleaned_data["until"], area=form.cleaned_data["area"],
            )
        except InvalidError as error:
            form.add_invalid(error)
        else:
            messages.success(request, _("The role is given."))
            return redirect("access_manage_account", uuid=uuid)
    return _one(request, account, form=form)


@opens_to(_MANAGERS)
@fresh_proof
@require_POST
def satisfy(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Write down what somebody has done that a role of theirs asks for."""
    account = queries.account(viewer(request), uuid)
    form = ConditionForm(request.POST)
    if form.is_valid():
        try:
            services.satisfy(
                user=account, condition=form.cleaned_data["condition"], until=form.cleaned_data["lasts_until"],
                reason=form.cleaned_data["seen"], by=viewer(request), at=moment_of(request),
            )
        except InvalidError as error:
            form.add_invalid(error)
        else:
            messages.success(request, _("Written down. The role opens at their next page."))
            return redirect("access_manage_account", uuid=uuid)
    return _one(request, account, done=form)


@opens_to(_MANAGERS)
@fresh_proof
@require_POST
def change_email(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Change somebody's address for them; codes and resets to it wait for 24 hours."""
    account = queries.account(viewer(request), uuid)
    form = AddressForm(request.POST)
    if form.is_valid():
        try:
            services.change_email(
                user=account, email=form.cleaned_data["email"], by=viewer(request), at=moment_of(request)
            )
        except InvalidError as error:
            form.add_invalid(error)
        else:
            messages.success(request, _("The address is changed, and the old address has been told."))
            return redirect("access_manage_account", uuid=uuid)
    return _one(request, account, address=form)


@opens_to(_MANAGERS)
@require_POST
def act(request: HttpRequest, uuid: UUID, act: str) -> HttpResponse:
    """Close, open or restore an account, end its sessions, take a role."""
    user, at = viewer(request), moment_of(request)
    account = queries.account(user, uuid)
    if act == "close":
        services.disable_account(user=account, by=user, at=at, reason=request.POST.get("reason", "")[:200])
    elif act == "open":
        services.enable_account(user=account, by=user, at=at)
    elif act == "restore":
        services.restore_account(user=account, by=user, at=at, reason=request.POST.get("reason", ""))
    elif act == "end-sessions":
        services.end_sessions(user=account, by=user, at=at)
    elif act == "take-role":
        held = [h for h in queries.roles_held(account) if str(h.uuid) == request.POST.get("held")]
        if not held:
            raise NotThereError
        services.take_role(held=held[0], by=user, at=at)
    else:
        raise Http404
    messages.success(request, _("Done."))
    return redirect("access_manage_account", uuid=uuid)
