"""A new assessment of a child who has a plan."""

from __future__ import annotations

from typing import Final

from rulebook.events.kinds import CONTENTS, FOR_PHASE, NAMES, PLANS, DataField, EventType

REASSESSMENTS: Final = ("reassessment_agreed_notified", "reassessment_decided")
_ASKED: Final = ("reassessment_requested",)

EVENTS: Final = (
    EventType(
        "reassessment_requested",
        "The authority received a request to assess again: parent, young person, school or ICB.",
        "the council was asked to assess again",
        after=PLANS,
    ),
    EventType(
        "reassessment_withdrawn",
        "Whoever asked for another assessment took the request back.",
        "the request to assess again was withdrawn",
        after=_ASKED,
    ),
    EventType(
        "reassessment_agreed_notified",
        "Whoever asked was told that there will be another assessment.",
        "the council told the family that it will assess again",
        after=_ASKED,
    ),
    EventType(
        "reassessment_refused_notified",
        "Whoever asked was told that there will be no other assessment.",
        "the council told the family that it will not assess again",
        data=(
            DataField(
                "ground",
                "why: assessed within the last six months, or not necessary",
                choices=("within_six_months", "not_necessary"),
            ),
            CONTENTS,
        ),
        after=_ASKED,
    ),
    EventType(
        "reassessment_decided",
        "The authority decided of its own accord to assess again.",
        "the council decided by itself to assess again",
        after=PLANS,
    ),
    EventType(
        "reassessment_advice_requested",
        "In another assessment, the authority asked a service for its advice.",
        "the council asked for the advice",
        of="the service asked",
        of_required=True,
        data=(DataField("setting", "the setting asked, where the area's closures name several"),),
        after=REASSESSMENTS,
    ),
    EventType(
        "reassessment_advice_received",
        "In another assessment, the authority received a service's advice.",
        "the advice arrived",
        of="the service whose advice it is",
        of_required=True,
        answers="reassessment_advice_requested",
    ),
    EventType(
        "plan_unchanged_notified",
        "After another assessment, the family was told that the plan stays as it is.",
        "the council told the family that the plan stays as it is",
        data=(CONTENTS,),
        after=REASSESSMENTS,
    ),
    EventType(
        "reassessment_draft_served",
        "After another assessment, a draft plan was served on the family.",
        "the family was given the draft of the new plan",
        after=REASSESSMENTS,
    ),
    EventType(
        "reassessed_plan_sent",
        "After another assessment, the plan was sent to the family in its final form.",
        "the council sent the new plan",
        data=(CONTENTS, NAMES, FOR_PHASE),
        after=REASSESSMENTS,
    ),
)
