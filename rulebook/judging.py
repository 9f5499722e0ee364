"""How one duty stands in one case: its date, whether it was kept, and what lifted or closed it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple

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

_LAPSED: Final = "The time has run its full length."
_CLAIMS: Final = ("exception_claimed",)


class Told(NamedTuple):
    """What a rule adds to the plain judgement: a holder, a note, a doubt, an earlier date, an ending."""

    holder: str = ""
    note: str = ""
    doubt: str = ""
    previous_due: date | None = None
    why_moved: str = ""
    closed: Event | None = None


class Standing(NamedTuple):
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
    closing = _earlier(case.closing(rule, done_on), told.closed)
    if closing and (due is None or closing.on <= due or closing.type in rule.falls_away_with):
        return None
    if closing:
        done_on = None
    weighed = _weigh(case, rule, of, since, due, done_on or (closing or case).on)
    if closing and weighed.accepted:
        return None
    state = "needs_a_person" if told.doubt else _state(due, done_on, case.on, closing is not None, weighed)
    steps = counted.steps if counted else (_NO_NUMBER[limit.count],)
    stand = Standing(due, done_on, state, (happened(opened), *steps), weighed.accepted)
    ended = f"It was still undone when it ended. {happened(closing)}" if closing else ""
    return written(case, rule, limit, since, of, stand, told, (ended, weighed.note))


def _earlier(one: Event | None, other: Event | None) -> Event | None:
    if one is None or other is None:
        return one or other
    return other if other.on < one.on else one


def _weigh(case: Case, rule: Duty, of: str, since: date, due: date | None, until: date) -> exemptions.Weighed:
    if due is None or not (case.area.closures or case.has(_CLAIMS)):
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


class Dated(NamedTuple):
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
    lapsed = used_on is None and case.on > due
    if lapsed:
        used_on = due
    state: State = "open" if used_on is None else "met"
    stand = Standing(due, used_on, state, (happened(opened), *until.counted.steps))
    notes = (_LAPSED,) if lapsed else ()
    return written(case, rule, until.limit, opened.on if since is None else since, of, stand, told, notes)


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
    case: Case,
    rule: Duty,
    limit: Limit,
    since: date,
    of: str,
    stand: Standing,
    told: Told = PLAIN,
    notes: tuple[str, ...] = (),
) -> Finding:
    """The finding itself, with the working day to do it by."""
    working, operational = stand.working, None
    if stand.due is not None:
        operational, step, doubt = _do_it_by(case.calendar, stand.due)
        working = (*working, step) if step else working
        notes = (*notes, doubt)
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
        note=" ".join([part for part in (told.doubt, told.note, *notes) if part]),
        exemptions=stand.exemptions,
        previous_due=told.previous_due,
        why_moved=told.why_moved,
        since=since,
    )


@lru_cache(maxsize=8192)
def _do_it_by(calendar: Calendar, due: date) -> tuple[date | None, str, str]:
    """The last working day in time, a step where it is not the due day, and why there is none."""
    try:
        day = calendar.last_working_day_on_or_before(due)
    except OutsideTableError as beyond:
        return None, "", f"No working day can be given: {beyond.message}."
    return (
        day,
        "" if day == due else f"That is not a working day, so it should be done by {in_words(day)}.",
        "",
    )
