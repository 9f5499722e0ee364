"""`alongside restore FILE`: into an empty database, checked first, audited afterwards."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from alongside.config import archive


class Command(BaseCommand):
    """Restore an archive that `alongside backup` wrote."""

    help = "Check every sum of an archive, restore it into an empty database, and verify the audit trail."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the archive to read")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            n_files = archive.read(options["file"])
        except (archive.ArchiveError, OSError, KeyError, ValueError) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"Restored the database and {n_files} files. Verifying the audit trail:")
        call_command("audit", "verify", stdout=self.stdout)
