"""Who may check and load the return, and see what was found in it."""

from datetime import datetime

from alongside.ground.access.models import User
from alongside.ground.access.policies import Permission, Viewer, has_permission
from alongside.ground.core.dates import day_of
from alongside.ground.core.errors import RefusedError


def can_load_return(user: Viewer | None) -> bool:
    """Whether this account may; no account at all means the operator's own command on the server."""
    return user is None or has_permission(user, Permission.LOAD_RETURN)


def demand(by: User | None, *, at: datetime) -> None:
    """Raise RefusedError unless the account may load returns at that moment."""
    if by is not None and not has_permission(by, Permission.LOAD_RETURN, on=day_of(at)):
        raise RefusedError(f"needs permission {Permission.LOAD_RETURN.value}")
