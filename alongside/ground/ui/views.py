"""Error pages, the area's colours, the language switch, and the component gallery."""

import sys
from collections.abc import Callable
from typing import Any, Protocol, cast

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.views.decorators.http import require_POST, require_safe
from django.views.i18n import set_language
from jinja2 import Environment

from alongside.ground.ui import queries, request_ids
from alongside.ground.ui.engine import keeping
from alongside.ground.ui.forms import samples
from alongside.ground.ui.services import page


class _Audienced(Protocol):
    """A view that says whom it opens to."""

    audience: str

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse: ...


def _public(view: Callable[..., HttpResponse]) -> _Audienced:
    """Mark a page as open to anyone; `access` lies above this room, so the mark is a plain attribute."""
    marked = cast(_Audienced, view)
    marked.audience = "public"
    return marked


@_public
@require_safe
def brand_css(_request: HttpRequest) -> HttpResponse:
    """The area's colours; its address changes with its content."""
    response = HttpResponse(queries.brand_css(), content_type="text/css; charset=utf-8")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@_public
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Change the language of the frame and go back to the page; kept in a cookie, not in an account."""
    return set_language(request)


@_public
@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component in every state."""
    return page(request, "ui/gallery/gallery.html", samples.context())


def bad_request(_request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django gives it
    """400: the request can't be understood."""
    return error_page(400)


def forbidden(_request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django gives it
    """403: not for this person, without saying what is there."""
    return error_page(403)


def not_found(_request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django gives it
    """404: the same words whether a thing is missing or not theirs."""
    return error_page(404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault; asks nothing of database, session or viewer. 503 where it is only that nothing can be saved now."""
    error = sys.exc_info()[1]
    return unavailable(request) if keeping.is_busy(error) else error_page(500)


def unavailable(request: HttpRequest) -> HttpResponse:
    """503: too busy, full or under repair; what was typed is on the page, ready to be sent again."""
    response = error_page(503, kept=keeping.kept_of(request))
    response["Retry-After"] = "30"
    return response


def csrf_failure(_request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django gives it
    """403 when the form's token is too old or missing: what was typed is still in the browser."""
    return error_page(403, "csrf")


def error_page(status: int, name: str = "", **values: object) -> HttpResponse:
    """An error page with the request's reference; rendered without request, queries or context processors."""
    environment: Environment = engines["jinja2"].env  # type: ignore[attr-defined]  # only the Jinja2 engine has it
    template = environment.get_template(f"ui/errors/{name or status}.html")
    response = HttpResponse(template.render(reference=request_ids.current.get(), **values), status=status)
    response["Cache-Control"] = "no-store"
    return response
