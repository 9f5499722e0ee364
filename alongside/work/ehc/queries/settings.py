"""What a setting sees of requests: pupils whom it may see, what it was asked, and until when."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from alongside.ground.access.policies import Viewer, badges
from alongside.ground.core.dates import day_of
from alongside.ground.core.errors import NotThereError
from alongside.work.ehc import policies
from alongside.work.ehc.models import Consultation
from alongside.work.ehc.words import LIVE, STATE_WORDS, ConsultedKind


@dataclass(frozen=True, slots=True)
class PupilLine:
    """One running request about a pupil: how far it is, and the view that the setting still owes, if any."""

    uuid: UUID
    reference: str
    child: str
    state: str
    due_on: date | None
    asked: UUID | None
    answer_by: date | None
    asked_words: str


def pupils(user: Viewer, at: datetime) -> list[PupilLine]:
    """Running requests about pupils of the viewer's settings, those with a view to give first."""
    on = day_of(at)
    rows = policies.visible_to(user, on=on).filter(state__in=LIVE, duplicate_of__isnull=True, track__isnull=False)
    found = list(rows.select_related("child", "track").order_by("received_on", "pk")[:200])
    open_views = {asked.request_id: asked for asked in _asked(user, on).filter(request__in=found)}
    lines = []
    for row in found:
        asked = open_views.get(row.pk)
        lines.append(PupilLine(
            row.uuid, row.reference, row.child.full_name, STATE_WORDS[row.state], row.track.next_due if row.track else None,
            asked.uuid if asked else None, asked.due_on if asked else None, asked.asked_words if asked else "",
        ))
    return sorted(lines, key=lambda line: (line.answer_by or date.max, line.due_on or date.max))


def view_asked(user: Viewer, uuid: UUID, at: datetime) -> Consultation:
    """A view that the viewer's setting was asked for and has not given; NotThereError for all else."""
    found = _asked(user, day_of(at)).select_related("request__child", "setting").filter(uuid=uuid).first()
    if found is None or not policies.can_answer(user, found, on=day_of(at)):
        raise NotThereError
    return found


def _asked(user: Viewer, on: date) -> QuerySet[Consultation]:
    own = [badge.removeprefix("setting:") for badge in badges(user, on=on) if badge.startswith("setting:")]
    return Consultation.objects.filter(kind=ConsultedKind.SETTING, setting__uuid__in=own, answered_at__isnull=True)
