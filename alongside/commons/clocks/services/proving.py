"""The proof of dates of one track, for the room that knows the facts behind its events."""

from collections.abc import Sequence
from datetime import date, datetime

from alongside.commons.clocks.engine import comparing, proving
from alongside.commons.clocks.engine.bulk import Item
from alongside.commons.clocks.engine.proving import WHOLE, Claim, Fact, Proof, Reader
from alongside.commons.clocks.models import Track
from alongside.ground.core.dates import day_of


def prove(
    *, track: Track, facts: Sequence[Fact], claims: Sequence[Claim] = (), title: str,
    about: Sequence[tuple[str, str]], on: date, at: datetime, reader: Reader = WHOLE,
) -> Proof:
    """Facts, rules, arithmetic, exceptions and findings as of a day, and what no longer equals what is stored.

    The caller has checked who reads and enters the reading. Nothing is written.
    """
    item = Item(track, tuple(fact.event for fact in facts))
    found = comparing.differences([item], day_of(at))[0] if track.replayed_at else []
    lines = [line for difference in found for line in difference.lines]
    return proving.made(
        track, facts, claims, lines, title=title, about=about, on=on, at=at, reader=reader
    )
