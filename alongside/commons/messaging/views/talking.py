"""Conversations and notices: the pages that families and staff share."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from alongside.commons.messaging import policies, queries, services
from alongside.commons.messaging.forms import AnswerForm, ReplyForm, StartForm
from alongside.ground.access import services as access
from alongside.ground.access.models import User
from alongside.ground.access.policies import Audience, opens_to
from alongside.ground.core.dates import day_of
from alongside.ground.core.errors import InvalidError, NotThereError
from alongside.ground.people import queries as people
from alongside.ground.ui import doors
from alongside.ground.ui.services import page


def viewer(request: HttpRequest) -> User:
    """The account; pages of this room have no other visitors."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def frame(user: User) -> str:
    """The frame of whoever looks."""
    return "ui/frames/family.html" if policies.is_family(user) else "ui/frames/staff.html"


def form_key(request: HttpRequest) -> str:
    """The key of a form: the same when it is sent twice, another for each time it is opened."""
    given = request.POST.get("key", "")
    try:
        return str(UUID(given))
    except ValueError:
        return str(uuid4())


@require_GET
@opens_to(Audience.SIGNED_IN)
def conversations(request: HttpRequest) -> HttpResponse:
    """The conversations of the viewer, the latest first."""
    user, at = viewer(request), timezone.now()
    rows = queries.conversations_for(user, at=at)
    own = people.person_of(user, day_of(at)) if policies.is_family(user) else None
    children = queries.own_children(user, at=at) if own else ()
    return page(request, "messaging/conversations.html", {
        "frame": frame(user), "rows": rows, "children": children, "is_staff": policies.is_staff(user),
        "today": day_of(at),
    })


@require_http_methods(["GET", "POST"])
@opens_to(Audience.SIGNED_IN)
def thread(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One conversation, oldest message first, with the box for an answer below it."""
    user, at = viewer(request), timezone.now()
    found = queries.thread(user, uuid, at=at)
    is_staff = policies.is_staff(user)
    form: ReplyForm = AnswerForm(today=day_of(at)) if is_staff and request.method == "GET" else ReplyForm(
        request.POST if request.method == "POST" else None, request.FILES or None
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.reply(
                conversation=found.conversation, words=form.cleaned_data["words"], by=user, at=at,
                key=form_key(request), files=form.cleaned_data["uploads"],
            )
        except InvalidError as error:
            _show(form, error)
        else:
            messages.success(request, gettext("Your message is sent."))
            return redirect("messaging_thread", uuid)
    if request.method == "GET":
        access.record_read(child=found.conversation.child.uuid, by=user, at=at, page="messaging.thread")
    return page(request, "messaging/thread.html", {
        "frame": frame(user), "thread": found, "form": form, "key": form_key(request), "is_staff": is_staff,
        "today": day_of(at), "child": found.conversation.child.full_name,
        "others": queries.could_read(found.conversation, at=at) if is_staff else (),
    }, status=400 if form.is_bound else 200)


def _show(form: ReplyForm, error: InvalidError) -> None:
    """A file's fault stands at the box for files."""
    renamed = {"uploads" if name == "file" else name: sentence for name, sentence in error.errors.items()}
    form.add_invalid(InvalidError(renamed))


@require_http_methods(["GET", "POST"])
@opens_to(Audience.SIGNED_IN)
def start(request: HttpRequest, child: UUID) -> HttpResponse:
    """Begin a conversation about a child."""
    user, at = viewer(request), timezone.now()
    about = people.child_for(user, child, at)
    if not policies.can_start(user, about, at=at):
        raise NotThereError
    reachable = None if policies.is_family(user) else [m.person for m in people.recipients(about, day_of(at))]
    form = StartForm(request.POST if request.method == "POST" else None, request.FILES or None, people=reachable)
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = form.cleaned_data
        chosen = set(given.get("with_persons", ()))
        try:
            begun = services.start_conversation(
                child=about, title=given["title"], words=given["words"], by=user, at=at, key=form_key(request),
                kind=given["kind"], with_persons=[p for p in reachable or () if str(p.uuid) in chosen],
                files=given["uploads"],
            )
        except InvalidError as error:
            _show(form, error)
        else:
            messages.success(request, gettext("Your message is sent."))
            return redirect("messaging_thread", begun.uuid)
    return page(request, "messaging/start.html", {
        "frame": frame(user), "form": form, "key": form_key(request), "child": about.full_name,
        "is_family": policies.is_family(user), "holder": queries.holder_words(
            queries.holder_of(about, on=day_of(at)), on=day_of(at)),
    }, status=400 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@opens_to(Audience.SIGNED_IN)
def notice(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What a notification told of. Looking changes nothing: a mail scanner may look; opening is a button."""
    user, at = viewer(request), timezone.now()
    found = queries.notice_for(user, uuid, at=at)
    if request.method == "POST":
        services.mark_opened(notice=found, by=user, at=at)
        return redirect(_target(found.document_uuid, found.link_ref))
    return page(request, "messaging/notice.html", {"frame": frame(user), "notice": found, "today": day_of(at)})


def _target(document: UUID | None, link_ref: str) -> str:
    """Where a notice leads: its document, its conversation, or the first page of whoever opens it."""
    if document is not None:
        return queries.address_of_document(document)
    room, _, rest = link_ref.partition(":")
    kind, _, uuid = rest.partition(":")
    if (room, kind) == ("messaging", "conversation"):
        return reverse("messaging_thread", args=(uuid,))
    return doors.address("my_case") or reverse("messaging_conversations")
