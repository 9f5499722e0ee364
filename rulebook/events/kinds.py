"""What an event type is, and the groups of types that several parts of the law speak of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class DataField:
    """One entry of an event's `data`: free text, a day, or one of a few words."""

    name: str
    meaning: str
    required: bool = False
    is_day: bool = False
    # Such a day cannot come before the event that names it.
    not_before: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EventType:
    """A kind of event; `after` lists types of which one must have happened by that day."""

    name: str
    meaning: str
    happened: str
    of: str = ""
    of_required: bool = False
    of_choices: tuple[str, ...] = ()
    data: tuple[DataField, ...] = ()
    after: tuple[str, ...] = ()
    # The named type must have happened with the same `of`: an answer answers somebody.
    answers: str = ""


ABOUT_NOTICE: Final = "the notice it is about, by its event type; empty for the latest"

STARTS: Final = ("request_received", "child_brought_to_notice", "moved_in_mid_assessment")
PLANS: Final = ("final_plan_sent", "plan_made")
NOTICES: Final = (
    "assessment_refused_notified",
    "no_plan_notified",
    "final_plan_sent",
    "review_decision_notified",
    "amended_plan_sent",
    "no_amendment_notified",
    "reassessment_refused_notified",
    "plan_unchanged_notified",
    "reassessed_plan_sent",
    "cease_notified",
)
# After any of these, this authority maintains no plan.
PLAN_OVER: Final = ("plan_ceased", "plan_transferred_out", "case_closed")
PHASES: Final = (
    "early_years_to_school",
    "infant_to_junior",
    "primary_to_middle",
    "primary_to_secondary",
    "middle_to_secondary",
    "secondary_to_post16",
    "post16_to_post16",
)
AGREED: Final = ("assessment_agreed_notified",)

CONTENTS: Final = DataField(
    "contents",
    "`complete` when the letter says all that regulation 32 asks, else what it lacks",
)
NAMES: Final = DataField("school", "the school or college named in section I, if one is named")
FOR_PHASE: Final = DataField(
    "phase",
    "the transfer for which it names the next school or college, if it does",
    choices=PHASES,
)
CEASE_GROUND: Final = DataField(
    "ground",
    "why the plan is to end",
    choices=(
        "no_longer_necessary",
        "moved_away",
        "paid_employment",
        "higher_education",
        "no_longer_wishes",
        "over_age",
        "left_education",
    ),
)
REASON: Final = DataField("reason", "why, for example moved_away or died", required=True)
