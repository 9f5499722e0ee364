"""A child's documents as lines on a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.urls import reverse

from alongside.ground.access.models import User
from alongside.ground.core.dates import day_of, in_words
from alongside.ground.documents import queries as documents
from alongside.ground.people.models import Child


@dataclass(frozen=True, slots=True)
class PaperLink:
    """One format of a document: words such as `PDF, 240 KB`, and its address."""

    words: str
    href: str


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One document: title, day, why it can't be opened yet, and its formats."""

    title: str
    when: str
    note: str
    links: tuple[PaperLink, ...]
    report: str = ""
    """Where to say that something is wrong with it; empty for what can't be opened."""


def papers_of(user: User, children: Sequence[Child], on: date) -> dict[UUID, tuple[PaperLine, ...]]:
    """The documents about each child that this account may read, newest first; a letter's formats stand together."""
    found = documents.documents_about(user, [child.uuid for child in children], on)
    return {child.uuid: tuple(_line(row) for row in found[child.uuid]) for child in children}


def _line(row: documents.Listed) -> PaperLine:
    links = tuple(
        PaperLink("read it here" if found.is_page else f"{found.words}, {found.size}",
                  reverse("documents_letter" if found.is_page else "documents_open", args=[found.uuid]))
        for found in row.formats
    )
    if not row.is_openable:
        return PaperLine(row.title, in_words(day_of(row.received_at)), row.note, ())
    report = reverse("documents_report", args=[row.uuid])
    return PaperLine(row.title, in_words(day_of(row.received_at)), row.note, links, report)
