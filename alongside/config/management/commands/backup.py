"""`alongside backup FILE`: database, uploads and audit heads in one archive."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from alongside.config import archive


class Command(BaseCommand):
    """Back up while the service runs."""

    help = "Write database, uploads and audit heads to one archive, each with its checksum."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the archive to write; an existing one is replaced whole")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            sums = archive.write(options["file"], at=timezone.now())
        except (archive.ArchiveError, OSError) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{options['file']}: the database and {len(sums) - 1} files.")
