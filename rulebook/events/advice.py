"""Advice for an assessment: asked for, given, and already there."""

from __future__ import annotations

from typing import Final

from rulebook.events.kinds import AGREED, DataField, EventType

EVENTS: Final = (
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
