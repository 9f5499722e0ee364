"""Where a room stands with a child: one line each, written by the room that knows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from alongside.ground.core.bulk import upsert
from alongside.ground.people.models import Child, Standing

_COLUMNS = ["child_id", "room", "words", "since", "holder", "holder_badge", "next_on", "next_words"]


@dataclass(frozen=True, slots=True)
class Stand:
    """One line for `set_standing_many`; `child_id` is the key of the child."""

    child_id: int
    words: str
    since: date
    holder: str
    holder_badge: str = ""
    next_on: date | None = None
    next_words: str = ""


@transaction.atomic
def set_standing(
    *, child: Child, room: str, words: str, since: date, holder: str, next_on: date | None = None,
    next_words: str = "", holder_badge: str = "",
) -> None:
    """Write the one line of a room about a child. No audit line: it repeats what the room's own act entered."""
    set_standing_many(room=room, stands=[Stand(child.pk, words, since, holder, holder_badge, next_on, next_words)])


@transaction.atomic
def set_standing_many(*, room: str, stands: Iterable[Stand]) -> int:
    """The same for many children in a few statements; returns how many."""
    return upsert(Standing, _COLUMNS, (
        {"child_id": s.child_id, "room": room, "words": s.words[:200], "since": s.since, "holder": s.holder[:160],
         "holder_badge": s.holder_badge, "next_on": s.next_on, "next_words": s.next_words[:200]}
        for s in stands
    ), unique=("child_id", "room"))
