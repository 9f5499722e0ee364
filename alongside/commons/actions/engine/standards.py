"""The area's own standards from data/standards.yaml: never law, and every page that shows them says so."""

import itertools
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from alongside.commons.messaging.engine.days import weekday_after

DATA = Path(__file__).resolve().parent.parent / "data"


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of a ladder: after how many working days, and to which kinds of post, the best first."""

    number: int
    after: int
    to: tuple[str, ...]

    def falls_on(self, since_on: date) -> date:
        """The day from which something that should have been settled on `since_on` climbs to here."""
        return weekday_after(since_on, self.after)


@dataclass(frozen=True, slots=True)
class Standards:
    """All of them."""

    strength: str
    words: str
    say_so_within: int
    write_within: int
    see_to_it_within: int
    ladder: dict[str, tuple[Rung, ...]]


@cache
def standards() -> Standards:
    """The standards, read once; KeyError when one is missing, ValueError when a ladder goes down."""
    found: dict[str, Any] = yaml.safe_load((DATA / "standards.yaml").read_text(encoding="utf-8"))
    ladder = {what: rungs(what, rows) for what, rows in found["ladder"].items()}
    return Standards(
        found["strength"], found["words"], found["say_so_within"], found["write_within"], found["see_to_it_within"],
        ladder,
    )


def rungs(what: str, rows: list[dict[str, Any]]) -> tuple[Rung, ...]:
    """The steps of one ladder; ValueError unless each comes later than the one below it."""
    found = tuple(Rung(number, row["after"], tuple(row["to"])) for number, row in enumerate(rows, start=1))
    if any(above.after <= below.after for below, above in itertools.pairwise(found)):
        raise ValueError(f"the ladder of {what} must rise")
    return found


def reached(what: str, since_on: date, on: date) -> tuple[Rung, ...]:
    """The steps that something has reached on a day, the lowest first."""
    return tuple(rung for rung in standards().ladder[what] if rung.falls_on(since_on) <= on)


def within(day: date, n: int) -> date:
    """The `n`th working day after a day."""
    return weekday_after(day, n)
