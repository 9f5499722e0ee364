"""Events of a proposal that is not law: kept apart, so that no case under the law can carry one."""

from __future__ import annotations

from typing import Final

from rulebook.events.kinds import DataField, EventType

_COMPLAINT: Final = "the complaint, by its reference"

EVENTS: Final = (
    EventType(
        "isp_need_found",
        "Proposal, not law: a school found that a child needs support for SEND.",
        "the school found that the child needs support",
    ),
    EventType(
        "isp_made",
        "Proposal, not law: the school and the family made an Individual Support Plan.",
        "the support plan was made",
        after=("isp_need_found",),
    ),
    EventType(
        "isp_reviewed",
        "Proposal, not law: the support plan was reviewed with the family.",
        "the support plan was reviewed",
        after=("isp_made",),
    ),
    EventType(
        "isp_complaint_made",
        "Proposal, not law: the family complained to the school about the support plan.",
        "the family complained about the support plan",
        of=_COMPLAINT,
        of_required=True,
    ),
    EventType(
        "isp_complaint_answered",
        "Proposal, not law: the school answered the complaint.",
        "the school answered the complaint",
        of=_COMPLAINT,
        of_required=True,
        answers="isp_complaint_made",
    ),
    EventType(
        "isp_panel_asked",
        "Proposal, not law: the family asked for the independent panel.",
        "the family asked for the independent panel",
        of=_COMPLAINT,
        of_required=True,
        answers="isp_complaint_answered",
    ),
    EventType(
        "isp_panel_decided",
        "Proposal, not law: the independent panel decided.",
        "the independent panel decided",
        of=_COMPLAINT,
        of_required=True,
        answers="isp_panel_asked",
    ),
    EventType(
        "key_stage_began",
        "Proposal, not law: a key stage began for a child who has an EHC plan.",
        "the key stage began",
        data=(
            DataField("ends", "the last day of the key stage", required=True, is_day=True, not_before=True),
        ),
    ),
    EventType(
        "early_review_asked",
        "Proposal, not law: the family asked for a review before the key stage ends.",
        "the family asked for an earlier review",
        after=("key_stage_began",),
    ),
    EventType(
        "key_stage_review_done",
        "Proposal, not law: the review of the plan was completed.",
        "the review was completed",
        after=("key_stage_began",),
    ),
    EventType(
        "phase_move_planned",
        "Proposal, not law: it is known on which day a child moves to its next phase.",
        "the move to the next phase was planned",
        data=(
            DataField(
                "moves_on", "the first day in the next phase", required=True, is_day=True, not_before=True
            ),
        ),
    ),
    EventType(
        "phase_reassessment_done",
        "Proposal, not law: the reassessment for the move was completed.",
        "the reassessment was completed",
        after=("phase_move_planned",),
    ),
)
