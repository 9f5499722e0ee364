"""Gives every request an id that logs, pages and errors show."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

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


class LanguageMiddleware:
    """Shows the frame in the language that the person chose; never guesses from the browser, as drafts would show."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.codes = {code for code, _ in settings.LANGUAGES}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        if chosen not in self.codes or chosen == settings.LANGUAGE_CODE:
            return self.get_response(request)
        with translation.override(chosen):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", chosen)
        return response
