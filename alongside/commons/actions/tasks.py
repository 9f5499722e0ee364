"""What the room does every night and every morning: broken promises, empty posts, the ladder, reminders."""

from datetime import datetime

from django.utils import timezone

from alongside.commons.actions import services
from alongside.ground.jobs.services import every, task


def night(at: datetime) -> int:
    """The whole night's work at a moment; also what the demonstration calls. Returns how much there was."""
    n_done = services.find_broken(at=at)
    n_done += services.hand_to_who_is_there(at=at)
    n_done += services.end_climbs(at=at)
    return n_done + services.climb(at=at)


@every("10 3 * * *")
@task(queue="bulk")
def look_at_what_was_left() -> int:
    """Every night: what was promised and not kept, what nobody holds, what was left too long."""
    return night(timezone.now())


@every("0 7 * * 1-5")
@task(queue="default")
def remind_owners() -> int:
    """Every working morning: promises that fall due soon."""
    return services.remind(at=timezone.now())
