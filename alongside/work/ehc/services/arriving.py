"""What a request brings with it: a new child, a person who asks, relationships, and evidence."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from uuid import UUID

from alongside.ground.access.models import User
from alongside.ground.core.dates import day_of
from alongside.ground.core.refs import Ref
from alongside.ground.documents import services as documents
from alongside.ground.documents.models import Document
from alongside.ground.people import queries as people_queries
from alongside.ground.people import services as people
from alongside.ground.people.models import Child, Person, Setting
from alongside.ground.people.words import Channel, ReadingFormat, RelationKind, Sex
from alongside.work.ehc.models import Evidence, Request
from alongside.work.ehc.services.given import AskerGiven, ChildGiven, Sent, clean_postcode
from alongside.work.ehc.words import AskedBy, EvidenceFrom


def register(given: ChildGiven, door: str, at: datetime) -> Child:
    """A new record with what can be taken; numbers and postcodes that can't be right stay in the answers only.

    A birth date that nobody gave, or that can't be one, stays empty: the child's page tells a person to ask.
    The system registers: whoever asks has no right of their own over the register.
    """
    return people.register_child(
        given_name=given.given_name or "Not given", family_name=given.family_name or "Not given",
        born_on=given.known_birth_date(day_of(at)), source=f"request {door}", by=None, at=at,
        preferred_name=given.preferred_name, postcode=clean_postcode(given.postcode),
        sex=given.sex if given.sex in Sex.values else "", first_language=given.first_language[:40],
        is_looked_after=given.is_looked_after,
    )


def person_of(asker: AskerGiven, at: datetime) -> Person:
    """Whoever asks, as a person of their own: a stranger never becomes somebody whom we know already."""
    if asker.person is not None:
        return asker.person
    person = people.register_person(
        family_name=asker.family_name[:100], given_name=asker.given_name[:100], email=asker.email[:254],
        phone=asker.phone[:30], by=None, at=at,
    )
    if asker.is_unsafe:
        person = people.update_person(
            person=person, version=person.version, by=None, at=at, is_safe_contact_needed=True,
            safe_contact_words=asker.safe_words[:300],
        )
    if asker.address.strip():
        people.set_address(
            who=person, lines=asker.address, postcode=clean_postcode(asker.postcode), starts_on=day_of(at), by=None,
            at=at,
        )
    people.set_profile(person=person, version=0, by=None, at=at, **_profile(asker, day_of(at)))
    return person


def _profile(asker: AskerGiven, on: date) -> dict[str, object]:
    channel = asker.channel if asker.channel in Channel.values else ""
    is_written = channel in (Channel.EMAIL, Channel.PORTAL) and asker.agrees_electronic
    return {
        "language": asker.language[:40] or "English", "needs_interpreter": asker.needs_interpreter,
        "reading_format": asker.reading_format if asker.reading_format in ReadingFormat.values else "plain",
        "channel": channel or (Channel.POST if asker.address.strip() else Channel.EMAIL if asker.email
                               else Channel.PHONE),
        "electronic_notice_agreed_on": on if is_written else None, "best_time": asker.best_time[:150],
        "access_needs": asker.access_needs, "help_to_take_part": asker.help_to_take_part,
    }


def relate(request: Request, new_pupil_of: Setting | None, at: datetime) -> None:
    """The team holds the child; family stands unchecked; a setting that registers a new pupil has them on roll."""
    on, child, person = day_of(at), request.child, request.requester
    if request.team is not None:
        people.relate(child=child, kind=RelationKind.CASE_TEAM, team=request.team, starts_on=on, by=None, at=at,
                      source="request")
    known = {member.person.pk for member in people_queries.family_of(child, on)}
    is_family = request.asked_by_kind in (AskedBy.PARENT, AskedBy.YOUNG_PERSON)
    if person is not None and is_family and person.pk not in known:
        people.relate(child=child, kind=RelationKind.FAMILY_UNCHECKED, person=person, starts_on=on, by=None, at=at,
                      source="request")
    if new_pupil_of is not None and request.asked_by_kind == AskedBy.SETTING:
        people.relate(child=child, kind=RelationKind.ON_ROLL, setting=new_pupil_of, starts_on=on, by=None, at=at,
                      evidence="The setting says so in its request.", source="request")


def keep_evidence(target: Request, request: Request, sent: Sent, by: User | None, at: datetime) -> None:
    """Words and files as evidence on the running request, readable by the team that holds it."""
    for given in sent.evidence:
        Evidence.objects.create(
            request=target, title=given.title[:200], words=given.words, document_uuid=given.document_uuid,
            given_by=given.given_by, given_by_words=request.requester_words,
            received_on=request.received_on or day_of(at),
            added_by=by, added_at=at,
        )
    files = [given.document_uuid for given in sent.evidence if given.document_uuid]
    if files:
        assign_files(target, files, by, at)


def assign_files(
    target: Request, files: list[UUID], by: User | None, at: datetime, *, readers: Iterable[str] = (),
    check_for: Mapping[str, str] | None = None, due_check_on: date | None = None,
) -> None:
    """Give uploads of a draft to the case; its team and `readers` read them at once, `check_for` after a check."""
    held = [*readers, *_held_by(target)]
    for source in {row.ref for row in Document.objects.filter(uuid__in=files)}:
        own = list(Document.objects.filter(uuid__in=files, ref=source).values_list("uuid", flat=True))
        documents.assign(
            documents=own, ref=Ref("ehc", "request", target.uuid), from_ref=source, child_uuid=target.child.uuid,
            by=by, at=at, readers=held, check_for=check_for, due_check_on=due_check_on, about=target.child.full_name,
        )


def _held_by(target: Request) -> list[str]:
    readers = [f"team:{target.team.uuid}"] if target.team else []
    if target.officer:
        readers.append(f"post:{target.officer.uuid}")
    return readers


def family_side(kind: str) -> str:
    """Who gave evidence that came with a request of this kind of asker."""
    return {
        AskedBy.PARENT: EvidenceFrom.FAMILY, AskedBy.YOUNG_PERSON: EvidenceFrom.YOUNG_PERSON,
        AskedBy.SETTING: EvidenceFrom.SETTING, AskedBy.COUNCIL: EvidenceFrom.COUNCIL,
    }.get(AskedBy(kind), EvidenceFrom.OTHER).value

