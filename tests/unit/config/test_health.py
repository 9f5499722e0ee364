"""Health for a balancer and for scripts."""

import json

import pytest
from django.core.management import call_command
from django.db import DatabaseError

from alongside.config import health


@pytest.mark.django_db
def test_all_parts_are_well(client):
    response = client.get("/health/ready")
    assert response.status_code == 200, response.content
    assert all(response.json()[part]["ok"] for part in ("database", "migrations", "queue", "storage"))


def test_live_asks_nothing_of_the_database(client):
    assert client.get("/health/live").json() == {"live": True}


@pytest.mark.django_db
@pytest.mark.fault("dead database")
def test_a_part_that_fails_is_named_and_the_answer_is_503(client, monkeypatch, capsys):
    def broken():
        raise DatabaseError("no words of the server")

    monkeypatch.setattr(health, "_database", broken)
    response = client.get("/health/ready")
    assert response.status_code == 503
    assert response.json()["database"] == {"ok": False, "error": "DatabaseError"}
    with pytest.raises(SystemExit) as left:
        call_command("health")
    assert left.value.code == 1
    assert json.loads(capsys.readouterr().out)["ready"] is False
