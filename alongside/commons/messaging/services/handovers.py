"""Word to families that another person holds their case from a day on: before the day, by each one's own way."""

from datetime import datetime

from django.db import transaction

from alongside.commons.messaging.services.notices import notify
from alongside.commons.messaging.words import NoticeState
from alongside.ground.core.dates import day_of
from alongside.ground.core.refs import Ref
from alongside.ground.people import queries as people
from alongside.ground.people import services as people_services
from alongside.ground.people.models import HandoverLine

EVENT = "people.post.changed"


def tell_of_handovers(*, at: datetime) -> int:
    """Tell everybody who is still to be told, and keep the notice as proof; returns how many were told now.

    Whom no machine can reach (they chose the telephone) counts as told only once somebody has written down how.
    """
    lines = people.families_to_tell(day_of(at))
    return sum(_tell(line, at) for line in lines)


@transaction.atomic
def _tell(line: HandoverLine, at: datetime) -> bool:
    if not people.may_write_to(line.person, line.child, day_of(at)):
        return False
    notice = notify(
        child=line.child, person=line.person, event=EVENT, words="Another person will hold your case", at=at, by=None,
        link_ref=str(Ref("people", "handover", line.handover.uuid)), key=f"{EVENT}|{line.handover.uuid}|{line.pk}",
        post_text=f"{people.handover_words(line.handover)}\n\n{line.handover.words}",
    )
    if notice is None or (notice.state == NoticeState.TO_DO and notice.todo_done_at is None):
        return False
    people_services.mark_told(line=line, ref=Ref("messaging", "notice", notice.uuid), at=at)
    return True
