"""A journey as a person walks it in a browser: without an account, without JavaScript, and without losing a word."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from alongside.commons.journeys import services
from alongside.commons.journeys.models import Draft
from alongside.commons.journeys.views import browser, coming_back, leaving, pages, sending
from alongside.commons.journeys.words import COPY_LASTS, N_CODES_AN_HOUR
from tests.unit.journeys.sample import JOURNEY, REFUSE, SENT

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.unit.journeys.addresses")]


@pytest.fixture(autouse=True)
def outbox(settings):
    """Mail in memory, and nothing sent yet."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    SENT.clear()
    REFUSE.clear()


def seen_in(response):
    """The fingerprint that a page carries."""
    return re.search(r'name="seen" value="([^"]*)"', response.content.decode())[1]


def fill(client, slug, then="", **typed):
    """Open a step, type, press the button; the response."""
    address = f"/sample/{slug}/{then}"
    return client.post(address, {"seen": seen_in(client.get(address)), **typed})


def text(response):
    """What stands on the page."""
    return response.content.decode()


@pytest.fixture
def started(client):
    """A browser that pressed start."""
    assert client.post("/sample/").url == "/sample/who/"
    return client


def walk_to_check(client):
    """The shortest way through for a young person."""
    assert fill(client, "who", who="young").url == "/sample/reach/"
    assert fill(client, "reach", anyway="yes").url == "/sample/hard/"
    assert fill(client, "hard", hard=["talk"]).url == "/sample/story/"
    assert fill(client, "story", story="My own\r\nwords").url == "/sample/files/"
    assert fill(client, "files").url == "/sample/check/"


def test_before_anyone_writes_it_says_what_happens_with_the_words_and_who_to_ring(client, settings):
    page = text(client.get("/sample/"))
    assert "Nobody reads what you write here until you press the send button" in page
    assert settings.BRAND["phone"] in page
    assert "999" in page
    assert "You do not need an account" in page
    assert not Draft.objects.exists()


def test_a_whole_journey_from_start_to_copy(started):
    walk_to_check(started)
    check = started.get("/sample/check/")
    assert "My own\nwords" in text(check)
    assert 'href="/sample/story/?from=check"' in text(check)
    assert "Without a number we can only write." in text(check)
    assert "Send my request" in text(check)
    assert started.post("/sample/check/", {"seen": seen_in(check)}).url == "/sample/sent/"
    sent = text(started.get("/sample/sent/"))
    assert "SAM-1" in sent
    assert "/sample/copy/" in sent
    copy = text(started.get("/sample/copy/"))
    assert "My own\nwords" in copy
    assert "Not answered" in copy
    assert SENT[0]["answers"]["story"] == "My own\nwords"


@pytest.mark.parametrize("slug", ["who", "reach", "hard", "story", "files"])
def test_every_step_is_one_heading_a_title_and_never_kept_by_a_browser(started, slug):
    fill(started, "who", who="young")
    response = started.get(f"/sample/{slug}/")
    assert text(response).count("<h1") == 1
    assert response["Cache-Control"] == "no-store"
    assert "Step " in text(response)
    assert "Nobody reads this yet" in text(response)


def test_an_error_keeps_what_was_typed_and_saves_nothing(started):
    fill(started, "who", who="parent")
    response = fill(started, "child", name="Ada", born_day="31", born_month="2", born_year="2015")
    assert "Birth date must be a real date" in text(response)
    assert 'value="Ada"' in text(response)
    assert "<title>Error: " in text(response)
    assert "name" not in Draft.objects.get().answers


def test_an_unanswered_question_warns_once_and_never_blocks(started):
    response = fill(started, "reach", email="a@example.com")
    assert "You can go on, but an answer would help" in text(response)
    assert "Without a number we can only write." in text(response)
    assert Draft.objects.get().answers["email"] == "a@example.com"
    assert started.post("/sample/reach/", {"seen": seen_in(response), "email": "a@example.com",
                                           "anyway": "yes"}).url == "/sample/hard/"


