"""The Jinja2 environment of every page: translations, globals and filters, and the maintained GOV.UK macros."""

from collections.abc import Callable, Mapping, MutableMapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.conf import settings
from django.templatetags.static import static as static_address
from django.urls import reverse
from django.utils import translation
from jinja2 import BaseLoader, ChoiceLoader, Environment, PackageLoader, PrefixLoader, StrictUndefined, Template

from alongside.ground.core import dates
from alongside.ground.ui import doors, queries
from alongside.ground.ui.engine import bridge, texts

MACROS = "govuk_frontend_jinja"
EXTENSIONS = ["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"]


class _MacroLoader(BaseLoader):
    """Loads the GOV.UK macros into an environment of their own: they rely on undefined names, our pages may not."""

    def __init__(self) -> None:
        package = PackageLoader(MACROS)
        self._environment = Environment(
            loader=PrefixLoader({MACROS: package}), autoescape=True, auto_reload=False, cache_size=-1
        )

    def load(
        self, environment: Environment, name: str,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002 - Jinja2 names it
    ) -> Template:
        """The macro template, compiled in its own environment."""
        return self._environment.get_template(f"{MACROS}/{name}")


def environment(**options: Any) -> Environment:
    """Environment for Django's Jinja2 back end: strict about undefined names, autoescape always on."""
    options["loader"] = ChoiceLoader([PrefixLoader({MACROS: _MacroLoader()}), options["loader"]])
    options |= {"undefined": StrictUndefined, "autoescape": True, "extensions": EXTENSIONS, "trim_blocks": True,
                "lstrip_blocks": True, "cache_size": -1}
    made = Environment(**options)  # noqa: S701 - autoescape is set in the line above
    made.policies["ext.i18n.trimmed"] = True
    made.newstyle_gettext = True  # type: ignore[attr-defined]  # the i18n extension adds it
    made.globals.update(
        _=texts.gettext, gettext=texts.gettext, ngettext=texts.ngettext, pgettext=texts.pgettext,
        npgettext=texts.npgettext,
    )
    made.globals.update(GLOBALS)
    made.filters.update(FILTERS)
    for room_globals, room_filters in _rooms():
        made.globals.update(room_globals)
        made.filters.update(room_filters)
    return made


def _rooms() -> list[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """`GLOBALS` and `FILTERS` of each room's `jinja.py`."""
    found = []
    for app in apps.get_app_configs():
        name = f"{app.name}.jinja"
        if not app.name.startswith("alongside.") or name == __name__ or find_spec(name) is None:
            continue
        module = import_module(name)
        found.append((getattr(module, "GLOBALS", {}), getattr(module, "FILTERS", {})))
    return found


@cache
def static(path: str) -> str:
    """Address of a static file; it does not change while the server runs."""
    return str(static_address(path))


def url(name: str, *args: object, **kwargs: object) -> str:
    """Address of a named page; a name that does not resolve is an error."""
    return reverse(name, args=args or None, kwargs=kwargs or None)


def in_page_language(draw: Callable[[], str], is_translated: bool) -> str:
    """Draw the page itself: in the person's language when it was translated, else in English as a whole."""
    if is_translated or translation.get_language() == settings.LANGUAGE_CODE:
        return draw()
    with translation.override(settings.LANGUAGE_CODE):
        return draw()


def days_from(day: Any, today: Any) -> str:
    """`in 5 days`, `tomorrow`, `today`, `yesterday`, `5 days ago`."""
    n_days = dates.days_between(today, day)
    if n_days == 0:
        return texts.gettext("today")
    if n_days in (1, -1):
        return texts.gettext("tomorrow") if n_days == 1 else texts.gettext("yesterday")
    if n_days > 0:
        return translation.ngettext("in %(n)d day", "in %(n)d days", n_days) % {"n": n_days}
    return translation.ngettext("%(n)d day ago", "%(n)d days ago", -n_days) % {"n": -n_days}


def plural(number: int, one: str, many: str = "") -> str:
    """`1 case`, `2 cases`: the number with the right form of an English word."""
    return f"{number} {one if number == 1 else many or one + 's'}"


GLOBALS: dict[str, Any] = {
    "url": url,
    "door": doors.address,
    "static": static,
    "brand": settings.BRAND,
    "is_demo": settings.MODE == "demo",
    "languages": settings.LANGUAGES,
    "in_page_language": in_page_language,
    "frame_of": queries.frame_of,
    "brand_css": queries.brand_css_address,
    "error_summary": bridge.error_summary,
    "form_field": bridge.field,
    "form_fields": bridge.fields,
}
FILTERS: dict[str, Any] = {
    "day": dates.in_words,
    "weekday": lambda day: dates.in_words(day, weekday=True),
    "moment": dates.clock_in_words,
    "days_from": days_from,
    "plural": plural,
}
