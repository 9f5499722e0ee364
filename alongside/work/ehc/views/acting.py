"""How every act on a request is asked for: one page with a form, one service, back to the request."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from alongside.ground.access.models import User
from alongside.ground.access.policies import Audience, Permission
from alongside.ground.core.dates import day_of
from alongside.ground.core.errors import InvalidError, StaleError
from alongside.ground.ui.forms import Form
from alongside.ground.ui.services import page
from alongside.work.ehc import queries
from alongside.work.ehc.models import Request

WORKS = Audience.permission(Permission.WORK_CASES)
SEES = Audience.permission(Permission.SEE_CASELOAD, Permission.WORK_CASES)
Act = Callable[[Request, dict[str, Any], User, datetime], object]


def viewer(request: HttpRequest) -> User:
    """The account behind a page that the door has opened."""
    return cast(User, request.user)


def act_page(
    request: HttpRequest, uuid: UUID, form_class: type[Form], act: Act, *, title: str, button: str,
    done: str | Callable[[Any], str], intro: str = "", initial: Mapping[str, Any] | None = None,
    more: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Show the form of one act, or do it; what a service finds wrong stands beside the field, both texts if stale."""
    now = timezone.now()
    row = queries.request_for(viewer(request), uuid, now)
    form = form_class(
        request.POST if request.method == "POST" else None, today=day_of(now), initial=dict(initial or {}),
        **(more or {}),
    )
    stale: StaleError | None = None
    if form.is_bound and form.is_valid():
        try:
            made = act(row, form.cleaned_data, viewer(request), now)
        except InvalidError as error:
            form.add_invalid(error)
        except StaleError as error:
            stale = error
        else:
            messages.success(request, done if isinstance(done, str) else done(made))
            return redirect("ehc_request", row.uuid)
    context = {
        "form": form, "title": title, "button": button, "intro": intro, "reference": row.reference, "uuid": row.uuid,
        "child": row.child.full_name, "stale": stale,
    }
    return page(request, "ehc/act.html", context, status=409 if stale else 200)


def do(request: HttpRequest, uuid: UUID, act: Callable[[Request, User, datetime], object], done: str) -> HttpResponse:
    """An act that needs no form: do it, say so, go back."""
    now = timezone.now()
    row = queries.request_for(viewer(request), uuid, now)
    act(row, viewer(request), now)
    messages.success(request, done)
    return redirect("ehc_request", row.uuid)
