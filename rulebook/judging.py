"""How one duty stands in one case: its date, whether it was kept, and what lifted or closed it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from rulebook import exemptions
from rulebook.calendar import Calendar
from rulebook.events import BY_NAME
from rulebook.model import Duty, Event, Finding, Limit, OutsideTableError, State
from rulebook.periods import COUNTS, Counted, in_words
from rulebook.timeline import Case

# How a duty without a number is told.
_NO_NUMBER: Final = {
    "as_soon_as_practicable": "The law sets no number of days: it must be done as soon as practicable.",
    "at_once": "The law sets no number of days: it must be done at once.",
    "with_the_letter": "It must stand in the letter itself.",
    "standing": "It holds for as long as this stage lasts.",
}


@dataclass(frozen=True, slots=True)
class Told:
    """What a rule adds to the plain judgement: another holder, a note, a doubt, an earlier date."""

    holder: str = ""
    note: str = ""
    doubt: str = ""
    previous_due: date | None = None
    why_moved: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """The outcome of a judgement, before it is written out as a finding."""

    due: date | None
    done: date | None
    state: State
    working: tuple[str, ...]
    exemptions: tuple[str, ...] = ()


PLAIN: Final = Told()


def count(limit: Limit, start: date, calendar: Calendar) -> Counted | None:
    """The last day by this text, or None where the text sets no number."""
    return None if limit.value is None else COUNTS[limit.count](start, limit.value, calendar)


def happened(event: Event) -> str:
    """The sentence that starts every count: what happened, and when."""
    return f"On {in_words(event.on)} {BY_NAME[event.type].happened}."


def numbered(name: str, index: int) -> str:
    """The `of` of a duty that arises again in one case: "(2)" and so on after the first."""
    return name if index == 0 else f"{name} ({index + 1})".strip()


def rounds(asked: Sequence[Event], answers: Sequence[Event]) -> Iterator[tuple[Event, Event | None]]:
    """Pairs each question with its answer; a question asked again before the answer is a reminder."""
    answer: Event | None = None
    waiting = False
    for question in asked:
        if waiting or (answer is not None and question.on <= answer.on):
            continue
        answer = first_since(answers, question.on)
        waiting = answer is None
        yield question, answer


def first_since(events: Sequence[Event], day: date) -> Event | None:
    """The first of these ordered events on the day or later."""
    return next((event for event in events if event.on >= day), None)


def judge(
    case: Case,
    rule: Duty,
    opened: Event,
    done: Event | None = None,
    *,
    of: str = "",
    since: date | None = None,
    told: Told = PLAIN,
) -> Finding | None:
    """How a duty stands that `opened` set going and `done` finished; None where an event closed it.

    `since` is the trigger day where a later event moved the date; the text in force on it judges.
    """
    since = opened.on if since is None else since
    limit = rule.limit_on(since)
    if limit is None:
        return undecided(rule, since, of)
    try:
        counted = count(limit, opened.on, case.calendar)
    except OutsideTableError as beyond:
        return undecided(rule, since, of, f"{beyond.message}.")
    due = counted.due if counted else None
    done_on = done.on if done else None
    closing = case.closing(rule, done_on)
    if closing:
        if due is None or closing.on <= due or closing.type in rule.falls_away_with:
            return None
        done_on = None
        told = _noting(told, f"It was still undone when it ended. {happened(closing)}")
    weighed = _weigh(case, rule, of, since, due, done_on or (closing or case).on)
    if closing and weighed.accepted:
        return None
    if weighed.note:
        told = _noting(told, weighed.note)
    state = "needs_a_person" if told.doubt else _state(due, done_on, case.on, closing is not None, weighed)
    working = (happened(opened), *(counted.steps if counted else (_NO_NUMBER[limit.count],)))
    stand = Standing(due, done_on, state, working, weighed.accepted)
    return written(case, rule, limit, since, of, stand, told)


def _noting(told: Told, more: str) -> Told:
    return replace(told, note=f"{told.note} {more}".strip())


def _weigh(case: Case, rule: Duty, of: str, since: date, due: date | None, until: date) -> exemptions.Weighed:
    # A step kept in time needs no excuse, so only what is late or still open asks for a hint.
    if due is None or not rule.exemptions and not case.has(("exception_claimed",)):
        return exemptions.NOTHING_CLAIMED
    return exemptions.weigh(case, exemptions.Step(rule, of, since, due, until))


def _state(due: date | None, done: date | None, on: date, ended: bool, weighed: exemptions.Weighed) -> State:
    """The six states; a limit that was lifted is not late, and a doubt never counts as kept or broken."""
    if done is not None and (due is None or done <= due):
        return "met"
    if weighed.accepted:
        return "exempt"
    if weighed.undecided:
        return "needs_a_person"
    if done is not None or ended:
        return "missed"
    return "overdue" if due is not None and on > due else "open"


@dataclass(frozen=True, slots=True)
class Dated:
    """A count together with the text of the law that it follows."""

    limit: Limit
    counted: Counted


def dated(case: Case, rule: Duty, start: date, since: date) -> Dated | None:
    """The count from `start` by the text in force on `since`; None without a text or a number."""
    limit = rule.limit_on(since)
    counted = count(limit, start, case.calendar) if limit else None
    return Dated(limit, counted) if limit and counted else None


def window(
    case: Case,
    rule: Duty,
    opened: Event,
    until: Dated,
    used: Event | None,
    *,
    of: str = "",
    since: date | None = None,
    told: Told = PLAIN,
) -> Finding | None:
    """How time stands that a person may use but need not: it is kept by use or by running its full length."""
    due = until.counted.due
    used_on = used.on if used and used.on <= due else None
    closing = case.closing(rule, used_on)
    if closing and closing.on <= due:
        return None
    if used_on is None and case.on > due:
        used_on = due
        told = _noting(told, "The time has run its full length.")
    state: State = "open" if used_on is None else "met"
    stand = Standing(due, used_on, state, (happened(opened), *until.counted.steps))
    return written(case, rule, until.limit, opened.on if since is None else since, of, stand, told)


def undecided(rule: Duty, since: date, of: str, why: str = "") -> Finding:
    """A finding that says why no date can be given; without a `why`, that no text was in force."""
    limit = rule.limit_on(since) or rule.limits[0]
    return Finding(
        duty=rule.id,
        title=rule.title,
        of=of,
        due=None,
        operational_due=None,
        done=None,
        state="needs_a_person",
        holder=rule.holder,
        strength=limit.strength,
        citation=limit.citation.text,
        checked=limit.citation.checked,
        working=(),
        note=why or f"This rulebook holds no text in force on {in_words(since)}.",
        since=since,
    )


def written(
    case: Case, rule: Duty, limit: Limit, since: date, of: str, stand: Standing, told: Told = PLAIN
) -> Finding:
    """The finding itself, with the working day to do it by."""
    working, note, operational = stand.working, told.note, stand.due
    if told.doubt:
        note = f"{told.doubt} {note}".strip()
    if operational is not None:
        try:
            operational = case.calendar.last_working_day_on_or_before(operational)
        except OutsideTableError as beyond:
            operational, note = None, f"{note} No working day can be given: {beyond.message}.".strip()
        else:
            if operational != stand.due:
                by = in_words(operational)
                working = (*working, f"That is not a working day, so it should be done by {by}.")
    return Finding(
        duty=rule.id,
        title=rule.title,
        of=of,
        due=stand.due,
        operational_due=operational,
        done=stand.done,
        state=stand.state,
        holder=told.holder or rule.holder,
        strength=limit.strength,
        citation=limit.citation.text,
        checked=limit.citation.checked,
        working=working,
        note=note,
        exemptions=stand.exemptions,
        previous_due=told.previous_due,
        why_moved=told.why_moved,
        since=since,
    )
