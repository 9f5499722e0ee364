"""Who decides about messages, and who prints and posts letters."""

from alongside.ground.access.models import User
from alongside.ground.access.policies import Audience, has_permission
from alongside.ground.access.words import Permission

DECIDES = Audience.permission(Permission.OPERATE)
POSTS = Audience.permission(Permission.ENTER_REQUESTS)
"""The post room: who prints letters reads them, so it is another permission than operating the service."""


def can_decide(user: User | None) -> bool:
    """Whether somebody may say what became of a message."""
    return has_permission(user, Permission.OPERATE)


def can_post(user: User | None) -> bool:
    """Whether somebody may print letters and say that they were posted or came back."""
    return has_permission(user, Permission.ENTER_REQUESTS)
