"""Pages that anyone may read."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from alongside.front.portal import words
from alongside.ground.access.policies import Audience, opens_to
from alongside.ground.ui.services import page

DATA = Path(__file__).resolve().parents[1] / "data"


@cache
def texts() -> dict[str, Any]:
    """The plain text pages, read once."""
    loaded: dict[str, Any] = yaml.safe_load((DATA / "texts.yaml").read_text())
    return loaded


@opens_to(Audience.PUBLIC)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The first page; somebody who is signed in goes to where their work or their case is."""
    if request.user.is_authenticated:
        return redirect("portal_desk")
    return page(request, "portal/home.html", {"sendias": words.SENDIAS_WORDS})


@opens_to(Audience.PUBLIC)
@require_safe
def help_doors(request: HttpRequest) -> HttpResponse:
    """Which door to use when something is wrong."""
    context = {"sendias": words.SENDIAS_WORDS, "lines": words.FREE_LINES, "doors": words.HELP_DOORS}
    return page(request, "portal/help.html", context)


@opens_to(Audience.PUBLIC)
@require_safe
def text(request: HttpRequest, key: str) -> HttpResponse:
    """One of the plain text pages."""
    if key not in texts():
        raise Http404
    found = texts()[key]
    parts = [{"heading": "", "paragraphs": [], "entries": [], **part} for part in found["parts"]]
    return page(request, "portal/text.html",
                {"heading": found["heading"], "draft": found.get("draft", ""), "parts": parts})


@cache
def words_explained() -> list[tuple[str, str]]:
    """Words and meanings, in the order of the alphabet."""
    return sorted((word, meaning) for word, meaning in yaml.safe_load((DATA / "glossary.yaml").read_text()))


@opens_to(Audience.PUBLIC)
@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    """What the words mean."""
    return page(request, "portal/glossary.html", {"entries": words_explained()})
