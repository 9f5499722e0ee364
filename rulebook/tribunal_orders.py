"""What follows an order of the Tribunal, or an agreement in mediation, which counts alike: regulation 44."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rulebook.appeals import CLOSED
from rulebook.counting import agreed_day
from rulebook.engine import duty
from rulebook.judging import Told, about, first_since, judge, numbered, repeated, rounds
from rulebook.model import LOCAL_AUTHORITY, Duty, Finding
from rulebook.timeline import Case

# Regulation 42(2): an agreement on what could be appealed has the limits of an order of its date.
_OPENS: Final = ("tribunal_ordered", "mediation_agreed")
_AGREED: Final = "mediation agreement"
_NO_PLAN: Final = "It applies only if the decision is not to issue a plan."
_LATE: Final = "If it is late, write to the council and name the order. You can complain."


def carried_out(
    case: Case, rule: Duty, actions: tuple[str, ...], *, instead: tuple[str, ...] = (), note: str = ""
) -> Iterator[Finding | None]:
    """One finding for each order, or whatever counts like one, that asks for one of these actions.

    `instead` names the other outcome: once it has come, this step is no longer asked for.
    """
    for kind in rule.opens_with:
        asked = [event for event in case.all(kind) if event.data["action"] in actions]
        for of in dict.fromkeys(event.of for event in asked):
            orders = [event for event in asked if event.of == of]
            for index, (order, done) in enumerate(rounds(orders, about(case, rule.met_by, of))):
                other = first_since(about(case, instead, of), order.on)
                if other and (done is None or other.on < done.on):
                    continue
                until = agreed_day(rule, order, case.calendar, "Another day was set instead")
                name = numbered(_named(kind, of), index)
                yield judge(case, rule, order, done, of=name, told=Told(note=note), until=until)


def _named(kind: str, of: str) -> str:
    return of if kind != "mediation_agreed" else f"{_AGREED}: {of}" if of else _AGREED


@duty(
    "Tell the family that it will assess, as ordered",
    holder=LOCAL_AUTHORITY,
    opens_with=_OPENS,
    met_by=("ordered_assessment_notified",),
    ends_with=CLOSED,
    family=f"The council must write to you within two weeks that it will assess. {_LATE}",
)
def fft_assess_notify_2w(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """Ordered to assess or reassess, the authority tells the family within 2 weeks that it will."""
    yield from carried_out(case, rule, ("assess",))


@duty(
    "After an ordered assessment: if there will be no plan, say so",
    holder=LOCAL_AUTHORITY,
    opens_with=_OPENS,
    met_by=("ordered_no_plan_notified",),
    ends_with=CLOSED,
    family=(
        "If there will be no plan after all, the council must tell you within ten weeks of the order. "
        "It must say why. You can appeal again. If you hear nothing, ask."
    ),
)
def fft_assess_no_plan_10w(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """If the ordered assessment leads to no plan, the family is told why within 10 weeks of the order."""
    yield from carried_out(
        case, rule, ("assess",), instead=("ordered_draft_sent", "ordered_plan_sent"), note=_NO_PLAN
    )


@duty(
    "After an ordered assessment: send the final plan",
    holder=LOCAL_AUTHORITY,
    opens_with=_OPENS,
    met_by=("ordered_plan_sent",),
    ends_with=CLOSED,
    family=f"If there is to be a plan, you must have it within fourteen weeks of the order. {_LATE}",
)
def fft_assess_final_14w(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """If the ordered assessment leads to a plan, it is sent in its final form within 14 weeks."""
    yield from carried_out(case, rule, ("assess",), instead=("ordered_no_plan_notified",))


@duty(
    "Send the draft of the ordered plan",
    holder=LOCAL_AUTHORITY,
    opens_with=_OPENS,
    met_by=("ordered_draft_sent",),
    ends_with=CLOSED,
    family=f"The council must send you a draft plan within five weeks of the order. {_LATE}",
)
def fft_make_plan_draft_5w(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """Ordered to make and maintain a plan, the authority issues a draft within 5 weeks."""
    yield from carried_out(case, rule, ("make_plan",))


@duty(
    "Send the ordered plan",
    holder=LOCAL_AUTHORITY,
    opens_with=_OPENS,
    met_by=("ordered_plan_sent",),
    ends_with=CLOSED,
    family=f"You must have the final plan within eleven weeks of the order. {_LATE}",
)
def fft_make_plan_final_11w(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """Ordered to make and maintain a plan, the authority sends it in its final form within 11 weeks."""
    yield from carried_out(case, rule, ("make_plan",))


@duty(
    "Decide again, as ordered",
    holder=LOCAL_AUTHORITY,
    opens_with=_OPENS,
    met_by=("ordered_decision_sent",),
    ends_with=CLOSED,
    family=(
        "The council has to think again. Within two weeks it must send you a draft plan or a new "
        f"decision. {_LATE}"
    ),
)
def fft_reconsider_2w(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """When the case is sent back to it, the authority sends a draft or its decision within 2 weeks."""
    yield from carried_out(case, rule, ("reconsider",))


@duty(
    "Amend the needs or the provision, as ordered",
    holder=LOCAL_AUTHORITY,
    opens_with=_OPENS,
    met_by=("ordered_plan_amended",),
    ends_with=CLOSED,
    family=f"You must have the changed plan within five weeks of the order. {_LATE}",
)
def fft_amend_sep_5w(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """Ordered to amend the special educational provision, the authority sends the plan within 5 weeks."""
    yield from carried_out(case, rule, ("amend_provision", "amend_both"))


@duty(
    "Name the school, as ordered",
    holder=LOCAL_AUTHORITY,
    opens_with=_OPENS,
    met_by=("ordered_plan_amended",),
    ends_with=CLOSED,
    family=f"You must have the plan with the new school within two weeks of the order. {_LATE}",
)
def fft_amend_school_2w(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """Ordered to amend the name or type of school, the authority sends the plan within 2 weeks."""
    yield from carried_out(case, rule, ("amend_school", "amend_both"))


@duty(
    "Go on with the plan, as ordered",
    holder=LOCAL_AUTHORITY,
    opens_with=_OPENS,
    met_by=("ordered_plan_kept",),
    ends_with=CLOSED,
    family=(
        "The plan goes on without a gap. If any help in it stops, write to the council at once and name "
        "the order."
    ),
)
def fft_continue(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """Ordered to continue to maintain the plan, with changes or without, the authority does so at once."""
    yield from carried_out(case, rule, ("continue", "continue_amend"))


@duty(
    "Amend the plan that goes on, as ordered",
    holder=LOCAL_AUTHORITY,
    opens_with=_OPENS,
    met_by=("ordered_plan_amended",),
    ends_with=CLOSED,
    family=f"The plan goes on, and you must have it with its changes within five weeks. {_LATE}",
)
def fft_continue_amend_5w(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """Ordered to continue and amend the plan, the authority sends it amended within 5 weeks."""
    yield from carried_out(case, rule, ("continue_amend",))


@duty(
    "End the plan after the appeal was dismissed",
    holder=LOCAL_AUTHORITY,
    opens_with=("tribunal_ordered",),
    met_by=("plan_ceased",),
    ends_with=CLOSED,
    family=(
        "The Tribunal agreed that the plan can end. The council must tell you from which day. If you do "
        "not understand the order, ask the advice service."
    ),
)
def fft_cease_dismissed(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """When an appeal against ending the plan is dismissed, the authority ceases to maintain it at once."""
    yield from carried_out(case, rule, ("cease",))


@duty(
    "Answer the Tribunal's recommendation",
    holder=LOCAL_AUTHORITY,
    opens_with=("tribunal_recommended",),
    met_by=("tribunal_recommendation_answered",),
    ends_with=CLOSED,
    family=(
        "Health or social care must answer the recommendation in writing within five weeks. It must say "
        "what it will do, or why not. If you hear nothing, ask."
    ),
)
def recommendation_reply_5w(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """Health or social care answers a recommendation of the Tribunal in writing within 5 weeks."""
    for of in dict.fromkeys(event.of for event in case.all("tribunal_recommended")):
        told = Told(holder=of)
        yield from repeated(case, rule, rule.opens_with, rule.met_by, only_of=of, told=told)
