"""A data officer, a moment, and the same moment a month later."""

from datetime import UTC, date, datetime

import pytest

from alongside.ground.access import services as access
from alongside.ground.access.models import User
from tests.training import train

AT = datetime(2026, 2, 20, 10, 0, tzinfo=UTC)


@pytest.fixture
def at():
    return AT


@pytest.fixture(autouse=True)
def _own_area(settings):
    settings.AREA_LA_NUMBER = "888"


def account(email, role):
    made = access.create_account(email=email, name="Ben Example", kind="professional", by=None, at=AT)
    access.give_role(user=made, role=role, since=date(2026, 1, 5), by=None, at=AT)
    train(made, role, AT)
    return User.objects.get(pk=made.pk)


@pytest.fixture
def officer(db):
    """May load returns."""
    return account("ben@example.org", "data_officer")


@pytest.fixture
def stranger(db):
    """A professional who may not."""
    return account("tom@example.org", "case_officer")
