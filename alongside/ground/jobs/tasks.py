"""What the queue does for itself every night."""

from datetime import timedelta

from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from alongside.ground.jobs.models import WorkerBeat
from alongside.ground.jobs.services import every, task
from alongside.ground.jobs.words import KEEP_FINISHED


@every("40 3 * * *")
@task(queue="bulk")
def tidy_queue() -> None:
    """Remove the rows of jobs that ended two weeks ago, and of workers long silent."""
    at = timezone.now()
    DBTaskResult.objects.finished().filter(finished_at__lt=at - KEEP_FINISHED).delete()
    WorkerBeat.objects.filter(beat_at__lt=at - timedelta(days=7)).delete()
