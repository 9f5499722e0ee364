"""Translation for templates: Django's catalogues, looked up once for each text and language."""

from functools import lru_cache
from typing import Any

from django.utils import translation
from markupsafe import Markup


def gettext(message: str, /, **variables: Any) -> Markup:
    """`_("Page %(n)s", n=3)`; the message is ours and safe, the variables are escaped."""
    return _filled(_translated(translation.get_language(), message), variables)


def ngettext(singular: str, plural: str, n: int, /, **variables: Any) -> Markup:
    """Singular or plural by the rules of the language; the number is also the variable `num`."""
    return _filled(Markup(translation.ngettext(singular, plural, n)), {"num": n, **variables})  # noqa: S704 - ours


def pgettext(context: str, message: str, /, **variables: Any) -> Markup:
    """A text whose meaning needs a context."""
    return _filled(Markup(translation.pgettext(context, message)), variables)  # noqa: S704 - ours


def npgettext(context: str, singular: str, plural: str, n: int, /, **variables: Any) -> Markup:
    """Singular or plural with a context."""
    text = Markup(translation.npgettext(context, singular, plural, n))  # noqa: S704 - ours
    return _filled(text, {"num": n, **variables})


def _filled(text: Markup, variables: dict[str, Any]) -> Markup:
    """Put the variables in; Jinja2 doubles each per cent sign of a text."""
    return text % variables if variables else text.replace("%%", "%")


@lru_cache(maxsize=20_000)
def _translated(language: str | None, message: str) -> Markup:
    """The text in the active language; `language` is only the key that it is kept under."""
    del language
    return Markup(translation.gettext(message))  # noqa: S704 - texts are ours, never typed by a visitor
