"""The cast, in a demonstration's mode so that a one-time address signs in whole."""

import pytest

from alongside.ground.people import services as people
from tests.cast import Browser, Cast


@pytest.fixture
def cast(db, settings, tmp_path):
    settings.MODE = "demo"
    settings.HOME = tmp_path
    settings.AUDIT_HEADS = tmp_path / "heads"
    settings.SENDING = {**settings.SENDING, "folder": tmp_path / "mail"}
    return Cast()


@pytest.fixture
def with_places(cast):
    people.load_places(by=None, at=cast.now)
    return cast


@pytest.fixture
def stranger(db):
    """Somebody's phone, not signed in."""
    return Browser()
