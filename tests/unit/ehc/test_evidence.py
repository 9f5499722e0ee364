"""Evidence that comes later: from officer, family and school, in words and files; one wrong file costs only itself."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from alongside.commons.messaging.models import Conversation
from alongside.ground.access import services as access
from alongside.ground.core.dates import day_of
from alongside.ground.core.errors import InvalidError, RefusedError, StaleError
from alongside.ground.documents import policies as document_policies
from alongside.ground.documents.models import Document
from alongside.ground.outbox.models import OutboxMessage
from alongside.ground.people import services as people
from alongside.ground.people.models import Post
from alongside.work.ehc import policies, queries
from alongside.work.ehc import services as ehc
from alongside.work.ehc.models import Evidence, Request
from alongside.work.ehc.views.giving import _giver
from alongside.work.ehc.words import RequestState
from tests.unit.ehc.conftest import family_person, fresh
from tests.unit.ehc.test_pages import browse, now, page_of, request_, text

__all__ = ["browse", "now", "request_"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    kept = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "kept"}}
    settings.STORAGES = {**settings.STORAGES, "default": kept}


@pytest.fixture
def mother(town, request_, now):
    """The family's own account."""
    user = access.create_account(email="sarah@example.org", name="Sarah Example", kind="family", by=None, at=now)
    access.give_role(user=user, role="family_member", since=day_of(now), by=None, at=now)
    town.users["sarah"] = user
    people.link_account(person=family_person(request_), user=user, by=None, at=now)
    return user


@pytest.fixture
def senco(town, request_, now):
    post = Post.objects.create(code="senco", title="SENCO", kind="senco", setting=town.school)
    town.add_user("senco", "setting_staff", post)
    return "senco"


def consulted(town, request, now):
    return ehc.consult_setting(request=fresh(request), setting=town.school, by=town.user("manager"), at=now)


def file(name="report.txt", content=b"What helps."):
    return SimpleUploadedFile(name, content)


def send(browser, request, *files, **typed):
    return browser.post(page_of(request, "ehc_evidence"), {
        "key": "one", "title": "Report", "words": "", "given_by": "health", "uploads": list(files), **typed}, follow=True)


def test_an_officer_adds_several_files_at_once_and_the_family_reads_them_after_a_check(browse, town, request_, now):
    page = send(browse("manager"), request_, file("one.txt"), file("two.txt", b"Another"), words="Two reports")
    assert "It is on the case now" in text(page)
    titles = list(Evidence.objects.order_by("pk").values_list("title", "words", "given_by"))
    assert titles == [("Report (1 of 2)", "Two reports", "health"), ("Report (2 of 2)", "", "health")]
    kept = Document.objects.filter(ref=f"ehc:request:{request_.uuid}", source="upload")
    assert {document.release_state for document in kept} == {"waiting"}
    assert document_policies.can_open(town.user("manager"), kept[0], day_of(now))
    reader = kept[0].readers.get(needs_release=True)
    assert (reader.badge, "Sam Example" in reader.words) == (f"person:{request_.requester.uuid}", True)


@pytest.mark.parametrize(("name", "content"), [("run.exe", b"MZ"), ("empty.txt", b""), ("big.txt", b"a" * 2_000)])
def test_a_file_that_cannot_be_taken_costs_only_itself(browse, town, request_, settings, name, content):
    settings.UPLOAD_BYTES = 1_000
    manager = browse("manager")
    page = send(manager, request_, file("good.txt"), file(name, content), words="My words")
    assert page.status_code == 400
    shown = text(page)
    assert "My words" in shown
    assert "good.txt" in shown
    assert 'id="id_uploads-error"' in shown or "uploads-error" in shown
    assert not Evidence.objects.exists()
    done = send(manager, request_, words="My words")
    assert "It is on the case now" in text(done)
    assert Document.objects.get(filename="good.txt").child_uuid == request_.child.uuid


def test_without_a_title_the_files_stay_and_can_be_taken_back(browse, request_):
    manager = browse("manager")
    page = send(manager, request_, file(), title="")
    assert "Say what it is" in text(page)
    kept = Document.objects.get(filename="report.txt")
    again = send(manager, request_, title="Typed", remove=str(kept.uuid))
    assert "Typed" in text(again)
    assert not Document.objects.filter(filename="report.txt").exists()
    assert "Typed" in text(send(manager, request_, title="Typed", remove="x"))
    assert "Add a file, or write down" in text(send(manager, request_, title="Typed"))


@pytest.mark.fault("duplicate submit")
def test_the_same_page_sent_twice_is_one_piece(browse, request_):
    for _ in range(2):
        send(browse("manager"), request_, file(), words="Once")
    assert Evidence.objects.count() == 1


@pytest.mark.abuse("AC-28")
def test_nobody_takes_up_the_files_of_another_accounts_page(town, request_, now):
    ehc.keep_file(file=file(), key="one", by=town.user("second"), at=now)
    ehc.keep_file(file=file("mine.txt", b"Mine"), key="one", by=town.user("manager"), at=now)
    ref = str(ehc.draft_ref(town.user("manager"), "one"))
    assert list(Document.objects.filter(ref=ref).values_list("filename", flat=True)) == ["mine.txt"]


def test_a_family_adds_evidence_and_an_officer_owes_an_answer(browse, town, mother, request_, now):
    page = send(browse("sarah"), request_, file("photo.txt", b"A photo"), words="He hides when it is loud.")
    assert "It is on the case now" in text(page)
    found = Evidence.objects.get()
    assert (found.given_by, found.given_by_words) == ("family", "Sarah Example")
    kept = Document.objects.get(filename="photo.txt")
    assert document_policies.can_open(town.user("sarah"), kept, day_of(now))
    talk = Conversation.objects.get()
    assert (talk.title, talk.kind, talk.reply_by_on is not None) == ("New evidence: Report", "evidence", True)
    assert "He hides when it is loud." in talk.messages.get().words
    assert "(1 file)" in talk.messages.get().words


