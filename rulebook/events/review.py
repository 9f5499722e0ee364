"""The yearly review of a plan, and what is known of the child whose plan it is."""

from __future__ import annotations

from typing import Final

from rulebook.events.kinds import CEASE_GROUND, CONTENTS, PLANS, STARTS, DataField, EventType

ARRANGED_BY: Final = DataField(
    "arranged_by",
    "who arranges the meeting: the school where the council can and does require it to, else the council",
    choices=("school", "authority"),
)
_YEAR_GROUPS: Final = tuple(str(year) for year in range(-4, 21))

EVENTS: Final = (
    EventType(
        "birth_date_recorded",
        "The authority recorded the child's date of birth, or put it right; `on` is the day of the record.",
        "the council recorded the date of birth",
        data=(DataField("birth_date", "the date of birth", required=True, is_day=True),),
        after=(*STARTS, *PLANS),
    ),
    EventType(
        "term_review_planned",
        "The plan's review was planned for a term, so the school has to know before that term.",
        "the review was planned for a term",
        data=(DataField("term_starts", "the first day of that term", required=True, is_day=True),),
        after=PLANS,
    ),
    EventType(
        "review_listed",
        "The school, health and social care were sent the term's list, with this plan on it.",
        "the council sent the list of that term's reviews",
        after=("term_review_planned",),
    ),
    EventType(
        "review_meeting_arranged",
        "A day was set for the review meeting; set again, it is a new day for the same meeting.",
        "a day was set for the review meeting",
        data=(DataField("meeting_on", "the day of the meeting", required=True, is_day=True), ARRANGED_BY),
        after=PLANS,
    ),
    EventType(
        "review_invitations_sent",
        "Everybody whom the regulations name was invited to the review meeting.",
        "the invitations to the review meeting were sent",
        after=("review_meeting_arranged",),
    ),
    EventType(
        "review_papers_sent",
        "The advice gathered for the review went to everybody invited.",
        "the papers for the review meeting were sent",
        after=("review_meeting_arranged",),
    ),
    EventType(
        "review_meeting_held",
        "The annual review meeting took place.",
        "the review meeting was held",
        data=(
            ARRANGED_BY,
            DataField(
                "year_group",
                "the year group in which the child is taught, where it is not that of its age",
                choices=_YEAR_GROUPS,
            ),
            DataField(
                "adulthood",
                "yes when the meeting looked at what prepares for adult life",
                choices=("yes", "no"),
            ),
            DataField(
                "report",
                "`not_known` when the record holds meetings but no reports, as a SEN2 return does",
                choices=("not_known",),
            ),
        ),
        after=PLANS,
    ),
    EventType(
        "review_report_sent",
        "The report of the review meeting went to everybody invited.",
        "the report of the review meeting was sent",
        after=("review_meeting_held",),
    ),
    EventType(
        "early_years_review_held",
        "The authority looked at the plan of a child under five, between two yearly reviews.",
        "the plan of the young child was looked at",
        after=PLANS,
    ),
    EventType(
        "review_decision_notified",
        "The family was sent the decision after a review, which completes the review.",
        "the council told the family what it decided after the review",
        data=(
            DataField(
                "outcome",
                "what was decided",
                required=True,
                choices=("maintain", "amend", "cease"),
            ),
            CEASE_GROUND,
            CONTENTS,
        ),
        after=PLANS,
    ),
)
