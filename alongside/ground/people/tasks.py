"""Every night: reading ends where a date ended what gave it."""

from django.utils import timezone

from alongside.ground.jobs.services import every, task
from alongside.ground.people.services import papers


@every("40 0 * * *")
@task(queue="default")
def follow_the_day() -> None:
    """End the reading of those whose relationship ended, and of parents whose child is grown up."""
    papers.follow_the_day(at=timezone.now())
