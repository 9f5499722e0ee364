"""Days of a clock in words that a family reads: "Day 12 of 42"."""

from datetime import date

from alongside.ground.core.dates import days_between, in_words


def day_number(received_on: date, on: date) -> int:
    """How many whole days after receipt `on` is; the day of receipt is day 0."""
    return days_between(received_on, on)


def day_count(received_on: date, due_on: date | None, on: date) -> str:
    """`Day 12 of 42`; after the last day `Day 45, 3 days late`; without a lawful date `Day 12`."""
    day = day_number(received_on, on)
    if due_on is None:
        return f"Day {day}"
    late = days_between(due_on, on)
    if late > 0:
        return f"Day {day}, {late} {'day' if late == 1 else 'days'} late"
    return f"Day {day} of {days_between(received_on, due_on)}"


def lawful_date_words(due_on: date | None, on: date, what: str) -> str:
    """The lawful date first, and once it has passed the plain sentence that we are breaking the law."""
    if due_on is None:
        return f"There is no fixed day in law for this step: {what}."
    if on > due_on:
        return (
            f"By law we had to do this by {in_words(due_on, weekday=True)}: {what}. That day has passed: "
            "we are breaking the law for your child's case."
        )
    return f"By law we must do this by {in_words(due_on, weekday=True)}: {what}."
