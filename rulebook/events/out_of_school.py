"""Children who get no full education at school: excluded, ill, out for another reason, taught elsewhere."""

from __future__ import annotations

from typing import Final

from rulebook.events.kinds import PLANS, DataField, EventType

_SCHOOL: Final = "the school"
OUT: Final = (
    "permanently_excluded",
    "suspended",
    "health_absence_clear",
    "out_of_education",
)

EVENTS: Final = (
    EventType(
        "permanently_excluded",
        "The first day on which a child was excluded for good.",
        "the child was excluded for good",
        of=_SCHOOL,
    ),
    EventType(
        "suspended",
        "The first day of a suspension, or of several without a gap.",
        "the child was suspended",
        of=_SCHOOL,
        data=(
            DataField("until", "the last day of the suspension", required=True, is_day=True, not_before=True),
        ),
    ),
    EventType(
        "health_absence_clear",
        "It was clear that the child will miss fifteen school days or more for its health.",
        "it was clear that the child will miss fifteen school days or more",
        of=_SCHOOL,
    ),
    EventType(
        "out_of_education",
        "The day since when a child has not been in full-time education; anyone can report it.",
        "the child stopped getting full-time education",
        of=_SCHOOL,
    ),
    EventType(
        "education_started",
        "The family confirmed that suitable education has started, or that the child is back.",
        "suitable education started",
        of=_SCHOOL,
        after=OUT,
    ),
    EventType(
        "exclusion_cancelled",
        "The exclusion or suspension was taken back.",
        "the exclusion was taken back",
        of=_SCHOOL,
        after=("permanently_excluded", "suspended"),
    ),
    EventType(
        "other_than_school_considered",
        "The authority considers education outside of any school or college (section 61).",
        "the council considered education outside of school",
    ),
    EventType(
        "other_than_school_consulted",
        "The family was asked about education outside of school.",
        "the council asked the family about education outside of school",
        after=("other_than_school_considered",),
    ),
    EventType(
        "other_than_school_decided",
        "The authority found a school inappropriate and decided on education elsewhere.",
        "the council decided on education outside of school",
        after=("other_than_school_considered",),
    ),
    EventType(
        "other_than_school_started",
        "The education outside of school started, as the family confirmed.",
        "the education outside of school started",
        after=("other_than_school_decided",),
    ),
    EventType(
        "own_arrangements_made",
        "The family makes suitable arrangements of its own, such as home education.",
        "the family made arrangements of its own",
        after=PLANS,
    ),
    EventType(
        "own_arrangements_checked",
        "The authority satisfied itself that the family's own arrangements are suitable.",
        "the council looked at the family's own arrangements",
        after=("own_arrangements_made",),
    ),
)
