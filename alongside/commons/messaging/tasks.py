"""What messaging does by itself: posting what nobody opened, following the post, stopping what may not go out."""

from django.utils import timezone

from alongside.commons.messaging import services
from alongside.ground.jobs.services import every, task


@every("*/5 * * * *")
@task(queue="default")
def follow_post() -> int:
    """Every five minutes: what was posted or came back, and what may no longer go out."""
    at = timezone.now()
    return services.stop_barred(at=at) + services.follow_post(at=at)


@every("* * * * *")
@task(queue="default")
def tell_news() -> int:
    """Every minute: documents that somebody may read now, and files in which the virus check found something."""
    at = timezone.now()
    return services.tell_released(at=at) + services.tell_harm(at=at)


@every("* * * * *")
@task(queue="default")
def raise_unsent() -> int:
    """Every minute: what could not be delivered becomes the officer's errand."""
    return services.raise_unsent(at=timezone.now())


@every("30 5-16 * * *")
@task(queue="default")
def post_unopened() -> int:
    """Every hour of the post room: formal notices that nobody opened in three days are posted."""
    return services.post_unopened(at=timezone.now())


@every("50 2 * * *")
@task(queue="bulk")
def purge_raw_mail() -> int:
    """Every night: let go of the raw form of old e-mails."""
    return services.purge_raw(at=timezone.now())


@every("*/5 * * * *")
@task(queue="default")
def tell_of_handovers() -> int:
    """Every five minutes: families hear that another person will hold their case."""
    return services.tell_of_handovers(at=timezone.now())
