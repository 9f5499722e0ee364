"""Deletes what nobody came back for."""

from django.utils import timezone

from alongside.commons.journeys import services
from alongside.ground.jobs.services import every, task


@every("20 3 * * *")
@task(queue="bulk")
def purge_drafts() -> None:
    """Every night: drafts past their time, and the words of drafts that were sent."""
    services.purge(at=timezone.now())
