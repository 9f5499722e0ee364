"""What the waits of others say to a family that waits: days in between, never a date, never a yes or no."""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Max

from alongside.oversight.insight.models import Forecast
from alongside.oversight.insight.queries.groups import Group, Range, SpellLike, line_for, widening
from alongside.oversight.insight.words import FRESH_DAYS
from alongside.work.ehc.words.stages import Stage


@dataclass(frozen=True, slots=True)
class Between:
    """The days between which so many of ten families heard; `to_on` is None where too few have waited to the end."""

    tenths: int
    from_on: date
    to_on: date | None


@dataclass(frozen=True, slots=True)
class Outlook:
    """One stage ahead of a family; `most` and `half` are None when too few families have been there."""

    stage: str
    is_if_agreed: bool
    n_cases: int
    is_of_district: bool
    most: Between | None
    half: Between | None


Ranges = Mapping[tuple[str, Group], list[Range]]
LASTS = 60.0
"""Seconds for which a process keeps the ranges."""
MOST_KEPT = 500
"""Sets of groups that a process keeps at most."""
_Key = tuple[date, frozenset[str], frozenset[str], frozenset[str], frozenset[str]]
_kept: dict[_Key, tuple[float, Ranges]] = {}


def current(waits: Iterable[SpellLike], *, on: date) -> Ranges:
    """The latest ranges of the groups of these waits, unless they are too old to be told.

    They change once a night, so each process keeps them for a minute: two queries then, none before.
    """
    given = list(waits)
    if not given:
        return {}
    key = (
        on, frozenset(wait.stage for wait in given), frozenset({"", *(wait.district for wait in given)}),
        frozenset({"", *(wait.source for wait in given)}), frozenset({"", *(wait.season for wait in given)}),
    )
    found = _kept.get(key)
    if found is None or found[0] < time.monotonic():
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        found = _kept[key] = (time.monotonic() + LASTS, _read(*key))
    return found[1]


def _read(on: date, stages: frozenset[str], districts: frozenset[str], sources: frozenset[str],
          seasons: frozenset[str]) -> Ranges:
    made_on = Forecast.objects.filter(made_on__lte=on, is_replayed=False).aggregate(latest=Max("made_on"))["latest"]
    if made_on is None or made_on < on - timedelta(days=FRESH_DAYS):
        return {}
    found = Forecast.objects.filter(
        made_on=made_on, stage__in=stages, district__in=districts, source__in=sources, season__in=seasons,
    )
    rows = found.values_list("stage", "district", "source", "season", "ranges")
    # An empty mapping means that no range is kept at all; a marker says that some are, if of none of these groups.
    return {("", ("", "", "")): []} | {(stage, (d, source, season)): ranges for stage, d, source, season, ranges in rows}


def forget() -> None:
    """Read the ranges anew."""
    _kept.clear()


def outlooks(waits: Sequence[SpellLike], ranges: Ranges, *, on: date) -> tuple[Outlook, ...]:
    """What the ranges say about each stage that a family waits in; nothing at all where no ranges are kept."""
    is_undecided = any(wait.stage == Stage.ANSWER for wait in waits)
    return tuple(
        _outlook(wait, ranges, on, is_if_agreed=is_undecided and wait.stage == Stage.WHOLE) for wait in waits
    ) if ranges else ()


def _outlook(wait: SpellLike, ranges: Ranges, on: date, *, is_if_agreed: bool) -> Outlook:
    waited = (on - wait.entered_on).days
    for group in widening(wait.district, wait.source, wait.season):
        line = line_for(ranges.get((wait.stage, group), []), waited)
        if line is not None:
            return Outlook(
                wait.stage, is_if_agreed, line[1] or 0, bool(group[0]),
                most=_between(8, line[4:6], wait.entered_on, on), half=_between(5, line[2:4], wait.entered_on, on),
            )
    return Outlook(wait.stage, is_if_agreed, 0, False, None, None)


def _between(tenths: int, ends: Iterable[int | None], entered_on: date, on: date) -> Between:
    """The range as days from now on: a day that has just passed is today."""
    first, last = ends
    assert first is not None  # a line without a beginning isn't kept
    to_on = None if last is None else max(on, entered_on + timedelta(days=last))
    return Between(tenths, max(on, entered_on + timedelta(days=first)), to_on)
