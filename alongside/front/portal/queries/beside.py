"""What waits for somebody beside the cases of a tray: answers, documents to check, e-mail without a case."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.urls import resolve, reverse

from alongside.commons.actions.queries import ledger, todo
from alongside.commons.messaging import queries as messaging
from alongside.ground.access.models import User
from alongside.ground.access.policies import is_in_audience
from alongside.ground.core.dates import day_of
from alongside.ground.documents import queries as documents
from alongside.work.ehc import queries as ehc
from alongside.work.ehc.queries.kept import kept
from alongside.work.ehc.services import missing_rights


@dataclass(frozen=True, slots=True)
class Beside:
    """One list that is not a list of cases: how many wait in it, what they are, and where it is."""

    number: int
    words: str
    href: str


Counter = Callable[[User, datetime], int]
LISTS: tuple[tuple[str, tuple[str, ...], str, Counter], ...] = (
    ("actions_mine", (), "To do", lambda user, at: todo.n_mine(user, at=at)[0]),
    ("actions_promises", (), "Promises you have to keep", lambda user, at: ledger.n_own(user, at=at)[0]),
    ("messaging_owed", (), "Answers and deliveries you owe", lambda user, at: messaging.n_waiting(user, at=at)),
    ("documents_checks", (), "Documents to check", lambda user, at: documents.n_waiting(user, day_of(at))),
    ("messaging_unfiled", (), "E-mail without a case", lambda user, _: len(messaging.unfiled(user))),
    ("ehc_claims", (), "Exceptions without a ground", lambda user, at: ehc.n_exceptions(user, day_of(at))),
    ("people_directory", ("teams",), "Contacts that refusal letters lack", lambda _, at: len(missing_rights(day_of(at)))),
)
"""Pages, their arguments, their words, and how to count what waits there."""
ONLY_IF_ANY = ("people_directory",)
"""Shown only while something is missing."""


def beside(user: User, at: datetime) -> list[Beside]:
    """The lists that open to this account; numbers may be half a minute old, as those of the tray are."""
    key = ("beside", str(user.uuid), getattr(user, "n_rights", 0))
    numbers = kept(key, lambda: _count(user, at))
    return [Beside(numbers[name], words, reverse(name, args=args)) for name, args, words, _ in LISTS if name in numbers]


def _count(user: User, at: datetime) -> dict[str, int]:
    found = {
        name: count(user, at) for name, args, _, count in LISTS
        if is_in_audience(user, getattr(resolve(reverse(name, args=args)).func, "audience", ""))
    }
    return {name: number for name, number in found.items() if number or name not in ONLY_IF_ANY}
