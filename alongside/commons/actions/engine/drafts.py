"""A plain update from the facts of a case, and whether what somebody wrote is more than the draft."""

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

import yaml

from alongside.commons.actions.engine.standards import DATA
from alongside.ground.core.dates import in_words

LEAST_WORDS = 3
"""Fewer words than this answer nothing."""


@cache
def sentences() -> Mapping[str, str]:
    """The sentences of an update, read once."""
    found: dict[str, str] = yaml.safe_load((DATA / "update.yaml").read_text(encoding="utf-8"))
    return found


def draft(facts: Mapping[str, Any], on: date) -> str:
    """The update: where the case is, the lawful date first among dates, who has it, what is waited for.

    Once the lawful date has passed it says so, what helps now, and that the family can complain. It never forecasts.
    """
    said = sentences()
    due = date.fromisoformat(facts["due_on"]) if facts.get("due_on") else None
    is_late = due is not None and due < on
    parts = [
        said["no_date"] if due is None else said["late" if is_late else "lawful"].format(due=in_words(due, weekday=True)),
        said["state"].format(state=facts["state"]),
        said["holder"].format(holder=facts["holder"]),
    ]
    if facts.get("waiting_for"):
        parts.append(said["waiting"].format(waiting=facts["waiting_for"]))
    if is_late:
        parts += [said["helps"], said["complain"]]
    return "\n".join(parts)


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text).strip().casefold()


def fault(own: str, text: str) -> str:
    """Why a person's own sentence is none, or nothing: it is empty, too short, or the draft's own text."""
    words = _plain(own)
    if not words:
        return "Write a sentence of your own that answers what they asked."
    if len(words.split()) < LEAST_WORDS:
        return "Say a little more: a whole sentence of your own."
    rest = "" if words in _plain(text) else words
    for line in text.split("\n"):
        rest = rest.replace(_plain(line), " ")
    if len(rest.split()) < LEAST_WORDS:
        return "This is the draft's own text. Answer what they asked in your own words."
    return ""
