"""What rooms below found out is told to those concerned: a document may be read now, a file holds something harmful."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from alongside.commons.messaging import policies, queries
from alongside.commons.messaging.models import Errand
from alongside.commons.messaging.services.notices import notify
from alongside.commons.messaging.words import Channel, ErrandKind
from alongside.ground.access import services as access
from alongside.ground.access.models import User
from alongside.ground.access.words import UserKind
from alongside.ground.core.dates import day_of
from alongside.ground.core.refs import Ref
from alongside.ground.documents import policies as document_policies
from alongside.ground.documents import queries as documents
from alongside.ground.documents import services as document_services
from alongside.ground.documents.models import Document
from alongside.ground.outbox import services as outbox
from alongside.ground.outbox.words import Kind
from alongside.ground.people import queries as people
from alongside.ground.people.models import Child, Person

READY = "A document is ready to read"
NOT_TAKEN = "A file that you sent could not be taken"
BY_HAND = "Send them a copy of the document: they read on paper, or have no account here."


def tell_released(*, at: datetime) -> int:
    """Tell everybody whom a release check let read a document, once each, by their own way. Returns how many notices.

    A release whose minutes have passed takes effect first, so that no reader waits for two rounds. Each release is a
    transaction of its own with its mark: a worker that ends half way leaves nothing told twice, and nothing untold.
    """
    document_services.carry_out_releases(at=at)
    return sum(_tell_one(found, at) for found in documents.untold_releases())


@transaction.atomic
def _tell_one(found: documents.Released, at: datetime) -> int:
    if not document_services.mark_release_told(release=found.uuid, at=at):
        return 0
    child = policies.kept(Child.objects.select_related("merged_into").get(uuid=found.child_uuid))
    notices = [
        _tell_reader(child, person, found, at) for person in _persons(found.badges)
        if _may_read(person, found.document, at)
    ]
    return sum(notices)


def _persons(badges: tuple[str, ...]) -> list[Person]:
    """The people of the family behind the badges of a release, each once."""
    uuids = [badge.removeprefix("person:") for badge in badges if badge.startswith("person:")]
    return list(Person.objects.filter(uuid__in=uuids).select_related("user").order_by("pk"))


def _may_read(person: Person, document: Document, at: datetime) -> bool:
    if person.user is not None:
        return document_policies.can_open(person.user, document, day_of(at))
    return document_policies.opens_to_badge(policies.badge_of(person), document, day_of(at))


def _tell_reader(child: Child, person: Person, found: documents.Released, at: datetime) -> bool:
    channel = queries.plain_channel(person, people.profile_of(person))
    is_on_paper = channel == Channel.POST or person.user is None
    notice = notify(
        child=child, person=person, event="documents.release.done", words=READY,
        link_ref=Ref("documents", "document", found.document.uuid), document=found.document.uuid, is_formal=False,
        key=f"released:{found.uuid}:{person.uuid}", by_hand=BY_HAND if is_on_paper else "", at=at, by=None,
    )
    return notice is not None


def tell_harm(*, at: datetime) -> int:
    """Tell of every harmful file, once: whoever sent it, and the officer of the case. Returns how many files."""
    return sum(_tell_harm(found, at) for found in documents.untold_harm())


@transaction.atomic
def _tell_harm(found: documents.Harmful, at: datetime) -> bool:
    if not document_services.mark_harm_told(document=found.uuid, at=at):
        return False
    child = policies.kept(Child.objects.select_related("merged_into").get(uuid=found.child_uuid))
    sender = people.person_of(found.added_by, day_of(at)) if found.added_by else None
    is_family = found.added_by is not None and found.added_by.kind == UserKind.FAMILY
    raise_errand(
        key=f"harm:{found.uuid}", kind=ErrandKind.HARMFUL, child=child, person=sender if is_family else None,
        words="A file that came with this case can't be opened",
        why="The virus check found something harmful in it. Ask whoever sent it for another copy.", at=at,
    )
    if is_family and sender is not None:
        notify(
            child=child, person=sender, event="documents.upload.infected", words=NOT_TAKEN, link_ref=found.ref or "",
            key=f"harm:{found.uuid}:{sender.uuid}", is_formal=False, at=at, by=None, post_text=_harm_text(),
        )
    elif found.added_by is not None:
        _write_to_account(found.added_by, found.uuid, child, at)
    return True


def _harm_text() -> str:
    return (
        f"{NOT_TAKEN}. Our virus check found something harmful in it, so nobody can open it. Everything else that you "
        "sent is safe. Please send a copy from another computer or telephone, or on paper.\n\n"
        f"Questions? Ring {settings.BRAND['phone']}."
    )


def _write_to_account(user: User, document: UUID, child: Child, at: datetime) -> None:
    """A professional hears by e-mail; it names no child and no file."""
    outbox.enqueue(
        key=f"harm:{document}:{user.uuid}", kind=Kind.EMAIL, to=user.email, subject=NOT_TAKEN, body_text=_harm_text(),
        at=at, child_uuid=child.uuid, badge=f"user:{user.uuid}",
    )


@transaction.atomic
def raise_errand(
    *, key: str, kind: ErrandKind, child: Child, words: str, why: str, at: datetime, person: Person | None = None,
    notice_pk: int | None = None, outbox_uuid: UUID | None = None,
) -> Errand:
    """Leave something for the officer of a case; the same `key` again is the same errand."""
    made, is_new = Errand.objects.get_or_create(key=key, defaults={
        "kind": kind, "child": child, "person": person, "notice_id": notice_pk, "words": words[:200],
        "why": why[:300], "outbox_uuid": outbox_uuid, "raised_at": at,
    })
    if is_new:
        access.record(
            code="messaging.errand.raised", by=None, at=at, child=child.uuid,
            ref=Ref("messaging", "errand", made.uuid), detail={"kind": kind},
        )
    return made
