"""What a year's return consists of, read from `data/layouts`: each year is an earlier one and its changes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_FOLDER = Path(__file__).resolve().parent.parent / "data" / "layouts"

CHILDREN: Mapping[str, tuple[str, ...]] = {
    "person": ("request",),
    "request": ("assessment", "active_plan"),
    "assessment": ("named_plan",),
    "named_plan": ("plan_detail",),
    "plan_detail": (),
    "active_plan": ("placement", "need"),
    "placement": (),
    "need": (),
}
"""Which records hang below which, the same in every year since 2023."""


@dataclass(frozen=True, slots=True)
class CodeSet:
    """The codes of one field. `pattern` matches whatever else is accepted; `rule` names a stray code's rule."""

    name: str
    values: Mapping[str, str]
    is_verified: bool
    pattern: re.Pattern[str] | None
    rule: str

    def knows(self, code: str) -> bool:
        """Whether the code is of this set."""
        return code in self.values or bool(self.pattern and self.pattern.fullmatch(code))


@dataclass(frozen=True, slots=True)
class Field:
    """One element: the attribute it fills, its type (text, date, moment, yesno, number, code) and its need."""

    name: str
    element: str
    type: str
    need: str
    length: int
    codes: CodeSet | None
    block: str


@dataclass(frozen=True, slots=True)
class RecordLayout:
    """The elements of one kind of record, in the order in which they are written."""

    kind: str
    element: str
    table: str
    fields: tuple[Field, ...]
    by_element: Mapping[str, Field]
    """Keyed by the element's name in lower case, other spellings included."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The return of one year."""

    year: int
    survey_day: date
    is_verified: bool
    records: Mapping[str, RecordLayout]

    def kind_below(self, kind: str, element: str) -> str:
        """The kind of record that this element (lower case) opens below a record of `kind`, or an empty string."""
        return next((c for c in CHILDREN[kind] if self.records[c].element.lower() == element), "")


def years() -> tuple[int, ...]:
    """Every year that has a layout, oldest first."""
    return tuple(sorted(int(path.stem) for path in _FOLDER.glob("[0-9]*.yaml")))


@cache
def layout_of(year: int) -> Layout:
    """The layout of a year; KeyError when there is none."""
    if year not in years():
        raise KeyError(year)
    raw = _whole(year)
    sets = {name: _code_set(name, body) for name, body in raw["codes"].items()}
    records = {kind: _record(kind, body, sets) for kind, body in raw["records"].items()}
    return Layout(raw["year"], raw["survey_day"], raw["is_verified"], records)


def _whole(year: int) -> dict[str, Any]:
    """A year's file laid over the year that it names in `like`."""
    own: dict[str, Any] = yaml.safe_load((_FOLDER / f"{year}.yaml").read_text(encoding="utf-8"))
    return _laid_over(_whole(own["like"]), own) if "like" in own else own


def _laid_over(base: dict[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    """`base` with `change`: mappings merge, `null` removes, `after` says where a new field stands."""
    result = dict(base)
    for key, value in change.items():
        if value is None:
            result.pop(key, None)
        elif isinstance(value, dict) and isinstance(result.get(key), dict):
            result[key] = _laid_over(result[key], value)
        elif isinstance(value, dict) and "after" in value:
            result = _inserted(result, key, value)
        else:
            result[key] = value
    return result


def _inserted(base: dict[str, Any], key: str, value: Mapping[str, Any]) -> dict[str, Any]:
    """`base` with a new key directly behind the one that `value` names in `after`."""
    result: dict[str, Any] = {}
    for name, body in base.items():
        result[name] = body
        if name == value["after"]:
            result[key] = value
    return result


def _code_set(name: str, body: Mapping[str, Any]) -> CodeSet:
    pattern = re.compile(body["extended"]) if "extended" in body else None
    return CodeSet(name, body["values"], body["verified"], pattern, body.get("rule", "R11"))


def _record(kind: str, body: Mapping[str, Any], sets: Mapping[str, CodeSet]) -> RecordLayout:
    fields, by_element = [], {}
    for name, given in body["fields"].items():
        field = Field(
            name, given["element"], given["type"], given["need"], given.get("length", 200),
            sets[given["codes"]] if "codes" in given else None, given.get("block", ""),
        )
        fields.append(field)
        for spelling in (field.element, *given.get("also", ())):
            by_element[spelling.lower()] = field
    return RecordLayout(kind, body["element"], body["table"], tuple(fields), by_element)
