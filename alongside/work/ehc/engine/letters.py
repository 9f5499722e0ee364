"""Letters from versioned templates in data/: a closed list of placeholders, blocks that the composer understands."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from alongside.ground.documents.engine import inline
from alongside.ground.documents.engine.letter import (
    Block,
    Facts,
    Heading,
    Items,
    Letter,
    Paragraph,
    Quote,
    Signature,
    TextSize,
)

_DATA = Path(__file__).resolve().parent.parent / "data"
_HOLE = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Template:
    """A letter's text: version, status, title, its placeholders and its blocks as they stand in the file."""

    key: str
    version: str
    status: str
    title: str
    placeholders: frozenset[str]
    blocks: tuple[Mapping[str, Any], ...]

    @property
    def name(self) -> str:
        """Key and version, as a letter keeps it."""
        return f"ehc.{self.key}"


@cache
def template(key: str) -> Template:
    """The template of that key; FileNotFoundError when there is none."""
    found: dict[str, Any] = yaml.safe_load((_DATA / "letters" / f"{key}.yaml").read_text())
    return Template(
        found["key"], found["version"], found["status"], found["title"], frozenset(found["placeholders"]),
        tuple(found["blocks"]),
    )


def letter(key: str, values: Mapping[str, str], *, size: str = "plain") -> Letter:
    """The letter with its holes filled. Raises KeyError when a placeholder of the template has no value."""
    text = template(key)
    missing = sorted(text.placeholders - set(values))
    if missing:
        raise KeyError(f"letter {key} lacks {', '.join(missing)}")
    blocks = tuple(
        block for given in text.blocks if values.get(given.get("when", ""), "x") for block in _block(given, values)
    )
    return Letter(
        title=_plain(text.title, values), blocks=blocks,
        text_size={"large_print": TextSize.LARGE, "easy_read": TextSize.EASY_READ}.get(size, TextSize.STANDARD),
    )


def _block(given: Mapping[str, Any], values: Mapping[str, str]) -> tuple[Block, ...]:
    if "heading" in given:
        return (Heading(2, _plain(given["heading"], values)),)
    if "quote" in given:
        return (Quote(_plain(given["quote"], values)),)
    if "items" in given:
        return (Items(tuple(_marked(item, values) for item in given["items"])),)
    if "facts" in given:
        return (Facts(tuple((_plain(name, values), _plain(value, values)) for name, value in given["facts"])),)
    if "signature" in given:
        name, role, *contact = (_plain(line, values) for line in given["signature"])
        return (Signature(name, role, tuple(contact)),)
    return (Paragraph(_marked(given["text"], values)),)


def _plain(text: str, values: Mapping[str, str]) -> str:
    return _HOLE.sub(lambda hole: values[hole[1]], text)


def _marked(text: str, values: Mapping[str, str]) -> str:
    """Our own marks stay marks; marks in what somebody typed mean nothing."""
    return _HOLE.sub(lambda hole: inline.literal(values[hole[1]]), text)


@cache
def _messages() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((_DATA / "messages.yaml").read_text())
    return found


def message(key: str, values: Mapping[str, str]) -> tuple[str, str]:
    """Subject and text of a short message to a professional; KeyError when a value is missing."""
    found = _messages()["messages"][key]
    return _plain(found["subject"], values), _plain(found["text"], values)


@cache
def rights() -> dict[str, dict[str, str]]:
    """Whom a family can turn to: advice, mediation, resolution; each with kind, name and contact."""
    found: dict[str, Any] = yaml.safe_load((_DATA / "rights.yaml").read_text())
    return {name: found[name] for name in ("advice", "mediation", "resolution")}
