"""A setting's page: ask for an assessment of a pupil of its own."""

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from alongside.ground.access.models import User
from alongside.ground.access.policies import Audience, Permission, badges, opens_to
from alongside.ground.core.dates import day_of
from alongside.ground.core.errors import InvalidError
from alongside.ground.core.references import new_token
from alongside.ground.people.models import Setting
from alongside.ground.ui.services import page
from alongside.work.ehc import queries, services
from alongside.work.ehc.forms.work import AnswerForm, PupilForm
from alongside.work.ehc.words import AskedBy, Door, EvidenceFrom

LAST = "ehc_pupil_sent"
_TITLES = {
    "good_at": "What the pupil is good at", "hard": "What is hard for the pupil", "tried": "What the setting has tried",
    "family_words": "What the family and the pupil say",
}


def own_settings(user: User) -> list[Setting]:
    """Settings whose badge the account bears today."""
    held = badges(user, on=day_of(timezone.now()))
    uuids = [badge.removeprefix("setting:") for badge in held if badge.startswith("setting:")]
    return list(Setting.objects.filter(uuid__in=uuids))


@opens_to(Audience.permission(Permission.REQUEST_FOR_PUPIL))
@require_http_methods(["GET", "HEAD", "POST"])
def pupil(request: HttpRequest) -> HttpResponse:
    """One page, nothing asked twice; the same form sent again gives the same receipt."""
    user, now = cast(User, request.user), timezone.now()
    own = own_settings(user)
    form = PupilForm(
        request.POST if request.method == "POST" else None, today=day_of(now), initial={"key": new_token()},
        settings=[(str(setting.uuid), setting.name) for setting in own],
    )
    if form.is_bound and form.is_valid():
        try:
            receipt = _receive(form.cleaned_data, own, user, now)
        except InvalidError as error:
            form.add_invalid(error)
        else:
            request.session[LAST] = receipt
            return redirect("ehc_pupil_sent")
    return page(request, "ehc/pupil.html", {"form": form})


def _receive(given: dict[str, Any], own: list[Setting], user: User, now: Any) -> dict[str, str]:
    setting = next(one for one in own if str(one.uuid) == given["setting"])
    evidence = tuple(
        services.EvidenceGiven(title, given[name], given_by=EvidenceFrom.SETTING)
        for name, title in _TITLES.items() if given[name]
    )
    receipt = services.receive_request(
        door=Door.PORTAL, asked_by_kind=AskedBy.SETTING, received_at=now, at=now, by=user, setting=setting,
        child=services.ChildGiven(
            given["child_given_name"], given["child_family_name"], given["child_born_on"],
            postcode=given["child_postcode"], is_looked_after=given["is_looked_after"],
        ),
        asker=None, key=f"pupil:{given['key']}",
        sent=services.Sent("ehc_pupil", "1", answers={
            name: given[name] for name in (*_TITLES, "contact") if given[name]
        }, evidence=evidence),
    )
    return receipt.as_words(day_of(now))


@opens_to(Audience.permission(Permission.REQUEST_FOR_PUPIL))
@require_safe
def pupils(request: HttpRequest) -> HttpResponse:
    """A setting's first page: what it is asked, for whom a request runs, and how to ask for another pupil."""
    rows = queries.pupils(cast(User, request.user), timezone.now())
    return page(request, "ehc/pupils.html", {"rows": rows, "today": timezone.localdate()})


@opens_to(Audience.permission(Permission.REQUEST_FOR_PUPIL))
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, consultation: UUID) -> HttpResponse:
    """A setting gives the view that it was asked for."""
    user, now = cast(User, request.user), timezone.now()
    asked = queries.view_asked(user, consultation, now)
    form = AnswerForm(request.POST if request.method == "POST" else None, today=day_of(now))
    if form.is_bound and form.is_valid():
        try:
            services.answer_view(consultation=asked, answer=form.cleaned_data["answer"], by=user, at=now)
        except InvalidError as error:
            form.add_invalid(error)
        else:
            messages.success(request, gettext("Thank you. Your view is with the officer who holds the case."))
            return redirect("ehc_pupils")
    return page(request, "ehc/answer.html", {
        "form": form, "asked": asked, "child": asked.request.child.full_name, "reference": asked.request.reference,
    }, status=400 if form.is_bound else 200)


@opens_to(Audience.permission(Permission.REQUEST_FOR_PUPIL))
def pupil_sent(request: HttpRequest) -> HttpResponse:
    """The receipt of what was sent last from this browser."""
    receipt = request.session.get(LAST)
    if not receipt:
        return redirect("ehc_pupil")
    return page(request, "ehc/pupil_sent.html", {"receipt": receipt})
