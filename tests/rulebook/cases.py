"""Makes cases for properties: any history that the table of event types allows, day by day."""

from datetime import date, timedelta

from hypothesis import strategies as st

import rulebook
from rulebook.events import CONFLICTS, ENDINGS, EVENT_TYPES, STARTS, EventType

LAW = rulebook.regime("cfa2014")
BOTH = rulebook.regime("cfa2014+local")
DUTIES = [duty.id for duty in BOTH.duties]
SERVICES = ["educational_psychologist", "health", "school"]
SUMMER = rulebook.Area((rulebook.Closure("Any Primary", date(2025, 7, 23), date(2025, 9, 3)),))
LATEST = date(2027, 12, 31)


def possible(kind: EventType, so_far: list[rulebook.Event]) -> bool:
    """Whether the table allows this event after these, on the same day or later."""
    names = {event.type for event in so_far}
    shut_out = {one for pair in CONFLICTS for one in pair if kind.name in pair and one != kind.name}
    if names & shut_out or (kind.after and not names & set(kind.after)):
        return False
    return not (kind.name in STARTS and names & set(ENDINGS)) and (not kind.answers or kind.answers in names)


@st.composite
def events_of(draw: st.DrawFn, kind: EventType, day: date, so_far: list[rulebook.Event]) -> rulebook.Event:
    """One event of a kind, with everything that the table asks for."""
    of = ""
    if kind.answers:
        of = draw(st.sampled_from(sorted({event.of for event in so_far if event.type == kind.answers})))
    elif kind.of_required:
        of = draw(st.sampled_from(SERVICES))
    data = {}
    for entry in kind.data:
        if not entry.required and draw(st.booleans()):
            continue
        data[entry.name] = draw(values(entry, day))
    return rulebook.Event(kind.name, day, of, data)


def values(entry: rulebook.events.DataField, day: date) -> st.SearchStrategy[str]:
    """What may stand under one name of an event's data."""
    if entry.choices:
        return st.sampled_from(entry.choices)
    if entry.is_day:
        return st.integers(-60, 60).map(lambda shift: (day + timedelta(days=shift)).isoformat())
    fixed = {
        "ground": sorted(rulebook.grounds()),
        "step": DUTIES,
        "contents": ["complete", "the adviser"],
        "setting": ["Any Primary"],
    }
    return st.sampled_from(fixed.get(entry.name, ["Any Primary"]))


@st.composite
def cases(draw: st.DrawFn, longest: int = 14) -> tuple[rulebook.Event, ...]:
    """A history in order of days: a start or a plan, then whatever may follow."""
    day = draw(st.dates(date(2024, 6, 1), date(2026, 6, 30)))
    first = [kind for kind in EVENT_TYPES if kind.name in (*STARTS, "plan_made")]
    so_far = [draw(events_of(draw(st.sampled_from(first)), day, []))]
    for _ in range(draw(st.integers(0, longest))):
        day = min(LATEST, day + timedelta(days=draw(st.sampled_from([0, 0, 1, 3, 7, 14, 21, 28, 40, 70]))))
        allowed = [kind for kind in EVENT_TYPES if possible(kind, so_far)]
        so_far.append(draw(events_of(draw(st.sampled_from(allowed)), day, so_far)))
    return tuple(so_far)
