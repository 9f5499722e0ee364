"""The yearly review of a plan: section 44 of the Act, regulations 20 and 21."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from rulebook.engine import duty
from rulebook.events import PLANS
from rulebook.judging import Told, first_since, judge, numbered
from rulebook.model import LOCAL_AUTHORITY, Duty, Event, Finding
from rulebook.periods import in_words
from rulebook.timeline import Case, day_of

DECIDED: Final = "review_decision_notified"
PLAN_OVER: Final = ("plan_ceased", "case_closed")
# The four weeks of review_decision_4w: a review is complete with its decision, not with its meeting.
_ROOM_TO_DECIDE: Final = timedelta(weeks=4)


@lru_cache(maxsize=8192)
def _latest_meeting(due: date) -> str:
    latest = in_words(due - _ROOM_TO_DECIDE)
    return f"The review is complete when the decision is sent. A meeting by {latest} leaves four weeks."


_MEETING: Final = Told(step=_latest_meeting)


def _last_review_before_records(case: Case) -> tuple[Event, date] | None:
    plan = case.first(*PLANS)
    earlier = day_of(plan, "last_review") if plan else None
    return (plan, earlier) if plan and earlier else None


@duty(
    "Complete the first annual review",
    holder=LOCAL_AUTHORITY,
    opens_with=PLANS,
    met_by=(DECIDED,),
    ends_with=PLAN_OVER,
    family=(
        "The council must look at the plan again within a year. It must tell you what it decides. If "
        "nobody has asked you to a meeting by month ten, ask."
    ),
)
def review_first_12m(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """A plan must be reviewed within the twelve months that start with the day it was made."""
    if _last_review_before_records(case) is None:
        yield judge(case, rule, case.opening(rule), case.first(DECIDED), told=_MEETING)


@duty(
    "Complete the next annual review",
    holder=LOCAL_AUTHORITY,
    opens_with=(DECIDED, "plan_made"),
    met_by=(DECIDED,),
    ends_with=PLAN_OVER,
    family=(
        "The plan must be looked at again every year. The review ends when you get the decision, not with "
        "the meeting. If a year has passed, you can complain."
    ),
)
def review_next_12m(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """After each review, the next must be complete within the twelve months that start with it."""
    reviews = list(case.all(DECIDED))
    loaded = _last_review_before_records(case)
    if loaded:
        plan, day = loaded
        reviews.insert(0, Event("review_decision_notified", day, line=plan.line))
    for index, review in enumerate(reviews):
        following = next((later for later in reviews[index + 1 :] if later.on > review.on), None)
        yield judge(case, rule, review, following, of=numbered("", index), told=_MEETING)


@duty(
    "Decide after the review meeting, and tell the family",
    holder=LOCAL_AUTHORITY,
    opens_with=("review_meeting_held",),
    met_by=(DECIDED,),
    ends_with=PLAN_OVER,
    family=(
        "You must hear within four weeks of the meeting what happens to the plan. It can stay, change or "
        "end. If you hear nothing, ask for the decision in writing."
    ),
)
def review_decision_4w(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """Within four weeks of the review meeting, the authority must notify: maintain, amend or cease."""
    for index, meeting in enumerate(case.all("review_meeting_held")):
        decision = first_since(case.all(DECIDED), meeting.on)
        yield judge(case, rule, meeting, decision, of=numbered("", index))
