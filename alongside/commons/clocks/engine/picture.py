"""A case's dates as a picture: one list from day 0 over today to the dates ahead, and a line drawn to scale."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from alongside.commons.clocks.engine.catalogue import address_of
from alongside.commons.clocks.models import Deadline
from alongside.commons.clocks.words import FAMILY, DeadlineState
from alongside.commons.clocks.words.journey import STRENGTH_WORDS, actor_words
from alongside.ground.core.dates import days_between, in_words

DONE, MISSED, LATE, TODAY, NEXT, LIFTED, PERSON, ANY_DAY, START, YOURS = (
    "done", "missed", "late", "today", "next", "lifted", "person", "any-day", "start", "yours",
)
TAGS = {
    DONE: "Done in time", MISSED: "Done late", LATE: "Late", NEXT: "To come", LIFTED: "Exception",
    PERSON: "A person must decide", ANY_DAY: "No fixed day", YOURS: "Time for the family",
}
WIDTH, EDGE, APART = 640, 10, 78
"""Units of the drawing: its width, the margin at both ends, and how far apart two labels must stand."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One line of the list: what, how it stands, and where the rule is."""

    kind: str
    title: str
    words: str
    tag: str = ""
    who: str = ""
    href: str = ""
    strength: str = ""
    """What it is where it is no law."""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Tick:
    """One lawful date on the line: where it stands, its label, and whether the label has room."""

    x: int
    kind: str
    label: str
    has_room: bool
    anchor: str


