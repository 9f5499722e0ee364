"""A request for an assessment, or a child brought to notice, until the decision whether to assess."""

from __future__ import annotations

from typing import Final

from rulebook.events.detained import DETAINED_STARTS
from rulebook.events.kinds import CONTENTS, PLANS, STARTS, DataField, EventType

EVENTS: Final = (
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
        data=(
            DataField("setting", "the setting asked"),
            DataField("closed_from", "first day on which it is closed around then", is_day=True),
            DataField("open_from", "first day on which it opens again", is_day=True),
        ),
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
        data=(CONTENTS,),
        after=STARTS,
    ),
    EventType(
        "exception_claimed",
        "The authority claims a ground that lifts the fixed limit from one step.",
        "the council claimed an exception",
        of="the service asked, when the step is advice",
        data=(
            DataField("ground", "the id of the ground, or not_given", required=True),
            DataField("step", "the id of the duty, such as final_plan_20w", required=True),
            DataField("from", "first day away, for an absence", is_day=True),
            DataField("to", "last day away, for an absence", is_day=True),
            DataField("missed_on", "day of the appointment, for a missed one", is_day=True),
            DataField("setting", "the setting that closed, where the area has several"),
        ),
        after=(*STARTS, *PLANS, *DETAINED_STARTS),
    ),
)
