"""Checks of the file as a whole: its header, and shares that only show at the end."""

from collections.abc import Iterator
from datetime import date

from alongside.oversight.returns.engine.checks.registry import Context
from alongside.oversight.returns.engine.layouts import Layout
from alongside.oversight.returns.engine.problems import Found, shown
from alongside.oversight.returns.engine.records import Header
from alongside.oversight.returns.words import Severity

_OTHER_SHARE = 0.1


def of_header(header: Header, layout: Layout, *, la: str, asked_year: int | None) -> Iterator[Found]:
    """What is wrong with a header; `la` is our own authority, `asked_year` the year that somebody said to expect."""
    if asked_year is not None and header.year != asked_year:
        yield _error("Year", header.year, f"This is a return of {header.year}; {asked_year} was asked for.")
    if header.reference_date and header.year and header.reference_date.year != header.year:
        yield _error("ReferenceDate", header.reference_date, "Year and census day don't fit together.")
    elif header.reference_date and header.reference_date != layout.survey_day:
        message = f"Census day of {layout.year} is {layout.survey_day.isoformat()}; the file says another day."
        yield Found(None, "ReferenceDate", shown(header.reference_date), "D30", Severity.QUERY, message)
    if header.lea and header.lea != la:
        yield _error("LEA", header.lea, f"This is the return of another authority; ours has the number {la}.")
    if not layout.is_verified:
        message = f"The specification of {layout.year} was not to be had; the file is read like the year before."
        yield Found(None, "Year", shown(header.year), "R18", Severity.QUERY, message)


def of_shares(context: Context) -> Iterator[Found]:
    """Shares over the whole file, once every person has been seen."""
    if context.n_ceased >= 10 and context.n_ceased_other > _OTHER_SHARE * context.n_ceased:
        message = f"{context.n_ceased_other} of {context.n_ceased} ended plans give another reason: over a tenth."
        yield Found(None, "CeaseReason", "9", "D14", Severity.QUERY, message)


def last_plausible_day(header: Header) -> date:
    """The day on which the file was made, or census day when that isn't known or earlier; raises when there is none."""
    assert header.reference_date is not None
    try:
        made = date.fromisoformat((header.made_at or "")[:10])
    except ValueError:
        return header.reference_date
    return max(made, header.reference_date)


def _error(field: str, value: object, message: str) -> Found:
    return Found(None, field, shown(value), "D30", Severity.ERROR, message)
