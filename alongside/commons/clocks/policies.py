"""Who may look at and settle differences between stored and fresh clocks."""

from alongside.ground.access.policies import Permission, Viewer, has_permission
from alongside.ground.core.errors import RefusedError


def can_settle(user: Viewer) -> bool:
    """A manager who shares out the work and sees all cases of the area; nobody else."""
    return has_permission(user, Permission.ALLOCATE) and has_permission(user, Permission.SEE_ALL_CASES)


def require_settling(user: Viewer) -> None:
    """Raise RefusedError for anybody else."""
    if not can_settle(user):
        raise RefusedError("settling a clock difference needs a manager")
