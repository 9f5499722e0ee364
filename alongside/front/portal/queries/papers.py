"""A child's documents as lines on a page."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from alongside.ground.access.models import User
from alongside.ground.core.dates import day_of, in_words
from alongside.ground.documents import queries as documents
from alongside.ground.people.models import Child


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One document: title, day, address."""

    title: str
    when: str
    href: str


def papers_of(user: User, child: Child, on: date) -> tuple[PaperLine, ...]:
    """The documents about a child that this account may read, newest first."""
    rows = documents.documents_of(user, child.uuid, on)
    return tuple(
        PaperLine(row.title, in_words(day_of(row.received_at)), reverse("documents_open", args=[row.uuid])) for row in rows
    )