def test_a_young_person_gives_evidence_of_their_own(town, mother, request_, now):
    people.relate(child=request_.child, kind="self", person=family_person(request_), starts_on=day_of(now), by=None, at=now,
                  evidence="seen")
    assert _giver(request_, town.user("sarah"))["given_by"] == "young_person"


@pytest.mark.abuse("AC-03", "AC-04")
def test_a_barred_parent_and_a_stranger_find_no_page(browse, town, mother, request_, now):
    assert browse("burnley").get(page_of(request_, "ehc_evidence")).status_code == 404
    assert browse("decider").get(page_of(request_, "ehc_evidence")).status_code == 404
    people.exclude(child=request_.child, person=family_person(request_), acts=["see"], basis="court_order", source="s",
                   evidence="e", starts_on=day_of(now), by=None, at=now)
    assert browse("sarah").get(page_of(request_, "ehc_evidence")).status_code == 404
    assert send(browse("sarah"), request_, file()).status_code == 404
    with pytest.raises(RefusedError):
        ehc.add_evidence(request=request_, title="x", words="x", by=town.user("sarah"), at=now)
    assert not policies.can_add_evidence(None, request_, on=day_of(now))


@pytest.mark.abuse("AC-04")
def test_what_one_parent_adds_the_other_reads_only_after_a_check(browse, town, mother, request_, now):
    other = people.register_person(given_name="Tom", family_name="Example", by=None, at=now)
    people.relate(child=request_.child, kind="parent", person=other, starts_on=day_of(now), evidence="seen", by=None, at=now)
    send(browse("sarah"), request_, file())
    kept = Document.objects.get(filename="report.txt")
    assert list(kept.readers.filter(needs_release=True).values_list("badge", flat=True)) == [f"person:{other.uuid}"]
    assert kept.due_check_on is not None


def test_a_school_that_is_asked_finds_its_pupil_gives_its_view_and_adds_a_file(browse, town, senco, request_, now):
    browser = browse(senco)
    assert "No request runs" in text(browser.get(reverse("ehc_pupils")))
    asked = consulted(town, request_, now)
    page = text(browse(senco).get(reverse("ehc_pupils")))
    assert request_.reference in page
    assert "Give your view" in page
    answer = reverse("ehc_answer", args=[asked.uuid])
    assert "Please answer by" in text(browser.get(answer))
    assert "Write your view" in text(browser.post(answer, {"answer": ""}))
    assert "Your view is with the officer" in text(browser.post(answer, {"answer": "He reads signs."}, follow=True))
    asked.refresh_from_db()
    assert (asked.answer, asked.recorded_by, fresh(request_).waiting_for) == (
        "He reads signs.", town.users["senco"], "a decision")
    assert browser.get(answer).status_code == 404
    assert "It is on the case now" in text(send(browser, request_, file(), words="Our notes"))
    assert Evidence.objects.get().given_by == "setting"


def test_the_message_to_a_school_leads_to_a_page_that_opens_to_it(town, request_, now):
    consulted(town, request_, now)
    assert reverse("ehc_pupils") in OutboxMessage.objects.get(key__startswith="ehc:consult").body_text
    ehc.notify_partners(request=fresh(request_), by=town.user("manager"), at=now)
    bodies = {m.to: m.body_text for m in OutboxMessage.objects.filter(key__startswith="ehc:notice")}
    assert reverse("ehc_pupils") in bodies["office@any-primary.example"]
    assert reverse("ehc_pupils") not in bodies["dco@example.nhs.uk"]


@pytest.mark.abuse("AC-28")
def test_a_setting_answers_for_itself_only(town, senco, request_, now):
    asked = consulted(town, request_, now)
    for key in ("officer", "burnley"):
        with pytest.raises(RefusedError):
            ehc.answer_view(consultation=asked, answer="x", by=town.user(key), at=now)
    ehc.answer_view(consultation=asked, answer="x", by=town.user(senco), at=now)
    with pytest.raises(StaleError):
        ehc.answer_view(consultation=asked, answer="y", by=town.user(senco), at=now)
    asked.setting = None
    assert not policies.can_answer(town.user(senco), asked, on=day_of(now))


def test_a_view_that_comes_after_the_answer_is_kept_and_changes_nothing(town, senco, request_, now):
    asked = consulted(town, request_, now)
    Request.objects.filter(pk=request_.pk).update(state=RequestState.AGREED, waiting_for="advice")
    ehc.answer_view(consultation=asked, answer="Late", by=town.user(senco), at=now)
    assert fresh(request_).waiting_for == "advice"


def test_to_a_request_that_has_ended_nothing_is_added(town, request_, now):
    Request.objects.filter(pk=request_.pk).update(state=RequestState.REFUSED)
    with pytest.raises(InvalidError) as caught:
        ehc.add_evidence(request=request_, title="x", words="x", by=town.user("manager"), at=now)
    assert "has ended" in caught.value.errors["title"]


def test_evidence_after_a_saved_decision_is_pointed_out_until_the_letter_leaves(town, request_, now):
    ehc.decide(request=request_, version=0, by=town.user("decider"), at=now - timedelta(hours=1),
               given=ehc.DecisionGiven("agree", True, True, "Yes", evidence_words="x"))
    row = Request.objects.get(pk=request_.pk)
    assert not any("after the decision" in warning for warning in queries.warnings(row))
    ehc.add_evidence(request=row, title="Late", words="New", by=town.user("manager"), at=now)
    assert any("after the decision" in warning for warning in queries.warnings(row))
