"""Calendar feeds: the list of one's own, and the address that a calendar reads."""

import hashlib
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import parse_etags
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.front.portal.forms import FeedForm
from alongside.front.portal.queries.feeds import entries_for
from alongside.ground.access import queries as access_queries
from alongside.ground.access import services as access
from alongside.ground.access.engine import counting
from alongside.ground.access.models import User
from alongside.ground.access.policies import Audience, fresh_proof, opens_to
from alongside.ground.access.words import FEED_READS, FEED_WINDOW
from alongside.ground.core.dates import day_of
from alongside.ground.core.errors import InvalidError, NotThereError
from alongside.ground.ui.services import page


@opens_to(Audience.SIGNED_IN)
@fresh_proof
@require_http_methods(["GET", "HEAD", "POST"])
def feeds(request: HttpRequest) -> HttpResponse:
    """One's own feeds with their last use, and a new one; its address is shown once."""
    assert isinstance(request.user, User)
    form, token = FeedForm(request.POST if request.method == "POST" else None), ""
    if form.is_bound and form.is_valid():
        try:
            _, token = access.make_feed(user=request.user, name=form.cleaned_data["name"], at=timezone.now())
        except InvalidError as error:
            form.add_invalid(error)
    return _list(request, request.user, FeedForm() if token else form, token)


def _list(request: HttpRequest, user: User, form: FeedForm, token: str) -> HttpResponse:
    address = settings.BASE_URL + reverse("portal_feed", args=[token]) if token else ""
    return page(request, "portal/feeds.html", {
        "form": form, "rows": access_queries.feeds_of(user), "address": address,
        "frame": f"ui/frames/{'family' if user.kind == 'family' else 'staff'}.html",
    }, status=400 if form.is_bound else 200)


@opens_to(Audience.SIGNED_IN)
@fresh_proof
@require_POST
def act(request: HttpRequest, uuid: UUID, act: str) -> HttpResponse:
    """One click: another address for a feed, or its end."""
    assert isinstance(request.user, User)
    if act == "renew":
        _, token = access.renew_feed(user=request.user, uuid=uuid, at=timezone.now())
        return _list(request, request.user, FeedForm(), token)
    if act != "end":
        raise NotThereError
    access.end_feed(user=request.user, uuid=uuid, at=timezone.now())
    messages.success(request, gettext("The feed has ended. Its address is dead."))
    return redirect("portal_feeds")


@opens_to(Audience.PUBLIC)
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The dates of the account behind the token, as it may see them at this moment; else nothing is there."""
    now = timezone.now()
    try:
        found = access.read_feed(token, at=now)
    except NotThereError:
        address = get_adapter().get_client_ip(request)
        if counting.is_over("feed.unknown", address, most=FEED_READS, within=FEED_WINDOW):
            return _slow_down()
        raise
    if counting.is_over("feed", str(found.uuid), most=FEED_READS, within=FEED_WINDOW):
        return _slow_down()
    # Only a feed needs the library: nothing else of the service waits for it.
    from alongside.front.portal.engine import ics

    body = ics.calendar(entries_for(found.user, now), day_of(now))
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    seen = {one.removeprefix("W/") for one in parse_etags(request.headers.get("If-None-Match", ""))}
    response = HttpResponse(status=304) if etag in seen else HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    if response.status_code == 200:
        response["Content-Disposition"] = 'inline; filename="dates.ics"'
    return response


def _slow_down() -> HttpResponse:
    response = HttpResponse("Too often. Try again in an hour.", status=429, content_type="text/plain; charset=utf-8")
    response["Retry-After"] = str(int(FEED_WINDOW.total_seconds()))
    response["Cache-Control"] = "no-store"
    return response
