"""Who may enter, see, work, allocate and decide; sight of a child is decided by `people`, the kind of act by role."""

from datetime import date

from django.db.models import Q, QuerySet

from alongside.ground.access import policies as access
from alongside.ground.access.models import User
from alongside.ground.access.policies import Permission, Viewer
from alongside.ground.access.words import UserKind
from alongside.ground.core.errors import RefusedError
from alongside.ground.people import policies as people
from alongside.ground.people import queries
from alongside.ground.people.models import Child
from alongside.ground.people.words import Act
from alongside.work.ehc.models import Consultation, Plan, Request
from alongside.work.ehc.words import IdentityState


def children_visible_to(user: Viewer, *, on: date) -> QuerySet[Child]:
    """Children whom the viewer may see, and records that were merged into one of them: their rows stayed behind."""
    seen = people.visible_to(user, on=on)
    return Child.objects.filter(Q(pk__in=seen.values("pk")) | Q(merged_into__in=seen.values("pk")))


def visible_to(user: Viewer, *, on: date) -> QuerySet[Request]:
    """Requests about children whom the viewer may see; a request that was joined stays with those who work cases."""
    rows = Request.objects.filter(child__in=children_visible_to(user, on=on).values("pk"))
    if isinstance(user, User) and user.kind == UserKind.PROFESSIONAL:
        return rows
    return rows.filter(duplicate_of__isnull=True)


def plans_visible_to(user: Viewer, *, on: date) -> QuerySet[Plan]:
    """Entries of the plan register about children whom the viewer may see."""
    return Plan.objects.filter(child__in=children_visible_to(user, on=on).values("pk"))


def identity_checks_open_to(user: Viewer, *, on: date) -> QuerySet[Request]:
    """Requests whose asker waits for a check; for whoever checks identity, but not about a child they are kept from."""
    rows = Request.objects.filter(identity_state=IdentityState.NOT_CHECKED)
    if not access.has_permission(user, Permission.CHECK_IDENTITY, on=on):
        return rows.none()
    return rows.exclude(child__in=people.barred_children(user, on, Act.SEE))


def _sees(user: Viewer, child: Child, on: date) -> bool:
    kept = child.merged_into or child
    return people.can_see_child(user, kept, on=on)


def can_enter(user: Viewer, *, on: date) -> bool:
    """Enter a request that came by letter, e-mail, phone or in person."""
    return access.has_permission(user, Permission.ENTER_REQUESTS, on=on)


def can_request_for_pupil(user: Viewer, *, on: date) -> bool:
    """Ask for an assessment of a pupil of one's own setting."""
    return access.has_permission(user, Permission.REQUEST_FOR_PUPIL, on=on)


def can_work(user: Viewer, request: Request, *, on: date) -> bool:
    """Work on the case: consult, add evidence, write, draft."""
    return access.has_permission(user, Permission.WORK_CASES, on=on) and _sees(user, request.child, on)


def can_add_evidence(user: Viewer, request: Request, *, on: date) -> bool:
    """Add words and files: who works on the case, the child's family, and a setting that sees the child."""
    if not isinstance(user, User) or not _sees(user, request.child, on):
        return False
    if user.kind == UserKind.FAMILY:
        own = people.own_persons(user)
        return any(member.person.uuid in own for member in queries.family_of(request.child, on))
    return can_work(user, request, on=on) or can_request_for_pupil(user, on=on)


def can_answer(user: Viewer, consultation: Consultation, *, on: date) -> bool:
    """Answer for a setting that was asked: somebody who works there and still sees the child."""
    if consultation.setting is None or not can_request_for_pupil(user, on=on) or not isinstance(user, User):
        return False
    is_theirs = f"setting:{consultation.setting.uuid}" in access.badges(user, on=on)
    return is_theirs and _sees(user, consultation.request.child, on)


def can_allocate(user: Viewer, request: Request, *, on: date) -> bool:
    """Give the case to a post."""
    return access.has_permission(user, Permission.ALLOCATE, on=on) and _sees(user, request.child, on)


def can_allocate_plan(user: Viewer, plan: Plan, *, on: date) -> bool:
    """Give a plan of the register to a post."""
    return access.has_permission(user, Permission.ALLOCATE, on=on) and _sees(user, plan.child, on)


def can_decide(user: Viewer, request: Request, *, on: date) -> bool:
    """Decide whether to assess: by written delegation, about a child whom they see and are not kept from."""
    may = access.has_permission(user, Permission.DECIDE_ASSESSMENT, on=on)
    return may and _sees(user, request.child, on) and not people.is_barred(user, Act.DECIDE, request.child, on)


def can_check_identity(user: Viewer, request: Request, *, on: date) -> bool:
    """Look at who asked; sight of the case is not needed, but somebody who is kept from the child may not."""
    may = access.has_permission(user, Permission.CHECK_IDENTITY, on=on)
    return may and not people.is_barred(user, Act.SEE, request.child, on)


def can_authorise_exception(user: Viewer, request: Request, *, on: date) -> bool:
    """Authorise that a time limit is lifted: a second approver who sees the case."""
    return access.has_permission(user, Permission.SECOND_APPROVE, on=on) and _sees(user, request.child, on)


def demand(is_allowed: bool, what: str) -> None:
    """Raise RefusedError unless allowed."""
    if not is_allowed:
        raise RefusedError(what)
