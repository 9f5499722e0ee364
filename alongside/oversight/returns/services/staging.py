"""Reads a file into staged people and problems, in short transactions that never hold others up for long."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, Min

from alongside.ground.access.models import User
from alongside.oversight.returns.engine import checks
from alongside.oversight.returns.engine.checks.headers import last_plausible_day, of_header, of_shares
from alongside.oversight.returns.engine.layouts import layout_of
from alongside.oversight.returns.engine.problems import Found, UnreadableError, shown
from alongside.oversight.returns.engine.reading import open_return
from alongside.oversight.returns.engine.records import Header, Person, packed
from alongside.oversight.returns.models import Load, StagedPerson
from alongside.oversight.returns.words import KEEP_PROBLEMS, STAGE_CHUNK, LoadState, Severity

# Plain SQL: making a model's object for each row costs ten times as much as the row.
_INSERT_STAGED = (
    "INSERT INTO returns_stagedperson (load_id, position, upn, uln, likeness, record) VALUES (%s, %s, %s, %s, %s, %s)"
)
_INSERT_PROBLEMS = (
    "INSERT INTO returns_problem (load_id, person, field, value, rule, severity, message)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s)"
)

Progress = Callable[[str, int, int], None]
"""Called with the step (`read` or `write`), how much is done, and how much there is."""


@dataclass(frozen=True, slots=True)
class Staged:
    """A file that was read: its load, and the load (its key) that it was compared with, if there was one."""

    load: Load
    compared_with: int | None = None


def stage(
    path: Path, *, fingerprint: str, year: int | None, by: User | None, at: datetime, progress: Progress | None
) -> Staged:
    """Read and check the whole file; its staged people and problems are in the database then.

    A file that can't be read (further) has a problem that says so; what was staged of it is of no use then.
    """
    forget(fingerprint)
    load = Load.objects.create(
        file_name=path.name[-200:], file_sha256=fingerprint, by=by, started_at=at, state=LoadState.STAGED,
    )
    reading = _Reading(load, asked_year=year)
    try:
        reading.read(path, progress)
    except UnreadableError as error:
        reading.say(error.found())
    reading.finish()
    return Staged(load, reading.compared_with)


def forget(fingerprint: str) -> None:
    """Drop what a load of the same file left behind when it was cut off."""
    for load in Load.objects.filter(file_sha256=fingerprint, state=LoadState.STAGED):
        drop_staged(load)
        load.delete()


def drop_staged(load: Load) -> None:
    """Delete the staged people of a load, a chunk at a time so that nobody waits long."""
    while True:
        ids = list(StagedPerson.objects.filter(load=load).values_list("pk", flat=True)[: STAGE_CHUNK * 4])
        if not ids:
            return
        StagedPerson.objects.filter(pk__in=ids).delete()


class _Reading:
    """One pass over a file: keeps a chunk of people and problems, and writes it when it is full."""

    def __init__(self, load: Load, *, asked_year: int | None) -> None:
        self._load = load
        self._asked_year = asked_year
        self.compared_with: int | None = None
        self._staged: list[tuple[int | str | None, ...]] = []
        self._problems: list[tuple[int | str | None, ...]] = []
        self._n_kept = 0
        self._context: checks.Context | None = None

    def read(self, path: Path, progress: Progress | None) -> None:
        """Read every person of the file; UnreadableError when that can't be done."""

        def on(done: int, total: int) -> None:
            if progress:
                progress("read", done, total)

        reader = open_return(path, say=self.say, progress=on)
        for person in reader.persons():
            if self._context is None:
                self._begin(reader.header)
            self._take(person)
        if self._context is None:
            self._begin(reader.header)
            self.say(Found(None, "Persons", "", "R21", Severity.ERROR, "The return holds no persons."))
        assert self._context is not None
        for found in of_shares(self._context):
            self.say(found)

    def _begin(self, header: Header) -> None:
        """The header is known: check it, and set what the checks of persons need."""
        load = self._load
        layout = layout_of(header.year or 0)
        for found in of_header(header, layout, la=settings.AREA_LA_NUMBER, asked_year=self._asked_year):
            self.say(found)
        load.year, load.reference_date = header.year, header.reference_date
        load.la, load.serial = (header.lea or "")[:10], header.serial
        latest = latest_loaded(load.la)
        self.compared_with = latest.pk if latest else None
        for found in _against_earlier(load, latest):
            self.say(found)
        header.reference_date = header.reference_date or layout.survey_day
        self._context = checks.Context(
            layout, layout.year, header.reference_date, settings.AREA_LA_NUMBER, last_plausible_day(header)
        )

    def _take(self, person: Person) -> None:
        assert self._context is not None
        for found in checks.run(person, self._context):
            self.say(found)
        load = self._load
        load.n_persons += 1
        load.n_requests += len(person.request)
        load.n_plans += sum(1 for request in person.request if checks.plans.is_active(request, self._context))
        self._staged.append((
            load.pk, person.position, person.upn or "", person.uln or "", _likeness(person),
            json.dumps(packed(person), separators=(",", ":")),
        ))
        if len(self._staged) >= STAGE_CHUNK:
            self._flush()

    def say(self, found: Found) -> None:
        """Keep one problem; counts go on when there are too many to keep."""
        if found.severity == Severity.ERROR:
            self._load.n_errors += 1
        else:
            self._load.n_queries += 1
        if self._n_kept < KEEP_PROBLEMS:
            self._n_kept += 1
            self._problems.append((
                self._load.pk, found.person, found.field[:60], found.value.replace("\0", ""), found.rule,
                found.severity.value, found.message[:400],
            ))
        if len(self._problems) >= STAGE_CHUNK * 4:
            self._flush()

    def finish(self) -> None:
        """Write the rest, look for people who stand in the file twice, and keep the counts."""
        self._flush()
        for found in _repeats(self._load):
            self.say(found)
        self._flush()
        self._load.save()

    def _flush(self) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(_INSERT_STAGED, self._staged)
            cursor.executemany(_INSERT_PROBLEMS, self._problems)
        self._staged, self._problems = [], []


