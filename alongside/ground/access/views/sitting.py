"""Staying signed in, and what was typed when a session ended."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alongside.ground.access.adapters import moment_of
from alongside.ground.access.engine import kept_form
from alongside.ground.access.policies import Audience, opens_to
from alongside.ground.access.views.mine import viewer
from alongside.ground.ui.services import page

_LONG = 30
"""Signs from which a text is shown: what is shorter was chosen, not written."""


@opens_to(Audience.SIGNED_IN)
@require_POST
def stay(request: HttpRequest) -> HttpResponse:
    """Somebody is still there: the door has noted it already."""
    del request
    return HttpResponse(status=204)


@opens_to(Audience.SIGNED_IN)
@require_http_methods(["GET", "POST"])
def kept(request: HttpRequest) -> HttpResponse:
    """What somebody had typed when they were signed out: send it now, or throw it away."""
    form = kept_form.held(request, viewer(request), at=moment_of(request))
    if form is None:
        return redirect("access_account")
    if request.method == "POST":
        kept_form.drop(request)
        messages.success(request, _("What you had typed is thrown away."))
        return redirect("access_account")
    texts = [value for _name, value in form.fields if len(value) >= _LONG]
    return page(request, "access/kept.html", {"kept": form, "texts": texts})
