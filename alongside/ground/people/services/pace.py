"""Records opened faster than work explains: slowed first, then stopped for the hour, and somebody is told."""

from datetime import datetime

from django.conf import settings

from alongside.ground.access import services as access
from alongside.ground.access.models import User
from alongside.ground.core.errors import TooFastError
from alongside.ground.outbox import services as outbox
from alongside.ground.people import policies, queries
from alongside.ground.people.models import Child
from alongside.ground.people.words import PACE_GAP, READS_AN_HOUR, READS_SLOWED

HOUR_SECONDS = 3600


def keep(*, user: User, child: Child, n_read: int, at: datetime) -> None:
    """Let an account that opened `n_read` records in the last hour open one more, unless that is far more than usual.

    Over the limit each further record waits until some seconds after the last; much further over nothing opens until
    the hour has passed, and the service's own address is told. A record that was open in this hour never waits.
    Raises TooFastError with the seconds to wait.
    """
    if not policies.is_too_fast(n_read, 0):
        return
    usual = queries.own_median_pace(user, at)
    if not policies.is_too_fast(n_read, usual) or queries.has_opened_lately(user, child, at):
        return
    is_stopped = n_read >= max(READS_AN_HOUR, 3 * usual) + READS_SLOWED
    since = at - queries.last_opened(user, at)
    if not is_stopped and since >= PACE_GAP:
        return
    access.note_refusal(
        code="people.child.opened", by=user, at=at, child=child.uuid, reason="pace",
        detail={"n": str(n_read), "usual": str(usual), "stopped": str(is_stopped)},
    )
    if is_stopped:
        _tell(user, n_read, usual, at)
    wait = HOUR_SECONDS if is_stopped else max(1, int((PACE_GAP - since).total_seconds()))
    raise TooFastError("pace", wait_seconds=wait, is_stopped=is_stopped)


def _tell(user: User, n_read: int, usual: int, at: datetime) -> None:
    """One message an hour to the address behind which somebody sits; it names the account, and no child."""
    outbox.enqueue(
        key=f"people.pace.{user.uuid}.{at:%Y%m%d%H}", kind="email", to=settings.BRAND["email"], at=at,
        subject="An account was stopped: it opened very many records",
        body_text=(
            f"The account {user.email} opened {n_read} different records within an hour. Its usual pace is {usual}.\n\n"
            "It opens no more until the hour has passed. Ring its owner today. If they don't know of it, close the "
            "account: its sessions end at once. The audit trail lists every record that was opened."
        ),
    )
