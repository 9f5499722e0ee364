"""Who may do what: permissions of an account, audiences of pages, and the questions that services ask."""

from collections.abc import Callable
from datetime import date
from typing import Final, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from alongside.ground.access.models import User
from alongside.ground.access.words import FAMILY_ROLES, PERMISSION_WORDS, ROLES, Permission, Role, UserKind
from alongside.ground.core.errors import RefusedError

__all__ = [
    "FAMILY_ROLES", "PERMISSION_WORDS", "ROLES", "Audience", "Permission", "Role", "badges",
    "can_give_role", "can_invite", "can_manage", "forget_rights", "fresh_proof", "has_permission", "has_role",
    "is_in_audience",
    "needs_second_factor", "opens_to", "permissions", "require", "roles",
]

Viewer = User | AnonymousUser
View = TypeVar("View", bound=Callable[..., object])
Rows = tuple[tuple[str, date, date | None], ...]


class Audience:
    """Whom a page opens to; the values are plain strings, so that rooms below can declare them too."""

    PUBLIC: Final = "public"
    SIGNED_IN: Final = "signed_in"
    FAMILY: Final = "family"
    PROFESSIONAL: Final = "professional"

    @staticmethod
    def permission(*permissions: Permission) -> str:
        """Accounts with at least one of the permissions."""
        return "permission:" + ",".join(p.value for p in permissions)


def opens_to(audience: str) -> Callable[[View], View]:
    """Declares on a view whom it opens to; `DoorMiddleware` enforces it."""

    def declare(view: View) -> View:
        view.audience = audience  # type: ignore[attr-defined]  # a function can carry attributes
        return view

    return declare


def fresh_proof(view: View) -> View:
    """Declares that a view needs a proof of identity from the last ten minutes; `DoorMiddleware` asks for it."""
    view.needs_fresh_proof = True  # type: ignore[attr-defined]  # a function can carry attributes
    return view


def today(user: Viewer) -> date:
    """The day on which rights are asked for: the one that the outermost wrapper set, else today."""
    return (user.rights_on if isinstance(user, User) else None) or timezone.localdate()


def held_roles(user: User) -> Rows:
    """Roles of an account with their days, in one query, kept on the object."""
    found: Rows | None = user.__dict__.get("_held_roles")
    if found is None:
        found = user.__dict__["_held_roles"] = tuple(user.roles_held.values_list("role", "since", "until"))
    return found


def held_badges(user: User) -> Rows:
    """Badges of an account with their days, in one query, kept on the object."""
    found: Rows | None = user.__dict__.get("_held_badges")
    if found is None:
        found = user.__dict__["_held_badges"] = tuple(user.badges.values_list("badge", "since", "until"))
    return found


def forget_rights(user: User) -> None:
    """Drop what was kept on the object, after roles or badges changed."""
    user.__dict__.pop("_held_roles", None)
    user.__dict__.pop("_held_badges", None)


def _held(rows: Rows, on: date) -> frozenset[str]:
    return frozenset(name for name, since, until in rows if since <= on and (until is None or on < until))


def roles(user: Viewer, *, on: date | None = None) -> frozenset[str]:
    """Codes of the roles that the account holds on a day (today when none is given)."""
    if not isinstance(user, User) or not user.is_active:
        return frozenset()
    return _held(held_roles(user), on or today(user))


def permissions(user: Viewer, *, on: date | None = None) -> frozenset[Permission]:
    """What the account may do by its roles."""
    return frozenset(p for code in roles(user, on=on) if code in ROLES for p in ROLES[code].permissions)


def badges(user: Viewer, *, on: date) -> frozenset[str]:
    """What the account stands for on a day."""
    if not isinstance(user, User) or not user.is_active:
        return frozenset()
    return _held(held_badges(user), on)


def has_permission(user: Viewer | None, permission: Permission, *, on: date | None = None) -> bool:
    """Whether an account may do something."""
    return user is not None and permission in permissions(user, on=on)


def has_role(user: Viewer | None, role: str, *, on: date | None = None) -> bool:
    """Whether an account holds a role."""
    return user is not None and role in roles(user, on=on)


def require(user: Viewer | None, permission: Permission, *, on: date | None = None) -> None:
    """Raise RefusedError unless the account may do it."""
    if not has_permission(user, permission, on=on):
        raise RefusedError(f"needs permission {permission.value}")


def needs_second_factor(user: User) -> bool:
    """Whether a second proof is asked at each sign-in; roles of professionals are held only by such accounts."""
    return user.kind == UserKind.PROFESSIONAL


def is_in_audience(user: Viewer, audience: str) -> bool:
    """Whether a page that declared `audience` opens to the account; an unknown declaration opens to nobody."""
    if audience == Audience.PUBLIC:
        return True
    if not isinstance(user, User) or not user.is_active:
        return False
    if audience == Audience.SIGNED_IN:
        return True
    if audience == Audience.FAMILY:
        return user.kind == UserKind.FAMILY
    if audience == Audience.PROFESSIONAL:
        return user.kind == UserKind.PROFESSIONAL and bool(roles(user))
    wanted = audience.removeprefix("permission:").split(",") if audience.startswith("permission:") else []
    return any(p.value in wanted for p in permissions(user))


def can_manage(by: Viewer | None, user: User) -> bool:
    """Whether `by` may change another account; nobody manages their own."""
    return has_permission(by, Permission.MANAGE_ACCOUNTS) and by != user


def can_give_role(by: Viewer | None, user: User, role: str) -> bool:
    """Whether `by` may give or take this role: never to themselves, and only a role of that kind of account."""
    return role in ROLES and ROLES[role].kind == user.kind and can_manage(by, user)


def can_invite(by: Viewer | None, role: str) -> bool:
    """Account managers invite anybody; who checks identity invites families."""
    if has_permission(by, Permission.MANAGE_ACCOUNTS):
        return True
    return role in FAMILY_ROLES and has_permission(by, Permission.CHECK_IDENTITY)
