"""Open dates of the law as a calendar file (RFC 5545), for people who live by their calendar.

Needs the library icalendar, which is an optional extra: pip install "alongside-rulebook[ics]".
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from rulebook import explain
from rulebook.model import Finding, RulebookError

if TYPE_CHECKING:
    from icalendar import Event

EXTRA: Final = 'the library icalendar is missing: pip install "alongside-rulebook[ics]"'
_OPEN: Final = ("open", "overdue", "exempt", "needs_a_person")
_PRODUCT: Final = "-//Alongside//rulebook//EN"


class LibraryMissingError(RulebookError):
    """The optional library that writes calendars is not installed."""


def calendar(findings: Iterable[Finding], *, on: date, name: str) -> bytes:
    """A calendar with one whole-day entry for each date that is still open; the same input, the same bytes.

    The entry stands on the last working day in time, and tells the lawful date and its counting. `on` is the
    day the case was seen from, and `name` tells cases apart: put nothing in it that says whose they are.
    Raises LibraryMissingError without icalendar.
    """
    try:
        from icalendar import Calendar
    except ImportError as missing:
        raise LibraryMissingError(EXTRA) from missing
    found = Calendar()
    found.add("prodid", _PRODUCT)
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    found.add("x-wr-calname", name)
    for finding in findings:
        if finding.due is not None and finding.done is None and finding.state in _OPEN:
            found.add_component(_entry(finding, on, name))
    return bytes(found.to_ical())


def _entry(finding: Finding, on: date, name: str) -> Event:
    from icalendar import Event

    entry = Event()
    day = finding.operational_due or finding.due
    assert day is not None
    of = f" ({finding.of})" if finding.of else ""
    entry.add("uid", f"{_digest(name, finding)}@rulebook.alongside.invalid")
    # Not the clock's time but the day the case was seen from: the same story gives the same file.
    entry.add("dtstamp", datetime.combine(on, time(), UTC))
    entry.add("dtstart", day)
    entry.add("dtend", day + timedelta(days=1))
    entry.add("summary", f"{finding.title}{of}: {explain.STATES[finding.state]}")
    entry.add("description", explain.in_full(finding))
    entry.add("categories", [finding.strength, finding.holder])
    entry.add("transp", "TRANSPARENT")
    return entry


def _digest(name: str, finding: Finding) -> str:
    """The same duty of the same case keeps its entry when its date moves."""
    return hashlib.sha256(f"{name}\0{finding.duty}\0{finding.of}".encode()).hexdigest()[:32]
