"""Which group speaks to whom: groups inside each other, and the line of one for somebody who has waited so long."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

Group = tuple[str, str, str]
"""District, source, season; an empty one means all."""
Range = list[int | None]
"""Week waited, waits behind it, then first and last day of the 50% and of the 80% range."""


class SpellLike(Protocol):
    """What is read of a spell: a fact, or a row of the store."""

    @property
    def stage(self) -> str: ...
    @property
    def entered_on(self) -> date: ...
    @property
    def left_on(self) -> date | None: ...
    @property
    def is_reached(self) -> bool: ...
    @property
    def district(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def season(self) -> str: ...
    @property
    def seen_from_on(self) -> date: ...
    @property
    def seen_to_on(self) -> date: ...


def widening(district: str, source: str, season: str) -> tuple[Group, ...]:
    """The groups that somebody belongs to, each inside the next; a district that isn't told leaves the whole area."""
    inner: tuple[Group, ...] = ((district, source, season), (district, source, ""), (district, "", ""))
    return (*(inner if district else ()), ("", "", ""))


def line_for(ranges: Sequence[Range], days_waited: int) -> Range | None:
    """The line of a group for somebody who has waited so many days; None where too few have."""
    return next((line for line in ranges if line[0] == days_waited // 7), None)
