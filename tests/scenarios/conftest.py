"""The cast, in a demonstration's mode so that a one-time address signs in whole."""

import pytest

from alongside.ground.people.models import District, Place
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
    # Reference data, and a handful of outcodes is enough: loading all of them is tested where it belongs.
    outcodes = {"PR1": "Preston", "PR2": "Preston", "BB9": "Pendle", "BB11": "Burnley", "LA1": "Lancaster",
                "PR7": "Chorley", "WN8": "West Lancashire", "FY8": "Fylde"}
    codes = dict(District.objects.values_list("name", "code"))
    rows = [Place(postcode=out, district_code=codes[name], is_outcode=True) for out, name in outcodes.items()]
    Place.objects.bulk_create([*rows, Place(postcode="FY1", district_code="E06000009", is_outcode=True)])
    return cast


@pytest.fixture
def stranger(db):
    """Somebody's phone, not signed in."""
    return Browser()
