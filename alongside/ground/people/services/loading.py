"""The statutory return's people in bulk: matched, made or brought up to date, with one audit line each."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import Q

from alongside.ground.access import services as access
from alongside.ground.access.models import User
from alongside.ground.access.policies import Permission
from alongside.ground.core.bulk import freshen, insert
from alongside.ground.core.dates import day_of
from alongside.ground.core.identifiers import normal_postcode
from alongside.ground.core.references import new_reference
from alongside.ground.people import policies
from alongside.ground.people.engine.checks import derived
from alongside.ground.people.models import Child, District, Place, Relationship, Setting, Team
from alongside.ground.people.models.keys import name_key
from alongside.ground.people.words import RelationKind

BATCH = 1000
_CHILD_COLUMNS = [field.attname for field in Child._meta.concrete_fields if field.attname != "id"]
_RELATION_COLUMNS = (
    "uuid", "child_id", "badge", "kind", "setting_id", "team_id", "starts_on", "ends_on", "source", "scope", "evidence"
)
SOURCE = "sen2"
_UPDATED = ("family_name", "given_name", "sex", "ethnicity", "upn_unknown", "upn", "uln", "postcode", "born_on")


@dataclass(frozen=True, slots=True)
class LoadedPlacement:
    """Where a person was placed: a setting by URN or UKPRN, or a code for a place that has neither."""

    urn: str = ""
    ukprn: str = ""
    setting_code: str = ""
    rank: int = 1
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class LoadedPerson:
    """One person of the return. `position` is their place in the file, from 1; `key` is the caller's own."""

    position: int
    upn: str
    uln: str
    upn_unknown: str
    family_name: str
    given_name: str
    born_on: date
    sex: str
    ethnicity: str
    postcode: str
    placements: tuple[LoadedPlacement, ...] = ()
    key: str = ""


class _Ground:
    """What stays the same through a load: districts, outcodes, teams, and the settings met so far."""

    def __init__(self, day: date) -> None:
        self.day = day
        self.districts = {district.code: district for district in District.objects.all()}
        self.outcodes = dict(Place.objects.filter(is_outcode=True).values_list("postcode", "district_code"))
        teams = Team.objects.filter(kind="ehc", ends_on__isnull=True)
        self.teams = {team.district_id: team for team in teams}
        self.settings: dict[tuple[str, str], Setting] = {}

    def districts_of(self, postcodes: Iterable[str]) -> dict[str, District | None]:
        """The district of each postcode, by one question; an unknown one by its outcode."""
        wanted = {code.replace(" ", ""): code for code in postcodes if code}
        known = dict(Place.objects.filter(postcode__in=wanted).values_list("postcode", "district_code"))
        return {
            code: self.districts.get(known.get(bare) or self.outcodes.get(bare[:-3], ""))
            for bare, code in wanted.items()
        }

    def find_settings(self, placements: Iterable[LoadedPlacement]) -> None:
        """Look up the settings of a batch, and make a bare one for each number that nobody knows yet."""
        wanted = {_number(p) for p in placements} - set(self.settings) - {("", "")}
        for field in ("urn", "ukprn"):
            numbers = [number for name, number in wanted if name == field]
            for setting in Setting.objects.filter(**{f"{field}__in": numbers}):
                self.settings[field, getattr(setting, field)] = setting
        bare = [
            Setting(name=f"{field.upper()} {number}", **{field: number})
            for field, number in sorted(wanted) if (field, number) not in self.settings
        ]
        for setting in Setting.objects.bulk_create(bare):
            self.settings["urn" if setting.urn else "ukprn", setting.urn or setting.ukprn or ""] = setting

    def team_of(self, child: Child) -> Team | None:
        """The EHC team of the child's district, else the area's own."""
        return self.teams.get(child.district_id) or self.teams.get(None)


def _number(placement: LoadedPlacement) -> tuple[str, str]:
    if placement.urn:
        return "urn", placement.urn
    return ("ukprn", placement.ukprn) if placement.ukprn else ("", "")


