"""Who may do what: permissions of an account, audiences of pages, and the questions that services ask."""

from collections.abc import Callable
from datetime import date
from typing import Final, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from alongside.ground.access.models import User
from alongside.ground.access.models.account import MetRows, RoleRows, Rows
from alongside.ground.access.words import (
    CONDITIONS,
    FAMILY_ROLES,
    FILES_BEFORE_PROOF,
    PERMISSION_WORDS,
    ROLES,
    Permission,
    Role,
    UserKind,
)
from alongside.ground.core.errors import RefusedError

__all__ = [
    "CONDITIONS", "FAMILY_ROLES", "PERMISSION_WORDS", "ROLES", "Audience", "Permission", "Role", "areas", "badges",
    "can_give_role", "can_invite", "can_manage", "forget_rights", "fresh_proof", "has_everywhere", "has_permission",
    "has_role", "is_in_audience", "keep_rights", "missing_conditions", "missing_for", "needs_proof_for_files",
    "needs_second_factor", "opens_to", "permissions", "require", "roles",
]

Viewer = User | AnonymousUser
View = TypeVar("View", bound=Callable[..., object])


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


def held_roles(user: User) -> RoleRows:
    """Roles of an account with the area each is held for and its days, in one query, kept on the object."""
    if user.kept_roles is None:
        user.kept_roles = tuple(user.roles_held.values_list("role", "area", "since", "until"))
    return user.kept_roles


def held_badges(user: User) -> Rows:
    """Badges of an account with their days, in one query, kept on the object."""
    if user.kept_badges is None:
        user.kept_badges = tuple(user.badges.values_list("badge", "since", "until"))
    return user.kept_badges


def keep_rights(user: User, *, roles: RoleRows, badges: Rows, conditions: MetRows) -> None:
    """Keep on the object what was read along with the account."""
    user.kept_roles, user.kept_badges, user.kept_conditions = roles, badges, conditions


def forget_rights(user: User) -> None:
    """Drop what was kept on the object, after roles or badges changed."""
    user.kept_roles = user.kept_badges = user.kept_conditions = None


def _conditions_met(user: User, on: date) -> frozenset[str]:
    """What the account has done and what hasn't run out on a day; one query, kept on the object."""
    if user.kept_conditions is None:
        user.kept_conditions = tuple(user.conditions.values_list("condition", "until"))
    return frozenset(condition for condition, until in user.kept_conditions if until > on)


def _open_roles(user: Viewer, on: date | None) -> frozenset[tuple[str, str]]:
    """Roles that the account holds on a day and whose conditions are satisfied, each with its area."""
    if not isinstance(user, User) or not user.is_active:
        return frozenset()
    day = on or today(user)
    held = {(code, area) for code, area, since, until in held_roles(user)
            if code in ROLES and since <= day and (until is None or day < until)}
    if any(ROLES[code].needs for code, _ in held):
        met = _conditions_met(user, day)
        held = {(code, area) for code, area in held if met.issuperset(ROLES[code].needs)}
    return frozenset(held)


def missing_conditions(user: Viewer, *, on: date | None = None) -> dict[str, tuple[str, ...]]:
    """By code of each role that the account holds but that isn't open yet: the conditions that are missing."""
    if not isinstance(user, User):
        return {}
    shut = roles(user, on=on) - {code for code, _ in _open_roles(user, on)}
    met = _conditions_met(user, on or today(user)) if shut else frozenset()
    return {code: tuple(c for c in ROLES[code].needs if c not in met) for code in sorted(shut) if code in ROLES}


def missing_for(user: Viewer, audience: str) -> tuple[str, ...]:
    """The conditions that alone keep an account from a page: one of its roles would open it, once they are satisfied."""
    wanted = audience.removeprefix("permission:").split(",") if audience.startswith("permission:") else []
    missing = missing_conditions(user)
    opening = [code for code in missing if any(p.value in wanted for p in ROLES[code].permissions)]
    return missing[opening[0]] if opening else ()


def _held(rows: Rows, on: date) -> frozenset[str]:
    return frozenset(name for name, since, until in rows if since <= on and (until is None or on < until))


def roles(user: Viewer, *, on: date | None = None) -> frozenset[str]:
    """Codes of the roles that the account holds on a day (today when none is given)."""
    if not isinstance(user, User) or not user.is_active:
        return frozenset()
    rows = tuple((code, since, until) for code, _, since, until in held_roles(user))
    return _held(rows, on or today(user))


def permissions(user: Viewer, *, on: date | None = None) -> frozenset[Permission]:
    """What the account may do by its roles, somewhere; a role whose conditions aren't satisfied gives nothing."""
    return frozenset(p for code, _ in _open_roles(user, on) for p in ROLES[code].permissions)


def areas(user: Viewer, permission: Permission, *, on: date | None = None) -> frozenset[str]:
    """For which areas or districts (codes) the account has a permission; an empty code among them is everywhere."""
    return frozenset(area for code, area in _open_roles(user, on) if permission in ROLES[code].permissions)


def has_everywhere(user: Viewer | None, permission: Permission, *, on: date | None = None) -> bool:
    """Whether an account may do something in the whole area, and not for some districts only."""
    return user is not None and "" in areas(user, permission, on=on)


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


def needs_proof_for_files(n_read: int) -> bool:
    """Whether somebody who opened so many files in the last hour must prove again who they are before the next."""
    return n_read >= FILES_BEFORE_PROOF


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
