"""The nouns of the rulebook: events go in, findings come out, and everything between is frozen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

if TYPE_CHECKING:
    from rulebook.timeline import Case

State: TypeAlias = Literal["open", "overdue", "met", "missed", "exempt", "needs_a_person"]
Strength: TypeAlias = Literal["statutory", "guidance", "local", "proposal"]
Checked: TypeAlias = Literal["V", "S", "U"]
Find: TypeAlias = "Callable[[Case, Duty], Iterable[Finding | None]]"

LOCAL_AUTHORITY: Final = "local_authority"
ADVICE_GIVER: Final = "advice_giver"
FAMILY: Final = "family"
SCHOOL: Final = "school"
HEALTH_BODY: Final = "health_body"
MEDIATION_ADVISER: Final = "mediation_adviser"
TRIBUNAL: Final = "tribunal"

_NO_DATA: Final[Mapping[str, str]] = MappingProxyType({})


def _no_data() -> Mapping[str, str]:
    return _NO_DATA


class RulebookError(ValueError):
    """Events that cannot be: an unknown type, a day that is no date, a missing field, an impossible order."""

    def __init__(self, message: str, line: int | None = None, event: Event | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.event = event
        self.line = event.line if line is None and event is not None else line


class MissingError(RulebookError):
    """Something that has to be given is not there."""


class ContradictionError(RulebookError):
    """Two things that cannot both be so: an order of events, or two decisions that shut each other out."""


class FutureError(RulebookError):
    """An event after the day from which its case is seen."""


class BeforeBirthError(RulebookError):
    """An event before the child was born."""


class WrongRegimeError(RulebookError):
    """A regime that does not exist, is only a proposal, or does not know the event."""


class OutsideTableError(RulebookError):
    """A working day was asked for in a year whose bank holidays are not in the table."""


NOT_GIVEN: Final = "not_given"
"""Ground of an exception of which a record says that it was claimed, and not why."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a case on a day; `of` says whose, `data` says what else is known."""

    type: str
    on: date
    of: str = ""
    data: Mapping[str, str] = field(default_factory=_no_data, hash=False)
    line: int | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a rule stands, how we know it, and whether somebody has checked it against the regulation.

    `checked` says where the makers read it: V in the law itself, S second-hand, U nowhere yet. That is no
    check by a lawyer: only `checked_on` and `checked_by` are, and both stay empty until there was one.
    """

    text: str
    checked: Checked
    checked_on: date | None = None
    checked_by: str = ""

    @property
    def is_checked(self) -> bool:
        """Whether a named person has checked this against the regulation on a day we know."""
        return self.checked_on is not None and bool(self.checked_by)


# Compared by identity: each text exists once, and hashing it at every count would cost.
@dataclass(frozen=True, slots=True, eq=False)
class Limit:
    """One dated text of a time limit: `value` in `unit`s counted by the way `count`; no value, no limit."""

    starts: date
    ends: date | None
    value: int | None
    unit: str
    count: str
    strength: Strength
    citation: Citation

    def in_force(self, day: date) -> bool:
        """Whether this text was the law on that day (both ends belong to it)."""
        return self.starts <= day and (self.ends is None or day <= self.ends)


@dataclass(frozen=True, slots=True)
class Exemption:
    """A ground that lifts the fixed limit from the steps it names, and from no other step."""

    id: str
    title: str
    test: str
    starts: date
    ends: date | None
    values: Mapping[str, int] = field(hash=False)
    steps: Mapping[str, Citation] = field(hash=False)
    # Most grounds are judged by the law of the trigger day; a temporary one by the day the limit ran out.
    by_due: bool = False

    def in_force(self, day: date) -> bool:
        """Whether the ground existed in law on that day (both ends belong to it)."""
        return self.starts <= day and (self.ends is None or day <= self.ends)


# Compared by identity: each duty exists once, and hashing its texts at every question would cost.
@dataclass(frozen=True, slots=True, eq=False)
class Duty:
    """One thing that the law, guidance or a local standard asks of somebody, with every text it ever had."""

    id: str
    title: str
    holder: str
    meaning: str
    # What the family can expect, by when, and what to do if it does not come: for its own page.
    family: str
    opens_with: tuple[str, ...]
    met_by: tuple[str, ...]
    ends_with: tuple[str, ...]
    falls_away_with: tuple[str, ...]
    # Both ways of closing; on one day, falling away goes before ending.
    closed_by: tuple[str, ...]
    limits: tuple[Limit, ...]
    exemptions: tuple[str, ...]
    find: Find = field(repr=False)

    def limit_on(self, day: date) -> Limit | None:
        """The text in force on the trigger day, or None where this book holds no text for that day."""
        for limit in self.limits:
            if limit.in_force(day):
                return limit
        return None

    @property
    def latest(self) -> Limit:
        """The youngest text, for pages that show the rule without a case."""
        return self.limits[-1]


# Compared by identity, like its duties: a regime is a key of the engine's index.
@dataclass(frozen=True, slots=True, eq=False)
class Regime:
    """A body of duties that judges a case together."""

    key: str
    title: str
    duties: tuple[Duty, ...]
    # Worked out before it is law, to be ready: no page of a family may ever be judged by one.
    is_proposal: bool = False


@dataclass(frozen=True, slots=True)
class Closure:
    """A setting that is closed from its first closed day until the day before its first open day."""

    setting: str
    closed_from: date
    open_from: date

    @property
    def days(self) -> int:
        """How many days in a row the setting is closed."""
        return (self.open_from - self.closed_from).days


@dataclass(frozen=True, slots=True)
class Area:
    """The facts and habits of a place that a rule may need.

    `phase_transfer_day` says whether 15 February and 31 March themselves count as in time
    (`conventional`) or, as the regulation reads, do not (`literal`). With `clear_day`, a notice "at
    least two weeks before" leaves one clear day more.
    """

    closures: tuple[Closure, ...] = ()
    phase_transfer_day: Literal["literal", "conventional"] = "literal"
    clear_day: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one duty looks like for one case on one day, and how its date was counted."""

    duty: str
    title: str
    of: str
    due: date | None
    operational_due: date | None
    done: date | None
    state: State
    holder: str
    strength: Strength
    citation: str
    checked: Checked
    working: tuple[str, ...]
    note: str = ""
    exemptions: tuple[str, ...] = ()
    previous_due: date | None = None
    why_moved: str = ""
    since: date

    def to_dict(self) -> dict[str, object]:
        """The finding as plain JSON values: days as ISO text, tuples as lists."""
        return {
            "duty": self.duty,
            "title": self.title,
            "of": self.of,
            "due": _iso(self.due),
            "operational_due": _iso(self.operational_due),
            "done": _iso(self.done),
            "state": self.state,
            "holder": self.holder,
            "strength": self.strength,
            "citation": self.citation,
            "checked": self.checked,
            "working": list(self.working),
            "note": self.note,
            "exemptions": list(self.exemptions),
            "previous_due": _iso(self.previous_due),
            "why_moved": self.why_moved,
            "since": self.since.isoformat(),
        }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
