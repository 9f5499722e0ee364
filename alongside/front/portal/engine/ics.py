"""Dates as a calendar that real clients read (RFC 5545): whole days, private, free of anybody's name."""

from collections.abc import Iterable
from datetime import UTC, date, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar, Event

from alongside.front.portal.queries.feeds import Entry
from alongside.ground.core.dates import start_of

READ_AGAIN_AFTER = timedelta(hours=6)


def calendar(entries: Iterable[Entry], on: date) -> bytes:
    """The feed of a day; the same entries on the same day give the same bytes."""
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    found = Calendar()
    found.add("prodid", "-//Alongside//feed//EN")
    found.add("version", "2.0")
    found.add("calscale", "GREGORIAN")
    found.add("method", "PUBLISH")
    found.add("x-wr-calname", str(settings.BRAND["service"]))
    found.add("refresh-interval", READ_AGAIN_AFTER, parameters={"VALUE": "DURATION"})
    found.add("x-published-ttl", "PT6H")
    for entry in entries:
        event = Event()
        event.add("uid", f"{entry.uid}@{host}")
        event.add("dtstamp", start_of(on).astimezone(UTC))
        event.add("dtstart", entry.on)
        event.add("dtend", entry.on + timedelta(days=1))
        event.add("summary", entry.title)
        event.add("url", entry.href)
        event.add("class", "PRIVATE")
        event.add("transp", "TRANSPARENT")
        found.add_component(event)
    return bytes(found.to_ical())
