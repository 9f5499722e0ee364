"""Making ranges for groups of families, and counting later how many of them held."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from alongside.ground.core.dates import day_of
from alongside.oversight.insight.engine import grouping, scoring
from alongside.oversight.insight.models import Forecast, Score, Spell
from alongside.oversight.insight.queries.groups import Group, Range
from alongside.oversight.insight.words import EVERY_DAYS, SCORED_DAYS


def make(*, at: datetime) -> int:
    """Make this week's ranges from the store, once a week; answers how many groups got some."""
    on = day_of(at)
    if Forecast.objects.filter(made_on__gt=on - timedelta(days=EVERY_DAYS), made_on__lte=on).exists():
        return 0
    return make_as_of(on, list(Spell.objects.all()))


@transaction.atomic
def make_as_of(on: date, spells: Sequence[Spell]) -> int:
    """Make the ranges that would have been given on a day, from nothing but what was known by then."""
    Forecast.objects.filter(made_on=on).delete()
    rows = [
        Forecast(
            made_on=on, stage=found.stage, district=found.group[0], source=found.group[1], season=found.group[2],
            n_cases=found.n_cases, ranges=found.ranges,
        )
        for found in grouping.forecasts(spells, on=on)
    ]
    return len(Forecast.objects.bulk_create(rows, batch_size=100))


@transaction.atomic
def score(*, at: datetime) -> int:
    """Count, for each day on which ranges were given, how many held by now; answers for how many days."""
    on = day_of(at)
    spells = list(Spell.objects.all())
    days = list(Forecast.objects.filter(made_on__gt=on - timedelta(days=SCORED_DAYS + EVERY_DAYS), made_on__lt=on)
                .order_by("made_on").values_list("made_on", flat=True).distinct())
    for made_on in days:
        _score_day(made_on, spells, on)
    return len(days)


def _score_day(made_on: date, spells: Sequence[Spell], on: date) -> None:
    given: dict[tuple[str, Group], list[Range]] = {
        (row.stage, (row.district, row.source, row.season)): row.ranges
        for row in Forecast.objects.filter(made_on=made_on)
    }
    rows = [
        Score(made_on=made_on, stage=stage, share=share, n_given=tally.n_given, n_scored=tally.n_scored,
              n_held=tally.n_held, n_early=tally.n_early, n_late=tally.n_late, scored_on=on)
        for (stage, share), tally in scoring.tallies(given, spells, made_on=made_on).items()
    ]
    Score.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["made_on", "stage", "share"],
        update_fields=["n_given", "n_scored", "n_held", "n_early", "n_late", "scored_on"],
    )
