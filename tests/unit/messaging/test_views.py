"""Pages: what each side sees, that looking changes nothing, and that nothing typed is lost."""

import html
import re
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from alongside.commons.messaging import services
from alongside.commons.messaging.models import Conversation, InboundMail, Message, Notice
from alongside.commons.messaging.views import talking, working
from alongside.ground.access.models import AuditEntry
from alongside.ground.core.errors import NotThereError
from alongside.ground.outbox.models import OutboxMessage
from alongside.ground.people import services as people
from tests.unit.messaging.conftest import account, asked, profile, user_of, words
from tests.unit.messaging.test_conversations import begin
from tests.unit.messaging.test_mail import raw
from tests.unit.messaging.test_notices import send, tell

READ = "people.child.read"


def plain(response):
    return html.unescape(re.sub(r"\s+", " ", words(response)))


def test_every_page_says_whom_it_opens_to():
    shared = (talking.conversations, talking.thread, talking.start, talking.notice)
    assert {view.audience for view in shared} == {"signed_in"}
    work = (working.owed, working.close, working.readers, working.todo)
    assert {view.audience for view in work} == {"permission:work_cases"}
    door = (working.unfiled, working.mail)
    assert {view.audience for view in door} == {"permission:work_cases,enter_requests"}


def test_nobody_without_an_account(cast):
    with pytest.raises(PermissionDenied):
        talking.conversations(asked(AnonymousUser()))


def test_a_family_sees_its_conversations_and_where_to_write(cast):
    begin(cast)
    page = plain(talking.conversations(asked(user_of(cast.mother))))
    assert "Transport" in page
    assert "Write to the team about Wilhelmina Quillfeather" in page
    assert "Answers you owe" not in page
    assert "There are no messages yet" in plain(talking.conversations(asked(user_of(cast.father))))
    staff = plain(talking.conversations(asked(user_of(cast.officer))))
    assert "Answers you owe" in staff
    assert "Wilhelmina Quillfeather" in staff


def test_a_thread_is_read_answered_and_its_reading_is_on_the_trail(cast):
    talk = begin(cast)
    officer = user_of(cast.officer)
    page = plain(talking.thread(asked(officer), talk.uuid))
    assert "Who drives on Monday?" in page
    assert "Who reads this: Sarah Example." in page
    assert "Let Tom Example read all of this" in page
    assert AuditEntry.objects.filter(code=READ, by_uuid=officer.uuid).count() == 1
    answer = talking.thread(asked(officer, "post", {"words": "The blue bus", "key": str(uuid4())}), talk.uuid)
    assert answer.status_code == 302
    family = plain(talking.thread(asked(user_of(cast.mother)), talk.uuid))
    assert "The blue bus" in family
    assert "If a child is in danger now, ring 999" in family
    assert "Let Tom" not in family


@pytest.mark.fault("duplicate submit")
def test_a_message_sent_twice_by_two_clicks_is_one(cast):
    talk, key = begin(cast), str(uuid4())
    for _ in range(2):
        talking.thread(asked(user_of(cast.mother), "post", {"words": "Again", "key": key}), talk.uuid)
    assert Message.objects.filter(words="Again").count() == 1


def test_what_was_typed_stays_when_something_is_wrong(cast):
    talk = begin(cast)
    data = {"words": "Long thoughts", "key": "no key", "uploads": SimpleUploadedFile("empty.exe", b"MZ")}
    response = talking.thread(asked(user_of(cast.mother), "post", data), talk.uuid)
    assert response.status_code == 400
    assert "Long thoughts" in words(response)
    assert Message.objects.count() == 1
    assert talking.thread(asked(user_of(cast.mother), "post", {"words": ""}), talk.uuid).status_code == 400


@pytest.mark.abuse("AC-25")
def test_a_message_is_text_and_nothing_else(cast):
    talk = begin(cast, words="<script>steal()</script>\n\nand\nmore", title="<b>T</b>")
    page = words(talking.thread(asked(user_of(cast.officer)), talk.uuid))
    assert "<script>steal" not in page
    assert "<b>T</b>" not in page


@pytest.mark.abuse("AC-02")
def test_another_familys_thread_is_not_there(cast):
    talk = begin(cast)
    for person in (cast.father, cast.stranger):
        with pytest.raises(NotThereError):
            talking.thread(asked(user_of(person)), talk.uuid)
        with pytest.raises(NotThereError):
            talking.thread(asked(user_of(person), "post", {"words": "x"}), talk.uuid)
    with pytest.raises(NotThereError):
        talking.start(asked(user_of(cast.stranger)), cast.child.uuid)


def test_a_family_starts_a_conversation(cast):
    mother = user_of(cast.mother)
    page = plain(talking.start(asked(mother), cast.child.uuid))
    assert "Amina Example, EHC case officer" in page
    assert "Who should read this?" not in page
    data = {"kind": "question", "title": "Bus", "words": "When?", "key": str(uuid4())}
    assert talking.start(asked(mother, "post", data), cast.child.uuid).status_code == 302
    assert Conversation.objects.get().title == "Bus"
    assert talking.start(asked(mother, "post", {"title": "x"}), cast.child.uuid).status_code == 400


def test_an_officer_chooses_who_reads(cast):
    officer = user_of(cast.officer)
    assert "Tom Example" in plain(talking.start(asked(officer), cast.child.uuid))
    data = {"kind": "question", "title": "Visit", "words": "May I come?", "with_persons": [str(cast.father.uuid)]}
    assert talking.start(asked(officer, "post", data), cast.child.uuid).status_code == 302
    assert [r.badge for r in Conversation.objects.get().readers.all()] == [f"person:{cast.father.uuid}"]
    data = {**data, "uploads": SimpleUploadedFile("a.exe", b"MZ\x00")}
    assert talking.start(asked(officer, "post", data), cast.child.uuid).status_code == 400