class _Known:
    """Records that the people of a batch may be of: by UPN, then ULN, then name, birth date and postcode.

    Sealed names and numbers are in another table, which this never reads.
    """

    def __init__(self, rows: list[LoadedPerson]) -> None:
        upns, ulns = {r.upn for r in rows if r.upn}, {r.uln for r in rows if r.uln}
        alike = Q(name_key__in={_key(row) for row in rows}, born_on__in={row.born_on for row in rows})
        self.by_upn: dict[str, Child] = {}
        self.by_uln: dict[str, Child] = {}
        self.by_name: dict[tuple[str, date | None, str], Child] = {}
        self.merged_numbers: set[str | None] = set()
        for child in Child.objects.filter(Q(upn__in=upns) | Q(uln__in=ulns) | alike).select_related("merged_into"):
            self.add(child.merged_into or child, child)
            if child.merged_into is not None:
                self.merged_numbers |= {child.upn, child.uln}

    def add(self, child: Child, seen_as: Child | None = None) -> None:
        """Remember a record by what the file could call it."""
        seen_as = seen_as or child
        if seen_as.upn:
            self.by_upn[seen_as.upn] = child
        if seen_as.uln:
            self.by_uln[seen_as.uln] = child
        self.by_name.setdefault((seen_as.name_key, seen_as.born_on, seen_as.postcode), child)

    def match(self, row: LoadedPerson) -> Child | None:
        """The record of a person of the file, if there is one."""
        found = self.by_upn.get(row.upn) or self.by_uln.get(row.uln)
        if found is not None:
            return found
        alike = self.by_name.get((_key(row), row.born_on, normal_postcode(row.postcode)))
        is_other = alike is not None and ((row.upn and alike.upn) or (row.uln and alike.uln))
        return None if is_other else alike


def _key(row: LoadedPerson) -> str:
    return name_key(row.given_name, row.family_name)


def _fields(row: LoadedPerson) -> dict[str, Any]:
    """Columns of a child from a person of the file; what the file doesn't hold is left out."""
    given = {
        "family_name": row.family_name.strip(), "given_name": row.given_name.strip(), "born_on": row.born_on,
        "sex": row.sex, "ethnicity": row.ethnicity, "upn_unknown": row.upn_unknown, "upn": row.upn or None,
        "uln": row.uln or None, "postcode": normal_postcode(row.postcode),
    }
    return {name: value for name, value in given.items() if value}


def _changes(child: Child, row: LoadedPerson, known: _Known) -> dict[str, Any]:
    """What the file knows otherwise; a protected address, and a number of a merged double, stay where they are."""
    found = {name: value for name, value in _fields(row).items() if getattr(child, name) != value}
    if child.is_address_protected:
        found.pop("postcode", None)
    return {name: value for name, value in found.items() if value not in known.merged_numbers}


def _batches(rows: Iterable[LoadedPerson]) -> Iterator[list[LoadedPerson]]:
    left = iter(rows)
    while batch := list(islice(left, BATCH)):
        yield batch


@transaction.atomic
def load_many(rows: Iterable[LoadedPerson], *, by: User | None, at: datetime) -> dict[int, int]:
    """Bring the people of a return in; answers which child (its key) each position is. Twice the same changes nothing.

    Reads `rows` in batches, so that memory doesn't grow with the file. One transaction; one audit line for each child
    that is new or changed.
    """
    policies.demand(by, Permission.LOAD_RETURN, at=at)
    ground, found = _Ground(day_of(at)), dict[int, int]()
    for batch in _batches(rows):
        children, touched = _load_children(batch, ground, at)
        touched |= _load_relations(batch, children, ground)
        for row in batch:
            found[row.position] = children[row.position].pk
        uuids = {child.uuid for child in children.values() if child.pk in touched}
        acts = [access.Act(child=uuid) for uuid in sorted(uuids)]
        access.record_many(code="people.child.loaded", by=by, at=at, acts=acts, source=SOURCE)
    freshen(Child, Relationship, Setting)
    return found


def _fill(child: Child, homes: dict[str, District | None]) -> None:
    """Columns that follow from others; a protected child's district is left alone."""
    for name, value in derived(child.family_name, child.given_name, child.preferred_name, child.born_on).items():
        setattr(child, name, value)
    if not child.is_address_protected:
        district = homes.get(child.postcode)
        child.district_id = district.pk if district else child.district_id


