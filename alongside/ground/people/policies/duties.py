"""Who may keep the records of this room; `None` is the system itself: a command, a task, a form without an account."""

from datetime import date, datetime
from typing import Final

from django.db.models import QuerySet

from alongside.ground.access import policies as access
from alongside.ground.access.models import User
from alongside.ground.access.policies import Permission
from alongside.ground.core.dates import day_of
from alongside.ground.core.errors import RefusedError
from alongside.ground.people.models import Child, Exclusion, Person, Relationship, Sealing
from alongside.ground.people.models.days import current
from alongside.ground.people.policies.sight import Viewer, can_see_child, own_persons
from alongside.ground.people.words import READS_AN_HOUR, RelationKind

SYSTEM: Final = None
"""What `by` is for an act that no account does."""


def demand(by: User | None, *permissions: Permission, at: datetime) -> None:
    """Raise RefusedError unless the account has one of the permissions at a moment; the system itself may."""
    if by is not None and not any(access.has_permission(by, p, on=day_of(at)) for p in permissions):
        raise RefusedError(f"needs permission {' or '.join(p.value for p in permissions)}")


def demand_child(by: User | None, child: Child, *permissions: Permission, at: datetime) -> None:
    """The same, and the child must be the account's to see: what it can't see it can't change."""
    demand(by, *permissions, at=at)
    if by is not None and not can_see_child(by, child, on=at):
        raise RefusedError("sees no such child")


def can_manage_posts(user: Viewer) -> bool:
    """Whether an account may change bodies, teams, posts, settings and who holds what."""
    return access.has_permission(user, Permission.MANAGE_POSTS)


def can_settle(user: Viewer) -> bool:
    """Whether an account may write exclusions and named grants."""
    return access.has_permission(user, Permission.WORK_CASES)


def can_break_glass(user: Viewer) -> bool:
    """Whether an account may open a record outside its work with a reason."""
    return access.has_permission(user, Permission.BREAK_GLASS)


def can_review_challenges(user: Viewer, *, by_user: User | None = None) -> bool:
    """Whether an account may review challenged openings; nobody reviews their own."""
    return access.has_permission(user, Permission.ALLOCATE) and user != by_user


def can_lift_exclusion(user: Viewer, exclusion: Exclusion) -> bool:
    """The second of two people: may approve, is not who asked for it, and is not the one kept out."""
    is_other = exclusion.lift_asked_by_id is not None and user.pk != exclusion.lift_asked_by_id
    is_kept_out = exclusion.user_id == user.pk or (
        exclusion.person is not None and exclusion.person.uuid in own_persons(user)
    )
    return is_other and not is_kept_out and access.has_permission(user, Permission.SECOND_APPROVE)


def can_seal(user: Viewer, sealing: Sealing) -> bool:
    """The second of two people: may approve, may see protected names, and is not who asked."""
    may = all(access.has_permission(user, p) for p in (Permission.SECOND_APPROVE, Permission.SEE_PROTECTED))
    return may and user.pk != sealing.asked_by_id


def is_own_voice(user: Viewer, child: Child, *, on: date) -> bool:
    """Whether an account is the young person's own."""
    return own_voices(user, on=on).filter(child=child).exists()


def own_voices(user: Viewer, *, on: date) -> QuerySet[Relationship]:
    """Rows that say whose own account this is on a day."""
    own = Relationship.objects.filter(current(on), kind=RelationKind.SELF)
    return own.filter(person__uuid__in=own_persons(user))


def demand_say(by: User | None, child: Child, *, at: datetime) -> None:
    """Raise RefusedError but for the young person themself, and for staff who write down what they said."""
    if by is None or not is_own_voice(by, child, on=at):
        demand_child(by, child, Permission.WORK_CASES, at=at)


def can_edit_profile(user: Viewer, person: Person, *, on: date) -> bool:
    """Whether an account may say how a person is to be reached: that person, or who works cases or opens the post."""
    if isinstance(user, User) and (person.user_id == user.pk or person.uuid in own_persons(user)):
        return user.is_active
    return any(access.has_permission(user, p, on=on) for p in (Permission.WORK_CASES, Permission.ENTER_REQUESTS))


def is_too_fast(n_last_hour: int, own_median: int) -> bool:
    """Whether an account opens records faster than work explains: over 60 an hour and three times its usual."""
    return n_last_hour >= max(READS_AN_HOUR, 3 * own_median)
