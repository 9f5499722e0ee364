"""`alongside urls`: every page with its audience and an example address."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from alongside.config import pages


class Command(BaseCommand):
    """List the address space."""

    help = "List every page: its name, address, audience and an example address."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        rows = [row.as_dict() for row in pages.all_pages()]
        if options["json"]:
            self.stdout.write(json.dumps(rows, indent=1))
            return
        for row in rows:
            self.stdout.write(f"{row['audience']:<28} {row['name']:<34} {row['pattern']}")
