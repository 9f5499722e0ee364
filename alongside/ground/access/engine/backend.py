"""Who is signed in, with all that an account holds, in one statement: every page asks it first."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from alongside.ground.access import policies
from alongside.ground.access.models import User
from alongside.ground.core.dates import stored_day

_TEXT = """
SELECT u.*, h.held, h.held_name, h.held_area, h.held_since, h.held_until FROM access_user u LEFT JOIN (
    SELECT user_id, 'role' AS held, role AS held_name, area AS held_area, since AS held_since, until AS held_until
    FROM access_roleheld
    UNION ALL SELECT user_id, 'badge', badge, '', since, until FROM access_badge
    UNION ALL SELECT user_id, 'condition', condition, '', until, until FROM access_condition
) h ON h.user_id = u.id WHERE u.id = %s
"""


class RightsBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    """allauth's sign-in; the account of a session comes with what it holds, so that no page asks again."""

    def get_user(self, user_id: Any) -> User | None:
        """The account of a session, unless it was closed."""
        rows: list[Any] = list(User.objects.raw(_TEXT, [User._meta.pk.to_python(user_id)]))
        if not rows or not self.user_can_authenticate(rows[0]):
            return None
        user: User = rows[0]
        held = [
            (row.held, row.held_name, row.held_area, since, stored_day(row.held_until))
            for row in rows if (since := stored_day(row.held_since))
        ]
        policies.keep_rights(
            user, roles=tuple(row[1:] for row in held if row[0] == "role"),
            badges=tuple((name, since, until) for kind, name, _, since, until in held if kind == "badge"),
            conditions=tuple((name, until) for kind, name, _, _, until in held if kind == "condition" and until),
        )
        return user
