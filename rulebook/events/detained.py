"""Children and young people in youth custody: sections 70 to 75 of the Act."""

from __future__ import annotations

from typing import Final

from rulebook.events.kinds import DataField, EventType

DETAINED_STARTS: Final = ("detained_request_received", "detained_brought_to_notice")
_AGREED: Final = ("detained_assessment_agreed",)

EVENTS: Final = (
    EventType(
        "detained_request_received",
        "The home authority received a request for an assessment of a detained child or young person.",
        "the home council received the request",
    ),
    EventType(
        "detained_brought_to_notice",
        "A detained child or young person was brought to the home authority's attention.",
        "the young person came to the home council's attention",
    ),
    EventType(
        "detained_consulted",
        "The family or young person, and the person in charge of the place, were asked for their view.",
        "the home council asked for their view",
        after=DETAINED_STARTS,
    ),
    EventType(
        "detained_assessment_refused",
        "The home authority sent its decision not to assess.",
        "the home council said that it will not assess",
        after=DETAINED_STARTS,
    ),
    EventType(
        "detained_assessment_agreed",
        "The home authority sent its decision to assess.",
        "the home council said that it will assess",
        after=DETAINED_STARTS,
    ),
    EventType(
        "detained_no_plan_notified",
        "The home authority sent its decision not to make a plan.",
        "the home council said that there will be no plan",
        after=_AGREED,
    ),
    EventType(
        "detained_draft_served",
        "The draft plan of a detained person was served.",
        "the draft plan was served",
        after=_AGREED,
    ),
    EventType(
        "detained_draft_answered",
        "The family or young person answered the draft.",
        "the draft was answered",
        after=("detained_draft_served",),
    ),
    EventType(
        "detained_plan_sent",
        "The final plan of a detained person was sent.",
        "the home council sent the final plan",
        after=_AGREED,
    ),
    EventType(
        "plan_holder_detained",
        "Somebody who has a plan was detained.",
        "the young person was detained",
    ),
    EventType(
        "detained_provision_confirmed",
        "Somebody confirmed that what the plan says is provided in custody, as far as it can be.",
        "the provision in custody was confirmed",
        after=("plan_holder_detained", "detained_plan_sent"),
    ),
    EventType(
        "detained_released",
        "The young person was released.",
        "the young person was released",
        after=(*DETAINED_STARTS, "plan_holder_detained"),
    ),
    EventType(
        "release_review_done",
        "The plan was reviewed after the release.",
        "the plan was reviewed after the release",
        after=("detained_released",),
    ),
    EventType(
        "detained_tribunal_ordered",
        "The Tribunal made an order about a detained person.",
        "the Tribunal made its order",
        data=(DataField("action", "what was ordered", required=True, choices=("assess", "amend_school")),),
        after=DETAINED_STARTS,
    ),
    EventType(
        "detained_order_carried_out",
        "What the Tribunal ordered about a detained person was done.",
        "the home council did what was ordered",
        of="assess or amend_school",
        of_required=True,
        after=("detained_tribunal_ordered",),
    ),
)
