"""Ending a plan: section 45 of the Act, regulations 29 to 31."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from rulebook import ages
from rulebook.appeals import appeal_window, notices
from rulebook.counting import Clock
from rulebook.engine import duty
from rulebook.judging import Told, judge, numbered, undecided, written
from rulebook.model import LOCAL_AUTHORITY, Duty, Event, Finding
from rulebook.parameters import number_if_any
from rulebook.periods import in_words
from rulebook.timeline import Case

NOTIFIED: Final = "cease_notified"
REVIEWED: Final = "review_decision_notified"
CEASED: Final = "plan_ceased"
CONSIDERED: Final = "cease_considered"
LEFT: Final = "left_education"
# What ends an appeal; the plan may stop only then.
APPEAL_ENDS: Final = ("tribunal_ordered", "appeal_withdrawn", "appeal_not_opposed")
_CALLED_OFF: Final = "cease_called_off"
# A plan that ceased does not settle whether it was allowed to, so it ends none of these duties.
_ENDED: Final = ("plan_transferred_out", "case_closed")
_AT_ANY_AGE: Final = ("no_longer_necessary", "moved_away")


def _letters(case: Case) -> Iterator[tuple[str, Event]]:
    """Each letter that says the plan is to end, with the name that its appeal carries."""
    for of, letter in notices(case):
        if letter.type == NOTIFIED or letter.data.get("outcome") == "cease":
            yield of, letter


def _told(case: Case, day: date) -> Event | None:
    """The first such letter on the day or later."""
    letters = [letter for _, letter in _letters(case) if letter.on >= day]
    return min(letters, key=_day, default=None)


def _day(event: Event) -> date:
    return event.on


def _before(one: Event | None, other: Event | None) -> Event | None:
    """The first event where it came before the second, or the second never came."""
    return one if one and (other is None or one.on < other.on) else None


@duty(
    "Ask before deciding to end the plan",
    holder=LOCAL_AUTHORITY,
    opens_with=(CONSIDERED,),
    met_by=("cease_consulted",),
    ends_with=_ENDED,
    family=(
        "Before the council decides to end a plan, it must tell you and ask what you think. It must ask "
        "the school too. If nobody asked you, say so in writing."
    ),
)
def cease_consult(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """Before it decides to end a plan, the authority must consult the family and the school in the plan."""
    for index, considered in enumerate(case.all(CONSIDERED)):
        letter, ceased = _told(case, considered.on), case.since(considered.on, CEASED)
        too_late = _before(letter, ceased) or ceased
        off = case.since(considered.on, _CALLED_OFF)
        for who in ("family", "school"):
            asked = [event for event in case.all("cease_consulted", who) if event.on >= considered.on]
            done = asked[0] if asked else None
            told = Told(closed=_before(off, done))
            end = _before(too_late, done)
            if end and _before(end, off):
                told = Told(doubt=f"The end of the plan was told or came on {in_words(end.on)}, before this.")
            yield judge(case, rule, considered, done, of=numbered(who, index), told=told)


@duty(
    "Tell the family that the plan is to end",
    holder=LOCAL_AUTHORITY,
    opens_with=("cease_decided",),
    met_by=(NOTIFIED, REVIEWED),
    ends_with=_ENDED,
    family=(
        "If the council decides to end the plan, it must write to you. The letter must say how to appeal. "
        "If you hear of it in another way, ask for the letter."
    ),
)
def cease_notify(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """A decision to end a plan must be notified to family, school and ICB with the right to appeal."""
    for index, decided in enumerate(case.all("cease_decided")):
        letter, ceased = _told(case, decided.on), case.since(decided.on, CEASED)
        told = Told(closed=_before(case.since(decided.on, _CALLED_OFF), letter))
        end = _before(ceased, letter)
        if end and (told.closed is None or end.on <= told.closed.on):
            told = Told(doubt=f"The plan ended on {in_words(end.on)}, before any letter.")
        yield judge(case, rule, decided, letter, of=numbered("", index), told=told)


@duty(
    "Keep the plan going while an appeal is possible",
    holder=LOCAL_AUTHORITY,
    opens_with=(NOTIFIED, REVIEWED),
    ends_with=_ENDED,
    family=(
        "The plan and its help go on while you can appeal. They go on until an appeal is over. If help "
        "stops before that, tell the council at once."
    ),
)
def cease_effective(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """A plan that is to end goes on until the time to appeal is over, and during an appeal until it ends.

    Each stretch of time to appeal has its own finding: a certificate that comes late opens another.
    """
    for of, letter in _letters(case):
        ceased = case.since(letter.on, CEASED)
        # What comes after the end of the plan can no longer move the day until which it had to go on.
        view = case.as_of(ceased.on) if ceased else case
        for appeal in appeal_window.find(view, appeal_window):
            if appeal and (appeal.of == of or appeal.of.startswith(f"{of}, ")):
                yield _kept_up(case, rule, letter, appeal, ceased)


def _kept_up(case: Case, rule: Duty, letter: Event, appeal: Finding, ceased: Event | None) -> Finding | None:
    limit = rule.limit_on(letter.on)
    if limit is None or appeal.due is None:
        return undecided(rule, letter.on, appeal.of)
    if any(event.on == appeal.done for event in case.all("appeal_registered")):
        return _during(case, rule, letter, appeal, ceased)
    told = Told(previous_due=appeal.previous_due, why_moved=appeal.why_moved)
    steps = (*appeal.working, f"Until then the plan goes on: {in_words(appeal.due)}.")
    timed = Clock(limit, appeal.due, appeal.operational_due, steps)
    if ceased and ceased.on <= appeal.due:
        told = told._replace(note=_early(ceased))
        return written(rule, timed, appeal.since, appeal.of, "missed", ceased.on, told)
    return written(rule, timed, appeal.since, appeal.of, appeal.state, appeal.done, told)


def _during(case: Case, rule: Duty, letter: Event, appeal: Finding, ceased: Event | None) -> Finding | None:
    """An appeal made in time: no date any more, the plan goes on until the appeal ends."""
    assert appeal.done is not None, "the caller asks only about appeals that were made"
    ended = case.since(appeal.done, *APPEAL_ENDS)
    why = f"The family appealed on {in_words(appeal.done)}, so the plan goes on until the appeal ends."
    told = Told(previous_due=appeal.due, why_moved=why)
    if ceased and _before(ceased, ended):
        told = told._replace(doubt=_early(ceased))
    return judge(case, rule, letter, ended, of=appeal.of, since=appeal.since, told=told)


def _early(ceased: Event) -> str:
    return f"The plan was ended on {in_words(ceased.on)}, while an appeal was still possible or under way."


@duty(
    "End a plan only on a lawful ground",
    holder=LOCAL_AUTHORITY,
    opens_with=(NOTIFIED, REVIEWED),
    ends_with=_ENDED,
    family=(
        "A plan can end only if it is no longer needed, or this council is no longer the right one. The "
        "letter must say which. If you do not agree, you can appeal."
    ),
)
def cease_grounds(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """A plan ends only where the authority is no longer responsible or the plan no longer necessary.

    A check, not a clock: the letter's `ground` answers it. That a young person left is not a ground.
    """
    for of, letter in _letters(case):
        ground = letter.data.get("ground", "")
        doubt = "" if ground else "The ground is not recorded."
        if ground == LEFT:
            doubt = "Leaving a school or college is not a ground: the plan has to be reviewed first."
        yield judge(case, rule, letter, letter, of=of, told=Told(doubt=doubt))


@duty(
    "Under 18, end a plan only if it is no longer necessary",
    holder=LOCAL_AUTHORITY,
    opens_with=(NOTIFIED, REVIEWED),
    ends_with=_ENDED,
    family=(
        "Under the age of 18, a plan cannot end just because you left school. The council must find a new "
        "way to learn. If it wants to end the plan, you can appeal."
    ),
)
def cease_under18_limits(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """Under 18, a plan may end only if it is no longer necessary, or this authority no longer responsible.

    A check, not a clock: ground and date of birth answer it, and without the date a person must look.
    """
    for of, letter in _letters(case):
        young, allowed = _is_young(case, letter), letter.data.get("ground", "") in _AT_ANY_AGE
        if young is False or (young is None and allowed):
            continue
        doubt = "" if allowed else "Under 18 this ground does not hold: the plan is reviewed and amended."
        if young is None:
            doubt = "The date of birth is not recorded, so nobody can say whether this ground holds."
        yield judge(case, rule, letter, letter, of=of, told=Told(doubt=doubt))


def _is_young(case: Case, event: Event) -> bool | None:
    """Whether the young person was under 18 on the day of an event; None without a date of birth."""
    birth_date, years = ages.born(case, event.on), number_if_any("cease_under18_limits_age", event.on)
    return None if birth_date is None or years is None else ages.age(birth_date, event.on) < years


@duty(
    "Review the plan of a young person under 18 who left",
    holder=LOCAL_AUTHORITY,
    opens_with=(LEFT,),
    met_by=("amended_plan_sent",),
    ends_with=("plan_ceased", *_ENDED),
    family=(
        "If you leave school or college before you are 18, the council must look at the plan. It must help "
        "you to find another place to learn. If it does not, tell it."
    ),
)
def under18_left_education(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """Where somebody under 18 is not in education or training, the plan must be reviewed and amended."""
    for index, left in enumerate(case.all(LEFT)):
        if _is_young(case, left):
            amended = case.since(left.on, "amended_plan_sent")
            yield judge(case, rule, left, amended, of=numbered("", index))


@duty(
    "Review the plan of a young person of 18 or over who left",
    holder=LOCAL_AUTHORITY,
    opens_with=(LEFT,),
    met_by=(REVIEWED,),
    ends_with=_ENDED,
    family=(
        "If you leave college at 18 or over, the council must first ask if you want to go back. If you do, "
        "the plan goes on. If the plan ends without a talk, you can appeal."
    ),
)
def cease_18plus_dropout(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """Before it ends the plan of somebody of 18 or over who left, the authority must review it."""
    for index, left in enumerate(case.all(LEFT)):
        young = _is_young(case, left)
        if young:
            continue
        reviewed = case.since(left.on, REVIEWED)
        end = _before(case.since(left.on, NOTIFIED, CEASED), reviewed)
        doubt = f"The end of the plan was told or came on {in_words(end.on)}, before a review." if end else ""
        if young is None:
            doubt = "The date of birth is not recorded, so nobody can say which rule holds."
        yield judge(case, rule, left, reviewed, of=numbered("", index), told=Told(doubt=doubt))
