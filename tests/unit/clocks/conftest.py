"""A child, a track, a manager and an operator."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from alongside.commons.clocks import services
from alongside.ground.access import services as access
from alongside.ground.access.engine import proof
from alongside.ground.access.models import User
from alongside.ground.people import services as people
from rulebook import Event
from tests.training import train

AT = datetime(2025, 9, 1, 9, 0, tzinfo=ZoneInfo("Europe/London"))
RECEIVED = Event("request_received", date(2025, 9, 1))
AGREED = Event("assessment_agreed_notified", date(2025, 10, 6))
PLACING = services.Placing("received", "team:1", "post:1")


@pytest.fixture
def child(db):
    return people.register_child(
        given_name="Robin", family_name="Example", born_on=date(2018, 5, 14), source="test", by=None, at=AT
    )


@pytest.fixture
def track(child):
    return services.open_track(
        child_id=child.pk, ref="ehc:request:1", kind="request", regime="cfa2014", opened_on=date(2025, 9, 1)
    )


@pytest.fixture
def users(db):
    def make(key, role):
        user = access.create_account(email=f"{key}@example.org", name=key, kind="professional", by=None, at=AT)
        access.give_role(user=user, role=role, since=date(2020, 1, 1), by=None, at=AT)
        train(user, role, AT)
        return User.objects.get(pk=user.pk)

    return {"manager": make("manager", "send_manager"), "officer": make("officer", "case_officer"),
            "clerk": make("clerk", "data_officer"), "operator": make("operator", "system_operator")}


@pytest.fixture
def as_user(client, monkeypatch):
    """A browser signed in with both proofs."""
    monkeypatch.setattr(proof, "has_second_factor", lambda request, user: True)

    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in