@dataclass(frozen=True, slots=True)
class Scale:
    """The line: where today stands, from where on it is late, and the lawful dates."""

    today_x: int
    late_x: int | None
    ticks: tuple[Tick, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Row:
    """One step in the table beside the line."""

    title: str
    due: str
    done: str
    state: str


@dataclass(frozen=True, slots=True)
class Picture:
    """The dates of one case."""

    marks: tuple[Mark, ...]
    scale: Scale | None
    rows: tuple[Row, ...]


def drawn(
    deadlines: Iterable[Deadline], *, day0: date | None, on: date, hidden: frozenset[str] = frozenset(),
    start: str = "Day 0",
) -> Picture:
    """The picture as of a day, without the duties that this viewer may not see; an open limit that has passed is late.

    `start` is what the first day is called.
    """
    shown = [line for line in deadlines if line.duty not in hidden]
    marks = [_mark(line, on) for line in shown]
    past = [mark for mark in marks if mark.kind in (DONE, MISSED) or (mark.kind == YOURS and _when(mark) < on)]
    now = [mark for mark in marks if mark.kind in (LATE, PERSON, LIFTED)]
    ahead = [mark for mark in marks if mark.kind == NEXT or (mark.kind == YOURS and _when(mark) >= on)]
    open_ended = [mark for mark in marks if mark.kind == ANY_DAY]
    first = [Mark(START, start, in_words(day0, weekday=True), on=day0)] if day0 else []
    day_words = f", day {days_between(day0, on)}" if day0 and day0 <= on else ""
    today = Mark(TODAY, "Today", f"{in_words(on, weekday=True)}{day_words}", on=on)
    return Picture(
        (*first, *sorted(past, key=_when), *sorted(now, key=_when), today, *sorted(ahead, key=_when), *open_ended),
        _scale(shown, day0, on), tuple(_row(line, on) for line in shown),
    )


def _when(mark: Mark) -> date:
    return mark.on or date.max


def kind_of(line: Deadline, on: date) -> str:
    """How a step shows: a stored "running" whose day has passed is late before the night has written so.

    Time that a family may use is never done, late or over: it may have longer, and no page says that it is too late.
    """
    if line.holder == FAMILY and line.due is not None:
        return YOURS
    if line.state == DeadlineState.MET:
        return DONE
    if line.state == DeadlineState.MISSED:
        return MISSED
    if line.state == DeadlineState.EXEMPT:
        return LIFTED
    if line.state == DeadlineState.NEEDS_A_PERSON:
        return PERSON
    if line.due is None:
        return ANY_DAY
    return LATE if line.due < on else NEXT


def _mark(line: Deadline, on: date) -> Mark:
    kind = kind_of(line, on)
    title = f"{line.title} ({line.of.replace('_', ' ')})" if line.of else line.title
    strength = "" if line.strength == "statutory" else STRENGTH_WORDS.get(line.strength, line.strength)
    tag = "Not done" if kind == MISSED and line.done is None else TAGS[kind]
    return Mark(
        kind=kind, title=title, words=_words(line, kind, on), tag=tag, who=actor_words(line.holder),
        href=address_of(line.duty), strength=strength,
        on=line.done if kind in (DONE, MISSED) and line.done else line.due,
    )


def _words(line: Deadline, kind: str, on: date) -> str:
    due = in_words(line.due, weekday=True) if line.due else ""
    if kind == YOURS:
        return f"At least until {due}; it may be longer."
    if kind in (DONE, MISSED):
        done = f"Done on {in_words(line.done, weekday=True)}" if line.done else "It ended undone"
        return f"{done}; the last day was {due}." if due else f"{done}."
    if kind == LATE and line.due:
        return f"It was due by {due}, {_days(days_between(line.due, on))} ago."
    if kind == NEXT and line.due:
        n_days = days_between(on, line.due)
        return f"By {due}, {'today' if n_days == 0 else f'in {_days(n_days)}'}."
    if kind == LIFTED:
        return f"The last day was {due}. An exception that the law allows lifts it." if due else ""
    if kind == PERSON:
        return f"The last day is {due}, unless a person finds otherwise." if due else "No day can be worked out."
    return "It must be done as soon as it can be." if line.done is None else ""


def _days(n_days: int) -> str:
    return f"{n_days} {'day' if n_days == 1 else 'days'}"


def _row(line: Deadline, on: date) -> Row:
    mark = _mark(line, on)
    title = f"{mark.title} ({mark.strength.lower()})" if mark.strength else mark.title
    is_over = mark.kind == YOURS and line.done == line.due
    return Row(
        title, in_words(line.due) if line.due else "no fixed day",
        in_words(line.done) if line.done and not is_over else "", mark.tag,
    )


def _scale(lines: Sequence[Deadline], day0: date | None, on: date) -> Scale | None:
    """The line, where it says more than the list: a case with a start and a lawful date to measure against."""
    law = [line for line in lines if line.due and line.strength == "statutory" and line.holder == "local_authority"]
    if day0 is None or not law or on < day0:
        return None
    last = max([on, *(line.due for line in law if line.due)])
    n_days = max(days_between(day0, last), 1)
    late = [line.due for line in law if line.due and kind_of(line, on) == LATE]
    late_x = _x(days_between(day0, min(late)), n_days) if late else None
    return Scale(_x(days_between(day0, on), n_days), late_x, _ticks(law, day0, n_days, on), _told(law, day0, on, late))


def _x(day: int, n_days: int) -> int:
    return EDGE + round((WIDTH - 2 * EDGE) * day / n_days)


def _ticks(law: Sequence[Deadline], day0: date, n_days: int, on: date) -> tuple[Tick, ...]:
    by_day: dict[date, str] = {}
    for line in sorted(law, key=_due):
        if line.due and line.due >= day0 and by_day.get(line.due) != LATE:
            by_day[line.due] = kind_of(line, on)
    found: list[Tick] = []
    free_from = 0
    for day, kind in by_day.items():
        x = _x(days_between(day0, day), n_days)
        has_room = x >= free_from
        free_from = x + APART if has_room else free_from
        anchor = "start" if x < APART // 2 else "end" if x > WIDTH - APART // 2 else "middle"
        found.append(Tick(x, kind, f"{day.day} {day:%b}", has_room, anchor))
    return tuple(found)


def _due(line: Deadline) -> date:
    return line.due or date.max


def _told(law: Sequence[Deadline], day0: date, on: date, late: Sequence[date]) -> str:
    """The line in one sentence, for those who don't see it."""
    ahead = sorted(line.due for line in law if line.due and line.due >= on and kind_of(line, on) == NEXT)
    parts = [f"Day {days_between(day0, on)} since day 0."]
    if late:
        parts.append(f"Late since {in_words(min(late))}.")
    if ahead:
        parts.append(f"The next lawful date is {in_words(ahead[0])}.")
    return " ".join(parts)
