"""The yearly review of a plan."""

from __future__ import annotations

from typing import Final

from rulebook.events.kinds import CONTENTS, PLANS, DataField, EventType

EVENTS: Final = (
    EventType(
        "review_meeting_held",
        "The annual review meeting took place.",
        "the review meeting was held",
        after=PLANS,
    ),
    EventType(
        "review_decision_notified",
        "The family was sent the decision after a review, which completes the review.",
        "the council told the family what it decided after the review",
        data=(
            DataField(
                "outcome",
                "what was decided",
                required=True,
                choices=("maintain", "amend", "cease"),
            ),
            CONTENTS,
        ),
        after=PLANS,
    ),
)
