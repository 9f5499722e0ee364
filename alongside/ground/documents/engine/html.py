"""A letter as one HTML page that needs nothing else. Every word passes through `Markup.format`, which escapes it."""

from pathlib import Path

from markupsafe import Markup

from alongside.ground.documents.engine import inline
from alongside.ground.documents.engine.letter import (
    Address,
    Block,
    Facts,
    Heading,
    Items,
    Letter,
    Paragraph,
    Quote,
    Sender,
    Signature,
    Table,
)

_STYLE = Markup((Path(__file__).resolve().parents[1] / "data" / "letter.css").read_text(encoding="utf-8"))  # noqa: S704 - our own file
_PAGE = Markup(
    '<!doctype html>\n<html lang="{language}" dir="{direction}">\n<head>\n<meta charset="utf-8">\n'
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="robots" content="noindex">\n'
    "<title>{title}</title>\n<style>\n{style}</style>\n</head>\n"
    '<body class="{size}">\n<main>\n{opening}<h1>{title}</h1>\n{body}</main>\n</body>\n</html>\n'
)


def compose_html(letter: Letter) -> bytes:
    """The page in UTF-8; it has no script and fetches nothing."""
    opening = _opening(letter.opening)
    page = _PAGE.format(
        language=letter.language, direction=letter.direction, title=letter.title, style=_STYLE,
        size=letter.text_size.value, opening=opening, body=_joined([_html(block) for block in letter.body]),
    )
    return str(page).encode()


def compose_inside(letter: Letter) -> Markup:
    """What stands above and below the title, for a page that has its own frame and gives the title itself."""
    return _joined([_html(block) for block in letter.blocks])


def _opening(blocks: tuple[Block, ...]) -> Markup:
    """What stands above the title; what comes up to the first address is laid out for the envelope's window."""
    window = next((n for n, block in enumerate(blocks) if isinstance(block, Address)), None)
    if window is None:
        return _joined([_html(block) for block in blocks])
    in_envelope = _joined([_html(block, is_window=n == window) for n, block in enumerate(blocks[:window + 1])])
    return Markup('<div class="envelope">\n{}</div>\n{}').format(
        in_envelope, _joined([_html(block) for block in blocks[window + 1:]])
    )


def _html(block: Block, *, is_window: bool = False) -> Markup:
    match block:
        case Heading():
            return Markup("<h{0}>{1}</h{0}>\n").format(block.level, block.text)
        case Paragraph():
            return Markup("<p>{}</p>\n").format(_inline(block.text))
        case Quote():
            return Markup("<blockquote><p>{}</p></blockquote>\n").format(_lines(block.text.split("\n")))
        case Items():
            tag = "ol" if block.ordered else "ul"
            items = _joined([Markup("<li>{}</li>\n").format(_inline(item)) for item in block.items])
            return Markup("<{0}>\n{1}</{0}>\n").format(tag, items)
        case Table():
            return _table(block)
        case Facts():
            rows = _joined([Markup("<p><b>{}:</b> {}</p>\n").format(*pair) for pair in block.pairs])
            return Markup('<div class="facts">\n{}</div>\n').format(rows)
        case Signature():
            first = Markup("<b>{}</b>").format(block.name)
            return Markup('<p class="signature">{}</p>\n').format(_lines([first, block.role, *block.contact]))
        case Address():
            place = "window" if is_window else "address"
            return Markup('<p class="{}">{}</p>\n').format(place, _lines(block.lines))
        case Sender():
            return Markup('<p class="sender">{}</p>\n').format(_lines(block.lines))


def _table(table: Table) -> Markup:
    header = _joined([Markup('<th scope="col">{}</th>').format(cell) for cell in table.header])
    rows = _joined([
        Markup("<tr>{}</tr>\n").format(_joined([Markup("<td>{}</td>").format(cell) for cell in row]))
        for row in table.rows
    ])
    return Markup(
        "<table>\n<caption>{}</caption>\n<thead>\n<tr>{}</tr>\n</thead>\n<tbody>\n{}</tbody>\n</table>\n"
    ).format(table.caption, header, rows)


def _inline(text: str) -> Markup:
    parts = []
    for run in inline.runs(text):
        words = Markup('<a href="{}">{}</a>').format(run.href, run.shown) if run.href else Markup("{}").format(run.text)
        parts.append(Markup("<b>{}</b>").format(words) if run.is_bold else words)
    return _joined(parts)


def _lines(lines: "list[str] | tuple[str, ...]") -> Markup:
    return Markup("<br>\n").join(lines)


def _joined(parts: list[Markup]) -> Markup:
    return Markup("").join(parts)
