"""Conversations, what is owed, notices and letters; the viewer first."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse

from alongside.commons.messaging import policies
from alongside.commons.messaging.models import (
    CallNote,
    Conversation,
    ConversationReader,
    InboundMail,
    Letter,
    Notice,
)
from alongside.commons.messaging.policies import Viewer
from alongside.commons.messaging.words import Channel, ConversationState, InboundState
from alongside.ground.core.dates import day_of
from alongside.ground.core.errors import NotThereError
from alongside.ground.documents import queries as documents
from alongside.ground.documents.models import Document
from alongside.ground.documents.words import Source
from alongside.ground.people import policies as people_policies
from alongside.ground.people import queries as people
from alongside.ground.people.models import Child, CommunicationProfile, Person, Post, Relationship, Team
from alongside.ground.people.models.days import current
from alongside.ground.people.words import RelationKind


@dataclass(frozen=True, slots=True)
class Row:
    """One conversation in a list; `owed` says by when an answer is due, for staff."""

    uuid: UUID
    child_uuid: UUID
    child: str
    title: str
    last_at: datetime
    owed_on: date | None
    is_overdue: bool
    is_open: bool


@dataclass(frozen=True, slots=True)
class Said:
    """One message of a thread. `whole` is what an e-mail said with everything it quoted, when that is more."""

    uuid: UUID
    words: str
    author: str
    is_mine: bool
    is_from_family: bool
    channel: str
    sent_at: datetime
    whole: str


@dataclass(frozen=True, slots=True)
class Thread:
    """A conversation with its messages, who reads it, its files and who answers."""

    conversation: Conversation
    said: tuple[Said, ...]
    readers: tuple[str, ...]
    holder: str
    files: tuple[documents.Listed, ...]


def conversations_for(user: Viewer, *, at: datetime, child: Child | None = None, limit: int = 100) -> tuple[Row, ...]:
    """Conversations that the viewer may read, the latest first; of one child when it is given."""
    rows = policies.visible_to(user, at=at)
    if child is not None:
        rows = rows.filter(child__in=people.ids_of(child))
    elif policies.is_staff(user):
        rows = rows.filter(child__in=people_policies.caseload_of(user, on=at))
    return _rows(rows.order_by("-last_at", "-pk")[:limit], day_of(at))


def owed(user: Viewer, *, at: datetime, limit: int = 200) -> tuple[Row, ...]:
    """Conversations in which the viewer's own cases wait for an answer, the most urgent first."""
    rows = policies.visible_to(user, at=at).filter(
        reply_by_on__isnull=False, child__in=people_policies.caseload_of(user, on=at)
    )
    return _rows(rows.order_by("reply_by_on", "owed_since", "pk")[:limit], day_of(at))


def _rows(rows: QuerySet[Conversation], on: date) -> tuple[Row, ...]:
    return tuple(
        Row(
            row.uuid, row.child.uuid, row.child.full_name, row.title, row.last_at, row.reply_by_on,
            row.reply_by_on is not None and row.reply_by_on < on, row.state == ConversationState.OPEN,
        )
        for row in rows.select_related("child")
    )


def conversation_for(user: Viewer, uuid: UUID, *, at: datetime) -> Conversation:
    """A conversation that the viewer may read; raises NotThereError, the same for hidden and unknown."""
    found = policies.visible_to(user, at=at).select_related("child").filter(uuid=uuid).first()
    if found is None:
        raise NotThereError
    return found


def thread(user: Viewer, uuid: UUID, *, at: datetime) -> Thread:
    """A conversation as the viewer may read it; raises NotThereError."""
    found = conversation_for(user, uuid, at=at)
    is_staff = policies.is_staff(user)
    own = getattr(user, "pk", None)
    said = tuple(
        Said(
            m.uuid, m.words, m.author_words, m.sent_by_id == own, m.is_from_family, m.channel, m.sent_at,
            m.mail.text if m.mail is not None and m.mail.text != m.words else "",
        )
        for m in found.messages.select_related("mail").order_by("sent_at", "pk")
    )
    return Thread(
        found, said, _reader_words(found, at) if is_staff else (), holder_words(found.holder, on=day_of(at)),
        documents.documents_for(user, ref_of(found), day_of(at)),
    )


