"""What happens by itself: files that were cut off while being read are forgotten after a day."""

from datetime import timedelta

from django.utils import timezone

from alongside.ground.jobs.services import every, task
from alongside.oversight.returns import services


@every("40 3 * * *")
@task(queue="bulk")
def forget_abandoned() -> None:
    """Drop what was staged from files whose reading never came to an end."""
    services.forget_abandoned(before=timezone.now() - timedelta(days=1))
