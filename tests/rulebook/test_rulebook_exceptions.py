"""Which claims lift a limit: closures, absences, appointments, and what only a person can weigh."""

from datetime import date

import pytest

import rulebook

REQUEST = rulebook.Event("request_received", date(2026, 6, 26))
AGREED = rulebook.Event("assessment_agreed_notified", date(2026, 7, 10))
SUMMER = rulebook.Closure("Any Primary", date(2026, 7, 22), date(2026, 9, 2))
AUTUMN_WEEK = rulebook.Closure("Any Primary", date(2026, 10, 26), date(2026, 11, 2))
NURSERY = rulebook.Closure("Little Acorns", date(2026, 7, 25), date(2026, 9, 7))


def asked(of: str, on: date = date(2026, 7, 20), **data: str) -> rulebook.Event:
    return rulebook.Event("advice_requested", on, of, data)


def claim(ground: str, step: str = "final_plan_20w", of: str = "", **data: str) -> rulebook.Event:
    return rulebook.Event(
        "exception_claimed", date(2026, 9, 10), of, {"ground": ground, "step": step, **data}
    )


def judged(
    *events: rulebook.Event, closures: tuple[rulebook.Closure, ...] = (), duty: str = "final_plan_20w"
) -> rulebook.Finding:
    found = rulebook.run(
        rulebook.regime("cfa2014"),
        (REQUEST, AGREED, *events),
        on=date(2026, 12, 1),
        area=rulebook.Area(closures),
    )
    (finding,) = (finding for finding in found if finding.duty == duty)
    return finding


@pytest.mark.parametrize(
    ("request_event", "ground", "closures", "state"),
    [
        (asked("school"), "exc_school_closed", (SUMMER,), "exempt"),
        (asked("Any Primary"), "exc_school_closed", (SUMMER, NURSERY), "exempt"),
        (asked("any primary"), "exc_school_closed", (NURSERY, AUTUMN_WEEK, SUMMER), "exempt"),
        (asked("school", setting="Any Primary"), "exc_school_closed", (SUMMER, NURSERY), "exempt"),
        (asked("school"), "exc_school_closed", (SUMMER, NURSERY), "needs_a_person"),
        (asked("school"), "exc_school_closed", (), "needs_a_person"),
        (asked("school", setting="Another"), "exc_school_closed", (SUMMER,), "needs_a_person"),
        (asked("health"), "exc_school_closed", (SUMMER,), "needs_a_person"),
        (asked("school"), "exc_ey_provider_closed", (SUMMER,), "needs_a_person"),
        (asked("early_years_provider"), "exc_ey_provider_closed", (NURSERY,), "exempt"),
        (asked("school", date(2026, 10, 21)), "exc_school_closed", (AUTUMN_WEEK,), "overdue"),
    ],
)
def test_closures(
    request_event: rulebook.Event, ground: str, closures: tuple[rulebook.Closure, ...], state: str
) -> None:
    finding = judged(request_event, claim(ground), closures=closures)
    assert finding.state == state
    assert finding.exemptions == ((ground,) if state == "exempt" else ())


def test_a_claim_may_name_the_setting() -> None:
    named = judged(
        asked("school"), claim("exc_school_closed", setting="any primary"), closures=(SUMMER, NURSERY)
    )
    assert named.state == "exempt"


def test_a_closure_must_last_four_weeks() -> None:
    days_27 = rulebook.Closure("Any Primary", date(2026, 7, 22), date(2026, 8, 18))
    days_28 = rulebook.Closure("Any Primary", date(2026, 7, 22), date(2026, 8, 19))
    assert judged(asked("school"), claim("exc_school_closed"), closures=(days_27,)).state == "overdue"
    assert judged(asked("school"), claim("exc_school_closed"), closures=(days_28,)).state == "exempt"


def test_one_request_in_the_window_is_enough() -> None:
    both = (asked("school", date(2026, 7, 10)), asked("school", date(2026, 7, 21)))
    assert judged(*both, claim("exc_school_closed"), closures=(SUMMER,)).state == "exempt"


def test_information_asked_before_the_decision_counts_for_the_six_weeks() -> None:
    events = (
        rulebook.Event("request_received", date(2026, 6, 26)),
        rulebook.Event("information_requested", date(2026, 7, 20), "school"),
    )
    found = rulebook.run(
        rulebook.regime("cfa2014"), events, on=date(2026, 8, 20), area=rulebook.Area((SUMMER,))
    )
    notes = {finding.duty: finding.note for finding in found}
    assert "ground available: exc_school_closed" in notes["assess_decision_6w"]
    assert "Monday 20 July 2026" in notes["assess_decision_6w"]


