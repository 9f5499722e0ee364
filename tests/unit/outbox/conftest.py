"""People who decide about messages, and a message that lies in the outbox."""

from datetime import UTC, date, datetime

import pytest

from alongside.ground.access.models import RoleHeld, User
from alongside.ground.outbox import services

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def now():
    return NOW


def person(email, *roles):
    user = User.objects.create_user(email=email, name="N", kind="professional")
    for role in roles:
        RoleHeld.objects.create(user=user, role=role, since=date(2020, 1, 1), given_at=NOW)
    return user


@pytest.fixture
def operator(db):
    return person("operator@example.org", "system_operator")


@pytest.fixture
def post_room(db):
    return person("post@example.org", "case_support")


@pytest.fixture
def folder(settings, tmp_path):
    settings.SENDING = {**settings.SENDING, "backend": "file", "folder": tmp_path / "mail"}
    return tmp_path / "mail"


@pytest.fixture
def written(db):
    """Writes a message with sensible words."""

    def write(key="k", **changed):
        given = {"key": key, "kind": "email", "to": "mum@example.org", "subject": "You have a new message",
                 "body_text": "Sign in to read it.", "at": NOW}
        return services.enqueue(**{**given, **changed})

    return write
