"""Exceptions: a lawful ground, its evidence, an authoriser, and the family told at once; the clock never stops."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from alongside.ground.access import services as access
from alongside.ground.access.models import User
from alongside.ground.core.dates import day_of, days_between
from alongside.ground.core.errors import InvalidError
from alongside.ground.core.refs import Ref
from alongside.work.ehc import policies, queries
from alongside.work.ehc.models import ExceptionClaim, Request
from alongside.work.ehc.services import clocking, composing, telling
from alongside.work.ehc.words import (
    DECISION_DUTY,
    GROUND_WORDS,
    LATE_CLAIM_DAYS,
    PLAN_DUTY,
    Ground,
)

DUTIES = {
    DECISION_DUTY: "Decide whether to assess",
    "no_plan_decision_16w": "Tell the family that there will be no plan",
    PLAN_DUTY: "Send the final plan",
}
"""Steps of a request whose limit the law lets an exception lift."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A claim, and to how many people a letter about it has just gone."""

    claim: ExceptionClaim
    n_told: int


@transaction.atomic
def claim_exception(
    *, request: Request, ground: str, duty: str, from_on: date, evidence: str, why_impractical: str, by: User,
    at: datetime, to_on: date | None = None,
) -> Claimed:
    """Claim that a ground lifts the limit of one step. Lateness is never deleted by it, and nothing pauses.

    Entered more than ten days after the ground arose, it stands on the manager's list. The same claim again gives the
    first. A request that has ended takes one only where the return tells of an exception and lacks its ground. Raises
    RefusedError unless a second approver claims it, InvalidError.
    """
    policies.demand(policies.can_authorise_exception(by, request, on=day_of(at)), "authorise an exception")
    row, on = clocking.locked(request), day_of(at)
    _check(row, ground, duty, (from_on, to_on, on), evidence, why_impractical)
    known = row.exception_claims.filter(ground=ground, duty=duty, from_on=from_on).first()
    if known is not None:
        return Claimed(known, 0)
    made = ExceptionClaim.objects.create(
        request=row, ground=ground, duty=duty, from_on=from_on, to_on=to_on, evidence=evidence.strip(),
        why_impractical=why_impractical.strip(), authorised_by=by, claimed_at=at,
        is_late_entry=days_between(from_on, on) > LATE_CLAIM_DAYS,
    )
    due = clocking.lawful_dates(row.asked_by_kind, row.received_on or on)
    values = composing.basic_values(row) | {
        "ground": GROUND_WORDS[ground], "why": made.why_impractical,
        "due_by": telling.day_words(due.decide_by if duty == DECISION_DUTY else due.plan_by),
    }
    told = [
        composing.send(row, person, "exception", values, by, at, key=str(made.uuid))
        for person in composing.recipients(row, on)
    ]
    clocking.settle(row, at)
    access.record(
        code="ehc.exception.claimed", by=by, at=at, child=row.child.uuid, ref=Ref("ehc", "request", row.uuid),
        detail={"ground": ground, "duty": duty, "late_entry": str(made.is_late_entry), "n_told": str(len(told))},
    )
    return Claimed(made, len(told))


def _check(
    request: Request, ground: str, duty: str, days: tuple[date, date | None, date], evidence: str, why: str
) -> None:
    from_on, to_on, on = days
    faults = {}
    if not clocking.is_running(request) and not (duty == PLAN_DUTY and queries.is_ungrounded(request)):
        faults["request"] = "This request has ended."
    if ground not in set(Ground):
        faults["ground"] = "Choose one of the four grounds of the law."
    if duty not in DUTIES:
        faults["duty"] = "Choose the step."
    if from_on > on:
        faults["from_on"] = "The ground must have arisen already."
    if to_on is not None and to_on < from_on:
        faults["to_on"] = "The end must not come before the start."
    if not evidence.strip():
        faults["evidence"] = "Say what shows it."
    if not why.strip():
        faults["why_impractical"] = "Say why it stops the step from being done in time."
    if faults:
        raise InvalidError(faults)
