"""Giving cases to posts: one by one, or many that were ticked in the tray."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from alongside.ground.access.models import User
from alongside.ground.access.policies import Audience, Permission, opens_to
from alongside.ground.core.dates import day_of
from alongside.ground.core.errors import InvalidError
from alongside.ground.people import queries as people
from alongside.ground.people.models import Post
from alongside.ground.people.words import PostKind
from alongside.ground.ui.doors import address
from alongside.ground.ui.services import page
from alongside.work.ehc import policies, services
from alongside.work.ehc.forms.work import AllocateForm
from alongside.work.ehc.models import Request
from alongside.work.ehc.views.acting import act_page, viewer

ALLOCATES = Audience.permission(Permission.ALLOCATE)
MOST = 200
"""Cases that can be given away in one go."""


def officer_posts(on: Any) -> list[tuple[str, str]]:
    """Posts that hold cases, with who holds them now."""
    posts = list(Post.objects.filter(kind=PostKind.CASE_OFFICER).select_related("team", "district"))
    words = people.holder_words_of(posts, on=on)
    return [(str(post.uuid), words[post.pk]) for post in posts]


def _post(uuid: str) -> Post:
    found = Post.objects.filter(uuid=uuid, kind=PostKind.CASE_OFFICER).select_related("team").first()
    if found is None:
        raise InvalidError({"post": "Choose who takes the case."})
    return found


@opens_to(ALLOCATES)
def allocate(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Give one case to a post."""

    def act(row: Request, given: dict[str, Any], by: User, at: datetime) -> object:
        return services.allocate(request=row, post=_post(given["post"]), note=given["note"], by=by, at=at)

    return act_page(
        request, uuid, AllocateForm, act, title="Give this case to an officer", button="Give",
        done="The case has a holder, and the family is told.", more={"posts": officer_posts(day_of(timezone.now()))},
    )


@opens_to(ALLOCATES)
@require_POST
def allocate_many(request: HttpRequest) -> HttpResponse:
    """Give ticked cases to a post: first asks whom, then does it; all of them or none."""
    user, now = viewer(request), timezone.now()
    ticked = [text for text in request.POST.getlist("case")[:MOST] if _is_uuid(text)]
    requests = policies.visible_to(user, on=day_of(now)).filter(uuid__in=ticked).select_related("child")
    plans = policies.plans_visible_to(user, on=day_of(now)).filter(uuid__in=ticked).select_related(
        "child", "track", "team", "officer"
    )
    chosen = request.POST.get("post")
    form = AllocateForm(request.POST if chosen is not None else None, posts=officer_posts(day_of(now)))
    if form.is_bound and form.is_valid():
        try:
            n_changed = services.allocate_many(
                requests=requests, plans=plans, post=_post(form.cleaned_data["post"]), by=user, at=now,
                note=form.cleaned_data["note"],
            )
        except InvalidError as error:
            form.add_invalid(error)
        else:
            messages.success(request, f"{n_changed} given.")
            return redirect(address("tray") or "ehc_start")
    return page(request, "ehc/allocate.html", {
        "form": form, "ticked": ticked, "references": [*(r.reference for r in requests), *(p.reference for p in plans)],
    })


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
