"""Areas and districts for which a role can be held; `config` says where their names come from, as it does for doors."""

from collections.abc import Callable, Sequence

Source = Callable[[], Sequence[tuple[str, str]]]
EVERYWHERE = ""
"""Code of a role that is held for the whole area."""
_source: list[Source] = []


def bind(source: Source) -> None:
    """Say where codes and names of areas and districts come from."""
    _source[:] = [source]


def choices() -> list[tuple[str, str]]:
    """Codes and names, in the order in which they are offered; none where nobody has bound a source."""
    return [pair for source in _source for pair in source()]


def words_of(code: str) -> str:
    """The name of an area or district; the code itself where nobody knows it any more; nothing for everywhere."""
    return dict(choices()).get(code, code) if code else ""
