"""The rules themselves: sources, numbers, dated texts, and the few cases that no situation file shows."""

from dataclasses import replace
from datetime import date, datetime
from itertools import pairwise

import pytest

import rulebook
from rulebook import ehc_assessment, parameters
from rulebook.events import BY_NAME
from rulebook.model import Citation, Limit
from rulebook.periods import ANCHORED, COUNTS
from rulebook.timeline import Case

BOTH = rulebook.regime("cfa2014+local")
EVERY = tuple(duty for regime in rulebook.regimes() for duty in regime.duties)
UNITS = {"weeks", "days", "months", "working_days", "years", "february", "march"}


def test_no_duty_is_in_two_regimes_and_every_number_belongs_to_one() -> None:
    every = [duty.id for regime in (*rulebook.regimes(), *rulebook.proposals()) for duty in regime.duties]
    assert len(every) == len(set(every))
    # A number without a duty of its own is named after the duty that uses it.
    for key in parameters.duty_ids() - set(every):
        assert any(key.startswith(f"{duty}_") for duty in every), key


@pytest.mark.parametrize("duty", EVERY, ids=lambda duty: duty.id)
def test_a_duty_has_a_meaning_a_source_and_events_that_exist(duty: rulebook.Duty) -> None:
    assert duty.meaning.endswith(".")
    named = (*duty.opens_with, *duty.met_by, *duty.ends_with, *duty.falls_away_with)
    assert set(named) <= set(BY_NAME)
    assert duty.latest.ends is None
    for limit in duty.limits:
        assert limit.citation.text
        assert limit.citation.checked in {"V", "S", "U"}
        assert limit.value is None or limit.count in {*COUNTS, *ANCHORED}
        assert limit.value is not None or limit.count not in COUNTS
        assert limit.unit in UNITS or limit.value is None
        assert limit.strength != "proposal"
    for older, newer in pairwise(duty.limits):
        assert older.ends is not None
        assert older.ends < newer.starts


def test_only_local_standards_are_marked_local() -> None:
    assert {duty.latest.strength for duty in rulebook.regime("local").duties} == {"local"}
    for regime in rulebook.regimes():
        strengths = {duty.latest.strength for duty in regime.duties}
        assert ("local" in strengths) == (regime.key == "local")


def test_every_ground_reaches_duties_that_exist() -> None:
    duties = {duty.id for duty in EVERY}
    for ground in rulebook.grounds().values():
        assert set(ground.steps) <= duties
        assert ground.in_force(date(2026, 1, 1)) or ground.id == "exc_coronavirus"
        assert not ground.in_force(date(2014, 8, 31))


def test_the_grounds_for_advice_reach_advice_only() -> None:
    for key in ("exc_missed_appointment", "exc_advice_personal", "exc_advice_absent"):
        assert set(rulebook.grounds()[key].steps) == {"advice_return_6w", "reassess_advice_6w"}


def test_a_case_is_judged_by_the_text_of_its_trigger_day() -> None:
    law = rulebook.regime("cfa2014")
    six = next(duty for duty in law.duties if duty.id == "assess_decision_6w")
    old = replace(six.latest, ends=date(2025, 12, 31))
    new = Limit(date(2026, 1, 1), None, 4, "weeks", "weeks_after", "statutory", Citation("a later Act", "U"))
    changed = rulebook.Regime("changed", "Changed", (replace(six, limits=(old, new)),))

    def due(day: date) -> tuple[date | None, str]:
        (finding,) = rulebook.run(changed, [rulebook.Event("request_received", day)], on=date(2026, 6, 1))
        return finding.due, finding.citation

    assert due(date(2025, 12, 31)) == (date(2026, 2, 11), "SI 2014/1530 reg 5(1)")
    assert due(date(2026, 1, 1)) == (date(2026, 1, 29), "a later Act")


def test_a_number_or_duty_that_is_not_held_is_an_error() -> None:
    assert parameters.number("final_plan_20w", date(2026, 1, 1)) == 20
    with pytest.raises(rulebook.RulebookError, match="no number of draft_plan_send"):
        parameters.number("draft_plan_send", date(2026, 1, 1))
    with pytest.raises(KeyError):
        parameters.limits("nothing")


def test_regimes_are_known_by_key() -> None:
    assert [regime.key for regime in rulebook.regimes()] == [
        "cfa2014",
        "section_19",
        "complaints",
        "detained",
        "local",
    ]
    law, local = rulebook.regime("cfa2014"), rulebook.regime("local")
    assert len(BOTH.duties) == len(law.duties) + len(local.duties)
    with pytest.raises(rulebook.RulebookError, match='did you mean "cfa2014"'):
        rulebook.regime("cfa2015")


def test_a_moment_is_not_a_day() -> None:
    noon = datetime(2026, 1, 1, 12, tzinfo=None)  # noqa: DTZ001 - the very thing that has to be refused
    with pytest.raises(rulebook.RulebookError, match="not a date"):
        rulebook.run(BOTH, [], on=noon)
    with pytest.raises(rulebook.RulebookError, match="not a date"):
        rulebook.run(BOTH, [rulebook.Event("plan_made", noon)], on=date(2026, 1, 1))


def test_a_duty_that_nothing_opened_cannot_ask_when_it_opened() -> None:
    case = Case([], date(2026, 1, 1), rulebook.ENGLAND, rulebook.Area())
    with pytest.raises(LookupError, match="assess_decision_6w"):
        case.opening(ehc_assessment.assess_decision_6w)