@pytest.mark.parametrize(
    ("days", "state", "why"),
    [
        ({"from": "2026-08-03", "to": "2026-08-30"}, "exempt", "28 days away"),
        ({"from": "2026-08-03", "to": "2026-08-29"}, "overdue", "27 days away are fewer than 28"),
        ({"from": "2026-08-03"}, "needs_a_person", "not both recorded"),
        ({}, "needs_a_person", "not both recorded"),
        ({"from": "2026-05-01", "to": "2026-06-10"}, "overdue", "outside the time"),
        ({"from": "2026-06-01", "to": "2026-07-10"}, "needs_a_person", "Only 15 of 40 days"),
    ],
)
def test_absences(days: dict[str, str], state: str, why: str) -> None:
    finding = judged(claim("exc_absent_4_weeks", **days))
    assert (finding.state, why in finding.note) == (state, True)


@pytest.mark.parametrize(
    ("missed_on", "state"),
    [
        ("2026-08-31", "exempt"),
        ("2026-07-20", "exempt"),
        ("2026-09-01", "overdue"),
        ("2026-07-19", "overdue"),
    ],
)
def test_a_missed_appointment_must_fall_in_the_six_weeks(missed_on: str, state: str) -> None:
    claimed = claim("exc_missed_appointment", "advice_return_6w", "health", missed_on=missed_on)
    assert judged(asked("health"), claimed, duty="advice_return_6w").state == state


def test_a_claim_about_advice_says_whose() -> None:
    claimed = claim("exc_advice_personal", "advice_return_6w")
    assert judged(asked("health"), claimed, duty="advice_return_6w").state == "exempt"
    found = rulebook.run(
        rulebook.regime("cfa2014"),
        (REQUEST, AGREED, asked("health"), asked("social_care"), claimed),
        on=date(2026, 12, 1),
    )
    advice = [finding for finding in found if finding.duty == "advice_return_6w"]
    assert {finding.state for finding in advice} == {"needs_a_person"}
    assert all("whose advice" in finding.note for finding in advice)


def test_a_ground_for_orders_of_the_tribunal_reaches_nothing_here() -> None:
    finding = judged(claim("exc_tribunal_similar"))
    assert (finding.state, "cannot excuse" in finding.note) == ("overdue", True)


def test_a_claim_after_the_step_was_done_late_does_not_count() -> None:
    sent = rulebook.Event("final_plan_sent", date(2026, 11, 20))
    claimed = rulebook.Event(
        "exception_claimed",
        date(2026, 11, 21),
        data={"ground": "exc_personal_circumstances", "step": "final_plan_20w"},
    )
    assert judged(sent, claimed) == judged(sent)
    assert judged(sent).state == "missed"


def test_what_was_done_in_time_is_met_whatever_was_claimed() -> None:
    sent = rulebook.Event("final_plan_sent", date(2026, 11, 13))
    finding = judged(claim("exc_personal_circumstances"), sent)
    assert (finding.state, finding.exemptions) == ("met", ("exc_personal_circumstances",))
    assert judged(claim("exc_absent_4_weeks"), sent).state == "met"


def test_the_same_ground_claimed_twice_is_one_ground() -> None:
    finding = judged(claim("exc_personal_circumstances"), claim("exc_personal_circumstances", from_="x"))
    assert finding.exemptions == ("exc_personal_circumstances",)


def test_one_ground_made_out_settles_it_beside_one_undecided() -> None:
    finding = judged(claim("exc_absent_4_weeks"), claim("exc_personal_circumstances"))
    assert (finding.state, finding.exemptions) == ("exempt", ("exc_personal_circumstances",))


def test_an_exception_of_which_the_ground_is_not_on_record_needs_a_person():
    found = judged(claim(rulebook.NOT_GIVEN))
    assert found.state == "needs_a_person"
    assert "no ground is on record" in found.note
    assert judged(claim("exc_personal_circumstances")).state == "exempt"


def test_a_request_for_information_can_tell_when_its_setting_is_closed():
    told = {"setting": "Any Primary", "closed_from": "2026-07-22", "open_from": "2026-09-02"}
    asked_then = rulebook.Event("information_requested", date(2026, 7, 20), "school", told)
    assert judged(asked_then, claim("exc_school_closed")).state == "exempt"
    early = rulebook.Event("information_requested", date(2026, 7, 1), "school", told)
    assert judged(early, claim("exc_school_closed")).state != "exempt"
    nothing = rulebook.Event("information_requested", date(2026, 7, 20), "school")
    assert judged(nothing, claim("exc_school_closed")).state == "needs_a_person"
