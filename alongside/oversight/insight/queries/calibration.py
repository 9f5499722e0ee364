"""How many of the ranges we gave held: public figures, with small numbers kept back before they reach a page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncMonth

from alongside.oversight.insight.models import Score
from alongside.oversight.insight.words import FEWEST_CASES, SCORED_DAYS, SHARES
from alongside.work.ehc.words.stages import Stage

BASE = 5
"""Public counts are rounded to this; a share speaks of fewer than this many families on neither side."""


@dataclass(frozen=True, slots=True)
class Held:
    """One public figure: rounded counts, and the share in words. `n` is None where the number is too small to show."""

    n: int | None
    percent: int | None
    words: str


@dataclass(frozen=True, slots=True)
class StageHeld:
    """One stage: of the 50% and of the 80% ranges, how many held."""

    stage: str
    held: tuple[Held, ...]


@dataclass(frozen=True, slots=True)
class MonthHeld:
    """All stages' 80% ranges given in a month."""

    month: date
    held: Held
    is_replayed: bool


def by_stage(on: date) -> list[StageHeld]:
    """The last two years' ranges by stage and share."""
    rows = _recent(on).values("stage", "share").annotate(n=Sum("n_scored"), k=Sum("n_held"))
    known = {(row["stage"], row["share"]): published(row["n"], row["k"]) for row in rows}
    none = published(0, 0)
    return [StageHeld(stage, tuple(known.get((stage, share), none) for share in SHARES)) for stage in Stage]


def by_month(on: date) -> list[MonthHeld]:
    """The 80% ranges of each month in which any were given, the earliest first."""
    rows: Iterable[dict[str, Any]] = (
        _recent(on).filter(share=SHARES[-1]).annotate(month=TruncMonth("made_on")).values("month")
        .annotate(n=Sum("n_scored"), k=Sum("n_held"), replayed=Count("pk", filter=Q(is_replayed=True))).order_by("month")
    )
    return [MonthHeld(row["month"], published(row["n"], row["k"]), bool(row["replayed"])) for row in rows]


def _recent(on: date) -> Any:
    latest = Score.objects.order_by("-made_on").values_list("made_on", flat=True).filter(n_scored__gt=0, made_on__lte=on)
    last = latest.first() or on
    return Score.objects.filter(made_on__gt=last - timedelta(days=SCORED_DAYS), made_on__lte=last)


def published(n: int, k: int) -> Held:
    """A figure as it may be shown: nothing below 30, both counts rounded to 5, and no share that names a few."""
    if n < FEWEST_CASES:
        return Held(None, None, "too few to show")
    shown = BASE * round(n / BASE)
    if min(k, n - k) < BASE:
        edge = round(100 * (n - BASE) / n)
        return Held(shown, None, f"{edge}% or more" if k > n - k else f"{100 - edge}% or less")
    percent = round(100 * BASE * round(k / BASE) / shown)
    return Held(shown, percent, f"{percent}%")
