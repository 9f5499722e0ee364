"""The `alongside` command: the one door for operators."""

import os
import sys


def main(argv: list[str] | None = None) -> int:
    """Run one command; returns the exit code (0 done, 1 failed, 2 wrong call or configuration)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alongside.config.settings")
    from alongside.config.environment import ConfigurationError

    try:
        from django.core.management import execute_from_command_line

        execute_from_command_line(["alongside", *(sys.argv[1:] if argv is None else argv)])
    except ConfigurationError as error:
        print(f"alongside: {error}", file=sys.stderr)
        return 2
    return 0
