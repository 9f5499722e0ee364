"""The pages: who decides, who prints, and what neither sees."""

from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import RequestFactory

from alongside.ground.outbox import services, views
from alongside.ground.outbox.models import OutboxMessage


def asked(user, method="get", data=None):
    request = getattr(RequestFactory(), method)("/", data)
    request.user, request.session = user, {}
    request._messages = FallbackStorage(request)
    return request


def words(response):
    return response.content.decode()


@pytest.fixture
def unknown(written, now):
    row = written(body_text="The secret text", to="mum@example.org")
    OutboxMessage.objects.update(state="unknown", sending_at=now, error="Nobody knows.")
    return row


@pytest.fixture
def letter(written):
    return written(key="p", kind="post", to="Ms A\n1 Street\nTown", subject="A decision letter",
                   body_text="Dear Ms A\n\nWe decided.")


def test_pages_are_for_those_who_decide_and_those_who_post():
    assert {views.waiting.audience, views.decide.audience} == {"permission:operate"}
    assert {view.audience for view in (views.post, views.printing, views.printed, views.returned)} == {
        "permission:enter_requests"
    }


@pytest.mark.abuse("AC-40")
def test_the_operator_sees_the_doubt_but_neither_the_text_nor_the_address(unknown, operator):
    for text in (words(views.waiting(asked(operator))), words(views.decide(asked(operator), unknown.uuid))):
        assert "Nobody knows" in text
        assert "m…@example.org" in text
        assert "secret" not in text
        assert "mum@" not in text


def test_an_empty_list_says_so(operator):
    assert "Nothing waits for you" in words(views.waiting(asked(operator)))


def test_a_decision_is_kept_and_the_second_learns_of_it(unknown, operator):
    answer = views.decide(asked(operator, "post", {"decision": "arrived", "reason": "She rang"}), unknown.uuid)
    assert answer.status_code == 302
    unknown.refresh_from_db()
    assert unknown.state == "sent"
    second = asked(operator, "post", {"decision": "again", "reason": "x"})
    views.decide(second, unknown.uuid)
    assert "already decided" in str(list(get_messages(second))[0])
    assert "does not wait" in words(views.decide(asked(operator), unknown.uuid))


def test_a_decision_without_a_reason_is_asked_again(unknown, operator):
    answer = views.decide(asked(operator, "post", {"decision": "arrived"}), unknown.uuid)
    assert answer.status_code == 400
    unknown.refresh_from_db()
    assert unknown.state == "unknown"


@pytest.mark.abuse("AC-02")
def test_what_is_not_there_is_not_found(operator, post_room):
    for call in (lambda: views.decide(asked(operator), uuid4()),
                 lambda: views.returned(asked(post_room), uuid4()),
                 lambda: views.printed(asked(post_room, "post", {"letter": ["nonsense"]}))):
        with pytest.raises(Http404):
            call()


def test_nobody_acts_without_an_account(letter):
    with pytest.raises(PermissionDenied):
        views.printed(asked(AnonymousUser(), "post", {"letter": [str(letter.uuid)]}))


def test_the_postal_run_prints_letters_and_marks_them(letter, post_room):
    assert "Ms A: A decision letter" in words(views.post(asked(post_room)))
    page = words(views.printing(asked(post_room)))
    assert "1 Street<br>" in page
    assert "We decided." in page
    letter.refresh_from_db()
    assert letter.state == "queued"
    request = asked(post_room, "post", {"letter": [str(letter.uuid)]})
    views.printed(request)
    letter.refresh_from_db()
    assert letter.state == "sent"
    assert "1 letter is marked" in str(list(get_messages(request))[0])
    assert str(letter.uuid) in words(views.post(asked(post_room)))


def test_a_letter_composed_as_a_page_is_printed_as_one(written, post_room):
    written(key="h", kind="post", to="A\nB", body_text="plain", body_html="<h2>Our decision</h2>")
    assert "<h3>Our decision</h3>" in words(views.printing(asked(post_room)))


def test_a_letter_comes_back(letter, post_room, now):
    services.mark_printed(uuids=[letter.uuid], by=post_room, at=now)
    assert "came back" in words(views.returned(asked(post_room), letter.uuid))
    assert views.returned(asked(post_room, "post", {}), letter.uuid).status_code == 400
    assert views.returned(asked(post_room, "post", {"reason": "Gone away"}), letter.uuid).status_code == 302
    letter.refresh_from_db()
    assert (letter.state, letter.reason) == ("failed", "Gone away")


def test_empty_lists_of_the_post_room_say_so(post_room):
    assert "No letter waits" in words(views.post(asked(post_room)))
    assert "No letter waits" in words(views.printing(asked(post_room)))
