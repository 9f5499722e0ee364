"""From the decision on a plan to its end."""

from __future__ import annotations

from typing import Final

from rulebook.events.kinds import (
    AGREED,
    CONTENTS,
    FOR_PHASE,
    NAMES,
    PLANS,
    REASON,
    STARTS,
    DataField,
    EventType,
)
from rulebook.events.out_of_school import OUT

EVENTS: Final = (
    EventType(
        "no_plan_notified",
        "The family was sent the decision not to issue a plan.",
        "the council told the family that it will not issue a plan",
        data=(CONTENTS,),
        after=AGREED,
    ),
    EventType(
        "plan_agreed",
        "The authority decided to issue a plan.",
        "the council decided to issue a plan",
        after=AGREED,
    ),
    EventType(
        "draft_plan_served",
        "A draft plan was served on the family: the day it counts as received, not the day of posting.",
        "the family was given the draft plan",
        after=AGREED,
    ),
    EventType(
        "representations_received",
        "The family said what it thinks of the draft or of the changes proposed.",
        "the family gave its views",
        after=("draft_plan_served", "amendment_notice_served", "reassessment_draft_served"),
    ),
    EventType(
        "school_consulted",
        "A school or college was sent the draft and asked whether it could be named.",
        "the school was asked",
        of="the school or college",
        of_required=True,
        after=(*AGREED, "plan_made"),
    ),
    EventType(
        "school_replied",
        "A school or college answered the consultation.",
        "the school replied",
        of="the school or college",
        of_required=True,
        answers="school_consulted",
    ),
    EventType(
        "final_plan_sent",
        "The final plan was sent to the family.",
        "the council sent the final plan",
        data=(
            CONTENTS,
            DataField(
                "changes",
                "what changed since the draft: nothing, the family's representations, or something else",
                choices=("none", "representations", "other"),
            ),
            NAMES,
            FOR_PHASE,
        ),
        after=AGREED,
    ),
    EventType(
        "plan_made",
        "A plan exists whose request is not in our records; the day is the day it was made.",
        "the plan was made",
        data=(DataField("last_review", "last review completed before our records begin", is_day=True),),
    ),
    EventType(
        "provision_confirmed",
        "Somebody confirmed that all provision in section F is in place.",
        "the provision was confirmed",
        after=PLANS,
    ),
    EventType(
        "school_admitted",
        "The school or college named in the plan admitted the child.",
        "the school admitted the child",
        of="the school or college",
        of_required=True,
        after=PLANS,
    ),
    EventType(
        "plan_ceased",
        "The plan stopped being maintained.",
        "the plan ceased",
        after=PLANS,
    ),
    EventType(
        "case_closed",
        "The authority's work on this case ended for a reason outside the process.",
        "the case was closed",
        data=(REASON,),
        after=(*STARTS, *PLANS, *OUT),
    ),
)
