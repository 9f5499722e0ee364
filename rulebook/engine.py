"""Runs the duties of a regime over one case: the rulebook's one shape."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Final

from rulebook import parameters
from rulebook.calendar import ENGLAND, Calendar
from rulebook.model import Area, Duty, Event, Find, Finding, Regime, RulebookError, WrongRegimeError
from rulebook.timeline import Case

_NO_AREA: Final = Area()


def run(
    rules: Regime,
    events: Sequence[Event],
    *,
    on: date,
    calendar: Calendar = ENGLAND,
    area: Area = _NO_AREA,
) -> tuple[Finding, ...]:
    """Every duty that these events have opened, as it stands at the end of the day `on`.

    Events after `on` are checked but not counted. A duty closed by an event leaves the list (see README).
    Raises RulebookError for events that cannot be. Same input, same output.
    """
    if isinstance(on, datetime):
        raise RulebookError(f'"{on}" is not a date')
    case = Case(events, on, calendar, area)
    if case.proposed is not None and not rules.is_proposal:
        name = case.proposed.type
        raise WrongRegimeError(
            f'{name} belongs to a proposal; "{rules.key}" does not know it', event=case.proposed
        )
    return tuple(
        finding
        for duty in _opened(rules, case.kinds)
        for finding in duty.find(case, duty)
        if finding is not None
    )


@lru_cache(maxsize=4096)
def _opened(rules: Regime, kinds: frozenset[str]) -> tuple[Duty, ...]:
    """The duties that any of these types opens; an area's cases share a few sets of types."""
    return tuple(duty for duty in rules.duties if not kinds.isdisjoint(duty.opens_with))


def duty(
    title: str,
    *,
    holder: str,
    opens_with: tuple[str, ...],
    family: str = "",
    met_by: tuple[str, ...] = (),
    ends_with: tuple[str, ...] = (),
    falls_away_with: tuple[str, ...] = (),
) -> Callable[[Find], Duty]:
    """Makes a duty of the function that finds it: its name is the id, its docstring the meaning.

    `ends_with` events stop an open duty but keep a breach that has happened already; with
    `falls_away_with` events the law never asks for the step, so it leaves no trace.
    """

    def make(find: Find) -> Duty:
        key = find.__name__
        return Duty(
            id=key,
            title=title,
            holder=holder,
            meaning=(find.__doc__ or "").partition("\n")[0],
            family=family,
            opens_with=opens_with,
            met_by=met_by,
            ends_with=ends_with,
            falls_away_with=falls_away_with,
            closed_by=(*falls_away_with, *ends_with),
            limits=parameters.limits(key),
            exemptions=tuple(ground.id for ground in parameters.grounds().values() if key in ground.steps),
            find=find,
        )

    return make
