"""What was said and sent about children whom a page has opened already: one statement, whatever the number of them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection

from alongside.commons.messaging import policies
from alongside.commons.messaging.policies import Viewer
from alongside.ground.access.models import User
from alongside.ground.access.policies import Permission, badges, has_permission
from alongside.ground.core.dates import day_of, stored_moment
from alongside.ground.people import policies as people
from alongside.ground.people.models import Child, Person

LATEST = 50
"""Lines of one child that a timeline shows at most."""
_NAME = "TRIM(COALESCE(NULLIF(p.preferred_name, ''), p.given_name) || ' ' || p.family_name)"
_OF = "COALESCE(c.merged_into_id, c.id)"
_WHOSE = "(c.id IN ({children}) OR c.merged_into_id IN ({children}))"
# Written by hand, as three lists put together by the query builder cost more than the page around them.
_TALKS = f"""SELECT {_OF} AS owner_id, 'talk' AS kind, v.last_at AS moment, v.title, '' AS name, v.uuid AS target
FROM people_child c JOIN messaging_conversation v ON v.child_id = c.id WHERE {_WHOSE} {{talks}}"""  # noqa: S608 - marks
_MINE = """AND EXISTS (SELECT 1 FROM messaging_conversationreader r WHERE r.conversation_id = v.id
AND r.badge IN ({held}) AND r.since <= %s AND (r.until IS NULL OR r.until > %s))"""
_CALLS = f"""SELECT {_OF}, 'call', n.called_at, '', COALESCE({_NAME}, n.with_words), n.uuid
FROM people_child c JOIN messaging_callnote n ON n.child_id = c.id LEFT JOIN people_person p ON p.id = n.with_person_id
WHERE {_WHOSE}"""  # noqa: S608 - marks
_LETTERS = f"""SELECT {_OF}, 'letter', l.sent_at, l.title, {_NAME}, l.html_uuid
FROM people_child c JOIN messaging_letter l ON l.child_id = c.id JOIN people_person p ON p.id = l.person_id
WHERE {_WHOSE} {{letters}}"""  # noqa: S608 - marks
_TO_ME = """AND l.person_id = (SELECT o.id FROM people_person o WHERE o.user_id = %s OR o.uuid IN ({own})
ORDER BY o.id LIMIT 1)"""


@dataclass(frozen=True, slots=True)
class SaidLine:
    """One line: `talk`, `call` or `letter`, when, its title, with or to whom, and the uuid of what it leads to."""

    kind: str
    moment: datetime
    title: str
    name: str
    target: UUID


def said_about(user: Viewer, children: Collection[Child], *, at: datetime) -> dict[int, list[SaidLine]]:
    """Conversations, calls and letters by key of the child, the latest first; the caller has found them by sight.

    A family reads the conversations that it is in and the letters to itself; calls are for staff who log them.
    """
    found: dict[int, list[SaidLine]] = {child.pk: [] for child in children}
    if not found or not isinstance(user, User) or not user.is_active:
        return found
    is_staff = policies.is_staff(user)
    logs = is_staff or has_permission(user, Permission.ENTER_REQUESTS)
    text, values = _statement(user, [*found], at, is_staff, logs)
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        for owner, kind, moment, title, name, target in cursor.fetchall():
            if len(found[owner]) < LATEST:
                uuid = target if isinstance(target, UUID) else UUID(target)
                found[owner].append(SaidLine(kind, stored_moment(moment), title, name, uuid))
    return found


def _statement(user: User, keys: list[int], at: datetime, is_staff: bool, logs: bool) -> tuple[str, list[Any]]:
    held = [] if is_staff else sorted(badges(user, on=day_of(at)))
    stored = Person._meta.get_field("uuid").get_db_prep_value
    own = [] if is_staff else [stored(uuid, connection) for uuid in sorted(people.own_persons(user))]
    moment = connection.ops.adapt_datetimefield_value(at)
    values: list[Any] = [*keys, *keys, *([] if is_staff else [*held, moment, moment])]
    values += [*keys, *keys] if logs else []
    values += [*keys, *keys, *([] if is_staff else [user.pk, *own])]
    return _text(len(keys), len(held), len(own), is_staff, logs), values


@lru_cache(maxsize=256)
def _text(n_children: int, n_held: int, n_own: int, is_staff: bool, logs: bool) -> str:
    """The statement; every value in it is a mark. An empty list of marks holds nothing: `IN (NULL)`."""
    marks = {name: ", ".join(["%s"] * n) or "NULL" for name, n in (
        ("children", n_children), ("held", n_held), ("own", n_own)
    )}
    talks, letters = ("", "") if is_staff else (_MINE.format(**marks), _TO_ME.format(**marks))
    parts = [_TALKS, *([_CALLS] if logs else []), _LETTERS]
    return " UNION ALL ".join(part.format(talks=talks, letters=letters, **marks) for part in parts) + " ORDER BY 3 DESC"
