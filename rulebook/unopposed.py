"""An appeal that the authority does not oppose: regulation 45, as if it had been decided for the family."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rulebook.appeals import CLOSED
from rulebook.engine import duty
from rulebook.model import LOCAL_AUTHORITY, Duty, Finding
from rulebook.timeline import Case
from rulebook.tribunal_orders import carried_out

_OPENS: Final = ("appeal_not_opposed",)
_NO_PLAN: Final = "It applies only if the decision is not to issue a plan."
_LATE: Final = "If it is late, tell the Tribunal and the council. You can complain."


@duty(
    "Tell the family that it will assess, having given way",
    holder=LOCAL_AUTHORITY,
    opens_with=_OPENS,
    met_by=("ordered_assessment_notified",),
    ends_with=CLOSED,
    family=(f"The council has given way. Within two weeks it must write to you that it will assess. {_LATE}"),
)
def unopp_assess_notify_2w(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """Not opposing an appeal for an assessment, the authority says within 2 weeks that it will assess."""
    yield from carried_out(case, rule, ("assess",))


@duty(
    "Having given way and assessed: if there will be no plan, say so",
    holder=LOCAL_AUTHORITY,
    opens_with=_OPENS,
    met_by=("ordered_no_plan_notified",),
    ends_with=CLOSED,
    family=(
        "If there will be no plan after all, the council must tell you within ten weeks. It must say "
        "why. You can appeal again. If you hear nothing, ask."
    ),
)
def unopp_assess_no_plan_10w(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """If the assessment that was not opposed leads to no plan, the family is told within 10 weeks."""
    yield from carried_out(
        case, rule, ("assess",), instead=("ordered_draft_sent", "ordered_plan_sent"), note=_NO_PLAN
    )


@duty(
    "Having given way and assessed: send the final plan",
    holder=LOCAL_AUTHORITY,
    opens_with=_OPENS,
    met_by=("ordered_plan_sent",),
    ends_with=CLOSED,
    family=f"If there is to be a plan, you must have it within fourteen weeks. {_LATE}",
)
def unopp_assess_final_14w(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """If the assessment that was not opposed leads to a plan, it is sent within 14 weeks."""
    yield from carried_out(case, rule, ("assess",), instead=("ordered_no_plan_notified",))


@duty(
    "Having given way: send the draft plan",
    holder=LOCAL_AUTHORITY,
    opens_with=_OPENS,
    met_by=("ordered_draft_sent",),
    ends_with=CLOSED,
    family=f"The council has given way. It must send you a draft plan within five weeks. {_LATE}",
)
def unopp_make_plan_draft_5w(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """Not opposing an appeal for a plan, the authority issues a draft within 5 weeks."""
    yield from carried_out(case, rule, ("make_plan",))


@duty(
    "Having given way: send the final plan",
    holder=LOCAL_AUTHORITY,
    opens_with=_OPENS,
    met_by=("ordered_plan_sent",),
    ends_with=CLOSED,
    family=f"The council has given way. You must have the final plan within eleven weeks. {_LATE}",
)
def unopp_make_plan_final_11w(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """Not opposing an appeal for a plan, the authority sends it in its final form within 11 weeks."""
    yield from carried_out(case, rule, ("make_plan",))


@duty(
    "Having given way: amend the plan",
    holder=LOCAL_AUTHORITY,
    opens_with=_OPENS,
    met_by=("ordered_plan_amended",),
    ends_with=CLOSED,
    family=f"The council has given way. You must have the changed plan within five weeks. {_LATE}",
)
def unopp_amend_5w(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """Not opposing an appeal about needs or provision, the authority amends the plan within 5 weeks."""
    yield from carried_out(case, rule, ("amend_provision", "amend_both", "continue_amend"))


@duty(
    "Having given way: name the school",
    holder=LOCAL_AUTHORITY,
    opens_with=_OPENS,
    met_by=("ordered_plan_amended",),
    ends_with=CLOSED,
    family=f"The council has given way. You must have the plan with the school within two weeks. {_LATE}",
)
def unopp_school_2w(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """Not opposing an appeal about the school alone, the authority sends the amended plan within 2 weeks."""
    yield from carried_out(case, rule, ("amend_school",))


@duty(
    "Having given way: go on with the plan",
    holder=LOCAL_AUTHORITY,
    opens_with=_OPENS,
    met_by=("ordered_plan_kept",),
    ends_with=CLOSED,
    family=(
        "The council has given way, and the plan goes on without a gap. If any help in it stops, write "
        "to the council at once."
    ),
)
def unopp_cease(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """Not opposing an appeal against ending the plan, the authority continues to maintain it."""
    yield from carried_out(case, rule, ("continue", "continue_amend"))
