"""How long a family can appeal: every way in which the Tribunal's time rolls forward."""

from datetime import date

import pytest

import rulebook
from rulebook.appeals import roll_forward


@pytest.mark.parametrize(
    ("day", "until"),
    [
        (date(2026, 3, 10), date(2026, 3, 10)),
        (date(2026, 2, 28), date(2026, 3, 2)),
        (date(2026, 4, 3), date(2026, 4, 7)),
        (date(2026, 8, 1), date(2026, 9, 1)),
        (date(2026, 8, 31), date(2026, 9, 1)),
        (date(2025, 8, 12), date(2025, 9, 1)),
        (date(2027, 7, 31), date(2027, 8, 2)),
        (date(2026, 12, 24), date(2026, 12, 24)),
        (date(2025, 12, 25), date(2026, 1, 2)),
        (date(2026, 12, 31), date(2027, 1, 4)),
        (date(2027, 1, 1), date(2027, 1, 4)),
    ],
)
def test_time_that_ends_on_a_day_runs_until(day: date, until: date) -> None:
    rolled = roll_forward(day)
    assert rolled.due == until
    assert bool(rolled.steps) == (day != until)


def test_the_dates_after_a_refusal() -> None:
    dates = rulebook.dates_for_refusal(date(2025, 12, 30))
    assert dates.appeal_until == date(2026, 3, 2)
    assert dates.mediation_until == date(2026, 2, 28)
    assert dates.wording == (
        "You can appeal at least until Monday 2 March 2026; with a mediation certificate you may have longer."
    )
    assert dates.working[0] == "The letter was sent on Tuesday 30 December 2025."
    assert "Monday 2 March 2026" in dates.working[-1]


def test_past_the_table_the_date_stays_a_lower_bound() -> None:
    dates = rulebook.dates_for_refusal(date(2028, 12, 20))
    assert dates.appeal_until == date(2029, 2, 20)
    assert "may be later" in dates.working[-1]


def test_before_the_act_there_is_no_such_letter() -> None:
    with pytest.raises(rulebook.RulebookError, match="2014-08-31"):
        rulebook.dates_for_refusal(date(2014, 8, 31))


def findings(*events: rulebook.Event, on: date) -> dict[tuple[str, str], rulebook.Finding]:
    found = rulebook.run(rulebook.regime("cfa2014"), events, on=on)
    return {(finding.duty, finding.of): finding for finding in found}


def test_a_certificate_belongs_to_the_latest_letter_before_it_or_to_the_one_it_names() -> None:
    letters = (
        rulebook.Event("plan_made", date(2025, 1, 6)),
        rulebook.Event("review_decision_notified", date(2025, 12, 1), data={"outcome": "maintain"}),
        rulebook.Event("review_decision_notified", date(2026, 1, 12), data={"outcome": "cease"}),
    )
    certificate = rulebook.Event("certificate_issued", date(2026, 1, 26), "review_decision_notified")
    found = findings(*letters, certificate, on=date(2026, 1, 26))
    assert found["appeal_window", "review_decision_notified"].due == date(2026, 2, 2)
    # One month after the certificate is earlier than two after the letter: the letter's date stands.
    second = found["appeal_window", "review_decision_notified (2)"]
    assert (second.due, second.previous_due) == (date(2026, 3, 12), None)
    assert found["mediation_contact_2m", "review_decision_notified (2)"].done == date(2026, 1, 26)
    assert found["mediation_contact_2m", "review_decision_notified"].done is None


def test_an_appeal_ends_the_waiting_and_a_later_certificate_changes_nothing() -> None:
    found = findings(
        rulebook.Event("request_received", date(2025, 9, 1)),
        rulebook.Event("assessment_refused_notified", date(2025, 10, 6)),
        rulebook.Event("appeal_registered", date(2025, 11, 3)),
        rulebook.Event("certificate_issued", date(2025, 11, 24)),
        on=date(2026, 1, 5),
    )
    window = found["appeal_window", "assessment_refused_notified"]
    assert (window.due, window.done, window.state) == (date(2025, 12, 8), date(2025, 11, 3), "met")


def test_a_letter_from_before_the_act_is_for_a_person() -> None:
    found = findings(
        rulebook.Event("request_received", date(2014, 6, 2)),
        rulebook.Event("assessment_refused_notified", date(2014, 7, 1)),
        on=date(2014, 12, 1),
    )
    assert {
        found[duty, "assessment_refused_notified"].state for duty in ("appeal_window", "mediation_contact_2m")
    } == {"needs_a_person"}
