"""How one duty stands in one case: its date, whether it was kept, and what lifted or closed it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Final, NamedTuple

from rulebook import exemptions
from rulebook.counting import Anchored, Clock, Dated, anchored, clock, finished, happened
from rulebook.model import Duty, Event, Finding, OutsideTableError, State
from rulebook.periods import in_words
from rulebook.timeline import Case

_LAPSED: Final = "The time has run its full length."


class Told(NamedTuple):
    """What a rule adds to the plain judgement: holder, note, doubt, earlier date, ending, a last step."""

    holder: str = ""
    note: str = ""
    doubt: str = ""
    previous_due: date | None = None
    why_moved: str = ""
    closed: Event | None = None
    # A last line of the working that follows from the due date.
    step: Callable[[date], str] | None = None


PLAIN: Final = Told()


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
    how: Anchored | None = None,
    told: Told = PLAIN,
    until: Dated | None = None,
) -> Finding | None:
    """How a duty stands that `opened` set going and `done` finished; None where an event closed it.

    `since` is the trigger day where a later event moved the date; the text in force on it judges.
    `how` counts from a day that the events name, where that is not the day of `opened`; `until` is a
    date that the duty counted by a way of its own.
    """
    since = opened.on if since is None else since
    try:
        timed = finished(until, case.calendar) if until else _timed(case, rule, opened, since, how)
    except OutsideTableError as beyond:
        return undecided(rule, since, of, f"{beyond.message}.")
    if timed is None:
        return undecided(rule, since, of)
    due = timed.due
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
    ended = f"It was still undone when it ended. {happened(closing)}" if closing else ""
    notes = (ended, weighed.note) if ended or weighed.note else ()
    return written(rule, timed, since, of, state, done_on, told, notes, weighed.accepted)


def _timed(case: Case, rule: Duty, opened: Event, since: date, how: Anchored | None) -> Clock | None:
    if how is None:
        return clock(rule, opened.type, opened.on, since, case.calendar)
    made = anchored(rule, opened, since, how)
    return finished(made, case.calendar) if made else None


def _earlier(one: Event | None, other: Event | None) -> Event | None:
    if other is None or (one and one.on <= other.on):
        return one
    return other


def _weigh(case: Case, rule: Duty, of: str, since: date, due: date | None, until: date) -> exemptions.Weighed:
    if due is None or not case.can_be_lifted:
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
    due = until.due
    used_on = used.on if used and used.on <= due else None
    closing = case.closing(rule, used_on)
    if closing and closing.on <= due:
        return None
    notes: tuple[str, ...] = ()
    if used_on is None and case.on > due:
        used_on, notes = due, (_LAPSED,)
    since = opened.on if since is None else since
    state: State = "open" if used_on is None else "met"
    return written(rule, finished(until, case.calendar), since, of, state, used_on, told, notes)


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
    rule: Duty,
    timed: Clock,
    since: date,
    of: str,
    state: State,
    done: date | None,
    told: Told,
    notes: tuple[str, ...] = (),
    lifted: tuple[str, ...] = (),
) -> Finding:
    """The finding itself, from its clock and what was judged."""
    limit = timed.limit
    plain = told is PLAIN and not notes and not timed.trouble
    return Finding(
        duty=rule.id,
        title=rule.title,
        of=of,
        due=timed.due,
        operational_due=timed.operational,
        done=done,
        state=state,
        holder=told.holder or rule.holder,
        strength=limit.strength,
        citation=limit.citation.text,
        checked=limit.citation.checked,
        working=timed.working if told.step is None else _worked(timed, told.step),
        note="" if plain else " ".join(filter(None, (told.doubt, told.note, *notes, timed.trouble))),
        exemptions=lifted,
        previous_due=told.previous_due,
        why_moved=told.why_moved,
        since=since,
    )


def _worked(timed: Clock, step: Callable[[date], str]) -> tuple[str, ...]:
    return timed.working if timed.due is None else (*timed.working, step(timed.due))


def repeated(
    case: Case,
    rule: Duty,
    asked: tuple[str, ...],
    answers: tuple[str, ...],
    *,
    over: tuple[str, ...] = (),
    keep: Callable[[Event], bool] | None = None,
    only_of: str | None = None,
    told: Told = PLAIN,
) -> Iterator[Finding | None]:
    """One finding for each time that something was set going, by whom it is about.

    `over` ends what was set going and not yet answered; an event without an `of` is about all of them.
    """
    opening = [event for event in in_order(case, asked) if keep is None or keep(event)]
    for of in dict.fromkeys(event.of for event in opening):
        if only_of not in (None, of):
            continue
        replies, ends = about(case, answers, of), about(case, over, of)
        pairs = rounds([event for event in opening if event.of == of], replies)
        for index, (opened, answer) in enumerate(pairs):
            end = first_since(ends, opened.on)
            closed = end if end and (answer is None or end.on < answer.on) else None
            yield judge(case, rule, opened, answer, of=numbered(of, index), told=told._replace(closed=closed))


def in_order(case: Case, kinds: tuple[str, ...]) -> list[Event]:
    """Every event of these types by day, types of one day in the order given."""
    if len(kinds) == 1:
        return list(case.all(kinds[0]))
    return sorted((event for kind in kinds for event in case.all(kind)), key=_day)


def about(case: Case, kinds: tuple[str, ...], of: str) -> list[Event]:
    """Those of these events that are about this one: by name, or without one."""
    if not case.has(kinds):
        return []
    found = in_order(case, kinds)
    return [event for event in found if event.of in ("", of)] if of else found


def _day(event: Event) -> date:
    return event.on
