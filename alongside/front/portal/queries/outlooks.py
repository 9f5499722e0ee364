"""What other families' waits say to a family that waits, as values for a page; names and cases stay out of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from alongside.ground.core.dates import days_between
from alongside.oversight.insight.queries import outlooks as insight
from alongside.work.ehc import extract
from alongside.work.ehc.models import Request
from alongside.work.ehc.words.stages import Stage

HEARD: dict[str, str] = {
    Stage.ANSWER: "had the answer whether the council assesses", Stage.ASSESSMENT: "heard whether there will be a plan",
    Stage.PLAN: "had the final plan", Stage.WHOLE: "had a final plan, or the decision that there will be none",
}


@dataclass(frozen=True, slots=True)
class RangeWords:
    """One range: whole weeks from now, and the days that this would be here. No last day: too few have waited so long."""

    from_weeks: int
    to_weeks: int | None
    from_on: date
    to_on: date | None


@dataclass(frozen=True, slots=True)
class OutlookLine:
    """One thing that a family waits for, and what is known of how long it took; no range where too few were there."""

    heard: str
    is_if_agreed: bool
    n_cases: int
    is_of_district: bool
    most: RangeWords | None
    half: RangeWords | None


def outlooks_of(requests: Sequence[Request], on: date) -> dict[int, tuple[OutlookLine, ...]]:
    """Request to its lines; three queries for all of them, none where nobody waits."""
    if not requests:
        return {}
    waits = extract.waiting(requests, on=on)
    ranges = insight.current([spell for spells in waits.values() for spell in spells], on=on)
    return {
        key: tuple(_line(found, on) for found in insight.outlooks(spells, ranges, on=on))
        for key, spells in waits.items()
    }


def _line(found: insight.Outlook, on: date) -> OutlookLine:
    return OutlookLine(
        heard=HEARD[found.stage], is_if_agreed=found.is_if_agreed, n_cases=found.n_cases,
        is_of_district=found.is_of_district, most=_words(found.most, on), half=_words(found.half, on),
    )


def _words(found: insight.Between | None, on: date) -> RangeWords | None:
    if found is None:
        return None
    to_weeks = None if found.to_on is None else -(-days_between(on, found.to_on) // 7)
    return RangeWords(days_between(on, found.from_on) // 7, to_weeks, found.from_on, found.to_on)
