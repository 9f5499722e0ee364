"""A family's own pages: their children, and who opened the record."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import resolve, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from alongside.front.portal import words
from alongside.front.portal.queries.families import children_of
from alongside.front.portal.queries.reads import reads_for
from alongside.ground.access.models import User
from alongside.ground.access.policies import Audience, is_in_audience, opens_to
from alongside.ground.people.queries import child_for
from alongside.ground.ui.services import page

DESKS = ("portal_family", "portal_tray", "ehc_identities", "ehc_pupils", "access_manage", "access_audit")
"""First pages in the order in which they are tried."""


@opens_to(Audience.SIGNED_IN)
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """To the page where somebody's case or work is: the first of the desks that opens to them."""
    for name in DESKS:
        href = reverse(name)
        if is_in_audience(request.user, getattr(resolve(href).func, "audience", "")):
            return redirect(href)
    return redirect("access_account")


@opens_to(Audience.FAMILY)
@require_safe
def family(request: HttpRequest) -> HttpResponse:
    """The family's page: when must they answer, who has it, is it late."""
    assert isinstance(request.user, User)
    now = timezone.now()
    context = {"children": children_of(request.user, now), "today": timezone.localdate(now), "meanwhile": words.MEANWHILE}
    return page(request, "portal/family.html", context)


@opens_to(Audience.FAMILY)
@require_safe
def reads(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Who opened the record, as a family may read it."""
    assert isinstance(request.user, User)
    now = timezone.now()
    child = child_for(request.user, uuid, now)
    rows = reads_for(child, timezone.localdate(now))
    return page(request, "portal/reads.html", {"rows": rows})
