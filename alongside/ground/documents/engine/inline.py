"""The only marks inside a paragraph: `**bold**` and `[words](https://...)`. Everything else is plain text.

A backslash takes the meaning from the next sign; `literal` does that for words that somebody else wrote.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(
    r"\\(?P<sign>[\\*\[\]()])"
    r"|\[(?P<words>[^\[\]\n]{1,300})\]\((?P<href>(?:https?://|mailto:|tel:)[^\s()<>\"'\\]{1,500})\)"
    r"|(?P<stars>\*\*)"
)


@dataclass(frozen=True, slots=True)
class Run:
    """Words that look alike: bold or not, and where they lead when they are a link."""

    text: str
    is_bold: bool = False
    href: str = ""

    @property
    def shown(self) -> str:
        """What stands on the page: a link shows its address too, because letters are printed."""
        address = "" if self.href.startswith("tel:") else self.href.removeprefix("mailto:")
        return self.text if not address or address == self.text else f"{self.text} ({address})"


def literal(words: str) -> str:
    """Somebody's words with every mark made harmless, to be put into a paragraph."""
    return re.sub(r"([\\*\[\]()])", r"\\\1", words)


def runs(text: str) -> tuple[Run, ...]:
    """The runs of a paragraph. Bold that is opened and never closed stays two stars."""
    pieces = list(_pieces(text))
    n_stars = sum(1 for piece in pieces if piece is None)
    is_bold, seen, found = False, 0, list[Run]()
    for piece in pieces:
        if piece is not None:
            found.append(Run(piece.text, is_bold, piece.href))
            continue
        seen += 1
        if n_stars % 2 and seen == n_stars:
            found.append(Run("**", is_bold))
        else:
            is_bold = not is_bold
    return _joined(found)


def shown(text: str) -> str:
    """The paragraph as plain words."""
    return "".join(run.shown for run in runs(text))


def _pieces(text: str) -> Iterator[Run | None]:
    """Plain runs and links as they come; nothing where two stars stand."""
    start = 0
    for match in _TOKEN.finditer(text):
        if match.start() > start:
            yield Run(text[start:match.start()])
        if match["sign"]:
            yield Run(match["sign"])
        elif match["stars"]:
            yield None
        else:
            yield Run(match["words"], href=match["href"])
        start = match.end()
    if start < len(text):
        yield Run(text[start:])


def _joined(found: list[Run]) -> tuple[Run, ...]:
    joined: list[Run] = []
    for run in found:
        last = joined[-1] if joined else None
        if last and not run.href and not last.href and last.is_bold == run.is_bold:
            joined[-1] = Run(last.text + run.text, run.is_bold)
        else:
            joined.append(run)
    return tuple(joined)
