"""From the decision on a plan to the plan in force: sections 36 to 43 of the Act, regulations 10 to 14."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rulebook.ehc_assessment import ENDED
from rulebook.engine import duty
from rulebook.events import PLAN_OVER, STARTS
from rulebook.judging import Told, first_since, judge, numbered, rounds
from rulebook.model import FAMILY, LOCAL_AUTHORITY, SCHOOL, Duty, Finding
from rulebook.representations import time_to_answer
from rulebook.timeline import Case

REFUSED: Final = ("assessment_refused_notified",)
_NAMING: Final = ("final_plan_sent", "amended_plan_sent", "reassessed_plan_sent")
_UNASKED: Final = "The final plan has changes that nobody asked for: the draft had to be issued again."


@duty(
    "If there will be no plan, tell the family",
    holder=LOCAL_AUTHORITY,
    opens_with=STARTS,
    met_by=("no_plan_notified",),
    ends_with=ENDED,
    falls_away_with=(*REFUSED, "plan_agreed", "draft_plan_served", "final_plan_sent"),
    family=(
        "If there will be no plan, the council must tell you within sixteen weeks. The letter must say "
        "why and how to appeal. If it is late, you can complain."
    ),
)
def no_plan_decision_16w(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """A decision not to issue a plan must be notified within sixteen weeks of becoming responsible."""
    only = Told(note="It applies only if the decision is not to issue a plan.")
    yield judge(case, rule, case.opening(rule), case.first("no_plan_notified"), told=only)


@duty(
    "Send the draft plan",
    holder=LOCAL_AUTHORITY,
    opens_with=("plan_agreed",),
    met_by=("draft_plan_served",),
    ends_with=ENDED,
    falls_away_with=("final_plan_sent",),
    family=(
        "You will get a draft plan to read before anything is final. It must come early enough for you to "
        "answer it. If it has not come by week sixteen, ask."
    ),
)
def draft_plan_send(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """Having decided to issue a plan, the authority must send a draft early enough to hear the family."""
    # A draft served before the decision was recorded has done what this duty asks.
    yield judge(case, rule, case.opening(rule), case.first("draft_plan_served"))


@duty(
    "Time for the family to answer the draft",
    holder=FAMILY,
    opens_with=("draft_plan_served",),
    met_by=("representations_received",),
    ends_with=ENDED,
    family=(
        "You have at least fifteen days to answer the draft. You can ask for changes, for a school and "
        "for a meeting. If you need more time, ask for it."
    ),
)
def draft_representations_15d(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """The family has at least fifteen days, beginning with the day of service, to answer a draft plan."""
    drafts = case.all("draft_plan_served")
    yield from time_to_answer(case, rule, drafts, "final_plan_sent", "The draft")


@duty(
    "Answer the council's consultation",
    holder=SCHOOL,
    opens_with=("school_consulted",),
    met_by=("school_replied",),
    ends_with=ENDED,
    falls_away_with=("final_plan_sent", "no_plan_notified"),
    family=(
        "A school that is asked should answer within fifteen days. If it says nothing, the council can "
        "still name it. Ask what each school answered."
    ),
)
def school_consult_response_15d(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """A school or college that is consulted should answer within fifteen days; silence blocks nothing."""
    for of in dict.fromkeys(asked.of for asked in case.all("school_consulted")):
        pairs = rounds(case.all("school_consulted", of), case.all("school_replied", of))
        for index, (opened, answer) in enumerate(pairs):
            yield judge(case, rule, opened, answer, of=numbered(of, index))


@duty(
    "Send the final plan",
    holder=LOCAL_AUTHORITY,
    opens_with=STARTS,
    met_by=("final_plan_sent",),
    ends_with=ENDED,
    falls_away_with=(*REFUSED, "no_plan_notified"),
    family=(
        "If there is to be a plan, the council must send it within twenty weeks. The weeks start on the "
        "day it got the request. If it is late, the council is breaking the law, and you can complain."
    ),
)
def final_plan_20w(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """Where there is to be a plan, it must be sent in its final form within twenty weeks."""
    yield judge(case, rule, case.opening(rule), case.first("final_plan_sent"))


@duty(
    "Change the draft only as the family or the placement asks",
    holder=LOCAL_AUTHORITY,
    opens_with=("draft_plan_served",),
    met_by=("final_plan_sent",),
    ends_with=ENDED,
    family=(
        "The last plan may only change what you asked for, and add the school. If other things changed, "
        "the council should send you a new draft. Tell it what changed."
    ),
)
def final_only_representation_changes(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """A final plan may differ from its draft only through representations or the placement decision.

    A check, not a clock: it is open while a draft is out, and the final plan's `changes` answers it.
    A final plan that does not say what changed closes it unanswered.
    """
    final = case.first("final_plan_sent")
    changes = final.data.get("changes", "") if final else "not yet known"
    if changes:
        doubt = _UNASKED if changes == "other" else ""
        yield judge(case, rule, case.opening(rule), final, told=Told(doubt=doubt))


@duty(
    "Secure the provision in the plan",
    holder=LOCAL_AUTHORITY,
    opens_with=("final_plan_sent",),
    met_by=("provision_confirmed",),
    ends_with=PLAN_OVER,
    family=(
        "Everything in section F must start from the day of the plan. If something is missing, tell the "
        "council in writing. It must put it right."
    ),
)
def provision_from_plan_date(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """From the day of the plan the authority must secure the special educational provision in it."""
    yield judge(case, rule, case.opening(rule), case.first("provision_confirmed"))


@duty(
    "Admit the child",
    holder=SCHOOL,
    opens_with=_NAMING,
    met_by=("school_admitted",),
    ends_with=PLAN_OVER,
    family=(
        "The school named in the plan must take your child, even if it is full. If it says no, tell the "
        "council at once."
    ),
)
def school_admit(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """A school or college that section 43 binds must admit the child once the plan names it, full or not.

    A later plan that names another one ends the wait for the first.
    """
    plans = sorted(
        (plan for name in _NAMING for plan in case.all(name)), key=lambda plan: (plan.on, plan.type)
    )
    naming = [plan for plan in plans if plan.data.get("school")]
    seen: dict[str, int] = {}
    for index, plan in enumerate(naming):
        named = plan.data["school"]
        if index and naming[index - 1].data["school"] == named:
            continue
        admitted = first_since(case.all("school_admitted", named), plan.on)
        other = next((later for later in naming[index:] if later.data["school"] != named), None)
        overtaken = other if other and (admitted is None or other.on < admitted.on) else None
        of = numbered(named, seen.setdefault(named, 0))
        seen[named] += 1
        yield judge(case, rule, plan, admitted, of=of, told=Told(closed=overtaken))
