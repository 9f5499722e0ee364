"""What a frame shows around a page: navigation, viewer, language, help line."""

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_noop

from alongside.ground.ui import doors, request_ids

NAVIGATION: dict[str, tuple[tuple[str, str], ...]] = {
    "public": (
        ("home", gettext_noop("Home")),
        ("start_request", gettext_noop("Ask for an assessment")),
        ("resume", gettext_noop("Carry on where you left off")),
        ("who_is_who", gettext_noop("Who is who")),
        ("help", gettext_noop("Help")),
    ),
    "family": (
        ("my_case", gettext_noop("My child")),
        ("messages", gettext_noop("Messages")),
        ("who_is_who", gettext_noop("Who is who")),
        ("help", gettext_noop("Help")),
    ),
    "staff": (
        ("tray", gettext_noop("My tray")),
        ("find_child", gettext_noop("Find a child")),
        ("caseload", gettext_noop("Caseload")),
        ("messages", gettext_noop("Messages")),
        ("actions", gettext_noop("To do")),
    ),
}
"""Doors in the service navigation of each frame."""

NAVIGATION_IF_OPEN: tuple[tuple[str, str], ...] = (
    ("watch", gettext_noop("Left too long")),
    ("returns", gettext_noop("Returns")),
    ("scenarios", gettext_noop("What if?")),
    ("outbox", gettext_noop("Outbox")),
    ("work", gettext_noop("Background work")),
    ("clocks", gettext_noop("Clocks")),
    ("audit", gettext_noop("Audit")),
    ("accounts", gettext_noop("Accounts")),
)
"""More doors of the staff frame, shown only to people who may open them."""


@dataclass(frozen=True, slots=True)
class NavigationLink:
    """One link of the service navigation; the frame translates its text."""

    text: str
    href: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """Everything that a frame needs; plain values, no query but the one for who is signed in."""

    links: tuple[NavigationLink, ...]
    doors: dict[str, str]
    language: str
    direction: str
    is_signed_in: bool
    viewer: str
    path: str
    request_id: str


def frame_of(request: HttpRequest | None, audience: str) -> Frame:
    """The frame for one request; without a request (an error page that must not fail) an anonymous one."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    user: Any = getattr(request, "user", None)
    is_signed_in = bool(user is not None and user.is_authenticated)
    path = request.path if request is not None else ""
    return Frame(
        links=tuple(_links(audience, path, user if is_signed_in else None)),
        doors=doors.addresses(),
        language="en" if language.startswith("en") else language,
        direction="rtl" if translation.get_language_bidi() else "ltr",
        is_signed_in=is_signed_in,
        viewer=str(getattr(user, "name", "")) if is_signed_in else "",
        path=path,
        request_id=request_ids.current.get(),
    )


def _links(audience: str, path: str, user: Any) -> list[NavigationLink]:
    named = NAVIGATION[audience]
    if audience == "staff" and doors.knows_who_may_open():
        named = tuple(pair for pair in (*named, *NAVIGATION_IF_OPEN) if doors.may_open(user, pair[0]))
    found, addresses = [], doors.addresses()
    for door, text in named:
        href = addresses[door]
        if href:
            is_current = path == href or (href != "/" and path.startswith(href))
            found.append(NavigationLink(text, href, is_current))
    return found


@cache
def brand_css() -> str:
    """The area's colours as a stylesheet: the page's policy allows no inline style."""
    colour, link_colour = settings.BRAND["colour"], settings.BRAND["link_colour"]
    return (
        f":root{{--app-brand:{colour};--app-on-brand:{text_on(colour)};"
        f"--govuk-brand-colour:{colour};--govuk-link-colour:{link_colour}}}\n"
    )


def brand_css_address() -> str:
    """Address of that stylesheet, with its digest so that browsers may keep it."""
    return f"{reverse('ui_brand_css')}?v={hashlib.sha256(brand_css().encode()).hexdigest()[:12]}"


def text_on(colour: str) -> str:
    """Black or white, whichever is easier to read on a colour given as #rrggbb (WCAG relative luminance)."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        return "#ffffff"
    parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return "#0b0c0c" if 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 else "#ffffff"
