"""The tray, a stranger's status, the timeline, the night."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alongside.commons.clocks.models import ClockDifference, Track
from alongside.ground.access import services as access
from alongside.ground.core.errors import NotThereError
from alongside.ground.people import services as people
from alongside.ground.people.models import Standing
from alongside.work.ehc import policies, queries, tasks, timeline
from alongside.work.ehc import services as ehc
from alongside.work.ehc.models import Plan, Request
from alongside.work.ehc.queries import SHOWS, Filters, cases, kept, tray
from alongside.work.ehc.services import clocking
from alongside.work.ehc.words import AskedBy, Door
from tests.unit.ehc.conftest import LONDON, MONDAY, ask, asker_given, checked, child_given, days_later, fresh

pytestmark = pytest.mark.django_db
ON = date(2025, 9, 13)


def more(n, **given):
    return [
        ask(child=child_given(given_name=f"Kid{i}", born_on=date(2019, 1, 1 + i), **given), at=days_later(-i))
        for i in range(n)
    ]


def show(user, name, **given):
    return tray(user, filters=Filters(show=name, **given), on=ON)


def test_the_soonest_lawful_date_stands_first_with_one_line_each(town):
    first, second, third = more(3)
    found = tray(town.user("officer"), filters=Filters(), on=ON)
    assert [row.uuid for row in found.rows] == [third.uuid, second.uuid, first.uuid]
    row = found.rows[2]
    assert (row.child_words, row.day_words, row.due_on) == ("Kid0 Example", "Day 12 of 42", date(2025, 10, 13))
    assert row.next_words == "Give this case to an officer."
    assert row.holder == "EHC team, Preston"
    assert row.marks == ("Who asked is not checked",)


def test_every_filter_counts_and_shows_the_same(town):
    mine, other, elsewhere, cared = more(4)
    ehc.allocate(request=mine, post=town.posts["officer"], by=town.user("manager"), at=days_later(1))
    checked(town, mine)
    Request.objects.filter(pk=elsewhere.pk).update(lives_elsewhere_la="Elsewhere")
    Request.objects.filter(pk=cared.pk).update(is_looked_after=True, last_assessed_on=date(2025, 1, 1))
    for request in (elsewhere, cared):
        clocking.settle(clocking.locked(request), days_later(2))
    Track.objects.filter(pk=other.track_id).update(n_overdue=1, next_due=date(2025, 9, 1))
    Track.objects.filter(pk=cared.track_id).update(next_due=date(2025, 9, 15), next_state="needs_a_person")
    user = town.user("officer")
    kept.forget()
    found = {name: show(user, name) for name in SHOWS}
    counts = found["all"].counts
    assert counts == {"all": 4, "late": 1, "week": 1, "check": 1, "unallocated": 3, "identity": 3, "to_send": 0,
                      "looked_after": 1, "elsewhere": 1}
    assert {name: len(page.rows) for name, page in found.items()} == counts
    assert found["late"].rows[0].is_late
    assert "Assessed before" in found["looked_after"].rows[0].marks
    assert [r.uuid for r in tray(user, filters=Filters(scope="mine"), on=ON).rows].count(mine.uuid) == 1
    ehc.decide(request=mine, by=town.user("decider"), at=days_later(11), version=0, given=ehc.DecisionGiven(
        "agree", True, True, "Yes", evidence_words="x"))
    assert [row.uuid for row in show(user, "to_send").rows] == [mine.uuid]


def test_scopes_are_my_own_my_team_s_and_all_that_i_may_see(town):
    mine, _ = more(2)
    ehc.allocate(request=mine, post=town.posts["officer"], by=town.user("manager"), at=days_later(1))
    burnley = ask(child=child_given(given_name="Bo", postcode="BB11 1AA"))
    manager, second = town.user("manager"), town.user("second")
    assert tray(manager, filters=Filters(), on=ON).counts["all"] == 3
    assert tray(second, filters=Filters(scope="mine"), on=ON).counts["all"] == 1
    assert tray(second, filters=Filters(scope="team"), on=ON).counts["all"] == 2
    assert tray(manager, filters=Filters(team=town.teams["Burnley"].uuid), on=ON).rows[0].uuid == burnley.uuid
    assert tray(manager, filters=Filters(kind="plan"), on=ON).rows == ()


def test_cover_shows_the_cases_of_whoever_is_away(town):
    mine, _ = more(2)
    ehc.allocate(request=mine, post=town.posts["officer"], by=town.user("manager"), at=days_later(1))
    people.set_absence(post=town.posts["officer"], cover_post=town.posts["burnley"], starts_on=date(2025, 9, 10),
                       ends_on=date(2025, 9, 20), by=town.user("manager"), at=days_later(8))
    found = tray(town.user("burnley"), filters=Filters(scope="mine"), on=ON)
    assert mine.uuid in {row.uuid for row in found.rows}


@pytest.mark.abuse("AC-28")
def test_nobody_sees_or_counts_what_is_not_theirs(town):
    more(2)
    assert tray(town.user("burnley"), filters=Filters(), on=ON).counts["all"] == 0
    assert tray(AnonymousUser(), filters=Filters(), on=ON).counts["all"] == 0


def test_filters_from_an_address_leave_nonsense_out():
    assert Filters.of(show="x", scope="y", kind="z", team="not one") == Filters()
    team = "00000000-0000-4000-8000-000000000000"
    assert str(Filters.of(show="late", scope="mine", kind="plan", team=team).team) == team


def test_counts_are_kept_for_half_a_minute_or_until_a_clock_moves(town, monkeypatch):
    more(1)
    user = town.user("officer")
    assert show(user, "all").counts["all"] == 1
    Track.objects.update(closed_on=ON)
    assert (show(user, "all").counts["all"], show(user, "all").rows) == (1, ())
    now = kept.time.monotonic()
    monkeypatch.setattr(kept.time, "monotonic", lambda: now + kept.LASTS + 1)
    assert show(user, "all").counts["all"] == 0
    kept.forget()
    monkeypatch.setattr(kept, "MOST", 1)
    assert [kept.kept(key, lambda key=key: key) for key in "aba"] == ["a", "b", "a"]
    assert len(kept._kept) == 1


def test_where_many_are_expected_sight_is_asked_row_by_row(town, monkeypatch):
    more(2)
    monkeypatch.setitem(queries.tray.__globals__, "MANY", 1)
    assert len(tray(town.user("officer"), filters=Filters(), on=ON).rows) == 2
    assert tray(town.user("burnley"), filters=Filters(kind="request"), on=ON).rows == ()
    assert len(tray(town.user("manager"), filters=Filters(kind="request"), on=ON).rows) == 2
    gone = town.user("officer")
    gone.is_active = False
    assert tray(gone, filters=Filters(kind="request"), on=ON).rows == ()
    people.exclude(child=Request.objects.first().child, user=town.users["manager"], acts=["see"], basis="conflict",
                   source="Own word", evidence="Aunt", starts_on=date(2025, 9, 1), by=town.user("officer"),
                   at=days_later(1))
    assert len(tray(town.user("manager"), filters=Filters(kind="request"), on=ON).rows) == 1


def test_the_number_of_queries_does_not_grow_with_the_rows(town):
    def count(n):
        user = town.user("officer")
        kept.forget()
        with CaptureQueriesContext(connection) as caught:
            assert len(tray(user, filters=Filters(), on=ON).rows) == n
        return len(caught)

    for request in more(2):
        ehc.allocate(request=request, post=town.posts["officer"], by=town.user("manager"), at=days_later(1))
    few = count(2)
    for request in more(9)[2:]:
        ehc.allocate(request=request, post=town.posts["officer"], by=town.user("manager"), at=days_later(1))
    assert count(9) == few
    assert few <= 12


def test_pages_of_25(town):
    more(1)
    request = Request.objects.get()
    Track.objects.bulk_create(
        Track(child=request.child, ref=f"ehc:plan:{n}", kind="plan", regime="cfa2014", opened_on=ON,
              card={"uuid": str(request.uuid), "reference": f"PLAN-{n}"} if n else {})
        for n in range(31)
    )
    kept.forget()
    second = tray(town.user("officer"), filters=Filters(), page="2", on=ON)
    assert (second.page.number, second.page.total, len(second.rows)) == (2, 32, 7)
    assert queries.caseload(town.user("officer"), filters=Filters(), on=ON).counts["all"] == 31


def test_rows_of_a_merged_record_stay_in_the_tray(town):
    first = ask()
    second = ask(child=child_given(given_name="Robyn"))
    people.merge_children(keep=first.child, drop=second.child, reason="Same child", by=town.user("manager"),
                          at=days_later(1))
    assert tray(town.user("manager"), filters=Filters(), on=ON).counts["all"] == 2
    found = queries.requests_of(town.user("manager"), [first.child], ON)[first.child.pk]
    assert {request.pk for request in found} == {first.pk, second.pk}
    assert policies.can_work(town.user("manager"), fresh(second), on=ON)


@pytest.mark.abuse("AC-02")
def test_a_guessed_address_of_a_case_leads_nowhere(town):
    request = ask()
    assert queries.request_for(town.user("officer"), request.uuid, days_later(1)) == request
    for user in (town.user("burnley"), AnonymousUser()):
        with pytest.raises(NotThereError):
            queries.request_for(user, request.uuid, days_later(1))
    assert list(queries.identity_checks(town.user("decider"), ON)) == []
    with pytest.raises(NotThereError):
        queries.identity_request_for(town.user("decider"), request.uuid, days_later(1))
    assert queries.identity_request_for(town.user("postroom"), request.uuid, days_later(1)) == request


def test_who_is_kept_from_a_child_does_not_check_its_family(town):
    request = ask()
    people.exclude(child=request.child, user=town.users["postroom"], acts=["see"], basis="conflict", source="Own word",
                   evidence="Neighbour", starts_on=date(2025, 9, 1), by=town.user("manager"), at=days_later(1))
    assert list(queries.identity_checks(town.user("postroom"), ON)) == []
    assert not policies.can_check_identity(town.user("postroom"), request, on=ON)


def test_a_stranger_with_the_reference_sees_the_clock_and_nothing_else(town):
    request = ask()
    found = ehc.status_by_reference(request.reference.lower().replace("-", " "), on=ON)
    assert (found.day_words, found.team, found.is_over) == ("Day 12 of 42", "EHC team, Preston", False)
    joined = ask(at=days_later(2), asker=asker_given(email="x@example.org"))
    again = ehc.status_by_reference(joined.reference, on=ON)
    assert set(vars(type(found))) == set(vars(type(again)))
    assert (again.day_words, again.team) == ("Day 10 of 42", "EHC team, Preston")
    late = ehc.status_by_reference(request.reference, on=date(2025, 11, 1))
    assert (late.day_words, late.is_over) == ("Day 61", True)
    for nothing in ("", "EHC-2222-2222", "nonsense"):
        with pytest.raises(NotThereError):
            ehc.status_by_reference(nothing, on=ON)


def test_the_status_is_the_same_after_a_decision_that_only_the_family_may_know(town):
    request = checked(town, ask())
    before = ehc.status_by_reference(request.reference, on=ON)
    decision = ehc.decide(request=request, by=town.user("decider"), at=days_later(3), version=0,
                          given=ehc.DecisionGiven("agree", True, True, "Yes", evidence_words="x"))
    ehc.send_decision(decision=decision, version=1, by=town.user("decider"), at=days_later(3))
    assert ehc.status_by_reference(request.reference, on=ON) == before


def told(child, user):
    requests, plans = queries.requests_of(user, [child], ON), queries.plans_of([child])
    return timeline.entries(user, requests[child.pk], plans[child.pk], ON)


def test_the_timeline_tells_staff_more_than_family(town):
    request = checked(town, ask(setting=town.school))
    ehc.notify_partners(request=request, by=town.user("officer"), at=days_later(1))
    asked = ehc.consult_setting(request=request, by=town.user("officer"), at=days_later(2))
    ehc.record_view(consultation=asked, answer="Yes", by=town.user("officer"), at=days_later(4))
    ehc.claim_exception(request=request, ground="exc_personal_circumstances", duty="final_plan_20w",
                        from_on=date(2025, 9, 2), evidence="x", why_impractical="x", by=town.user("manager"),
                        at=days_later(5))
    decision = ehc.decide(request=request, by=town.user("decider"), at=days_later(6), version=0,
                          given=ehc.DecisionGiven("agree", True, True, "Yes", evidence_words="x"))
    ehc.send_decision(decision=decision, version=1, by=town.user("decider"), at=days_later(6))
    Plan.objects.create(reference="PLAN-1", child=request.child, made_on=date(2024, 1, 1), source="service")
    staff = [line.words for line in told(request.child, town.user("officer"))]
    parent = town.add_user("parent", "family_member", kind="family")
    access.pin_badge(user=parent, badge=f"person:{request.requester.uuid}", since=date(2025, 9, 1), at=days_later(1))
    family = told(request.child, town.user("parent"))
    words = [line.words for line in family]
    assert "Yes, we will carry out an assessment" in words
    assert "We told the health service (ICB)" in words
    assert "An exception was claimed" in staff
    assert "An exception was claimed" not in words
    assert "A view came from the school, college or nursery" not in words
    assert {line.link for line in family} == {""}
    assert family[-1].words == "The EHC plan was made"


def test_a_request_whose_last_act_kept_no_lines_has_them_read_from_its_steps(town, django_assert_num_queries):
    request = checked(town, ask(setting=town.school))
    ehc.notify_partners(request=request, by=town.user("officer"), at=days_later(1))
    user = town.user("officer")
    kept = told(request.child, user)
    with django_assert_num_queries(1):
        queries.requests_of(user, [request.child], ON)
    steps = Request.objects.get(pk=request.pk).steps
    assert steps.pop("happened")
    Request.objects.filter(pk=request.pk).update(steps=steps)
    assert told(request.child, user) == kept
    assert any(line.words == "We told the health service (ICB)" for line in kept)


def test_the_timeline_tells_of_ends_too(town):
    officer = town.user("officer")
    taken = ask()
    ehc.withdraw(request=taken, words="No", is_freely_made=True, by=officer, at=days_later(3))
    assert "The request was taken back" in [line.words for line in told(taken.child, officer)]
    gone = ask(child=child_given(given_name="Kit"))
    ehc.pass_on(request=gone, council="Elsewhere", by=officer, at=days_later(3))
    assert any("closed: lives in" in line.words for line in told(gone.child, officer))
    Request.objects.filter(pk=gone.pk).update(outcome_on=date(2025, 9, 5))
    assert any("as the return has it" in line.words for line in told(gone.child, officer))


def test_the_night_brings_clocks_and_lines_to_the_day(town):
    request = ask()
    outcome = tasks.night(days_later(50))
    assert (outcome.n_moved, outcome.changed) == (1, [])
    assert fresh(request).track.n_overdue == 1
    Request.objects.filter(pk=request.pk).update(received_on=date(2025, 8, 1))
    assert tasks.night(days_later(51)).changed == [f"ehc:request:{request.uuid}"]
    assert ClockDifference.objects.get().track == fresh(request).track
    assert fresh(request).track.next_due == date(2025, 10, 13)
    assert Standing.objects.get(child=request.child, room="ehc").next_on == date(2025, 10, 13)


def test_the_task_reads_the_clock_itself(town, monkeypatch):
    ask()
    monkeypatch.setattr(tasks.timezone, "now", lambda: MONDAY.astimezone(LONDON))
    tasks.replay_every_clock.call()
    assert not ClockDifference.objects.exists()


def test_facts_of_a_case_say_how_it_came(town):
    request = ask(at=days_later(3), received_at=days_later(0), door=Door.LETTER, by=town.user("postroom"),
                  backdated_reason="Wrong mailbox", setting=town.school)
    pairs = dict(cases.facts(request))
    assert pairs["Came"] == "by letter"
    assert pairs["Entered later because"] == "Wrong mailbox"
    assert pairs["School, college or nursery"] == "Any Primary"
    assert "Sam Example, mother" in pairs["Asked by"]
    Request.objects.filter(pk=request.pk).update(known_as_at_on=date(2025, 1, 16), identity_state="failed",
                                                 asked_by_kind=AskedBy.SETTING)
    row = queries.request_for(town.user("officer"), request.uuid, days_later(4))
    assert "16 January 2025" in dict(cases.facts(row))["Known from the return, as at"]
    assert any("could not be confirmed" in line for line in cases.warnings(row))
    assert cases.answers_of(row) == {}
    assert queries.decision_of(row) is None
    assert queries.clock_of(row)
    assert queries.clock_of(Request()) == ()
