"""Every night: calls taken up from the log, every clock replayed, every standing brought to the day."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from alongside.commons.actions import services as actions
from alongside.commons.clocks import services as clocks
from alongside.commons.messaging.models import CallNote
from alongside.ground.core.dates import day_of, start_of
from alongside.ground.jobs.services import every, task
from alongside.work.ehc import history
from alongside.work.ehc.models import Plan, Request
from alongside.work.ehc.services import clocking, silence, standing
from alongside.work.ehc.words import LIVE

BATCH = 1000


def request_items(batch: int = BATCH) -> Iterator[clocks.Item]:
    """Every request that has a clock, with its fresh events, lot by lot."""
    rows = Request.objects.filter(track__isnull=False).select_related("track").order_by("pk")
    last = 0
    while lot := list(rows.filter(pk__gt=last)[:batch]):
        last = lot[-1].pk
        for story in history.stories_of(lot):
            assert story.request.track is not None  # chosen so
            yield clocks.Item(story.request.track, history.request_events(story))


def plan_items(batch: int = BATCH) -> Iterator[clocks.Item]:
    """Every plan that has a clock, with its fresh events, lot by lot."""
    rows = Plan.objects.filter(track__isnull=False).select_related("track").order_by("pk")
    last = 0
    while lot := list(rows.filter(pk__gt=last)[:batch]):
        last = lot[-1].pk
        for plan in lot:
            assert plan.track is not None  # chosen so
            yield clocks.Item(plan.track, history.plan_events(plan))


def clock_items() -> Iterator[clocks.Item]:
    """Everything of this room that is on a clock, with its fresh events; what a replay by hand goes through as well."""
    yield from request_items()
    yield from plan_items()


def take_up_calls(at: datetime) -> int:
    """Calls noted elsewhere count as the first call with a family; returns for how many requests."""
    waiting = Request.objects.filter(family_called_on__isnull=True, state__in=LIVE, track__isnull=False)
    n_taken = 0
    for request in waiting.exclude(door="return"):
        assert request.received_on is not None  # it has a clock
        since = start_of(request.received_on)
        notes = CallNote.objects.filter(child=request.child_id, called_at__gte=since, called_at__lte=at)
        first = notes.aggregate(first=Min("called_at"))["first"]
        if first is not None:
            with transaction.atomic():
                row = clocking.locked(request)
                row.family_called_on = day_of(first)
                clocking.settle(row, at)
            n_taken += 1
    return n_taken


def take_up_birth_dates(at: datetime) -> int:
    """A birth date that came since is no longer asked for; returns for how many requests."""
    waiting = Request.objects.filter(is_birth_date_missing=True, child__born_on__isnull=False, state__in=LIVE)
    for request in waiting:
        with transaction.atomic():
            row = clocking.locked(request)
            row.is_birth_date_missing = False
            clocking.settle(row, at)
    return len(waiting)


def night(at: datetime) -> clocks.Outcome:
    """The whole night's work at a moment; also what the demonstration and the benchmark call."""
    take_up_calls(at)
    take_up_birth_dates(at)
    outcome = clocks.replay_nightly(clock_items(), on=day_of(at), at=at)
    clocks.record_night(room="ehc", outcome=outcome, on=day_of(at), at=at)
    standing.refresh_all(at)
    actions.watch(room="ehc", cases=silence.open_cases(at), at=at)
    return outcome


@every("30 2 * * *")
@task(queue="bulk")
def replay_every_clock() -> None:
    """Replay every clock; a past that changed is kept for a manager, never written over."""
    night(timezone.now())