def test_an_answer_that_opens_a_question_on_the_same_page_asks_it(started):
    assert fill(started, "reach", phone="01632 960001").url == "/sample/reach/"
    assert "Is it safe to ring you" in text(started.get("/sample/reach/"))
    assert fill(started, "reach", phone="01632 960001", is_safe="no").url == "/sample/hard/"


def test_changing_an_answer_while_checking_comes_back_or_asks_what_it_opened(started):
    walk_to_check(started)
    assert fill(started, "story", then="?from=check", story="Other").url == "/sample/check/"
    assert fill(started, "who", then="?from=check", who="parent").url == "/sample/child/"
    assert 'href="/sample/check/"' in text(started.get("/sample/story/?from=check"))


def test_a_step_that_does_not_apply_leads_on_and_an_unknown_one_is_not_there(started):
    assert started.get("/sample/role/").url == "/sample/reach/"
    assert started.get("/sample/nowhere/").status_code == 404


def test_the_steps_show_how_far_each_is(started):
    fill(started, "reach", email="a@example.com")
    page = text(started.get("/sample/steps/"))
    assert "To do" in page
    assert "You can add more" in page
    assert 'href="/sample/who/"' in page
    walk_to_check(started)
    assert "Answered" in text(started.get("/sample/steps/"))


def test_files_are_added_listed_removed_and_refused_beside_the_question(started):
    file = SimpleUploadedFile("letter.txt", b"Dear all", content_type="text/plain")
    assert fill(started, "files", files=file, add="yes").url == "/sample/files/"
    page = started.get("/sample/files/")
    assert "letter.txt" in text(page)
    uuid = re.search(r'value="files:([^"]+)"', text(page))[1]
    assert started.post("/sample/files/", {"remove": "else:x", "seen": seen_in(page)}).url == "/sample/check/"
    assert started.post("/sample/files/", {"remove": f"files:{uuid}"}).url == "/sample/files/"
    assert "letter.txt" not in text(started.get("/sample/files/"))
    refused = fill(started, "files", files=SimpleUploadedFile("a.exe", b"MZ\x90\x00" + b"\x00" * 60))
    assert "There is a problem" in text(refused)
    assert 'href="#id_files"' in text(refused)


@pytest.mark.fault("duplicate submit")
def test_a_double_click_and_back_and_resubmit_send_once_and_show_the_first_result(started):
    walk_to_check(started)
    seen = seen_in(started.get("/sample/check/"))
    assert [started.post("/sample/check/", {"seen": seen}).url for _ in range(3)] == ["/sample/sent/"] * 3
    assert started.get("/sample/check/").url == "/sample/sent/"
    assert started.get("/sample/steps/").url == "/sample/sent/"
    assert started.get("/sample/who/").url == "/sample/sent/"
    assert started.get("/sample/save/").url == started.get("/sample/discard/").url == "/sample/"
    assert len(SENT) == 1


@pytest.mark.fault("two people edit one section")
def test_two_tabs_lose_neither_text(started):
    old = seen_in(started.get("/sample/story/"))
    fill(started, "story", story="typed in the first tab")
    response = started.post("/sample/story/", {"seen": old, "story": "typed in the second tab"})
    page = text(response)
    assert "typed in the first tab</p>" in page
    assert page.count("typed in the second tab") == 2
    assert Draft.objects.get().answers["story"] == "typed in the first tab"
    assert started.post("/sample/story/", {"seen": seen_in(response), "story": "both"}).status_code == 302
    assert Draft.objects.get().answers["story"] == "both"


@pytest.mark.fault("two people edit one section")
def test_answers_that_changed_behind_the_check_page_are_shown_again_before_anything_is_sent(started):
    walk_to_check(started)
    seen = seen_in(started.get("/sample/check/"))
    fill(started, "story", story="changed")
    response = started.post("/sample/check/", {"seen": seen})
    assert "Your answers changed in another tab" in text(response)
    assert SENT == []
    assert started.post("/sample/check/", {"seen": seen_in(response)}).url == "/sample/sent/"


