"""`alongside insight refresh | replay`: forecasts now instead of tonight, and those of past months for a first score."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from alongside.oversight.insight.services import facts, forecasting


class Command(BaseCommand):
    """Take in facts and make ranges now; with `replay` those of past months as well."""

    help = "Take in facts, make this week's ranges and score earlier ones; replay: those of the last two years too."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["refresh", "replay"])

    def handle(self, *_args: Any, **options: Any) -> None:
        at = timezone.now()
        n_rows = facts.take_in(at=at)
        n_months = forecasting.replay(at=at) if options["what"] == "replay" else 0
        n_groups = forecasting.make(at=at)
        n_days = forecasting.score(at=at)
        self.stdout.write(f"{n_rows} spells, {n_groups} groups with new ranges, {n_months} months replayed, "
                          f"{n_days} days scored.")
