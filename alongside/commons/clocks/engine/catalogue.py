"""The rules as plain values for pages: each duty in a family's words and in the law's, by part of the way."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.urls import reverse

import rulebook
from alongside.commons.clocks.words.journey import (
    KNOWN_FROM_WORDS,
    OTHER,
    PAGE_ORDER,
    PARTS,
    SHORT_COUNTS,
    STRENGTH_WORDS,
    UNIT_WORDS,
    Part,
    actor_words,
    count_words,
    part_of,
)
from rulebook import Duty, Limit


@dataclass(frozen=True, slots=True)
class TextLine:
    """One dated text of a limit: how long, how counted, how strong, where it stands, how far that was checked."""

    size: str
    counting: str
    starts: date
    ends: date | None
    strength: str
    strength_words: str
    citation: str
    known_from: str
    checked_by: str
    checked_on: date | None

    @property
    def is_checked(self) -> bool:
        """Whether the rulebook itself names who checked this text against the regulation, and when."""
        return self.checked_on is not None and bool(self.checked_by)

    @property
    def in_one(self) -> str:
        """Everything that the text says, in one line: what a person checks against the regulation."""
        until = self.ends.isoformat() if self.ends else "now"
        return f"{self.size}; {self.counting} {self.starts.isoformat()} to {until}; {self.strength}; {self.citation}"


@dataclass(frozen=True, slots=True)
class GroundLine:
    """An exception that may lift the limit of a duty."""

    id: str
    title: str
    citation: str


@dataclass(frozen=True, slots=True)
class RuleCard:
    """One duty as its page shows it."""

    id: str
    title: str
    part: Part
    family: str
    meaning: str
    actor: str
    starts_with: tuple[str, ...]
    met_by: tuple[str, ...]
    ends_with: tuple[str, ...]
    texts: tuple[TextLine, ...]
    grounds: tuple[GroundLine, ...]

    @property
    def now(self) -> TextLine:
        """The youngest text."""
        return self.texts[-1]

    @property
    def is_local(self) -> bool:
        """Whether it is the area's own standard and no law."""
        return self.now.strength == "local"

    @property
    def words(self) -> str:
        """Everything that a search looks at, in small letters."""
        cited = " ".join(text.citation for text in self.texts)
        return f"{self.title} {self.family} {self.meaning} {self.part.title} {self.actor} {cited}".casefold()

    @property
    def law_text(self) -> str:
        """What a person checks against the regulation; when it changes, a check of the old text no longer counts."""
        grounds = [f"{ground.title}; {ground.citation}" for ground in self.grounds]
        return "\n".join([self.meaning, *(text.in_one for text in self.texts), *grounds])


@cache
def rules() -> dict[str, RuleCard]:
    """Every duty of a law in force and of the area's own standards, by id. Proposals are not among them."""
    found: dict[str, RuleCard] = {}
    for regime in rulebook.regimes():
        found.update((duty.id, card(duty)) for duty in regime.duties if duty.id not in found)
    return found


def address_of(duty: str) -> str:
    """Where the page "why this date?" of a duty lies; nothing for what is no rule in force."""
    return reverse("clocks_rule", args=[duty]) if duty in rules() else ""


def by_part(cards: Iterable[RuleCard]) -> list[tuple[Part, list[RuleCard]]]:
    """Cards under the parts of the way, in the order in which families meet them; empty parts are left out."""
    known = {part.key: part for part in (*PARTS, OTHER)}
    lots: dict[str, list[RuleCard]] = {key: [] for key in PAGE_ORDER}
    for found in cards:
        lots[found.part.key].append(found)
    return [(known[key], lot) for key, lot in lots.items() if lot]


def card(duty: Duty) -> RuleCard:
    """One duty in words."""
    return RuleCard(
        id=duty.id, title=duty.title, part=part_of(duty.id, duty.find.__module__.rpartition(".")[2]),
        family=duty.family, meaning=duty.meaning, actor=actor_words(duty.holder),
        starts_with=_happenings(duty.opens_with), met_by=_happenings(duty.met_by),
        ends_with=_happenings(duty.closed_by), texts=tuple(_text(limit) for limit in duty.limits),
        grounds=tuple(_ground(duty, name) for name in duty.exemptions),
    )


def size_words(value: int | None, unit: str, count: str) -> str:
    """`Within 6 weeks`, or when it must be done where the law gives no number."""
    if value is None:
        return SHORT_COUNTS.get(count) or count.replace("_", " ").capitalize()
    one, many = UNIT_WORDS.get(unit) or (unit, unit)
    return f"{value} {one if value == 1 else many}"


def _text(limit: Limit) -> TextLine:
    return TextLine(
        size=size_words(limit.value, limit.unit, limit.count), counting=count_words(limit.count),
        starts=limit.starts, ends=limit.ends, strength=limit.strength, strength_words=STRENGTH_WORDS[limit.strength],
        citation=limit.citation.text,
        known_from="" if limit.strength == "local" else KNOWN_FROM_WORDS[limit.citation.checked],
        checked_by=limit.citation.checked_by, checked_on=limit.citation.checked_on,
    )


def _ground(duty: Duty, name: str) -> GroundLine:
    ground = rulebook.grounds()[name]
    return GroundLine(ground.id, ground.title, ground.steps[duty.id].text)


@cache
def happened() -> dict[str, str]:
    """What each type of event says happened, as a half sentence."""
    return {kind.name: kind.happened for kind in rulebook.event_types()}


def _happenings(types: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(happened()[name] for name in types))


def ground_title(ground: str) -> str:
    """What an exception is called; an unknown one keeps its id."""
    known = rulebook.grounds().get(ground)
    return known.title if known else ground.replace("_", " ")