def _likeness(person: Person) -> str:
    """A sign that is the same for the same name, birth date and postcode; it can't be read back."""
    parts = (person.surname, person.forename, person.born_on, (person.postcode or "").replace(" ", ""))
    text = "|".join(str(part or "").casefold() for part in parts)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _repeats(load: Load) -> Iterator[Found]:
    """People who stand in the file more than once, found by the database so that memory doesn't grow."""
    for column, field, rule, message in (
        ("upn", "UPN", "D03", "This UPN stands in the file already"),
        ("uln", "UniqueLearnerNumber", "D03", "This ULN stands in the file already"),
        ("likeness", "Surname", "R16", "The same name, birth date and postcode stand in the file already"),
    ):
        rows = StagedPerson.objects.filter(load=load).exclude(**{column: ""})
        groups = rows.values(column).annotate(n=Count("pk"), first=Min("position")).filter(n__gt=1).order_by("first")
        for group in groups.iterator(chunk_size=500):
            again = rows.filter(**{column: group[column]}).exclude(position=group["first"]).order_by("position")
            value = "" if column == "likeness" else shown(group[column])
            for position in again.values_list("position", flat=True).iterator(chunk_size=500):
                text = f"{message}, at person {group['first']}."
                yield Found(position, field, value, rule, Severity.ERROR, text)


def latest_loaded(la: str) -> Load | None:
    """The load whose return is in the records now."""
    return Load.objects.filter(state=LoadState.LOADED, la=la).order_by("-year", "-loaded_at", "-pk").first()


def _against_earlier(load: Load, latest: Load | None) -> Iterator[Found]:
    """A return that is older than the one in the records would take it back in time."""
    if latest is None or latest.year is None or load.year is None:
        return
    if load.year < latest.year:
        message = f"A later return, of {latest.year}, is in the records already."
        yield Found(None, "Year", str(load.year), "D30", Severity.ERROR, message)
    elif load.year == latest.year and latest.serial is not None and load.serial is not None:
        yield from _serials(load.serial, latest.serial)


def _serials(serial: int, latest: int) -> Iterator[Found]:
    details: dict[str, Any] = {"field": "SerialNo", "value": str(serial), "rule": "D30", "person": None}
    if serial < latest:
        message = f"A return with the higher serial number {latest} is in the records already."
        yield Found(**details, severity=Severity.ERROR, message=message)
    elif serial == latest:
        message = "Another return with this serial number is in the records; each submission has a number of its own."
        yield Found(**details, severity=Severity.QUERY, message=message)
