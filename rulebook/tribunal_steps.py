"""While an appeal runs: the authority's response, the bundle, and the Tribunal's own decision."""

from __future__ import annotations

from collections.abc import Iterator

from rulebook.appeals import CLOSED
from rulebook.counting import Dated, count, happened
from rulebook.engine import duty
from rulebook.judging import Told, about, first_since, judge, repeated, undecided
from rulebook.model import LOCAL_AUTHORITY, TRIBUNAL, Duty, Event, Finding, OutsideTableError
from rulebook.periods import in_words
from rulebook.timeline import Case, day_of

_SETTLED = ("appeal_not_opposed", "appeal_withdrawn", "tribunal_ordered")


@duty(
    "Answer the appeal",
    holder=LOCAL_AUTHORITY,
    opens_with=("appeal_sent_to_authority",),
    met_by=("tribunal_response_sent",),
    ends_with=CLOSED,
    family=(
        "The council has thirty working days to answer your appeal. August and Christmas do not count. "
        "You get a copy. If none has come, ask the Tribunal."
    ),
)
def tribunal_response_30wd(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """The authority delivers its response within 30 working days, August and Christmas not counted."""
    yield from repeated(case, rule, rule.opens_with, rule.met_by, over=_SETTLED)


@duty(
    "Send the bundle for the hearing",
    holder=LOCAL_AUTHORITY,
    opens_with=("tribunal_hearing_listed",),
    met_by=("tribunal_bundle_sent",),
    ends_with=CLOSED,
    family=(
        "Ten working days before the hearing you should have all the papers in one bundle. If a page of "
        "yours is missing, tell the council and the Tribunal."
    ),
)
def tribunal_bundle_10wd(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """The bundle is usually due 10 working days before the hearing; the Tribunal's own direction decides."""
    for of in dict.fromkeys(listed.of for listed in case.all("tribunal_hearing_listed")):
        listings = case.all("tribunal_hearing_listed", of)
        sent = first_since(about(case, rule.met_by, of), listings[0].on)
        end = first_since(about(case, _SETTLED, of), listings[0].on)
        closed = end if end and (sent is None or end.on < sent.on) else None
        stop = closed or sent
        heard = [listed for listed in listings if stop is None or listed.on <= stop.on]
        yield _bundle(case, rule, heard, sent, closed)


def _bundle(
    case: Case, rule: Duty, listings: list[Event], sent: Event | None, closed: Event | None
) -> Finding | None:
    """The date by the last listing so far; an earlier one, where it moved, is kept with why."""
    current, of = listings[-1], listings[0].of
    since = listings[0].on
    try:
        until = _before_hearing(case, rule, current)
        before = _before_hearing(case, rule, listings[-2]) if len(listings) > 1 else None
    except OutsideTableError as beyond:
        return undecided(rule, since, of, f"{beyond.message}.")
    told = Told(closed=closed)
    if until and before and before.due != until.due:
        told = told._replace(previous_due=before.due, why_moved=f"The hearing was moved. {happened(current)}")
    return judge(case, rule, current, sent, of=of, since=since, told=told, until=until)


def _before_hearing(case: Case, rule: Duty, listed: Event) -> Dated | None:
    hearing = day_of(listed, "hearing") or listed.on
    limit = rule.limit_on(listed.on)
    counted = count(limit, hearing, case.calendar) if limit else None
    if limit is None or counted is None:
        return None
    steps = (happened(listed), f"The hearing is on {in_words(hearing)}.", *counted.steps)
    return Dated(limit, counted.due, steps)


@duty(
    "Decide the appeal",
    holder=TRIBUNAL,
    opens_with=("tribunal_hearing_held",),
    met_by=("tribunal_ordered",),
    ends_with=CLOSED,
    family=(
        "The Tribunal usually writes to you within ten working days of the hearing. If nothing has "
        "come by then, ring the Tribunal."
    ),
)
def tribunal_decision(case: Case, rule: Duty) -> Iterator[Finding | None]:
    """The Tribunal usually sends its decision about 10 working days after the hearing; no rule says so."""
    yield from repeated(case, rule, rule.opens_with, rule.met_by, over=("appeal_withdrawn",))
