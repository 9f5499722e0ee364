"""E-mail that comes in: filed on its case when it surely belongs there, else a person's to file; never lost."""

import io
import sys
from datetime import date, timedelta
from email.message import EmailMessage

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from alongside.commons.messaging import queries, services, tasks
from alongside.commons.messaging.models import Conversation, InboundMail, Message, ReplyToken
from alongside.commons.messaging.services import conversations
from alongside.ground.core.errors import InvalidError, NotThereError, RefusedError
from alongside.ground.documents.models import Document
from alongside.ground.outbox.models import OutboxMessage
from alongside.ground.people import services as people
from tests.unit.messaging.conftest import NOW, user_of
from tests.unit.messaging.test_conversations import answer, begin

DAY = timedelta(days=1)
LATER = NOW + 2 * DAY


def raw(to, sender="Sarah <sarah@example.org>", body="Thank you!", files=(), **headers):
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, to, headers.pop("subject", "Re: You have a new message")
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(body)
    for name, content in files:
        mail.add_attachment(content, maintype="text", subtype="plain", filename=name)
    return mail.as_bytes()


@pytest.fixture
def talk(cast):
    found = begin(cast)
    answer(cast, found)
    return found


@pytest.fixture
def address(talk):
    return OutboxMessage.objects.get().reply_to


def test_an_answer_files_itself_on_the_case_and_is_owed_an_answer(cast, talk, address):
    mail = services.file_inbound(raw=raw(address, body="Thank you!\n\nOn Monday the EHC team wrote:\n> old"), at=LATER)
    assert (mail.state, mail.child) == ("filed", cast.child)
    said = queries.thread(user_of(cast.officer), talk.uuid, at=LATER).said[-1]
    assert (said.words, said.author, said.channel, said.is_from_family) == (
        "Thank you!", "Sarah Example", "email", True
    )
    assert "> old" in said.whole
    talk.refresh_from_db()
    assert talk.reply_by_on == date(2026, 11, 11)


@pytest.mark.fault("duplicate submit")
def test_the_same_mail_handed_over_twice_is_one_message(talk, address):
    content = raw(address)
    assert services.file_inbound(raw=content, at=LATER).pk == services.file_inbound(raw=content, at=LATER + DAY).pk
    assert Message.objects.filter(channel="email").count() == 1


@pytest.mark.fault("duplicate submit")
def test_two_at_the_same_moment_are_one(talk, address, monkeypatch):
    content = raw(address)
    first = services.file_inbound(raw=content, at=LATER)
    real = InboundMail.objects.filter
    monkeypatch.setattr(InboundMail.objects, "filter", lambda **given: real(digest="none"))
    assert services.file_inbound(raw=content, at=LATER).pk == first.pk


@pytest.mark.abuse("AC-16")
def test_a_forwarded_address_lets_nobody_else_write(cast, talk, address):
    mail = services.file_inbound(raw=raw(address, sender="tom@example.org"), at=LATER)
    assert (mail.state, mail.why) == ("unfiled", "It comes from another address than the one we wrote to.")
    assert talk.messages.count() == 2


@pytest.mark.parametrize(("to", "why"), [
    ("team@area.invalid", "It answers no message of ours."),
    (f"reply+{'0' * 32}@area.invalid", "Its reply address is not known."),
])
def test_mail_that_answers_nothing_waits_for_a_person(cast, to, why):
    mail = services.file_inbound(raw=raw(to), at=LATER)
    assert (mail.state, mail.why) == ("unfiled", why)
    assert queries.unfiled(cast.post_room) == (mail,)
    assert queries.unfiled(user_of(cast.mother)) == ()


def test_an_old_address_is_looked_at_by_a_person(talk, address):
    ReplyToken.objects.update(expires_at=LATER)
    assert services.file_inbound(raw=raw(address), at=LATER).why == "Its reply address is too old."


@pytest.mark.abuse("AC-03")
def test_who_was_barred_meanwhile_writes_to_a_person_not_to_the_case(cast, talk, address):
    people.exclude(child=cast.child, person=cast.mother, acts=["receive"], basis="court_order", source="s", evidence="e",
                   starts_on=date(2026, 1, 1), by=None, at=NOW)
    assert services.file_inbound(raw=raw(address), at=LATER).why.startswith("The sender has no part in this case")


def test_who_was_taken_out_of_the_conversation_writes_to_a_person(cast, talk, address):
    services.end_reader(conversation=talk, person=cast.mother, by=user_of(cast.officer), at=NOW + DAY)
    assert services.file_inbound(raw=raw(address), at=LATER).why == "The sender no longer reads this conversation."


def test_a_machines_answer_is_kept_and_ignored(talk, address):
    mail = services.file_inbound(raw=raw(address, Auto_Submitted="auto-replied"), at=LATER)
    assert (mail.state, mail.why) == ("ignored", "An automatic answer")
    assert talk.messages.count() == 2
    assert OutboxMessage.objects.count() == 1


