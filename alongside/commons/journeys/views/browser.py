"""What the browser's session keeps of a draft: its uuid and a key. Nothing that anybody wrote."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse

from alongside.commons.journeys import queries
from alongside.commons.journeys.engine import Journey
from alongside.commons.journeys.models import Draft
from alongside.ground.core.errors import NotThereError
from alongside.ground.core.references import new_token
from alongside.ground.ui.services import page

DRAFTS = "journeys"
BROWSER = "journeys_browser"
KNOWN: dict[str, Journey] = {}
"""Journeys that have addresses, by key."""


def keep(request: HttpRequest, draft: Draft, key: str) -> None:
    """Let this browser open the draft."""
    request.session[DRAFTS] = {**request.session.get(DRAFTS, {}), draft.journey: [str(draft.uuid), key]}


def forget(request: HttpRequest, journey: Journey) -> None:
    """Close the draft in this browser."""
    request.session[DRAFTS] = {k: v for k, v in request.session.get(DRAFTS, {}).items() if k != journey.key}


def draft_of(request: HttpRequest, journey: Journey, at: datetime) -> Draft | None:
    """The draft that this browser holds the key of, or None."""
    uuid, key = request.session.get(DRAFTS, {}).get(journey.key, ("", ""))
    if not uuid:
        return None
    try:
        draft = queries.draft_for(uuid=uuid, key=key, at=at)
    except NotThereError:
        return None
    return draft if draft.journey == journey.key else None


def browser_token(request: HttpRequest) -> str:
    """A token of this browser, to which one-time codes are bound."""
    if BROWSER not in request.session:
        request.session[BROWSER] = new_token()
    return str(request.session[BROWSER])


def private_page(request: HttpRequest, template: str, context: Mapping[str, Any], status: int = 200) -> HttpResponse:
    """A page that no browser and no proxy keeps: the next person at this phone must not find it."""
    response = page(request, template, context, status)
    response["Cache-Control"] = "no-store"
    return response