def ref_of(conversation: Conversation) -> str:
    """How documents and notices point at a conversation."""
    return f"messaging:conversation:{conversation.uuid}"


def _reader_words(conversation: Conversation, at: datetime) -> tuple[str, ...]:
    return tuple(person.full_name for person in readers_of(conversation, at=at))


def readers_of(conversation: Conversation, *, at: datetime) -> list[Person]:
    """People of the family who read a conversation now."""
    badges = ConversationReader.objects.filter(
        Q(until__isnull=True) | Q(until__gt=at), conversation=conversation, badge__startswith="person:"
    ).values_list("badge", flat=True)
    uuids = [badge.removeprefix("person:") for badge in badges]
    return list(Person.objects.filter(uuid__in=uuids).select_related("user").order_by("pk"))


def could_read(conversation: Conversation, *, at: datetime) -> list[tuple[UUID, str, bool]]:
    """The child's people whom an officer may include, with uuid, name, and whether they read it already."""
    reading = {person.pk for person in readers_of(conversation, at=at)}
    return [
        (m.person.uuid, m.person.full_name, m.person.pk in reading)
        for m in people.recipients(policies.kept(conversation.child), day_of(at))
    ]


def person_for(conversation: Conversation, uuid: str, *, at: datetime) -> Person:
    """One of the child's people, or of the readers, by uuid as text; raises NotThereError."""
    found = [m.person for m in people.recipients(policies.kept(conversation.child), day_of(at))]
    for person in (*found, *readers_of(conversation, at=at)):
        if str(person.uuid) == uuid:
            return person
    raise NotThereError


def own_children(user: Viewer, *, at: datetime) -> tuple[tuple[UUID, str], ...]:
    """The children of a family's account, with uuid and name."""
    rows = people_policies.visible_to(user, on=at).order_by("given_name", "pk")
    return tuple((child.uuid, child.full_name) for child in rows[:20])


def staff_badges(child: Child, *, on: date) -> list[str]:
    """Badges of the officer and the team that hold the case, the officer first."""
    rows = Relationship.objects.filter(
        current(on), child=child, kind__in=(RelationKind.CASE_OFFICER, RelationKind.CASE_TEAM)
    ).order_by("kind", "pk")
    return list(rows.values_list("badge", flat=True))


def holder_of(child: Child, *, on: date) -> str:
    """The badge of who answers a family: officer, else team of the case, else the team of the district."""
    held = staff_badges(child, on=on)
    if held:
        return held[0]
    team = people.team_for_district(child.district)
    return f"team:{team.uuid}" if team else ""


def holder_words(badge: str, *, on: date) -> str:
    """Who answers, in words; the council's team where nobody is named."""
    kind, _, uuid = badge.partition(":")
    models: dict[str, type[Post] | type[Team]] = {"post": Post, "team": Team}
    model = models.get(kind)
    found = model.objects.filter(uuid=uuid).first() if model else None
    return people.holder_words(found, on=on) if found else "The EHC team"


def calls_of(user: Viewer, child: Child, *, at: datetime) -> tuple[CallNote, ...]:
    """Calls about a child, the latest first, for staff who see the child; nothing for anybody else."""
    if not policies.can_log_call(user, child, at=at):
        return ()
    rows = CallNote.objects.filter(child__in=people.ids_of(child)).select_related("with_person", "logged_by")
    return tuple(rows.order_by("-called_at", "-pk"))


def notice_for(user: Viewer, uuid: UUID, *, at: datetime) -> Notice:
    """A notice to the person behind the account; raises NotThereError."""
    found = Notice.objects.select_related("child", "person").filter(uuid=uuid).first()
    if found is None or not policies.is_addressee(user, found, at=at):
        raise NotThereError
    return found


