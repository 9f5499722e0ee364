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
    data: tuple[DataField, ...] = ()
    after: tuple[str, ...] = ()
    # The named type must have happened with the same `of`: an answer answers somebody.
    answers: str = ""


ABOUT_NOTICE: Final = "the notice it is about, by its event type; empty for the latest"

STARTS: Final = ("request_received", "child_brought_to_notice")
PLANS: Final = ("final_plan_sent", "plan_made")
NOTICES: Final = (
    "assessment_refused_notified",
    "no_plan_notified",
    "final_plan_sent",
    "review_decision_notified",
)
AGREED: Final = ("assessment_agreed_notified",)

CONTENTS: Final = DataField(
    "contents",
    "`complete` when the letter says all that regulation 32 asks, else what it lacks",
)
REASON: Final = DataField("reason", "why, for example moved_away or died", required=True)
