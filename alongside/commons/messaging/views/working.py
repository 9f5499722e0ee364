"""Pages of those who work on cases: what is owed, readers, and e-mail without a case."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from alongside.commons.messaging import policies, queries, services
from alongside.commons.messaging.forms import DiscardForm, ErrandForm, FileForm, TodoForm
from alongside.commons.messaging.views.talking import viewer
from alongside.commons.messaging.words import ERRAND_WORDS, ErrandOutcome
from alongside.ground.access.policies import opens_to
from alongside.ground.core.dates import day_of
from alongside.ground.core.errors import InvalidError, NotThereError, StaleError
from alongside.ground.people import queries as people
from alongside.ground.ui.services import page


@require_GET
@opens_to(policies.WORKS)
def owed(request: HttpRequest) -> HttpResponse:
    """Answers and deliveries that the viewer's cases wait for, the most urgent first."""
    user, at = viewer(request), timezone.now()
    return page(request, "messaging/owed.html", {
        "rows": queries.owed(user, at=at), "todos": queries.todos(user, at=at),
        "today": day_of(at), "todo_form": TodoForm(),
    })


@require_POST
@opens_to(policies.WORKS)
def close(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Nothing more is owed in a conversation."""
    user, at = viewer(request), timezone.now()
    services.close_conversation(conversation=queries.conversation_for(user, uuid, at=at), by=user, at=at)
    messages.success(request, gettext("The conversation is closed. A new message opens it again."))
    return redirect("messaging_thread", uuid)


@require_POST
@opens_to(policies.WORKS)
def readers(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Let another of the child's people read a conversation, or end that."""
    user, at = viewer(request), timezone.now()
    conversation = queries.conversation_for(user, uuid, at=at)
    person = queries.person_for(conversation, request.POST.get("person", ""), at=at)
    act = services.end_reader if request.POST.get("act") == "end" else services.include_reader
    act(conversation=conversation, person=person, by=user, at=at)
    return redirect("messaging_thread", uuid)


@require_http_methods(["GET", "POST"])
@opens_to(policies.WORKS)
def todo(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A notice that somebody must bring to the person: how it was done."""
    user, at = viewer(request), timezone.now()
    found = queries.notice_to_do(user, uuid, at=at)
    form = TodoForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        services.do_todo(notice=found, how=form.cleaned_data["how"], by=user, at=at)
        messages.success(request, gettext("It is noted how they were reached."))
        return redirect("messaging_owed")
    return page(request, "messaging/todo.html", {
        "form": form, "notice": found, "child": found.child.full_name,
        "document": queries.address_of_document(found.document_uuid) if found.document_uuid else "",
    }, status=400 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@opens_to(policies.WORKS)
def errand(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A message that did not arrive, or a file that could not be taken: what somebody did about it."""
    user, at = viewer(request), timezone.now()
    found = queries.errand_for(user, uuid, at=at)
    form = ErrandForm(request.POST if request.method == "POST" else None, kind=found.kind)
    if request.method == "POST" and form.is_valid():
        try:
            services.finish_errand(errand=found, by=user, at=at, **form.cleaned_data)
        except InvalidError as error:
            form.add_invalid(error)
        except StaleError:
            messages.info(request, gettext("Somebody else has already done this."))
            return redirect("messaging_owed")
        else:
            messages.success(request, gettext("It is noted what you did."))
            return redirect("messaging_owed")
    return page(request, "messaging/errand.html", {
        "form": form, "errand": found, "child": found.child.full_name,
        "outcome": ERRAND_WORDS[ErrandOutcome(found.outcome)] if found.outcome else "",
    }, status=400 if form.is_bound else 200)


@require_GET
@opens_to(policies.FILES)
def unfiled(request: HttpRequest) -> HttpResponse:
    """E-mails that belong to no case yet."""
    return page(request, "messaging/unfiled.html", {"rows": queries.unfiled(viewer(request))})


@require_http_methods(["GET", "POST"])
@opens_to(policies.FILES)
def mail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One e-mail: read it, and file it on a child's case in one step, or say that it belongs to none."""
    user, at = viewer(request), timezone.now()
    found = queries.mail_for(user, uuid)
    is_discard = request.POST.get("act") == "discard"
    sent = request.POST if request.method == "POST" else None
    form, discard_form = FileForm(None if is_discard else sent), DiscardForm(sent if is_discard else None)
    if is_discard and discard_form.is_valid():
        services.discard_mail(mail=found, reason=discard_form.cleaned_data["reason"], by=user, at=at)
        messages.success(request, gettext("The e-mail is off the list. It is kept, with your reason."))
        return redirect("messaging_unfiled")
    if sent is not None and not is_discard and form.is_valid():
        try:
            child = people.child_by_reference(user, form.cleaned_data["reference"], at)
            services.file_on_case(mail=found, child=child, by=user, at=at)
        except NotThereError:
            form.add_invalid(InvalidError({"reference": gettext("You have no case with this reference.")}))
        else:
            messages.success(request, gettext("The e-mail is filed, and an answer is owed."))
            return redirect("messaging_unfiled")
    return page(request, "messaging/mail.html", {
        "form": discard_form if is_discard else form, "file_form": form, "discard_form": discard_form, "mail": found,
    }, status=400 if sent is not None else 200)
