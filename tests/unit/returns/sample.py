"""A small, lawful return that each test spoils in its own way."""

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

from alongside.ground.core.identifiers import upn_check_letter
from alongside.oversight.returns.engine.checks import Context, run
from alongside.oversight.returns.engine.layouts import layout_of
from alongside.oversight.returns.engine.problems import Found
from alongside.oversight.returns.engine.reading import open_return
from alongside.oversight.returns.engine.records import (
    ActivePlan,
    Assessment,
    Header,
    NamedPlan,
    Need,
    Person,
    Placement,
    PlanDetail,
    Request,
)
from alongside.oversight.returns.engine.writer import write_xml

CENSUS = date(2026, 1, 15)
MADE = "2026-02-12T09:30:00"


def upn(number: int) -> str:
    """A right UPN, another one for each number."""
    rest = f"8889{number // 1000:03d}20{number % 1000:03d}"
    return upn_check_letter(rest) + rest


def header(**changes: Any) -> Header:
    """A right header of 2026 for authority 888."""
    values = {
        "collection": "SEN2", "year": 2026, "reference_date": CENSUS, "source_level": "L", "lea": "888",
        "software": "TEST", "release": "1", "serial": 1, "made_at": MADE,
    }
    return Header(**(values | changes))


def new_plan(number: int = 1, **changes: Any) -> Person:
    """Asked for, assessed and issued within the year and within 20 weeks: nothing to say against it."""
    plan = NamedPlan(
        starts_on=date(2025, 5, 20), has_budget=False, is_organised=False,
        plan_detail=[PlanDetail(urn="900001", rank="1", is_unit=False, is_resourced=False)],
    )
    assessment = Assessment(
        outcome="Y", decided_on=date(2025, 4, 30), is_mediated=False, is_appealed=False, is_other_mediated=False,
        is_other_appealed=False, is_excepted=False, named_plan=plan,
    )
    active = ActivePlan(
        placement=[Placement(urn="900001", rank="1", entered_on=date(2025, 6, 2), is_unit=False, is_resourced=False)],
        need=[Need(need="SLCN", rank="1"), Need(need="ASD", rank="2")],
    )
    request = Request(
        received_on=date(2025, 1, 13), source="1", is_rya=False, decided_on=date(2025, 2, 20), outcome="Y",
        is_mediated=False, is_appealed=False, assessment=assessment, active_plan=active,
    )
    return person(number, request, **changes)


def person(number: int, *requests: Request, **changes: Any) -> Person:
    """Somebody of eight with these requests."""
    values = {
        "position": number, "surname": "Example", "forename": f"Robin{number}", "born_on": date(2017, 5, 14), "sex": "F",
        "ethnicity": "WBRI", "postcode": "PR1 4ZZ", "upn": upn(number), "request": list(requests),
    }
    return Person(**(values | changes))


def undecided(number: int = 2, **changes: Any) -> Person:
    """Asked five weeks before census day, not decided."""
    request = Request(
        received_on=date(2025, 12, 11), source="2", is_rya=False, outcome="A", is_mediated=False, is_appealed=False,
    )
    return person(number, request, **changes)


def historical(number: int = 3, **changes: Any) -> Person:
    """A plan of 2022, reviewed in the year."""
    plan = NamedPlan(
        starts_on=date(2022, 3, 1), has_budget=False, is_organised=False,
        plan_detail=[PlanDetail(urn="900002", rank="1", is_unit=False, is_resourced=False)],
    )
    active = ActivePlan(
        reviewed_on=date(2025, 6, 3), review_outcome="M", review_decided_on=date(2025, 6, 24),
        placement=[Placement(urn="900002", rank="1", entered_on=date(2022, 4, 1), is_unit=False, is_resourced=False)],
        need=[Need(need="SEMH", rank="1")],
    )
    return person(number, Request(outcome="H", assessment=Assessment(outcome="H", named_plan=plan), active_plan=active),
                  **changes)


def refused(number: int = 4, **changes: Any) -> Person:
    """Asked and refused in the year."""
    request = Request(
        received_on=date(2025, 3, 3), source="1", is_rya=False, decided_on=date(2025, 4, 7), outcome="N",
        is_mediated=False, is_appealed=False,
    )
    return person(number, request, **changes)


def everybody() -> list[Person]:
    """One of each."""
    return [new_plan(1), undecided(2), historical(3), refused(4)]


def context(year: int = 2026, la: str = "888") -> Context:
    """What checks of 2026 know."""
    return Context(layout_of(year), year, CENSUS, la, date(2026, 2, 12))


def broken(one: Person, year: int = 2026) -> set[tuple[str, str, str]]:
    """Rule, severity and field of each breach of a person."""
    return {(found.rule, found.severity.value, found.field) for found in run(one, context(year))}


def write(path: Path, persons: Iterable[Person] | None = None, **header_changes: Any) -> Path:
    """A file with these people, or with one of each."""
    write_xml(path, header=header(**header_changes), persons=everybody() if persons is None else persons)
    return path


def read(path: Path) -> tuple[Header, list[Person], list[Found]]:
    """Everything that a file says, and what reading it found."""
    found: list[Found] = []
    reader = open_return(path, say=found.append)
    persons = list(reader.persons())
    return reader.header, persons, found


def spoilt(path: Path, change: Callable[[str], str]) -> Path:
    """A file with its text changed."""
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    return path
