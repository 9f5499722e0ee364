"""Personal budgets and direct payments."""

from __future__ import annotations

from typing import Final

from rulebook.events.kinds import PLANS, DataField, EventType

_FROM_A_DRAFT: Final = ("draft_plan_served", *PLANS)

EVENTS: Final = (
    EventType(
        "budget_requested",
        "The family asked for a personal budget: with the draft plan, at a review or a reassessment.",
        "the family asked for a personal budget",
        after=_FROM_A_DRAFT,
    ),
    EventType(
        "budget_prepared",
        "The authority prepared the personal budget and showed it to the family.",
        "the council prepared the personal budget",
        after=("budget_requested",),
    ),
    EventType(
        "budget_refused",
        "The authority told the family that there will be no personal budget or direct payment.",
        "the council refused the personal budget",
        data=(
            DataField("reasons", "yes when the letter gives the reasons", choices=("yes", "no")),
            DataField(
                "review_right",
                "yes when the letter says that the family can ask for the refusal to be looked at again",
                choices=("yes", "no"),
            ),
        ),
        after=("budget_requested",),
    ),
    EventType(
        "budget_review_requested",
        "The family asked for the refusal to be looked at again.",
        "the family asked for the refusal to be looked at again",
        after=("budget_refused",),
    ),
    EventType(
        "budget_review_notified",
        "The family was told how the second look at the refusal ended.",
        "the council told the family how the second look ended",
        after=("budget_review_requested",),
    ),
    EventType(
        "direct_payment_started",
        "The first direct payment was made.",
        "the direct payments began",
        after=_FROM_A_DRAFT,
    ),
    EventType(
        "direct_payment_checked",
        "The authority checked how the direct payments are used.",
        "the council checked the direct payments",
        after=("direct_payment_started",),
    ),
    EventType(
        "direct_payment_stopped",
        "The direct payments ended.",
        "the direct payments ended",
        after=("direct_payment_started",),
    ),
)
