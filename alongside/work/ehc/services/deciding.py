"""The decision whether to assess: test, evidence and reasons first, and never one officer over another."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from alongside.commons.clocks.models import Deadline
from alongside.commons.clocks.words import DeadlineState
from alongside.ground.access import services as access
from alongside.ground.access.models import User
from alongside.ground.core.dates import day_of
from alongside.ground.core.errors import InvalidError, StaleError
from alongside.ground.core.refs import Ref
from alongside.work.ehc import policies
from alongside.work.ehc.engine import reasons as reasons_engine
from alongside.work.ehc.models import Decision, Evidence, Request
from alongside.work.ehc.services import clocking
from alongside.work.ehc.words import DECISION_DUTY, OUTCOME_WORDS, UNDECIDED, Outcome, RequestState

YES_REASONS = (
    "Your child has or may have special educational needs. From what we have read, it may be necessary to make the "
    "help they need by a plan. That is all the law asks for at this point."
)
"""A yes needs no essay: these words stand on the page after the test, and one click saves them."""


@dataclass(frozen=True, slots=True)
class DecisionGiven:
    """What a decision maker puts down; the two answers of the legal test are None while unanswered."""

    outcome: str
    has_or_may_have_sen: bool | None
    may_be_necessary: bool | None
    reasons: str
    evidence: tuple[UUID, ...] = ()
    evidence_words: str = ""
    strengths: str = ""
    why_late: str = ""
    flag_answers: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def decide(*, request: Request, given: DecisionGiven, version: int, by: User, at: datetime) -> Decision:
    """Save the decision, or change one that has not left. `version` is that of the decision on the page, 0 for none.

    Raises RefusedError, InvalidError (test, evidence, reasons, unlawful grounds, lateness), StaleError with both.
    """
    policies.demand(policies.can_decide(by, request, on=day_of(at)), "decide whether to assess")
    row = clocking.locked(request)
    if row.state not in UNDECIDED:
        raise InvalidError({"request": "This request has been answered or has ended."})
    standing = row.decisions.filter(is_current=True).first()
    if (standing.version if standing else 0) != version:
        raise StaleError(theirs=in_words(standing), ours=_given_words(given))
    is_late = is_overdue(row, day_of(at))
    chosen = _evidence(row, given.evidence)
    flags = check_reasons(given)
    raise_faults(given, chosen, flags, is_late=is_late)
    decision = standing or Decision(request=row, version=0)
    _fill(decision, given, chosen, flags, is_late)
    decision.decided_by, decision.decided_at = by, at
    decision.version += 1
    decision.save()
    row.state, row.waiting_for = RequestState.DECIDED, "the letter to leave"
    clocking.settle(row, at)
    access.record(
        code="ehc.assessment.decided", by=by, at=at, child=row.child.uuid, ref=Ref("ehc", "request", row.uuid),
        detail={"outcome": decision.outcome, "version": str(decision.version), "late": str(is_late)},
    )
    return decision


def is_overdue(request: Request, on: date) -> bool:
    """Whether the six weeks are over and no lawful exception lifts them."""
    row = Deadline.objects.filter(track=request.track_id, duty=DECISION_DUTY).first()
    return row is not None and row.due is not None and on > row.due and row.state != DeadlineState.EXEMPT


def check_reasons(given: DecisionGiven) -> list[dict[str, str]]:
    """Sentences of a draft refusal that seem to rest on an unlawful ground, with what was answered to each."""
    if given.outcome != Outcome.REFUSE:
        return []
    return [
        {
            "code": flag.code, "title": flag.title, "sentence": flag.sentence, "why": flag.why,
            "appeals": flag.appeals, "answer": given.flag_answers.get(flag.code, "").strip(),
        }
        for flag in reasons_engine.flags(given.reasons)
    ]


def raise_faults(
    given: DecisionGiven, chosen: Iterable[Evidence], flags: Iterable[Mapping[str, str]], *, is_late: bool
) -> None:
    """Raise InvalidError for all that keeps a decision from being saved."""
    faults = _test_faults(given)
    if not (given.evidence_words.strip() or list(chosen)):
        faults["evidence"] = "Say what you relied on: choose evidence, or write it down."
    if not given.reasons.strip():
        faults["reasons"] = "Give the reasons in plain English, about this child."
    for flag in flags:
        if not flag["answer"]:
            faults[f"flag_{flag['code']}"] = (
                f"{flag['title']} is not a lawful reason. Change the sentence, or say why this refusal does not rest "
                "on it."
            )
    if is_late and not given.why_late.strip():
        faults["why_late"] = "This decision is late. Say why, to the family."
    if faults:
        raise InvalidError(faults)


def _test_faults(given: DecisionGiven) -> dict[str, str]:
    faults = {}
    if given.outcome not in set(Outcome):
        faults["outcome"] = "Choose yes or no."
    if given.has_or_may_have_sen is None:
        faults["has_or_may_have_sen"] = "Answer the first question of the legal test."
    if given.may_be_necessary is None:
        faults["may_be_necessary"] = "Answer the second question of the legal test."
    if faults:
        return faults
    is_met = bool(given.has_or_may_have_sen and given.may_be_necessary)
    if is_met and given.outcome == Outcome.REFUSE:
        faults["outcome"] = "You answered yes to both questions. The law then says that we must assess."
    if not is_met and given.outcome == Outcome.AGREE:
        faults["outcome"] = "You answered no to a question. Change the answer, or choose no."
    return faults


def _evidence(request: Request, uuids: Iterable[UUID]) -> list[Evidence]:
    """The chosen evidence of this request; what belongs to another is left out without a word."""
    return list(Evidence.objects.filter(request=request, uuid__in=list(uuids)).order_by("received_on", "id"))


def _fill(
    decision: Decision, given: DecisionGiven, chosen: list[Evidence], flags: list[dict[str, str]], is_late: bool
) -> None:
    decision.outcome = given.outcome
    decision.has_or_may_have_sen = bool(given.has_or_may_have_sen)
    decision.may_be_necessary = bool(given.may_be_necessary)
    decision.evidence_uuids = [str(row.uuid) for row in chosen]
    titles = "\n".join(row.title for row in chosen)
    decision.evidence_words = "\n".join(part for part in (titles, given.evidence_words.strip()) if part)
    decision.reasons, decision.strengths = given.reasons.strip(), given.strengths.strip()
    decision.flags, decision.is_late = flags, is_late
    decision.why_late = given.why_late.strip() if is_late else ""


def in_words(decision: Decision | None) -> dict[str, str]:
    """A decision as somebody who saved meanwhile is shown it."""
    if decision is None:
        return {"outcome": "Nothing is saved any more"}
    return {
        "outcome": OUTCOME_WORDS[decision.outcome], "reasons": decision.reasons, "evidence": decision.evidence_words,
    }


def _given_words(given: DecisionGiven) -> dict[str, str]:
    return {
        "outcome": OUTCOME_WORDS.get(given.outcome, ""), "reasons": given.reasons.strip(),
        "evidence": given.evidence_words.strip(),
    }
