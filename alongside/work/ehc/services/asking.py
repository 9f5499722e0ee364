"""Answers to a stranger who holds a reference."""

from datetime import date

from alongside.work.ehc.queries import status
from alongside.work.ehc.queries.status import Status
from alongside.work.ehc.services.receiving import receipt_of
from alongside.work.ehc.words.day_words import day_count, day_number


def status_by_reference(reference: str, *, on: date) -> Status:
    """The clock of what was sent under a reference, from nothing but its receipt; NotThereError when there is none.

    It never says what became of a case, so that it is the same for a child whom we know and for one whom we don't.
    """
    receipt = receipt_of(status.request_by_reference(reference))
    is_over = receipt.decide_by is not None and on > receipt.decide_by
    words = f"Day {day_number(receipt.received_on, on)}" if is_over else day_count(
        receipt.received_on, receipt.decide_by, on
    )
    return Status(
        receipt.reference, receipt.received_on, words, receipt.decide_by, receipt.plan_by, receipt.team,
        receipt.team_phone, is_over,
    )
