"""A proposal, not law: the white paper of February 2026, worked out to show that another regime fits in.

Nothing here is owed to anybody. The days from which it would hold are assumptions (see the parameters), and
the regime of these duties can't be chosen for a case unless proposals are asked for by name.
"""

from __future__ import annotations

from collections.abc import Iterator

from rulebook.counting import Dated, happened
from rulebook.engine import duty
from rulebook.judging import first_since, judge, numbered, repeated, undecided
from rulebook.model import LOCAL_AUTHORITY, SCHOOL, Duty, Event, Finding
from rulebook.periods import before_date, in_words
from rulebook.timeline import Case, day_of


@duty(
    "Make an Individual Support Plan",
    holder=SCHOOL,
    opens_with=("isp_need_found",),
    met_by=("isp_made",),
)
def isp_make(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """Proposal: every setting makes a digital support plan, with the family, for each child with SEND."""
    yield judge(case, rule, case.opening(rule), case.first("isp_made"))


@duty(
    "Review the Individual Support Plan",
    holder=SCHOOL,
    opens_with=("isp_made", "isp_reviewed"),
    met_by=("isp_reviewed",),
)
def isp_review_yearly(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """Proposal: the support plan is reviewed at least once a year."""
    starts = [case.all("isp_made")[0], *case.all("isp_reviewed")]
    for index, start in enumerate(starts):
        following = next((later for later in starts[index + 1 :] if later.on > start.on), None)
        yield judge(case, rule, start, following, of=numbered("", index))


@duty(
    "Answer a complaint about the support plan",
    holder=SCHOOL,
    opens_with=("isp_complaint_made",),
    met_by=("isp_complaint_answered",),
)
def isp_complaint(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """Proposal: there is no appeal about a support plan; the school answers a complaint first."""
    yield from repeated(case, rule, rule.opens_with, rule.met_by)


@duty(
    "Decide a complaint in the independent panel",
    holder=SCHOOL,
    opens_with=("isp_panel_asked",),
    met_by=("isp_panel_decided",),
)
def isp_panel(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """Proposal: after the school, an independent panel decides a complaint about a support plan."""
    yield from repeated(case, rule, rule.opens_with, rule.met_by)


@duty(
    "Review the EHC plan by the end of the key stage",
    holder=LOCAL_AUTHORITY,
    opens_with=("key_stage_began",),
    met_by=("key_stage_review_done",),
)
def plan_review_key_stage(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """Proposal: an EHC plan is reviewed at the end of each key stage instead of every year."""
    for index, stage in enumerate(case.all("key_stage_began")):
        done = first_since(case.all("key_stage_review_done"), stage.on)
        yield _by_a_day(case, rule, stage, "ends", done, numbered("", index))


@duty(
    "Review the EHC plan earlier, as asked",
    holder=LOCAL_AUTHORITY,
    opens_with=("early_review_asked",),
    met_by=("key_stage_review_done",),
)
def plan_review_early(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """Proposal: a parent may ask for a review before the key stage ends."""
    yield from repeated(case, rule, rule.opens_with, rule.met_by)


@duty(
    "Reassess before the move to the next phase",
    holder=LOCAL_AUTHORITY,
    opens_with=("phase_move_planned",),
    met_by=("phase_reassessment_done",),
)
def phase_reassessment(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """Proposal: a child with an EHC plan is reassessed before each move between phases."""
    for index, planned in enumerate(case.all("phase_move_planned")):
        done = first_since(case.all("phase_reassessment_done"), planned.on)
        yield _by_a_day(case, rule, planned, "moves_on", done, numbered("", index))


def _by_a_day(
    case: Case, rule: Duty, opened: Event, name: str, done: Event | None, of: str
) -> Finding | None:
    """Due by a day that the event names: on it for an end, before it for a move."""
    limit, day = rule.limit_on(opened.on), day_of(opened, name) or opened.on
    if limit is None:
        return undecided(rule, opened.on, of)
    if name == "moves_on":
        counted = before_date(day)
        return judge(
            case,
            rule,
            opened,
            done,
            of=of,
            until=Dated(limit, counted.due, (happened(opened), *counted.steps)),
        )
    step = f"It ends on {in_words(day)}. That is the last day."
    return judge(case, rule, opened, done, of=of, until=Dated(limit, day, (happened(opened), step)))
