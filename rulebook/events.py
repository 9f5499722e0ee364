"""The one table of event types: what each means, what it carries, and what it must come after."""

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


STARTS: Final = ("request_received", "child_brought_to_notice")
PLANS: Final = ("final_plan_sent", "plan_made")
NOTICES: Final = (
    "assessment_refused_notified",
    "no_plan_notified",
    "final_plan_sent",
    "review_decision_notified",
)
AGREED: Final = ("assessment_agreed_notified",)

_CONTENTS: Final = DataField(
    "contents",
    "`complete` when the letter says all that regulation 32 asks, else what it lacks",
)
_REASON: Final = DataField("reason", "why, for example moved_away or died", required=True)

_REQUEST: Final = (
    EventType(
        "request_received",
        "Anyone in the authority received a request for an assessment; this is day 0.",
        "the council received the request",
    ),
    EventType(
        "child_brought_to_notice",
        "Any person brought the child to the authority's notice (section 24), without a request.",
        "the child was brought to the council's notice",
    ),
    EventType(
        "request_reached_school",
        "A family gave its request to a school; no clock starts until the authority has it.",
        "the request reached a school",
    ),
    EventType(
        "request_acknowledged",
        "The family was told that its request has arrived.",
        "the council acknowledged the request",
        after=STARTS,
    ),
    EventType(
        "family_consulted",
        "The parent or young person was asked for their view on whether to assess.",
        "the council asked for the family's view",
        after=STARTS,
    ),
    EventType(
        "partners_notified",
        "Health, social care and the setting were told that an assessment is being considered.",
        "the council told health, social care and the setting",
        after=STARTS,
    ),
    EventType(
        "request_withdrawn",
        "Whoever made the request took it back.",
        "the request was withdrawn",
        after=STARTS,
    ),
    EventType(
        "information_requested",
        "The authority asked somebody for advice to help it decide whether to assess.",
        "the council asked for information",
        of="who was asked",
        of_required=True,
        after=STARTS,
    ),
    EventType(
        "assessment_decided",
        "The authority made up its mind whether to assess; no clock stops until the family is told.",
        "the council made its decision",
        after=STARTS,
    ),
    EventType(
        "assessment_agreed_notified",
        "The family was sent the decision to assess.",
        "the council told the family that it will assess",
        after=STARTS,
    ),
    EventType(
        "assessment_refused_notified",
        "The family was sent the decision not to assess.",
        "the council told the family that it will not assess",
        data=(_CONTENTS,),
        after=STARTS,
    ),
    EventType(
        "exception_claimed",
        "The authority claims a ground that lifts the fixed limit from one step.",
        "the council claimed an exception",
        of="the service asked, when the step is advice",
        data=(
            DataField("ground", "the id of the ground, such as exc_school_closed", required=True),
            DataField("step", "the id of the duty, such as final_plan_20w", required=True),
            DataField("from", "first day away, for an absence", is_day=True),
            DataField("to", "last day away, for an absence", is_day=True),
            DataField("missed_on", "day of the appointment, for a missed one", is_day=True),
            DataField("setting", "the setting that closed, where the area has several"),
        ),
        after=STARTS,
    ),
)

_ADVICE: Final = (
    EventType(
        "advice_requested",
        "The authority asked a service for its advice.",
        "the council asked for the advice",
        of="the service asked, such as educational_psychologist, school or health",
        of_required=True,
        data=(DataField("setting", "the setting asked, where the area's closures name several"),),
        after=AGREED,
    ),
    EventType(
        "advice_received",
        "The authority received a service's advice.",
        "the advice arrived",
        of="the service whose advice it is",
        of_required=True,
        after=AGREED,
    ),
    EventType(
        "advice_not_known",
        "A service answered that it does not know the child: its request is closed, the duty is not.",
        "the service answered that it does not know the child",
        of="the service that answered",
        of_required=True,
        after=AGREED,
        answers="advice_requested",
    ),
    EventType(
        "existing_advice_accepted",
        "Author, authority and family all find that advice which exists already is enough.",
        "everybody accepted the advice that exists",
        of="the service whose advice it is",
        of_required=True,
        data=(
            DataField("author", "yes when its author is satisfied", required=True, choices=("yes", "no")),
            DataField("authority", "yes when the authority is", required=True, choices=("yes", "no")),
            DataField("family", "yes when the family is", required=True, choices=("yes", "no")),
        ),
        after=AGREED,
    ),
)

