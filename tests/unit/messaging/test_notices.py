"""Notices: by whose channel, in which words, from which day they count, and what stops them."""

from datetime import date, timedelta

import pytest

from alongside.commons.messaging import queries, services
from alongside.commons.messaging.models import Letter, Notice
from alongside.commons.messaging.services.notices import short
from alongside.commons.messaging.words import LEAST_WORDS
from alongside.ground.access.models import AuditEntry
from alongside.ground.core.errors import InvalidError, NotThereError, RefusedError
from alongside.ground.documents import services as documents
from alongside.ground.documents.engine import letter as blocks
from alongside.ground.documents.engine.letter import TextSize
from alongside.ground.documents.models import Document
from alongside.ground.outbox import services as outbox
from alongside.ground.outbox.models import OutboxMessage
from alongside.ground.people import services as people
from tests.unit.messaging.conftest import NOW, profile, somebody, user_of

LETTER = blocks.Letter(title="Our decision about Wilhelmina", blocks=(blocks.Paragraph("We decided to **assess**."),))
DAY = timedelta(days=1)


def tell(cast, **changed):
    given = {"child": cast.child, "person": cast.mother, "event": "ehc.request.received",
             "words": "Your request has arrived", "link_ref": "ehc:request:1", "at": NOW, "by": None}
    return services.notify(**{**given, **changed})


def send(cast, **changed):
    given = {"child": cast.child, "to": cast.mother, "letter": LETTER, "event": "ehc.decision.letter",
             "ref": "ehc:request:1", "by": None, "at": NOW, "words": "A decision letter is ready"}
    return services.send_letter(**{**given, **changed})


@pytest.mark.abuse("AC-40")
def test_a_notification_says_the_least_and_never_names_the_child(cast):
    notice = tell(cast, words="Wilhelmina's plan is ready")
    mail = OutboxMessage.objects.get()
    assert (notice.words, mail.subject) == (LEAST_WORDS, LEAST_WORDS)
    assert "wilhelmina" not in (mail.subject + mail.body_text).lower()
    assert "quillfeather" not in (mail.subject + mail.body_text).lower()
    assert (mail.child_uuid, mail.badge) == (cast.child.uuid, f"person:{cast.mother.uuid}")


def test_who_chose_more_detail_reads_the_event(cast):
    cast.mother.notification_detail = "event"
    tell(cast)
    assert OutboxMessage.objects.get().subject == "Your request has arrived"


@pytest.mark.fault("duplicate submit")
def test_the_same_event_on_the_same_day_is_told_once(cast):
    assert tell(cast).pk == tell(cast).pk
    assert tell(cast, at=NOW + DAY).pk != tell(cast).pk
    assert OutboxMessage.objects.count() == 2
    assert len(short("x" * 201)) == 64


@pytest.mark.parametrize(("choice", "kind", "channel"), [
    ({}, "email", "email"), ({"channel": "email"}, "email", "email"), ({"channel": "sms"}, "sms", "sms"),
    ({"channel": "post"}, "post", "post"),
])
def test_other_news_goes_out_as_the_person_chose(cast, choice, kind, channel):
    if choice:
        profile(cast.mother, **choice)
    notice = tell(cast)
    message = OutboxMessage.objects.get()
    assert (message.kind, notice.channel, notice.served_on) == (kind, channel, None)


def test_on_paper_the_words_themselves_are_posted(cast):
    profile(cast.mother, channel="post")
    tell(cast, post_text="Amina wrote to you:\n\nHello")
    message = OutboxMessage.objects.get()
    assert message.body_text == "Amina wrote to you:\n\nHello"
    assert message.to == "Sarah Example\nSarah Street 1\nPreston\nPR1 8XJ"


def test_without_words_of_its_own_a_posted_notice_says_where_to_read(cast):
    profile(cast.mother, channel="post")
    tell(cast)
    assert "Your request has arrived" in OutboxMessage.objects.get().body_text


def test_by_portal_nothing_leaves_the_house(cast):
    profile(cast.mother, channel="portal")
    assert tell(cast).state == "sent"
    assert not OutboxMessage.objects.exists()


