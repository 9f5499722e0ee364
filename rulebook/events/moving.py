"""Moves between authorities and between integrated care boards (ICBs)."""

from __future__ import annotations

from typing import Final

from rulebook.events.kinds import PLANS, DataField, EventType

EVENTS: Final = (
    EventType(
        "moved_in_mid_assessment",
        "A child whom another authority was assessing came to live here: this authority is responsible.",
        "a child who was being assessed elsewhere came to live in the area",
    ),
    EventType(
        "move_known",
        "The old authority became aware that the child moves, or has moved, to another authority's area.",
        "the council learnt of the move",
        data=(DataField("moves_on", "the day of the move", required=True, is_day=True),),
        after=PLANS,
    ),
    EventType(
        "move_called_off",
        "The move to another authority's area will not happen.",
        "the move was called off",
        after=("move_known",),
    ),
    EventType(
        "plan_transferred_out",
        "The old authority gave the plan to the new one.",
        "the plan was transferred to another council",
        after=PLANS,
    ),
    EventType(
        "plan_transferred_in",
        "The new authority got the plan; `plan_made` keeps the day on which it was first made.",
        "the plan was transferred to this council",
        after=PLANS,
    ),
    EventType(
        "transfer_family_told",
        "The family was told that the plan has come, whether it will be assessed, and when reviewed.",
        "the council told the family what it will do with the plan",
        data=(
            DataField(
                "contents",
                "`complete` when it says all that regulation 15(4) asks, else what it lacks",
            ),
        ),
        after=("plan_transferred_in",),
    ),
    EventType(
        "icb_change_known",
        "The old ICB became aware that another one is responsible for the child.",
        "the old ICB learnt that another one is responsible",
        data=(
            DataField(
                "because",
                "a move between authorities, or anything else such as a new GP",
                required=True,
                choices=("move", "other"),
            ),
            DataField("moves_on", "the day of the move, for a move", is_day=True),
        ),
        after=PLANS,
    ),
    EventType(
        "new_icb_told",
        "The old ICB told the new one.",
        "the old ICB told the new one",
        after=("icb_change_known",),
    ),
    EventType(
        "health_care_impractical",
        "The new ICB found that it cannot in practice arrange the health care in section G.",
        "the new ICB found that it cannot arrange the health care in the plan",
        data=(
            DataField(
                "aware_on",
                "the day it became aware that it is responsible",
                required=True,
                is_day=True,
            ),
        ),
        after=PLANS,
    ),
    EventType(
        "icb_asked_review",
        "The new ICB asked the authority to assess again or to review the plan.",
        "the new ICB asked for a review or an assessment",
        after=PLANS,
    ),
)
