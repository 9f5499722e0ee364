"""Moving on to another phase of education, or between colleges: regulation 18."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache, partial
from typing import Final

from rulebook.engine import duty
from rulebook.events import PHASES, PLAN_OVER
from rulebook.judging import Told, numbered
from rulebook.model import LOCAL_AUTHORITY, Duty, Event, Finding
from rulebook.naming_days import judge_named, named, sayings
from rulebook.parameters import number, number_if_any
from rulebook.periods import Counted, at_least_before, before_date, by_date, day_in_year, in_words
from rulebook.timeline import Case

EXPECTED: Final = "phase_transfer_expected"
CALLED_OFF: Final = "phase_transfer_called_off"
# Any of these can name the next school or college; only the plan that does so keeps the duty.
NAMING: Final = ("amended_plan_sent", "reassessed_plan_sent", "final_plan_sent")
TO_POST16: Final = "secondary_to_post16"
BETWEEN_COLLEGES: Final = "post16_to_post16"
TO_SCHOOL: Final = tuple(phase for phase in PHASES if phase not in (TO_POST16, BETWEEN_COLLEGES))
_UNSAID: Final = "does not say for which transfer it names a school or college."


@duty(
    "Review and amend the plan before the move to the next school",
    holder=LOCAL_AUTHORITY,
    opens_with=(EXPECTED,),
    met_by=NAMING,
    ends_with=PLAN_OVER,
    family=(
        "The plan must name your child's next school by the middle of February. The new school then gets "
        "ready. If the plan has not come by then, tell the council."
    ),
)
def phase_transfer_15feb(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """Before 15 February of the year of the move, the plan must be reviewed and name the next school."""
    for phase in TO_SCHOOL:
        yield from _transfer(case, rule, phase)


@duty(
    "Review and amend the plan before the move on from school",
    holder=LOCAL_AUTHORITY,
    opens_with=(EXPECTED,),
    met_by=NAMING,
    ends_with=PLAN_OVER,
    family=(
        "The plan must name the next school or college by the end of March. The new place then gets ready. "
        "If the plan has not come by then, tell the council."
    ),
)
def phase_transfer_31mar(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """Before 31 March of the year of the move to post-16, the plan must be reviewed and name the place."""
    yield from _transfer(case, rule, TO_POST16)


@duty(
    "Review and amend the plan before the move between colleges",
    holder=LOCAL_AUTHORITY,
    opens_with=(EXPECTED,),
    met_by=NAMING,
    ends_with=PLAN_OVER,
    family=(
        "Five months before you change college, the plan must name the new one. If it does not, tell the "
        "council and ask when it comes."
    ),
)
def post16_move_5m(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """Five months before a move between post-16 places, the plan must be reviewed and name the new one."""
    yield from _transfer(case, rule, BETWEEN_COLLEGES)


def _transfer(case: Case, rule: Duty, phase: str) -> Iterator[Finding | None]:
    expected = case.all(EXPECTED, phase)
    sent = [plan for name in NAMING for plan in case.all(name) if case.closing(rule, plan.on) is None]
    plans = sorted(sent, key=lambda plan: plan.on)
    naming = [plan for plan in plans if plan.data.get("phase") == phase]
    for index, (run, end) in enumerate(sayings(case, rule, expected, naming, case.all(CALLED_OFF, phase))):
        off = end if end and end.type == CALLED_OFF else None
        if not end and _too_soon(case, run[-1], phase):
            continue
        told = Told(closed=off, doubt=_unsaid(plans, run[0], end), step=partial(_latest_steps, run[0].on))
        yield _judged(case, rule, run, None if off else end, numbered(phase, index), told)


def _too_soon(case: Case, expected: Event, phase: str) -> bool:
    """A transfer between phases has its duty in the twelve months before it, and not earlier."""
    months = number_if_any("phase_transfer_15feb_from", expected.on)
    if months is None or phase == BETWEEN_COLLEGES:
        return False
    return case.on < at_least_before(named(expected, "transfer_on"), months, "months").due


def _unsaid(plans: list[Event], expected: Event, end: Event | None) -> str:
    """Why a person must look: a plan that came since may have named the next place without saying so."""
    silent = [plan for plan in plans if plan.on > expected.on and not plan.data.get("phase")]
    if end is not None or not silent:
        return ""
    return f"The plan sent on {in_words(silent[0].on)} {_UNSAID}"


def _judged(
    case: Case, rule: Duty, run: list[Event], done: Event | None, of: str, told: Told
) -> Finding | None:
    def count(transfer: date, size: int, unit: str) -> Counted:
        if unit == "months":
            return at_least_before(transfer, size, unit, clear_day=case.area.clear_day)
        limit = day_in_year(transfer.year, size, unit)
        literal = before_date(limit)
        if case.area.phase_transfer_day == "literal":
            return literal
        kept = f"This area counts to {in_words(limit)} itself; the law says before that day."
        return Counted(limit, (literal.steps[0], kept, *by_date(limit).steps))

    return judge_named(case, rule, run, done, name="transfer_on", count=count, of=of, told=told)


@lru_cache(maxsize=1024)
def _latest_steps(since: date, due: date) -> str:
    """The latest days of the steps before, in the worst case: notice and meeting."""
    notice = due - timedelta(weeks=number("amend_final_8w", since))
    meeting = notice - timedelta(weeks=number("review_decision_4w", since))
    return (
        f"In time for that, the notice of changes goes out by {in_words(notice)}, "
        f"and the review meeting is by {in_words(meeting)}."
    )
