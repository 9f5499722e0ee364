"""Documents and messages follow sight: who is barred or no longer belongs to a child reads and receives no more."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from alongside.ground.access.models import User
from alongside.ground.core.dates import day_of
from alongside.ground.documents import services as documents
from alongside.ground.outbox import services as outbox
from alongside.ground.people import policies
from alongside.ground.people.models import Child, Exclusion, Person, Relationship
from alongside.ground.people.models.days import current
from alongside.ground.people.words import PARENT_KINDS

LOOK_BACK = timedelta(days=7)
"""Days that one night takes up again, so that a night without a worker leaves no gap."""


def badges_of(person: Person | None, user: User | None) -> list[str]:
    """What somebody reads documents by: as a person, and as the account that uploaded them."""
    account = user or (person.user if person else None)
    found = [f"person:{person.uuid}"] if person else []
    return found + ([f"user:{account.uuid}"] if account else [])


def bar(exclusion: Exclusion, by: User | None, at: datetime) -> None:
    """An exclusion from seeing takes every document; one from receiving stops what has not left yet."""
    child = exclusion.child
    for badge in badges_of(exclusion.person, exclusion.user):
        if exclusion.bars_see:
            documents.bar_reading(child_uuid=child.uuid, badge=badge, since=exclusion.starts_on,
                                  until=exclusion.ends_on, by=by, at=at)
        if exclusion.bars_see or exclusion.bars_receive:
            outbox.stop_about(child_uuid=child.uuid, badge=badge, reason="an exclusion", at=at, by=by)


def lift(exclusion: Exclusion, by: User | None, at: datetime) -> None:
    """A lifted exclusion gives the documents back, unless another one or the young person's word still stands."""
    if exclusion.bars_see:
        _bar_anew(exclusion.child, exclusion.person, exclusion.user, by, at)


def _bar_anew(child: Child, person: Person | None, user: User | None, by: User | None, at: datetime) -> None:
    """Bring somebody's bars in line with what holds: exclusions that stand or begin later, then the young person's word."""
    today = day_of(at)
    whose = Q(person=person) if person else Q(user=user)
    rows = child.exclusions.filter(whose, Q(ends_on__isnull=True) | Q(ends_on__gt=today), bars_see=True,
                                   lifted_at__isnull=True)
    wanted = [(row.starts_on, row.ends_on) for row in rows]
    is_parent = child.relationships.filter(current(at), person=person, kind__in=PARENT_KINDS).exists() if person else False
    if is_parent and not policies.parents_stay_involved(child, today, person):
        wanted.append((today, None))
    for badge in badges_of(person, user):
        documents.lift_bar(child_uuid=child.uuid, badge=badge, by=by, at=at)
        for since, until in wanted:
            documents.bar_reading(child_uuid=child.uuid, badge=badge, since=since, until=until, by=by, at=at)


def end_reading(relationship: Relationship, by: User | None, at: datetime) -> int:
    """A relationship that has ended takes its badge's documents with it, unless another one holds."""
    if relationship.ends_on is None or relationship.ends_on > day_of(at):
        return 0
    others = relationship.child.relationships.filter(current(at), badge=relationship.badge)
    if others.exclude(pk=relationship.pk).exists():
        return 0
    return documents.stop_reading(badge=relationship.badge, child_uuid=relationship.child.uuid, by=by, at=at)


def follow_wish(child: Child, person: Person | None, by: User | None, at: datetime) -> None:
    """After the young person spoke: parents who are left out read no more, those who stay read again.

    Whom an exclusion keeps out stays out, whatever the young person says.
    """
    rows = child.relationships.filter(current(at), kind__in=PARENT_KINDS, person__isnull=False)
    for row in rows.filter(person=person) if person else rows:
        _bar_anew(child, row.person, None, by, at)


@transaction.atomic
def follow_the_day(*, at: datetime) -> int:
    """Every night: what a date ended by itself, a relationship or childhood; returns how many it looked at."""
    today = day_of(at)
    ended = Relationship.objects.filter(ends_on__gt=today - LOOK_BACK, ends_on__lte=today).select_related("child")
    for row in ended:
        end_reading(row, None, at)
    grown = Child.objects.filter(adult_on__gt=today - LOOK_BACK, adult_on__lte=today, merged_into__isnull=True)
    for child in grown:
        follow_wish(child, None, None, at)
    return len(ended) + len(grown)
