"""The two acts: check a return, and load one: staged and checked first, then one short write of everything."""

from datetime import datetime
from pathlib import Path
from time import perf_counter

from django.db import transaction

from alongside.ground.access import services as access
from alongside.ground.access.models import User
from alongside.ground.people import services as people
from alongside.oversight.returns import policies
from alongside.oversight.returns.engine.problems import Found, UnreadableError
from alongside.oversight.returns.engine.reading import fingerprint_of
from alongside.oversight.returns.models import Load, Problem, StagedPerson
from alongside.oversight.returns.services.mapping import Mapped, mapped
from alongside.oversight.returns.services.report import Report
from alongside.oversight.returns.services.staging import Progress, Staged, drop_staged, latest_loaded, stage
from alongside.oversight.returns.words import LoadState, Severity
from alongside.work.ehc import services as ehc


def check_return(
    path: Path, *, by: User | None, at: datetime, year: int | None = None, progress: Progress | None = None
) -> Report:
    """Read and check a file or CSV set, load nothing. `year` is the one to expect; None takes the header's.

    Never raises for what stands in the file: that is in the report. RefusedError without the permission.
    """
    policies.demand(by, at=at)
    load = _staged(path, by=by, at=at, year=year, progress=progress).load
    load.state = LoadState.REFUSED if load.n_errors else LoadState.CHECKED
    _keep(load, "returns.return.checked", by=by, at=at)
    drop_staged(load)
    return Report(load)


def load_return(
    path: Path, *, by: User | None, at: datetime, accept_queries: bool = False, year: int | None = None,
    progress: Progress | None = None,
) -> Report:
    """Check a file or CSV set, and load it when it has no errors and its queries (if any) are accepted.

    The same file again changes nothing; a later return brings the records up to date. Nothing is ever half loaded.
    """
    policies.demand(by, at=at)
    repeated = _repeated(path)
    if repeated is not None:
        return Report(repeated, is_repeat=True)
    staged = _staged(path, by=by, at=at, year=year, progress=progress)
    load = staged.load
    if load.n_errors or (load.n_queries and not accept_queries):
        load.state = LoadState.REFUSED
        _keep(load, "returns.return.refused", by=by, at=at)
        drop_staged(load)
        return Report(load)
    load.has_accepted_queries = bool(load.n_queries)
    seconds = _write(staged, by=by, at=at, progress=progress)
    drop_staged(load)
    return Report(load, lock_seconds=seconds)


def forget_abandoned(*, before: datetime) -> int:
    """Drop files that were being read before a moment and never came to an end; answers how many."""
    abandoned = list(Load.objects.filter(state=LoadState.STAGED, started_at__lt=before))
    for load in abandoned:
        drop_staged(load)
        load.delete()
    return len(abandoned)


def _repeated(path: Path) -> Load | None:
    """The load of this very file, when it is what the records hold now."""
    try:
        fingerprint = fingerprint_of(path)
    except UnreadableError:
        return None
    load = Load.objects.filter(file_sha256=fingerprint, state=LoadState.LOADED).first()
    return load if load is not None and load == latest_loaded(load.la) else None


def _staged(
    path: Path, *, by: User | None, at: datetime, year: int | None, progress: Progress | None
) -> Staged:
    """The file read into staged people; one that can't even be opened has a load too, which says so."""
    try:
        fingerprint = fingerprint_of(path)
    except UnreadableError as error:
        load = Load.objects.create(file_name=path.name[-200:], by=by, started_at=at, n_errors=1)
        _say(load, error.found())
        return Staged(load)
    return stage(path, fingerprint=fingerprint, year=year, by=by, at=at, progress=progress)


def _say(load: Load, found: Found) -> None:
    Problem.objects.create(
        load=load, person=found.person, field=found.field, value=found.value, rule=found.rule,
        severity=found.severity, message=found.message,
    )


def _keep(load: Load, code: str, *, by: User | None, at: datetime) -> None:
    """Save what came of a file, with its line in the audit trail."""
    detail = {"load": str(load.uuid), "errors": str(load.n_errors), "queries": str(load.n_queries)}
    with transaction.atomic():
        load.save()
        access.record(code=code, by=by, at=at, detail=detail, source="sen2")


def _write(staged: Staged, *, by: User | None, at: datetime, progress: Progress | None) -> float:
    """The one write; answers for how many seconds others had to wait. All that can be done before it is."""
    load = staged.load
    rows = mapped(load, StagedPerson.objects.filter(load=load).order_by("position").iterator(chunk_size=500))
    if progress:
        progress("write", 0, load.n_persons)
    try:
        seconds = _write_all(staged, rows, by=by, at=at)
    except _OvertakenError:
        load.state, load.n_errors = LoadState.REFUSED, load.n_errors + 1
        message = "Another load went on at the same time. Nothing of this one was loaded; try again."
        _say(load, Found(None, "", "", "R22", Severity.ERROR, message))
        _keep(load, "returns.return.refused", by=by, at=at)
        return 0.0
    if progress:
        progress("write", load.n_persons, load.n_persons)
    return seconds


class _OvertakenError(Exception):
    """Another load was written since this one was compared with the records."""


@transaction.atomic
def _write_all(staged: Staged, rows: Mapped, *, by: User | None, at: datetime) -> float:
    """People, then their cases and clocks, then the load itself: all or nothing. Answers seconds since it began."""
    load = staged.load
    # Every load of the area is locked in one order, so that two of them are written one after the other.
    list(Load.objects.select_for_update().filter(la=load.la).order_by("pk").values_list("pk", flat=True))
    began = perf_counter()
    latest = latest_loaded(load.la)
    if len(rows.persons) != load.n_persons or (latest.pk if latest else None) != staged.compared_with:
        raise _OvertakenError
    child_ids = people.load_many(rows.persons, by=by, at=at)
    ehc.load_many(rows.cases(child_ids), by=by, at=at)
    load.state, load.loaded_at = LoadState.LOADED, at
    _keep(load, "returns.return.loaded", by=by, at=at)
    return perf_counter() - began
