"""The pages of the room: what stands on them, and that a typed word is never lost."""

from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from alongside.commons.actions import services
from alongside.commons.actions.models import Action, Promise
from alongside.commons.actions.views import acting, settling, telling
from alongside.commons.messaging.models import CallNote, Message
from alongside.commons.messaging.views import talking
from alongside.ground.core.errors import NotThereError
from tests.cast import words_of
from tests.unit.actions.conftest import CASE, DAY, asked, asks, badge, profile, user_of, words

pytestmark = pytest.mark.django_db


def soon(n=5):
    day = timezone.localdate() + n * DAY
    return {"promised_on_day": day.day, "promised_on_month": day.month, "promised_on_year": day.year}


def day_fields(name, n):
    day = timezone.localdate() + n * DAY
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def made(cast, n=3):
    return services.promise(child=cast.child, to=[cast.mother], words="Ring about the visit", by=user_of(cast.officer),
                            due_on=timezone.localdate() + n * DAY, at=timezone.now(), key=str(uuid4()), ref=CASE)


def test_a_call_is_noted_on_one_page_with_its_promise(cast):
    officer, path = user_of(cast.officer), cast.child.uuid
    asks(cast, at=timezone.now())
    page = words_of(telling.call(asked(officer), path))
    assert "Sarah Example" in page
    assert "When is the visit?" in page
    data = {"who": str(cast.mother.uuid), "words": "All well", "promise": "Ring back", "key": str(uuid4()), **soon()}
    for _ in range(2):
        assert telling.call(asked(officer, "post", data), path).status_code == 302
    assert CallNote.objects.get().with_person == cast.mother
    assert Promise.objects.get().words == "Ring back"
    bad = telling.call(asked(officer, "post", {"who": "", "words": "Kept words", "promise": "Half"}), path)
    assert bad.status_code == 400
    assert "Kept words" in words(bad)
    assert "Say by which day." in words_of(bad)
    again = words_of(telling.call(asked(officer), path))
    assert "All well" in again
    assert "What we promised them" in again
    with pytest.raises(NotThereError):
        telling.call(asked(user_of(cast.stranger)), path)


def test_the_thread_asks_staff_for_a_promise_and_sends_it_to_the_ledger(cast):
    talk, officer = asks(cast, at=timezone.now()), user_of(cast.officer)
    page = words(talking.thread(asked(officer), talk.uuid))
    assert "Do you promise something in it?" in page
    assert f'action="/actions/answer/{talk.uuid}/"' in page
    family = words(talking.thread(asked(user_of(cast.mother)), talk.uuid))
    assert "Do you promise" not in family
    assert "/actions/answer/" not in family
    data = {"words": "On Friday.", "promise": "Send the report", "key": str(uuid4()), **soon()}
    assert telling.answer(asked(officer, "post", data), talk.uuid)["Location"] == f"/messages/{talk.uuid}/"
    assert Promise.objects.get().words == "Send the report"
    bad = telling.answer(asked(officer, "post", {"words": "Not lost", "promise": "Half"}), talk.uuid)
    assert bad.status_code == 400
    assert "Not lost" in words(bad)
    assert telling.answer(asked(officer, "post", {}), talk.uuid).status_code == 400
    assert telling.answer(asked(officer), talk.uuid).status_code == 200
    with pytest.raises(NotThereError):
        telling.answer(asked(user_of(cast.stranger), "post", data), talk.uuid)


def test_a_date_is_promised_by_itself_or_noted_after_a_meeting(cast):
    officer, path = user_of(cast.officer), cast.child.uuid
    assert "Promise only what you can keep" in words_of(telling.promise(asked(officer), path))
    data = {"to": [str(cast.mother.uuid)], "promise": "Bring the draft", "told_how": "message", "key": str(uuid4()),
            **soon()}
    assert telling.promise(asked(officer, "post", data), path).status_code == 302
    assert Message.objects.count() == 1
    met = {**data, "told_how": "meeting", "key": str(uuid4())}
    assert telling.promise(asked(officer, "post", met), path).status_code == 302
    assert Message.objects.count() == 1
    assert sorted(Promise.objects.values_list("told_how", flat=True)) == ["meeting", "message"]
    nobody = telling.promise(asked(officer, "post", {**data, "to": [], "key": str(uuid4())}), path)
    assert "Choose whom you promise it." in words_of(nobody)
    profile(cast.mother, channel="phone")
    cast.mother.died_on = timezone.localdate()
    cast.mother.save()
    dead = telling.promise(asked(officer, "post", {**data, "key": str(uuid4())}), path)
    assert "Nothing may be sent to this person" in words_of(dead)
    with pytest.raises(NotThereError):
        telling.promise(asked(user_of(cast.mother)), path)


