"""Reads a situation, a case written in YAML by a person, and says which line is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import yaml

from rulebook.engine import run
from rulebook.model import (
    Area,
    BeforeBirthError,
    Closure,
    ContradictionError,
    Event,
    Finding,
    FutureError,
    MissingError,
    Regime,
    RulebookError,
    WrongRegimeError,
)
from rulebook.regimes import regime
from rulebook.timeline import did_you_mean

# `title` and `expect` are for the reader and the tests; the rules don't need them.
_TOP: Final = ("regime", "area", "events", "born", "on", "expect", "title")
_DEFAULT: Final = "cfa2014"
_EVENT: Final = ("type", "on", "of", "data")
_CLOSURE: Final = ("setting", "from", "to")
_LAST_DAY: Final = ("phase_transfer_day", ("literal", "conventional"))
_CLEAR_DAY: Final = ("clear_day", ("yes", "no"))
_AREA: Final = ("closures", _LAST_DAY[0], _CLEAR_DAY[0])


@dataclass(frozen=True, slots=True)
class Situation:
    """A case to judge: its rules, place and events, and the day it is seen from."""

    rules: Regime
    area: Area
    events: tuple[Event, ...]
    on: date | None
    born: date | None = None

    def findings(self, on: date | None = None) -> tuple[Finding, ...]:
        """What the rules find on the given day, else on the situation's own; MissingError without either."""
        day = on or self.on
        if day is None:
            raise MissingError('the day to judge from is missing: give "on"')
        return run(self.rules, self.events, on=day, area=self.area)


def load(path: Path) -> Situation:
    """Reads a file; RulebookError with the line for anything that is not a situation."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RulebookError(f"cannot be read: {getattr(error, 'strerror', None) or 'not UTF-8'}") from None
    return parse(text)


def parse(text: str) -> Situation:
    """Reads a text; RulebookError with the line for anything that is not a situation."""
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise RulebookError(f"not YAML: {error.problem}", line=line) from None
    except yaml.YAMLError as error:
        raise RulebookError(f"not YAML: {error}") from None
    if root is None:
        raise RulebookError("it is empty", line=1)
    top = _mapping(root, _TOP, "a situation")
    if "events" not in top:
        raise MissingError('a situation needs "events"', line=_line(root))
    found = Situation(
        rules=_regime(top.get("regime")),
        area=_area(top.get("area")),
        events=tuple(_event(node) for node in _items(top["events"], "events")),
        on=_day(top["on"]) if "on" in top else None,
        born=_day(top["born"]) if "born" in top else None,
    )
    _check_days(found)
    return found


def _check_days(found: Situation) -> None:
    """A story is told from its last day: nothing in it can be later, and nothing before the birth."""
    for event in found.events:
        if found.on and event.on > found.on:
            raise FutureError(
                f"{event.type} on {event.on.isoformat()} is later than the day the case is seen from, "
                f"{found.on.isoformat()}",
                event=event,
            )
        if found.born and event.on < found.born:
            raise BeforeBirthError(
                f"{event.type} on {event.on.isoformat()} comes before the birth on {found.born.isoformat()}",
                event=event,
            )


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _mapping(node: yaml.Node, known: tuple[str, ...], what: str) -> dict[str, yaml.Node]:
    """The entries of a node by name; any name is allowed where none is known."""
    if not isinstance(node, yaml.MappingNode):
        raise RulebookError(f"{what} is a list of names and values", line=_line(node))
    entries: dict[str, yaml.Node] = {}
    for key, value in node.value:
        name = _text(key)
        if known and name not in known:
            raise RulebookError(f'{what} has no "{name}"{did_you_mean(name, known)}', line=_line(key))
        if name in entries:
            raise RulebookError(f'"{name}" stands here twice', line=_line(key))
        entries[name] = value
    return entries


def _items(node: yaml.Node, what: str) -> list[yaml.Node]:
    if not isinstance(node, yaml.SequenceNode):
        raise RulebookError(f'"{what}" is a list', line=_line(node))
    return list(node.value)


def _text(node: yaml.Node) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise RulebookError("a single value belongs here", line=_line(node))
    # Written without quotes, yes and no are truth values to YAML; people mean the words.
    return str(node.value)


def _day(node: yaml.Node) -> date:
    text = _text(node)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise RulebookError(f'"{text}" is not a date', line=_line(node)) from None


def _event(node: yaml.Node) -> Event:
    entries = _mapping(node, _EVENT, "an event")
    for name in ("type", "on"):
        if name not in entries:
            raise MissingError(f'an event needs "{name}"', line=_line(node))
    data = _mapping(entries["data"], (), "data") if "data" in entries else {}
    return Event(
        type=_text(entries["type"]),
        on=_day(entries["on"]),
        of=_text(entries["of"]) if "of" in entries else "",
        data={name: _text(value) for name, value in data.items()},
        line=_line(node),
    )


def _regime(node: yaml.Node | None) -> Regime:
    if node is None:
        return regime(_DEFAULT)
    try:
        # A situation is a thought, not a case: it may try out a proposal.
        return regime(_text(node), proposals=True)
    except WrongRegimeError as error:
        raise WrongRegimeError(error.message, line=_line(node)) from None


def _area(node: yaml.Node | None) -> Area:
    entries = _mapping(node, _AREA, "an area") if node else {}
    closures = _items(entries["closures"], "closures") if "closures" in entries else []
    return Area(
        tuple(_closure(closure) for closure in closures),
        phase_transfer_day="conventional" if _chosen(entries, _LAST_DAY) == "conventional" else "literal",
        clear_day=_chosen(entries, _CLEAR_DAY) == "yes",
    )


def _chosen(entries: dict[str, yaml.Node], habit: tuple[str, tuple[str, ...]]) -> str:
    """What an area chose, of the words allowed; "" where it says nothing."""
    name, allowed = habit
    if name not in entries:
        return ""
    word = _text(entries[name])
    if word not in allowed:
        raise RulebookError(
            f'"{name}" is one of {", ".join(allowed)}, not "{word}"', line=_line(entries[name])
        )
    return word


def _closure(node: yaml.Node) -> Closure:
    entries = _mapping(node, _CLOSURE, "a closure")
    for name in _CLOSURE:
        if name not in entries:
            raise MissingError(f'a closure needs "{name}"', line=_line(node))
    closure = Closure(_text(entries["setting"]), _day(entries["from"]), _day(entries["to"]))
    if closure.days < 1:
        raise ContradictionError(
            'a closure ends after it starts: "to" is the first open day', line=_line(node)
        )
    return closure
