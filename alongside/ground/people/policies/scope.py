"""Sight in SQL: the keys of the children whom an account sees, and of those from whom it is barred.

Written by hand because it is part of nearly every page: put together by the query builder the same statement took
twenty times longer to build than to run. Every value is a parameter; `policies.grounds` says the same in Python, and a
property test holds the two equal.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from alongside.ground.core.dates import start_of
from alongside.ground.people.models import Person
from alongside.ground.people.models.days import day_in
from alongside.ground.people.words import AGED_KINDS, CASE_KINDS, PARENT_KINDS, SETTLED_KINDS, Act

PERSON = "person:"
_HOLDS = "{0}.{1} <= %s AND ({0}.ends_on IS NULL OR {0}.ends_on > %s)"


def _listed(kinds: Sequence[str]) -> str:
    """Kinds as SQL text: constants of this room, never anything that somebody typed."""
    return ", ".join(f"'{kind}'" for kind in map(str, kinds))


def _marks(n: int) -> str:
    return ", ".join(["%s"] * n)


_SETTLED = f"""
SELECT r.child_id FROM people_relationship r
WHERE r.badge IN ({{badges}}) AND {_HOLDS.format("r", "starts_on")} AND r.kind IN ({_listed(SETTLED_KINDS)})
{{tie}}"""  # noqa: S608 - constants of this room, values are parameters
_WISH = f"""
SELECT i.wish FROM people_involvement i
WHERE i.child_id = r.child_id AND i.person_id {{who}} AND {_HOLDS.format("i", "starts_on")}
ORDER BY i.starts_on DESC, i.id DESC LIMIT 1
"""  # noqa: S608 - constants of this room, values are parameters
_GATE = "COALESCE(r.on_behalf_of_id, r.person_id)"
_AGED = f"""
SELECT r.child_id FROM people_relationship r JOIN people_child c ON c.id = r.child_id
WHERE r.badge IN ({{persons}}) AND {_HOLDS.format("r", "starts_on")} AND r.kind IN ({_listed(AGED_KINDS)})
AND (r.on_behalf_of_id IS NULL OR (
    EXISTS (SELECT 1 FROM people_relationship p WHERE p.child_id = r.child_id AND p.person_id = r.on_behalf_of_id
            AND p.kind IN ({_listed(PARENT_KINDS)}) AND {_HOLDS.format("p", "starts_on")})
    AND NOT EXISTS (SELECT 1 FROM people_exclusion e WHERE e.child_id = r.child_id
            AND e.person_id = r.on_behalf_of_id AND e.bars_see AND e.lifted_at IS NULL
            AND {_HOLDS.format("e", "starts_on")})
))
AND (c.compulsory_until IS NULL OR c.compulsory_until >= %s
    OR (r.kind = 'speaks_for_family' AND r.on_behalf_of_id IS NULL)
    OR COALESCE(({_WISH.format(who=f"= {_GATE}")}), ({_WISH.format(who="IS NULL")}),
                CASE WHEN c.adult_on > %s THEN 'agrees' ELSE 'objects' END) = 'agrees'
    OR EXISTS (SELECT 1 FROM people_capacity k WHERE k.child_id = r.child_id AND NOT k.has_capacity
               AND (k.alternative_id IS NULL OR k.alternative_id = {_GATE})
               AND {_HOLDS.format("k", "assessed_on")})
) {{tie}}"""  # noqa: S608 - constants of this room, values are parameters
_PROBE = f"""
SELECT r.child_id, r.on_behalf_of_id IS NULL
    AND (c.compulsory_until IS NULL OR c.compulsory_until >= %s OR r.kind = 'speaks_for_family')
FROM people_relationship r JOIN people_child c ON c.id = r.child_id
WHERE r.badge IN ({{persons}}) AND {_HOLDS.format("r", "starts_on")} AND r.kind IN ({_listed(AGED_KINDS)})
"""  # noqa: S608 - constants of this room, values are parameters
_LIVES = "SELECT c.id FROM people_child c WHERE c.district_id IN ({districts}) {tie}"
_HELD = f"""
SELECT r.child_id FROM people_relationship r
WHERE r.badge IN ({{badges}}) AND {_HOLDS.format("r", "starts_on")} AND r.kind IN ({_listed(CASE_KINDS)})
{{tie}}"""  # noqa: S608 - constants of this room, values are parameters
_GRANTED = """
SELECT g.child_id FROM people_grant g WHERE g.user_id = %s AND g.since {from_} %s AND g.until {to} %s {tie}"""
_BARRED = f"""
SELECT e.child_id FROM people_exclusion e
WHERE e.bars_{{act}} AND e.lifted_at IS NULL AND {_HOLDS.format("e", "starts_on")}
AND (e.user_id = %s OR e.person_id IN (SELECT p.id FROM people_person p WHERE p.user_id = %s{{uuids}}))
{{tie}}"""  # noqa: S608 - constants of this room, values are parameters


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a job that sees the cases of some districts reaches: their keys, and the badges of their teams and posts."""

    districts: tuple[int, ...] = ()
    badges: tuple[str, ...] = ()


NOWHERE = Reach()