def test_the_ledger_and_one_promise_of_it(cast):
    officer = user_of(cast.officer)
    assert "No promise of yours is open." in words_of(settling.promises(asked(officer)))
    row = made(cast)
    assert "Ring about the visit" in words_of(settling.promises(asked(officer)))
    page = words_of(settling.promise(asked(officer), row.uuid))
    assert "Amina Example, EHC case officer" in page
    assert "Give a new date" in page
    data = {"version": 1, "reason": "The school needs longer.", "words": "I have to move this day.",
            **day_fields("due_on", 9)}
    assert settling.change(asked(officer, "post", {**data, "reason": ""}), row.uuid).status_code == 400
    assert settling.change(asked(officer, "post", data), row.uuid).status_code == 302
    new = Promise.objects.latest("pk")
    shown = words_of(settling.promise(asked(officer), new.uuid))
    assert "Instead of" in shown
    assert "The school needs longer." in shown
    assert settling.keep(asked(officer), new.uuid).status_code == 200
    assert settling.keep(asked(officer, "post", {"version": 1, "how": "Rang"}), new.uuid).status_code == 302
    assert "Settled" in words_of(settling.promise(asked(officer), new.uuid))


@pytest.mark.fault("two people edit one section")
def test_who_comes_second_keeps_what_they_typed(cast):
    officer, row = user_of(cast.officer), made(cast)
    services.keep(promise=row, version=1, how="Rang", by=officer, at=timezone.now())
    page = settling.withdraw(asked(officer, "post", {"version": 1, "reason": "Mine", "words": "My own words"}), row.uuid)
    assert page.status_code == 409
    assert "My own words" in words(page)
    assert "Somebody saved first" in words_of(page)
    assert settling.withdraw(asked(officer), row.uuid).status_code == 200


def test_a_broken_promise_leads_from_the_list_to_the_sentence(cast):
    officer, row = user_of(cast.officer), made(cast, n=0)
    services.find_broken(at=timezone.now() + DAY)
    page = words_of(acting.mine(asked(officer)))
    assert "Tell the family that this was not kept" in page
    task = Action.objects.get()
    one = acting.action(asked(officer), task.uuid)
    assert f"/actions/promises/{row.uuid}/" in words(one)
    assert "This is done" not in words_of(one)


def test_a_silence_is_written_to_beside_what_was_asked(cast):
    officer = user_of(cast.officer)
    case = services.OpenCase(child=cast.child, ref=CASE, since_on=timezone.localdate() - 20 * DAY, state="Being considered",
                             due_on=None, holder="Amina", holder_badge=badge(cast.post))
    services.watch(room="ehc", cases=[case], at=timezone.now())
    task = Action.objects.get()
    assert "Who should read this?" in words_of(acting.write(asked(officer), task.uuid))
    asks(cast, at=timezone.now(), words="Do I have to wait?")
    page = words_of(acting.write(asked(officer), task.uuid))
    assert "Do I have to wait?" in page
    assert "Where the case is: Being considered." in page
    bad = acting.write(asked(officer, "post", {"version": 1, "own": "Where the case is: Being considered."}), task.uuid)
    assert "own words" in words_of(bad)
    data = {"version": 1, "own": "No, you need not wait at all."}
    assert acting.write(asked(officer, "post", data), task.uuid).status_code == 302
    with pytest.raises(NotThereError):
        acting.write(asked(officer), task.uuid)
    assert "No, you need not wait at all." in words_of(acting.action(asked(officer), task.uuid))


def test_an_action_is_done_handed_over_or_given_time(cast, office):
    officer = user_of(cast.officer)
    row = services.open_action(key="t", child=cast.child, kind="task", title="Find the report", owner=badge(cast.post),
                               due_on=timezone.localdate(), at=timezone.now())
    assert "Find the report" in words_of(acting.mine(asked(officer, "get", {"whose": "all"})))
    assert "Nothing waits" not in words_of(acting.mine(asked(officer, "get", {"whose": "nonsense"})))
    for view in (acting.done, acting.hand_over, acting.extend):
        assert view(asked(officer), row.uuid).status_code == 200
        assert view(asked(officer, "post", {"version": 1}), row.uuid).status_code == 400
    late = {"version": 1, "reason": "Half-term", **day_fields("due_on", 4)}
    assert acting.extend(asked(officer, "post", late), row.uuid)["Location"] == f"/actions/{row.uuid}/"
    gone = {"version": 2, "reason": "x", "post": str(uuid4())}
    assert acting.hand_over(asked(officer, "post", gone), row.uuid).status_code == 400
    give = {"version": 2, "reason": "She knows them", "post": str(office.manager_post.uuid)}
    assert acting.hand_over(asked(officer, "post", give), row.uuid).status_code == 302
    manager = user_of(office.manager)
    assert acting.done(asked(manager, "post", {"version": 3, "how": "Found"}), row.uuid).status_code == 302
    page = words_of(acting.action(asked(manager), row.uuid))
    assert "Half-term" in page
    assert "She knows them" in page
    with pytest.raises(NotThereError):
        acting.action(asked(user_of(cast.stranger)), row.uuid)


def test_no_page_opens_to_nobody():
    with pytest.raises(PermissionDenied):
        acting.mine(asked(AnonymousUser()))


def test_a_post_that_was_taken_away_meanwhile_is_said(cast, office, monkeypatch):
    row = services.open_action(key="t", child=cast.child, kind="task", title="x", owner=badge(cast.post),
                               due_on=timezone.localdate(), at=timezone.now())
    gone = str(uuid4())
    monkeypatch.setattr(acting.owners, "posts_to_choose", lambda on: [(gone, "Gone")])
    page = acting.hand_over(asked(user_of(cast.officer), "post", {"version": 1, "reason": "x", "post": gone}), row.uuid)
    assert "Choose who gets it." in words_of(page)
