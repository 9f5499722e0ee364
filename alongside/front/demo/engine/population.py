"""The whole invented population as the SEN2 return has it, and the file that holds it."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from alongside.front.demo.engine.figures import figures
from alongside.front.demo.engine.persons import PersonMaker
from alongside.front.demo.engine.plans import Stock
from alongside.front.demo.engine.requests import Flow, ended
from alongside.front.demo.engine.timings import Timings
from alongside.oversight.returns.engine.layouts import layout_of
from alongside.oversight.returns.engine.records import Header, Person
from alongside.oversight.returns.engine.writer import write_csv_set, write_xml

DAYS_TO_FILE = 28
"""Days from census day to the day on which the invented file says that it was made."""


def population(seed: int, n_plans: int, reference_date: date) -> Iterator[Person]:
    """Everybody of the invented return with `n_plans` plans in force on census day; the same for the same seed."""
    if n_plans < 1:
        raise ValueError("a population needs at least one plan")
    chance = random.Random(f"alongside-{seed}-{n_plans}-{reference_date.isoformat()}")  # noqa: S311 - no secret
    maker = PersonMaker(chance, reference_date)
    timings = Timings(chance, reference_date, n_plans)
    for position, person in enumerate(_in_turn(chance, maker, timings, n_plans), start=1):
        person.position = position
        yield person


def _in_turn(chance: random.Random, maker: PersonMaker, timings: Timings, n_plans: int) -> Iterator[Person]:
    yield from Stock(chance, maker, timings, n_plans).persons()
    # Only now is it known how many of the year's requests have led to a plan already.
    yield from Flow(chance, maker, timings, n_plans).persons()
    yield from ended(chance, maker, timings, n_plans)


def header_of(year: int, *, serial: int = 1) -> Header:
    """The header of the invented return of a year."""
    layout = layout_of(year)
    posts = figures()["designated"]
    made_on = layout.survey_day + timedelta(days=DAYS_TO_FILE)
    return Header(
        collection="SEN2", year=year, reference_date=layout.survey_day, source_level="L", lea=figures()["la"],
        software="ALONGSIDE", release="demo", serial=serial, made_at=f"{made_on.isoformat()}T09:30:00",
        dmo=posts["dmo"], dco=posts["dco"], dsco=posts["dsco"] if year >= 2026 else None,
    )


def write_return(path: Path, *, year: int = 2026, seed: int = 888, n_plans: int = 1500, serial: int = 1) -> int:
    """Write the invented return of a year as XML to `path`; returns the number of persons in it."""
    header = header_of(year, serial=serial)
    return write_xml(path, header=header, persons=population(seed, n_plans, layout_of(year).survey_day))


def write_set(folder: Path, *, year: int = 2026, seed: int = 888, n_plans: int = 1500, serial: int = 1) -> int:
    """Write the same as a COLLECT CSV set into `folder`; returns the number of persons in it."""
    day = layout_of(year).survey_day
    people = population(seed, n_plans, day)
    return write_csv_set(folder, header=header_of(year, serial=serial), persons=people, exported_on=day)
