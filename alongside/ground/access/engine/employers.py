"""Which badges are an organisation other than the council; `config` says who knows, as it does for places."""

from collections.abc import Callable, Collection, Mapping

Source = Callable[[Collection[str]], Mapping[str, str]]
"""Names of organisations by badge; the council has an empty name, what is no organisation is left out."""
_source: list[Source] = []


def bind(source: Source) -> None:
    """Say who knows the organisations behind badges."""
    _source[:] = [source]


def names(badges: Collection[str]) -> dict[str, str]:
    """Names of organisations by badge; none where nobody has bound a source."""
    return {badge: name for source in _source for badge, name in source(badges).items()}


def outside(badges: Collection[str], known: Mapping[str, str]) -> str:
    """The organisation for which somebody with these badges works; empty for the council's own staff.

    Who bears a badge of the council is its staff, whatever other group they sit on.
    """
    found = sorted(known[badge] for badge in badges if badge in known)
    return found[0] if found else ""