@pytest.mark.fault("process killed at any point of a transition")
def test_what_was_saved_before_a_kill_is_there_for_the_next_request(started):
    fill(started, "story", story="kept")
    again = Client()
    again.cookies = started.cookies
    assert "kept" in text(again.get("/sample/story/"))


def test_what_the_owning_room_refuses_is_said_with_a_link_to_the_question(started):
    walk_to_check(started)
    seen = seen_in(started.get("/sample/check/"))
    REFUSE.update({"story": "Say a little more", "nothing": "Not today"})
    page = text(started.post("/sample/check/", {"seen": seen}))
    assert '<a href="/sample/story/?from=check">Say a little more</a>' in page
    assert "Not today" in page
    assert "<title>Error: " in page


@pytest.mark.abuse("AC-37")
def test_the_session_holds_a_uuid_and_a_key_and_nothing_that_was_written(started):
    fill(started, "story", story="a secret word")
    kept = dict(started.session.items())
    assert set(kept) == {browser.DRAFTS}
    assert "secret" not in str(kept)
    assert len(kept[browser.DRAFTS]["sample_request"]) == 2


@pytest.mark.abuse("AC-02")
def test_another_browser_cannot_open_a_draft_whatever_it_puts_into_its_session(started, client):
    draft = Draft.objects.get()
    thief = Client()
    for uuid, key in ((str(draft.uuid), "guess"), ("nonsense", "guess")):
        session = thief.session
        session[browser.DRAFTS] = {"sample_request": [uuid, key]}
        session.save()
        thief.cookies["sessionid"] = session.session_key
        assert thief.get("/sample/story/").url == "/sample/"
        assert thief.get("/sample/check/").url == "/sample/"


def test_a_draft_of_another_journey_opens_no_page_of_this_one(started):
    Draft.objects.update(journey="another")
    assert started.get("/sample/story/").url == "/sample/"


@pytest.mark.parametrize("address", ["steps/", "check/", "sent/", "copy/", "save/", "discard/", "who/"])
def test_without_a_draft_every_page_leads_to_the_start(client, address):
    assert client.get(f"/sample/{address}").url == "/sample/"


def test_nothing_is_sent_before_it_is_sent(started):
    assert started.get("/sample/sent/").url == started.get("/sample/copy/").url == "/sample/"


@pytest.mark.fault("session lost")
def test_text_sent_without_a_draft_is_handed_back_to_copy(client):
    response = client.post("/sample/child/", {"name": "Ada <b>", "born_day": "3", "born_year": "2015", "seen": ""})
    assert response.status_code == 409
    page = text(response)
    assert "Ada &lt;b&gt;" in page
    assert "3 2015" in page
    assert not Draft.objects.exists()


@pytest.mark.fault("duplicate submit")
def test_text_for_a_draft_that_ended_in_the_same_moment_is_handed_back(started, monkeypatch):
    seen = seen_in(started.get("/sample/story/"))
    real = pages.draft_of

    def just_before(request, journey, at):
        draft = real(request, journey, at)
        services.discard(draft=draft, at=at)
        return draft

    monkeypatch.setattr(pages, "draft_of", just_before)
    response = started.post("/sample/story/", {"seen": seen, "story": "do not lose me"})
    assert response.status_code == 409
    assert "do not lose me" in text(response)


@pytest.mark.fault("duplicate submit")
def test_sending_or_keeping_a_draft_that_ended_in_the_same_moment_leads_to_the_start(started, monkeypatch):
    draft = Draft.objects.get()
    for module in (sending, leaving):
        monkeypatch.setattr(module, "draft_of", lambda request, journey, at: draft)
    Draft.objects.update(expires_at=timezone.now() - timedelta(days=1))
    assert started.post("/sample/check/", {"seen": "x"}).url == "/sample/"
    assert started.post("/sample/save/", {"email": "a@example.com"}).url == "/sample/"


