"""The one table of event types: what each means, what it carries, and what it must come after.

Each part of the law keeps its own types in a module beside this one; here they are joined.
"""

from __future__ import annotations

from typing import Final

from rulebook.events import (
    advice,
    amending,
    ceasing,
    complaint,
    detained,
    dispute,
    local,
    mediation,
    money,
    moving,
    out_of_school,
    plan,
    proposal,
    reassessing,
    request,
    review,
    tribunal,
)
from rulebook.events.kinds import (
    AGREED,
    NOTICES,
    PHASES,
    PLAN_OVER,
    PLANS,
    STARTS,
    DataField,
    EventType,
)

__all__ = [
    "AGREED",
    "BY_NAME",
    "CONFLICTS",
    "ENDINGS",
    "EVENT_TYPES",
    "NOTICES",
    "PHASES",
    "PLANS",
    "PLAN_OVER",
    "PROPOSED",
    "STARTS",
    "DataField",
    "EventType",
    "event_types",
    "markdown",
]

# In the order of a case; the generated page keeps it.
_PARTS: Final = (
    request,
    advice,
    plan,
    review,
    amending,
    moving,
    reassessing,
    ceasing,
    money,
    dispute,
    mediation,
    tribunal,
    out_of_school,
    complaint,
    detained,
    local,
    proposal,
)
EVENT_TYPES: Final = tuple(kind for part in _PARTS for kind in part.EVENTS)
# No case under the law can carry these.
PROPOSED: Final = frozenset(kind.name for kind in proposal.EVENTS)
BY_NAME: Final = {kind.name: kind for kind in EVENT_TYPES}

# Decisions that shut each other out: one case cannot carry both.
CONFLICTS: Final = (
    ("assessment_agreed_notified", "assessment_refused_notified"),
    ("no_plan_notified", "plan_agreed"),
    ("no_plan_notified", "final_plan_sent"),
    ("plan_ceased", "plan_transferred_out"),
)

# After any of these, a new request is a case of its own.
ENDINGS: Final = (
    "request_withdrawn",
    "assessment_refused_notified",
    "no_plan_notified",
    "final_plan_sent",
    "plan_ceased",
    "plan_transferred_out",
    "case_closed",
)


def event_types() -> tuple[EventType, ...]:
    """Every event type this rulebook knows, in the order of a case."""
    return EVENT_TYPES


def markdown() -> str:
    """The table of event types as Markdown, for the generated page of documentation."""
    lines = ["| event | meaning | of | data | must come after |", "|---|---|---|---|---|"]
    for kind in EVENT_TYPES:
        data = "; ".join(_field(entry) for entry in kind.data)
        after = " or ".join(f"`{name}`" for name in kind.after)
        if kind.answers:
            after = f"`{kind.answers}` of the same"
        of = f"{kind.of}{_one_of(kind.of_choices)}{' (required)' if kind.of_required else ''}"
        lines.append(f"| `{kind.name}` | {kind.meaning} | {of} | {data} | {after} |")
    return "\n".join(lines)


def _field(entry: DataField) -> str:
    need = ", required" if entry.required else ""
    return f"`{entry.name}`: {entry.meaning}{_one_of(entry.choices)}{need}"


def _one_of(choices: tuple[str, ...]) -> str:
    return f" ({', '.join(choices)})" if choices else ""
