"""The cases of children whom a page has opened already: one statement each, whatever the number of children.

Written by hand, because every family's and every child's page asks them: put together by the query builder they took
ten times longer to build than to run, and PostgreSQL planned sight a second time for each of them.
"""

from collections.abc import Collection, Iterable
from datetime import date
from functools import lru_cache
from typing import Any

from django.db import connection

from alongside.ground.access.models import User
from alongside.ground.access.policies import Viewer
from alongside.ground.access.words import UserKind
from alongside.ground.core.dates import stored_day
from alongside.ground.people import queries as people
from alongside.ground.people.models import Child
from alongside.work.ehc.history import happened, stories_of
from alongside.work.ehc.models import Plan, Request

_SIGN = "\x1f"
"""Stands between values of one part: nobody can type it into a name or title."""


def _together(*columns: str) -> str:
    """Several columns of one part as one text, so that each part is a statement of its own.

    As joins they took PostgreSQL five times longer to plan than to run.
    """
    return f" || '{_SIGN}' || ".join(f"COALESCE(CAST({column} AS TEXT), '')" for column in columns)


_HOLDER = """(SELECT TRIM(COALESCE(NULLIF(h.preferred_name, ''), h.given_name) || ' ' || h.family_name)
    FROM people_postholding g JOIN people_person h ON h.id = g.person_id
    WHERE g.post_id = p.id AND g.starts_on <= %s AND (g.ends_on IS NULL OR g.ends_on > %s)
    ORDER BY g.starts_on, g.id LIMIT 1)"""
_OF = "COALESCE(c.merged_into_id, c.id) AS owner_id"
_WHOSE = "c.id IN ({marks}) OR c.merged_into_id IN ({marks})"
_REQUESTS = f"""
SELECT r.*, {_OF}, c.died_on AS died_on,
    (SELECT {_together("p.title", _HOLDER, "x.name", "t.title", "COALESCE(NULLIF(p.phone, ''), t.phone)")}
     FROM people_post p LEFT JOIN people_team t ON t.id = p.team_id LEFT JOIN people_district x ON x.id = p.district_id
     WHERE p.id = r.officer_id) AS post_part,
    (SELECT {_together("t.title", "t.phone")} FROM people_team t WHERE t.id = r.team_id) AS team_part,
    (SELECT {_together("d.outcome", "d.notified_on", "d.appeal_until_on")} FROM ehc_decision d
     WHERE d.request_id = r.id AND d.is_current) AS decision_part,
    (SELECT {_together("a.outcome_code", "a.outcome_on")} FROM ehc_assessment a WHERE a.request_id = r.id) AS ended_part,
    (SELECT w.withdrawn_on FROM ehc_withdrawal w WHERE w.request_id = r.id) AS withdrawn_on,
    (SELECT MIN(m.made_on) FROM ehc_plan m WHERE m.request_id = r.id) AS plan_made_on,
    (SELECT x.code FROM people_district x WHERE x.id = c.district_id AND NOT c.is_address_protected) AS district_code
FROM people_child c JOIN ehc_request r ON r.child_id = c.id WHERE ({_WHOSE}) {{more}}
ORDER BY r.received_on DESC, r.id DESC"""  # noqa: S608 - every value is a mark
_PLANS = f"""
SELECT p.*, {_OF} FROM people_child c JOIN ehc_plan p ON p.child_id = c.id
WHERE {_WHOSE} ORDER BY p.made_on DESC, p.id DESC"""  # noqa: S608


@lru_cache(maxsize=64)
def _text(whole: str, n_children: int, more: str = "") -> str:
    return whole.format(marks=", ".join(["%s"] * n_children), more=more)


def requests_of(user: Viewer, children: Collection[Child], on: date) -> dict[int, list[Request]]:
    """Requests by key of the child, newest first, with their holders and the days of their steps.

    Rows of merged records are among them. The caller has found the children by `people`'s sight. A request that was
    joined stays with those who work cases.
    """
    if not children:
        return {}
    is_staff = isinstance(user, User) and user.kind == UserKind.PROFESSIONAL
    keys, day = [child.pk for child in children], connection.ops.adapt_datefield_value(on)
    text = _text(_REQUESTS, len(keys), "" if is_staff else "AND r.duplicate_of_id IS NULL")
    return _by_child(children, _filled(map(_opened, Request.objects.raw(text, [day, day, *keys, *keys]))))


def _filled(given: Iterable[Any]) -> list[Any]:
    """Requests whose last act is older than the lines that are kept for the timeline have them read from their steps."""
    rows = list(given)
    older = [row for row in rows if row.steps and "happened" not in row.steps]
    for story in stories_of(older) if older else ():
        story.request.steps = {**story.request.steps, "happened": happened(story)}
    return rows


def _opened(row: Any) -> Any:
    """The row with its parts as values again; empty ones where there is none."""
    row.post_title, row.post_holder, row.post_district, row.post_team, row.post_phone = _split(row.post_part, 5)
    row.team_title, row.team_phone = _split(row.team_part, 2)
    row.answer, answered, appeal = _split(row.decision_part, 3)
    row.ended_code, ended = _split(row.ended_part, 2)
    row.answered_on, row.appeal_until, row.ended_on = (stored_day(text or None) for text in (answered, appeal, ended))
    row.withdrawn_on, row.plan_made_on = stored_day(row.withdrawn_on), stored_day(row.plan_made_on)
    row.died_on = stored_day(row.died_on)
    return row


def _split(part: str | None, n: int) -> list[str]:
    return [""] * n if part is None else part.split(_SIGN)


def plans_of(children: Collection[Child]) -> dict[int, list[Plan]]:
    """Entries of the register by key of the child, newest first; the caller has found the children by sight."""
    if not children:
        return {}
    keys = [child.pk for child in children]
    return _by_child(children, Plan.objects.raw(_text(_PLANS, len(keys)), [*keys, *keys]))


def _by_child(children: Iterable[Child], rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {child.pk: [] for child in children}
    for row in rows:
        found[row.owner_id].append(row)
    return found


def holder_of(row: Any) -> tuple[str, str]:
    """Who holds a request of this module, and the telephone; empty when nobody does."""
    if row.post_title:
        return people.post_words(row.post_title, row.post_holder, row.post_district, row.post_team), row.post_phone
    return row.team_title, row.team_phone
