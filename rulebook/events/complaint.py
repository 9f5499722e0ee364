"""Complaints: to the council, children's social care, the NHS, a school, or about personal data."""

from __future__ import annotations

from typing import Final

from rulebook.events.kinds import DataField, EventType

_WHICH: Final = "the complaint, by its reference"
ROUTES: Final = ("council", "social_care", "nhs", "school", "information")


def _later(name: str, meaning: str, happened: str, answers: str = "complaint_received") -> EventType:
    return EventType(name, meaning, happened, of=_WHICH, of_required=True, answers=answers)


EVENTS: Final = (
    EventType(
        "matter_known",
        "The family learned of what it may complain about.",
        "the family learned of the matter",
        of="the matter, by the reference its complaint would have",
        of_required=True,
        data=(
            DataField(
                "about",
                "whose act it was",
                required=True,
                choices=("council", "nhs", "school_discrimination"),
            ),
        ),
    ),
    EventType(
        "complaint_received",
        "A complaint arrived.",
        "the complaint arrived",
        of=_WHICH,
        of_required=True,
        data=(DataField("route", "the procedure it belongs to", required=True, choices=ROUTES),),
    ),
    _later("complaint_acknowledged", "Its arrival was confirmed.", "the complaint was acknowledged"),
    _later(
        "complaint_extended",
        "The complainant was told why the first answer takes longer, as the procedure allows.",
        "the first answer was put off, with reasons",
    ),
    _later("complaint_answered", "The first answer was sent.", "the first answer was sent"),
    _later(
        "complaint_stage_two_asked",
        "The complainant asked for the second stage.",
        "the second stage was asked for",
    ),
    _later(
        "complaint_stage_two_acknowledged",
        "The request for the second stage was confirmed.",
        "the request for the second stage was acknowledged",
        "complaint_stage_two_asked",
    ),
    _later(
        "complaint_stage_two_extended",
        "The complainant was told why the investigation takes longer.",
        "the investigation was given more time, with reasons",
        "complaint_stage_two_asked",
    ),
    _later(
        "complaint_stage_two_answered",
        "The answer of the second stage was sent.",
        "the answer of the second stage was sent",
        "complaint_stage_two_asked",
    ),
    _later(
        "complaint_panel_asked",
        "The complainant asked for a review panel.",
        "a review panel was asked for",
        "complaint_stage_two_answered",
    ),
    _later(
        "complaint_panel_met",
        "The review panel met.",
        "the review panel met",
        "complaint_panel_asked",
    ),
    _later(
        "complaint_panel_reported",
        "The panel's findings were sent.",
        "the panel's findings were sent",
        "complaint_panel_met",
    ),
    _later(
        "complaint_panel_answered",
        "The authority said what it will do about the panel's findings.",
        "the council answered the panel's findings",
        "complaint_panel_reported",
    ),
    EventType(
        "complaint_settled",
        "The complainant withdrew the complaint or was satisfied.",
        "the complaint was settled",
        of=_WHICH,
        of_required=True,
        answers="complaint_received",
    ),
    EventType(
        "ombudsman_asked",
        "The family took the matter to the ombudsman.",
        "the family went to the ombudsman",
        of="the matter, as in matter_known",
        of_required=True,
        answers="matter_known",
    ),
    EventType(
        "discrimination_claimed",
        "A claim of discrimination by a school reached the Tribunal.",
        "the claim reached the Tribunal",
        of="the matter, as in matter_known",
        of_required=True,
        answers="matter_known",
    ),
)
