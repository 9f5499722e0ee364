"""Save and come back later, or throw everything away."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from alongside.commons.journeys import services
from alongside.commons.journeys.engine import Journey
from alongside.commons.journeys.forms import EmailForm
from alongside.commons.journeys.views.browser import draft_of, forget, private_page
from alongside.commons.journeys.views.pages import address
from alongside.ground.access.policies import Audience, opens_to
from alongside.ground.core.dates import day_of
from alongside.ground.core.errors import NotThereError


@opens_to(Audience.PUBLIC)
@require_http_methods(["GET", "HEAD", "POST"])
def save(request: HttpRequest, journey: Journey) -> HttpResponse:
    """Shows the reference, and takes an e-mail address for codes; without one, only this browser can go on."""
    at = timezone.now()
    draft = draft_of(request, journey, at)
    if draft is None or draft.submitted_at is not None:
        return redirect(address(journey, "start"))
    form = EmailForm(request.POST if request.method == "POST" else None, initial={"email": draft.email})
    is_kept = False
    if form.is_bound and form.is_valid():
        try:
            draft = services.keep_email(draft=draft, email=form.cleaned_data["email"], at=at,
                                        resume_address=settings.BASE_URL + reverse("journeys_resume"))
        except NotThereError:
            return redirect(address(journey, "start"))
        is_kept = True
    return private_page(request, "journeys/save.html", {
        "journey": journey, "draft": draft, "form": form, "is_kept": is_kept, "kept_until": day_of(draft.expires_at),
        "steps_address": address(journey, "steps"), "discard_address": address(journey, "discard"),
    })


@opens_to(Audience.PUBLIC)
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: HttpRequest, journey: Journey) -> HttpResponse:
    """Asks once, then deletes every word."""
    at = timezone.now()
    draft = draft_of(request, journey, at)
    if draft is None or draft.submitted_at is not None:
        return redirect(address(journey, "start"))
    if request.method == "POST":
        services.discard(draft=draft, at=at)
        forget(request, journey)
        return private_page(request, "journeys/discarded.html", {
            "journey": journey, "start_address": address(journey, "start"),
        })
    return private_page(request, "journeys/discard.html", {"journey": journey,
                                                           "steps_address": address(journey, "steps")})
