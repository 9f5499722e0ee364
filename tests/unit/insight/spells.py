"""Spells by hand: `spell(entered=10, took=30)`, in days since 1 January 2024."""

from dataclasses import dataclass
from datetime import date, timedelta

DAY_0 = date(2024, 1, 1)


def day(n):
    return DAY_0 + timedelta(days=n)


@dataclass
class Wait:
    stage: str
    entered_on: date
    left_on: date | None
    is_reached: bool
    district: str
    source: str
    season: str
    seen_from_on: date
    seen_to_on: date


def spell(entered=0, took=None, seen_to=10_000, *, stage="answer", reached=True, district="E1", source="parent",
          season="spring", seen_from=None):
    return Wait(
        stage, day(entered), None if took is None else day(entered + took), took is not None and reached, district,
        source, season, day(entered if seen_from is None else seen_from), day(seen_to),
    )
