"""Open requests as `actions` watches them: the facts that a plain update to a family is made from."""

from collections.abc import Iterator
from datetime import datetime

from alongside.commons.actions.services import OpenCase
from alongside.ground.core.dates import day_of
from alongside.ground.core.refs import Ref
from alongside.ground.people import queries as people_queries
from alongside.work.ehc.models import Request
from alongside.work.ehc.services.standing import holder_badge
from alongside.work.ehc.words import LIVE, STATE_WORDS, Door

BATCH = 1000


def open_cases(at: datetime) -> Iterator[OpenCase]:
    """Every request on which a clock runs and whose family we know, lot by lot; not those known from a return alone."""
    rows = Request.objects.filter(
        state__in=LIVE, track__closed_on__isnull=True, track__isnull=False, duplicate_of__isnull=True,
        child__died_on__isnull=True,
    ).exclude(door=Door.RETURN)
    rows = rows.select_related("child__merged_into", "track", "team", "officer__team", "officer__district").order_by("pk")
    last, on = 0, day_of(at)
    while lot := list(rows.filter(pk__gt=last)[:BATCH]):
        last = lot[-1].pk
        posts = people_queries.holder_words_of([row.officer for row in lot if row.officer], on=on)
        for row in lot:
            assert row.track is not None  # chosen so
            team = row.team.title if row.team else "nobody yet"
            yield OpenCase(
                child=row.child.merged_into or row.child, ref=Ref("ehc", "request", row.uuid),
                since_on=row.received_on or row.track.opened_on, state=STATE_WORDS[row.state], due_on=row.track.next_due,
                holder=posts[row.officer.pk] if row.officer else team, holder_badge=holder_badge(row),
                waiting_for=row.waiting_for,
            )
