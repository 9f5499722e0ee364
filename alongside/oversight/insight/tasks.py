"""Every night: facts are taken in, the week's ranges made, and earlier ones scored; and the runs of scenarios."""

from django.utils import timezone

from alongside.ground.jobs.services import every, task
from alongside.oversight.insight.services import facts, forecasting


@every("15 4 * * *")
@task(queue="bulk")
def look_again() -> None:
    """Take in the day's facts, make ranges once a week, and score those given before."""
    at = timezone.now()
    facts.take_in(at=at)
    forecasting.make(at=at)
    forecasting.score(at=at)
