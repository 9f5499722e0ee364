"""An account that opens far more records than it usually does is slowed, then stopped, and somebody is told."""

from datetime import timedelta

import pytest
from django.urls import path

from alongside.ground.access import services as access
from alongside.ground.access.models import AuditEntry
from alongside.ground.access.policies import Audience, opens_to
from alongside.ground.core.errors import TooFastError
from alongside.ground.outbox.models import OutboxMessage
from alongside.ground.people import queries, services
from tests.unit.people.conftest import AT

pytestmark = pytest.mark.abuse("AC-13")


@pytest.fixture
def many(child_of):
    return [child_of(f"Pupil{number}", "Many") for number in range(93)]


def read(user, children, at=AT):
    for child in children:
        access.record_read(child=child.uuid, by=user, at=at, page="child")


def opened(user, child, at=AT):
    return services.open_child(user=user, uuid=child.uuid, at=at, page="child")


def test_the_sixtieth_opens_and_the_next_waits_a_few_seconds(manager, many):
    read(manager, many[:59])
    assert opened(manager, many[59]) == many[59]
    with access.noting(), pytest.raises(TooFastError, match="pace") as caught:
        opened(manager, many[60], AT + timedelta(seconds=4))
    assert (caught.value.wait_seconds, caught.value.is_stopped) == (6, False)
    assert opened(manager, many[60], AT + timedelta(seconds=10))
    assert AuditEntry.objects.filter(code="people.child.opened", outcome="refused", reason="pace").count() == 1
    assert not OutboxMessage.objects.exists()


def test_a_record_that_is_open_already_never_waits(manager, many):
    read(manager, many[:70])
    assert opened(manager, many[3])
    assert opened(manager, many[69])


def test_far_beyond_everything_stops_until_the_hour_has_passed_and_one_message_tells(manager, many):
    read(manager, many[:90])
    for child in many[90:92]:
        with access.noting(), pytest.raises(TooFastError) as caught:
            opened(manager, child, AT + timedelta(minutes=1))
        assert caught.value.is_stopped
    message = OutboxMessage.objects.get()
    assert manager.email in message.body_text
    assert "Pupil" not in message.subject + message.body_text
    assert opened(manager, many[4], AT + timedelta(minutes=2))
    assert opened(manager, many[91], AT + timedelta(hours=2))


def test_who_always_opens_many_is_left_in_peace(manager, many):
    for hours in (30, 50, 70):
        read(manager, many[:30], AT - timedelta(hours=hours))
    assert queries.own_median_pace(manager, AT) == 30
    for child in many[:62]:
        opened(manager, child)
    assert queries.recent_pace(manager, AT) == 62


@opens_to(Audience.SIGNED_IN)
def stopped(request):
    raise TooFastError("pace", wait_seconds=3600, is_stopped=True)


@opens_to(Audience.SIGNED_IN)
def slowed(request):
    raise TooFastError("pace", wait_seconds=7)


def test_the_page_says_why_and_until_when(manager, client, settings):
    from alongside.config import urls

    settings.ROOT_URLCONF = type("Conf", (), {
        "urlpatterns": [*urls.urlpatterns, path("stopped/", stopped), path("slowed/", slowed)]})
    client.force_login(manager)
    answer = client.get("/slowed/")
    assert (answer.status_code, answer["Retry-After"]) == (429, "7")
    assert "Wait 7 seconds" in answer.content.decode()
    answer = client.get("/stopped/")
    assert answer.status_code == 429
    assert "until the hour has passed" in answer.content.decode()