def run(
    *events: tuple[str, date] | tuple[str, date, str], on: date
) -> dict[tuple[str, str], rulebook.Finding]:
    case = [rulebook.Event("request_received", date(2025, 9, 1))]
    case += [rulebook.Event("assessment_agreed_notified", date(2025, 10, 6))]
    case += [rulebook.Event(*event) for event in events]
    return {(f.duty, f.of): f for f in rulebook.run(rulebook.regime("cfa2014"), case, on=on)}


ACCEPTED = {"author": "yes", "authority": "yes", "family": "yes"}


def test_advice_accepted_after_its_six_weeks_keeps_the_breach() -> None:
    events = [
        rulebook.Event("request_received", date(2025, 9, 1)),
        rulebook.Event("assessment_agreed_notified", date(2025, 10, 6)),
        rulebook.Event("advice_requested", date(2025, 10, 6), "health"),
        rulebook.Event("existing_advice_accepted", date(2025, 12, 1), "health", ACCEPTED),
    ]
    for closing in ((), (rulebook.Event("case_closed", date(2025, 11, 24), data={"reason": "moved_away"}),)):
        found = rulebook.run(rulebook.regime("cfa2014"), [*events, *closing], on=date(2026, 1, 5))
        (advice,) = (finding for finding in found if finding.duty == "advice_return_6w")
        assert (advice.state, advice.done) == ("missed", None)
        assert ("24 November" if closing else "1 December") in advice.note
    early = [*events, rulebook.Event("case_closed", date(2025, 12, 8), data={"reason": "moved_away"})]
    found = rulebook.run(rulebook.regime("cfa2014"), early, on=date(2026, 1, 5))
    assert next(f for f in found if f.duty == "advice_return_6w").note.count("1 December") == 1


def test_advice_that_comes_before_an_acceptance_is_what_counts() -> None:
    events = [
        rulebook.Event("request_received", date(2025, 9, 1)),
        rulebook.Event("assessment_agreed_notified", date(2025, 10, 6)),
        rulebook.Event("advice_requested", date(2025, 10, 6), "health"),
        rulebook.Event("advice_received", date(2025, 10, 20), "health"),
        rulebook.Event("existing_advice_accepted", date(2025, 12, 1), "health", ACCEPTED),
        rulebook.Event("no_plan_notified", date(2025, 12, 8)),
    ]
    found = rulebook.run(rulebook.regime("cfa2014"), events, on=date(2026, 1, 5))
    states = {finding.duty: finding.state for finding in found}
    assert (states["advice_return_6w"], states["advice_no_duplication"]) == ("met", "met")


def test_a_second_not_known_hands_the_duty_back_again_and_keeps_the_first_move() -> None:
    found = run(
        ("advice_requested", date(2025, 10, 6), "health"),
        ("advice_not_known", date(2025, 10, 20), "health"),
        ("advice_requested", date(2025, 10, 22), "health"),
        ("advice_not_known", date(2025, 11, 3), "health"),
        on=date(2025, 11, 10),
    )["advice_return_6w", "health"]
    assert (found.holder, found.due, found.previous_due) == (
        "local_authority", date(2025, 12, 3), date(2025, 11, 17),
    )  # fmt: skip


def test_not_known_after_the_advice_came_changes_nothing() -> None:
    advice = (
        ("advice_requested", date(2025, 10, 6), "health"),
        ("advice_received", date(2025, 10, 20), "health"),
    )
    late = ("advice_not_known", date(2025, 10, 27), "health")
    assert run(*advice, late, on=date(2026, 1, 5)) == run(*advice, on=date(2026, 1, 5))


def test_advice_asked_for_after_it_came_is_a_request_of_its_own() -> None:
    found = run(
        ("advice_requested", date(2025, 10, 6), "health"),
        ("advice_received", date(2025, 10, 20), "health"),
        ("advice_requested", date(2025, 10, 20), "health"),
        ("advice_requested", date(2025, 11, 3), "health"),
        on=date(2025, 11, 10),
    )
    assert found["advice_return_6w", "health"].state == "met"
    assert found["advice_return_6w", "health (2)"].due == date(2025, 12, 15)


def test_texts_that_are_not_in_force_yet_are_for_a_person() -> None:
    early = [
        rulebook.Event("request_received", date(2014, 5, 1)),
        rulebook.Event("assessment_agreed_notified", date(2014, 6, 2)),
        rulebook.Event("advice_requested", date(2014, 6, 2), "health"),
        rulebook.Event("advice_not_known", date(2014, 6, 10), "health"),
        rulebook.Event("advice_requested", date(2014, 6, 11), "health"),
        rulebook.Event("draft_plan_served", date(2014, 7, 1)),
        rulebook.Event("plan_made", date(2014, 7, 1)),
    ]
    found = rulebook.run(rulebook.regime("cfa2014"), early, on=date(2014, 12, 1))
    states = {finding.duty: finding.state for finding in found}
    for duty in ("advice_return_6w", "draft_representations_15d", "review_first_12m", "final_plan_20w"):
        assert states[duty] == "needs_a_person"


def test_the_first_answer_before_the_final_plan_lets_it_go_early() -> None:
    found = run(
        ("draft_plan_served", date(2025, 11, 3)),
        ("final_plan_sent", date(2025, 11, 10)),
        ("representations_received", date(2025, 11, 12)),
        on=date(2025, 12, 1),
    )
    assert found["draft_representations_15d", ""].state == "missed"


def test_a_request_withdrawn_in_the_fifteen_days_ends_them() -> None:
    found = run(
        ("draft_plan_served", date(2025, 11, 3)),
        ("request_withdrawn", date(2025, 11, 10)),
        on=date(2025, 12, 1),
    )
    assert ("draft_representations_15d", "") not in found
