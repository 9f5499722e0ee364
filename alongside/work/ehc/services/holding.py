"""Who holds a case: given to a post, one by one or many at once, and the family is told who it is."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from alongside.commons.actions import services as actions
from alongside.commons.messaging import services as messaging
from alongside.ground.access import services as access
from alongside.ground.access.models import User
from alongside.ground.core.dates import day_of
from alongside.ground.core.errors import InvalidError
from alongside.ground.core.refs import Ref
from alongside.ground.people import queries as people_queries
from alongside.ground.people import services as people
from alongside.ground.people.models import Post, Relationship
from alongside.ground.people.words import RelationKind
from alongside.work.ehc import policies
from alongside.work.ehc.models import Plan, Request
from alongside.work.ehc.services import clocking, planning, standing
from alongside.work.ehc.words import LIVE, RequestState


@transaction.atomic
def allocate(*, request: Request, post: Post, by: User, at: datetime, note: str = "") -> Request:
    """Give a case to a post; the family hears who holds it now. The same post again changes nothing.

    `note` is what whoever takes over must know; it is needed when another post held the case before.
    """
    policies.demand(policies.can_allocate(by, request, on=day_of(at)), "allocate")
    row = clocking.locked(request)
    if row.state not in LIVE:
        raise InvalidError({"request": "This request has ended."})
    if row.officer_id == post.pk:
        return row
    if row.officer_id and not note.strip():
        raise InvalidError({"note": "Say what the next holder must know, and what was promised."})
    held_by = standing.holder_badge(row)
    _relate(row, post, by, at)
    before = row.officer
    if held_by:
        actions.follow_case(child=row.child, from_badge=held_by, to_badge=f"post:{post.uuid}", by=by, at=at)
    row.officer, row.holder_since_on = post, day_of(at)
    if post.team is not None:
        row.team = post.team
    if row.state == RequestState.RECEIVED:
        row.state = RequestState.CONSIDERING
    row.waiting_for = row.waiting_for if before else "evidence and views"
    clocking.settle(row, at)
    access.record(
        code="ehc.request.allocated", by=by, at=at, child=row.child.uuid, ref=Ref("ehc", "request", row.uuid),
        reason=note.strip(), detail={"post": str(post.uuid), "from": str(before.uuid) if before else ""},
    )
    _tell(row, by, at)
    return row


@transaction.atomic
def allocate_many(
    *, requests: Iterable[Request] = (), plans: Iterable[Plan] = (), post: Post, by: User, at: datetime,
    note: str = "",
) -> int:
    """Give many cases to one post: all of them or, when one may not be given, none. Returns how many changed."""
    n_changed = 0
    for request in requests:
        before = request.officer_id
        n_changed += allocate(request=request, post=post, by=by, at=at, note=note).officer_id != before
    for plan in plans:
        policies.demand(policies.can_allocate_plan(by, plan, on=day_of(at)), "allocate")
        if plan.officer_id != post.pk:
            _relate(plan, post, by, at)
            plan.officer, plan.team, plan.holder_since_on = post, post.team or plan.team, day_of(at)
            planning.settle_plan(plan, at)
            access.record(
                code="ehc.plan.allocated", by=by, at=at, child=plan.child.uuid, ref=Ref("ehc", "plan", plan.uuid),
                reason=note.strip(), detail={"post": str(post.uuid)},
            )
            _tell(plan, by, at)
            n_changed += 1
    return n_changed


def _relate(case: Request | Plan, post: Post, by: User, at: datetime) -> None:
    """The new post sees the child from today; the one before no longer does, unless another case keeps it."""
    people.relate(child=case.child, kind=RelationKind.CASE_OFFICER, post=post, starts_on=day_of(at), by=by, at=at)
    if case.officer_id:
        rows = Relationship.objects.filter(
            child=case.child, kind=RelationKind.CASE_OFFICER, post=case.officer_id, ends_on__isnull=True
        )
        for row in rows.select_related("child"):
            people.end_relationship(relationship=row, ends_on=day_of(at), by=by, at=at)


def _tell(case: Request | Plan, by: User, at: datetime) -> None:
    """The child's own people hear that the holder has changed; the name stands behind the sign-in."""
    on, kind = day_of(at), "request" if isinstance(case, Request) else "plan"
    for member in people_queries.recipients(case.child, on):
        messaging.notify(
            child=case.child, person=member.person, event="ehc.holder.changed",
            words=f"Your case is now with {standing.holder_words(case, on)}."[:200],
            link_ref=str(Ref("ehc", kind, case.uuid)), at=at, by=by,
        )
