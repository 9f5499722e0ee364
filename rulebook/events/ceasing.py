"""The end of a plan, and what must come before it."""

from __future__ import annotations

from typing import Final

from rulebook.events.kinds import CEASE_GROUND, CONTENTS, PLANS, DataField, EventType

EVENTS: Final = (
    EventType(
        "cease_considered",
        "The authority began to consider whether to end the plan.",
        "the council began to consider whether to end the plan",
        after=PLANS,
    ),
    EventType(
        "cease_consulted",
        "The family, or the school named in the plan, was told and asked for its view on ending the plan.",
        "the council asked for a view on ending the plan",
        of="who was asked",
        of_required=True,
        of_choices=("family", "school"),
        after=("cease_considered",),
    ),
    EventType(
        "cease_decided",
        "The authority made up its mind to end the plan; nothing ends before the family is told.",
        "the council decided to end the plan",
        after=PLANS,
    ),
    EventType(
        "cease_called_off",
        "The authority will keep the plan after all.",
        "the council decided to keep the plan",
        after=("cease_considered", "cease_decided"),
    ),
    EventType(
        "cease_notified",
        "Outside a review, the family was sent the decision to end the plan.",
        "the council told the family that it will end the plan",
        data=(
            CEASE_GROUND,
            CONTENTS,
        ),
        after=PLANS,
    ),
    EventType(
        "left_education",
        "A young person stopped attending the school or college in the plan before the course ended.",
        "the young person left the school or college",
        after=PLANS,
    ),
    EventType(
        "final_year_recorded",
        "A person worked out when the academic year ends in which the young person turns 25.",
        "the end of the last academic year was recorded",
        data=(DataField("ends_on", "the last day of that year", required=True, is_day=True),),
        after=PLANS,
    ),
)