def test_who_chose_the_telephone_is_rung_by_a_person(cast):
    profile(cast.mother, channel="phone")
    notice = tell(cast)
    assert (notice.state, notice.todo) == ("to_do", "Ring them: they chose the telephone.")
    assert not OutboxMessage.objects.exists()
    assert [row.todo for row in queries.todos(user_of(cast.officer), at=NOW)] == [notice.todo]
    assert queries.todos(user_of(cast.stranger), at=NOW) == ()


@pytest.mark.parametrize("choice", [{"channel": "sms"}, {"channel": "email"}])
def test_a_channel_that_cannot_work_becomes_post(cast, choice):
    cast.mother.phone = cast.mother.email = ""
    profile(cast.mother, **choice)
    assert tell(cast).channel == "post"


def test_a_person_without_account_or_choice_hears_by_post(cast):
    cast.mother.user = None
    assert tell(cast).channel == "post"


@pytest.mark.abuse("AC-03")
def test_where_contact_must_be_safe_only_the_chosen_way_is_used(cast):
    cast.mother.is_safe_contact_needed = True
    notice = tell(cast)
    assert (notice.state, notice.todo) == ("to_do", "Ask first how to reach them safely; nothing has been sent.")
    assert not OutboxMessage.objects.exists()
    profile(cast.mother, channel="email")
    assert tell(cast, key="2").state == "sent"
    assert tell(cast, key="3", is_formal=True).state == "to_do"


def test_without_an_address_an_officer_has_to_find_out(cast):
    homeless = somebody("Nora", "nora@example.org", "family", child=cast.child, has_address=False)
    notice = send(cast, to=homeless).notice
    assert notice.state == "to_do"
    assert "No postal address" in notice.todo
    assert notice.served_on is None


def test_a_letter_goes_by_post_unless_electronic_notice_was_chosen_in_writing(cast):
    profile(cast.mother, channel="email")
    sent = send(cast)
    assert (sent.notice.channel, sent.notice.state) == ("post", "to_post")
    assert sent.notice.served_on == date(2026, 11, 4)
    message = OutboxMessage.objects.get()
    assert message.kind == "post"
    assert "<b>assess</b>" in message.body_html
    assert "We decided to assess." in message.body_text
    assert "<style" not in message.body_html


@pytest.mark.parametrize("channel", ["email", "portal"])
def test_an_electronic_notice_counts_from_its_day(cast, channel):
    profile(cast.mother, channel=channel, electronic_notice_agreed_on=date(2026, 1, 1))
    sent = send(cast)
    assert (sent.notice.channel, sent.notice.served_on) == (channel, NOW.date())
    assert services.expected_service(cast.mother, at=NOW) == (channel, NOW.date())
    assert services.expected_service(cast.father, at=NOW) == ("post", date(2026, 11, 4))


@pytest.mark.parametrize("channel", ["email", "portal"])
def test_an_agreement_without_the_means_is_no_service(cast, channel):
    profile(cast.mother, channel=channel, electronic_notice_agreed_on=date(2026, 1, 1))
    cast.mother.email, cast.mother.user = "", None
    assert services.expected_service(cast.mother, at=NOW)[0] == "post"


def test_a_letter_is_read_by_its_person_and_the_officers_and_nobody_else(cast):
    sent = send(cast)
    readers = {r.badge for d in Document.objects.all() for r in d.readers.all()}
    assert readers == {f"person:{cast.mother.uuid}", f"post:{cast.post.uuid}", f"team:{cast.team.uuid}"}
    assert Document.objects.filter(uuid__in=[sent.html_uuid, sent.docx_uuid]).count() == 2
    assert queries.letters_of(cast.child) == (sent,)


@pytest.mark.fault("duplicate submit")
def test_the_same_letter_is_sent_once(cast):
    assert send(cast).pk == send(cast).pk
    assert (Letter.objects.count(), OutboxMessage.objects.count()) == (1, 1)


def test_a_letter_is_set_in_the_size_that_the_person_reads(cast, monkeypatch):
    seen = []
    real = documents.add_letter
    monkeypatch.setattr(documents, "add_letter", lambda **given: seen.append(given["letter"]) or real(**given))
    profile(cast.mother, reading_format="large_print")
    send(cast)
    send(cast, to=cast.father)
    assert [letter.text_size for letter in seen] == [TextSize.LARGE, TextSize.STANDARD]


