"""Changing a plan: the notice, the answer, the amended plan; and moving on to the next school."""

from __future__ import annotations

from typing import Final

from rulebook.events.kinds import CONTENTS, FOR_PHASE, NAMES, PHASES, PLANS, DataField, EventType

NOTICE: Final = ("amendment_notice_sent",)

EVENTS: Final = (
    EventType(
        "amendment_notice_sent",
        "The family was sent the plan with a notice of the changes proposed, and the evidence for them.",
        "the council sent the notice of proposed changes",
        data=(
            DataField(
                "because",
                "what led to it: a review of the plan, or anything else",
                required=True,
                choices=("review", "other"),
            ),
        ),
        after=PLANS,
    ),
    EventType(
        "amendment_notice_served",
        "The notice of proposed changes counts as received, by post or otherwise.",
        "the family was given the notice of proposed changes",
        after=NOTICE,
    ),
    EventType(
        "amended_plan_sent",
        "The amended plan was sent to the family in its final form.",
        "the council sent the amended plan",
        data=(CONTENTS, NAMES, FOR_PHASE),
        after=PLANS,
    ),
    EventType(
        "no_amendment_notified",
        "After a notice of proposed changes, the family was told, with reasons, that there will be none.",
        "the council told the family that it will not change the plan",
        data=(CONTENTS,),
        after=NOTICE,
    ),
    EventType(
        "phase_transfer_expected",
        "The child or young person is to move on to another phase of education, or between colleges.",
        "a move to another school or college was expected",
        of="the transfer",
        of_required=True,
        of_choices=PHASES,
        data=(DataField("transfer_on", "first day at the new place", required=True, is_day=True),),
        after=PLANS,
    ),
    EventType(
        "phase_transfer_called_off",
        "The transfer that was expected will not happen.",
        "the move to another school or college was called off",
        of="the transfer",
        of_required=True,
        of_choices=PHASES,
        answers="phase_transfer_expected",
    ),
)