def _load_children(batch: list[LoadedPerson], ground: _Ground, at: datetime) -> tuple[dict[int, Child], set[int]]:
    """The child of each position, made or changed where need be, and the keys of those that were."""
    known, children = _Known(batch), dict[int, Child]()
    homes = ground.districts_of({normal_postcode(row.postcode) for row in batch})
    made: dict[str, Child] = {}
    changed: dict[int, Child] = {}
    for row in batch:
        child = known.match(row)
        if child is None:
            child = Child(reference=new_reference("CH"), source=SOURCE, registered_at=at, **_fields(row))
            made[child.reference] = child
        elif child.reference in made or not (changes := _changes(child, row, known)):
            children[row.position] = child
            continue
        else:
            for name, value in changes.items():
                setattr(child, name, value)
            child.version += 1
            changed[child.pk] = child
        _fill(child, homes)
        known.add(child)
        children[row.position] = child
    insert(Child, _CHILD_COLUMNS, [vars(child) for child in made.values()])
    for pk, reference in Child.objects.filter(reference__in=made).values_list("pk", "reference"):
        made[reference].pk = pk
    Child.objects.bulk_update(
        changed.values(), [*_UPDATED, "district", "version", "name_key", "sound_key", "compulsory_until", "adult_on"],
        batch_size=100,
    )
    return children, {child.pk for child in made.values()} | set(changed)


class _Relations:
    """Relationships of a batch: those there are, and those that the file adds or ends."""

    def __init__(self, ids: set[int], ground: _Ground) -> None:
        kinds = (RelationKind.ON_ROLL, RelationKind.CASE_TEAM, RelationKind.CASE_OFFICER)
        rows = list(Relationship.objects.filter(child__in=ids, kind__in=kinds))
        enrolled = [row for row in rows if row.kind == RelationKind.ON_ROLL]
        self.there = {(row.child_id, row.badge, row.starts_on): row for row in enrolled}
        self.open = {(row.child_id, row.badge) for row in enrolled if row.ends_on is None}
        self.held = {
            row.child_id for row in rows
            if row.kind != RelationKind.ON_ROLL and row.starts_on <= ground.day
            and (row.ends_on is None or row.ends_on > ground.day)
        }
        self.ground = ground
        self.new: dict[tuple[int, str, date], dict[str, Any]] = {}
        self.ended: list[Relationship] = []

    def place(self, child: Child, placement: LoadedPlacement) -> None:
        """One placement: a new row, the end of one that is there, or nothing."""
        setting = self.ground.settings.get(_number(placement))
        if setting is None:
            return
        badge, starts_on = f"setting:{setting.uuid}", placement.starts_on or self.ground.day
        ends_on = max(placement.ends_on, starts_on) if placement.ends_on else None
        row = self.there.get((child.pk, badge, starts_on))
        if row is not None:
            if row.ends_on != ends_on and row.source == SOURCE:
                row.ends_on = ends_on
                self.ended.append(row)
        elif placement.starts_on is not None or (child.pk, badge) not in self.open:
            self.new[child.pk, badge, starts_on] = {
                "setting_id": setting.pk, "kind": RelationKind.ON_ROLL.value, "ends_on": ends_on,
            }

    def hold(self, child: Child) -> None:
        """The EHC team of the district, where nobody holds the case."""
        team = self.ground.team_of(child)
        if child.pk not in self.held and team is not None:
            self.held.add(child.pk)
            self.new[child.pk, f"team:{team.uuid}", self.ground.day] = {
                "team_id": team.pk, "kind": RelationKind.CASE_TEAM.value,
            }

    def write(self) -> set[int]:
        """Write them; answers the keys of the children touched."""
        empty = {"setting_id": None, "team_id": None, "ends_on": None, "source": SOURCE}
        insert(Relationship, _RELATION_COLUMNS, [
            {**empty, **more, "uuid": uuid4(), "child_id": child_id, "badge": badge, "starts_on": starts_on}
            for (child_id, badge, starts_on), more in self.new.items()
        ])
        Relationship.objects.bulk_update(self.ended, ["ends_on"], batch_size=200)
        return {key[0] for key in self.new} | {row.child_id for row in self.ended}


def _load_relations(batch: list[LoadedPerson], children: dict[int, Child], ground: _Ground) -> set[int]:
    """Who is on roll where, and which team holds the case; keys of the children touched."""
    ground.find_settings(p for row in batch for p in row.placements)
    relations = _Relations({child.pk for child in children.values()}, ground)
    for row in batch:
        for placement in row.placements:
            relations.place(children[row.position], placement)
        relations.hold(children[row.position])
    return relations.write()
