"""Who is told that a document may be read, or that a file holds something harmful: the right people, once."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from alongside.commons.messaging import queries, services, tasks
from alongside.commons.messaging.models import Errand, Notice
from alongside.commons.messaging.services import news
from alongside.commons.messaging.views import talking, working
from alongside.commons.messaging.words import LEAST_WORDS
from alongside.ground.documents import services as documents
from alongside.ground.documents.models import Document, Release
from alongside.ground.outbox.models import OutboxMessage
from alongside.ground.people import services as people
from tests.unit.messaging.conftest import NOW, account, asked, profile, somebody, user_of, words

LATER = NOW + timedelta(minutes=11)
RISK = {"basis": "recorded_risk", "source": "Police", "evidence": "Letter", "starts_on": date(2026, 1, 1)}


def badge(person):
    return f"person:{person.uuid}"


@pytest.fixture
def report(cast, settings, tmp_path):
    """A school's report that both parents could read after a check."""
    settings.STORAGES = {**settings.STORAGES, "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "kept"}}}
    return documents.add_upload(
        file=SimpleUploadedFile("Wilhelmina.txt", b"She likes trains."), title="Report on Wilhelmina", kind="advice",
        child_uuid=cast.child.uuid, ref="ehc:request:22222222-2222-4222-8222-222222222222", by=None, at=NOW,
        readers=[f"post:{cast.post.uuid}"], due_check_on=date(2026, 11, 4),
        check_for={badge(cast.mother): "Sarah", badge(cast.father): "Tom"},
    )


def release(cast, document, *readers):
    document.refresh_from_db()
    return documents.release(document=document, to=[badge(person) for person in readers], by=user_of(cast.officer),
                             at=NOW, version=document.version)


def told():
    return {notice.person.given_name for notice in Notice.objects.select_related("person")}


@pytest.mark.abuse("AC-04", "AC-40")
def test_when_a_document_may_be_read_those_hear_of_it_whom_the_check_named_and_nobody_else(cast, report):
    release(cast, report, cast.mother)
    assert services.tell_released(at=NOW) == 0
    assert services.tell_released(at=LATER) == 1
    assert told() == {"Sarah"}
    mail = OutboxMessage.objects.get()
    assert (mail.kind, mail.to, mail.subject) == ("email", "sarah@example.org", LEAST_WORDS)
    assert "wilhelmina" not in (mail.subject + mail.body_text).lower()
    notice = Notice.objects.get()
    assert (notice.words, notice.is_formal) == ("A document is ready to read", False)
    opened = talking.notice(asked(user_of(cast.mother), "post"), notice.uuid)
    assert opened.url == f"/documents/{report.uuid}/"


def test_the_document_can_be_read_in_the_minute_in_which_they_hear_of_it(cast, report):
    decided = release(cast, report, cast.mother)
    services.tell_released(at=LATER)
    decided.refresh_from_db()
    assert (decided.done_at, decided.told_at) == (LATER, LATER)
    assert report.readers.get(badge=badge(cast.mother)).released_at == LATER


@pytest.mark.parametrize(("choice", "state", "n_messages"), [
    ({"channel": "sms"}, "sent", 1), ({"channel": "portal"}, "sent", 0), ({"channel": "phone"}, "to_do", 0),
    ({"channel": "post"}, "to_do", 0),
])
def test_each_hears_by_their_own_way_and_who_reads_on_paper_gets_a_copy_by_hand(cast, report, choice, state, n_messages):
    profile(cast.mother, **choice)
    release(cast, report, cast.mother)
    services.tell_released(at=LATER)
    assert (Notice.objects.get().state, OutboxMessage.objects.count()) == (state, n_messages)
    todos = queries.todos(user_of(cast.officer), at=LATER)
    assert [todo.person for todo in todos] == (["Sarah Example"] if state == "to_do" else [])
    if choice["channel"] == "post":
        assert todos[0].todo == news.BY_HAND


def test_somebody_without_an_account_is_an_officers_to_do(cast, report):
    aunt = people.register_person(given_name="Ada", family_name="Example", by=None, at=NOW)
    people.relate(child=cast.child, kind="carer", person=aunt, starts_on=date(2026, 1, 1), evidence="seen", by=None, at=NOW)
    report.readers.create(badge=badge(aunt), since=NOW.date(), needs_release=True)
    release(cast, report, aunt)
    services.tell_released(at=LATER)
    assert queries.todos(user_of(cast.officer), at=LATER)[0].todo == news.BY_HAND


@pytest.mark.abuse("AC-03", "AC-04")
@pytest.mark.parametrize("acts", [["see"], ["receive"], ["see", "receive"]])
def test_a_parent_who_was_excluded_meanwhile_gets_nothing(cast, report, acts):
    release(cast, report, cast.mother, cast.father)
    people.exclude(child=cast.child, person=cast.father, acts=acts, by=None, at=NOW, **RISK)
    services.tell_released(at=LATER)
    assert told() == {"Sarah"}
    assert not OutboxMessage.objects.filter(to="tom@example.org").exists()
    assert Release.objects.get().told_at == LATER


@pytest.mark.fault("job worker killed")
def test_a_worker_that_ends_half_way_tells_nothing_twice_and_leaves_nothing_untold(cast, report, monkeypatch):
    release(cast, report, cast.mother, cast.father)
    real, seen = news.notify, []

    def killed(**given):
        if seen:
            raise KeyboardInterrupt
        seen.append(given["person"])
        return real(**given)

    monkeypatch.setattr(news, "notify", killed)
    with pytest.raises(KeyboardInterrupt):
        services.tell_released(at=LATER)
    assert (Notice.objects.count(), OutboxMessage.objects.count(), Release.objects.get().told_at) == (0, 0, None)
    monkeypatch.setattr(news, "notify", real)
    assert services.tell_released(at=LATER) == 2
    assert services.tell_released(at=LATER + timedelta(days=1)) == 0
    assert OutboxMessage.objects.count() == 2


@pytest.mark.fault("job worker killed")
def test_two_workers_at_once_tell_once(cast, report, monkeypatch):
    release(cast, report, cast.mother)
    documents.carry_out_releases(at=LATER)
    found = news.documents.untold_releases()
    assert services.tell_released(at=LATER) == 1
    monkeypatch.setattr(news.documents, "untold_releases", lambda: found)
    assert services.tell_released(at=LATER) == 0
    assert Notice.objects.count() == 1


def harm(document, **changed):
    Document.objects.filter(pk=document.pk).update(scan_state="infected", scanned_at=NOW, **changed)


@pytest.mark.abuse("AC-23", "AC-40")
def test_of_a_harmful_file_sender_and_officer_hear_once(cast, report):
    harm(report, added_by=user_of(cast.mother), ref="messaging:conversation:22222222-2222-4222-8222-222222222222")
    assert (services.tell_harm(at=LATER), services.tell_harm(at=LATER)) == (1, 0)
    assert (told(), Notice.objects.get().words) == ({"Sarah"}, news.NOT_TAKEN)
    [todo] = queries.todos(user_of(cast.officer), at=LATER)
    assert (todo.person, todo.words) == ("Sarah Example", "A file that came with this case can't be opened")
    mail = OutboxMessage.objects.get()
    assert "wilhelmina" not in (mail.subject + mail.body_text).lower()


def test_a_professional_hears_by_e_mail_and_of_a_stranger_the_officer_knows(cast, report):
    school = account("senco@school.example", "professional", "setting_staff")
    harm(report, added_by=school)
    services.tell_harm(at=LATER)
    assert OutboxMessage.objects.get().to == "senco@school.example"
    Document.objects.filter(pk=report.pk).update(added_by=None, harm_told_at=None)
    Errand.objects.all().delete()
    services.tell_harm(at=LATER)
    assert OutboxMessage.objects.count() == 1
    assert Errand.objects.get().person is None


def test_a_harmful_file_of_nobodys_case_waits_for_its_case(cast, report):
    harm(report, child_uuid=None)
    assert services.tell_harm(at=LATER) == 0


@pytest.mark.fault("two people decide")
def test_another_worker_was_first_with_the_harmful_file(cast, report, monkeypatch):
    harm(report)
    found = news.documents.untold_harm()
    services.tell_harm(at=LATER)
    monkeypatch.setattr(news.documents, "untold_harm", lambda: found)
    assert services.tell_harm(at=LATER) == 0


def test_every_minute_the_news_goes_round(cast, report):
    decided = release(cast, report, cast.mother)
    Release.objects.filter(pk=decided.pk).update(takes_effect_at=NOW - timedelta(days=900))
    other = somebody("Una", "una@example.org", "family")
    assert other is not None
    assert tasks.tell_news.call() == 1
    assert tasks.raise_unsent.call() == 0


def test_the_page_of_a_notice_by_hand_leads_to_the_document(cast, report):
    profile(cast.mother, channel="post")
    release(cast, report, cast.mother)
    services.tell_released(at=LATER)
    page = words(working.todo(asked(user_of(cast.officer)), Notice.objects.get().uuid))
    assert f"/documents/{report.uuid}/" in page
    assert "/letter/" not in page
