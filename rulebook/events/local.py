"""Standards of the area, which are not law."""

from __future__ import annotations

from typing import Final

from rulebook.events.kinds import STARTS, EventType

EVENTS: Final = (
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
