"""Who may see, make and settle promises and actions; sight of the child comes first, and an exclusion always wins."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from alongside.commons.actions.models import Action, Promise, PromiseHearer
from alongside.commons.messaging import policies as messaging
from alongside.ground.access.models import User
from alongside.ground.access.policies import Audience, Viewer, badges, has_permission
from alongside.ground.access.words import Permission
from alongside.ground.core.dates import day_of
from alongside.ground.core.errors import RefusedError
from alongside.ground.people import policies as people
from alongside.ground.people.models import Child

WORKS = Audience.permission(Permission.WORK_CASES, Permission.SEE_CASELOAD)
LOGS = messaging.LOGS
MANAGES = Audience.permission(Permission.ALLOCATE)


def own_badges(user: Viewer, *, at: datetime) -> frozenset[str]:
    """What an account answers for: its badges, and itself."""
    if not isinstance(user, User):
        return frozenset()
    return badges(user, on=day_of(at)) | {f"user:{user.uuid}"}


def of_seen(user: Viewer, at: datetime) -> Q:
    """Rows about children whom an account may see, and about records that were merged into one of them."""
    seen = people.visible_to(user, on=at).values("pk")
    return Q(child__in=seen) | Q(child__merged_into__in=seen)


def visible_to(user: Viewer, *, at: datetime) -> QuerySet[Action]:
    """Actions about children whom an account may see: all for who works on cases, else only its own."""
    return owned_by(user, Action.objects.filter(of_seen(user, at)), at=at)


def owned_by(user: Viewer, rows: QuerySet[Action], *, at: datetime) -> QuerySet[Action]:
    """Of actions about children whom the account sees, those that it may read."""
    return rows if messaging.is_staff(user) else rows.filter(owner__in=own_badges(user, at=at))


def promises_visible_to(user: Viewer, *, at: datetime) -> QuerySet[Promise]:
    """Promises about children whom an account may see: to a family only what they were told themselves."""
    return heard_by(user, Promise.objects.filter(of_seen(user, at)))


def heard_by(user: Viewer, rows: QuerySet[Promise]) -> QuerySet[Promise]:
    """Of promises about children whom the account sees, those that it may read."""
    if messaging.is_staff(user) or has_permission(user, Permission.ENTER_REQUESTS):
        return rows
    heard = PromiseHearer.objects.filter(promise=OuterRef("pk"), person__uuid__in=people.own_persons(user))
    return rows.filter(Exists(heard)) if messaging.is_family(user) else rows.none()


def can_act(user: Viewer, action: Action, *, at: datetime) -> bool:
    """Whether an account may do, hand over or extend an action; the same truth as `visible_to`."""
    return visible_to(user, at=at).filter(pk=action.pk).exists()


def can_promise(user: Viewer, child: Child, *, at: datetime) -> bool:
    """Whether an account may tell a family a date: who may note a call with them."""
    return messaging.can_log_call(user, child, at=at)


def can_settle(user: Viewer, promise: Promise, *, at: datetime) -> bool:
    """Whether an account may say that a promise was kept, or give another date: who works on the case."""
    return messaging.is_staff(user) and people.can_see_child(user, messaging.kept(promise.child), on=at)


def can_manage(user: Viewer) -> bool:
    """Whether an account sees what was left too long in the whole area."""
    return has_permission(user, Permission.ALLOCATE)


def demand(is_allowed: bool, what: str) -> None:
    """Raise RefusedError unless allowed."""
    if not is_allowed:
        raise RefusedError(what)
