"""Telling a family a date: a call that is noted, an answer, or a promise by itself."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from alongside.commons.actions import policies, services
from alongside.commons.actions.forms import CallForm, PromiseForm
from alongside.commons.actions.queries import contacts, ledger
from alongside.commons.actions.views.asking import asked, form_key, sent, viewer
from alongside.commons.actions.words import Told
from alongside.commons.messaging import policies as messaging_policies
from alongside.commons.messaging import queries as messaging
from alongside.commons.messaging.forms import AnswerForm
from alongside.ground.access.models import User
from alongside.ground.access.policies import opens_to
from alongside.ground.core.dates import day_of
from alongside.ground.core.errors import InvalidError, NotThereError
from alongside.ground.people import queries as people
from alongside.ground.ui.services import page


@require_http_methods(["GET", "POST"])
@opens_to(policies.LOGS)
def call(request: HttpRequest, child: UUID) -> HttpResponse:
    """Note a telephone call: who, what was said, and a date if one was promised; above it, what they know already."""
    user, at = viewer(request), timezone.now()
    about = people.child_for(user, child, at)
    family = [member.person for member in people.family_of(about, day_of(at))]
    form = CallForm(sent(request), people=family, today=day_of(at))

    def act(given: dict[str, Any], by: User, now: datetime) -> object:
        return services.log_call(
            child=about, words=given["words"], by=by, at=now, key=form_key(request),
            with_person=next((p for p in family if str(p.uuid) == given["who"]), None),
            with_words=given["with_words"], promise=given["promise"], promised_on=given["promised_on"],
        )

    return asked(
        request, form, act, template="actions/call.html", to="actions_call", to_args=(about.uuid,),
        done=gettext("The call is noted."), context={
            "key": form_key(request), "child": about.full_name, "child_uuid": about.uuid, "today": day_of(at),
            "calls": messaging.calls_of(user, about, at=at), "promises": ledger.of_child(user, about, at=at),
            "question": contacts.last_question(about), "is_staff": messaging_policies.is_staff(user),
        },
    )


@require_http_methods(["GET", "POST"])
@opens_to(messaging_policies.WORKS)
def answer(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Answer a family; what is wrong with the answer shows beside the box, with everything typed kept."""
    user, at = viewer(request), timezone.now()
    found = messaging.conversation_for(user, uuid, at=at)
    form = AnswerForm(sent(request), request.FILES or None, today=day_of(at))
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            services.answer(
                conversation=found, words=given["words"], by=user, at=at, key=form_key(request), files=given["uploads"],
                promise=given["promise"], promised_on=given["promised_on"],
            )
        except InvalidError as error:
            form.add_invalid(InvalidError({"uploads" if k == "file" else k: v for k, v in error.errors.items()}))
        else:
            messages.success(request, gettext("Your message is sent."))
            return redirect("messaging_thread", uuid)
    thread = messaging.thread(user, uuid, at=at)
    return page(request, "actions/answer.html", {
        "form": form, "key": form_key(request), "thread": thread, "child": found.child.full_name,
    }, status=400 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@opens_to(messaging_policies.WORKS)
def promise(request: HttpRequest, child: UUID) -> HttpResponse:
    """Tell a family a date now, or note one that they were told already."""
    user, at = viewer(request), timezone.now()
    about = people.child_for(user, child, at)
    if not policies.can_promise(user, about, at=at):
        raise NotThereError
    family = [member.person for member in people.family_of(about, day_of(at))]
    form = PromiseForm(sent(request), people=family, today=day_of(at))

    def act(given: dict[str, Any], by: User, now: datetime) -> object:
        to = [person for person in family if str(person.uuid) in given["to"]]
        if not to:
            raise InvalidError({"to": gettext("Choose whom you promise it.")})
        if given["told_how"] == Told.MESSAGE:
            allowed = {member.person.pk for member in people.recipients(about, day_of(now))}
            if any(person.pk not in allowed for person in to):
                raise InvalidError({"to": gettext("Nothing may be sent to this person about this child.")})
            return services.promise(child=about, to=to, words=given["promise"], due_on=given["promised_on"], by=by,
                                    at=now, key=form_key(request))
        return services.note(child=about, to=to, words=given["promise"], due_on=given["promised_on"],
                             told_how=given["told_how"], by=by, at=now, key=form_key(request))

    return asked(
        request, form, act, template="actions/new_promise.html", to="actions_promises", done=gettext(
            "The promise is in the ledger."),
        context={"key": form_key(request), "child": about.full_name, "child_uuid": about.uuid},
    )
