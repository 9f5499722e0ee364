"""Checks the draft reasons of a refusal for five grounds that are not lawful ones; pure, by wording rules in data/."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_FILE = Path(__file__).resolve().parent.parent / "data" / "refusal_reasons.yaml"
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]?")
LONGEST = 20_000
"""Signs of a draft that are looked at; more than any letter has."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One ground that is not lawful: how it is worded, why it does not hold, and how it fares on appeal."""

    code: str
    title: str
    why: str
    appeals: str
    patterns: tuple[re.Pattern[str], ...]


@dataclass(frozen=True, slots=True)
class Flag:
    """A sentence of a draft that seems to rest on such a ground."""

    code: str
    title: str
    sentence: str
    why: str
    appeals: str


@cache
def rules() -> tuple[Rule, ...]:
    """The five grounds, read from the data file."""
    found: dict[str, Any] = yaml.safe_load(_FILE.read_text())
    return tuple(
        Rule(row["code"], row["title"], row["why"], row["appeals"],
             tuple(re.compile(pattern, re.IGNORECASE) for pattern in row["patterns"]))
        for row in found["reasons"]
    )


def flags(draft: str) -> tuple[Flag, ...]:
    """Sentences of a draft refusal that seem to rest on an unlawful ground: one flag for each ground at most."""
    sentences = [match.group().strip() for match in _SENTENCE.finditer(draft[:LONGEST])]
    found = []
    for rule in rules():
        hit = next((s for s in sentences if any(pattern.search(s) for pattern in rule.patterns)), "")
        if hit:
            found.append(Flag(rule.code, rule.title, hit, rule.why, rule.appeals))
    return tuple(found)