def test_other_forms_and_languages_need_a_person_beside_the_letter(cast):
    profile(cast.mother, reading_format="braille", channel="phone", needs_interpreter=True, language="Urdu")
    notice = send(cast).notice
    assert notice.state == "to_post"
    assert notice.todo == (
        "Ring them as well: they chose the telephone. Make and send it as: Braille. "
        "Have it explained in their language: Urdu."
    )


@pytest.mark.abuse("AC-03")
def test_who_is_barred_from_receiving_gets_nothing_and_the_trail_says_so(cast):
    people.exclude(child=cast.child, person=cast.father, acts=["receive"], basis="court_order", source="Court",
                   evidence="Order", starts_on=date(2026, 1, 1), by=None, at=NOW)
    assert send(cast, to=cast.father) is None
    assert tell(cast, person=cast.father) is None
    assert not Notice.objects.exists()
    assert AuditEntry.objects.filter(code__in=["messaging.letter.stopped", "messaging.notice.stopped"]).count() == 2


@pytest.mark.abuse("AC-01")
def test_a_letter_cannot_go_to_another_childs_family(cast):
    other = somebody("Pat", "pat@example.org", "family")
    assert send(cast, to=other) is None


def test_after_a_death_nothing_goes_out(cast):
    people.record_death(child=cast.child, on=NOW.date(), named_person=cast.officer, by=None, at=NOW)
    cast.child.refresh_from_db()
    assert send(cast) is None


def test_what_waits_for_somebody_who_is_barred_meanwhile_is_stopped(cast):
    send(cast)
    send(cast, to=cast.father)
    outbox.enqueue(key="else", kind="email", to="a@example.org", subject="S", body_text="B", at=NOW,
                   child_uuid=cast.child.uuid, badge="person:00000000-0000-4000-8000-000000000000")
    people.exclude(child=cast.child, person=cast.father, acts=["receive"], basis="court_order", source="Court",
                   evidence="Order", starts_on=date(2026, 1, 1), by=None, at=NOW)
    stopped_before = OutboxMessage.objects.filter(state="cancelled").count()
    services.stop_barred(at=NOW)
    states = dict(OutboxMessage.objects.values_list("badge", "state"))
    assert states[f"person:{cast.father.uuid}"] == "cancelled"
    assert states[f"person:{cast.mother.uuid}"] == "queued"
    assert stopped_before in (0, 1)


@pytest.fixture
def electronic(cast):
    profile(cast.mother, channel="email", electronic_notice_agreed_on=date(2026, 1, 1))
    return send(cast).notice


def test_what_nobody_opened_in_three_days_is_posted_and_the_later_date_counts(cast, electronic):
    assert services.post_unopened(at=NOW + 3 * DAY - timedelta(minutes=1)) == 0
    assert services.post_unopened(at=NOW + 3 * DAY) == 1
    assert services.post_unopened(at=NOW + 4 * DAY) == 0
    electronic.refresh_from_db()
    assert (electronic.state, electronic.served_on) == ("to_post", date(2026, 11, 9))
    letter = OutboxMessage.objects.get(kind="post")
    posted = NOW + 7 * DAY
    outbox.mark_printed(uuids=[letter.uuid], by=cast.post_room, at=posted)
    assert services.follow_post(at=posted) == 1
    electronic.refresh_from_db()
    assert (electronic.state, electronic.posted_at) == ("posted", posted)
    assert electronic.served_on == date(2026, 11, 11)
    assert services.follow_post(at=posted) == 0
    outbox.mark_returned(uuid=letter.uuid, reason="Gone away", by=cast.post_room, at=posted)
    services.follow_post(at=posted)
    electronic.refresh_from_db()
    assert (electronic.state, electronic.todo) == (
        "returned", "The letter came back: find out how to reach them."
    )


def test_an_opened_notice_is_not_posted(cast, electronic):
    services.mark_opened(notice=electronic, by=user_of(cast.mother), at=NOW + DAY)
    services.mark_opened(notice=electronic, by=user_of(cast.mother), at=NOW + 2 * DAY)
    electronic.refresh_from_db()
    assert (electronic.state, electronic.opened_at, electronic.served_on) == ("opened", NOW + DAY, NOW.date())
    assert services.post_unopened(at=NOW + 3 * DAY) == 0
    assert AuditEntry.objects.filter(code="messaging.notice.opened").count() == 1