_PLAN: Final = (
    EventType(
        "no_plan_notified",
        "The family was sent the decision not to issue a plan.",
        "the council told the family that it will not issue a plan",
        data=(_CONTENTS,),
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
        "The family said what it thinks of the draft.",
        "the family gave its views on the draft",
        after=("draft_plan_served",),
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
            _CONTENTS,
            DataField(
                "changes",
                "what changed since the draft: nothing, the family's representations, or something else",
                choices=("none", "representations", "other"),
            ),
            DataField("school", "the school or college named in section I, if one is named"),
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
        data=(_REASON,),
        after=(*STARTS, *PLANS),
    ),
)

_REVIEW: Final = (
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
            _CONTENTS,
        ),
        after=PLANS,
    ),
)

_DISPUTE: Final = (
    EventType(
        "mediation_contacted",
        "The family got in touch with the mediation adviser.",
        "the family contacted the mediation adviser",
        of="the notice it is about, by its event type; empty for the latest",
        after=NOTICES,
    ),
    EventType(
        "certificate_issued",
        "The mediation adviser issued a certificate.",
        "the mediation certificate was issued",
        of="the notice it is about, by its event type; empty for the latest",
        after=NOTICES,
    ),
    EventType(
        "appeal_registered",
        "The family's appeal reached the Tribunal.",
        "the appeal was made",
        of="the notice it is about, by its event type; empty for the latest",
        after=NOTICES,
    ),
)

_LOCAL: Final = (
    EventType(
        "family_called",
        "Somebody talked with the family for the first time.",
        "somebody rang the family",
        after=STARTS,
    ),
    EventType(
        "document_received",
        "A document arrived that a family will see once it is checked.",
        "the document arrived",
        of="the document",
        of_required=True,
    ),
    EventType(
        "document_checked",
        "A person checked the document for release.",
        "the document was checked",
        of="the document",
        of_required=True,
        answers="document_received",
    ),
    EventType(
        "access_requested",
        "A person asked to see a case online.",
        "somebody asked to see the case",
    ),
    EventType(
        "identity_checked",
        "A person checked who they are and how they are related to the child.",
        "their identity was checked",
        after=("access_requested",),
    ),
)

EVENT_TYPES: Final = (*_REQUEST, *_ADVICE, *_PLAN, *_REVIEW, *_DISPUTE, *_LOCAL)
BY_NAME: Final = {kind.name: kind for kind in EVENT_TYPES}

# Decisions that shut each other out: one case cannot carry both.
CONFLICTS: Final = (
    ("assessment_agreed_notified", "assessment_refused_notified"),
    ("no_plan_notified", "plan_agreed"),
    ("no_plan_notified", "final_plan_sent"),
)

# After any of these, a new request is a case of its own.
ENDINGS: Final = (
    "request_withdrawn",
    "assessment_refused_notified",
    "no_plan_notified",
    "final_plan_sent",
    "plan_ceased",
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
        of = f"{kind.of}{' (required)' if kind.of_required else ''}"
        lines.append(f"| `{kind.name}` | {kind.meaning} | {of} | {data} | {after} |")
    return "\n".join(lines)


def _field(entry: DataField) -> str:
    choices = f" ({', '.join(entry.choices)})" if entry.choices else ""
    need = ", required" if entry.required else ""
    return f"`{entry.name}`: {entry.meaning}{choices}{need}"
