"""What one person's part of the return says, after conversion: plain slotted records, None where nothing was said.

`extras` keeps elements that the layout doesn't know, word for word. Codes stay as they were sent.
"""

from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any


@dataclass(slots=True)
class Header:
    """Who sent the file, for which year and as at which day; designated officers in post."""

    collection: str | None = None
    year: int | None = None
    reference_date: date | None = None
    source_level: str | None = None
    lea: str | None = None
    software: str | None = None
    release: str | None = None
    serial: int | None = None
    made_at: str | None = None
    dmo: str | None = None
    dco: str | None = None
    dsco: str | None = None
    extras: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class PlanDetail:
    """A setting that a plan names."""

    urn: str | None = None
    ukprn: str | None = None
    setting: str | None = None
    setting_other: str | None = None
    rank: str | None = None
    is_unit: bool | None = None
    is_resourced: bool | None = None
    extras: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class NamedPlan:
    """The plan as made: since when, where, and when and why it ended."""

    starts_on: date | None = None
    residential: str | None = None
    work_based: str | None = None
    has_budget: bool | None = None
    is_organised: bool | None = None
    direct_payment: str | None = None
    ceased_on: date | None = None
    cease_reason: str | None = None
    plan_detail: list[PlanDetail] = field(default_factory=list)
    extras: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Assessment:
    """The decision whether to issue a plan. `is_excepted`: an exception to the 20 weeks is claimed (Week20)."""

    outcome: str | None = None
    decided_on: date | None = None
    is_mediated: bool | None = None
    is_appealed: bool | None = None
    is_other_mediated: bool | None = None
    is_other_appealed: bool | None = None
    is_excepted: bool | None = None
    named_plan: NamedPlan | None = None
    extras: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Placement:
    """Where a person with a plan really is or was."""

    urn: str | None = None
    ukprn: str | None = None
    setting: str | None = None
    setting_other: str | None = None
    rank: str | None = None
    entered_on: date | None = None
    left_on: date | None = None
    is_unit: bool | None = None
    is_resourced: bool | None = None
    residential: str | None = None
    work_based: str | None = None
    extras: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Need:
    """A type of need and its rank: 1 primary, 2 secondary."""

    need: str | None = None
    rank: str | None = None
    extras: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class ActivePlan:
    """A plan in force: its latest review, phase transfer, placements and needs."""

    transfer_la: str | None = None
    reviewed_on: date | None = None
    review_outcome: str | None = None
    review_decided_on: date | None = None
    drafted_on: date | None = None
    phase_due_on: date | None = None
    phase_final_on: date | None = None
    placement: list[Placement] = field(default_factory=list)
    need: list[Need] = field(default_factory=list)
    extras: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Request:
    """A request for an assessment, real or historical; every plan hangs from one."""

    received_on: date | None = None
    source: str | None = None
    is_rya: bool | None = None
    decided_on: date | None = None
    outcome: str | None = None
    is_mediated: bool | None = None
    is_appealed: bool | None = None
    exported: str | None = None
    assessment: Assessment | None = None
    active_plan: ActivePlan | None = None
    extras: dict[str, str] = field(default_factory=dict)

    @property
    def named_plan(self) -> NamedPlan | None:
        """The plan below the assessment, if there is one."""
        return self.assessment.named_plan if self.assessment else None


@dataclass(slots=True)
class Person:
    """One child or young person; `position` counts from 1 in the order of the file."""

    position: int = 0
    surname: str | None = None
    forename: str | None = None
    born_on: date | None = None
    sex: str | None = None
    ethnicity: str | None = None
    postcode: str | None = None
    upn: str | None = None
    uln: str | None = None
    upn_unknown: str | None = None
    request: list[Request] = field(default_factory=list)
    extras: dict[str, str] = field(default_factory=dict)


Record = Person | Request | Assessment | NamedPlan | PlanDetail | ActivePlan | Placement | Need | Header
RECORDS: dict[str, type[Any]] = {
    "header": Header, "person": Person, "request": Request, "assessment": Assessment, "named_plan": NamedPlan,
    "plan_detail": PlanDetail, "active_plan": ActivePlan, "placement": Placement, "need": Need,
}
_NAMES = {kind: tuple(f.name for f in fields(kind)) for kind in RECORDS.values()}
_DAYS = {
    kind: frozenset(f.name for f in fields(kind) if f.type == "date | None" or f.type == date | None)
    for kind in RECORDS.values()
}
_BELOW: dict[type[Any], dict[str, type[Any]]] = {
    Person: {"request": Request},
    Request: {"assessment": Assessment, "active_plan": ActivePlan},
    Assessment: {"named_plan": NamedPlan},
    NamedPlan: {"plan_detail": PlanDetail},
    ActivePlan: {"placement": Placement, "need": Need},
}


def packed(record: Any) -> dict[str, Any]:
    """The record as plain JSON values, without what was not said."""
    kind = type(record)
    days, below = _DAYS[kind], _BELOW.get(kind, {})
    result: dict[str, Any] = {}
    for name in _NAMES[kind]:
        value = getattr(record, name)
        if value is None or value == [] or value == {}:
            continue
        if name in days:
            value = value.isoformat()
        elif name in below:
            value = [packed(item) for item in value] if isinstance(value, list) else packed(value)
        result[name] = value
    return result


def unpacked(values: dict[str, Any], kind: type[Any] = Person) -> Any:
    """The record that `packed` made these values from."""
    days, below = _DAYS[kind], _BELOW.get(kind, {})
    record = kind()
    for name, value in values.items():
        if name in days:
            value = date.fromisoformat(value)
        elif name in below:
            child = below[name]
            value = [unpacked(v, child) for v in value] if isinstance(value, list) else unpacked(value, child)
        setattr(record, name, value)
    return record
