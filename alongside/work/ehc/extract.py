"""Case records to facts: what each stage of each case took, and where a family that waits stands now."""

import hashlib
import hmac
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Case, F, OuterRef, QuerySet, Subquery, Value, When

from alongside.work.ehc.facts import StageSpell
from alongside.work.ehc.models import Decision, Plan, Request
from alongside.work.ehc.words import Door, Outcome, RequestState
from alongside.work.ehc.words.stages import Stage, season_of

YES, NO, WITHDRAWN = "Y", "N", "W"
"""Outcome codes of the yearly return."""


def stage_spells(*, on: date, key: bytes) -> list[StageSpell]:
    """Every stage of every case as it stood on a day, in an order that says nothing; the same for the same key.

    `key` makes the opaque row keys. Whoever throws it away can't lead a row back to a case by it, and nobody else can.
    """
    found = []
    for trace in _traces(Request.objects.filter(received_on__lte=on), on):
        for spell in trace.spells():
            found.append(replace(spell, row=opaque(key, trace.uuid, spell.stage)))
    return sorted(found, key=lambda spell: spell.row)


def waiting(requests: Iterable[Any], *, on: date) -> dict[int, tuple[StageSpell, ...]]:
    """Where each of these requests waits now: the stage, and the whole way. None for what only the return knows.

    Takes rows as `queries.requests_of` gives them, with the days of their steps: no query of its own.
    """
    rows = [row for row in requests if row.received_on and not (row.door == Door.RETURN and row.known_as_at_on)]
    return {row.pk: _trace(row, on).open() for row in rows}


def opaque(key: bytes, uuid: UUID, stage: Stage) -> str:
    """A row key that can be made again only with the key, and never be turned back."""
    return hmac.new(key, f"{uuid}:{stage.value}".encode(), hashlib.sha256).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Trace:
    """The days of one request that matter, cut off at a day."""

    pk: int
    uuid: UUID
    received_on: date
    told_on: date | None
    is_agreed: bool
    decided_on: date | None
    is_planned: bool
    made_on: date | None
    gone_on: date | None
    district: str
    source: str
    seen_from_on: date
    seen_to_on: date

    def spells(self) -> Iterator[StageSpell]:
        """The stages that the case has been in."""
        yield from self._spell(Stage.ANSWER, self.received_on, self.told_on)
        if not (self.is_agreed and self.told_on):
            return
        yield from self._spell(Stage.ASSESSMENT, self.told_on, self.decided_on)
        if self.is_planned and self.decided_on:
            yield from self._spell(Stage.PLAN, self.decided_on, self.made_on)
        yield from self._spell(Stage.WHOLE, self.received_on, self.made_on if self.is_planned else self.decided_on)

    def open(self) -> tuple[StageSpell, ...]:
        """The stage in which the family waits now, with the whole way; before the answer that way is only an if."""
        found = [spell for spell in self.spells() if spell.left_on is None]
        if found and found[0].stage == Stage.ANSWER:
            found += self._spell(Stage.WHOLE, self.received_on, None)
        return tuple(found)

    def _spell(self, stage: Stage, entered_on: date, reached_on: date | None) -> Iterator[StageSpell]:
        left_on = reached_on or self.gone_on
        if left_on is not None and left_on < entered_on:
            return
        yield StageSpell(
            row="", stage=stage, entered_on=entered_on, left_on=left_on, is_reached=reached_on is not None,
            district=self.district, source=self.source, season=season_of(entered_on.month),
            seen_from_on=self.seen_from_on, seen_to_on=max(self.seen_to_on, left_on or self.seen_to_on),
        )


def _traces(requests: QuerySet[Request], on: date) -> Iterator[Trace]:
    """The days of these requests in one query; joined ones are part of the first."""
    told = Decision.objects.filter(request=OuterRef("pk"), is_current=True, notified_on__lte=on)
    plans = Plan.objects.filter(request=OuterRef("pk"), made_on__lte=on).order_by("made_on")
    rows = requests.filter(duplicate_of__isnull=True, received_on__isnull=False).annotate(
        answer=Subquery(told.values("outcome")[:1]), answered_on=Subquery(told.values("notified_on")[:1]),
        plan_made_on=Subquery(plans.values("made_on")[:1]), ended_code=F("assessment__outcome_code"),
        ended_on=F("assessment__outcome_on"), withdrawn_on=F("withdrawal__withdrawn_on"), died_on=F("child__died_on"),
        district_code=Case(When(child__is_address_protected=True, then=Value("")), default=F("child__district__code")),
    )
    for row in rows.order_by("pk").iterator(chunk_size=2000):
        yield _trace(row, on)


def _trace(row: Any, on: date) -> Trace:
    """One request's days; what happened after `on` hasn't happened."""
    assert row.received_on is not None  # chosen so
    told_on = _till(row.answered_on, on)
    is_agreed = told_on is not None and row.answer == Outcome.AGREE
    if told_on is None and row.outcome_code in (YES, NO):
        told_on, is_agreed = _till(row.outcome_on, on), row.outcome_code == YES
    code, ended_on = row.ended_code or "", _till(row.ended_on, on)
    made_on = _till(row.plan_made_on, on)
    decided_on = ended_on if code in (YES, NO) else None
    is_known_only = row.door == Door.RETURN and row.known_as_at_on is not None
    as_at = row.known_as_at_on if is_known_only and row.known_as_at_on else on
    return Trace(
        pk=row.pk, uuid=row.uuid, received_on=row.received_on, told_on=told_on, is_agreed=is_agreed,
        decided_on=decided_on or made_on, is_planned=code != NO, made_on=made_on,
        gone_on=_till(_gone(row, code), on),
        district=row.district_code or "",
        source=row.asked_by_kind, seen_from_on=date(as_at.year - 1, 1, 1) if is_known_only else row.received_on,
        seen_to_on=min(as_at, on),
    )


def _gone(row: Any, ended_code: str) -> date | None:
    """The day on which the wait ended without what it was for."""
    days = [row.withdrawn_on, row.died_on]
    if row.outcome_code == WITHDRAWN:
        days.append(row.outcome_on)
    if ended_code == WITHDRAWN:
        days.append(row.ended_on)
    if row.state in (RequestState.PASSED_ON, RequestState.CLOSED):
        days.append(row.closed_on)
    known = [day for day in days if day is not None]
    return min(known) if known else None


def _till(day: date | None, on: date) -> date | None:
    return day if day is not None and day <= on else None
