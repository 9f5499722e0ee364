"""Weekdays counted plainly, for a local service standard and for the post; the law's own counting is in `clocks`."""

from datetime import date, timedelta

from alongside.commons.messaging.words import POST_WORKING_DAYS, REPLY_WORKING_DAYS


def weekday_after(day: date, n: int) -> date:
    """The `n`th Monday to Friday after `day`. Bank holidays are not left out."""
    found = day
    while n > 0:
        found += timedelta(days=1)
        n -= found.weekday() < 5
    return found


def reply_by(day: date) -> date:
    """By when a message of this day is answered: a local service standard, not law."""
    return weekday_after(day, REPLY_WORKING_DAYS)


def served_by_post(posted_on: date) -> date:
    """The day on which a letter posted on a day is taken to arrive (checked: U, see words)."""
    return weekday_after(posted_on, POST_WORKING_DAYS)
