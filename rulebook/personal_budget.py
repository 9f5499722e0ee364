"""Personal budgets and direct payments: section 49 of the Act and the regulations of 2014 on them."""

from __future__ import annotations

from collections.abc import Iterator

from rulebook.engine import duty
from rulebook.events import PLAN_OVER
from rulebook.judging import Told, judge, numbered
from rulebook.model import LOCAL_AUTHORITY, Duty, Event, Finding
from rulebook.timeline import Case

_STOPPED = "direct_payment_stopped"


@duty(
    "Prepare the personal budget, or refuse with reasons",
    holder=LOCAL_AUTHORITY,
    opens_with=("budget_requested",),
    met_by=("budget_prepared", "budget_refused"),
    ends_with=PLAN_OVER,
    family=(
        "You can ask for a personal budget. The council must think about it and tell you what it could be. "
        "If it says no, it must say why."
    ),
)
def personal_budget_request(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """Asked for a personal budget, the authority must consider it, and prepare one or refuse with reasons."""
    for index, asked in enumerate(case.all("budget_requested")):
        yield judge(case, rule, asked, case.since(asked.on, *rule.met_by), of=numbered("", index))


@duty(
    "Give reasons for the refusal, and the right to a second look",
    holder=LOCAL_AUTHORITY,
    opens_with=("budget_refused",),
    ends_with=PLAN_OVER,
    family=(
        "If the council says no to a personal budget, the letter must say why. You can ask it to look "
        "again. If the letter does not say so, ask."
    ),
)
def personal_budget_refusal(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """A refusal of a personal budget or direct payment must give reasons and the right to a second look.

    A check, not a clock: `reasons` and `review_right` of the refusal answer it.
    """
    for index, letter in enumerate(case.all("budget_refused")):
        said = {letter.data.get(name, "") for name in ("reasons", "review_right")}
        doubt = "The letter lacks the reasons or the right to a second look." if "no" in said else ""
        if not doubt and "" in said:
            doubt = "It is not recorded whether the letter says both."
        yield judge(case, rule, letter, letter, of=numbered("", index), told=Told(doubt=doubt))


@duty(
    "Look again at the refused budget",
    holder=LOCAL_AUTHORITY,
    opens_with=("budget_review_requested",),
    met_by=("budget_review_notified",),
    ends_with=PLAN_OVER,
    family=(
        "If you ask the council to look again at its no, it must do so and write to you. If you hear "
        "nothing, ask in writing."
    ),
)
def personal_budget_review(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """Asked to look again at a refusal, the authority must do so and tell the family the result."""
    for index, asked in enumerate(case.all("budget_review_requested")):
        yield judge(case, rule, asked, case.since(asked.on, *rule.met_by), of=numbered("", index))


@duty(
    "Check the direct payments for the first time",
    holder=LOCAL_AUTHORITY,
    opens_with=("direct_payment_started",),
    met_by=("direct_payment_checked",),
    ends_with=PLAN_OVER,
    family=(
        "In the first three months of direct payments, the council must check how they work for you. If no "
        "one gets in touch, ask."
    ),
)
def direct_payment_monitor(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """The authority must check direct payments at least once in their first three months."""
    for index, started in enumerate(case.all("direct_payment_started")):
        yield _until_stopped(case, rule, started, numbered("", index))


@duty(
    "Check the direct payments every year",
    holder=LOCAL_AUTHORITY,
    opens_with=("direct_payment_checked",),
    met_by=("direct_payment_checked",),
    ends_with=PLAN_OVER,
    family=(
        "After the first check, the council must look at the direct payments at least once a year. If a "
        "year has passed, ask for it."
    ),
)
def direct_payment_yearly(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """After each check, the authority must check direct payments again within a year."""
    for index, checked in enumerate(case.all("direct_payment_checked")):
        yield _until_stopped(case, rule, checked, numbered("", index))


def _until_stopped(case: Case, rule: Duty, opened: Event, of: str) -> Finding | None:
    """The next check after the opening day; payments that stopped first need none."""
    checks = [check for check in case.all("direct_payment_checked") if check.on > opened.on]
    check = checks[0] if checks else None
    stopped = case.since(opened.on, _STOPPED)
    overtaken = stopped if stopped and (check is None or stopped.on < check.on) else None
    return judge(case, rule, opened, check, of=of, told=Told(closed=overtaken))
