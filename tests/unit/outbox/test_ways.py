"""Each way out says exactly what is known: real servers that refuse, break off, are slow, or take it and go silent."""

import email
import email.policy
import smtplib
import socket
from pathlib import Path

import pytest
import requests

from alongside.ground.outbox import services
from alongside.ground.outbox.engine import ways
from alongside.ground.outbox.models import OutboxMessage
from tests.unit.outbox import providers


def tried(written, now, **changed):
    message = written(**changed)
    services.send_next(at=now)
    message.refresh_from_db()
    return message


def test_a_file_holds_the_whole_message_to_one_recipient(written, now, folder):
    message = tried(written, now, body_html="<p>Sign in</p>", reply_to="reply+x@area.invalid")
    assert message.state == "sent"
    assert [path.name for path in folder.iterdir()] == [f"{message.uuid}.eml"]
    mail = email.message_from_bytes(next(folder.iterdir()).read_bytes(), policy=email.policy.default)
    assert (mail["To"], mail["Cc"], mail["Bcc"]) == ("mum@example.org", None, None)
    assert (mail["Reply-To"], mail["Auto-Submitted"]) == ("reply+x@area.invalid", "auto-generated")
    assert mail["Message-ID"] == message.provider_id
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]


def test_a_text_message_is_a_file_too(written, now, folder):
    tried(written, now, kind="sms", to="01632 960001")
    assert next(folder.iterdir()).read_text().startswith("To: 01632 960001")


@pytest.mark.fault("disk full")
def test_a_folder_that_cannot_be_written_means_later_and_leaves_nothing_half(written, now, folder, monkeypatch):
    def full(number):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(ways.os, "fsync", full)
    message = tried(written, now)
    assert (message.state, message.error) == ("queued", "The mail folder can't be written: No space left on device.")
    assert list(folder.iterdir()) == []


def test_smtp_hands_over_text_with_lines_that_begin_with_a_dot(written, now, settings):
    with providers.smtp(settings) as box:
        message = tried(written, now, body_text=".hidden\nSign in")
    assert message.state == "sent"
    assert b"\r\n.hidden\r\n" in box.taken[0].content
    assert box.taken[0].rcpt_tos == ["mum@example.org"]


@pytest.mark.parametrize(("answers", "state", "error"), [
    ({"mail": "421 busy"}, "queued", "refused the sender: 421"),
    ({"rcpt": "450 not now"}, "queued", "refused the recipient: 450"),
    ({"rcpt": "550 no such mum@example.org"}, "failed", "refused the recipient: 550"),
    ({"data": "451 not now"}, "queued", "refused the text: 451"),
    ({"data": "554 spam"}, "failed", "refused the text: 554"),
    ({"drop": "rcpt"}, "queued", "broke off before it had the text"),
    ({"drop": "data"}, "unknown", "had the text and did not answer"),
])
@pytest.mark.fault("e-mail provider says 4xx, 5xx, breaks off")
def test_smtp_answers_mean_what_they_say(written, now, settings, answers, state, error):
    with providers.smtp(settings, **answers):
        message = tried(written, now)
    assert message.state == state
    assert error in message.error
    assert "mum@" not in message.error


@pytest.mark.fault("e-mail provider accepts twice")
def test_a_mail_that_was_taken_in_silence_is_not_sent_again(written, now, settings):
    with providers.smtp(settings, drop="data") as box:
        tried(written, now)
        assert services.send_next(at=now.replace(year=2027)) is None
    assert len(box.taken) == 1


@pytest.mark.fault("e-mail provider slow")
def test_a_server_that_is_too_slow_after_the_text_leaves_it_unknown(written, now, settings, monkeypatch):
    monkeypatch.setattr(ways, "SECONDS", 0.3)
    with providers.smtp(settings, slow=1):
        assert tried(written, now).state == "unknown"


@pytest.mark.fault("e-mail provider down")
def test_a_server_that_is_down_is_tried_later(written, now, settings):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.SENDING = {**settings.SENDING, "backend": "smtp", "host": "127.0.0.1", "port": free.getsockname()[1]}
        message = tried(written, now)
    assert message.state == "queued"
    assert "can't be reached: ConnectionRefusedError" in message.error


class Door:
    """An SMTP connection that refuses the password, or answers nonsense after the text."""

    def __init__(self, host, port, timeout):
        self.said = []

    def ehlo_or_helo_if_needed(self):
        self.said.append("ehlo")

    ehlo = starttls = ehlo_or_helo_if_needed

    def login(self, user, password):
        if password != "right":
            raise smtplib.SMTPAuthenticationError(535, b"no")

    def mail(self, sender):
        return 250, b""

    def rcpt(self, to):
        return 251, b""

    def docmd(self, command):
        return 354, b""

    def send(self, text):
        self.text = text

    def getreply(self):
        return -1, b"what"

    def close(self):
        self.said.append("close")


