"""Accounts that lapse: the page where they are confirmed, and what the owner of a lapsed one reads."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from alongside.ground.access import queries, services
from alongside.ground.access.adapters import moment_of
from alongside.ground.access.engine import lapsing
from alongside.ground.access.models import User
from alongside.ground.access.policies import Audience, Permission, opens_to
from alongside.ground.access.views.mine import viewer
from alongside.ground.core.dates import day_of
from alongside.ground.core.errors import NotThereError
from alongside.ground.core.paging import Page
from alongside.ground.ui.services import page

_PAGE = 50


@opens_to(Audience.PUBLIC)
@require_safe
def lapsed(request: HttpRequest) -> HttpResponse:
    """Why an account lapsed and how its owner comes back; the words are the same for everybody."""
    return page(request, "access/lapsed.html", {})


@opens_to(Audience.permission(Permission.MANAGE_ACCOUNTS))
@require_http_methods(["GET", "POST"])
def accounts(request: HttpRequest) -> HttpResponse:
    """When accounts of professionals lapse, the soonest first; those of other organisations are confirmed here."""
    user, at = viewer(request), moment_of(request)
    if request.method == "POST":
        if "undo" in request.POST:
            _undo(request, user, request.POST["undo"])
        else:
            _confirm(request, user, request.POST.getlist("account"))
        return redirect("access_confirm")
    found = lapsing.standings(queries.accounts_to_confirm(user), on=day_of(at))
    counted = Page.of(request.GET.get("page", ""), size=_PAGE, total=len(found))
    this_term = lapsing.first_day_without(day_of(at))
    rows = [{
        "account": row.user, "organisation": row.organisation, "lapses_on": row.lapses_on, "confirmed": row.confirmed,
        "is_done": row.confirmed is not None and row.confirmed.until == this_term, "is_self": row.user == user,
    } for row in found[counted.start:counted.stop]]
    return page(request, "access/confirm.html", {
        "rows": rows, "counted": counted, "lapsed": queries.lapsed_accounts(user),
        "lapses_here": lapsing.lapses_here(),
    })


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotThereError from None


def _undo(request: HttpRequest, user: User, text: str) -> None:
    found = queries.confirmation(user, _uuid(text))
    services.withdraw_confirmation(attestation=found, by=user, at=moment_of(request))
    messages.success(request, _("The confirmation is withdrawn."))


def _confirm(request: HttpRequest, user: User, texts: list[str]) -> None:
    chosen = [queries.account(user, _uuid(text)) for text in texts]
    if not chosen:
        messages.error(request, _("Tick the accounts that you want to confirm."))
        return
    n = len(services.confirm_accounts(users=chosen, by=user, at=moment_of(request)))
    messages.success(request, ngettext("%(n)d account is confirmed.", "%(n)d accounts are confirmed.", n) % {"n": n})
