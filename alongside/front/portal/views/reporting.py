"""I can see something I should not: one click from every page, and a person is told."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from alongside.front.portal import services
from alongside.front.portal.forms import ReportForm
from alongside.ground.access.models import User
from alongside.ground.access.policies import Audience, opens_to
from alongside.ground.core.errors import InvalidError
from alongside.ground.ui.services import page


@opens_to(Audience.PUBLIC)
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """Say what you see; no account is needed."""
    form = ReportForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        by = request.user if isinstance(request.user, User) else None
        try:
            reference = services.report_leak(words=form.cleaned_data["words"], email=form.cleaned_data["email"],
                                             by=by, at=timezone.now())
        except InvalidError as error:
            form.add_invalid(error)
        else:
            return page(request, "portal/reported.html", {"reference": reference})
    return page(request, "portal/report.html", {"form": form}, status=400 if form.is_bound else 200)
