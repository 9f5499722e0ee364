"""A role that asks for a training is shut until somebody has written down that it is done, and says what is missing."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command

from alongside.ground.access import policies, services
from alongside.ground.access.models import User
from alongside.ground.access.policies import CONDITIONS, ROLES, Permission

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)
TRAINED = "data_protection"


@pytest.fixture
def untrained(make, at):
    """Holds the role for reading the trail, without the training."""
    user = make("grace@example.com")
    services.give_role(user=user, role="audit_reader", since=DAY, by=None, at=at)
    return User.objects.get(pk=user.pk)


def words_of(response):
    return response.content.decode()


def test_every_condition_that_a_role_names_has_words():
    assert {need for role in ROLES.values() for need in role.needs} == set(CONDITIONS)


def test_a_role_opens_with_its_condition_and_shuts_when_it_runs_out(untrained, at):
    assert policies.has_role(untrained, "audit_reader", on=DAY)
    assert policies.permissions(untrained, on=DAY) == frozenset()
    assert policies.missing_conditions(untrained, on=DAY) == {"audit_reader": (TRAINED,)}
    services.satisfy(user=untrained, condition=TRAINED, until=DAY + timedelta(days=2), by=None, at=at)
    days = (DAY, DAY + timedelta(days=1), DAY + timedelta(days=2))
    assert [policies.has_permission(untrained, Permission.READ_AUDIT, on=day) for day in days] == [True, True, False]
    assert [bool(policies.missing_conditions(untrained, on=day)) for day in days] == [False, False, True]


def test_another_role_stays_open_beside_a_shut_one(untrained, at):
    services.give_role(user=untrained, role="system_operator", since=DAY, by=None, at=at)
    assert policies.permissions(untrained, on=DAY) == ROLES["system_operator"].permissions


def test_nobody_misses_anything_who_holds_nothing(make):
    assert policies.missing_conditions(AnonymousUser()) == {}
    assert policies.missing_conditions(make(roles=["case_officer"]), on=DAY) == {}
    assert policies.missing_for(make("n@example.com"), "permission:read_audit") == ()


def test_the_page_says_plainly_what_is_missing_and_other_pages_stay_hidden(untrained, client):
    client.force_login(untrained)
    answer = client.get("/account/audit/")
    assert answer.status_code == 403
    assert CONDITIONS[TRAINED] in words_of(answer)
    assert client.get("/account/manage/").status_code == 404
    assert "Not open to you yet" in words_of(client.get("/account/"))
    assert CONDITIONS[TRAINED] in words_of(client.get("/account/roles/"))


def test_an_account_manager_writes_it_down_and_the_next_page_opens(untrained, make, client):
    operator = make("op@example.com", roles=["system_operator"])
    client.force_login(operator)
    address = f"/account/manage/{untrained.uuid}/"
    assert "Not open yet" in words_of(client.get(address))
    given = {"condition": TRAINED, "seen": "Certificate of 3 January"}
    wrong = client.post(f"{address}condition/", given)
    assert wrong.status_code == 422
    past = {"lasts_until_day": "1", "lasts_until_month": "1", "lasts_until_year": "2020"}
    assert client.post(f"{address}condition/", {**given, **past}).status_code == 422
    future = {**past, "lasts_until_year": "2099"}
    assert client.post(f"{address}condition/", {**given, **future})["Location"] == address
    assert "counts until 1 January 2099" in words_of(client.get(address))
    client.force_login(User.objects.get(pk=untrained.pk))
    assert client.get("/account/audit/").status_code == 200


@pytest.mark.abuse("AC-34")
def test_nobody_writes_it_down_for_themselves(make, client):
    operator = make("op@example.com", roles=["system_operator"])
    client.force_login(operator)
    given = {"condition": TRAINED, "seen": "x", "lasts_until_day": "1", "lasts_until_month": "1",
             "lasts_until_year": "2099"}
    assert client.post(f"/account/manage/{operator.uuid}/condition/", given).status_code == 404
    assert not operator.conditions.exists()


def test_the_console_writes_it_too(untrained, capsys):
    call_command("account", "done", untrained.email, TRAINED, "--until", "2099-01-01")
    assert User.objects.get(pk=untrained.pk).conditions.get().until == date(2099, 1, 1)
