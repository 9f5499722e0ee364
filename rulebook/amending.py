"""Changing a plan: regulations 20 to 22 as the High Court reads them together, and regulation 28."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from rulebook.engine import duty
from rulebook.events import PLAN_OVER
from rulebook.judging import Told, first_since, judge, numbered, undecided
from rulebook.model import FAMILY, LOCAL_AUTHORITY, Duty, Event, Finding
from rulebook.representations import time_to_answer
from rulebook.timeline import Case

NOTICE: Final = "amendment_notice_sent"
SERVED: Final = "amendment_notice_served"
FINALS: Final = ("amended_plan_sent", "no_amendment_notified")
_MEETING: Final = "review_meeting_held"
_DECIDED: Final = "review_decision_notified"
_NO_MEETING: Final = "No review meeting is recorded before it, so these weeks cannot be counted."


def _notices(case: Case, because: str) -> list[Event]:
    return [notice for notice in case.all(NOTICE) if notice.data["because"] == because]


def _to_amend(case: Case) -> list[tuple[Event, Event]]:
    """Each review that leads to a change: its last meeting with the decision or the notice that says so."""
    meetings = case.all(_MEETING)
    found: list[tuple[Event, Event]] = []
    decided = [event for event in case.all(_DECIDED) if event.data["outcome"] == "amend"]
    for said in sorted([*decided, *_notices(case, "review")], key=lambda event: (event.on, event.type)):
        before = [meeting for meeting in meetings if meeting.on <= said.on]
        meeting = before[-1] if before else said
        if all(known is not meeting for known, _ in found):
            found.append((meeting, said))
    return found


def _from_the_meeting(case: Case, rule: Duty, done: Sequence[Event]) -> Iterator[Finding | None]:
    for index, (meeting, said) in enumerate(_to_amend(case)):
        of = numbered("", index)
        if meeting is said:
            yield undecided(rule, said.on, of, _NO_MEETING)
        else:
            yield judge(case, rule, meeting, first_since(done, meeting.on), of=of)


@duty(
    "Send the proposed changes with the decision",
    holder=LOCAL_AUTHORITY,
    opens_with=(_DECIDED, NOTICE),
    met_by=(NOTICE,),
    ends_with=PLAN_OVER,
    family=(
        "If the plan is to change, you must see the changes within four weeks of the meeting. They come "
        "with the decision. If you have only the decision, ask for the changes."
    ),
)
def review_amend_notice_4w(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """A decision to amend goes out with the notice of changes, within four weeks of the review meeting."""
    yield from _from_the_meeting(case, rule, _notices(case, "review"))


@duty(
    "Finish the change of the plan after the review",
    holder=LOCAL_AUTHORITY,
    opens_with=(_DECIDED, NOTICE),
    met_by=FINALS,
    ends_with=PLAN_OVER,
    family=(
        "If the plan is to change, you must get the new one within twelve weeks of the meeting. If it has "
        "not come by then, you can complain."
    ),
)
def amend_final_12w_overall(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """From the review meeting to the amended plan, at most twelve weeks may pass: four and then eight."""
    yield from _from_the_meeting(case, rule, _finals(case))


@duty(
    "Time for the family to answer the proposed changes",
    holder=FAMILY,
    opens_with=(SERVED,),
    met_by=("representations_received",),
    ends_with=PLAN_OVER,
    family=(
        "You have at least fifteen days to answer the changes. You can ask for other changes, for a school "
        "and for a meeting. If you need more time, ask for it."
    ),
)
def amend_representations_15d(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """The family has at least fifteen days, beginning with the day of service, to answer the changes."""
    yield from time_to_answer(case, rule, case.all(SERVED), FINALS[0], "The notice of changes")


@duty(
    "Send the amended plan",
    holder=LOCAL_AUTHORITY,
    opens_with=(NOTICE,),
    met_by=FINALS,
    ends_with=PLAN_OVER,
    family=(
        "The new plan must come within eight weeks of the letter with the changes. If there will be no "
        "change, you must be told why. If nothing comes, you can complain."
    ),
)
def amend_final_8w(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """Within eight weeks of the notice, the amended plan or the decision not to amend must be sent."""
    yield from _eight_weeks(case, rule, "review")


@duty(
    "Send the amended plan, outside a review",
    holder=LOCAL_AUTHORITY,
    opens_with=(NOTICE,),
    met_by=FINALS,
    ends_with=PLAN_OVER,
    family=(
        "The council can change a plan between reviews. You get the changes first, and the new plan within "
        "eight weeks. If nothing comes, you can complain."
    ),
)
def amend_no_review(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """A plan amended at any other time goes through the same steps: notice, fifteen days, eight weeks."""
    yield from _eight_weeks(case, rule, "other")


def _eight_weeks(case: Case, rule: Duty, because: str) -> Iterator[Finding | None]:
    """One clock for each notice; one that is sent again before the plan is final replaces no clock."""
    finals = _finals(case)
    for index, notice in enumerate(_notices(case, because)):
        yield judge(case, rule, notice, first_since(finals, notice.on), of=numbered("", index), told=Told())


def _finals(case: Case) -> list[Event]:
    return sorted((event for name in FINALS for event in case.all(name)), key=lambda event: event.on)