def _tie(alias: str, is_one: bool) -> str:
    """Ties a part to the row of the statement around it, where that looks for one child and not for a list."""
    return f"AND {alias}.child_id = people_child.id" if is_one else ""


@lru_cache(maxsize=512)
def _seen_text(n_badges: int, n_aged: int, n_keys: int, reach: tuple[int, int], is_moment: bool, is_one: bool) -> str:
    parts = []
    if n_badges:
        parts.append(_SETTLED.format(badges=_marks(n_badges), tie=_tie("r", is_one)))
    if n_aged:
        parts.append(_AGED.format(persons=_marks(n_aged), tie=_tie("r", is_one)))
    if n_keys:
        tie = "AND c.id = people_child.id" if is_one else ""
        parts.append(f"SELECT c.id FROM people_child c WHERE c.id IN ({_marks(n_keys)}) {tie}")  # noqa: S608 - marks
    if reach[0]:
        tie = "AND c.id = people_child.id" if is_one else ""
        parts.append(_LIVES.format(districts=_marks(reach[0]), tie=tie))
    if reach[1]:
        parts.append(_HELD.format(badges=_marks(reach[1]), tie=_tie("r", is_one)))
    signs = {"from_": "<=", "to": ">"} if is_moment else {"from_": "<", "to": ">="}
    parts.append(_GRANTED.format(**signs, tie=_tie("g", is_one)))
    if is_one:
        return "(" + " OR ".join(f"EXISTS ({part})" for part in parts) + ")"
    return " UNION ALL ".join(parts)


def _probe(persons: Sequence[str], day: Any) -> tuple[list[int], bool]:
    """Children of whom these people are plainly parents, and whether any row needs the long look of `_AGED`.

    Asked first because the long look takes PostgreSQL milliseconds to plan, and nearly nobody needs it: it is for
    parents of young people, and for those who speak for a parent.
    """
    with connection.cursor() as cursor:
        cursor.execute(_PROBE.format(persons=_marks(len(persons))), [day, *persons, day, day])
        rows = cursor.fetchall()
    return sorted({child for child, _ in rows}), not all(is_plain for _, is_plain in rows)


def _seen(user_id: int, badges: Collection[str], on: date, reach: Reach, is_one: bool) -> tuple[str, list[Any]]:
    day = connection.ops.adapt_datefield_value(day_in(on))
    persons = sorted(badge for badge in badges if badge.startswith(PERSON))
    plain, is_long = _probe(persons, day) if persons else ([], False)
    aged = persons if is_long else []
    values: list[Any] = [*sorted(badges), day, day] if badges else []
    # The marks for days in _AGED: the row, who is spoken for (twice), age, two wishes, 18 years, capacity.
    values += [*aged, *[day] * 14] if aged else plain
    values += [*reach.districts, *([*reach.badges, day, day] if reach.badges else [])]
    is_moment = isinstance(on, datetime)
    limit = on if isinstance(on, datetime) else start_of(on + timedelta(days=1))
    moment = connection.ops.adapt_datetimefield_value(limit)
    n_reached = (len(reach.districts), len(reach.badges))
    text = _seen_text(len(badges), len(aged), 0 if aged else len(plain), n_reached, is_moment, is_one)
    return text, [*values, user_id, moment, moment]


def _barred(user_id: int, persons: Collection[UUID], on: date, act: Act, is_one: bool) -> tuple[str, list[Any]]:
    day = connection.ops.adapt_datefield_value(day_in(on))
    field = Person._meta.get_field("uuid")
    stored = [field.get_db_prep_value(uuid, connection) for uuid in sorted(persons)]
    uuids = f" OR p.uuid IN ({_marks(len(stored))})" if stored else ""
    text = _BARRED.format(act=act.value, uuids=uuids, tie=_tie("e", is_one))
    return text, [day, day, user_id, user_id, *stored]


def seen_keys(user_id: int, badges: Collection[str], on: date, reach: Reach = NOWHERE) -> RawSQL:
    """Keys of the children whom relationships of these badges, grants of this account, or its job let it see."""
    return RawSQL(*_seen(user_id, badges, on, reach, False))  # noqa: S611 - no value is in the text


def barred_keys(user_id: int, persons: Collection[UUID], on: date) -> RawSQL:
    """Keys of the children whom this account, or a person behind it, is barred from seeing."""
    return RawSQL(*_barred(user_id, persons, on, Act.SEE, False))  # noqa: S611 - no value is in the text


def is_seen(user_id: int, badges: Collection[str], on: date, reach: Reach = NOWHERE) -> RawSQL:
    """The same as `seen_keys`, as a condition on one row of people_child: quick where a key or number is known."""
    text, values = _seen(user_id, badges, on, reach, True)
    return RawSQL(text, values, output_field=BooleanField())  # noqa: S611 - no value is in the text


def is_unbarred(user_id: int, persons: Collection[UUID], on: date) -> RawSQL:
    """The same as not being among `barred_keys`, as a condition on one row of people_child."""
    text, values = _barred(user_id, persons, on, Act.SEE, True)
    return RawSQL(f"NOT EXISTS ({text})", values, output_field=BooleanField())  # noqa: S611 - no value is in the text
