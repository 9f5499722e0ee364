"""Who may read and write which conversation, log a call, and file an e-mail."""

from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet

from alongside.commons.messaging.models import Conversation, ConversationReader, Notice
from alongside.ground.access.models import User
from alongside.ground.access.policies import Audience, badges, has_permission
from alongside.ground.access.words import Permission, UserKind
from alongside.ground.core.dates import day_of
from alongside.ground.people import policies as people
from alongside.ground.people import queries as people_queries
from alongside.ground.people.models import Child, Person

Viewer = User | AnonymousUser
WORKS = Audience.permission(Permission.WORK_CASES)
LOGS = Audience.permission(Permission.WORK_CASES, Permission.ENTER_REQUESTS)
FILES = LOGS


def is_staff(user: Viewer) -> bool:
    """Whether an account works on cases, and so reads every conversation of a child whom it sees."""
    return isinstance(user, User) and has_permission(user, Permission.WORK_CASES)


def is_family(user: Viewer) -> bool:
    """Whether an account is a family's."""
    return isinstance(user, User) and user.kind == UserKind.FAMILY


def visible_to(user: Viewer, *, at: datetime) -> QuerySet[Conversation]:
    """Conversations that an account may read: its own, of children whom it may see.

    An exclusion, an ended relationship or a merged record takes them away, whatever the reader rows say. One parent
    never sees another's: only reader rows count for a family.
    """
    children = people.visible_to(user, on=at)
    seen = Conversation.objects.filter(Q(child__in=children) | Q(child__merged_into__in=children))
    if is_staff(user):
        return seen
    mine = ConversationReader.objects.filter(
        Q(until__isnull=True) | Q(until__gt=at), conversation=OuterRef("pk"), since__lte=at,
        badge__in=badges(user, on=day_of(at)),
    )
    return seen.filter(Exists(mine))


def can_read(user: Viewer, conversation: Conversation, *, at: datetime) -> bool:
    """Whether an account may read, and so write in, a conversation; the same truth as `visible_to`."""
    return visible_to(user, at=at).filter(pk=conversation.pk).exists()


def can_start(user: Viewer, child: Child, *, at: datetime) -> bool:
    """Whether an account may begin a conversation about a child: its family, and who works on the case."""
    if is_family(user):
        return any(m.person.uuid in people.own_persons(user) for m in people_queries.family_of(child, day_of(at))) and (
            people.can_see_child(user, child, on=at)
        )
    return is_staff(user) and people.can_see_child(user, child, on=at)


def can_log_call(user: Viewer, child: Child, *, at: datetime) -> bool:
    """Whether an account may note a telephone call about a child."""
    has_job = isinstance(user, User) and (
        has_permission(user, Permission.WORK_CASES) or has_permission(user, Permission.ENTER_REQUESTS)
    )
    return has_job and people.can_see_child(user, child, on=at)


def can_file_mail(user: Viewer) -> bool:
    """Whether an account may read e-mails that belong to no case yet, and file them."""
    return isinstance(user, User) and (
        has_permission(user, Permission.ENTER_REQUESTS) or has_permission(user, Permission.WORK_CASES)
    )


def is_addressee(user: Viewer, notice: Notice, *, at: datetime) -> bool:
    """Whether a notice is for the person behind an account, and they may still see the child."""
    own = people_queries.person_of(user, day_of(at))
    return own is not None and own.pk == notice.person_id and people.can_see_child(user, kept(notice.child), on=at)


def kept(child: Child) -> Child:
    """The record that stands for a child: this one, or the one into which it was merged."""
    return child.merged_into or child


def badge_of(person: Person) -> str:
    """The badge that an account of this person bears."""
    return f"person:{person.uuid}"
