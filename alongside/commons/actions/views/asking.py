"""How every act of the room is asked for: one page with a form, one service, and back; both texts if stale."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from alongside.ground.access.models import User
from alongside.ground.core.errors import InvalidError, StaleError
from alongside.ground.ui.forms import Form
from alongside.ground.ui.services import page


def viewer(request: HttpRequest) -> User:
    """The account; pages of this room have no other visitors."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def form_key(request: HttpRequest) -> str:
    """The key of a form: the same when it is sent twice, another for each time it is opened."""
    try:
        return str(UUID(request.POST.get("key", "")))
    except ValueError:
        return str(uuid4())


def sent(request: HttpRequest) -> Any:
    """What a form is bound to."""
    return request.POST if request.method == "POST" else None


def asked(
    request: HttpRequest, form: Form, act: Callable[[dict[str, Any], User, datetime], object], *, template: str,
    context: Mapping[str, Any], done: str, to: str, to_args: tuple[object, ...] = (),
) -> HttpResponse:
    """Show the form of one act, or do it; what a service finds wrong stands beside its field, both texts if stale."""
    stale: StaleError | None = None
    if form.is_bound and form.is_valid():
        try:
            act(form.cleaned_data, viewer(request), timezone.now())
        except InvalidError as error:
            form.add_invalid(error)
        except StaleError as error:
            stale = error
        else:
            messages.success(request, done)
            return redirect(to, *to_args)
    status = 409 if stale else 400 if form.is_bound else 200
    pairs = [(name, text, "") for name, text in stale.theirs.items() if text] if stale else []
    pairs += [(name, "", text) for name, text in stale.ours.items() if text] if stale else []
    return page(request, template, {**context, "form": form, "stale": pairs}, status=status)
