"""Checks of an assessment: that a yes led to it, its days, and what it led to."""

from collections.abc import Iterator

from alongside.oversight.returns.engine.checks.registry import Context, Hit, days, on_request
from alongside.oversight.returns.engine.records import Person, Request
from alongside.oversight.returns.words import Decision, Severity

_LEADS_ON = frozenset({Decision.YES, Decision.HISTORICAL})
_KNOWN = frozenset(Decision)


@on_request("D06", Severity.ERROR, "An assessment can only follow a yes, or a refusal that was overturned.")
def follows_a_yes(_person: Person, request: Request, _context: Context) -> Iterator[Hit]:
    """An assessment hangs from a yes; a code that isn't known proves nothing."""
    is_overturned = bool(request.is_mediated or request.is_appealed)
    if request.assessment and request.outcome in _KNOWN - _LEADS_ON and not is_overturned:
        yield Hit("RequestOutcome", request.outcome)


@on_request("D07", Severity.ERROR, "A plan can only follow a decision to issue it, or a refusal that was overturned.")
def leads_to_plan(_person: Person, request: Request, _context: Context) -> Iterator[Hit]:
    """A plan hangs from a yes."""
    assessment = request.assessment
    if assessment is None or assessment.named_plan is None:
        return
    is_overturned = bool(
        assessment.is_mediated or assessment.is_appealed or assessment.is_other_mediated or assessment.is_other_appealed
    )
    if assessment.outcome in _KNOWN - _LEADS_ON and not is_overturned:
        yield Hit("AssessmentOutcome", assessment.outcome)


@on_request("D08", Severity.ERROR, "The steps are out of order: this lies before the step that it follows.")
def is_in_order(_person: Person, request: Request, _context: Context) -> Iterator[Hit]:
    """Request decided, assessment decided, plan made: in this order."""
    assessment, plan = request.assessment, request.named_plan
    if assessment is None:
        return
    if (days(request.decided_on, assessment.decided_on) or 0) < 0:
        yield Hit("AssessmentOutcomeDate", assessment.decided_on)
    earlier = max((day for day in (assessment.decided_on, request.received_on) if day), default=None)
    if plan and (days(earlier, plan.starts_on) or 0) < 0:
        yield Hit("StartDate", plan.starts_on)


@on_request("D09", Severity.QUERY, "The plan came more than 20 weeks after the request: counts as late.")
def is_plan_in_time(_person: Person, request: Request, _context: Context) -> Iterator[Hit]:
    """20 weeks from request to plan, unless an exception is claimed, which needs a recorded ground."""
    assessment, plan = request.assessment, request.named_plan
    if assessment is None or plan is None:
        return
    if assessment.is_excepted:
        yield Hit("Week20", "1", "An exception to the 20 weeks is claimed: is its ground recorded?")
    elif (days(request.received_on, plan.starts_on) or 0) > 140:
        yield Hit("StartDate", plan.starts_on)


@on_request("D11", Severity.QUERY, "The decision not to issue a plan came more than 16 weeks after the request: late.")
def is_refusal_in_time(_person: Person, request: Request, _context: Context) -> Iterator[Hit]:
    """16 weeks to the decision not to issue."""
    assessment = request.assessment
    if assessment is None or assessment.outcome != Decision.NO:
        return
    if (days(request.received_on, assessment.decided_on) or 0) > 112:
        yield Hit("AssessmentOutcomeDate", assessment.decided_on)
