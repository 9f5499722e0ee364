"""Mediation and appeal."""

from __future__ import annotations

from typing import Final

from rulebook.events.kinds import ABOUT_NOTICE, NOTICES, EventType

EVENTS: Final = (
    EventType(
        "mediation_contacted",
        "The family got in touch with the mediation adviser.",
        "the family contacted the mediation adviser",
        of=ABOUT_NOTICE,
        after=NOTICES,
    ),
    EventType(
        "certificate_issued",
        "The mediation adviser issued a certificate.",
        "the mediation certificate was issued",
        of=ABOUT_NOTICE,
        after=NOTICES,
    ),
    EventType(
        "appeal_registered",
        "The family's appeal reached the Tribunal.",
        "the appeal was made",
        of=ABOUT_NOTICE,
        after=NOTICES,
    ),
)
