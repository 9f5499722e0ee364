"""When a family last heard from a person, what they last asked, and how many questions were answered in time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max, QuerySet

from alongside.commons.messaging.engine import days
from alongside.commons.messaging.models import CallNote, Conversation, Letter, Message
from alongside.ground.core.dates import day_of, start_of
from alongside.ground.people import queries as people
from alongside.ground.people.models import Child

LONGEST_REPLY = timedelta(days=14)
"""More calendar days than the service standard ever gives for an answer."""


@dataclass(frozen=True, slots=True)
class Question:
    """The last thing that a family asked and nobody has answered."""

    conversation: Conversation
    words: str
    author: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Answering:
    """Questions of families in a time: how many were due, how many of them were answered, and in time."""

    n_due: int
    n_answered: int
    n_in_time: int


def last_contacts(children: Iterable[int]) -> dict[int, datetime]:
    """When somebody last wrote to, rang or answered the family of each child. What a machine sends doesn't count."""
    keys = list(children)
    found: dict[int, datetime] = {}
    sources = (
        Message.objects.filter(conversation__child__in=keys, is_from_family=False, sent_by__isnull=False)
        .values_list("conversation__child").annotate(last=Max("sent_at")),
        CallNote.objects.filter(child__in=keys).values_list("child").annotate(last=Max("called_at")),
        Letter.objects.filter(child__in=keys, sent_by__isnull=False).values_list("child").annotate(last=Max("sent_at")),
    )
    for rows in sources:
        for child, last in rows:
            found[child] = max(found.get(child, last), last)
    return found


def last_contact(child: Child) -> datetime | None:
    """The same for one child and the records that were merged into it."""
    return max(last_contacts(people.ids_of(child)).values(), default=None)


def last_question(child: Child) -> Question | None:
    """What the family last asked and nobody has answered; nothing when every question is answered."""
    rows = Message.objects.filter(
        conversation__child__in=people.ids_of(child), conversation__owed_since__isnull=False, is_from_family=True
    ).select_related("conversation__child")
    last = rows.order_by("-sent_at", "-pk").first()
    return Question(last.conversation, last.words, last.author_words, last.sent_at) if last else None


def answering(children: Iterable[int] | QuerySet[Child], *, since: date, until: date) -> Answering:
    """Questions that had to be answered in a time, by the service standard: counted by question, not by message.

    Several messages of a family in a row are one question; the next message of staff answers it.
    """
    lively = Conversation.objects.filter(child__in=children, last_at__gte=start_of(since - LONGEST_REPLY))
    rows = Message.objects.filter(conversation__in=lively.values("pk"), sent_at__date__lte=until).order_by(
        "conversation", "sent_at", "pk"
    ).values_list("conversation", "is_from_family", "sent_at")
    n_due = n_answered = n_in_time = 0
    asked: dict[int, date] = {}
    closed: list[tuple[date, date | None]] = []
    for conversation, is_from_family, sent_at in rows:
        if is_from_family:
            asked.setdefault(conversation, day_of(sent_at))
        elif conversation in asked:
            closed.append((asked.pop(conversation), day_of(sent_at)))
    closed += [(day, None) for day in asked.values()]
    for day, answered_on in closed:
        if not since <= days.reply_by(day) <= until:
            continue
        n_due += 1
        n_answered += answered_on is not None
        n_in_time += answered_on is not None and answered_on <= days.reply_by(day)
    return Answering(n_due, n_answered, n_in_time)
