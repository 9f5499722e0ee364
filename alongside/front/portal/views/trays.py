"""An officer's tray and the caseload: which case first, and what to do with it."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from alongside.front.portal.queries.beside import beside
from alongside.ground.access.models import User
from alongside.ground.access.policies import Audience, Permission, has_permission, opens_to
from alongside.ground.people import queries as people
from alongside.ground.ui.services import page
from alongside.work.ehc.queries.tray import SCOPES, SHOWS, Filters, Tray
from alongside.work.ehc.queries.tray import tray as tray_of

WORKERS = Audience.permission(Permission.SEE_CASELOAD, Permission.SEE_ALL_CASES)
FIRST = ("late", "week", "check", "unallocated", "identity", "to_send")
"""Counts that stand above the tray."""
OF_PLANS = ("late", "week", "check")


@opens_to(WORKERS)
@require_safe
def tray(request: HttpRequest) -> HttpResponse:
    """Requests and plans by lawful date; requests first, unless plans are asked for."""
    return _listed(request, "portal_tray", "request", FIRST)


@opens_to(WORKERS)
@require_safe
def caseload(request: HttpRequest) -> HttpResponse:
    """Every plan on its clock: who is late, and who is about to be."""
    return _listed(request, "portal_caseload", "plan", OF_PLANS)


def _listed(request: HttpRequest, name: str, kind: str, shown: tuple[str, ...]) -> HttpResponse:
    assert isinstance(request.user, User)
    now = timezone.now()
    today = timezone.localdate(now)
    asked = request.GET
    filters = Filters.of(show=asked.get("show", ""), scope=asked.get("scope", ""), kind=kind,
                                 team=asked.get("team", ""))
    found = tray_of(request.user, filters=filters, page=asked.get("page", ""), on=today)
    given = {"scope": filters.scope, "team": str(filters.team or "")}
    return page(request, "portal/tray.html", {
        "kind": kind, "rows": found.rows, "paging": found.page, "filters": filters, "today": today,
        "counts": [_count(name, show, found, given) for show in shown],
        "shows": SHOWS if kind == "request" else {key: SHOWS[key] for key in ("all", *OF_PLANS)},
        "scopes": SCOPES, "teams": [(str(t.uuid), t.title) for t in people.teams_now(today, kind="ehc")],
        "base": _address(name, {**given, "show": filters.show}) + "&page=", "here": reverse(name),
        "is_filtered": filters.show != "all" or filters.scope != "all" or filters.team is not None,
        "can_allocate": has_permission(request.user, Permission.ALLOCATE),
        "beside": beside(request.user, now),
        "census": next((row.known_as_at_on for row in found.rows if row.known_as_at_on), None),
    })


def _address(name: str, values: dict[str, str]) -> str:
    return f"{reverse(name)}?{urlencode(values)}"


def _count(name: str, show: str, found: Tray, given: dict[str, str]) -> dict[str, Any]:
    is_on = found.filters.show == show
    return {"number": found.counts[show], "words": SHOWS[show], "is_on": is_on,
            "href": _address(name, {**given, "show": "all" if is_on else show})}
