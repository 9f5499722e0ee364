"""Gives every request an id that logs, pages and errors show."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from alongside.ground.core.references import new_reference
from alongside.ground.ui import request_ids


class RequestIdMiddleware:
    """Sets the id, and returns it in a header."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = request_ids.current.set(new_reference("R"))
        try:
            response = self.get_response(request)
            response["X-Request-Id"] = request_ids.current.get()
            return response
        finally:
            request_ids.current.reset(token)
