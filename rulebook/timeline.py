"""One case's events, checked for form and order, and laid out so that rules can ask short questions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from difflib import get_close_matches
from typing import Any, Final, TypeVar

from rulebook import parameters
from rulebook.calendar import Calendar, closures_told
from rulebook.events import BY_NAME, CONFLICTS, ENDINGS, PROPOSED, STARTS, DataField, EventType
from rulebook.model import NOT_GIVEN, Area, ContradictionError, Duty, Event, MissingError, RulebookError

T = TypeVar("T")
_NONE: Final[tuple[Event, ...]] = ()


class Case:
    """What had happened to one child's case by the end of a day, by event type and in order of days."""

    __slots__ = ("_by_type", "_once", "area", "calendar", "can_be_lifted", "on", "proposed")

    def __init__(self, events: Sequence[Event], on: date, calendar: Calendar, area: Area) -> None:
        self.on = on
        self.calendar = calendar
        ordered = sorted(checked(events), key=_order)
        told = closures_told(ordered)
        self.area = Area((*area.closures, *told)) if told else area
        # The first event of a proposal, which no case under the law can carry.
        self.proposed = next((event for event in ordered if event.type in PROPOSED), None)
        self._by_type: dict[str, list[Event]] = {}
        self._once: dict[object, Any] = {}
        for event in ordered:
            # What happens later is not known yet: a case is always seen from one day.
            if event.on <= on:
                self._by_type.setdefault(event.type, []).append(event)
        # Without a claim or a known closure no ground can reach any limit of this case.
        self.can_be_lifted = bool(area.closures) or "exception_claimed" in self._by_type

    @property
    def kinds(self) -> frozenset[str]:
        """Which types of event have happened."""
        return frozenset(self._by_type)

    def once(self, name: str, make: Callable[[Case, str], T]) -> T:
        """What `make` finds under a name, worked out once for the case however many duties ask."""
        key = make, name
        if key not in self._once:
            self._once[key] = make(self, name)
        found: T = self._once[key]
        return found

    def as_of(self, day: date) -> Case:
        """The same case as it was seen at the end of an earlier day."""
        events = [event for found in self._by_type.values() for event in found]
        return Case(events, min(day, self.on), self.calendar, self.area)

    def has(self, types: Iterable[str]) -> bool:
        """Whether any event of these types has happened."""
        return not self._by_type.keys().isdisjoint(types)

    def all(self, kind: str, of: str | None = None) -> Sequence[Event]:
        """Every event of one type, oldest first; only those of one `of` where it is given."""
        found = self._by_type.get(kind, _NONE)
        return found if of is None else [event for event in found if event.of == of]

    def first(self, *types: str) -> Event | None:
        """The earliest event of any of these types."""
        best: Event | None = None
        for name in types:
            found = self._by_type.get(name)
            if found and (best is None or found[0].on < best.on):
                best = found[0]
        return best

    def since(self, day: date, *types: str) -> Event | None:
        """The earliest event of any of these types on the day or later."""
        later = [event for name in types for event in self.all(name) if event.on >= day]
        return min(later, key=_order, default=None)

    def opening(self, duty: Duty) -> Event:
        """The earliest event that opens the duty; LookupError for a duty that nothing has opened."""
        event = self.first(*duty.opens_with)
        if event is None:
            raise LookupError(f"nothing has opened {duty.id}")
        return event

    def closing(self, duty: Duty, done_on: date | None) -> Event | None:
        """The earliest event that closes the duty before it was done; falling away goes before ending."""
        if self._by_type.keys().isdisjoint(duty.closed_by):
            return None
        event = self.first(*duty.closed_by)
        return event if event is not None and (done_on is None or event.on < done_on) else None


def _order(event: Event) -> tuple[date, str, str]:
    return event.on, event.type, event.of


def checked(events: Sequence[Event]) -> Sequence[Event]:
    """The same events, once their form and their order were found possible; RulebookError otherwise."""
    earliest: dict[str, Event] = {}
    for event in events:
        _check_form(event)
        known = earliest.get(event.type)
        if known is None or event.on < known.on:
            earliest[event.type] = event
    for event in events:
        _check_order(event, earliest, events)
    _check_conflicts(earliest)
    return events


