"""Who is around a child and who is kept out: read once, for a page that shows all of it to somebody who works there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from alongside.ground.access.models import User
from alongside.ground.access.words import UserKind
from alongside.ground.people import policies
from alongside.ground.people.models import Child, Relationship
from alongside.ground.people.models.days import day_in
from alongside.ground.people.policies import KeptOut
from alongside.ground.people.words import FAMILY_KINDS, Act, ExclusionBasis, RelationKind

# Written by hand: the query builder takes ten times longer to put these joins together than they run.
_AROUND = """
SELECT r.*, TRIM(COALESCE(NULLIF(p.preferred_name, ''), p.given_name) || ' ' || p.family_name) AS person_name,
    p.phone AS person_phone, p.email AS person_email, p.is_safe_contact_needed AS is_safe,
    p.safe_contact_words AS safe_words, f.help_to_take_part AS help_words,
    s.name AS setting_name, t.title AS team_title, o.title AS post_title,
    EXISTS (SELECT 1 FROM people_parentalresponsibility q WHERE q.child_id = r.child_id AND q.person_id = r.person_id
            AND q.starts_on <= %s AND (q.ends_on IS NULL OR q.ends_on > %s)) AS has_responsibility,
    (SELECT {gather}({kept}, '{next}') FROM people_exclusion e LEFT JOIN people_person b ON b.id = e.person_id
     WHERE e.child_id = c.id AND e.lifted_at IS NULL AND e.starts_on <= %s AND (e.ends_on IS NULL OR e.ends_on > %s)
    ) AS kept_out
FROM people_child c LEFT JOIN people_relationship r ON r.child_id = c.id LEFT JOIN people_person p ON p.id = r.person_id
LEFT JOIN people_communicationprofile f ON f.person_id = r.person_id LEFT JOIN people_setting s ON s.id = r.setting_id
LEFT JOIN people_team t ON t.id = r.team_id LEFT JOIN people_post o ON o.id = r.post_id
WHERE c.id = %s ORDER BY r.starts_on, r.id"""
_SIGN, _NEXT = "\x1f", "\x1e"
"""Stand between the values of an exclusion and between exclusions: nobody can type them into a name."""
_GATHER = {"sqlite": "group_concat", "postgresql": "string_agg"}
_KEPT = f" || '{_SIGN}' || ".join((
    *(f"COALESCE(CAST({column} AS TEXT), '')" for column in ("e.user_id", "e.person_id", "b.uuid", "b.user_id")),
    "COALESCE(TRIM(COALESCE(NULLIF(b.preferred_name, ''), b.given_name) || ' ' || b.family_name), '')", "e.basis",
    *(f"CASE WHEN e.bars_{act.value} THEN '{act.value}' ELSE '' END" for act in Act),
))


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One line of a child's timeline: a day and what changed, without a place where that must not show."""

    on: date
    words: str


@dataclass(frozen=True, slots=True)
class Near:
    """Somebody of the child's family: who, what they are to the child, how to reach them, and what to mind."""

    name: str
    kind_words: str
    has_responsibility: bool
    reach: str
    safe_words: str
    help_words: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A child's people on a day, as somebody who works with the child may read them."""

    setting_name: str
    is_location_hidden: bool
    near: tuple[Near, ...]
    kept_out: tuple[KeptOut, ...]
    timeline: tuple[TimelineRow, ...]


def around(child: Child, on: date) -> tuple[list[Any], tuple[KeptOut, ...]]:
    """Every relationship of a child, whenever it held, with the names that a page shows, and who is kept out; one query."""
    day = connection.ops.adapt_datefield_value(day_in(on))
    text = _AROUND.format(gather=_GATHER[connection.vendor], kept=_KEPT, next=_NEXT)
    rows: list[Any] = list(Relationship.objects.raw(text, [day, day, day, day, child.pk]))
    given = str(rows[0].kept_out or "") if rows else ""
    return [row for row in rows if row.pk], tuple(_kept(part) for part in given.split(_NEXT) if part)


def _kept(part: str) -> KeptOut:
    user, person, uuid, account, name, basis, *acts = part.split(_SIGN)
    return KeptOut(
        int(user) if user else None, int(person) if person else None, UUID(uuid) if uuid else None,
        int(account) if account else None, name or "An account", str(ExclusionBasis(basis).label),
        tuple(Act(act) for act in acts if act),
    )


def sheet_of(user: User, child: Child, on: date) -> Sheet:
    """One query; the caller has opened the child. For professionals: a family reads `family_shown`."""
    assert user.kind == UserKind.PROFESSIONAL  # a family must never read the other parent here
    day = day_in(on)
    rows, out = around(child, on)
    hidden = policies.is_location_hidden(user, rows, out, on=on)
    now = [row for row in rows if row.starts_on <= day and (row.ends_on is None or row.ends_on > day)]
    placed = next((row.setting_name for row in now if row.kind == RelationKind.ON_ROLL and row.setting_name), "")
    family = tuple(_near(row) for row in now if row.kind in FAMILY_KINDS and row.person_id)
    return Sheet(placed, hidden, family, out, tuple(timeline_people(rows, on, is_location_hidden=hidden)))


def _near(row: Any) -> Near:
    safe = f"safe contact only. {row.safe_words}".strip() if row.is_safe else ""
    reach = " ".join(part for part in (row.person_phone, row.person_email) if part)
    kind = str(RelationKind(row.kind).label)
    return Near(row.person_name, kind, bool(row.has_responsibility), reach, safe, row.help_words or "")


def timeline_people(rows: Iterable[Any], on: date, *, is_location_hidden: bool) -> list[TimelineRow]:
    """Who became what to the child and when that ended, up to a day; family members are left out."""
    day, found = day_in(on), []
    for row in rows:
        if row.kind in FAMILY_KINDS or row.kind == RelationKind.FAMILY_UNCHECKED:
            continue
        place = "a setting" if is_location_hidden and row.setting_name else row.setting_name
        name = place or row.team_title or row.post_title or "a professional"
        label = str(RelationKind(row.kind).label)
        if row.starts_on <= day:
            found.append(TimelineRow(row.starts_on, f"{label}: {name}"))
        if row.ends_on and row.ends_on <= day:
            found.append(TimelineRow(row.ends_on, f"No longer {label.lower()}: {name}"))
    return sorted(found, key=lambda line: (line.on, line.words))
