"""Moves between areas: regulation 15 for the plan, regulation 16 for the health care in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from rulebook.annual_review import DECIDED, reviews
from rulebook.counting import Anchored, happened
from rulebook.engine import duty
from rulebook.events import PLAN_OVER, PLANS
from rulebook.judging import Told, first_since, judge, numbered, undecided
from rulebook.model import HEALTH_BODY, LOCAL_AUTHORITY, Duty, Event, Finding, OutsideTableError
from rulebook.naming_days import named, sayings
from rulebook.parameters import number
from rulebook.periods import (
    Counted,
    by_date,
    in_words,
    period_starting_with,
    working_days_after,
    working_days_beginning_with,
)
from rulebook.timeline import Case, day_of

KNOWN: Final = "move_known"
OUT: Final = "plan_transferred_out"
IN: Final = "plan_transferred_in"
_OFF: Final = "move_called_off"
_ENDED: Final = ("plan_ceased", "case_closed")


@duty(
    "Hand the plan over on the day of the move",
    holder=LOCAL_AUTHORITY,
    opens_with=(KNOWN,),
    met_by=(OUT,),
    ends_with=_ENDED,
    family=(
        "Tell your council early that you will move. Then it must hand the plan to the new council on the "
        "day you move. If it does not, tell both councils."
    ),
)
def transfer_out_on_move(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """An authority that knew of the move early enough must transfer the plan on the day of the move."""
    yield from _transfers_out(case, rule, is_early=True)


@duty(
    "Hand the plan over, having heard late of the move",
    holder=LOCAL_AUTHORITY,
    opens_with=(KNOWN,),
    met_by=(OUT,),
    ends_with=_ENDED,
    family=(
        "The council may hear late that you move. Then it has fifteen working days to hand the plan over. "
        "If the new council still has no plan, tell both."
    ),
)
def transfer_out_15wd(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """An authority that learnt of the move later has fifteen working days that begin with that day."""
    yield from _transfers_out(case, rule, is_early=False)


def _transfers_out(case: Case, rule: Duty, *, is_early: bool) -> Iterator[Finding | None]:
    runs = sayings(case, rule, case.all(KNOWN), case.all(OUT), case.all(_OFF))
    for index, (run, end) in enumerate(runs):
        of = numbered("", index)
        if rule.limit_on(run[0].on) is None:
            yield undecided(rule, run[0].on, of)
            continue
        try:
            days = [_handing_over(case, event, run[0]) for event in run]
        except OutsideTableError as beyond:
            # Without bank holidays nobody can say which of the two it is: one of them says so.
            if is_early:
                yield undecided(rule, run[0].on, of, f"{beyond.message}.")
            continue
        was_early, counted = days[-1]
        if was_early is not is_early:
            continue
        off = end if end and end.type == _OFF else None
        told = _moved(run, [before.due for _, before in days])._replace(closed=off)
        done = None if off else end
        yield judge(case, rule, run[0], done, of=of, how=_always(counted), told=told)


def _handing_over(case: Case, said: Event, first: Event) -> tuple[bool, Counted]:
    """Whether the move was known early enough for its own day, and the day of handing over with its steps."""
    moves_on, calendar = named(said, "moves_on"), case.calendar
    notice = number("transfer_out_on_move_notice", first.on)
    if calendar.add_working_days(first.on, notice) <= moves_on:
        step = f"The move is on {in_words(moves_on)}, {notice} working days or more after that."
        return True, Counted(moves_on, (step, *by_date(moves_on).steps))
    counted = working_days_beginning_with(first.on, number("transfer_out_15wd", first.on), calendar)
    step = f"The move is on {in_words(moves_on)}, fewer than {notice} working days after that."
    return False, Counted(counted.due, (step, *counted.steps))


def _always(counted: Counted) -> Anchored:
    return lambda _size, _unit: counted


def _moved(run: Sequence[Event], dues: Sequence[date]) -> Told:
    before = [due for due in dues if due != dues[-1]]
    if not before:
        return Told()
    why = f"{happened(run[-1])} Its day is now {in_words(named(run[-1], 'moves_on'))}."
    return Told(previous_due=before[-1], why_moved=why)


@duty(
    "Secure what is in the plan that has come",
    holder=LOCAL_AUTHORITY,
    opens_with=(IN,),
    met_by=("provision_confirmed",),
    ends_with=PLAN_OVER,
    family=(
        "The plan moves with your child and counts from the first day. The new council must give all the "
        "help in it. If something is missing, tell the council."
    ),
)
def transfer_in_duty(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """From the transfer, the new authority must secure the plan as if it had made it on its first day."""
    for index, moved in enumerate(case.all(IN)):
        confirmed = case.since(moved.on, "provision_confirmed")
        yield judge(case, rule, moved, confirmed, of=numbered("", index))


@duty(
    "Tell the family what happens with the plan",
    holder=LOCAL_AUTHORITY,
    opens_with=(IN,),
    met_by=("transfer_family_told",),
    ends_with=PLAN_OVER,
    family=(
        "The new council must write to you within six weeks. The letter says that it has the plan, and "
        "when it will look at it. If no letter comes, ask."
    ),
)
def transfer_in_inform_6w(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """Within six weeks the new authority must tell the family of the plan, any assessment and the review."""
    for index, moved in enumerate(case.all(IN)):
        told = case.since(moved.on, "transfer_family_told")
        counts = told is not None and case.closing(rule, told.on) is None
        contents = told.data.get("contents", "") if told and counts else ""
        lacks = contents not in ("", "complete")
        doubt = f"The letter lacks: {contents}. It has to be put right." if lacks else ""
        yield judge(case, rule, moved, told, of=numbered("", index), told=Told(doubt=doubt))


@duty(
    "Complete the first review after the move",
    holder=LOCAL_AUTHORITY,
    opens_with=(IN,),
    met_by=(DECIDED,),
    ends_with=PLAN_OVER,
    family=(
        "The new council must look at the plan within a year of the last review. If that is very soon, it "
        "has three months from the move. If no one asks you to a meeting, ask."
    ),
)
def transfer_in_review(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """Its first review is due twelve months from the last review or three from the transfer, if later."""
    for index, moved in enumerate(case.all(IN)):
        decided = first_since(case.all(DECIDED), moved.on)
        how = _later_of(case, moved)
        yield judge(case, rule, moved, decided, of=numbered("", index), how=how)


def _later_of(case: Case, moved: Event) -> Anchored:
    before = [review for review in reviews(case) if review.on < moved.on]
    plan = case.first(*PLANS)
    assert plan is not None, "the table of events lets no plan come that was not made"
    last = before[-1].on if before else plan.on
    what = "the last review" if before else "the day the plan was made"

    def how(size: int, unit: str) -> Counted:
        months = number("review_next_12m", moved.on)
        year = period_starting_with(last, months).due
        short = period_starting_with(moved.on, size).due
        return Counted(
            max(year, short),
            (
                f"{months} months that start with {what}, {in_words(last)}, end on {in_words(year)}.",
                f"{size} {unit} that start with the transfer end on {in_words(short)}.",
                f"The later of the two counts: {in_words(max(year, short))}. That is the last day.",
            ),
        )

    return how


def _changes(case: Case, because: str) -> Iterator[tuple[str, Event, Event | None]]:
    """Each change of ICB of one kind, with its name and the day the new one was told."""
    changes = [change for change in case.all("icb_change_known") if change.data["because"] == because]
    for index, change in enumerate(changes):
        yield numbered("", index), change, case.since(change.on, "new_icb_told")


@duty(
    "Tell the new ICB of the move",
    holder=HEALTH_BODY,
    opens_with=("icb_change_known",),
    met_by=("new_icb_told",),
    ends_with=_ENDED,
    family=(
        "When you move, the old health team must tell the new one. If the new team does not know your "
        "child, tell both."
    ),
)
def icb_notify_on_move(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """The old ICB tells the new one on the day of the move, or if it heard late in fifteen working days."""
    for of, change, told in _changes(case, "move"):
        moves_on = day_of(change, "moves_on")
        if moves_on is None:
            yield undecided(rule, change.on, of, "The day of the move is not recorded.")
        else:
            yield judge(case, rule, change, told, of=of, how=_on_move(case, change.on, moves_on))


def _on_move(case: Case, aware: date, moves_on: date) -> Anchored:
    def how(size: int, _unit: str) -> Counted:
        if case.calendar.add_working_days(aware, size) <= moves_on:
            return by_date(moves_on)
        return working_days_beginning_with(aware, size, case.calendar)

    return how


@duty(
    "Tell the new ICB of the change",
    holder=HEALTH_BODY,
    opens_with=("icb_change_known",),
    met_by=("new_icb_told",),
    ends_with=_ENDED,
    family=(
        "If you change doctor, another health team may look after your child. The old team must tell the "
        "new one. If the new team does not know, tell both."
    ),
)
def icb_notify_other_change(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """Where anything but a move between areas changes the ICB, the old one must tell the new one."""
    for of, change, told in _changes(case, "other"):
        yield judge(case, rule, change, told, of=of)


@duty(
    "Ask for a review where the health care cannot be arranged",
    holder=HEALTH_BODY,
    opens_with=("health_care_impractical",),
    met_by=("icb_asked_review",),
    ends_with=PLAN_OVER,
    family=(
        "The new health team may not be able to give the care in the plan. Then it must ask the council to "
        "look at the plan again. If care stops, tell the council."
    ),
)
def icb_request_reassess(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """A new ICB that cannot arrange section G has fifteen working days to ask for an assessment or review."""
    for index, found in enumerate(case.all("health_care_impractical")):
        asked = case.since(found.on, "icb_asked_review")
        how = _working_days_from(case, named(found, "aware_on"))
        yield judge(case, rule, found, asked, of=numbered("", index), how=how)


def _working_days_from(case: Case, aware: date) -> Anchored:
    return lambda size, _unit: working_days_after(aware, size, case.calendar)


@duty(
    "Review or assess, as the ICB asked",
    holder=LOCAL_AUTHORITY,
    opens_with=("icb_asked_review",),
    met_by=("review_meeting_held", "reassessment_decided"),
    ends_with=PLAN_OVER,
    family=(
        "The health team can ask the council to look at the plan. Then the council must do it. If no one "
        "asks you to a meeting, ask when it is."
    ),
)
def icb_request_comply(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """The authority must comply with the request of a new ICB to review the plan or to assess again."""
    for index, asked in enumerate(case.all("icb_asked_review")):
        done = case.since(asked.on, *rule.met_by)
        yield judge(case, rule, asked, done, of=numbered("", index))
