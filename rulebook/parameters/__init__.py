"""Reads the numbers of the law once from the YAML beside this file; every number has a source there."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import yaml

from rulebook.model import Citation, Exemption, Limit, RulebookError

_FOLDER: Final = Path(__file__).parent
PARTS: Final = (
    "ehc_assessment",
    "ehc_plan",
    "annual_review",
    "amending",
    "moves",
    "reassessment",
    "ceasing",
    "personal_budget",
    "appeals",
    "mediation",
    "tribunal_orders",
    "section_61",
    "section_19",
    "complaints",
    "detained",
    "local",
    "isp_draft",
)


@cache
def read(name: str) -> Any:
    """The parsed content of one parameter file, by its name without the ending."""
    return yaml.safe_load((_FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))


def _limit(row: dict[str, Any]) -> Limit:
    return Limit(
        starts=row["from"],
        ends=row["to"],
        value=row["value"],
        unit=row["unit"] or "",
        count=row["count"],
        strength=row["strength"],
        citation=_citation(row),
    )


def _citation(row: dict[str, Any]) -> Citation:
    return Citation(row["citation"], row["checked"], row.get("checked_on"), row.get("checked_by") or "")


@cache
def limits(duty: str) -> tuple[Limit, ...]:
    """Every dated text of one duty's limit, oldest first; KeyError for a duty without an entry."""
    for part in PARTS:
        if duty in read(part):
            return tuple(sorted(map(_limit, read(part)[duty]), key=_starts))
    raise KeyError(duty)


def number(key: str, day: date) -> int:
    """The value in force on a day, in the unit of its entry; RulebookError where there is none."""
    found = number_if_any(key, day)
    if found is None:
        raise RulebookError(f"no number of {key} is in force on {day.isoformat()}")
    return found


def number_if_any(key: str, day: date) -> int | None:
    """The value in force on a day, in the unit of its entry; None where there is none."""
    return next((limit.value for limit in limits(key) if limit.in_force(day)), None)


@cache
def duty_ids() -> frozenset[str]:
    """The id of every duty that has an entry."""
    return frozenset(in_order())


def in_order() -> list[str]:
    """Every key that has an entry, in the order of the files."""
    return [key for part in PARTS for key in read(part)]


def _starts(limit: Limit) -> date:
    return limit.starts


@cache
def grounds() -> dict[str, Exemption]:
    """Every ground by its id, each with the steps that it can lift a limit from."""
    return {
        key: Exemption(
            id=key,
            title=row["title"],
            test=row["test"],
            starts=row["from"],
            ends=row["to"],
            values=MappingProxyType(row["values"]),
            steps=MappingProxyType({step: _citation(source) for step, source in row["steps"].items()}),
            by_due=row.get("judged_by") == "due",
        )
        for key, row in read("exemptions").items()
    }
