"""What happens by itself: the virus check, releases whose minutes have passed, overdue checks, the nightly sweep."""

from uuid import UUID

from django.utils import timezone

from alongside.ground.documents import services
from alongside.ground.jobs.services import every, task


@task(queue="urgent")
def scan_one(document: str) -> None:
    """Ask the scanner about one new upload."""
    services.scan_document(uuid=UUID(document), at=timezone.now())


@every("*/5 * * * *")
@task()
def scan_again() -> None:
    """Ask about everything that still waits: the scanner may be back."""
    services.scan_waiting(at=timezone.now())


@every("* * * * *")
@task(queue="urgent")
def carry_out_releases() -> None:
    """Let readers read what was released ten minutes ago and not called back."""
    services.carry_out_releases(at=timezone.now())


@every("15 6 * * *")
@task()
def escalate_checks() -> None:
    """Enter each morning which release checks are overdue."""
    services.escalate_checks(at=timezone.now())


@every("30 3 * * *")
@task(queue="bulk")
def sweep_orphans() -> None:
    """Remove stored files that no document knows."""
    services.sweep_orphans(at=timezone.now())
