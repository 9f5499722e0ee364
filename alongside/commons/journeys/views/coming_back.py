"""Come back to a saved draft: reference and e-mail, then the code that was mailed."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from alongside.commons.journeys import services
from alongside.commons.journeys.forms import CodeForm, ResumeForm
from alongside.commons.journeys.views.browser import KNOWN, browser_token, keep, private_page
from alongside.commons.journeys.views.pages import address
from alongside.ground.access import services as access
from alongside.ground.access.adapters import address_of, wait_words
from alongside.ground.access.policies import Audience, opens_to
from alongside.ground.access.words import AttemptKind
from alongside.ground.core.errors import InvalidError

ASKED = "journeys_asked"
"""Where the session keeps the uuid of the code that this browser asked for."""


def _may_try(request: HttpRequest, form: ResumeForm | CodeForm, field: str, at: datetime) -> bool:
    """Whether this network may guess once more; if not, the form says how long to wait."""
    wait = access.wait_before_guess(kind=AttemptKind.RESUME, address=address_of(request), at=at)
    if wait:
        form.add_error(field, wait_words(wait))
    return not wait


def _wrong(request: HttpRequest, at: datetime) -> None:
    access.note_wrong_guess(kind=AttemptKind.RESUME, address=address_of(request), at=at)


@opens_to(Audience.PUBLIC)
@require_http_methods(["GET", "HEAD", "POST"])
def resume(request: HttpRequest) -> HttpResponse:
    """Ask for a code. The next page is the same whether or not reference and e-mail belong together."""
    form = ResumeForm(request.POST if request.method == "POST" else None)
    at = timezone.now()
    if form.is_bound and form.is_valid() and _may_try(request, form, "reference", at):
        try:
            made = services.send_return_code(reference=form.cleaned_data["reference"], at=at,
                                             email=form.cleaned_data["email"], browser=browser_token(request))
        except InvalidError as error:
            form.add_invalid(error)
        else:
            if made.draft is None:
                _wrong(request, at)
            request.session[ASKED] = str(made.uuid)
            return redirect("journeys_code")
    return private_page(request, "journeys/resume.html", {"form": form})


@opens_to(Audience.PUBLIC)
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Take the code, and go on where the person left off."""
    asked = request.session.get(ASKED)
    if not asked:
        return redirect("journeys_resume")
    form, at = CodeForm(request.POST if request.method == "POST" else None), timezone.now()
    if form.is_bound and form.is_valid() and _may_try(request, form, "code", at):
        try:
            draft, key = services.resume(code_uuid=asked, code=form.cleaned_data["code"],
                                         browser=browser_token(request), at=at)
        except InvalidError as error:
            _wrong(request, at)
            form.add_invalid(error)
        else:
            request.session.cycle_key()
            del request.session[ASKED]
            keep(request, draft, key)
            return redirect(address(KNOWN[draft.journey], "steps"))
    return private_page(request, "journeys/code.html", {"form": form})
