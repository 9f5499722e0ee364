"""`alongside health`: the same facts as /health/ready, for scripts."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand

from alongside.config import health


class Command(BaseCommand):
    """Say whether the service can work; exit code 0 when it can, 1 when it can't."""

    help = "Check database, migrations, queue and storage. Exit code 1 when one of them can't work."

    def handle(self, *_args: Any, **_options: Any) -> None:
        facts = health.facts()
        self.stdout.write(json.dumps(facts, indent=1))
        sys.exit(0 if facts["ready"] else 1)
