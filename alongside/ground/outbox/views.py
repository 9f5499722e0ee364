"""Pages: messages that need a person, and the postal run."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from alongside.ground.access.models import User
from alongside.ground.access.policies import opens_to
from alongside.ground.core.errors import NotThereError, StaleError
from alongside.ground.outbox import policies, queries, services
from alongside.ground.outbox.engine import ways
from alongside.ground.outbox.engine.printing import for_print
from alongside.ground.outbox.forms import DecideForm, ReturnedForm
from alongside.ground.outbox.words import NEEDS_A_PERSON
from alongside.ground.ui.services import page


def _viewer(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


@require_GET
@opens_to(policies.DECIDES)
def waiting(request: HttpRequest) -> HttpResponse:
    """Messages whose fate is unknown, that failed, or that are held; never what is in them."""
    at = timezone.now()
    rows = [
        {
            "uuid": row.uuid, "subject": row.subject, "kind": row.kind, "state": row.state, "error": row.error,
            "to": queries.masked(row.to), "when": row.sending_at or row.created_at,
        }
        for row in queries.needing_a_person()
    ]
    return page(request, "outbox/waiting.html", {"rows": rows, "health": queries.health(at)})


@require_http_methods(["GET", "POST"])
@opens_to(policies.DECIDES)
def decide(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One message: what is known about it, and what to do with it."""
    try:
        message = queries.message(uuid)
    except NotThereError:
        raise Http404 from None
    form = DecideForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.decide(uuid=uuid, decision=form.cleaned_data["decision"], reason=form.cleaned_data["reason"],
                            by=_viewer(request), at=timezone.now())
        except StaleError:
            messages.info(request, gettext("Somebody else has already decided about this message."))
        else:
            messages.success(request, gettext("Your decision is kept."))
        return redirect("outbox_waiting")
    context = {
        "row": message, "to": queries.masked(message.to), "message_id": ways.message_id(message), "form": form,
        "is_open": message.state in NEEDS_A_PERSON,
    }
    return page(request, "outbox/decide.html", context, status=400 if form.is_bound else 200)


@require_GET
@opens_to(policies.POSTS)
def post(request: HttpRequest) -> HttpResponse:
    """The postal run: what waits for the printer, and what was posted lately."""
    return page(request, "outbox/post.html", {"rows": queries.to_print(), "posted": queries.posted()})


@require_GET
@opens_to(policies.POSTS)
def printing(request: HttpRequest) -> HttpResponse:
    """All letters that wait, one after another, ready for the printer. Changes nothing."""
    return page(request, "outbox/printing.html", {"rows": queries.to_print(), "for_print": for_print})


@require_POST
@opens_to(policies.POSTS)
def printed(request: HttpRequest) -> HttpResponse:
    """Say which letters are in the post box now."""
    n_posted = services.mark_printed(uuids=_uuids(request), by=_viewer(request), at=timezone.now())
    messages.success(
        request, ngettext("%(n)d letter is marked as posted.", "%(n)d letters are marked as posted.", n_posted)
        % {"n": n_posted}
    )
    return redirect("outbox_post")


@require_http_methods(["GET", "POST"])
@opens_to(policies.POSTS)
def returned(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A posted letter came back."""
    try:
        message = queries.message(uuid)
        form = ReturnedForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            services.mark_returned(uuid=uuid, reason=form.cleaned_data["reason"], by=_viewer(request),
                                   at=timezone.now())
            messages.success(request, gettext("The letter is on the list of those who decide what happens next."))
            return redirect("outbox_post")
    except NotThereError:
        raise Http404 from None
    return page(request, "outbox/returned.html", {"row": message, "form": form}, status=400 if form.is_bound else 200)


def _uuids(request: HttpRequest) -> list[UUID]:
    found = []
    for text in request.POST.getlist("letter"):
        try:
            found.append(UUID(text))
        except ValueError:
            raise Http404 from None
    return found
