"""How a check is written: a small function with a rule's id, severity and message, run over each person of a file."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from alongside.oversight.returns.engine.layouts import Layout
from alongside.oversight.returns.engine.problems import Found, shown
from alongside.oversight.returns.engine.records import Person, Request
from alongside.oversight.returns.words import Severity


@dataclass(frozen=True, slots=True)
class Hit:
    """One breach: the element, what it says, and (where the rule has more than one case) its own words or severity."""

    field: str
    value: object = None
    message: str = ""
    severity: Severity | None = None


@dataclass(slots=True)
class Context:
    """What a check may know beside the person: the year's layout, census day, own authority, the file's last day."""

    layout: Layout
    year: int
    census_day: date
    la: str
    last_day: date
    n_ceased: int = 0
    n_ceased_other: int = 0
    first_day_of_year: date = field(init=False)
    last_day_of_year: date = field(init=False)

    def __post_init__(self) -> None:
        self.first_day_of_year = date(self.year - 1, 1, 1)
        self.last_day_of_year = date(self.year - 1, 12, 31)

    def is_in_year(self, day: date) -> bool:
        """Whether a day lies in the calendar year that the return reports on."""
        return self.first_day_of_year <= day <= self.last_day_of_year


Check = Callable[..., Iterable[Hit]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A check with its id, severity and message, and the first year that it holds for."""

    id: str
    severity: Severity
    message: str
    check: Check
    since: int

    def found(self, hit: Hit, position: int | None) -> Found:
        """A breach as a problem."""
        severity = hit.severity or self.severity
        return Found(position, hit.field, shown(hit.value), self.id, severity, hit.message or self.message)


PERSON_RULES: list[Rule] = []
REQUEST_RULES: list[Rule] = []


def on_person(rule_id: str, severity: Severity, message: str, *, since: int = 0) -> Callable[[Check], Check]:
    """Registers `check(person, context)`."""
    return _registered(PERSON_RULES, rule_id, severity, message, since)


def on_request(rule_id: str, severity: Severity, message: str, *, since: int = 0) -> Callable[[Check], Check]:
    """Registers `check(person, request, context)`, run for each request of a person."""
    return _registered(REQUEST_RULES, rule_id, severity, message, since)


def _registered(
    rules: list[Rule], rule_id: str, severity: Severity, message: str, since: int
) -> Callable[[Check], Check]:
    def register(check: Check) -> Check:
        rules.append(Rule(rule_id, severity, message, check, since))
        return check

    return register


def run(person: Person, context: Context) -> list[Found]:
    """Every breach of one person, in the order of the rules."""
    found = [
        rule.found(hit, person.position)
        for rule in PERSON_RULES
        if rule.since <= context.year
        for hit in rule.check(person, context)
    ]
    for request in person.request:
        found.extend(_of_request(person, request, context))
    return found


def _of_request(person: Person, request: Request, context: Context) -> list[Found]:
    return [
        rule.found(hit, person.position)
        for rule in REQUEST_RULES
        if rule.since <= context.year
        for hit in rule.check(person, request, context)
    ]


def days(first: Any, last: Any) -> int | None:
    """Whole days between two days, or None when one isn't known."""
    return (last - first).days if first and last else None
