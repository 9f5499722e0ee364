"""Every page of the address space, with the audience that it declares."""

import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.http import HttpResponseBase
from django.urls import URLPattern, URLResolver, get_resolver

from alongside.config.access_table import THIRD_PARTY

EXAMPLES = {
    "uuid": "00000000-0000-4000-8000-000000000000", "int": "1", "str": "example", "slug": "example", "path": "example",
}
_PART = re.compile(r"<(?:(?P<kind>[a-z_]+):)?(?P<name>\w+)>")


@dataclass(frozen=True, slots=True)
class Listed:
    """One page: URL name, pattern, audience ("" when none is declared), example address, defining module."""

    name: str
    pattern: str
    audience: str
    example: str
    module: str

    def as_dict(self) -> dict[str, str]:
        """For JSON."""
        return asdict(self)


def all_pages() -> list[Listed]:
    """All pages, ours and third parties', in the order of the address space."""
    return list(_walk(get_resolver().url_patterns, ""))


def _walk(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[Listed]:
    for entry in patterns:
        pattern = prefix + str(entry.pattern).lstrip("^")
        if isinstance(entry, URLResolver):
            yield from _walk(entry.url_patterns, pattern)
        else:
            yield _listed(entry, pattern)


def _listed(entry: URLPattern, pattern: str) -> Listed:
    name = entry.name or ""
    view: Callable[..., HttpResponseBase] = entry.callback
    audience = getattr(view, "audience", "") or THIRD_PARTY.get(name, "")
    example = "/" + _PART.sub(lambda m: EXAMPLES.get(m["kind"] or "str", "example"), pattern).rstrip("$")
    return Listed(name, "/" + pattern, str(audience), example, _module(view))


def _module(view: Any) -> str:
    return str(getattr(view, "view_class", view).__module__)
