"""Work on a schedule: sign the heads of the audit chains every hour; at night forget old tries, lapse accounts."""

from datetime import timedelta

from django.utils import timezone

from alongside.ground.access import services
from alongside.ground.access.engine import lapsing, throttle
from alongside.ground.jobs.services import every, task

_KEEP_TRIES = timedelta(days=90)


@every("7 * * * *")
@task()
def sign_audit_heads() -> None:
    """Write how every audit chain ends to a sealed file outside the database."""
    services.sign_heads(at=timezone.now())


@every("40 3 * * *")
@task()
def forget_old_tries() -> None:
    """Delete tries at signing in that are older than 90 days."""
    throttle.forget_before(timezone.now() - _KEEP_TRIES)


@every("20 4 * * *")
@task()
def lapse_accounts() -> None:
    """Tell whose account lapses soon, and lapse those that nobody used or confirmed; never in a demonstration."""
    if lapsing.lapses_here():
        services.lapse_accounts(at=timezone.now())
