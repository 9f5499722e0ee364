"""The yearly review of a plan: section 44 of the Act, regulations 20 and 21."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from rulebook import ages
from rulebook.engine import duty
from rulebook.events import PLAN_OVER, PLANS
from rulebook.judging import Told, first_since, judge, numbered, undecided
from rulebook.model import LOCAL_AUTHORITY, SCHOOL, Duty, Event, Finding
from rulebook.naming_days import judge_named, sayings
from rulebook.parameters import number, number_if_any
from rulebook.periods import Counted, at_least_before, in_words, months_after
from rulebook.timeline import Case, day_of

DECIDED: Final = "review_decision_notified"
HELD: Final = "review_meeting_held"
_TRANSFERRED: Final = "plan_transferred_in"
_NO_WORD_OF_REPORT: Final = "The record tells of the meeting, but not whether its report was sent."


@lru_cache(maxsize=8192)
def _latest_meeting(due: date) -> str:
    weeks = number("review_decision_4w", due)
    latest = in_words(due - timedelta(weeks=weeks))
    return f"The review is complete when the decision is sent. A meeting by {latest} leaves {weeks} weeks."


_MEETING: Final = Told(step=_latest_meeting)


def last_review_before_records(case: Case) -> tuple[Event, date] | None:
    """The plan and the day of its last review, where that lies before our records."""
    plan = case.first(*PLANS)
    earlier = day_of(plan, "last_review") if plan else None
    return (plan, earlier) if plan and earlier else None


def reviews(case: Case) -> list[Event]:
    """Every completed review, oldest first, with the one that lies before our records."""
    return case.once(DECIDED, _reviews)


def _reviews(case: Case, kind: str) -> list[Event]:
    loaded = last_review_before_records(case)
    before = [Event(kind, loaded[1], line=loaded[0].line)] if loaded else []
    return [*before, *case.all(kind)]


def _year(case: Case, rule: Duty, start: Event, review: Event | None, of: str = "") -> Finding | None:
    """One round of twelve months; a plan that comes to this authority gets its date from regulation 15."""
    moved = first_since(case.all(_TRANSFERRED), start.on)
    if moved and (review is None or moved.on < review.on):
        return judge(case, rule, start, None, of=of, told=_MEETING._replace(closed=moved))
    return judge(case, rule, start, review, of=of, told=_MEETING)


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
    if last_review_before_records(case) is None:
        yield _year(case, rule, case.opening(rule), case.first(DECIDED))


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
    known = reviews(case)
    for index, review in enumerate(known):
        following = next((later for later in known[index + 1 :] if later.on > review.on), None)
        yield _year(case, rule, review, following, numbered("", index))


@duty(
    "Look at the plan of a child under five",
    holder=LOCAL_AUTHORITY,
    opens_with=PLANS,
    met_by=("early_years_review_held", DECIDED),
    ends_with=PLAN_OVER,
    family=(
        "Until your child is five, the council should look at the plan every three to six months. This can "
        "be a short talk. If six months have passed, ask for one."
    ),
)
def review_early_years_3_6m(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """A plan of a child under five should be looked at every three to six months, beside the yearly review.

    Only rounds whose six months end before the fifth birthday count, and only what was done before it: from
    then on the guidance asks for nothing. Without a date of birth nothing is listed.
    """
    looks = sorted([*reviews(case), *case.all("early_years_review_held")], key=_day)
    if last_review_before_records(case) is None:
        looks.insert(0, case.opening(rule))
    for index, look in enumerate(looks):
        following = next((later for later in looks[index + 1 :] if later.on > look.on), None)
        yield _early_years(case, rule, look, following, numbered("", index))


def _early_years(case: Case, rule: Duty, look: Event, following: Event | None, of: str) -> Finding | None:
    birth_date, limit = ages.born(case, look.on), rule.limit_on(look.on)
    if birth_date is None or limit is None:
        return None
    too_old = ages.birthday(birth_date, number("review_early_years_3_6m_until", look.on))
    if look.on >= too_old:
        return None
    finding = judge(case, rule, look, following, of=of, told=Told(note=_from_when(look.on)))
    over = case.first(*PLAN_OVER)
    seen = min(event.on for event in (following, over, case) if event)
    return finding if finding and finding.due and finding.due < too_old and seen < too_old else None


def _from_when(day: date) -> str:
    soonest = months_after(day, number("review_early_years_3_6m_from", day)).due
    return f"It may be a lighter review, from {in_words(soonest)} on. The yearly review stays due."


@duty(
    "Send the list of the term's reviews",
    holder=LOCAL_AUTHORITY,
    opens_with=("term_review_planned",),
    met_by=("review_listed",),
    ends_with=PLAN_OVER,
    family=(
        "Before each term, the council tells your child's school which plans come up. If your review is "
        "near and the school knows nothing, tell the council."
    ),
)
def review_termly_list(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """Schools, health and social care should have the list of a term's reviews two weeks before the term."""
    planned = case.all("term_review_planned")
    yield from _before_the_day(case, rule, planned, "review_listed", "term_starts")


