"""What holds for every case, whatever happened in it."""

import json
from datetime import date, timedelta
from random import Random

from hypothesis import assume, given, settings
from hypothesis import strategies as st

import rulebook
from rulebook.events import BY_NAME
from tests.rulebook.cases import BOTH, LATEST, LAW, SUMMER, cases, possible

fixed = settings.get_profile("rulebook")
Key = tuple[str, str]
# Time that somebody has to be given: it is broken before its last day, not after it.
BROKEN_EARLY = {
    "draft_representations_15d",
    "amend_representations_15d",
    "reassess_representations_15d",
    "cease_effective",
}


def run(
    events: tuple[rulebook.Event, ...], on: date, rules: rulebook.Regime = BOTH
) -> dict[Key, rulebook.Finding]:
    found = rulebook.run(rules, events, on=on, area=SUMMER)
    by_key = {(finding.duty, finding.of): finding for finding in found}
    assert len(by_key) == len(found), "each duty of a case has a name of its own"
    return by_key


@fixed
@given(cases(), st.integers(0, 400))
def test_the_same_input_gives_the_same_output(events: tuple[rulebook.Event, ...], later: int) -> None:
    on = events[-1].on + timedelta(days=later)
    assert run(events, on) == run(events, on)


@fixed
@given(cases(), st.randoms(use_true_random=False))
def test_events_commute(events: tuple[rulebook.Event, ...], random: Random) -> None:
    # Two events of one type, day and `of` differ only in what they say; which was first is then open.
    apart = list({(event.on, event.type, event.of): event for event in events}.values())
    shuffled = list(apart)
    random.shuffle(shuffled)
    assert run(tuple(shuffled), LATEST) == run(tuple(apart), LATEST)


@fixed
@given(cases(), st.data())
def test_a_later_event_never_changes_what_was_met_or_missed(
    events: tuple[rulebook.Event, ...], data: st.DataObject
) -> None:
    cut = data.draw(st.sampled_from(events)).on
    before = run(tuple(event for event in events if event.on <= cut), cut)
    after = run(events, LATEST)
    for key, finding in before.items():
        if finding.state in ("met", "missed"):
            assert after[key] == finding


@fixed
@given(cases(), st.data())
def test_only_a_rule_that_says_why_moves_an_open_date(
    events: tuple[rulebook.Event, ...], data: st.DataObject
) -> None:
    cut = data.draw(st.sampled_from(events)).on
    before = run(tuple(event for event in events if event.on <= cut), cut)
    after = run(events, LATEST)
    for key in before.keys() & after.keys():
        # Where nobody could give a date, the first one moves nothing.
        if before[key].state != "needs_a_person" and before[key].due != after[key].due:
            assert after[key].why_moved
            assert after[key].previous_due is not None


@fixed
@given(cases())
def test_an_exemption_never_brings_a_date_forward(events: tuple[rulebook.Event, ...]) -> None:
    plain = run(tuple(event for event in events if event.type != "exception_claimed"), LATEST)
    claimed = run(events, LATEST)
    assert claimed.keys() <= plain.keys()
    for key, finding in claimed.items():
        assert finding.due == plain[key].due


@fixed
@given(cases(), st.integers(0, 200))
def test_what_happens_later_is_not_known_yet(events: tuple[rulebook.Event, ...], days: int) -> None:
    on = events[0].on + timedelta(days=days)
    assert run(events, on) == run(tuple(event for event in events if event.on <= on), on)


@fixed
@given(cases(), st.integers(0, 300))
def test_state_and_dates_agree(events: tuple[rulebook.Event, ...], later: int) -> None:
    on = min(LATEST, events[-1].on + timedelta(days=later))
    for finding in run(events, on).values():
        late = finding.due is not None and (finding.done or on) > finding.due
        expected = {
            "open": finding.done is None and not late,
            "overdue": finding.done is None and late,
            "met": finding.done is not None and not late,
            "missed": late or finding.duty in BROKEN_EARLY,
            "exempt": bool(finding.exemptions),
            "needs_a_person": bool(finding.note),
        }
        assert expected[finding.state], finding
        assert finding.operational_due is None or finding.due is not None
        if finding.due and finding.operational_due:
            assert finding.operational_due <= finding.due
            assert rulebook.ENGLAND.is_working_day(finding.operational_due)


@fixed
@given(cases())
def test_after_a_case_is_closed_nothing_of_the_law_is_left_to_do(events: tuple[rulebook.Event, ...]) -> None:
    assume(possible(BY_NAME["case_closed"], list(events)))
    closed = rulebook.Event("case_closed", events[-1].on + timedelta(days=1), data={"reason": "moved_away"})
    left = run((*events, closed), LATEST, LAW).values()
    assert {finding.state for finding in left} <= {"met", "missed", "exempt", "needs_a_person"}
    assert all(finding.done or finding.state != "exempt" for finding in left)


@fixed
@given(cases())
def test_grounds_for_advice_never_excuse_a_plan(events: tuple[rulebook.Event, ...]) -> None:
    for (duty, _), finding in run(events, LATEST).items():
        for ground in finding.exemptions:
            assert duty in rulebook.grounds()[ground].steps


@fixed
@given(cases())
def test_a_finding_is_plain_json(events: tuple[rulebook.Event, ...]) -> None:
    for finding in run(events, LATEST).values():
        plain = finding.to_dict()
        assert json.loads(json.dumps(plain)) == plain
        assert finding.working or finding.state == "needs_a_person"
