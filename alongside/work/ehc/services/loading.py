"""The yearly return becomes cases: requests, assessments and plans on their clocks, many at once, idempotent."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TypeVar

from django.db import transaction
from django.db.models import Model

from alongside.commons.clocks import services as clocks
from alongside.commons.clocks.models import Deadline, Track, TrackEvent
from alongside.ground.access import policies as access_policies
from alongside.ground.access import services as access
from alongside.ground.access.models import User
from alongside.ground.access.policies import Permission
from alongside.ground.core.bulk import freshen, insert_new
from alongside.ground.core.dates import day_of
from alongside.ground.people import queries as people_queries
from alongside.ground.people import services as people
from alongside.ground.people.models import Child, Standing, Team
from alongside.work.ehc import history
from alongside.work.ehc.models import Assessment, Plan, Request
from alongside.work.ehc.services import clocking, loading_rows, planning, standing
from alongside.work.ehc.services.loading_rows import LoadedAssessment, LoadedCase, LoadedPlan, LoadedRequest, Row

__all__ = ["LoadOutcome", "LoadedAssessment", "LoadedCase", "LoadedPlan", "LoadedRequest", "load_many"]

BATCH = 1000
Saved = TypeVar("Saved", bound=Model)


@dataclass(slots=True)
class LoadOutcome:
    """What a load did: cases seen, requests and plans new or brought up to date."""

    n_cases: int = 0
    n_requests: int = 0
    n_plans: int = 0


@transaction.atomic
def load_many(rows: Iterable[LoadedCase], *, by: User | None, at: datetime) -> LoadOutcome:
    """Load cases from the return; the same rows again change nothing, later ones bring records up to date.

    What the service itself knows of a request is never overwritten by a yearly file. Raises RefusedError.
    """
    if by is not None:
        access_policies.require(by, Permission.LOAD_RETURN, on=day_of(at))
    outcome = LoadOutcome()
    teams = {team.district_id: team for team in people_queries.teams_now(day_of(at), kind="ehc")}
    for batch in _batches(rows):
        _load_batch(batch, teams, outcome, by, at)
    freshen(Request, Assessment, Plan, Track, TrackEvent, Deadline, Standing)
    return outcome


def _batches(rows: Iterable[LoadedCase]) -> Iterator[list[LoadedCase]]:
    source = iter(rows)
    while lot := list(islice(source, BATCH)):
        yield lot


def _load_batch(
    batch: list[LoadedCase], teams: dict[int | None, Team], outcome: LoadOutcome, by: User | None, at: datetime
) -> None:
    children = Child.objects.in_bulk([case.child_id for case in batch])
    known = loading_rows.known_rows(children)
    found = [
        row for case in batch
        for row in loading_rows.rows_of(case, children[case.child_id], known, _team(teams, children[case.child_id]), at)
    ]
    changed = [row for row in found if row.is_changed]
    _replay(changed, at)
    _write(changed)
    people.set_standing_many(room="ehc", stands=standing.lines(_cases(changed), day_of(at)))
    seen = {row.child.pk: row.child for row in changed}
    access.record_many(
        code="ehc.case.loaded", by=by, at=at, source="sen2",
        acts=[access.Act(child=child.uuid) for child in seen.values()],
    )
    outcome.n_cases += len(batch)
    outcome.n_requests += sum(1 for row in changed if row.request is not None)
    outcome.n_plans += sum(1 for row in changed if row.plan is not None)


def _team(teams: dict[int | None, Team], child: Child) -> Team | None:
    return teams.get(child.district_id) or teams.get(None)


def _replay(rows: list[Row], at: datetime) -> None:
    """Events first, from rows that are not saved yet: so each track is written once, with its summary."""
    items: list[clocks.Item] = []
    for row in rows:
        if row.request is not None and row.request.received_on is not None and not row.is_ours:
            story = history.Story(row.request, assessment=row.assessment, plan=row.plan)
            items.append(_item(row.request_track(), history.request_events(story), clocking.placing_of(story)))
        if row.plan is not None and row.plan.made_on is not None:
            items.append(_item(row.plan_track(), history.plan_events(row.plan), planning.placing_of(row.plan)))
    clocks.replay_many(items, on=day_of(at), at=at)


def _item(track: clocks.Track, events: tuple[history.Event, ...], placing: clocks.Placing) -> clocks.Item:
    placing.put_on(track)
    return clocks.Item(track, events)


def _write(rows: list[Row]) -> None:
    """Requests before what hangs on them; an upsert by key, because most rows of a later return exist already."""
    for row in rows:
        row.point_at_tracks()
    _upsert([row.request for row in rows if row.request is not None and not row.is_ours])
    for row in rows:
        row.point_at_request()
    _upsert([row.assessment for row in rows if row.assessment is not None])
    _upsert([row.plan for row in rows if row.plan is not None])


def _upsert(rows: list[Saved]) -> None:
    new = [row for row in rows if row.pk is None]
    old = [row for row in rows if row.pk is not None]
    if not rows:
        return
    model = type(rows[0])
    fields = [field.name for field in model._meta.concrete_fields if field.name not in ("id", "uuid")]
    insert_new(new)
    model._default_manager.bulk_create(
        old, batch_size=500, update_conflicts=True, unique_fields=["id"], update_fields=fields
    )


def _cases(rows: list[Row]) -> Iterator[Request | Plan]:
    for row in rows:
        if row.request is not None and not row.is_ours:
            yield row.request
        if row.plan is not None:
            yield row.plan
