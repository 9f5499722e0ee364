"""The proof of dates as a page, and as a PDF for a complaint or a bundle; the same paper for officers and families."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from alongside.commons.clocks.engine.paper import paper
from alongside.commons.clocks.engine.proving import Proof
from alongside.ground.access.models import User
from alongside.ground.access.policies import Audience, opens_to
from alongside.ground.core.dates import day_of
from alongside.ground.documents.engine.html import compose_inside
from alongside.ground.documents.engine.letter import PdfUnavailableError
from alongside.ground.documents.engine.pdf import compose_pdf
from alongside.ground.ui.services import page
from alongside.work.ehc import services
from alongside.work.ehc.views.acting import SEES, viewer

Prove = Callable[[User, UUID, date, datetime], Proof]


def _request(user: User, uuid: UUID, on: date, at: datetime) -> Proof:
    return services.prove_request(user=user, request=uuid, on=on, at=at)


def _plan(user: User, uuid: UUID, on: date, at: datetime) -> Proof:
    return services.prove_plan(user=user, plan=uuid, on=on, at=at)


@opens_to(SEES)
@require_safe
def of_request(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """An officer's proof of a request."""
    return _shown(request, uuid, _request, "staff", "ehc_request")


@opens_to(SEES)
@require_safe
def of_plan(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """An officer's proof of a plan."""
    return _shown(request, uuid, _plan, "staff", "ehc_plan")


@opens_to(Audience.FAMILY)
@require_safe
def of_my_request(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A family's own proof of its request."""
    return _shown(request, uuid, _request, "family", "")


@opens_to(Audience.FAMILY)
@require_safe
def of_my_plan(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A family's own proof of its child's plan."""
    return _shown(request, uuid, _plan, "family", "")


def _shown(request: HttpRequest, uuid: UUID, prove: Prove, frame: str, back: str) -> HttpResponse:
    now = timezone.now()
    today = day_of(now)
    on = _day(request.GET.get("on", ""), today)
    proof = prove(viewer(request), uuid, on, now)
    letter = paper(proof)
    if request.GET.get("as") == "pdf":
        return _pdf(letter, proof)
    context: dict[str, Any] = {
        "frame_page": f"ui/frames/{frame}.html", "title": letter.title, "paper": compose_inside(letter), "on": on,
        "today": today, "back": back, "uuid": uuid, "has_differences": bool(proof.differences),
        "n_late": len(proof.late), "is_family": proof.reader.is_family,
    }
    return page(request, "ehc/proof.html", context)


def _day(typed: str, today: date) -> date:
    """The day that was asked for; today for none, for one that lies ahead, and for what is no day."""
    try:
        return min(date.fromisoformat(typed), today)
    except ValueError:
        return today


def _pdf(letter: Any, proof: Proof) -> HttpResponse:
    """The same paper, tagged; 404 where this machine can't draw one, for the page itself prints well."""
    try:
        drawn = compose_pdf(letter)
    except PdfUnavailableError:
        raise Http404 from None
    response = HttpResponse(drawn, content_type="application/pdf")
    name = "proof-of-dates-" + proof.about[-1][1].lower().replace(" ", "-")
    response["Content-Disposition"] = f'attachment; filename="{name}-{proof.on.isoformat()}.pdf"'
    response["Cache-Control"], response["X-Content-Type-Options"] = "no-store", "nosniff"
    return response
