"""Edges that no story shows: years without bank holidays, days before a text, two matters in one case."""

from datetime import date

import pytest

import rulebook
from rulebook import parameters, periods
from rulebook.model import Citation

FAR = date(2028, 12, 27)


def run(
    regime: str, *events: rulebook.Event, on: date, area: rulebook.Area | None = None
) -> dict[tuple[str, str], rulebook.Finding]:
    found = rulebook.run(rulebook.regime(regime), events, on=on, area=area or rulebook.Area())
    return {(finding.duty, finding.of): finding for finding in found}


def test_working_days_of_an_unknown_year_are_for_a_person() -> None:
    complaint = rulebook.Event("complaint_received", FAR, "C1", {"route": "social_care"})
    answered = rulebook.Event("complaint_answered", FAR, "C1")
    asked = rulebook.Event("complaint_stage_two_asked", FAR, "C1")
    second = rulebook.Event("complaint_stage_two_answered", FAR, "C1")
    found = run("complaints", complaint, answered, asked, second, on=FAR)
    assert {
        found[duty, "C1"].state
        for duty in ("complaint_cs_stage1", "complaint_cs_stage2", "complaint_cs_panel_asked_20wd")
    } == {"needs_a_person"}
    excluded = rulebook.Event("permanently_excluded", FAR, "Any High")
    found = run("section_19", excluded, on=FAR)
    assert "outside the table" in found["s19_permanent_exclusion_day6", "Any High"].note


def test_a_hearing_in_an_unknown_year_is_for_a_person() -> None:
    letter = rulebook.Event("review_decision_notified", date(2028, 6, 1), data={"outcome": "maintain"})
    events = (
        rulebook.Event("plan_made", date(2028, 1, 4)),
        letter,
        rulebook.Event("appeal_registered", date(2028, 7, 3)),
        rulebook.Event("tribunal_hearing_listed", date(2028, 9, 4), data={"hearing": "2029-02-01"}),
        rulebook.Event("appeal_sent_to_authority", date(2028, 12, 4)),
    )
    found = run("cfa2014", *events, on=date(2028, 12, 5))
    assert found["tribunal_bundle_10wd", ""].state == "needs_a_person"
    assert found["tribunal_response_30wd", ""].state == "needs_a_person"


def test_before_a_text_held_a_person_must_decide() -> None:
    found = run(
        "complaints",
        rulebook.Event("matter_known", date(2005, 1, 3), "M", {"about": "nhs"}),
        rulebook.Event("complaint_received", date(2005, 1, 3), "C", {"route": "social_care"}),
        rulebook.Event("complaint_extended", date(2005, 1, 4), "C"),
        on=date(2005, 2, 1),
    )
    assert found["complaint_nhs_12m", "M"].state == "needs_a_person"
    assert found["complaint_cs_stage1", "C"].state == "needs_a_person"
    early = run("section_19", rulebook.Event("suspended", date(2006, 3, 1), "A", {"until": "2006-03-31"}), on=FAR)
    assert early["suspension_day6", "A"].state == "needs_a_person"


def test_a_hearing_before_the_act_is_for_a_person() -> None:
    events = (
        rulebook.Event("plan_made", date(2014, 1, 6)),
        rulebook.Event("review_decision_notified", date(2014, 2, 3), data={"outcome": "maintain"}),
        rulebook.Event("appeal_registered", date(2014, 3, 3)),
        rulebook.Event("tribunal_hearing_listed", date(2014, 4, 1), data={"hearing": "2014-06-02"}),
        rulebook.Event("tribunal_ordered", date(2014, 6, 9), data={"action": "assess", "by": "2014-06-30"}),
    )
    found = run("cfa2014", *events[:4], on=date(2014, 5, 1))
    assert found["tribunal_bundle_10wd", ""].state == "needs_a_person"
    found = run("cfa2014", *events, on=date(2014, 6, 9))
    assert found["fft_assess_notify_2w", ""].state == "needs_a_person"


def test_mediation_about_two_letters_is_arranged_twice() -> None:
    events = (
        rulebook.Event("request_received", date(2025, 9, 1)),
        rulebook.Event("assessment_agreed_notified", date(2025, 10, 6)),
        rulebook.Event("final_plan_sent", date(2026, 1, 12)),
        rulebook.Event("review_decision_notified", date(2026, 1, 12), data={"outcome": "maintain"}),
        rulebook.Event("mediation_wanted", date(2026, 1, 19), "final_plan_sent", {"about": "education"}),
        rulebook.Event("mediation_wanted", date(2026, 1, 26), "review_decision_notified", {"about": "both"}),
        rulebook.Event("mediation_held", date(2026, 2, 9), "final_plan_sent"),
    )
    found = run("cfa2014", *events, on=date(2026, 2, 16))
    assert found["mediation_arrange_30d", "final_plan_sent"].state == "met"
    assert found["mediation_arrange_30d", "review_decision_notified"].due == date(2026, 2, 25)


