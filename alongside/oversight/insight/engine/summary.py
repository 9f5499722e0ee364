"""Many played lives to what a page shows: the middle and the band of each measure, and the days on which things end."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from alongside.oversight.insight.engine.inputs import Inputs
from alongside.oversight.insight.engine.pipeline import A_WEEK, MONTHS, WEEKS, Array, Paths

PARTS = (("low", 10), ("middle", 50), ("high", 90))
"""A band holds 8 of 10 played lives."""
NONE_LEFT = 0.5
"""Fewer children than this are nobody: the simulation counts in parts of children."""
MONTH_ENDS = np.minimum(WEEKS, np.ceil(np.arange(1, MONTHS + 1) / A_WEEK)).astype(int) - 1


def joined(lots: Sequence[Paths]) -> Paths:
    """All replications together."""
    return Paths(*(np.concatenate([getattr(lot, name) for lot in lots]) for name in Paths.__slots__))


def result_of(given: Inputs, lots: Sequence[Paths]) -> dict[str, Any]:
    """What is kept of a run: month by month, and when things are reached; plain values."""
    paths = joined(lots)
    return {
        "months": [month_of(given.starts_on, number).isoformat() for number in range(MONTHS)],
        "series": {name: _parts(values) for name, values in _monthly(given, paths).items()},
        "events": _events(given, paths),
        "remedy": _of_one(paths.remedy_months.sum(axis=1) * given["remedy"]),
        "n": int(paths.queue.shape[0]),
    }


def month_of(starts_on: date, number: int) -> date:
    """The first day of the month that is played as number so and so."""
    months = starts_on.year * 12 + starts_on.month - 1 + number
    return date(months // 12, months % 12 + 1, 1)


def _monthly(given: Inputs, paths: Paths) -> Mapping[str, Array]:
    finished, in_time = _by_month(paths.finished), _by_month(paths.in_time)
    share = np.divide(100 * in_time, finished, out=np.full_like(finished, np.nan), where=finished > NONE_LEFT)
    levels = {name: getattr(paths, name)[:, MONTH_ENDS] for name in ("queue", "late_advice", "open", "over_20", "over_52")}
    posts = given["psychologists"] * given["psychologist_cost"] + given["officers"] * given["officer_cost"]
    spent = np.cumsum(_by_month(paths.bought), axis=1) * given["agency_price"]
    return levels | {
        "on_time": share, "finished": finished, "breaches": np.cumsum(finished - in_time, axis=1),
        "cost": spent + posts * np.arange(1, MONTHS + 1) / 12,
    }


def _by_month(weekly: Array) -> Array:
    """Sums of the weeks of each month."""
    total = np.cumsum(weekly, axis=1)[:, MONTH_ENDS]
    found: Array = np.diff(total, axis=1, prepend=0.0)
    return found


def _parts(values: Array) -> dict[str, list[float | None]]:
    """Low, middle and high of each month; empty where nothing happened in most lives."""
    is_known = np.isfinite(values).mean(axis=0) > 0.5
    found: dict[str, list[float | None]] = {}
    for name, percent in PARTS:
        column = np.nanpercentile(np.where(is_known, values, 0.0), percent, axis=0)
        found[name] = [round(float(v), 1) if known else None for v, known in zip(column, is_known, strict=True)]
    return found


def _of_one(values: Array) -> dict[str, float]:
    return {name: round(float(np.percentile(values, percent)), 1) for name, percent in PARTS}


def _events(given: Inputs, paths: Paths) -> dict[str, Any]:
    """When the queue is half, when no advice is late, when no assessment is over 20 weeks; and how often that came."""
    is_gone = paths.late_advice < NONE_LEFT
    is_back = np.logical_or.accumulate(is_gone, axis=1) & (paths.late_advice >= 2 * NONE_LEFT)
    return {
        "half": _when(given, paths.queue <= given["queue_now"] / 2),
        "no_late_advice": _when(given, is_gone),
        "late_again": _when(given, is_back),
        "none_over_20": _when(given, paths.over_20 < NONE_LEFT),
    }


def _when(given: Inputs, is_so: npt.NDArray[np.bool_]) -> dict[str, Any]:
    """The first day of the week in which it is so; a day is empty where it comes in too few of the lives."""
    first = np.where(is_so.any(axis=1), is_so.argmax(axis=1), WEEKS)
    found: dict[str, Any] = {"of_100": round(100 * float(is_so.any(axis=1).mean()))}
    for name, percent in PARTS:
        week = int(np.percentile(first, percent, method="higher"))
        found[name] = (given.starts_on + timedelta(weeks=week + 1)).isoformat() if week < WEEKS else None
    return found
