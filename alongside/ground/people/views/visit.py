"""What every page of the room needs to know of a visit."""

from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone

from alongside.ground.access.models import User
from alongside.ground.core.errors import NotThereError


def visitor(request: HttpRequest) -> tuple[User, datetime]:
    """The signed-in account and the moment of the visit; the door lets nobody else through."""
    if not isinstance(request.user, User):
        raise NotThereError
    return request.user, timezone.now()
