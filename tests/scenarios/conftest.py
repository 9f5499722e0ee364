"""The cast: made once a module, in a transaction that is rolled back after it; every test starts from there."""

import pytest
from django.db import transaction

from alongside.ground.people.models import District, Place
from tests.cast import Browser, Cast

OUTCODES = {"PR1": "Preston", "PR2": "Preston", "BB9": "Pendle", "BB11": "Burnley", "LA1": "Lancaster",
            "PR7": "Chorley", "WN8": "West Lancashire", "FY8": "Fylde"}


def make_area() -> Cast:
    """The cast and a handful of outcodes: loading all of them is tested where it belongs."""
    made = Cast()
    codes = dict(District.objects.values_list("name", "code"))
    rows = [Place(postcode=out, district_code=codes[name], is_outcode=True) for out, name in OUTCODES.items()]
    Place.objects.bulk_create([*rows, Place(postcode="FY1", district_code="E06000009", is_outcode=True)])
    return made


@pytest.fixture(scope="module")
def area(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_area()
        transaction.set_rollback(True)


@pytest.fixture
def at_home(settings, tmp_path):
    """A demonstration's mode, so that a one-time address signs in whole; its files are thrown away."""
    settings.MODE = "demo"
    settings.HOME = tmp_path
    settings.AUDIT_HEADS = tmp_path / "heads"
    settings.SENDING = {**settings.SENDING, "folder": tmp_path / "mail"}


@pytest.fixture
def with_places(area, db, at_home):
    return area.fresh()


@pytest.fixture
def stranger(db):
    """Somebody's phone, not signed in."""
    return Browser()
