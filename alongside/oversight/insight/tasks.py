"""Every night: facts are taken in, the week's ranges made, and earlier ones scored; and the runs of scenarios."""

from uuid import UUID

from django.utils import timezone

from alongside.ground.jobs.services import every, task
from alongside.oversight.insight.services import facts, forecasting, running


@every("15 4 * * *")
@task(queue="bulk")
def look_again() -> None:
    """Take in the day's facts, make ranges once a week, and score those given before."""
    at = timezone.now()
    facts.take_in(at=at)
    forecasting.make(at=at)
    forecasting.score(at=at)


@task(queue="default")
def run_scenario(uuid: str) -> None:
    """Play one scenario; a failure shows on its page and goes on to the queue."""
    try:
        running.run(uuid=UUID(uuid), at=timezone.now())
    except Exception:
        running.give_up(uuid=UUID(uuid))
        raise
