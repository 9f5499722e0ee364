"""Which rows hold on a day. An end is always the first day on which something no longer holds."""

from datetime import date, datetime, timedelta

from django.db.models import Q

from alongside.ground.core.dates import day_of, start_of


def day_in(on: date) -> date:
    """The day of a day or of an aware moment."""
    return day_of(on) if isinstance(on, datetime) else on


def current(on: date, prefix: str = "", *, start: str = "starts_on") -> Q:
    """Rows that hold on the day of `on`; `prefix` is the way to them, with its underscores."""
    day = day_in(on)
    return Q(**{f"{prefix}{start}__lte": day}) & (
        Q(**{f"{prefix}ends_on__isnull": True}) | Q(**{f"{prefix}ends_on__gt": day})
    )


def in_force(on: date) -> Q:
    """Grants in force at a moment; where only a day is known, those that last through the whole of it."""
    if isinstance(on, datetime):
        return Q(since__lte=on, until__gt=on)
    night = start_of(on + timedelta(days=1))
    return Q(since__lt=night, until__gte=night)
