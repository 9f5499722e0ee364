"""A letter as tagged PDF (PDF/UA-1), drawn from its own HTML; no network, no files."""

from typing import Any, NoReturn

from alongside.ground.documents.engine.html import compose_html
from alongside.ground.documents.engine.letter import Letter, PdfUnavailableError


class OutsideError(ValueError):
    """Something in the page asked for an address; a letter needs none."""


def refuse_all(*_asked: object, **_options: object) -> NoReturn:
    """Stands where WeasyPrint would fetch: nothing is ever fetched, from the network or the disk."""
    raise OutsideError("letters fetch nothing")


def compose_pdf(letter: Letter) -> bytes:
    """The PDF; raises PdfUnavailableError where the drawing library is missing."""
    return _drawn(compose_html(letter).decode())


def why_unavailable() -> str:
    """Why this machine can't make PDFs, or nothing."""
    try:
        import weasyprint  # noqa: F401 - loading it is the question
    except (ImportError, OSError) as fault:
        return f"{type(fault).__name__}: {str(fault).splitlines()[0]}"
    return ""


def _fetcher() -> Any:
    """WeasyPrint's own kind of fetcher, because it looks at more than the call; it refuses before it looks."""
    from weasyprint.urls import URLFetcher

    class Nothing(URLFetcher):  # type: ignore[misc]  # the library has no types
        """Fetches nothing."""

        def fetch(self, url: str, headers: object = None) -> NoReturn:
            refuse_all(url, headers)

    return Nothing(allowed_protocols=())


def _drawn(page: str) -> bytes:
    try:
        from weasyprint import HTML
    except (ImportError, OSError) as fault:
        raise PdfUnavailableError("install libpango-1.0-0, libpangoft2-1.0-0 and libharfbuzz-subset0") from fault
    drawn: bytes = HTML(string=page, url_fetcher=_fetcher()).write_pdf(pdf_variant="pdf/ua-1")
    return drawn
