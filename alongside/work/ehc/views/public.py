"""Pages for anyone: which door to take, and the status of a request by its reference."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from alongside.ground.access import services as access
from alongside.ground.access.adapters import address_of, wait_words
from alongside.ground.access.policies import Audience, Permission, is_in_audience, opens_to
from alongside.ground.access.words import AttemptKind
from alongside.ground.core.dates import day_of
from alongside.ground.core.errors import NotThereError
from alongside.ground.ui.services import page
from alongside.work.ehc import services
from alongside.work.ehc.forms.work import StatusForm


@opens_to(Audience.PUBLIC)
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Who are you? Each answer leads to the right form."""
    asks_for_pupils = Audience.permission(Permission.REQUEST_FOR_PUPIL)
    leads_on = not request.user.is_authenticated or is_in_audience(request.user, asks_for_pupils)
    return page(request, "ehc/start.html", {"is_for_settings": leads_on})


@opens_to(Audience.PUBLIC)
@require_http_methods(["GET", "HEAD", "POST"])
def status(request: HttpRequest) -> HttpResponse:
    """The clock of what was sent under a reference; the reference never stands in an address."""
    form = StatusForm(request.POST if request.method == "POST" else None)
    found = None
    at, kind, address = timezone.now(), AttemptKind.REFERENCE, address_of(request)
    if form.is_bound and form.is_valid() and (wait := access.wait_before_guess(kind=kind, address=address, at=at)):
        form.add_error("reference", wait_words(wait))
    elif form.is_bound and form.is_valid():
        try:
            found = services.status_by_reference(form.cleaned_data["reference"], on=day_of(at))
        except NotThereError:
            access.note_wrong_guess(kind=kind, address=address, at=at)
            form.add_error("reference", "We can’t find that reference. Check it, or ring us.")
    response = page(request, "ehc/status.html", {"form": form, "found": found})
    response["Cache-Control"] = "no-store"
    return response
