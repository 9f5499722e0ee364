"""Every situation in the folder beside this file comes out as its `expect` says."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

import rulebook

FOLDER = Path(__file__).parent / "situations"
FILES = sorted(FOLDER.glob("*.yaml"))


def matching(wanted: dict[str, Any], found: tuple[rulebook.Finding, ...]) -> list[dict[str, object]]:
    """The findings of the duty a line is about, and of its `of` where it names one."""
    return [
        finding.to_dict()
        for finding in found
        if finding.duty == wanted["duty"] and finding.of == wanted.get("of", finding.of)
    ]


def shortcomings(wanted: dict[str, Any], found: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """What is otherwise than the line says: name, what it says, what was found."""
    wrong = {}
    for name, value in wanted.items():
        if name.endswith("_has"):
            text = found[name.removesuffix("_has")]
            if value not in (text if isinstance(text, str) else " ".join(text)):
                wrong[name] = (value, text)
        else:
            plain = value.isoformat() if hasattr(value, "isoformat") else value
            if found[name] != plain:
                wrong[name] = (plain, found[name])
    return wrong


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_it_comes_out_as_written(path: Path) -> None:
    found = rulebook.load(path).findings()
    lines = yaml.safe_load(path.read_text(encoding="utf-8"))["expect"]
    assert lines, "a situation without expectations proves nothing"
    for wanted in lines:
        candidates = matching(wanted, found)
        if wanted.get("absent"):
            assert candidates == []
        else:
            assert len(candidates) == 1, (wanted, candidates)
            assert shortcomings(wanted, candidates[0]) == {}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_it_does_not_depend_on_the_order_of_writing(path: Path) -> None:
    situation = rulebook.load(path)
    backwards = replace(situation, events=situation.events[::-1])
    assert backwards.findings() == situation.findings()


def test_every_duty_and_every_event_has_a_story() -> None:
    stories = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in FILES]
    told = {line["duty"] for story in stories for line in story["expect"] if not line.get("absent")}
    happened = {event["type"] for story in stories for event in story["events"]}
    regimes = (*rulebook.regimes(), *rulebook.proposals())
    assert {duty.id for regime in regimes for duty in regime.duties} - told == set()
    assert {kind.name for kind in rulebook.event_types()} - happened == set()
