"""`alongside people seed` and `alongside people settings FILE.csv`: reference data for a new installation."""

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from alongside.ground.access import services as access
from alongside.ground.core.errors import InvalidError
from alongside.ground.people import services
from alongside.ground.people.services.places import rows_of_csv
from alongside.ground.people.words import POSTCODE_ATTRIBUTION


class Command(BaseCommand):
    """Loads areas, bodies, teams, posts and postcodes, or the register of settings; twice is the same as once."""

    help = (
        "seed: load areas, districts, bodies, teams, posts and postcodes. "
        "settings FILE.csv: load settings from a register of schools (columns URN, EstablishmentName or Name, "
        "TypeOfEstablishment (name) or Type, PhaseOfEducation (name) or Phase, Postcode, LA (code) or LA, ...). "
        "terms FILE.csv: load closures from term dates (columns URN, First day, Last day; no URN means the whole area). "
        "Exit code 0 when done, 1 when the file can't be taken."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to load."""
        parser.add_argument("what", choices=["seed", "settings", "terms"])
        parser.add_argument("file", nargs="?", help="the CSV file for `settings` or `terms`")
        parser.add_argument("--without-postcodes", action="store_true", help="leave the postcodes out of `seed`")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Load, and say how much."""
        at = timezone.now()
        try:
            with access.act(by=None, at=at, code=f"people.{options['what']}.loaded"):
                if options["what"] == "settings":
                    counts = services.load_settings(self._rows("settings", options["file"]), by=None, at=at)
                elif options["what"] == "terms":
                    counts = services.load_terms(self._rows("terms", options["file"]), by=None, at=at)
                else:
                    counts = services.load_reference(by=None, at=at)
                    if not options["without_postcodes"]:
                        counts |= services.load_places(by=None, at=at)
        except InvalidError as error:
            raise CommandError(str(error)) from None
        for name, number in counts.items():
            self.stdout.write(f"{name}: {number}")
        if "places" in counts:
            self.stdout.write(POSTCODE_ATTRIBUTION)

    def _rows(self, what: str, name: str | None) -> Iterator[dict[str, str]]:
        if not name or not Path(name).is_file():
            raise CommandError(f"Name a CSV file: alongside people {what} FILE.csv")
        return rows_of_csv(Path(name))
