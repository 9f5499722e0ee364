"""A request that ends without an answer: taken back, another council's, or stopped by a death."""

from datetime import date, datetime

from django.db import transaction

from alongside.ground.access import services as access
from alongside.ground.access.models import User
from alongside.ground.core.dates import day_of
from alongside.ground.core.errors import InvalidError
from alongside.ground.core.refs import Ref
from alongside.ground.outbox import services as outbox
from alongside.ground.people import queries as people_queries
from alongside.ground.people import services as people
from alongside.ground.people.models import Child, Person
from alongside.work.ehc import policies
from alongside.work.ehc.models import Plan, Request, Withdrawal
from alongside.work.ehc.services import clocking, composing, planning, telling
from alongside.work.ehc.words import LIVE, RequestState


def _entered(code: str, request: Request, by: User | None, at: datetime, reason: str = "", **detail: str) -> None:
    access.record(
        code=code, by=by, at=at, child=request.child.uuid, ref=Ref("ehc", "request", request.uuid), reason=reason,
        detail=detail,
    )


@transaction.atomic
def withdraw(
    *, request: Request, words: str, is_freely_made: bool, by: User, at: datetime, person: Person | None = None,
    withdrawn_on: date | None = None,
) -> Withdrawal:
    """Write down that those who asked take the request back, freely. One asker can't take back another's request.

    The same again gives the first. Raises RefusedError, InvalidError.
    """
    policies.demand(policies.can_work(by, request, on=day_of(at)), "record a withdrawal")
    row, day = clocking.locked(request), withdrawn_on or day_of(at)
    known = Withdrawal.objects.filter(request=row).first()
    if known is not None:
        return known
    _check_withdrawal(row, words, is_freely_made, day, day_of(at))
    made = Withdrawal.objects.create(
        request=row, person=person, withdrawn_on=day, words=words.strip(), is_freely_made=True, recorded_by=by,
        recorded_at=at,
    )
    row.state, row.waiting_for, row.closed_on = RequestState.WITHDRAWN, "", day
    clocking.settle(row, at)
    _entered("ehc.request.withdrawn", row, by, at, on=day.isoformat())
    values = composing.basic_values(row) | composing.rights_values(day_of(at)) | {
        "withdrawn_on": telling.day_words(day)
    }
    for to in composing.recipients(row, day_of(at)):
        composing.send(row, to, "withdrawn", values, by, at)
    return made


def _check_withdrawal(request: Request, words: str, is_freely_made: bool, day: date, today: date) -> None:
    faults = {}
    if request.state not in (*LIVE, RequestState.JOINED):
        faults["request"] = "This request has been answered or has ended."
    elif request.joined.filter(state=RequestState.JOINED).exists():
        faults["request"] = (
            "Somebody else asked for this child too. Their request stands, so the clock goes on: withdraw only the one "
            "that is taken back."
        )
    if not words.strip():
        faults["words"] = "Write down what they said, in their words."
    if not is_freely_made:
        faults["is_freely_made"] = "A request is only taken back freely. If somebody told them to, it goes on."
    if not (request.received_on or day) <= day <= today:
        faults["withdrawn_on"] = "The day must lie between receipt and today."
    if faults:
        raise InvalidError(faults)


@transaction.atomic
def pass_on(
    *, request: Request, council: str, by: User, at: datetime, email: str = "", has_moved: bool = False
) -> Request:
    """The child lives in another council's area, or has moved there: pass the papers on and tell the family which."""
    policies.demand(policies.can_work(by, request, on=day_of(at)), "pass a request on")
    row, on = clocking.locked(request), day_of(at)
    if row.state not in LIVE:
        raise InvalidError({"request": "This request has been answered or has ended."})
    if not council.strip():
        raise InvalidError({"council": "Name the council where the child lives."})
    if email:
        telling.pass_on(row, council.strip(), email.strip(), at)
    values = composing.basic_values(row) | {
        "council": council.strip(), "told_on": telling.day_words(on),
    }
    for to in composing.recipients(row, on):
        composing.send(row, to, "passed_on", values, by, at)
    row.state, row.closed_on, row.passed_on_at = RequestState.PASSED_ON, on, at
    row.lives_elsewhere_la = council.strip()[:120]
    row.closed_why = f"{'moved to' if has_moved else 'lives in'} the area of {council.strip()}"
    row.waiting_for = ""
    clocking.settle(row, at)
    _entered("ehc.request.passed_on", row, by, at, moved=str(has_moved))
    return row


def lives_elsewhere(*, request: Request, council: str, by: User, at: datetime, email: str = "") -> Request:
    """The child lived elsewhere when the request came: see `pass_on`."""
    return pass_on(request=request, council=council, by=by, at=at, email=email)


def move_away(*, request: Request, council: str, by: User, at: datetime, email: str = "") -> Request:
    """The child moved while the request ran: see `pass_on`."""
    return pass_on(request=request, council=council, by=by, at=at, email=email, has_moved=True)


@transaction.atomic
def stay_here(*, request: Request, why: str, by: User, at: datetime) -> Request:
    """A person has looked: the child lives here after all, and the warning goes."""
    policies.demand(policies.can_work(by, request, on=day_of(at)), "settle where a child lives")
    if not why.strip():
        raise InvalidError({"why": "Say how you know."})
    row = clocking.locked(request)
    row.lives_elsewhere_la = ""
    clocking.settle(row, at)
    _entered("ehc.residence.settled", row, by, at, reason=why.strip())
    return row


@transaction.atomic
def close_for_death(*, child: Child, died_on: date, named_person: Person, by: User, at: datetime) -> int:
    """A child has died: one act stops every letter and every clock of ours; a named person takes over.

    Returns how many requests and plans were closed. Nothing is sent.
    """
    people.record_death(child=child, on=died_on, named_person=named_person, by=by, at=at)
    outbox.stop_about(child_uuid=child.uuid, reason="a death", at=at, by=by)
    keys = people_queries.ids_of(child)
    n_closed = 0
    for request in Request.objects.filter(child__in=keys, state__in=(*LIVE, RequestState.JOINED)):
        row = clocking.locked(request)
        row.state, row.closed_on, row.closed_why, row.waiting_for = RequestState.CLOSED, died_on, "died", ""
        clocking.settle(row, at)
        _entered("ehc.request.closed", row, by, at, reason="died")
        n_closed += 1
    for plan in Plan.objects.filter(child__in=keys, ceased_on__isnull=True).select_related("child", "track"):
        plan.ceased_on, plan.cease_reason = died_on, "died"
        planning.settle_plan(plan, at)
        access.record(code="ehc.plan.closed", by=by, at=at, child=child.uuid, ref=Ref("ehc", "plan", plan.uuid),
                      reason="died")
        n_closed += 1
    people.set_standing(
        child=child, room="ehc", words="Closed", since=day_of(at), holder=named_person.full_name,
        next_words="Nothing is sent by itself.",
    )
    return n_closed

