"""Mediation: wanted or not, arranged or not, held, and what was agreed there."""

from __future__ import annotations

from typing import Final

from rulebook.events.kinds import ABOUT_NOTICE, NOTICES, DataField, EventType
from rulebook.events.tribunal import ACTIONS, BY

_WANTED: Final = ("mediation_wanted",)

EVENTS: Final = (
    EventType(
        "mediation_declined",
        "The family told the mediation adviser that it does not want mediation.",
        "the family told the adviser that it does not want mediation",
        of=ABOUT_NOTICE,
        after=NOTICES,
    ),
    EventType(
        "mediation_wanted",
        "The family told the authority that it wants mediation, and about what.",
        "the family told the council that it wants mediation",
        of=ABOUT_NOTICE,
        data=(
            DataField(
                "about",
                "education or social care, health care only, or both",
                required=True,
                choices=("education", "health", "both"),
            ),
        ),
        after=NOTICES,
    ),
    EventType(
        "mediation_health_told",
        "The authority told each health commissioner what the mediation is to be about.",
        "the council told the health board about the mediation",
        of=ABOUT_NOTICE,
        after=_WANTED,
    ),
    EventType(
        "mediation_not_arranged",
        "The authority told the adviser that it cannot arrange the mediation in its thirty days.",
        "the council told the adviser that it cannot arrange the mediation in time",
        of=ABOUT_NOTICE,
        after=_WANTED,
    ),
    EventType(
        "mediation_held",
        "The mediation took place and is over.",
        "the mediation was held",
        of=ABOUT_NOTICE,
        after=_WANTED,
    ),
    EventType(
        "mediation_agreed",
        "The parties signed a mediation agreement; one event for each thing agreed.",
        "an agreement was made in mediation",
        of="the thing agreed, where there are several",
        data=(
            DataField(
                "action",
                "what was agreed: like an order of the Tribunal, or something it could not order",
                required=True,
                choices=(*ACTIONS, "other"),
            ),
            DataField(
                "holder",
                "who has to do it, when it is something else",
                choices=("local_authority", "health_body"),
            ),
            DataField("authority_present", "no when only health took part", choices=("yes", "no")),
            BY,
        ),
        after=("mediation_held",),
    ),
    EventType(
        "mediation_agreement_done",
        "What was agreed in mediation, and could not be appealed, was done.",
        "what was agreed in mediation was done",
        of="the thing agreed, where there are several",
        after=("mediation_agreed",),
    ),
    EventType(
        "mediation_agreement_passed_on",
        "The health commissioner told the authority of an agreement made without it.",
        "the health board told the council about the agreement",
        of="the thing agreed, where there are several",
        after=("mediation_agreed",),
    ),
)
