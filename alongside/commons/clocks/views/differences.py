"""The page on which a manager sees pasts that changed, and settles them with a reason."""

from typing import cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from alongside.commons.clocks import queries, services
from alongside.commons.clocks.forms import SettleForm
from alongside.commons.clocks.words import DIFFERENCE_WORDS
from alongside.ground.access.models import User
from alongside.ground.access.policies import Audience, Permission, opens_to
from alongside.ground.core.dates import day_of
from alongside.ground.core.paging import Page
from alongside.ground.ui.services import page

PAGE_SIZE = 25


@opens_to(Audience.permission(Permission.ALLOCATE))
def differences(request: HttpRequest) -> HttpResponse:
    """Open differences, oldest first."""
    rows = queries.open_differences(request.user)
    paging = Page.of(request.GET.get("page", ""), size=PAGE_SIZE, total=rows.count())
    shown = [
        {"uuid": row.uuid, "ref": row.track.ref, "words": DIFFERENCE_WORDS[row.kind], "lines": row.lines,
         "found_at": row.found_at}
        for row in rows[paging.start:paging.stop]
    ]
    return page(request, "clocks/differences.html", {"rows": shown, "paging": paging})


@opens_to(Audience.permission(Permission.ALLOCATE))
def settle(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask for the reason, then let the deadlines follow."""
    row = queries.open_difference(request.user, uuid)
    form = SettleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        services.settle(
            difference=row.uuid, reason=form.cleaned_data["reason"], by=cast(User, request.user), at=now,
            on=day_of(now),
        )
        return redirect("clocks_differences")
    shown = {"ref": row.track.ref, "words": DIFFERENCE_WORDS[row.kind], "lines": row.lines, "found_at": row.found_at}
    return page(request, "clocks/settle.html", {"row": shown, "form": form})
