"""Accounts and moments that the tests of this room share."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from alongside.ground.access import services
from alongside.ground.access.models import User
from tests.training import train


@pytest.fixture
def at():
    return datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.fixture
def now(db):
    return timezone.now()


@pytest.fixture
def make(db):
    """Makes an account with roles that it holds from 2020 on."""

    def made(email="ada@example.com", kind="professional", roles=(), name="Ada Example", password=None):
        at = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
        user = services.create_account(email=email, name=name, kind=kind, by=None, at=at, password=password)
        for role in roles:
            services.give_role(user=user, role=role, since=at.date().replace(year=2020), by=None, at=at)
            train(user, role, at)
        return User.objects.get(pk=user.pk)

    return made


@pytest.fixture(autouse=True)
def _own_heads(settings, tmp_path):
    settings.AUDIT_HEADS = tmp_path / "heads"
    # WhiteNoise warns about a folder that isn't there, and here a warning is an error.
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