@pytest.mark.abuse("AC-04")
def test_one_parent_opens_nothing_of_the_other(cast, electronic):
    with pytest.raises(NotThereError):
        services.mark_opened(notice=electronic, by=user_of(cast.father), at=NOW)
    with pytest.raises(NotThereError):
        queries.notice_for(user_of(cast.father), electronic.uuid, at=NOW)
    assert queries.notices_for(user_of(cast.father), cast.child, at=NOW) == ()
    assert queries.notices_for(user_of(cast.mother), cast.child, at=NOW) == (electronic,)
    assert queries.has_unread(user_of(cast.mother), at=NOW)
    assert not queries.has_unread(user_of(cast.father), at=NOW)
    assert not queries.has_unread(cast.post_room, at=NOW)
    assert queries.notices_for(cast.post_room, cast.child, at=NOW) == ()


def test_opening_what_is_in_the_post_keeps_it_there(cast):
    notice = send(cast).notice
    assert services.mark_opened(notice=notice, by=user_of(cast.mother), at=NOW).state == "to_post"


def test_unopened_and_barred_meanwhile_goes_to_a_person(cast, electronic):
    people.exclude(child=cast.child, person=cast.mother, acts=["receive"], basis="recorded_risk", source="s",
                   evidence="e", starts_on=date(2026, 1, 1), by=None, at=NOW)
    assert services.post_unopened(at=NOW + 3 * DAY) == 0
    electronic.refresh_from_db()
    assert electronic.state == "to_do"


def test_somebody_else_may_have_posted_it_meanwhile(cast, electronic, monkeypatch):
    real = Notice.objects.filter
    monkeypatch.setattr(
        "django.db.models.query.QuerySet.select_for_update", lambda self, **given: real(pk__lt=0)
    )
    assert services.post_unopened(at=NOW + 3 * DAY) == 0


def test_a_letter_that_was_not_posted_becomes_a_task(cast):
    notice = send(cast).notice
    outbox.cancel(key=notice.post_key, reason="recalled", at=NOW)
    services.follow_post(at=NOW)
    notice.refresh_from_db()
    assert (notice.state, notice.todo) == ("to_do", "The letter was not posted: look at it.")


def test_a_posted_letter_without_legal_effect_has_no_day(cast):
    profile(cast.mother, channel="post")
    notice = tell(cast)
    outbox.mark_printed(uuids=[OutboxMessage.objects.get().uuid], by=cast.post_room, at=NOW)
    services.follow_post(at=NOW)
    notice.refresh_from_db()
    assert (notice.state, notice.served_on) == ("posted", None)


def test_a_formal_notice_with_a_file_that_is_no_page_says_where_to_read(cast):
    pdf = documents.add_made(content=b"%PDF-", media_type="application/pdf", title="T", kind="letter",
                             child_uuid=cast.child.uuid, by=None, at=NOW, readers=[])
    tell(cast, document=pdf.uuid)
    assert OutboxMessage.objects.get().body_html == ""


def test_an_officer_says_how_somebody_was_reached(cast):
    profile(cast.mother, channel="phone")
    notice = tell(cast)
    officer = user_of(cast.officer)
    with pytest.raises(InvalidError):
        services.do_todo(notice=notice, how=" ", by=officer, at=NOW)
    with pytest.raises(RefusedError):
        services.do_todo(notice=notice, how="x", by=user_of(cast.stranger), at=NOW)
    with pytest.raises(RefusedError):
        services.do_todo(notice=notice, how="x", by=user_of(cast.mother), at=NOW)
    services.do_todo(notice=notice, how="Rang at 9", by=officer, at=NOW)
    done = services.do_todo(notice=notice, how="Rang twice", by=officer, at=NOW + DAY)
    assert (done.todo_how, done.todo_done_at) == ("Rang at 9", NOW)
    assert queries.todos(officer, at=NOW) == ()


def test_staff_see_every_notice_of_a_child_they_work_for_and_others_none(cast, electronic):
    assert queries.notices_of(user_of(cast.officer), cast.child, at=NOW) == (electronic,)
    assert queries.notices_of(user_of(cast.stranger), cast.child, at=NOW) == ()
    assert queries.notices_of(user_of(cast.mother), cast.child, at=NOW) == ()
    assert queries.notice_with(electronic.key) == electronic
