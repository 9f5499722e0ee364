"""A child has died: one act stops everything that goes out by itself, and a named person takes over."""

from datetime import date, datetime

from django.db import transaction

from alongside.ground.access import services as access
from alongside.ground.access.models import User
from alongside.ground.access.policies import Permission
from alongside.ground.core.dates import day_of
from alongside.ground.core.errors import InvalidError
from alongside.ground.outbox import services as outbox
from alongside.ground.people import policies, queries
from alongside.ground.people.models import Child, MailHold, Person
from alongside.ground.people.words import PersonKind


@transaction.atomic
def record_death(*, child: Child, on: date, named_person: Person, by: User | None, at: datetime) -> list[MailHold]:
    """Set the day, and hold every letter, invitation, survey and feed about this child and its brothers and sisters.

    What lies in the outbox about any of them is stopped in the same act. Every room asks
    `queries.may_write_to` before it sends; the named person decides what goes out by hand.
    """
    policies.demand_child(by, child, Permission.WORK_CASES, Permission.ENTER_REQUESTS, at=at)
    if on > day_of(at):
        raise InvalidError({"on": "The day must be today or in the past."})
    if named_person.kind != PersonKind.PROFESSIONAL:
        raise InvalidError({"named_person": "Name a member of staff who takes over."})
    row = Child.objects.select_for_update().get(pk=child.pk)
    row.died_on = on
    row.version += 1
    row.save(update_fields=["died_on", "version"])
    held = []
    for other in [row, *queries.siblings_of(row, day_of(at))]:
        if other.mail_holds.filter(cause=row, lifted_at__isnull=True).exists():
            continue
        held.append(MailHold.objects.create(child=other, cause=row, named_person=named_person, since=at))
        outbox.stop_about(child_uuid=other.uuid, reason="a death in the family", at=at, by=by)
        access.record(
            code="people.mail.held", by=by, at=at, child=other.uuid, detail={"named": str(named_person.uuid)}
        )
    access.record(code="people.child.died", by=by, at=at, child=row.uuid, detail={"on": on.isoformat()})
    return held


@transaction.atomic
def lift_mail_hold(*, hold: MailHold, by: User, at: datetime) -> MailHold:
    """Let a brother's or sister's letters go out again; nothing is ever sent about the child who died."""
    policies.demand_child(by, hold.child, Permission.WORK_CASES, at=at)
    if hold.child.died_on is not None:
        raise InvalidError({"hold": "This child has died. Nothing goes out by itself."})
    if hold.lifted_at is None:
        hold.lifted_by, hold.lifted_at = by, at
        hold.save(update_fields=["lifted_by", "lifted_at"])
        access.record(code="people.mail.released", by=by, at=at, child=hold.child.uuid)
    return hold
