"""Who may look at and settle differences between stored and fresh clocks, and record what was checked of the rules."""

from alongside.ground.access.policies import Permission, Viewer, has_everywhere, has_permission
from alongside.ground.core.errors import RefusedError


def can_settle(user: Viewer) -> bool:
    """A manager who shares out the work and sees all cases of the area; nobody else."""
    return has_permission(user, Permission.ALLOCATE) and has_everywhere(user, Permission.SEE_ALL_CASES)


def require_settling(user: Viewer) -> None:
    """Raise RefusedError for anybody else."""
    if not can_settle(user):
        raise RefusedError("settling a clock difference needs a manager")


def can_watch(user: Viewer) -> bool:
    """Who runs the service sees that stored dates disagree, and how; whose they are stays hidden from them."""
    return has_permission(user, Permission.OPERATE)


def can_mark(user: Viewer) -> bool:
    """A manager writes down that a rule was checked, or that families agreed its wording."""
    return has_permission(user, Permission.ALLOCATE)


def require_marking(user: Viewer) -> None:
    """Raise RefusedError for anybody else."""
    if not can_mark(user):
        raise RefusedError("recording a check of the rules needs a manager")
