"""Which text a mark speaks of: a mark holds for one text, letter by letter, and for no later one."""

import hashlib
from dataclasses import dataclass

from alongside.commons.clocks.engine.catalogue import RuleCard, rules
from alongside.commons.clocks.models import RuleMark
from alongside.commons.clocks.words import MarkKind


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks that hold for one rule today, if any."""

    law: RuleMark | None = None
    family: RuleMark | None = None


def text_of(card: RuleCard, kind: str) -> str:
    """The text that a mark of this kind is about."""
    return card.law_text if kind == MarkKind.LAW else card.family


def hash_of(text: str) -> str:
    """SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def marks_that_hold() -> dict[str, Marks]:
    """For each rule that somebody looked at: the youngest mark of each kind whose text still stands; one query."""
    found: dict[str, dict[str, RuleMark]] = {}
    for row in RuleMark.objects.order_by("on_day", "id"):
        card = rules().get(row.duty)
        if card is not None and row.text_hash == hash_of(text_of(card, row.kind)):
            found.setdefault(row.duty, {})[row.kind] = row
    return {duty: Marks(rows.get(MarkKind.LAW), rows.get(MarkKind.FAMILY)) for duty, rows in found.items()}
