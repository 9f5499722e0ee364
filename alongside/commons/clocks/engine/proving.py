"""What a proof of dates holds: facts with their source, rules with their text, arithmetic, exceptions, and the hash."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import rulebook
from alongside.commons.clocks.engine import catalogue, replaying
from alongside.commons.clocks.engine.catalogue import RuleCard, TextLine
from alongside.commons.clocks.engine.editions import edition
from alongside.commons.clocks.models import Track
from alongside.commons.clocks.words import FAMILY, DeadlineState
from rulebook import Event, Finding


@dataclass(frozen=True, slots=True)
class Fact:
    """One event, where it is known from, and who entered it when; the room above says so."""

    event: Event
    source: str = ""
    entered_by: str = ""
    entered_on: date | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """An exception that was claimed: its ground and step, evidence, why the step was impractical, and who authorised it."""

    ground: str
    step: str
    from_on: date
    to_on: date | None
    evidence: str
    why: str
    authorised_by: str
    claimed_on: date


@dataclass(frozen=True, slots=True)
class Reader:
    """What a reader may be shown; everything, unless the room above leaves out what the law protects."""

    is_family: bool = False
    hidden_events: frozenset[str] = frozenset()
    hidden_duties: frozenset[str] = frozenset()
    is_place_hidden: bool = False
    is_told_of_exceptions: bool = True
    """Whether the letter about an exception went to this reader: the ground may be about somebody else's life."""


WHOLE = Reader()


@dataclass(frozen=True, slots=True)
class Step:
    """One duty of the case as of a day, with the rule that judged it and the text that was in force."""

    finding: Finding
    card: RuleCard | None
    text: TextLine | None
    of: str

    @property
    def is_familys(self) -> bool:
        """Whether it is time that the family may use and need not: never done, late or over."""
        return self.finding.holder == FAMILY and self.finding.due is not None


@dataclass(frozen=True, slots=True)
class Proof:
    """Everything that a proof of dates says, as plain values."""

    title: str
    about: tuple[tuple[str, str], ...]
    on: date
    made_at: datetime
    law: str
    edition: str
    fingerprint: str
    facts: tuple[Fact, ...]
    steps: tuple[Step, ...]
    claims: tuple[Claim, ...]
    differences: tuple[str, ...]
    reader: Reader

    def of_state(self, *states: str) -> list[Step]:
        """Steps that stand so, in the order of the law."""
        return [step for step in self.steps if step.finding.state in states]

    @property
    def late(self) -> list[Step]:
        """Steps of the law that are late and still undone."""
        return [step for step in self.of_state(DeadlineState.OVERDUE) if step.finding.strength == "statutory"]


def made(
    track: Track, facts: Sequence[Fact], claims: Sequence[Claim], differences: Iterable[str], *, title: str,
    about: Sequence[tuple[str, str]], on: date, at: datetime, reader: Reader,
) -> Proof:
    """The proof of one track as of a day: worked out from all facts, then cut to what this reader may see."""
    events = [fact.event for fact in facts]
    findings = replaying.find(track.regime, events, on)
    claimed = frozenset() if reader.is_told_of_exceptions else frozenset(claim.step for claim in claims)
    shown = [finding for finding in findings if finding.duty not in reader.hidden_duties]
    return Proof(
        title=title, about=tuple(about), on=on, made_at=at, law=law_words(track.regime), edition=edition().words,
        fingerprint=replaying.fingerprint(track.regime, events),
        facts=tuple(_fact(fact, reader) for fact in sorted(facts, key=_day) if _is_shown(fact, on, reader)),
        steps=tuple(_step(track.regime, found, reader, is_cut=found.duty in claimed) for found in shown),
        claims=tuple(claim for claim in claims if claim.claimed_on <= on), differences=tuple(differences),
        reader=reader,
    )


def _day(fact: Fact) -> date:
    return fact.event.on


def _is_shown(fact: Fact, on: date, reader: Reader) -> bool:
    return fact.event.on <= on and fact.event.type not in reader.hidden_events


def _fact(fact: Fact, reader: Reader) -> Fact:
    if not (reader.is_place_hidden or reader.is_family):
        return fact
    event = fact.event
    of = "" if reader.is_place_hidden else event.of
    data: dict[str, str] = {} if reader.is_place_hidden or reader.is_family else dict(event.data)
    return Fact(Event(event.type, event.on, of, data), fact.source, fact.entered_by, fact.entered_on)


def law_words(regime: str) -> str:
    """The title of the law under which a track runs; a law that this edition doesn't know keeps its key."""
    try:
        return rulebook.regime(regime).title
    except rulebook.RulebookError:
        return regime


def _step(regime: str, finding: Finding, reader: Reader, *, is_cut: bool) -> Step:
    """One finding; its note goes where it could name an exception, or the setting that was closed."""
    card, text = rule_of(regime, finding.duty, finding.since)
    shown = replace(finding, note="") if is_cut or reader.is_place_hidden else finding
    return Step(shown, card, text, "" if reader.is_place_hidden else finding.of)


def rule_of(regime: str, duty: str, since: date) -> tuple[RuleCard | None, TextLine | None]:
    """The rule behind a finding and its text in force on the day that set it going; nothing where none is known."""
    try:
        rule: Any = next((each for each in rulebook.regime(regime).duties if each.id == duty), None)
    except rulebook.RulebookError:
        rule = None
    if rule is None:
        return None, None
    card = catalogue.card(rule)
    limit = rule.limit_on(since)
    return card, card.texts[rule.limits.index(limit)] if limit else None