def test_who_sees_a_child_without_a_part_in_talking_starts_nothing(cast):
    reader = account("data@council.example", "professional", "data_officer")
    with pytest.raises(NotThereError):
        talking.start(asked(reader), cast.child.uuid)


@pytest.mark.abuse("AC-16")
def test_looking_at_a_notice_changes_nothing_and_opening_is_a_button(cast):
    profile(cast.mother, channel="email", electronic_notice_agreed_on="2026-01-01")
    sent = send(cast)
    mother = user_of(cast.mother)
    page = plain(talking.notice(asked(mother), sent.notice.uuid))
    assert "A decision letter is ready" in page
    assert "Wilhelmina" not in page
    sent.notice.refresh_from_db()
    assert sent.notice.opened_at is None
    answer = talking.notice(asked(mother, "post"), sent.notice.uuid)
    assert answer["Location"] == f"/documents/{sent.html_uuid}/letter/"
    sent.notice.refresh_from_db()
    assert sent.notice.state == "opened"
    assert "You opened it on" in plain(talking.notice(asked(mother), sent.notice.uuid))
    with pytest.raises(NotThereError):
        talking.notice(asked(user_of(cast.father)), sent.notice.uuid)
    with pytest.raises(NotThereError):
        talking.notice(asked(mother), uuid4())


def test_a_notice_leads_to_its_thread_or_to_the_first_page(cast):
    talk = begin(cast)
    services.reply(conversation=talk, words="Hello", by=user_of(cast.officer), at=timezone.now(), key="1")
    mother = user_of(cast.mother)
    assert talking.notice(asked(mother, "post"), Notice.objects.get().uuid)["Location"] == f"/messages/{talk.uuid}/"
    assert talking.notice(asked(mother, "post"), tell(cast).uuid).status_code == 302


def test_the_address_in_the_mail_is_that_of_the_notice(cast):
    notice = tell(cast)
    assert f"/messages/notices/{notice.uuid}/" in OutboxMessage.objects.get().body_text


def test_what_is_owed_is_one_page(cast):
    officer = user_of(cast.officer)
    empty = plain(working.owed(asked(officer)))
    assert "Every message of your families is answered" in empty
    begin(cast)
    profile(cast.father, channel="phone")
    todo = tell(cast, person=cast.father)
    page = plain(working.owed(asked(officer)))
    assert "Transport" in page
    assert "Ring them: they chose the telephone." in page
    assert "Tom Example" in plain(working.todo(asked(officer), todo.uuid))
    assert working.todo(asked(officer, "post", {}), todo.uuid).status_code == 400
    assert working.todo(asked(officer, "post", {"how": "Rang"}), todo.uuid).status_code == 302
    assert "Rang" in plain(working.todo(asked(officer), todo.uuid))
    with pytest.raises(NotThereError):
        working.todo(asked(user_of(cast.stranger)), todo.uuid)


def test_staff_close_include_and_end(cast):
    talk, officer = begin(cast), user_of(cast.officer)
    working.close(asked(officer, "post"), talk.uuid)
    assert Conversation.objects.get().state == "closed"
    data = {"person": str(cast.father.uuid), "act": "include"}
    working.readers(asked(officer, "post", data), talk.uuid)
    assert talk.readers.filter(until=None).count() == 2
    assert "Stop Tom Example reading this" in plain(talking.thread(asked(officer), talk.uuid))
    working.readers(asked(officer, "post", {**data, "act": "end"}), talk.uuid)
    assert talk.readers.filter(until=None).count() == 1
    with pytest.raises(NotThereError):
        working.readers(asked(officer, "post", {"person": "nobody"}), talk.uuid)


def test_mail_without_a_case_is_filed_or_taken_off_the_list(cast):
    officer = user_of(cast.officer)
    assert "Every e-mail is on its case" in plain(working.unfiled(asked(officer)))
    mail = services.file_inbound(raw=raw("t@area.invalid", subject="Help me"), at=timezone.now())
    assert "Help me" in plain(working.unfiled(asked(officer)))
    assert "Thank you!" in plain(working.mail(asked(officer), mail.uuid))
    wrong = working.mail(asked(officer, "post", {"act": "file", "reference": "CH-0000-0000"}), mail.uuid)
    assert "You have no case with this reference" in plain(wrong)
    assert working.mail(asked(officer, "post", {"act": "discard"}), mail.uuid).status_code == 400
    data = {"act": "file", "reference": cast.child.reference}
    assert working.mail(asked(officer, "post", data), mail.uuid).status_code == 302
    assert InboundMail.objects.get().state == "filed"
    with pytest.raises(NotThereError):
        working.mail(asked(officer), mail.uuid)
    other = services.file_inbound(raw=raw("u@area.invalid"), at=timezone.now())
    working.mail(asked(officer, "post", {"act": "discard", "reason": "Advert"}), other.uuid)
    assert "Every e-mail is on its case" in plain(working.unfiled(asked(officer)))


@pytest.mark.abuse("AC-06")
def test_no_page_of_the_other_parent_shows_an_address(cast):
    people.set_address(who=cast.mother, lines="Refuge House 9", postcode="BB1 1AA", starts_on=timezone.localdate(),
                       is_protected=True, by=None, at=timezone.now())
    begin(cast, by=cast.officer, with_persons=[cast.mother, cast.father])
    father = user_of(cast.father)
    talk = Conversation.objects.get()
    for page in (talking.conversations(asked(father)), talking.thread(asked(father), talk.uuid)):
        assert "Refuge" not in words(page)
        assert "BB1" not in words(page)