@duty(
    "Invite everybody to the review meeting",
    holder=LOCAL_AUTHORITY,
    opens_with=("review_meeting_arranged",),
    met_by=("review_invitations_sent",),
    ends_with=PLAN_OVER,
    family=(
        "You must be asked to the review meeting at least two weeks before it. If you hear later than "
        "that, you can ask for another day."
    ),
)
def review_meeting_invite_2w(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """Family, setting, authority, health and social care must have two weeks' notice of the meeting."""
    arranged = case.all("review_meeting_arranged")
    yield from _before_the_day(case, rule, arranged, "review_invitations_sent", "meeting_on")


@duty(
    "Send the papers for the review meeting",
    holder=LOCAL_AUTHORITY,
    opens_with=("review_meeting_arranged",),
    met_by=("review_papers_sent",),
    ends_with=PLAN_OVER,
    family=(
        "You must get what people wrote for the meeting at least two weeks before it. If the papers come "
        "late, you can ask for more time."
    ),
)
def review_papers_2w(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """Advice and information must be gathered and sent to those invited two weeks before the meeting."""
    arranged = case.all("review_meeting_arranged")
    yield from _before_the_day(case, rule, arranged, "review_papers_sent", "meeting_on")


def _before_the_day(
    case: Case, rule: Duty, said: Sequence[Event], sent: str, name: str
) -> Iterator[Finding | None]:
    """What has to go out so long before a day; a meeting held without it ends the wait for it."""

    def count(day: date, size: int, unit: str) -> Counted:
        return at_least_before(day, size, unit, clear_day=case.area.clear_day)

    held = case.all(HELD) if name == "meeting_on" else ()
    for index, (run, end) in enumerate(sayings(case, rule, said, case.all(sent), held)):
        overtaken = end if end and end.type == HELD else None
        told = Told(holder=_arranger(run[-1]), closed=overtaken)
        done = None if overtaken else end
        yield judge_named(case, rule, run, done, name=name, count=count, of=numbered("", index), told=told)


def _arranger(event: Event) -> str:
    """Who holds a step of the meeting: the authority answers for it, except where the school arranges."""
    return SCHOOL if event.data.get("arranged_by") == "school" else ""


@duty(
    "Look at preparing for adult life",
    holder=LOCAL_AUTHORITY,
    opens_with=(HELD,),
    ends_with=PLAN_OVER,
    family=(
        "From Year 9 on, each review must talk about adult life: work, home, friends and health. If the "
        "meeting did not, tell the council."
    ),
)
def review_y9_pfa(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """In and after year 9, every review meeting must look at what prepares for adult life.

    A check, not a clock: the meeting's `adulthood` answers it; a decision without an answer needs a person.
    """
    for index, meeting in enumerate(case.all(HELD)):
        year, begins = _year_group(case, meeting), number_if_any("review_y9_pfa_year", meeting.on)
        if year is None or begins is None or year < begins:
            continue
        looked = meeting.data.get("adulthood", "")
        decision = first_since(case.all(DECIDED), meeting.on)
        doubt = "The meeting did not look at it, and a review in this year must." if looked == "no" else ""
        if not looked and decision:
            doubt = f"The decision was sent on {in_words(decision.on)}, and no answer is recorded."
        done = meeting if looked == "yes" else None
        yield judge(case, rule, meeting, done, of=numbered("", index), told=_held_by(meeting, doubt))


def _held_by(meeting: Event, doubt: str) -> Told:
    return Told(holder=_arranger(meeting), doubt=doubt)


def _year_group(case: Case, meeting: Event) -> int | None:
    """The year in which the child is taught, as the meeting says or else by its age; None when unknown."""
    taught = meeting.data.get("year_group", "")
    if taught:
        return int(taught)
    birth_date = ages.born(case, meeting.on)
    return ages.year_group(birth_date, meeting.on) if birth_date else None


@duty(
    "Send the report of the review meeting",
    holder=LOCAL_AUTHORITY,
    opens_with=(HELD,),
    met_by=("review_report_sent",),
    ends_with=PLAN_OVER,
    family=(
        "You must get a report of the meeting within two weeks. It says what should change, and where "
        "people did not agree. If it has not come, ask the school."
    ),
)
def review_report_2w(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """Within two weeks of the meeting, everybody invited must get the report with its recommendations.

    The decision ends the wait for a report that was not sent: what was late by then stays late. Where the
    record tells of meetings but never of reports, a person has to find out.
    """
    for index, meeting in enumerate(case.all(HELD)):
        sent, decision = case.since(meeting.on, "review_report_sent"), case.since(meeting.on, DECIDED)
        overtaken = decision if decision and (sent is None or decision.on < sent.on) else None
        if sent is None and meeting.data.get("report") == "not_known":
            if overtaken is None and case.closing(rule, None) is None:
                yield undecided(rule, meeting.on, numbered("", index), _NO_WORD_OF_REPORT)
            continue
        told = Told(holder=_arranger(meeting), closed=overtaken)
        yield judge(case, rule, meeting, sent, of=numbered("", index), told=told)


@duty(
    "Decide after the review meeting, and tell the family",
    holder=LOCAL_AUTHORITY,
    opens_with=(HELD,),
    met_by=(DECIDED,),
    ends_with=PLAN_OVER,
    family=(
        "You must hear within four weeks of the meeting what happens to the plan. It can stay, change or "
        "end. If you hear nothing, ask for the decision in writing."
    ),
)
def review_decision_4w(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """Within four weeks of the review meeting, the authority must notify: maintain, amend or cease."""
    for index, meeting in enumerate(case.all(HELD)):
        decision = first_since(case.all(DECIDED), meeting.on)
        yield judge(case, rule, meeting, decision, of=numbered("", index))


def _day(event: Event) -> date:
    return event.on
