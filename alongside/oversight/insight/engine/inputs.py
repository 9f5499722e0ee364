"""What a scenario asks: the inputs with their ranges, defaults and sources, read from the room's data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from alongside.ground.core.errors import InvalidError

DATA = Path(__file__).resolve().parents[1] / "data"
STARTS_ON = date(2026, 2, 1)
"""The day after the last published figure."""
FEWEST_WHEN, LATEST_WHEN = date(2020, 1, 1), date(2050, 1, 1)


@dataclass(frozen=True, slots=True)
class Definition:
    """One input: words, sensible range, default, and whether the default is a guess of ours."""

    key: str
    label: str
    unit: str
    low: float
    high: float
    default: float
    source: str
    ours: bool


@dataclass(frozen=True, slots=True)
class InputGroup:
    """Inputs that stand together."""

    title: str
    inputs: tuple[Definition, ...]


@dataclass(frozen=True, slots=True)
class Inputs:
    """A scenario's numbers in the units of `inputs.yaml`, and the first day that is played."""

    values: Mapping[str, float]
    starts_on: date = field(default=STARTS_ON)

    def __getitem__(self, key: str) -> float:
        return self.values[key]

    def as_json(self) -> dict[str, Any]:
        """Plain values to be kept."""
        return {**self.values, "starts_on": self.starts_on.isoformat()}


def read(name: str) -> Any:
    """One file of the room's data."""
    return yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))


@cache
def groups() -> tuple[InputGroup, ...]:
    """Every input, in the order in which it is asked."""
    return tuple(
        InputGroup(group["title"], tuple(Definition(**given) for given in group["inputs"])) for group in read("inputs")
    )


@cache
def definitions() -> dict[str, Definition]:
    """Every input by its key."""
    return {one.key: one for group in groups() for one in group.inputs}


@cache
def assumptions() -> tuple[str, ...]:
    """What is taken for granted besides the inputs."""
    return tuple(read("assumptions"))


def inputs_of(given: Mapping[str, Any]) -> Inputs:
    """Checked inputs from plain values; what isn't given is the default. Raises InvalidError, field by field."""
    faults: dict[str, str] = {}
    values = {}
    for key, one in definitions().items():
        values[key] = value = _number(given.get(key, one.default))
        if not one.low <= value <= one.high:
            faults[key] = f"Enter a number from {one.low:,.0f} to {one.high:,.0f}"
    starts_on = given.get("starts_on", STARTS_ON)
    starts_on = date.fromisoformat(starts_on) if isinstance(starts_on, str) else starts_on
    if not FEWEST_WHEN <= starts_on <= LATEST_WHEN:
        faults["starts_on"] = f"Enter a day from {FEWEST_WHEN.year} to {LATEST_WHEN.year}"
    unknown = sorted(set(given) - set(definitions()) - {"starts_on"})
    if unknown:
        raise TypeError(f"no such input: {', '.join(unknown)}")
    if faults:
        raise InvalidError(faults)
    return Inputs(values, starts_on)


def _number(value: Any) -> float:
    """A number; anything else is out of every range."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number else float("nan")


