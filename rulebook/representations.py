"""Time that the law gives a family to answer what it was sent, before anything may become final."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from rulebook.counting import Dated, dated, finished
from rulebook.judging import Told, first_since, numbered, undecided, window, written
from rulebook.model import Duty, Event, Finding
from rulebook.periods import in_words
from rulebook.timeline import Case

ANSWER: Final = "representations_received"


def time_to_answer(
    case: Case, rule: Duty, served: Sequence[Event], final: str, what: str
) -> Iterator[Finding | None]:
    """The days that begin with each service, afresh when it is served again while they run.

    `final` is the event type that may not come before they are over or answered; `what` names the draft.
    """
    rest = list(served)
    index = 0
    while rest:
        opened, told = rest.pop(0), Told()
        of = numbered("", index)
        index += 1
        ending = first_since(case.all(final), opened.on)
        current, until = opened, dated(rule, opened, opened.on, case.calendar)
        if until is None:
            yield undecided(rule, opened.on, of)
            continue
        while rest and _still_open(case, current, until, ending, rest[0]):
            told = Told(
                previous_due=until.due,
                why_moved=f"{what} was issued again on {in_words(rest[0].on)}; its days start afresh.",
            )
            current = rest.pop(0)
            # The text of the first service's day goes on judging, so there is always one.
            until = dated(rule, current, opened.on, case.calendar) or until
        yield _answered(case, rule, (opened, current), until, ending, of, told)


def _still_open(case: Case, current: Event, until: Dated, final: Event | None, again: Event) -> bool:
    """Whether the days still run when it is served again: neither final, nor answered, nor over."""
    answer = first_since(case.all(ANSWER), current.on)
    ended = any(event is not None and event.on < again.on for event in (final, answer))
    return again.on <= until.due and not ended


def _answered(
    case: Case,
    rule: Duty,
    served: tuple[Event, Event],
    until: Dated,
    final: Event | None,
    of: str,
    told: Told,
) -> Finding | None:
    opened, current = served
    answer = first_since(case.all(ANSWER), current.on)
    if final is None or final.on > until.due or (answer is not None and answer.on <= final.on):
        return window(case, rule, current, until, answer, of=of, since=opened.on, told=told)
    note = f"The final plan was sent on {in_words(final.on)}, before the family had its full time to answer."
    timed = finished(until, case.calendar)
    return written(rule, timed, opened.on, of, "missed", final.on, told._replace(note=note))
