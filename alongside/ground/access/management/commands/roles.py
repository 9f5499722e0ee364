"""`alongside roles --markdown`: write out roles and permissions from the code."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from alongside.ground.access import services
from alongside.ground.access.words import ROLES


class Command(BaseCommand):
    """Exit code 0."""

    help = "List the roles; with --markdown, print the page docs/generated/roles.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """[--markdown]."""
        parser.add_argument("--markdown", action="store_true", help="Print roles and permissions as Markdown.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print it."""
        del args
        if options["markdown"]:
            self.stdout.write(services.roles_markdown(), ending="")
            return
        for role in ROLES.values():
            self.stdout.write(f"{role.code}: {role.title}")
