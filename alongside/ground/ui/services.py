"""Answers with a page: what every view calls."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template import engines


def page(request: HttpRequest, template: str, context: Mapping[str, Any] | None = None,
         status: int = 200) -> HttpResponse:
    """Render a Jinja2 page with its frame. Signed-in pages are never stored by a browser or proxy."""
    response = HttpResponse(
        engines["jinja2"].get_template(template).render(dict(context or {}), request), status=status
    )
    user: Any = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        response["Cache-Control"] = "no-store"
    return response
