"""The pages: opening, checking, agreeing, calling back, reporting, settling."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.http import Http404
from django.test import RequestFactory
from django.urls import reverse

from alongside.ground.access.models import AuditEntry
from alongside.ground.core.errors import RefusedError, StaleError
from alongside.ground.documents import services, views
from alongside.ground.documents.engine.letter import Letter, Paragraph
from alongside.ground.documents.models import Document, LeakReport, Release
from tests.unit.documents.conftest import CHILD, DAD, MUM, NOW, TEAM, WORDS, sent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_nine():
    with time_machine.travel(NOW, tick=False):
        yield


def asked(user, method="get", data=None):
    request = getattr(RequestFactory(), method)("/", data)
    request.user, request.session = user, {}
    request._messages = FallbackStorage(request)
    return request


def words(response):
    return response.content.decode()


def read(response):
    """All bytes; the file is closed by hand, because closing the response would close the database too."""
    content = b"".join(response.streaming_content)
    response.file_to_stream.close()
    return content


def told(request):
    return " ".join(str(message) for message in get_messages(request))


def test_every_page_says_whom_it_opens_to():
    assert {name: getattr(views, name).audience for name in views.__all__} == {
        "open_file": "signed_in", "open_letter": "signed_in", "report": "signed_in", "reported": "signed_in",
        "kinds": "public", "checks": "permission:release_documents,second_approve",
        "check": "permission:release_documents", "recall": "permission:release_documents",
        "settle": "permission:release_documents", "agree": "permission:second_approve",
    }


@pytest.mark.abuse("AC-18", "AC-24", "AC-37")
def test_a_document_comes_as_an_attachment_that_no_browser_runs_or_keeps(add, officer):
    document = add(name='Sam "x"\r\nSet-Cookie: a=b; Zoë\u202efdp.txt')
    response = views.open_file(asked(officer), document.uuid)
    assert read(response) == WORDS
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''Sam%20-x-")
    assert "\r" not in response["Content-Disposition"]
    assert response["Content-Type"] == "text/plain"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "no-store"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Content-Length"] == str(len(WORDS))


def test_opening_is_entered_in_the_child_s_trail(add, officer):
    read(views.open_file(asked(officer), add().uuid))
    entry = AuditEntry.objects.get(code="people.child.read")
    assert (entry.child_uuid, entry.by_uuid) == (CHILD, officer.uuid)
    read(views.open_file(asked(officer), add(child_uuid=None, ref="").uuid))
    assert AuditEntry.objects.filter(code="documents.document.read", child_uuid=None).count() == 1


@pytest.mark.abuse("AC-02")
def test_unknown_hidden_and_lost_are_the_same_page_and_no_reading(add, dad, officer):
    document = add(readers=[MUM])
    lost = add(b"lost", "l.txt")
    default_storage.delete(lost.stored_as)
    for user, uuid in ((dad, document.uuid), (dad, uuid4()), (officer, lost.uuid), (AnonymousUser(), document.uuid)):
        for view in (views.open_file, views.open_letter):
            with pytest.raises(Http404) as caught:
                view(asked(user), uuid)
            assert caught.value.args == ()
    assert not AuditEntry.objects.filter(code="people.child.read").exists()


def test_a_letter_of_ours_can_be_read_in_the_browser_and_nothing_else(add, mum):
    letter = Letter("Decision", blocks=(Paragraph("Dear Ms Ward"),))
    page, *_, word = services.add_letter(letter=letter, child_uuid=CHILD, by=None, at=NOW, readers=[MUM])
    response = views.open_letter(asked(mum), page.uuid)
    assert "Dear Ms Ward" in words(response)
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert "sandbox" in response["Content-Security-Policy"]
    assert "script" not in response["Content-Security-Policy"]
    sent_by_someone = add(b"<b>", "a.txt", readers=[MUM])
    Document.objects.filter(pk=sent_by_someone.pk).update(media_type="text/html")
    for uuid in (word.uuid, sent_by_someone.uuid):
        with pytest.raises(Http404):
            views.open_letter(asked(mum), uuid)
    assert AuditEntry.objects.filter(code="people.child.read").count() == 1


def test_anybody_can_read_which_files_can_be_sent():
    text = words(views.kinds(asked(AnonymousUser())))
    assert "voice note (M4A)" in text
    assert "20 MB" in text


def test_the_queue_says_what_waits_and_when_nothing_does(to_check, officer, governance, mum):
    assert "Nothing waits for a check" in words(views.checks(asked(officer)))
    document = to_check()
    text = words(views.checks(asked(officer)))
    assert "Sam Ward, born 4 May 2017" in text
    assert "Due on Wednesday 4 November 2026, in 2 days" in text
    with time_machine.travel(NOW + timedelta(days=4)):
        assert "Overdue" in words(views.checks(asked(officer)))
    services.withhold(document=document, reason_code="address", note="x", by=officer, at=NOW, version=1)
    assert "Waiting for a second person: you" in words(views.checks(asked(governance)))
    with pytest.raises(PermissionDenied):
        views.checks(asked(AnonymousUser()))


@pytest.mark.abuse("AC-01")
def test_the_check_shows_whom_it_is_about_and_who_would_read(to_check, officer):
    text = words(views.check(asked(officer), to_check().uuid))
    for part in ("Sam Ward, born 4 May 2017", "Sarah Ward, mother", "Tom Ward, father", "not been checked for viruses"):
        assert part in text
    assert text.count("<h1") == 1


def decision(document, **changed):
    return {"version": document.version, "decision": "release", "to": [MUM], "is_read": "on", **changed}


def test_releasing_from_the_page(to_check, officer):
    document = to_check()
    request = asked(officer, "post", decision(document))
    response = views.check(request, document.uuid)
    assert response.url == reverse("documents_checks")
    assert "10 minutes" in told(request)
    decided = Release.objects.get()
    assert decided.badges == [MUM]
    queue = words(views.checks(asked(officer)))
    assert reverse("documents_recall", args=[decided.uuid]) in queue
    request = asked(officer, "post")
    assert views.recall(request, decided.uuid).url == reverse("documents_checks")
    assert "Called back" in told(request)
    assert "does not wait" not in words(views.check(asked(officer), document.uuid))


@pytest.mark.parametrize(("changed", "part"), [
    ({"to": []}, "Choose at least one person"), ({"is_read": ""}, "Tick the box"),
    ({"decision": ""}, "Choose an answer"),
    ({"decision": "withhold"}, "Choose why it is withheld"), ({"decision": "withhold"}, "Write which passages"),
    ({"decision": "part", "reason_code": "address", "note": "x"}, "Choose the copy"),
    ({"to": ["person:stranger"]}, "Choose at least one person"),
])
def test_a_decision_that_lacks_something_is_shown_again(to_check, officer, changed, part):
    document = to_check()
    response = views.check(asked(officer, "post", decision(document, **changed)), document.uuid)
    assert response.status_code == 400
    assert part in words(response)
    assert Release.objects.count() == 0


def test_withholding_and_redacting_from_the_page(to_check, officer):
    first, second = to_check(), to_check(readers=[TEAM, "team:x"])
    reason = {"reason_code": "address", "note": "Page 2"}
    request = asked(officer, "post", decision(first, decision="withhold", **reason))
    views.check(request, first.uuid)
    assert "second person is asked" in told(request)
    given = decision(second, decision="part", file=sent(b"less", "c.txt"), **reason)
    views.check(asked(officer, "post", given), second.uuid)
    assert sorted(Release.objects.values_list("decision", flat=True)) == ["part", "withhold"]
    assert "does not wait for a decision" in words(views.check(asked(officer), first.uuid))


def test_a_file_that_is_refused_is_said_beside_its_box(to_check, officer):
    document = to_check()
    given = decision(document, decision="part", reason_code="address", note="x", file=sent(b"MZ", "c.pdf"))
    response = views.check(asked(officer, "post", given), document.uuid)
    assert "program" in words(response)
    assert response.status_code == 400


@pytest.mark.fault("two officers saving the same decision")
def test_the_second_of_two_officers_keeps_their_words(to_check, officer):
    document = to_check()
    response = views.check(asked(officer, "post", decision(document, version=0, note="My long note")), document.uuid)
    assert response.status_code == 409
    assert "Somebody decided while you were reading" in words(response)
    assert "My long note" in words(response)


def test_a_refused_check_is_entered_and_hidden(to_check, officer, monkeypatch):
    document = to_check()

    def refuse(**given):
        raise RefusedError("not this one")

    monkeypatch.setattr(services, "release", refuse)
    with pytest.raises(Http404):
        views.check(asked(officer, "post", decision(document)), document.uuid)
    assert AuditEntry.objects.get(outcome="refused").reason == "not this one"


@pytest.mark.abuse("AC-02")
def test_other_teams_find_no_check_page(to_check, colleague, mum):
    document = to_check()
    for user in (colleague, mum):
        with pytest.raises(Http404):
            views.check(asked(user), document.uuid)


def test_a_check_without_candidates_says_so(add, officer):
    document = add()
    Document.objects.update(release_state="waiting", due_check_on=NOW.date())
    assert "Nobody is named yet" in words(views.check(asked(officer), document.uuid))


@pytest.fixture
def pending(to_check, officer):
    document = to_check()
    return services.withhold_part(document=document, file=sent(b"less", "c.txt"), to=[MUM], reason_code="address",
                                  note="Page 2 shows it", by=officer, at=NOW, version=document.version)


def test_the_second_person_sees_the_proposal_and_answers(pending, governance):
    text = words(views.agree(asked(governance), pending.uuid))
    for part in ("Page 2 shows it", "Sarah Ward, mother", "Officer asked for this", "address that must stay secret"):
        assert part in text
    assert reverse("documents_open", args=[pending.redacted.uuid]) in text
    response = views.agree(asked(governance, "post", {"agrees": "no"}), pending.uuid)
    assert response.status_code == 400
    assert "why you do not agree" in words(response)
    assert views.agree(asked(governance, "post", {"agrees": "yes"}), pending.uuid).url == reverse("documents_checks")
    with pytest.raises(Http404):
        views.agree(asked(governance), pending.uuid)


def test_the_one_who_asked_and_strangers_find_no_page_to_agree(pending, officer, mum, manager):
    for user in (officer, mum):
        with pytest.raises(Http404):
            views.agree(asked(user), pending.uuid)
    assert views.agree(asked(manager), pending.uuid).status_code == 200


def test_an_answer_that_came_second_says_so(pending, governance, monkeypatch):
    def stale(**given):
        raise StaleError(theirs={}, ours={})

    monkeypatch.setattr(services, "answer_withholding", stale)
    request = asked(governance, "post", {"agrees": "yes"})
    views.agree(request, pending.uuid)
    assert "already answered" in told(request)


def test_calling_back_too_late_or_without_right(to_check, officer, colleague, governance, mum):
    document = to_check()
    decided = services.release(document=document, to=[MUM], by=officer, at=NOW, version=document.version)
    for user in (colleague, mum):
        with pytest.raises(Http404):
            views.recall(asked(user, "post"), decided.uuid)
    with time_machine.travel(NOW + timedelta(minutes=11)):
        request = asked(officer, "post")
        views.recall(request, decided.uuid)
    assert "too late" in told(request)


def test_a_recall_that_is_refused_is_entered(to_check, officer, monkeypatch):
    document = to_check()
    decided = services.release(document=document, to=[MUM], by=officer, at=NOW, version=document.version)

    def refuse(**given):
        raise RefusedError("no")

    monkeypatch.setattr(services, "recall", refuse)
    with pytest.raises(Http404):
        views.recall(asked(officer, "post"), decided.uuid)
    assert AuditEntry.objects.filter(code="documents.release.recalled", outcome="refused").exists()


@pytest.mark.abuse("AC-39")
def test_reporting_from_the_page_closes_the_document(add, mum, dad):
    document = add(readers=[MUM, DAD, TEAM])
    assert "you will not be in trouble" in words(views.report(asked(mum), document.uuid))
    assert views.report(asked(mum, "post", {"what": ""}), document.uuid).url == reverse("documents_reported")
    assert "closed" in words(views.reported(asked(mum)))
    for user in (mum, dad):
        with pytest.raises(Http404):
            views.report(asked(user), document.uuid)
    with pytest.raises(Http404):
        views.report(asked(mum, "post", {"what": "again"}), document.uuid)
    assert LeakReport.objects.count() == 1


def test_a_report_that_is_too_long_is_shown_again(add, mum):
    response = views.report(asked(mum, "post", {"what": "x" * 4001}), add(readers=[MUM]).uuid)
    assert response.status_code == 400


def test_settling_from_the_page(add, mum, dad, officer, colleague):
    document = add(readers=[MUM, DAD, TEAM])
    found = services.report_leak(document=document, what="His <b>number</b>", by=mum, at=NOW)
    assert "Reported: somebody sees" in words(views.checks(asked(officer)))
    text = words(views.settle(asked(officer), found.uuid))
    assert "His &lt;b&gt;number" in text
    assert "5 November 2026 at 9:00am" in text
    with pytest.raises(Http404):
        views.settle(asked(colleague), found.uuid)
    assert views.settle(asked(officer, "post", {"outcome": ""}), found.uuid).status_code == 400
    request = asked(officer, "post", {"outcome": "Wrong parent.", "remove": [DAD]})
    assert views.settle(request, found.uuid).url == reverse("documents_checks")
    assert "settled" in told(request)
    request = asked(officer)
    assert views.settle(request, found.uuid).url == reverse("documents_checks")
    assert "already settled" in told(request)
    read(views.open_file(asked(mum), document.uuid))
    with pytest.raises(Http404):
        views.open_file(asked(dad), document.uuid)


@pytest.mark.parametrize(("fault", "said"), [
    (StaleError(theirs={}, ours={}), "already settled"), (RefusedError("no"), ""),
])
def test_settling_that_fails_in_between(add, mum, officer, monkeypatch, fault, said):
    found = services.report_leak(document=add(readers=[MUM, TEAM]), what="", by=mum, at=NOW)

    def fail(**given):
        raise fault

    monkeypatch.setattr(services, "settle_report", fail)
    request = asked(officer, "post", {"outcome": "x"})
    if said:
        views.settle(request, found.uuid)
        assert said in told(request)
    else:
        with pytest.raises(Http404):
            views.settle(request, found.uuid)


@pytest.mark.parametrize("name", ["open_file", "open_letter", "checks", "kinds", "reported"])
def test_reading_pages_take_no_post(name, officer):
    given = () if name in {"checks", "kinds", "reported"} else (uuid4(),)
    assert getattr(views, name)(asked(officer, "post"), *given).status_code == 405


def test_calling_back_is_no_get(officer):
    assert views.recall(asked(officer), uuid4()).status_code == 405
