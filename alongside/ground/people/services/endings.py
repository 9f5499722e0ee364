"""What was recorded about who decides comes to its end, or is taken back as a slip: the row stays, with its days."""

from datetime import date, datetime

from django.db import transaction

from alongside.ground.access import services as access
from alongside.ground.access.models import User
from alongside.ground.access.policies import Permission
from alongside.ground.core.dates import day_of
from alongside.ground.core.errors import InvalidError
from alongside.ground.people import policies
from alongside.ground.people.models import Capacity, Involvement, ParentalResponsibility
from alongside.ground.people.services import papers

Held = ParentalResponsibility | Capacity
_CODES = {ParentalResponsibility: "people.responsibility.ended", Capacity: "people.capacity.ended"}


@transaction.atomic
def end_held(*, row: Held, ends_on: date, reason: str, by: User, at: datetime) -> Held:
    """Say from which day parental responsibility, or a finding on capacity, no longer holds, and why.

    The first day itself means that it never held: a slip. Raises InvalidError, RefusedError.
    """
    policies.demand_child(by, row.child, Permission.WORK_CASES, at=at)
    first = row.assessed_on if isinstance(row, Capacity) else row.starts_on
    faults = {}
    if ends_on < first:
        faults["ends_on"] = "It can’t end before it began."
    if not reason.strip():
        faults["reason"] = "Say why it ends."
    if row.ends_on is not None and row.ends_on <= day_of(at):
        faults["ends_on"] = "It has ended already."
    if faults:
        raise InvalidError(faults)
    row.ends_on = ends_on
    row.save(update_fields=["ends_on"])
    access.record(
        code=_CODES[type(row)], by=by, at=at, child=row.child.uuid, reason=reason.strip(),
        detail={"row": str(row.uuid), "until": ends_on.isoformat()},
    )
    return row


@transaction.atomic
def end_involvement(*, involvement: Involvement, by: User, at: datetime, reason: str = "") -> Involvement:
    """Take back what the young person said, from today: then the rule for their age holds again. RefusedError."""
    policies.demand_say(by, involvement.child, at=at)
    if involvement.ends_on is None or involvement.ends_on > day_of(at):
        involvement.ends_on = day_of(at)
        involvement.save(update_fields=["ends_on"])
        papers.follow_wish(involvement.child, involvement.person, by, at)
        access.record(
            code="people.involvement.ended", by=by, at=at, child=involvement.child.uuid, reason=reason.strip(),
            detail={"row": str(involvement.uuid)},
        )
    return involvement
