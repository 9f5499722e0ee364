"""A letter to one person: kept in all its formats, told of by their channel, and counted as served."""

from dataclasses import replace
from datetime import date, datetime

from django.db import transaction

from alongside.commons.messaging import policies, queries
from alongside.commons.messaging.engine import days
from alongside.commons.messaging.models import Letter as SentLetter
from alongside.commons.messaging.services.notices import notify, short
from alongside.commons.messaging.words import Channel
from alongside.ground.access import services as access
from alongside.ground.access.models import User
from alongside.ground.core.dates import day_of
from alongside.ground.core.refs import Ref
from alongside.ground.documents import services as documents
from alongside.ground.documents.engine.letter import Letter, TextSize
from alongside.ground.people import queries as people
from alongside.ground.people.models import Child, Person
from alongside.ground.people.words import ReadingFormat

_SIZES = {ReadingFormat.LARGE_PRINT: TextSize.LARGE, ReadingFormat.EASY_READ: TextSize.EASY_READ}
_FORMATS = {"text/html": "html_uuid", "application/pdf": "pdf_uuid"}


@transaction.atomic
def send_letter(
    *, child: Child, to: Person, letter: Letter, event: str, ref: Ref | str, by: User | None, at: datetime,
    key: str = "", words: str = "", template: str = "", template_version: str = "",
) -> SentLetter | None:
    """Send a letter about a child to one person; None when nothing may go to them.

    The letter is composed in the person's text size and kept as page, PDF and Word, to be read by that person and the
    officers of the case and by nobody else. The caller has made the release check. `words` ("A decision letter is
    ready") go into the notification; the letter's own title may name the child, the notification never does. The
    same `key` (default: event, thing and person) returns the first letter. `notice.served_on` says from when it counts.
    """
    if not people.may_write_to(to, child, day_of(at)):
        access.record(code="messaging.letter.stopped", by=by, at=at, child=child.uuid, detail={"event": event})
        return None
    key = short(key or f"{event}|{ref}|{to.uuid}")
    before = SentLetter.objects.select_related("notice").filter(key=key).first()
    if before is not None:
        return before
    profile = people.profile_of(to)
    sized = replace(letter, text_size=_SIZES.get(ReadingFormat(profile.reading_format), letter.text_size))
    made = documents.add_letter(
        letter=sized, child_uuid=child.uuid, ref=ref, by=by, at=at,
        readers=[policies.badge_of(to), *queries.staff_badges(child, on=day_of(at))],
    )
    uuids = {_FORMATS.get(document.media_type, "docx_uuid"): document.uuid for document in made}
    notice = notify(
        child=child, person=to, event=event, words=words or "A letter is ready", link_ref=ref, at=at, by=by,
        document=uuids["html_uuid"], key=f"letter:{key}",
    )
    assert notice is not None  # asked above, in the same transaction
    return SentLetter.objects.create(
        key=key, child=child, person=to, notice=notice, event=event, title=letter.title[:200], template=template,
        template_version=template_version, ref=str(ref), sent_at=at, sent_by=by, **uuids,
    )


def expected_service(person: Person, *, at: datetime) -> tuple[Channel, date]:
    """How and on which day a formal notice to this person would count as served if it were sent at this moment."""
    on = day_of(at)
    channel = queries.formal_channel(person, people.profile_of(person), on=on)
    return channel, days.served_by_post(on) if channel == Channel.POST else on
