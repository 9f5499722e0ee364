"""A letter's page as a part of the print run: only the marks that letters need, headings one step lower."""

from html.parser import HTMLParser

from markupsafe import Markup

_HEADINGS = {"h1": "h2", "h2": "h3", "h3": "h4", "h4": "h5"}
_KEPT = frozenset({
    "p", "b", "strong", "i", "em", "ul", "ol", "li", "table", "caption", "thead", "tbody", "tr", "th", "td", "br",
    "blockquote", "address", "div", "dl", "dt", "dd", "span",
})
_UNSEEN = frozenset({"head", "style", "script", "title"})
_SCOPES = {"col", "row"}


class _Printer(HTMLParser):
    """Writes words and known marks again, each mark bare; everything else is left out."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[Markup] = []
        self.n_unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.n_unseen += tag in _UNSEEN
        name = _HEADINGS.get(tag, tag if tag in _KEPT else "")
        if not name or self.n_unseen:
            return
        scope = dict(attrs).get("scope")
        is_scoped = tag == "th" and scope in _SCOPES
        self.parts.append(Markup("<{} scope={}>").format(name, scope) if is_scoped else Markup("<{}>").format(name))

    def handle_endtag(self, tag: str) -> None:
        self.n_unseen -= tag in _UNSEEN and self.n_unseen > 0
        name = _HEADINGS.get(tag, tag if tag in _KEPT - {"br"} else "")
        if name and not self.n_unseen:
            self.parts.append(Markup("</{}>").format(name))

    def handle_data(self, data: str) -> None:
        if not self.n_unseen:
            self.parts.append(Markup.escape(data))


def for_print(page: str) -> Markup:
    """What of a whole page, or of a piece of one, is printed within the run; nothing of it can act."""
    printer = _Printer()
    printer.feed(page.replace("\x00", ""))
    printer.close()
    return Markup("").join(printer.parts)
