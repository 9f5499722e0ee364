"""Checks of a request: its days and its outcome."""

from collections.abc import Iterator

from alongside.oversight.returns.engine.checks.registry import Context, Hit, days, on_request
from alongside.oversight.returns.engine.records import Person, Request
from alongside.oversight.returns.words import Decision, Severity

DECIDED = frozenset({Decision.YES, Decision.NO, Decision.WITHDRAWN})


@on_request("D01", Severity.ERROR, "A request can't be received after census day.")
def is_received_in_time(_person: Person, request: Request, context: Context) -> Iterator[Hit]:
    """Received by census day."""
    if request.received_on and request.received_on > context.census_day:
        yield Hit("ReceivedDate", request.received_on)


@on_request("R12", Severity.ERROR, "A request that isn't historical needs the day on which it was received.")
def has_received_day(_person: Person, request: Request, _context: Context) -> Iterator[Hit]:
    """A day 0 for each request whose clock may run."""
    if request.outcome == Decision.UNDECIDED and not request.received_on:
        yield Hit("ReceivedDate")
    elif request.outcome in DECIDED and not request.received_on:
        message = "The day of receipt is missing; its time limits can't be counted."
        yield Hit("ReceivedDate", None, message, Severity.QUERY)


@on_request("D05", Severity.ERROR, "This decision lies outside the year that the return reports on.")
def is_decided_in_year(_person: Person, request: Request, context: Context) -> Iterator[Hit]:
    """A decision has a day in the year; one of the year before is a query while its assessment still ran."""
    if request.outcome not in DECIDED:
        return
    day = request.decided_on
    if day is None:
        yield Hit("RequestOutcomeDate", None, "A request that was decided or withdrawn needs the day of that.")
    elif request.received_on and day < request.received_on:
        yield Hit("RequestOutcomeDate", day, "The decision lies before the request was received.")
    elif not context.is_in_year(day):
        if request.outcome == Decision.YES and day < context.first_day_of_year and _went_on(request, context):
            message = "Decided before the year, and its assessment went on in it: is the outcome H meant?"
            yield Hit("RequestOutcomeDate", day, message, Severity.QUERY)
        else:
            yield Hit("RequestOutcomeDate", day)


@on_request("D05", Severity.ERROR, "A request that is not decided can't have the day of a decision.")
def has_no_early_day(_person: Person, request: Request, _context: Context) -> Iterator[Hit]:
    """No decision, no day."""
    if request.outcome == Decision.UNDECIDED and request.decided_on:
        yield Hit("RequestOutcomeDate", request.decided_on)


@on_request("D05", Severity.ERROR, "The outcome says historical, but this lies in the year of the return or after it.")
def is_really_historical(_person: Person, request: Request, context: Context) -> Iterator[Hit]:
    """Historical means before the year: the decision, and the plan where the assessment is historical too."""
    if request.outcome != Decision.HISTORICAL:
        return
    first = context.first_day_of_year
    if request.decided_on and request.decided_on >= first:
        yield Hit("RequestOutcomeDate", request.decided_on)
    plan, assessment = request.named_plan, request.assessment
    if assessment and assessment.outcome == Decision.UNDECIDED and not request.received_on:
        message = "The assessment is open, but the day of the request is not given: no time limit can be counted."
        yield Hit("ReceivedDate", None, message, Severity.QUERY)
    if assessment is None or not plan or not plan.starts_on or plan.starts_on < first:
        return
    if assessment.outcome == Decision.HISTORICAL:
        yield Hit("StartDate", plan.starts_on)
    elif not request.received_on:
        message = "The plan was made in the year, but the day of the request is not given: 20 weeks can't be counted."
        yield Hit("ReceivedDate", None, message, Severity.QUERY)


@on_request("D10", Severity.QUERY, "Decided more than six weeks after it was received: counts as late.")
def is_decided_in_six_weeks(_person: Person, request: Request, _context: Context) -> Iterator[Hit]:
    """Six weeks to the decision; more than 366 days is hard to believe."""
    taken = days(request.received_on, request.decided_on)
    if taken is None or request.outcome == Decision.WITHDRAWN:
        return
    if taken > 366:
        yield Hit("RequestOutcomeDate", request.decided_on, "More than a year from request to decision: is that right?")
    elif taken > 42:
        yield Hit("RequestOutcomeDate", request.decided_on)


@on_request("D28", Severity.ERROR, "This must be the three-digit number of another local authority.")
def are_authorities_right(_person: Person, request: Request, context: Context) -> Iterator[Hit]:
    """Exported and TransferLA name another authority."""
    given = [("Exported", request.exported)]
    if request.active_plan:
        given.append(("TransferLA", request.active_plan.transfer_la))
    for field, number in given:
        if number and (not (number.isascii() and number.isdigit()) or len(number) != 3 or number == context.la):
            yield Hit(field, number)


@on_request("R17", Severity.ERROR, "This day lies in the future: after the file was made.")
def is_nothing_in_the_future(_person: Person, request: Request, context: Context) -> Iterator[Hit]:
    """What has happened can't lie after the file's own day."""
    assessment, plan, active = request.assessment, request.named_plan, request.active_plan
    happened = [("RequestOutcomeDate", request.decided_on)]
    if assessment:
        happened.append(("AssessmentOutcomeDate", assessment.decided_on))
    if plan:
        happened += [("StartDate", plan.starts_on), ("CeaseDate", plan.ceased_on)]
    if active:
        happened += [("ReviewMeeting", active.reviewed_on), ("LastReview", active.review_decided_on),
                     ("ReviewDraft", active.drafted_on), ("PhaseTransferFinalDate", active.phase_final_on)]
    for field, day in happened:
        if day and day > context.last_day:
            yield Hit(field, day)


def _went_on(request: Request, context: Context) -> bool:
    """Whether the assessment after an earlier yes, or its plan, was still being made at the start of the year."""
    assessment, plan = request.assessment, request.named_plan
    if assessment is None:
        return False
    last_step = (plan and plan.starts_on) or assessment.decided_on
    if last_step:
        return last_step >= context.first_day_of_year
    return assessment.outcome == Decision.UNDECIDED
