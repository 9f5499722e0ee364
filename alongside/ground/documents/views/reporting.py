"""“I can see something I should not”: the report, and what a checker does with it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from alongside.ground.access.policies import Audience, Permission, opens_to
from alongside.ground.core.errors import NotThereError, RefusedError, StaleError
from alongside.ground.documents import queries, services
from alongside.ground.documents.forms import ReportForm, SettleForm
from alongside.ground.documents.views.checking import turned_away, viewer
from alongside.ground.ui.services import page


@require_http_methods(["GET", "POST"])
@opens_to(Audience.SIGNED_IN)
def report(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Freeze a document that holds what this person should not see."""
    user, at = viewer(request), timezone.now()
    form = ReportForm(request.POST if request.method == "POST" else None)
    try:
        document = queries.open_document(user, uuid, at)
        if request.method == "POST" and form.is_valid():
            services.report_leak(document=document, what=form.cleaned_data["what"], by=user, at=at)
            return redirect("documents_reported")
    except NotThereError:
        raise Http404 from None
    return page(request, "documents/report.html", {"document": document, "form": form},
                status=400 if form.is_bound else 200)


@require_safe
@opens_to(Audience.SIGNED_IN)
def reported(request: HttpRequest) -> HttpResponse:
    """What happens now, after a report; the document itself can't be named any more."""
    return page(request, "documents/reported.html")


@require_http_methods(["GET", "POST"])
@opens_to(Audience.permission(Permission.RELEASE_DOCUMENTS))
def settle(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What came of a report, and who must no longer read."""
    user, at = viewer(request), timezone.now()
    try:
        found = queries.report_for(user, uuid, at)
    except NotThereError:
        raise Http404 from None
    if found.settled_at is not None:
        messages.info(request, gettext("Somebody else has already settled this report."))
        return redirect("documents_checks")
    people = queries.readers_in_words(found.document)
    form = SettleForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        try:
            services.settle_report(report=found, outcome=form.cleaned_data["outcome"], by=user, at=at,
                                   remove=form.cleaned_data["remove"])
        except RefusedError as refusal:
            raise turned_away(user, "documents.leak.settled", refusal, at) from None
        except StaleError:
            messages.info(request, gettext("Somebody else has already settled this report."))
        else:
            messages.success(request, gettext("The report is settled."))
        return redirect("documents_checks")
    return page(request, "documents/settle.html", {"report": found, "document": found.document, "form": form},
                status=400 if form.is_bound else 200)