def test_starting_again_says_that_there_is_a_draft_already(started):
    page = text(started.get("/sample/"))
    assert "You have already started in this browser" in page
    assert "Start again with empty pages" in page


def test_save_and_come_back_with_a_code_on_another_device(started):
    assert fill(started, "story", story="half a sentence", later="yes").url == "/sample/save/"
    draft = Draft.objects.get()
    assert draft.reference in text(started.get("/sample/save/"))
    assert "Enter an e-mail address" in text(started.post("/sample/save/", {"email": ""}))
    assert "We will send codes to" in text(started.post("/sample/save/", {"email": "mum@example.com"}))
    phone = Client()
    assert phone.get("/resume/code/").url == "/resume/"
    assert phone.post("/resume/", {"reference": draft.reference, "email": "mum@example.com"}).url == "/resume/code/"
    assert "Enter your code" in text(phone.get("/resume/code/"))
    assert "That code is not right" in text(phone.post("/resume/code/", {"code": "12"}))
    code = re.search(r"\b\d{6}\b", mail.outbox[-1].body)[0]
    session_before = phone.session.session_key
    assert phone.post("/resume/code/", {"code": code}).url == "/sample/steps/"
    assert phone.session.session_key != session_before
    assert "half a sentence" in text(phone.get("/sample/story/"))
    assert phone.get("/resume/code/").url == "/resume/"
    assert "half a sentence" in text(started.get("/sample/story/"))


@pytest.mark.abuse("AC-14", "AC-28")
def test_a_stranger_sees_the_same_for_any_reference_and_is_slowed_down(client):
    for n in range(N_CODES_AN_HOUR):
        response = client.post("/resume/", {"reference": f"SAVE-AAAA-AAA{n}", "email": "x@example.com"})
        assert response.url == "/resume/code/"
    slowed = client.post("/resume/", {"reference": "SAVE-AAAA-AAAA", "email": "x@example.com"})
    assert "Wait an hour" in text(slowed)
    assert mail.outbox == []
    assert "There is a problem" in text(client.post("/resume/", {}))
    assert "There is a problem" in text(client.post("/resume/code/", {}))


def test_throwing_everything_away_asks_first_and_then_deletes_it(started):
    fill(started, "story", story="words")
    assert "Nobody can bring them back" in text(started.get("/sample/discard/"))
    assert Draft.objects.exists()
    assert "We have deleted everything" in text(started.post("/sample/discard/"))
    assert not Draft.objects.exists()
    assert started.get("/sample/story/").url == "/sample/"


def test_a_day_after_sending_the_copy_is_gone_and_the_reference_stays(started):
    walk_to_check(started)
    started.post("/sample/check/", {"seen": seen_in(started.get("/sample/check/"))})
    services.purge(at=timezone.now() + COPY_LASTS + timedelta(minutes=1))
    assert started.get("/sample/copy/").url == "/sample/sent/"
    page = text(started.get("/sample/sent/"))
    assert "SAM-1" in page
    assert "/sample/copy/" not in page


@pytest.mark.abuse("AC-25")
def test_what_a_person_writes_is_inert_on_every_page(started):
    evil = "<script>alert(1)</script>"
    fill(started, "who", who="parent")
    fill(started, "story", story=evil)
    fill(started, "child", name=evil, anyway="yes")
    for address in ("story/", "check/", "child/"):
        assert evil not in text(started.get(f"/sample/{address}"))


@pytest.mark.abuse("AC-34")
def test_fields_that_no_page_asks_for_are_ignored(started):
    fill(started, "story", story="words", submitted_ref="EHC-1", who="school", key_hashes="x")
    draft = Draft.objects.get()
    assert draft.answers == {"story": "words"}
    assert draft.submitted_ref == ""


def test_every_page_is_open_to_anyone():
    views = (pages.start, pages.steps, pages.question, sending.check, sending.sent, sending.copy, leaving.save,
             leaving.discard, coming_back.resume, coming_back.code)
    assert {view.audience for view in views} == {"public"}
    assert browser.KNOWN["sample_request"] is JOURNEY
