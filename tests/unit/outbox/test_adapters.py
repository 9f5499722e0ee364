"""Django's own mail takes the same way, in the caller's transaction, one recipient a message."""

import pytest
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection, send_mail
from django.db import transaction

from alongside.ground.core.errors import InvalidError
from alongside.ground.outbox.models import OutboxMessage

BACKEND = "alongside.ground.outbox.adapters.OutboxEmailBackend"


@pytest.fixture(autouse=True)
def backend(settings, db):
    settings.EMAIL_BACKEND = BACKEND


def test_a_sign_in_code_is_an_urgent_message(folder, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        assert send_mail("Your code", "123456", None, ["mum@example.org"]) == 1
    row = OutboxMessage.objects.get()
    assert (row.queue, row.state, row.subject, row.body_text) == ("urgent", "sent", "Your code", "123456")


def test_it_is_gone_with_a_transaction_that_fails():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        send_mail("Your code", "123456", None, ["mum@example.org"])
        raise ZeroDivisionError
    assert not OutboxMessage.objects.exists()


def test_html_and_reply_address_are_kept():
    mail = EmailMultiAlternatives("S", "text", to=["a@example.org"], reply_to=["r@example.org"])
    mail.attach_alternative("x", "text/calendar")
    mail.attach_alternative("<p>text</p>", "text/html")
    mail.send()
    row = OutboxMessage.objects.get()
    assert (row.body_html, row.reply_to) == ("<p>text</p>", "r@example.org")


def test_an_alternative_that_is_no_html_is_left_out():
    mail = EmailMultiAlternatives("S", "text", to=["a@example.org"])
    mail.attach_alternative("x", "text/calendar")
    mail.send()
    assert OutboxMessage.objects.get().body_html == ""


def test_each_recipient_gets_a_message_of_their_own():
    send_mail("S", "b", None, ["a@example.org", "b@example.org"])
    assert sorted(OutboxMessage.objects.values_list("to", flat=True)) == ["a@example.org", "b@example.org"]


@pytest.mark.fault("duplicate submit")
def test_a_key_of_the_caller_makes_it_once():
    for _ in range(2):
        EmailMessage("S", "b", to=["a@example.org", "b@example.org"], headers={"X-Outbox-Key": "reset:1"}).send()
    assert sorted(OutboxMessage.objects.values_list("key", flat=True)) == ["reset:1", "reset:1:1"]


@pytest.mark.parametrize("given", [{"cc": ["c@example.org"]}, {"bcc": ["c@example.org"]},
                                   {"attachments": [("a.txt", "a", "text/plain")]}])
def test_copies_and_attachments_are_refused(given):
    with pytest.raises(ValueError, match="one recipient"):
        get_connection(BACKEND).send_messages([EmailMessage("S", "b", to=["a@example.org"], **given)])


@pytest.mark.abuse("AC-24")
def test_a_line_break_in_the_subject_is_refused():
    with pytest.raises(InvalidError):
        send_mail("S\nBcc: x@example.org", "b", None, ["a@example.org"])
