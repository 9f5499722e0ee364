"""Collects the texts of a room into its catalogues, and compiles them."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po
from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

METHODS = [("**/templates/**", "ignore"), ("**.py", "python"), ("**/jinja2/**.html", "jinja2")]
OPTIONS = {"**/jinja2/**.html": {
    "encoding": "utf-8", "silent": "false", "trimmed": "true",
    "extensions": "jinja2.ext.do,jinja2.ext.loopcontrols,jinja2.ext.i18n",
}}
_NO_DATE = datetime(2025, 1, 1, tzinfo=UTC)
HEADER: dict[str, Any] = {
    "project": "Alongside", "version": "1", "copyright_holder": "the contributors of Alongside", "fuzzy": False,
    "creation_date": _NO_DATE, "revision_date": _NO_DATE, "msgid_bugs_address": "none", "last_translator": "nobody yet",
    "language_team": "none", "header_comment": "# Draft translation, not yet checked by a speaker.",
}
"""The same texts give the same file, whenever it is written."""
KEYWORDS = {"_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "ngettext": (1, 2),
            "ngettext_lazy": (1, 2), "pgettext": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3)}


class Command(BaseCommand):
    """`alongside translate ui [--check]`: new texts are added, vanished ones dropped, translations kept."""

    help = "Bring the catalogues of rooms up to date with their texts, and compile them."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Which rooms, and whether to fail when something is out of date."""
        parser.add_argument("rooms", nargs="+", metavar="ROOM")
        parser.add_argument("--check", action="store_true", help="Write nothing; fail when a catalogue is out of date.")

    def handle(self, *args: Any, **options: Any) -> None:
        """One catalogue for each language but English."""
        for room in options["rooms"]:
            folder = Path(apps.get_app_config(room).path)
            for code, _ in settings.LANGUAGES:
                if code.startswith("en"):
                    continue
                target = folder / "locale" / code / "LC_MESSAGES"
                catalogue = renewed(folder, target / "django.po", code)
                if options["check"] and texts_of(catalogue) != kept_in(target / "django.mo"):
                    raise CommandError(f"{room} {code} is out of date; run `alongside translate {room}`.")
                if not options["check"]:
                    write(catalogue, target)
                n_done = len(texts_of(catalogue))
                self.stdout.write(f"{room} {code}: {n_done} of {len(catalogue)} texts translated")


def renewed(folder: Path, path: Path, code: str) -> Catalog:
    """The catalogue of a language with exactly the texts that the room has now."""
    found = Catalog(locale=code, **HEADER)
    for file, line, message, comments, context in extract_from_dir(
        folder, METHODS, OPTIONS, keywords=KEYWORDS, comment_tags=("Translators:",)
    ):
        found.add(message, None, [(file, line)], auto_comments=comments, context=context)
    if path.exists():
        with path.open("rb") as file_before:
            before = read_po(file_before, locale=code)
        for entry in found:
            kept = before.get(entry.id, entry.context) if entry.id else None
            if kept is not None:
                entry.string = kept.string
    return found


def texts_of(catalogue: Catalog) -> dict[Any, Any]:
    """What is translated, and how."""
    return {_key(m.id): _key(m.string) for m in catalogue if m.id and m.string and any(m.string)}


def _key(text: Any) -> Any:
    """Singular and plural as a tuple, whichever way they came."""
    return tuple(text) if isinstance(text, list) else text


def kept_in(path: Path) -> dict[Any, Any]:
    """What the compiled catalogue holds; nothing when it is missing."""
    if not path.exists():
        return {}
    with path.open("rb") as file:
        return texts_of(read_mo(file))


def compiled(catalogue: Catalog) -> bytes:
    """The binary form that gettext reads."""
    buffer = BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def write(catalogue: Catalog, target: Path) -> None:
    """Text and binary form; dates are left out so that the same texts give the same files."""
    target.mkdir(parents=True, exist_ok=True)
    with (target / "django.po").open("wb") as file:
        write_po(file, catalogue, sort_output=True, no_location=True, omit_header=False)
    (target / "django.mo").write_bytes(compiled(catalogue))
