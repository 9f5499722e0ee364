"""What some roles ask to have been done first, done by the people of the tests."""

from datetime import date

from alongside.ground.access import services as access
from alongside.ground.access.policies import ROLES

FOR_GOOD = date(2099, 1, 1)


def train(user, role, at):
    """Everything that a role needs, so that it is open."""
    for condition in ROLES[role].needs:
        access.satisfy(user=user, condition=condition, until=FOR_GOOD, by=None, at=at)
