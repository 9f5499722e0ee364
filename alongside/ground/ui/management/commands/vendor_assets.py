"""Takes stylesheet and script of govuk-frontend out of an unpacked npm package, without font, crown and crest."""

import json
import re
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

TARGET = Path(__file__).resolve().parents[2] / "static" / "ui"
NAMES = ("govuk-frontend.min.css", "govuk-frontend.min.js")
FORBIDDEN = (
    "@font-face", "GDS Transport", "crest", "crown", "sourceMappingURL", "/assets/", "Margaret Calvert", "url(",
)


class Command(BaseCommand):
    """`alongside vendor_assets FOLDER`, after `npm pack govuk-frontend@VERSION` and unpacking it."""

    help = "Copy govuk-frontend's CSS and JavaScript from an unpacked npm package, without what only GOV.UK may use."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The folder that holds package.json and dist/."""
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, strip, check, write; nothing is written when something forbidden is left."""
        folder: Path = options["folder"]
        try:
            package = json.loads((folder / "package.json").read_text())
            texts = {name: (folder / "dist" / "govuk" / name).read_text() for name in NAMES}
        except OSError as error:
            raise CommandError(f"That is not an unpacked govuk-frontend package: {error.strerror}.") from None
        stripped = {name: strip(text) for name, text in texts.items()}
        for name, text in stripped.items():
            left = [mark for mark in FORBIDDEN if mark in text]
            if left:
                raise CommandError(f"{name} still holds: {', '.join(left)}.")
        for name, text in stripped.items():
            (TARGET / name).write_text(text)
        (TARGET / "VENDORED.md").write_text(notice(package))
        self.stdout.write(f"govuk-frontend {package['version']}: {', '.join(NAMES)}")


def strip(text: str) -> str:
    """The text without fonts, font notice, crest rules and source maps."""
    text = re.sub(r"/\*![^*]*Margaret Calvert[^*]*\*/", "", text)
    text = re.sub(r"@font-face\{[^}]*\}", "", text)
    text = re.sub(r"GDS Transport,\s*arial", "Arial", text)
    text = re.sub(r"@supports \(\(-webkit-mask-position[^{]*\{\.govuk-footer__copyright-logo:before\{[^}]*\}\}", "",
                  text)
    text = re.sub(r"[^{}]*\.govuk-footer__copyright-logo(:[a-z]+)?\{[^}]*\}", "", text)
    text = re.sub(r"\.govuk-footer__crown\{[^}]*\}|@media [^{}]*\{\}", "", text)
    text = re.sub(r"/\*# sourceMappingURL=[^*]*\*/|//# sourceMappingURL=\S*", "", text)
    return text.rstrip() + "\n"


def notice(package: dict[str, Any]) -> str:
    """What was taken, from where, and under which licence."""
    return (
        "# Vendored files\n\n"
        f"`{NAMES[0]}` and `{NAMES[1]}` come from the npm package {package['name']} {package['version']}\n"
        f"({package['license']} licence, © Crown copyright, Government Digital Service), by\n"
        "`alongside vendor_assets FOLDER`. Taken out: the typeface GDS Transport, the royal crest, source maps.\n"
        "No font and no picture of GOV.UK is part of this project, and its pages are not GOV.UK pages.\n"
    )