def notices_for(user: Viewer, child: Child, *, at: datetime, limit: int = 50) -> tuple[Notice, ...]:
    """Notices about a child to the person behind the account, the newest first: never those to somebody else."""
    own = people.person_of(user, day_of(at))
    if own is None or not people_policies.can_see_child(user, child, on=at):
        return ()
    rows = Notice.objects.filter(child__in=people.ids_of(child), person=own).select_related("letter")
    return tuple(rows.order_by("-sent_at", "-pk")[:limit])


def notices_of(user: Viewer, child: Child, *, at: datetime, limit: int = 100) -> tuple[Notice, ...]:
    """All notices about a child, for staff who work on the case: to whom, how, opened or posted, served when."""
    if not policies.is_staff(user) or not people_policies.can_see_child(user, child, on=at):
        return ()
    rows = Notice.objects.filter(child__in=people.ids_of(child)).select_related("person", "letter")
    return tuple(rows.order_by("-sent_at", "-pk")[:limit])


def notice_with(key: str) -> Notice | None:
    """The notice of a key: how a room above follows what it sent."""
    return Notice.objects.select_related("person").filter(key=key).first()


def letters_of(child: Child) -> tuple[Letter, ...]:
    """Letters about a child, the newest first: for rooms above, which ask who may see them."""
    rows = Letter.objects.filter(child__in=people.ids_of(child)).select_related("person", "notice")
    return tuple(rows.order_by("-sent_at", "-pk"))


def unfiled(user: Viewer, *, limit: int = 100) -> tuple[InboundMail, ...]:
    """E-mails that belong to no case yet, the oldest first; nothing for who may not file them."""
    if not policies.can_file_mail(user):
        return ()
    return tuple(InboundMail.objects.filter(state=InboundState.UNFILED).defer("raw").order_by("received_at")[:limit])


def mail_for(user: Viewer, uuid: UUID) -> InboundMail:
    """An e-mail that waits to be filed; raises NotThereError."""
    found = InboundMail.objects.filter(uuid=uuid, state=InboundState.UNFILED).first()
    if found is None or not policies.can_file_mail(user):
        raise NotThereError
    return found


def formal_channel(person: Person, profile: CommunicationProfile, *, on: date) -> Channel:
    """How a notice with legal effect goes out: electronically only for who chose it in writing, else by post."""
    if people.is_electronic_agreed(profile, on):
        if profile.channel == Channel.EMAIL and person.email:
            return Channel.EMAIL
        if profile.channel == Channel.PORTAL and person.user_id is not None:
            return Channel.PORTAL
    return Channel.POST


def plain_channel(person: Person, profile: CommunicationProfile) -> Channel:
    """How other news goes out: as the person chose; who never said and has an account here hears by e-mail."""
    wanted = Channel(profile.channel)
    if profile.version == 0 and person.email and person.user_id is not None:
        return Channel.EMAIL
    fits = {
        Channel.EMAIL: bool(person.email), Channel.SMS: bool(person.phone), Channel.PORTAL: person.user_id is not None,
        Channel.PHONE: True, Channel.POST: True,
    }
    return wanted if fits[wanted] else Channel.POST


def address_of_notice(notice: Notice) -> str:
    """Path of the page of a notice."""
    return reverse("messaging_notice", args=(notice.uuid,))


def address_of_document(uuid: UUID) -> str:
    """Where a document opens: a letter of ours as a page, everything else as a file."""
    is_page = Document.objects.filter(uuid=uuid, source=Source.MADE, media_type="text/html").exists()
    return reverse("documents_letter" if is_page else "documents_open", args=(uuid,))


def has_unread(user: Viewer, *, at: datetime) -> bool:
    """Whether the person behind the account has notices that they have not opened."""
    own = people.person_of(user, day_of(at))
    if own is None:
        return False
    seen = people_policies.visible_to(user, on=at)
    return Notice.objects.filter(person=own, opened_at__isnull=True, child__in=seen).exists()