def test_files_wait_for_a_check_and_one_that_cannot_be_taken_is_named(cast, talk, address):
    mail = services.file_inbound(raw=raw(address, files=[("note.txt", b"plain words"), ("empty.txt", b"")]), at=LATER)
    document = Document.objects.get()
    assert document.release_state == "waiting"
    assert {r.badge: r.needs_release for r in document.readers.all()}[f"person:{cast.mother.uuid}"] is True
    assert mail.n_attachments == 2
    assert mail.refused_files.startswith("empty.txt: ")
    assert services.purge_raw(at=LATER + 31 * DAY) == 0


def test_nothing_and_far_too_much_is_refused(db, settings):
    settings.UPLOAD_BYTES = 10
    for content in (b" \n", b"x" * 21):
        with pytest.raises(InvalidError):
            services.file_inbound(raw=content, at=LATER)


def test_a_mail_is_filed_on_a_case_in_one_step_and_counts_from_the_day_it_came(cast):
    forwarded = "Please see below.\n\n-----Original Message-----\nFrom: gp@example.org\nShe needs help."
    mail = services.file_inbound(
        raw=raw("team@area.invalid", body=forwarded, subject="Help", files=[("a.txt", b"letter")]), at=NOW
    )
    found = services.file_on_case(mail=mail, child=cast.child, by=user_of(cast.officer), at=NOW + 4 * DAY)
    assert (found.title, found.reply_by_on) == ("Help", date(2026, 11, 9))
    assert "She needs help." in found.messages.get().words
    assert queries.readers_of(found, at=NOW + 4 * DAY) == [cast.mother]
    assert services.file_on_case(mail=mail, child=cast.child, by=user_of(cast.officer), at=NOW + 5 * DAY) == found
    assert Document.objects.get().release_state == "waiting"
    assert queries.unfiled(cast.post_room) == ()


def test_a_mail_from_a_stranger_is_read_by_staff_alone(cast):
    mail = services.file_inbound(raw=raw("t@area.invalid", sender="gp@example.org", subject="", body=""), at=NOW)
    found = services.file_on_case(mail=mail, child=cast.child, by=user_of(cast.officer), at=NOW)
    assert queries.readers_of(found, at=NOW) == []
    assert (found.title, found.messages.get().words, found.messages.get().author_words) == (
        "E-mail", "(no text)", "gp@example.org"
    )


@pytest.mark.abuse("AC-02")
def test_only_who_may_file_files_and_only_on_a_case_they_see(cast):
    mail = services.file_inbound(raw=raw("t@area.invalid"), at=NOW)
    for user in (user_of(cast.mother), user_of(cast.stranger), cast.post_room):
        with pytest.raises(RefusedError):
            services.file_on_case(mail=mail, child=cast.child, by=user, at=NOW)
    with pytest.raises(RefusedError):
        services.discard_mail(mail=mail, reason="spam", by=user_of(cast.mother), at=NOW)
    with pytest.raises(NotThereError):
        queries.mail_for(user_of(cast.mother), mail.uuid)


def test_a_mail_that_belongs_to_no_case_leaves_the_list_with_a_reason(cast):
    mail = services.file_inbound(raw=raw("t@area.invalid"), at=NOW)
    with pytest.raises(InvalidError):
        services.discard_mail(mail=mail, reason=" ", by=cast.post_room, at=NOW)
    services.discard_mail(mail=mail, reason="An advert", by=cast.post_room, at=NOW)
    services.discard_mail(mail=mail, reason="Again", by=cast.post_room, at=NOW)
    assert (mail.state, mail.why) == ("ignored", "An advert")
    with pytest.raises(InvalidError):
        services.file_on_case(mail=mail, child=cast.child, by=user_of(cast.officer), at=NOW)
    assert services.purge_raw(at=NOW + 31 * DAY) == 1
    mail.refresh_from_db()
    assert mail.raw is None


def test_raw_mail_that_waits_is_kept(cast):
    services.file_inbound(raw=raw("t@area.invalid"), at=NOW)
    assert services.purge_raw(at=NOW + 99 * DAY) == 0


class Standard:
    """Standard input with bytes."""

    def __init__(self, content):
        self.buffer = io.BytesIO(content)


def receive(monkeypatch, content, **options):
    monkeypatch.setattr(sys, "stdin", Standard(content))
    out = io.StringIO()
    call_command("mail", "receive", stdout=out, **options)
    return out.getvalue()


def test_a_mail_server_hands_over_a_mail(cast, monkeypatch):
    assert receive(monkeypatch, raw("t@area.invalid")).startswith("unfiled ")
    assert receive(monkeypatch, raw("t@area.invalid"), verbosity=0) == ""
    assert InboundMail.objects.count() == 1


def test_exit_codes_tell_a_mail_server_what_to_do(db, monkeypatch):
    with pytest.raises(CommandError) as caught:
        receive(monkeypatch, b"")
    assert caught.value.returncode == 65

    def gone(**given):
        raise OperationalError("no")

    monkeypatch.setattr("alongside.commons.messaging.management.commands.mail.file_inbound", gone)
    with pytest.raises(CommandError) as caught:
        receive(monkeypatch, b"x")
    assert caught.value.returncode == 75


def test_tasks_do_what_the_services_do(cast, talk):
    assert tasks.post_unopened.call() == 0
    assert tasks.follow_post.call() == 0
    assert tasks.purge_raw_mail.call() == 0
    assert conversations.hash_of("a") != "a"
    assert Conversation.objects.count() == 1
