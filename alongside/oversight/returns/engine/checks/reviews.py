"""Checks of reviews and phase transfers of a plan in force."""

from collections.abc import Iterator
from datetime import date

from alongside.ground.core.dates import nc_year
from alongside.oversight.returns.engine.checks.plans import is_active
from alongside.oversight.returns.engine.checks.registry import Context, Hit, days, on_request
from alongside.oversight.returns.engine.records import Person, Request
from alongside.oversight.returns.words import Severity

_TRANSFER_YEARS = frozenset({6, 11})
_USUAL_DAYS = frozenset({(2, 14), (2, 15), (3, 30), (3, 31)})


@on_request("D24", Severity.QUERY, "The decision came more than four weeks after the review meeting: counts as late.")
def is_review_decided(_person: Person, request: Request, _context: Context) -> Iterator[Hit]:
    """Four weeks from meeting to decision."""
    active = request.active_plan
    if active is None:
        return
    taken = days(active.reviewed_on, active.review_decided_on)
    if taken is not None and taken < 0:
        yield Hit("LastReview", active.review_decided_on, "The decision lies before the latest meeting.")
    elif taken is not None and taken > 28:
        yield Hit("LastReview", active.review_decided_on)


@on_request("D25", Severity.QUERY, "The draft amendment came more than four weeks after the meeting.", since=2026)
def is_amendment_drafted(_person: Person, request: Request, _context: Context) -> Iterator[Hit]:
    """A decision to amend goes out with the draft."""
    active = request.active_plan
    if active is None or active.review_outcome != "A":
        return
    if active.drafted_on is None:
        yield Hit("ReviewDraft", None, "The outcome is to amend, but no draft is recorded.")
    elif (days(active.reviewed_on, active.drafted_on) or 0) > 28:
        yield Hit("ReviewDraft", active.drafted_on)


@on_request("D26", Severity.QUERY, "The plan is older than a year and had no review meeting in the last twelve months.")
def is_reviewed_yearly(_person: Person, request: Request, context: Context) -> Iterator[Hit]:
    """A meeting in the twelve months before census day."""
    active, plan = request.active_plan, request.named_plan
    if active is None or not is_active(request, context):
        return
    a_year_ago = _year_before(context.census_day)
    is_older = plan is None or plan.starts_on is None or plan.starts_on < a_year_ago
    if is_older and (active.reviewed_on is None or active.reviewed_on < a_year_ago):
        yield Hit("ReviewMeeting", active.reviewed_on)


@on_request("D27", Severity.QUERY, "Who changes phase this year needs the day of the amended plan.", since=2026)
def is_transfer_planned(person: Person, request: Request, context: Context) -> Iterator[Hit]:
    """Years 6 and 11 transfer; the day is one of the usual ones or five months before; late is late."""
    active = request.active_plan
    if active is None or not is_active(request, context) or not person.born_on:
        return
    due, final = active.phase_due_on, active.phase_final_on
    year = nc_year(person.born_on, context.census_day)
    if due is None and year in _TRANSFER_YEARS:
        yield Hit("PhaseTransferDueDate")
    if due and (due.month, due.day) not in _USUAL_DAYS and year < 11:
        yield Hit("PhaseTransferDueDate", due, "Before 16 this day is usually 15 February.")
    if due and final and final > due:
        yield Hit("PhaseTransferFinalDate", final, "The plan for the next phase came after its day: counts as late.")


def _year_before(day: date) -> date:
    return date(day.year - 1, day.month, min(day.day, 28) if day.month == 2 else day.day)