@pytest.mark.parametrize(("password", "state", "error"), [
    ("wrong", "queued", "does not let us in: 535"), ("right", "unknown", "answered nonsense"),
])
def test_a_wrong_password_is_later_and_nonsense_after_the_text_is_unknown(
    written, now, settings, monkeypatch, password, state, error
):
    monkeypatch.setattr(ways.smtplib, "SMTP", Door)
    settings.SENDING = {**settings.SENDING, "backend": "smtp", "user": "u", "password": password, "tls": True}
    message = tried(written, now)
    assert message.state == state
    assert error in message.error


def test_smtp_sends_no_text_messages(written, now, settings):
    settings.SENDING = {**settings.SENDING, "backend": "smtp"}
    assert tried(written, now, kind="sms", to="01632 960001").state == "failed"


def test_notify_gets_a_signed_call_with_our_reference(written, now, settings):
    with providers.notify(settings) as desk:
        message = tried(written, now)
    path, given, claims = desk.taken[0]
    assert (message.state, message.provider_id) == ("sent", "n-1")
    assert path == "/v2/notifications/email"
    assert given == {"email_address": "mum@example.org", "template_id": "t-1", "reference": str(message.uuid),
                     "personalisation": {"subject": "You have a new message", "body": "Sign in to read it."}}
    assert claims["iat"] == int(now.timestamp())


def test_notify_sends_text_messages_by_a_template_of_their_own(written, now, settings):
    with providers.notify(settings) as desk:
        settings.SENDING["notify_sms_template"] = "t-2"
        tried(written, now, kind="sms", to="01632 960001")
    assert desk.taken[0][0] == "/v2/notifications/sms"
    assert desk.taken[0][1]["phone_number"] == "01632 960001"


@pytest.mark.parametrize(("status", "state"), [
    (400, "failed"), (403, "queued"), (429, "queued"), (500, "queued"), (503, "queued"), (502, "unknown"),
    (504, "unknown"), (301, "unknown"),
])
@pytest.mark.fault("e-mail provider says 4xx, 5xx, breaks off")
def test_notify_answers_mean_what_they_say(written, now, settings, status, state):
    with providers.notify(settings, status=status):
        message = tried(written, now)
    assert (message.state, message.error) == (state, f"GOV.UK Notify answered {status}.")


def test_notify_took_it_even_if_its_answer_cannot_be_read(written, now, settings):
    with providers.notify(settings, body=b"<html>"):
        message = tried(written, now)
    assert (message.state, message.provider_id) == ("sent", str(message.uuid))


@pytest.mark.fault("e-mail provider slow")
def test_notify_that_has_it_and_goes_silent_is_unknown(written, now, settings, monkeypatch):
    monkeypatch.setattr(ways, "SECONDS", 0.4)
    with providers.notify(settings, slow=1):
        assert tried(written, now).state == "unknown"


def test_notify_that_breaks_off_is_unknown(written, now, settings):
    with providers.notify(settings, drop=True):
        assert tried(written, now).state == "unknown"


@pytest.mark.fault("e-mail provider down")
def test_notify_that_is_down_or_not_reached_is_tried_later(written, now, settings, monkeypatch):
    with providers.notify(settings):
        pass
    assert tried(written, now).state == "queued"

    def too_slow(*args, **kwargs):
        raise requests.ConnectTimeout

    monkeypatch.setattr(ways.requests, "post", too_slow)
    assert tried(written, now, key="k2", to="dad@example.org").state == "queued"


def test_an_error_without_a_cause_counts_as_possibly_arrived():
    assert ways._never_connected(requests.ConnectionError()) is False


def test_notify_without_a_key_waits(written, now, settings):
    settings.SENDING = {**settings.SENDING, "backend": "notify", "notify_key": "", "notify_template": ""}
    assert "not set up" in tried(written, now).error


def test_an_error_that_nobody_foresaw_leaves_it_unknown(written, now, settings):
    settings.SENDING = {**settings.SENDING, "backend": "pigeon"}
    message = tried(written, now)
    assert (message.state, message.error) == ("unknown", "Sending broke off: KeyError.")


def test_answers_by_e_mail_need_a_way_that_lets_us_name_the_address(settings):
    for backend, can in (("file", True), ("smtp", True), ("notify", False)):
        settings.SENDING = {**settings.SENDING, "backend": backend}
        assert ways.can_take_replies() is can


def test_no_file_way_follows_a_name_out_of_the_folder(written, now, folder):
    tried(written, now, key="../../x")
    assert {path.parent for path in Path(folder).rglob("*")} == {folder}
    assert OutboxMessage.objects.get().state == "sent"
