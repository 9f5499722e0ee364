"""Pages of EHC casework: public forms, the post room, settings, and work on a request."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from alongside.commons.journeys.models import Draft
from alongside.ground.access.engine import proof
from alongside.ground.access.models import AuditEntry
from alongside.ground.core.dates import day_of
from alongside.ground.core.errors import InvalidError
from alongside.ground.people.models import Post
from alongside.work.ehc import services as ehc
from alongside.work.ehc.forms import journeys
from alongside.work.ehc.models import Consultation, Decision, Evidence, ExceptionClaim, Plan, Request, Withdrawal
from alongside.work.ehc.views import holding, pupils
from alongside.work.ehc.words import RequestState
from tests.unit.ehc.conftest import PROOFS, ask, asker_given, checked, child_given, fresh

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _both_proofs(monkeypatch):
    monkeypatch.setattr(proof, "has_second_factor", lambda request, user: True)


@pytest.fixture
def browse(client, town):
    def signed_in(key):
        client.force_login(town.user(key))
        return client

    return signed_in


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def request_(town, now):
    """A request of three days ago whose asker has been checked."""
    row = ask(at=now - timedelta(days=3), asker=asker_given(channel="post", address="1 Any Street", postcode="PR1 8XJ"))
    return checked(town, row, at=now - timedelta(days=2))


def text(response):
    return response.content.decode()


def boxes(name, day):
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def page_of(request, name="ehc_request"):
    return reverse(name, args=[request.uuid])


def test_anybody_finds_the_right_form(client, town):
    page = text(client.get(reverse("ehc_start")))
    for name in ("ehc_request_start", "ehc_notice_start", "ehc_pupil", "ehc_status"):
        assert reverse(name) in page
    assert "999" in page


def test_the_form_for_settings_shows_only_to_whom_it_opens(browse):
    assert reverse("ehc_pupil") not in text(browse("officer").get(reverse("ehc_start")))


def test_the_status_page_shows_the_clock_by_post_only(client, town, request_):
    assert "Your reference" in text(client.get(reverse("ehc_status")))
    found = client.post(reverse("ehc_status"), {"reference": request_.reference})
    assert "Day 3 of 42" in text(found)
    assert "Robin" not in text(found)
    assert found["Cache-Control"] == "no-store"
    assert "find that reference" in text(client.post(reverse("ehc_status"), {"reference": "EHC-2222-2222"}))
    assert "Enter your reference" in text(client.post(reverse("ehc_status"), {"reference": ""}))


def fill(client, key, answers):
    """Walk a journey from its start to its last page with the given answers, leaving the rest empty."""
    client.post(reverse(f"{key}_start"))
    draft = Draft.objects.latest("pk")
    journey = {"ehc_request": journeys.REQUEST, "ehc_notice": journeys.NOTICE}[key]
    Draft.objects.filter(pk=draft.pk).update(answers={q.name: None for q in journey.questions} | answers)
    shown = client.get(reverse(f"{key}_check"))
    return client.post(reverse(f"{key}_check"), {"seen": shown.context["seen"] if shown.context else seen_in(shown)})


def seen_in(response):
    return text(response).split('name="seen" value="')[1].split('"')[0]


def test_a_parent_sends_half_the_answers_and_sees_the_dates(client, town):
    answers = {
        "asked_by": "parent", "asker_given_name": "Sam", "asker_phone": "07700 900123", "child_given_name": "Robin",
        "child_family_name": "Example", "hard": "Mornings.", "good_at": "Towers.",
    }
    sent = fill(client, "ehc_request", answers)
    page = text(client.get(sent["Location"]))
    request = Request.objects.get()
    assert request.reference in page
    assert "Day 0 of 42" in page
    assert "EHC team" in page
    assert {e.title for e in Evidence.objects.all()} == {"What the child is good at", "What is hard for the child"}
    client.post(reverse("ehc_request_check"), {"seen": "again"})
    assert Request.objects.count() == 1


def test_one_form_for_two_children_is_two_requests_by_one_person(client, town):
    fill(client, "ehc_request", {
        "asked_by": "parent", "asker_given_name": "Sam", "asker_family_name": "Example",
        "asker_email": "sam@example.org", "is_unsafe": True, "safe_words": "He reads my post.",
        "child_given_name": "Robin", "child_family_name": "Example", "child_born_on": "2018-05-14",
        "child_postcode": "PR1 8XJ", "has_sibling": True, "sibling_given_name": "Kit", "sibling_words": "Everything.",
        "sibling_born_on": "2020-02-02",
    })
    first, second = Request.objects.order_by("pk")
    assert first.requester == second.requester
    assert first.requester.is_safe_contact_needed
    assert (second.child.given_name, second.child.family_name) == ("Kit", "Example")
    assert second.child.born_on == date(2020, 2, 2)


def test_a_sibling_without_a_name_is_left_out_and_a_young_person_asks_for_themselves(town, now):
    outcome = journeys.submit_request(
        answers={"asked_by": "young_person", "asker_given_name": "Ari", "asker_email": "a@example.org",
                 "child_given_name": "Ari", "child_family_name": "Example", "has_sibling": True, "why": "College"},
        files=[], draft_reference="SAVE-1", at=now,
    )
    assert len(outcome["receipts"]) == 1
    assert Evidence.objects.get().given_by == "young_person"


def test_any_person_tells_of_a_child(client, town):
    sent = fill(client, "ehc_notice", {
        "relation": "doctor", "asker_given_name": "Jo", "asker_email": "jo@example.org", "child_given_name": "Robin",
        "why": "She does not speak.",
    })
    assert Request.objects.get().asked_by_kind == "any_person"
    assert Request.objects.get().reference in text(client.get(sent["Location"]))


def test_the_post_room_enters_a_letter_and_reads_out_the_dates(browse, town, now):
    browser = browse("postroom")
    assert "Start the clock" in text(browser.get(reverse("ehc_enter")))
    form = {
        "door": "letter", "asked_by_kind": "parent", "child_given_name": "Robin", "child_family_name": "Example",
        "asker_given_name": "Sam", "asker_phone": "07700 900123", "words": "Please assess Robin.", "key": "k1",
        "setting_name": "Any Primary", **boxes("received_on", day_of(now) - timedelta(days=2)),
    }
    missing = browser.post(reverse("ehc_enter"), form)
    assert "Say where it has been" in text(missing)
    done = browser.post(reverse("ehc_enter"), {**form, "backdated_reason": "General mailbox"})
    assert "Day 2 of 42" in text(browser.get(done["Location"]))
    browser.post(reverse("ehc_enter"), {**form, "backdated_reason": "General mailbox"})
    request = Request.objects.get()
    assert request.setting == town.school
    assert Evidence.objects.get().given_by == "family"


def test_without_an_entry_there_is_nothing_to_read_out(browse, town):
    assert browse("postroom").get(reverse("ehc_entered"))["Location"] == reverse("ehc_enter")


def test_a_notice_by_telephone_needs_no_name_of_who_rang(browse, town, now):
    done = browse("postroom").post(reverse("ehc_enter"), {
        "door": "phone", "asked_by_kind": "any_person", "child_given_name": "Robin", "key": "k2",
        **boxes("received_on", day_of(now)),
    })
    assert done.status_code == 302
    assert Request.objects.get().requester is None


def test_who_asked_is_checked_on_a_page_that_shows_nothing_of_the_case(browse, town, now):
    row = ask(at=now, asker=asker_given(is_unsafe=True, safe_words="Ring before noon"))
    browser = browse("postroom")
    assert "Sam Example" in text(browser.get(reverse("ehc_identities")))
    page = text(browser.get(reverse("ehc_identity", args=[row.uuid])))
    assert "Ring before noon" in page
    weak = browser.post(reverse("ehc_identity", args=[row.uuid]), {"is_confirmed": "yes", "proofs": ["postcode"]})
    assert "Nothing shown yet proves" in text(weak)
    done = browser.post(reverse("ehc_identity", args=[row.uuid]),
                        {"is_confirmed": "yes", "proofs": list(PROOFS), "kind": "parent"})
    assert done["Location"] == reverse("ehc_identities")
    assert "Everybody who asked has been checked" in text(browser.get(reverse("ehc_identities")))
    assert browser.post(reverse("ehc_invite", args=[row.uuid])).status_code == 302
    unchecked = ask(at=now, child=child_given(given_name="Kit"))
    assert browser.post(reverse("ehc_invite", args=[unchecked.uuid])).status_code == 404


def test_an_officer_who_sees_the_case_may_say_whom_we_know_already(browse, town, request_, now):
    again = ask(at=now, asker=asker_given(email="new@example.org"))
    known = str(request_.requester.uuid)
    assert known not in text(browse("postroom").get(page_of(again, "ehc_identity")))
    browser = browse("officer")
    assert known in text(browser.get(page_of(again, "ehc_identity")))
    browser.post(page_of(again, "ehc_identity"), {"is_confirmed": "yes", "proofs": list(PROOFS), "same_as": known})
    assert fresh(again).requester == request_.requester


def test_a_setting_asks_for_a_pupil_once(client, browse, town):
    post = Post.objects.create(code="senco", title="SENCO", kind="senco", setting=town.school)
    town.add_user("senco", "setting_staff", post)
    browser = browse("senco")
    assert browser.get(reverse("ehc_pupil_sent"))["Location"] == reverse("ehc_pupil")
    assert "Any Primary" in text(browser.get(reverse("ehc_pupil")))
    form = {"setting": str(town.school.uuid), "child_given_name": "Robin", "child_family_name": "Example",
            "hard": "Reading", "key": "k1", **boxes("child_born_on", date(2018, 5, 14))}
    for _ in range(2):
        done = browser.post(reverse("ehc_pupil"), form)
    assert "Day 0 of 42" in text(browser.get(done["Location"]))
    request = Request.objects.get()
    assert (request.setting, request.asked_by_kind) == (town.school, "setting")
    assert Evidence.objects.get().title == "What is hard for the pupil"
    wrong = browser.post(reverse("ehc_pupil"), {**form, "child_given_name": " ", "key": "k2"})
    assert "Enter the first name" in text(wrong)
    none = browser.post(reverse("ehc_pupil"), {**form, "child_given_name": "-", "child_family_name": "-",
                                               "setting": "", "key": "k3"})
    assert Request.objects.count() == 1
    assert none.status_code == 200


def test_the_page_of_a_request_shows_clock_next_step_and_acts_and_is_entered_in_the_trail(browse, town, request_):
    page = text(browse("officer").get(page_of(request_)))
    for words in ("Day 3 of 42", "Give this case to an officer.", "Decide whether to assess, and tell the family",
                  "Sam Example, Parent", "Note a call"):
        assert words in page
    assert page.count("<h1") == 1
    assert AuditEntry.objects.filter(code="people.child.read", page="ehc.request").count() == 1
    assert reverse("ehc_decide", args=[request_.uuid]) not in page
    assert reverse("ehc_decide", args=[request_.uuid]) in text(browse("decider").get(page_of(request_)))


@pytest.mark.abuse("AC-02")
def test_pages_of_another_team_s_case_are_not_there(browse, town, request_):
    browser = browse("burnley")
    missing = browser.get(reverse("ehc_request", args=["00000000-0000-4000-8000-000000000000"]))
    for name in ("ehc_request", "ehc_call", "ehc_evidence", "ehc_withdraw", "ehc_pass_on", "ehc_consult_setting",
                 "ehc_stay_here", "ehc_late"):
        found = browser.get(page_of(request_, name))
        assert found.status_code == 404
        assert len(found.content) == len(missing.content)
    for name in ("ehc_partners", "ehc_consult_family"):
        assert browser.post(page_of(request_, name)).status_code == 404


def test_small_acts_are_done_from_their_pages(browse, town, request_):
    browser = browse("officer")
    assert browser.post(page_of(request_, "ehc_partners"))["Location"] == page_of(request_)
    assert browser.post(page_of(request_, "ehc_consult_family")).status_code == 400
    assert "None found" in text(browser.post(page_of(request_, "ehc_consult_setting"), {"setting_name": "Nowhere"}))
    browser.post(page_of(request_, "ehc_consult_setting"), {"setting_name": "999001", "words": "How is he?"})
    asked = Consultation.objects.get(kind="setting")
    view = reverse("ehc_view", args=[request_.uuid, asked.uuid])
    assert browser.post(view, {"answer": "Well"})["Location"] == page_of(request_)
    stale = browser.post(view, {"answer": "Other"})
    assert stale.status_code == 409
    assert "Well" in text(stale)
    assert "Other" in text(stale)
    other = reverse("ehc_view", args=[request_.uuid, "00000000-0000-4000-8000-000000000000"])
    assert browser.post(other, {"answer": "x"}).status_code == 404
    browser.post(page_of(request_, "ehc_evidence"), {"title": "Report", "given_by": "health", "words": "Two pages"})
    assert Evidence.objects.get(title="Report").words == "Two pages"
    browser.post(page_of(request_, "ehc_call"), {"with_words": "Sam", "words": "We talked", "key": "c1"})
    row = fresh(request_)
    assert row.family_called_on is not None
    page = text(browser.get(page_of(request_)))
    for words in ("Well", "Two pages", "DCO"):
        assert words in page


def test_a_case_is_given_away_alone_and_with_others(browse, town, request_, now):
    browser = browse("manager")
    assert "Officer Example" in text(browser.get(page_of(request_, "ehc_allocate")))
    none = browser.post(page_of(request_, "ehc_allocate"), {"post": ""})
    assert none.status_code == 200
    browser.post(page_of(request_, "ehc_allocate"), {"post": str(town.posts["officer"].uuid)})
    assert fresh(request_).officer == town.posts["officer"]
    other = ask(at=now, child=child_given(given_name="Kit"))
    ticked = {"case": [str(request_.uuid), str(other.uuid), "nonsense"]}
    assert other.reference in text(browser.post(reverse("ehc_allocate_many"), ticked))
    refused = browser.post(reverse("ehc_allocate_many"), {**ticked, "post": str(town.posts["second"].uuid)})
    assert "what was promised" in text(refused)
    done = browser.post(reverse("ehc_allocate_many"), {
        **ticked, "post": str(town.posts["second"].uuid), "note": "A call on Friday"})
    assert done.status_code == 302
    assert {fresh(request_).officer, fresh(other).officer} == {town.posts["second"]}
    assert "No case is ticked" in text(browser.post(reverse("ehc_allocate_many"), {}))


def decision_form(**more):
    return {"has_or_may_have_sen": "yes", "may_be_necessary": "yes", "outcome": "agree", "reasons": "Because.",
            "evidence_words": "The request", "version": "0", **more}


def test_a_decision_is_saved_previewed_and_sent(browse, town, request_):
    browser = browse("decider")
    page = text(browser.get(page_of(request_, "ehc_decide")))
    assert "may have special educational needs" in page
    empty = browser.post(page_of(request_, "ehc_decide"), {"version": "0"})
    assert "Answer the first question" in text(empty)
    done = browser.post(page_of(request_, "ehc_decide"), decision_form())
    assert done["Location"] == page_of(request_, "ehc_send")
    stale = browser.post(page_of(request_, "ehc_decide"), decision_form(reasons="Mine."))
    assert stale.status_code == 409
    assert "Because." in text(stale)
    assert "Mine." in text(stale)
    again = text(browser.get(page_of(request_, "ehc_decide")))
    assert "Because." in again
    preview = text(browser.get(page_of(request_, "ehc_send")))
    assert preview.count("<h1") == 1
    assert "We will assess Robin" in preview
    assert "Sam Example, Parent" in preview
    sent = browser.post(page_of(request_, "ehc_send"), {"version": "1"})
    assert sent["Location"] == page_of(request_)
    assert fresh(request_).state == RequestState.AGREED
    assert browser.get(page_of(request_, "ehc_send"))["Location"] == page_of(request_)
    assert "sent " in text(browser.get(page_of(request_)))


def test_a_doubtful_refusal_shows_what_is_wrong_before_it_is_saved(browse, town, request_):
    browser = browse("decider")
    form = decision_form(outcome="refuse", may_be_necessary="no", reasons="There is no diagnosis.")
    page = text(browser.post(page_of(request_, "ehc_decide"), form))
    for words in ("There is no diagnosis.", "does not ask for a diagnosis", "overturned",
                  "why does this refusal not rest on it?"):
        assert words in page
    assert not Decision.objects.exists()
    done = browser.post(page_of(request_, "ehc_decide"), {**form, "flag_no_diagnosis": "It is only mentioned."})
    assert done.status_code == 302
    blocked = browser.post(page_of(request_, "ehc_send"), {"version": "1"})
    assert "Ring the family first" in text(blocked)
    done = browser.post(page_of(request_, "ehc_send"), {"version": "1", "call_words": "Rang.", "has_family_asked": "on"})
    assert done.status_code == 302
    shown = text(browser.get(page_of(request_)))
    assert "They can appeal at least until" in shown


def test_only_decision_makers_find_the_page_of_the_decision(browse, town, request_):
    assert browse("officer").get(page_of(request_, "ehc_decide")).status_code == 404


def test_a_request_is_withdrawn_or_passed_on_from_its_page(browse, town, request_, now):
    browser = browse("officer")
    no = browser.post(page_of(request_, "ehc_withdraw"), {
        "words": "x", "is_freely_made": "no", **boxes("withdrawn_on", day_of(now))})
    assert "only taken back freely" in text(no)
    browser.post(page_of(request_, "ehc_withdraw"), {
        "words": "We wait", "is_freely_made": "yes", **boxes("withdrawn_on", day_of(now))})
    assert Withdrawal.objects.get().words == "We wait"
    other = ask(at=now, child=child_given(given_name="Kit", lives_elsewhere_la="Elsewhere"))
    browser.post(page_of(other, "ehc_stay_here"), {"why": "Looked it up"})
    assert fresh(other).lives_elsewhere_la == ""
    browser.post(page_of(other, "ehc_pass_on"), {"council": "Elsewhere", "has_moved": "yes"})
    assert fresh(other).closed_why == "moved to the area of Elsewhere"


def test_exceptions_and_lateness_have_their_pages(browse, town, now):
    row = checked(town, ask(at=now - timedelta(days=60)), at=now - timedelta(days=59))
    browser = browse("manager")
    browser.post(page_of(row, "ehc_late"), {"why": "Nobody read it", "expected": "By Friday"})
    assert fresh(row).late_why == "Nobody read it"
    assert "what helps now" in text(browser.get(page_of(row, "ehc_late")))
    browser.post(page_of(row, "ehc_exception"), {
        "ground": "exc_personal_circumstances", "duty": "final_plan_20w", "evidence": "x", "why_impractical": "y",
        **boxes("from_on", day_of(now) - timedelta(days=30)),
    })
    assert ExceptionClaim.objects.get().is_late_entry
    assert row.reference in text(browser.get(reverse("ehc_claims")))
    assert "Tell the family that it is late" in text(browser.get(page_of(row)))


def test_what_a_service_finds_wrong_with_a_pupil_stands_on_the_page(browse, town, monkeypatch):
    town.add_user("senco", "setting_staff", Post.objects.create(code="senco", title="S", kind="senco", setting=town.school))

    def refuse(**given):
        raise InvalidError({"child_given_name": "Enter another name."})

    monkeypatch.setattr(pupils.services, "receive_request", refuse)
    page = browse("senco").post(reverse("ehc_pupil"), {
        "setting": str(town.school.uuid), "child_given_name": "Robin", "child_family_name": "E", "key": "k",
        **boxes("child_born_on", date(2018, 5, 14))})
    assert "Enter another name." in text(page)


def test_a_case_goes_only_to_a_post_that_holds_cases(town):
    with pytest.raises(InvalidError):
        holding._post(str(town.posts["decider"].uuid))


def test_a_plan_of_the_register_has_its_page(browse, town, request_):
    ehc.load_many([ehc.LoadedCase(request_.child_id, date(2025, 1, 16), (ehc.LoadedRequest(
        outcome_code="H", plan=ehc.LoadedPlan(made_on=date(2020, 3, 1), primary_need="ASD")),))], by=None,
        at=timezone.now())
    plan = Plan.objects.get()
    page = text(browse("officer").get(reverse("ehc_plan", args=[plan.uuid])))
    assert "as at census day, 16 January 2025" in page
    assert browse("burnley").get(reverse("ehc_plan", args=[plan.uuid])).status_code == 404
