"""Before the Tribunal and after it: response, hearing, order, and what was done about the order."""

from __future__ import annotations

from typing import Final

from rulebook.events.kinds import DataField, EventType

_APPEAL: Final = "the appeal, where there are several"
_ORDER: Final = "the appeal or the thing agreed, as in the event it carries out"
_REGISTERED: Final = ("appeal_registered",)

# What an order can require and an agreement in mediation can promise.
ACTIONS: Final = (
    "assess",
    "make_plan",
    "reconsider",
    "amend_provision",
    "amend_school",
    "amend_both",
    "continue",
    "continue_amend",
)
# Whatever has to be carried out within fixed weeks.
ORDERS: Final = ("tribunal_ordered", "appeal_not_opposed", "mediation_agreed")
BY: Final = DataField(
    "by",
    "the day set instead of the usual limit: by the Tribunal, or agreed in writing",
    is_day=True,
    not_before=True,
)

EVENTS: Final = (
    EventType(
        "appeal_sent_to_authority",
        "The Tribunal sent the appeal to the authority.",
        "the Tribunal sent the appeal to the council",
        of=_APPEAL,
        after=_REGISTERED,
    ),
    EventType(
        "tribunal_response_sent",
        "The authority delivered its response to the Tribunal.",
        "the council answered the appeal",
        of=_APPEAL,
        after=("appeal_sent_to_authority",),
    ),
    EventType(
        "appeal_withdrawn",
        "The family withdrew its appeal.",
        "the appeal was withdrawn",
        of=_APPEAL,
        after=_REGISTERED,
    ),
    EventType(
        "appeal_not_opposed",
        "The authority told the Tribunal, before its response was due, that it will not oppose the appeal.",
        "the council told the Tribunal that it will not oppose the appeal",
        of=_APPEAL,
        data=(
            DataField(
                "action",
                "what the appeal asked for",
                required=True,
                choices=(
                    "assess",
                    "make_plan",
                    "amend_provision",
                    "amend_school",
                    "amend_both",
                    "continue",
                    "continue_amend",
                ),
            ),
        ),
        after=_REGISTERED,
    ),
    EventType(
        "tribunal_hearing_listed",
        "The Tribunal fixed the day of the hearing, or another day.",
        "the Tribunal fixed a day for the hearing",
        of=_APPEAL,
        data=(DataField("hearing", "the day of the hearing", required=True, is_day=True, not_before=True),),
        after=_REGISTERED,
    ),
    EventType(
        "tribunal_bundle_sent",
        "The authority sent the bundle of documents to the Tribunal and the family.",
        "the council sent the bundle for the hearing",
        of=_APPEAL,
        after=("tribunal_hearing_listed",),
    ),
    EventType(
        "tribunal_hearing_held",
        "The Tribunal heard the appeal.",
        "the Tribunal heard the appeal",
        of=_APPEAL,
        after=_REGISTERED,
    ),
    EventType(
        "tribunal_ordered",
        "The Tribunal made its order; the day is the date of the order.",
        "the Tribunal made its order",
        of=_APPEAL,
        data=(
            DataField(
                "action",
                "what was ordered; `cease` when an appeal against ending the plan was dismissed",
                required=True,
                choices=(*ACTIONS, "cease", "dismissed"),
            ),
            BY,
        ),
        after=_REGISTERED,
    ),
    EventType(
        "tribunal_recommended",
        "The Tribunal recommended something for health or social care.",
        "the Tribunal made a recommendation",
        of="who has to answer: health_body or local_authority",
        of_required=True,
        after=_REGISTERED,
    ),
    EventType(
        "tribunal_recommendation_answered",
        "Whoever got the recommendation said in writing what it will do, and why.",
        "the recommendation was answered",
        of="who answered",
        of_required=True,
        answers="tribunal_recommended",
    ),
    EventType(
        "ordered_assessment_notified",
        "As ordered or agreed, the family was told that there will be an assessment.",
        "the council told the family that it will assess, as it has to",
        of=_ORDER,
        after=ORDERS,
    ),
    EventType(
        "ordered_no_plan_notified",
        "After an assessment that was ordered or agreed, the family was told that there will be no plan.",
        "the council told the family that there will be no plan",
        of=_ORDER,
        after=ORDERS,
    ),
    EventType(
        "ordered_draft_sent",
        "The draft of a plan that was ordered or agreed was sent.",
        "the council sent the draft that it has to make",
        of=_ORDER,
        after=ORDERS,
    ),
    EventType(
        "ordered_plan_sent",
        "The final plan that followed from an order or agreement was sent.",
        "the council sent the final plan that it has to make",
        of=_ORDER,
        after=ORDERS,
    ),
    EventType(
        "ordered_plan_amended",
        "The plan, amended as ordered or agreed, was sent.",
        "the council sent the amended plan",
        of=_ORDER,
        after=ORDERS,
    ),
    EventType(
        "ordered_decision_sent",
        "After a case was sent back, the family was sent a draft plan or a new decision.",
        "the council sent its new decision",
        of=_ORDER,
        after=ORDERS,
    ),
    EventType(
        "ordered_plan_kept",
        "Somebody confirmed that the plan is being maintained as ordered or agreed.",
        "it was confirmed that the plan goes on",
        of=_ORDER,
        after=ORDERS,
    ),
)