def _check_form(event: Event) -> None:
    kind = BY_NAME.get(event.type)
    if kind is None:
        raise RulebookError(f'unknown event "{event.type}"{did_you_mean(event.type, BY_NAME)}', event=event)
    # A moment is a date to Python, but no day to the law: its hour would decide comparisons.
    if type(event.on) is not date:
        raise RulebookError(f'"{event.on}" is not a date', event=event)
    if kind.of_required and not event.of:
        raise MissingError(f'{event.type} needs "of": {kind.of}', event=event)
    if kind.of_choices and event.of not in kind.of_choices:
        allowed = ", ".join(kind.of_choices)
        raise RulebookError(f'"of" is one of {allowed}, not "{event.of}"', event=event)
    if kind.data:
        _check_data(event, kind)


def _check_data(event: Event, kind: EventType) -> None:
    for entry in kind.data:
        value = event.data.get(entry.name, "")
        if not value:
            if entry.required:
                raise MissingError(f'{event.type} needs "{entry.name}": {entry.meaning}', event=event)
        elif entry.choices and value not in entry.choices:
            allowed = ", ".join(entry.choices)
            raise RulebookError(f'"{entry.name}" is one of {allowed}, not "{value}"', event=event)
        elif entry.is_day:
            _check_day(event, entry)
    if event.type == "plan_made":
        _check_last_review(event)
    if event.type == "exception_claimed":
        ground, grounds = event.data["ground"], parameters.grounds()
        if ground not in (*grounds, NOT_GIVEN):
            raise RulebookError(f'unknown ground "{ground}"{did_you_mean(ground, grounds)}', event=event)
        step, steps = event.data["step"], parameters.duty_ids()
        if step not in steps:
            raise RulebookError(f'unknown step "{step}"{did_you_mean(step, steps)}', event=event)


def _check_day(event: Event, entry: DataField) -> None:
    day = day_of(event, entry.name)
    if entry.not_before and day is not None and day < event.on:
        raise ContradictionError(f'"{entry.name}" ({day}) comes before the event itself', event=event)


def _check_last_review(event: Event) -> None:
    review = day_of(event, "last_review")
    if review is not None and review < event.on:
        raise ContradictionError(
            f"the last review on {review.isoformat()} comes before the plan", event=event
        )


def day_of(event: Event, name: str) -> date | None:
    """A day in an event's data, None where it isn't given; RulebookError where it is no date."""
    value = event.data.get(name, "")
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise RulebookError(f'"{value}" is not a date', event=event) from None


def _check_order(event: Event, earliest: dict[str, Event], events: Sequence[Event]) -> None:
    kind = BY_NAME[event.type]
    if kind.after and not _follows(event, kind.after, earliest):
        raise ContradictionError(
            f"{event.type} on {event.on.isoformat()} comes before any {' or '.join(kind.after)}", event=event
        )
    if kind.answers and not any(
        other.type == kind.answers and other.of == event.of and other.on <= event.on for other in events
    ):
        raise ContradictionError(
            f'{event.type} of "{event.of}" on {event.on.isoformat()} comes before any {kind.answers} of it',
            event=event,
        )
    if event.type in STARTS:
        for name in ENDINGS:
            if name in earliest and earliest[name].on < event.on:
                raise ContradictionError(
                    f"{event.type} on {event.on.isoformat()} comes after {name}: "
                    "a new request is a case of its own",
                    event=event,
                )


def _follows(event: Event, after: tuple[str, ...], earliest: dict[str, Event]) -> bool:
    for name in after:
        before = earliest.get(name)
        if before is not None and before.on <= event.on:
            return True
    return False


def _check_conflicts(earliest: dict[str, Event]) -> None:
    for one, other in CONFLICTS:
        if one in earliest and other in earliest:
            later = max(earliest[one], earliest[other], key=_order)
            raise ContradictionError(f"two different decisions: {one} and {other}", event=later)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint at the nearest known word, or nothing where none is near."""
    near = get_close_matches(word, list(known), n=1)
    return f'; did you mean "{near[0]}"?' if near else ""