@pytest.mark.parametrize(
    ("count", "start", "n", "due"),
    [
        (periods.tribunal_working_days_after, date(2026, 7, 17), 30, date(2026, 9, 28)),
        (periods.tribunal_working_days_after, date(2026, 7, 31), 1, date(2026, 9, 1)),
        (periods.tribunal_working_days_after, date(2026, 8, 14), 1, date(2026, 9, 1)),
        (periods.tribunal_working_days_after, date(2025, 12, 24), 1, date(2026, 1, 2)),
        (periods.tribunal_working_days_after, date(2026, 12, 24), 1, date(2027, 1, 4)),
        (periods.tribunal_working_days_before, date(2026, 9, 1), 1, date(2026, 7, 31)),
        (periods.tribunal_working_days_before, date(2026, 1, 2), 1, date(2025, 12, 24)),
        (periods.school_days_beginning_with, date(2026, 2, 13), 6, date(2026, 2, 20)),
    ],
)
def test_days_that_the_tribunal_and_schools_count(count: periods.Count, start: date, n: int, due: date) -> None:
    assert count(start, n, rulebook.ENGLAND).due == due


def test_a_tribunal_day_is_a_working_day_outside_august_and_christmas() -> None:
    counted = [date(2026, 7, 31), date(2026, 9, 1), date(2025, 12, 24), date(2026, 1, 2)]
    quiet = [date(2026, 8, 3), date(2025, 12, 29), date(2026, 1, 1), date(2026, 9, 5)]
    assert all(rulebook.ENGLAND.is_tribunal_day(day) for day in counted)
    assert not any(rulebook.ENGLAND.is_tribunal_day(day) for day in quiet)


def test_a_claim_under_the_temporary_rules_is_told_why_it_fails() -> None:
    events = (
        rulebook.Event("request_received", date(2026, 1, 5)),
        rulebook.Event(
            "exception_claimed",
            date(2026, 2, 1),
            data={"ground": "exc_coronavirus", "step": "assess_decision_6w"},
        ),
    )
    note = run("cfa2014", *events, on=date(2026, 3, 2))["assess_decision_6w", ""].note
    assert '"A reason relating to coronavirus" (exc_coronavirus) was not in force on Monday 16 February 2026.' in note


def test_a_proposal_can_only_be_had_by_asking_for_one() -> None:
    (draft,) = rulebook.proposals()
    assert (draft.key, draft.is_proposal) == ("isp_draft", True)
    assert "not law" in draft.title
    assert not any(regime.is_proposal for regime in rulebook.regimes())
    assert rulebook.regime("isp_draft", proposals=True) is draft
    for key in ("isp_draft", "cfa2014+isp_draft"):
        with pytest.raises(rulebook.WrongRegimeError, match="is a proposal, not law"):
            rulebook.regime(key)
    with pytest.raises(rulebook.WrongRegimeError, match="is a proposal, not law"):
        rulebook.regime("cfa2014+isp_draft", proposals=True)
    assert {duty.family for duty in draft.duties} == {""}, "no family is told of it"
    assert {limit.strength for duty in draft.duties for limit in duty.limits} == {"proposal"}


def test_a_proposal_changes_nothing_in_the_law() -> None:
    law = {duty.id for regime in rulebook.regimes() for duty in regime.duties}
    (draft,) = rulebook.proposals()
    assert law.isdisjoint(duty.id for duty in draft.duties)
    today = [limit for key in law for limit in parameters.limits(key)]
    assert all(limit.strength != "proposal" for limit in today)


def test_an_event_of_a_proposal_has_no_place_under_the_law() -> None:
    made = rulebook.Event("isp_need_found", date(2026, 1, 5), line=4)
    with pytest.raises(rulebook.WrongRegimeError, match="belongs to a proposal") as caught:
        rulebook.run(rulebook.regime("cfa2014"), [made], on=date(2026, 2, 1))
    assert caught.value.line == 4


def test_a_citation_is_checked_when_a_person_and_a_day_are_named() -> None:
    assert not Citation("an Act", "V").is_checked
    assert not Citation("an Act", "V", checked_on=date(2026, 11, 22)).is_checked
    assert Citation("an Act", "V", date(2026, 11, 22), "A. Solicitor").is_checked
