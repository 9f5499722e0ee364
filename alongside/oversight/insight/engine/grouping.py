"""Spells to groups: what was known on a day, and the ranges of every group that is large enough."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from alongside.oversight.insight.engine.survival import Waits, curve_of, range_of
from alongside.oversight.insight.queries.groups import Group, Range, SpellLike, widening
from alongside.oversight.insight.words import FEWEST_CASES, LOOK_BACK_DAYS, SHARES


@dataclass(slots=True)
class Known:
    """The waits of one stage as they were known on a day."""

    start: list[int] = field(default_factory=list)
    stop: list[int] = field(default_factory=list)
    is_reached: list[bool] = field(default_factory=list)
    groups: dict[Group, list[int]] = field(default_factory=dict)

    def add(self, spell: SpellLike, on: date) -> None:
        """Take a spell in as far as it was seen by `on`, within the days that count."""
        if spell.entered_on > on or spell.seen_from_on > on:
            return
        until = min(spell.seen_to_on, on)
        has_left = spell.left_on is not None and spell.left_on <= until
        stop = (spell.left_on if has_left and spell.left_on else until) - spell.entered_on
        seen_from = max(spell.seen_from_on, on - timedelta(days=LOOK_BACK_DAYS))
        start = (seen_from - spell.entered_on).days - 1 if seen_from > spell.entered_on else -1
        if stop.days <= start:
            return
        place = len(self.stop)
        self.start.append(start)
        self.stop.append(stop.days)
        self.is_reached.append(has_left and spell.is_reached)
        for group in widening(spell.district, spell.source, spell.season):
            self.groups.setdefault(group, []).append(place)


@dataclass(frozen=True, slots=True)
class GroupRanges:
    """The ranges of one group for each week waited, as far as enough waits stand behind them."""

    stage: str
    group: Group
    n_cases: int
    ranges: list[Range]


def forecasts(spells: Iterable[SpellLike], *, on: date) -> Iterator[GroupRanges]:
    """The ranges of every group of at least 30 waits as the spells stood on a day."""
    known: dict[str, Known] = {}
    for spell in spells:
        known.setdefault(spell.stage, Known()).add(spell, on)
    for stage in sorted(known):
        waits = Waits.of(known[stage].stop, known[stage].is_reached, known[stage].start)
        for group, places in sorted(known[stage].groups.items()):
            if len(places) >= FEWEST_CASES:
                found = _ranges(Waits(waits.start[places], waits.stop[places], waits.is_reached[places]))
                if found:
                    yield GroupRanges(stage, group, len(places), found)


def _ranges(waits: Waits) -> list[Range]:
    """One line for each week that at least 30 were seen to wait through; who was seen only later doesn't stand behind it."""
    curve, found = curve_of(waits), []
    starts, stops = np.sort(waits.start), np.sort(waits.stop)
    for week in range(int(stops[-1]) // 7 + 1):
        day = week * 7
        n_cases = int(np.searchsorted(starts, day, side="right") - np.searchsorted(stops, day, side="right"))
        if n_cases < FEWEST_CASES:
            continue
        line: Range = [week, n_cases]
        for share in SHARES:
            line += range_of(curve, waited=day, share=share, n_cases=n_cases)
        if line[2] is not None:
            found.append(line)
    return found
