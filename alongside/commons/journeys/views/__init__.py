"""Pages of a journey; `addresses(journey)` gives a room the URL patterns to include."""

from django.urls import URLPattern, path

from alongside.commons.journeys.engine import Journey
from alongside.commons.journeys.views import browser, leaving, pages, sending


def addresses(journey: Journey) -> list[URLPattern]:
    """URL patterns of a journey, named `<key>_start`, `<key>_page` (takes the page's slug), `<key>_check` and so on."""
    browser.KNOWN[journey.key] = journey
    given = {"journey": journey}
    views = (
        ("", pages.start, "start"), ("steps/", pages.steps, "steps"), ("check/", sending.check, "check"),
        ("sent/", sending.sent, "sent"), ("copy/", sending.copy, "copy"), ("save/", leaving.save, "save"),
        ("discard/", leaving.discard, "discard"), ("<slug:slug>/", pages.question, "page"),
    )
    return [path(route, view, given, name=f"{journey.key}_{name}") for route, view, name in views]
