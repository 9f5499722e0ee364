"""Plans for children and young people in youth custody: sections 70 to 75 of the Act and SI 2015/62."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rulebook.counting import dated
from rulebook.engine import duty
from rulebook.events.detained import DETAINED_STARTS
from rulebook.judging import Told, first_since, judge, numbered, repeated, undecided, window
from rulebook.model import FAMILY, LOCAL_AUTHORITY, Duty, Finding
from rulebook.timeline import Case

_DECIDED: Final = ("detained_assessment_refused", "detained_assessment_agreed")
_REFUSED: Final = ("detained_assessment_refused",)
_HELP: Final = "If it is late, ask your teacher or the council."


@duty(
    "Ask for the view of family and place",
    holder=LOCAL_AUTHORITY,
    opens_with=DETAINED_STARTS,
    met_by=("detained_consulted",),
    falls_away_with=("detained_assessment_refused", "detained_no_plan_notified", "detained_plan_sent"),
    family=(
        "Before it decides, your home council must ask you what you think. It also asks the place where "
        "you are. If nobody has asked you, tell your teacher."
    ),
)
def detained_consult(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """Before it decides, the home authority consults the family or young person and the place of custody."""
    yield judge(case, rule, case.opening(rule), case.first(*rule.met_by))


@duty(
    "Decide whether to assess a detained person",
    holder=LOCAL_AUTHORITY,
    opens_with=DETAINED_STARTS,
    met_by=_DECIDED,
    family=f"Your home council must tell you within six weeks whether it will assess. {_HELP}",
)
def detained_request_6w(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """The home authority tells within 6 weeks whether it will assess a detained person."""
    yield judge(case, rule, case.opening(rule), case.first(*_DECIDED))


@duty(
    "If there will be no plan for a detained person, say so",
    holder=LOCAL_AUTHORITY,
    opens_with=DETAINED_STARTS,
    met_by=("detained_no_plan_notified",),
    falls_away_with=(*_REFUSED, "detained_draft_served", "detained_plan_sent"),
    family=f"If there will be no plan, you must be told within sixteen weeks, and why. {_HELP}",
)
def detained_no_plan_16w(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """A decision not to make a plan for a detained person is notified within 16 weeks."""
    only = Told(note="It applies only if the decision is not to issue a plan.")
    yield judge(case, rule, case.opening(rule), case.first(*rule.met_by), told=only)


@duty(
    "Time to answer the draft of a detained person's plan",
    holder=FAMILY,
    opens_with=("detained_draft_served",),
    met_by=("detained_draft_answered",),
    family=(
        "You have at least fifteen days to answer the draft. You can ask for changes, a school and a "
        "meeting. If you need help to answer, ask for it."
    ),
)
def detained_draft_15d(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """At least 15 days, beginning with the day of service, to answer a detained person's draft plan."""
    for index, draft in enumerate(case.all("detained_draft_served")):
        until = dated(rule, draft, draft.on, case.calendar)
        of = numbered("", index)
        if until is None:
            yield undecided(rule, draft.on, of)
        else:
            yield window(case, rule, draft, until, first_since(case.all(rule.met_by[0]), draft.on), of=of)


@duty(
    "Send the final plan of a detained person",
    holder=LOCAL_AUTHORITY,
    opens_with=DETAINED_STARTS,
    met_by=("detained_plan_sent",),
    falls_away_with=(*_REFUSED, "detained_no_plan_notified"),
    family=f"If there is to be a plan, you must have it within twenty weeks. {_HELP}",
)
def detained_final_20w(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """Where there is to be a plan for a detained person, it is sent within 20 weeks."""
    yield judge(case, rule, case.opening(rule), case.first(*rule.met_by))


@duty(
    "Provide in custody what the plan says",
    holder=LOCAL_AUTHORITY,
    opens_with=("plan_holder_detained",),
    met_by=("detained_provision_confirmed",),
    ends_with=("detained_released",),
    family=(
        "Your plan does not end when you are locked up. You should get the help in it, or help as close "
        "to it as can be. If you do not, tell your home council."
    ),
)
def detained_provision(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """While a plan is kept during custody, the authority arranges what it says, or as near as can be."""
    yield from repeated(case, rule, rule.opens_with, rule.met_by)


@duty(
    "Review the plan after release",
    holder=LOCAL_AUTHORITY,
    opens_with=("detained_released",),
    met_by=("release_review_done",),
    family=(
        "Once you are out, the council must look at your plan with you soon. If nobody has asked you to a "
        "meeting, ask for one."
    ),
)
def detained_release_review(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """A plan that was kept is maintained again and reviewed as soon as practicable after release."""
    yield from repeated(case, rule, rule.opens_with, rule.met_by)


@duty(
    "Assess a detained person, as ordered",
    holder=LOCAL_AUTHORITY,
    opens_with=("detained_tribunal_ordered",),
    met_by=("detained_order_carried_out",),
    family=f"Within two weeks of the order you must be told that you will be assessed. {_HELP}",
)
def detained_fft_assess_2w(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """Ordered to assess a detained person, the home authority says within 2 weeks that it will."""
    yield from _ordered(case, rule, "assess")


@duty(
    "Name the school of a detained person, as ordered",
    holder=LOCAL_AUTHORITY,
    opens_with=("detained_tribunal_ordered",),
    met_by=("detained_order_carried_out",),
    family=f"Within two weeks of the order you must have the plan with the new school. {_HELP}",
)
def detained_fft_school_2w(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """Ordered to amend the school in a detained person's plan, the authority does so within 2 weeks."""
    yield from _ordered(case, rule, "amend_school")


def _ordered(case: Case, rule: Duty, action: str) -> Iterator[Finding | None]:
    done = case.all("detained_order_carried_out", action)
    orders = [order for order in case.all("detained_tribunal_ordered") if order.data["action"] == action]
    for index, order in enumerate(orders):
        yield judge(case, rule, order, first_since(done, order.on), of=numbered("", index))
