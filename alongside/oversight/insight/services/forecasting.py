"""Making ranges for groups of families, and counting later how many of them held."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from alongside.ground.core.dates import day_of
from alongside.oversight.insight.engine import grouping, scoring
from alongside.oversight.insight.models import Forecast, Score, Spell
from alongside.oversight.insight.queries import outlooks
from alongside.oversight.insight.queries.groups import Group, Range
from alongside.oversight.insight.words import EVERY_DAYS, FEWEST_CASES, LOOK_BACK_DAYS, SCORED_FOR_DAYS


def make(*, at: datetime) -> int:
    """Make this week's ranges from the store, once a week; answers how many groups got some.

    Those of more than three years ago have been scored for good and are forgotten; the scores stay.
    """
    on = day_of(at)
    Forecast.objects.filter(made_on__lte=on - timedelta(days=SCORED_FOR_DAYS)).delete()
    given = Forecast.objects.filter(is_replayed=False)
    if given.filter(made_on__gt=on - timedelta(days=EVERY_DAYS), made_on__lte=on).exists():
        return 0
    return make_as_of(on, list(Spell.objects.all()))


@transaction.atomic
def make_as_of(on: date, spells: Sequence[Spell], *, is_replayed: bool = False) -> int:
    """Make the ranges of a day from nothing but what was known by then; answers how many groups got some."""
    Forecast.objects.filter(made_on=on).delete()
    rows = [
        Forecast(
            made_on=on, stage=found.stage, district=found.group[0], source=found.group[1], season=found.group[2],
            n_cases=found.n_cases, ranges=found.ranges, is_replayed=is_replayed,
        )
        for found in grouping.forecasts(spells, on=on)
    ]
    outlooks.forget()
    return len(Forecast.objects.bulk_create(rows, batch_size=100))


@transaction.atomic
def replay(*, at: datetime) -> int:
    """Work out the ranges of past months as they would have been, so that a new installation can be scored at once.

    For the first of each month of the last two years on which enough waits were seen and nothing was given; answers
    for how many. They say on the public page that they were worked out later, and are told to no family.
    """
    spells, made = list(Spell.objects.all()), 0
    for on in _firsts_of_months(day_of(at)):
        n_seen = sum(spell.entered_on <= on <= spell.seen_to_on and spell.seen_from_on <= on for spell in spells)
        if n_seen >= FEWEST_CASES and not Forecast.objects.filter(made_on=on).exists():
            made += bool(make_as_of(on, spells, is_replayed=True))
    return made


def _firsts_of_months(until: date) -> list[date]:
    """The first day of each month that lies in the last two years, the earliest first."""
    months = [until.year * 12 + until.month - 1 - number for number in range(LOOK_BACK_DAYS // 31 + 1)]
    return sorted(day for month in months if (day := date(month // 12, month % 12 + 1, 1)) < until)


@transaction.atomic
def score(*, at: datetime) -> int:
    """Count, for each day on which ranges were given, how many held by now; answers for how many days."""
    on = day_of(at)
    spells = list(Spell.objects.all())
    days = list(Forecast.objects.filter(made_on__gt=on - timedelta(days=SCORED_FOR_DAYS), made_on__lt=on)
                .order_by("made_on").values_list("made_on", flat=True).distinct())
    for made_on in days:
        _score_day(made_on, spells, on)
    return len(days)


def _score_day(made_on: date, spells: Sequence[Spell], on: date) -> None:
    given: dict[tuple[str, Group], list[Range]] = {
        (row.stage, (row.district, row.source, row.season)): row.ranges
        for row in Forecast.objects.filter(made_on=made_on)
    }
    is_replayed = Forecast.objects.filter(made_on=made_on, is_replayed=True).exists()
    rows = [
        Score(made_on=made_on, stage=stage, share=share, n_given=tally.n_given, n_scored=tally.n_scored,
              n_held=tally.n_held, n_early=tally.n_early, n_late=tally.n_late, scored_on=on, is_replayed=is_replayed)
        for (stage, share), tally in scoring.tallies(given, spells, made_on=made_on).items()
    ]
    Score.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["made_on", "stage", "share"],
        update_fields=["n_given", "n_scored", "n_held", "n_early", "n_late", "scored_on"],
    )
