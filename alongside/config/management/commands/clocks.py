"""`alongside clocks replay|differences`: work every clock out again, or list where a stored date no longer follows."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from alongside.commons.clocks import services
from alongside.commons.clocks.models import ClockDifference
from alongside.ground.core.dates import day_of
from alongside.ground.ui.jinja import plural

Row = dict[str, Any]


class Command(BaseCommand):
    """Exit codes: 0 every stored date follows from the record, 1 at least one does not, 2 wrong call."""

    help = "Work the clocks out again, as every night, or list the differences that wait. Exit code 1: there are some."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """replay [--all] [--json]; differences [--json]."""
        acts = parser.add_subparsers(dest="act", required=True)
        replay = acts.add_parser("replay", help="Compare each running clock with its record; --all takes closed ones too.")
        replay.add_argument("--all", action="store_true", dest="is_all", help="Closed clocks as well.")
        listed = acts.add_parser("differences", help="List stored dates that no longer follow from the record.")
        for sub in (replay, listed):
            sub.add_argument("--json", action="store_true", help="Print JSON.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it; the exit code says whether anything disagrees."""
        del args
        found = self.replay(is_all=options["is_all"]) if options["act"] == "replay" else {"differences": _waiting()}
        if options["json"]:
            self.stdout.write(json.dumps(found, indent=1))
        else:
            self.tell(found)
        if found["differences"]:
            raise SystemExit(1)

    def replay(self, *, is_all: bool) -> Row:
        """Go through the clocks of every room: a day that moved on is written, a past that changed is kept for a person."""
        now = timezone.now()
        items = (item for item in _items() if is_all or item.track.closed_on is None)
        outcome = services.replay_nightly(items, on=day_of(now), at=now)
        changed = set(outcome.changed)
        return {"n_seen": outcome.n_seen, "n_moved": outcome.n_moved, "n_changed": len(changed),
                "differences": [row for row in _waiting() if row["track"] in changed]}

    def tell(self, found: Row) -> None:
        """In words."""
        if "n_seen" in found:
            clocks = plural(found["n_seen"], "clock")
            self.stdout.write(f"{clocks} worked out again, {found['n_moved']} moved with the day.")
        for row in found["differences"]:
            self.stdout.write(f"{row['track']} ({row['kind']}, found {row['found_at']})")
            for line in row["lines"]:
                self.stdout.write(f"  {line}")
        n_found = len(found["differences"])
        self.stdout.write(f"{n_found} disagree." if n_found else "Every stored date follows from the record.")


def _items() -> Iterator[services.Item]:
    """Everything on a clock in every room that has `clock_items` among its tasks."""
    for room in settings.ROOMS:
        if find_spec(f"{room}.tasks") is not None:
            items = getattr(import_module(f"{room}.tasks"), "clock_items", None)
            if items is not None:
                yield from items()


def _waiting() -> list[Row]:
    """Differences that nobody has settled, the oldest first; by track, never by child."""
    rows = ClockDifference.objects.filter(settled_at__isnull=True).select_related("track").order_by("found_at", "id")
    return [
        {"track": row.track.ref, "kind": row.kind, "found_at": row.found_at.isoformat(timespec="seconds"),
         "lines": list(row.lines)}
        for row in rows
    ]
