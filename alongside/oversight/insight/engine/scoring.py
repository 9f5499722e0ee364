"""Did the ranges hold? Counted once a range's last day has passed, whatever happened, so that nothing flatters."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from alongside.oversight.insight.queries.groups import Group, Range, SpellLike, line_for, widening
from alongside.oversight.insight.words import SHARES

Given = Mapping[tuple[str, Group], list[Range]]
"""Stage and group to the ranges that were given."""


@dataclass(slots=True)
class Tally:
    """Ranges given on one day for one stage and share."""

    n_given: int = 0
    n_held: int = 0
    n_early: int = 0
    n_late: int = 0

    @property
    def n_scored(self) -> int:
        """Those that are decided."""
        return self.n_held + self.n_early + self.n_late


def tallies(given: Given, spells: Iterable[SpellLike], *, made_on: date) -> dict[tuple[str, int], Tally]:
    """Stage and share to the count; a range counts for each family that waited on the day and would have read it."""
    found: dict[tuple[str, int], Tally] = {}
    for spell in spells:
        line = _read_by(given, spell, made_on)
        if line is None:
            continue
        for number, share in enumerate(SHARES):
            tally = found.setdefault((spell.stage, share), Tally())
            tally.n_given += 1
            _score(tally, spell, line[2 + 2 * number], line[3 + 2 * number])
    return found


def _read_by(given: Given, spell: SpellLike, made_on: date) -> Range | None:
    """The line that this family would have read that day: of the narrowest group that has one."""
    if not spell.entered_on <= made_on <= spell.seen_to_on or spell.seen_from_on > made_on:
        return None
    if spell.left_on is not None and spell.left_on <= made_on:
        return None
    waited = (made_on - spell.entered_on).days
    for group in widening(spell.district, spell.source, spell.season):
        line = line_for(given.get((spell.stage, group), []), waited)
        if line is not None:
            return line
    return None


def _score(tally: Tally, spell: SpellLike, first: int | None, last: int | None) -> None:
    """Count one range, unless its end isn't known, hasn't come yet, or the wait ended otherwise before it."""
    if first is None or last is None or (spell.seen_to_on - spell.entered_on).days < last:
        return
    took = (spell.left_on - spell.entered_on).days if spell.left_on is not None else None
    if took is not None and not spell.is_reached and took <= last:
        return
    if took is None or took > last:
        tally.n_late += 1
    elif took < first:
        tally.n_early += 1
    else:
        tally.n_held += 1
