"""Who may check and load the return, and see what was found in it."""

from alongside.ground.access.models import User
from alongside.ground.access.policies import Permission, has_permission


def can_load_return(user: User | None) -> bool:
    """Whether this account may; no account at all means the operator's own command on the server."""
    return user is None or has_permission(user, Permission.LOAD_RETURN)
