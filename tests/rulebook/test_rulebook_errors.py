"""Events that cannot be, and situations that are not written right: each error names its line."""

from datetime import date
from pathlib import Path

import pytest

import rulebook

HEAD = "regime: cfa2014\nevents:\n"
ASKED = "  - {type: request_received, on: 2025-09-01}\n"
AGREED = "  - {type: assessment_agreed_notified, on: 2025-10-06}\n"
CLAIMED = "  - {type: exception_claimed, on: 2025-09-08, data: {ground: GROUND, step: STEP}}\n"
STARTS = "request_received or child_brought_to_notice or moved_in_mid_assessment"
TAIL = "on: 2025-12-01\n"


def wrong(text: str) -> str:
    with pytest.raises(rulebook.RulebookError) as caught:
        rulebook.parse(text).findings()
    return f"{caught.value.line}: {caught.value.message}"


@pytest.mark.parametrize(
    ("events", "message"),
    [
        (
            "  - {type: requst_received, on: 2025-09-01}\n",
            '3: unknown event "requst_received"; did you mean "request_received"?',
        ),
        ("  - {type: zzz, on: 2025-09-01}\n", '3: unknown event "zzz"'),
        ("  - {type: request_received, on: 1 September}\n", '3: "1 September" is not a date'),
        ("  - {type: request_received, on: 2025-02-29}\n", '3: "2025-02-29" is not a date'),
        ("  - {type: request_received}\n", '3: an event needs "on"'),
        ("  - {on: 2025-09-01}\n", '3: an event needs "type"'),
        ("  - request_received\n", "3: an event is a list of names and values"),
        ("  - {type: request_received, when: 2025-09-01}\n", '3: an event has no "when"'),
        ("  - {type: request_received, on: 2025-09-01, on: 2025-09-02}\n", '3: "on" stands here twice'),
        ("  - {type: request_received, on: [2025-09-01]}\n", "3: a single value belongs here"),
        (AGREED, f"3: assessment_agreed_notified on 2025-10-06 comes before any {STARTS}"),
        (
            "  - {type: assessment_agreed_notified, on: 2025-08-06}\n" + ASKED,
            f"3: assessment_agreed_notified on 2025-08-06 comes before any {STARTS}",
        ),
        (
            ASKED + "  - {type: advice_requested, on: 2025-09-06, of: health}\n" + AGREED,
            "4: advice_requested on 2025-09-06 comes before any assessment_agreed_notified",
        ),
        (
            ASKED + AGREED + "  - {type: advice_requested, on: 2025-10-06}\n",
            '5: advice_requested needs "of": the service asked',
        ),
        (
            ASKED + AGREED + "  - {type: assessment_refused_notified, on: 2025-10-07}\n",
            "5: two different decisions: assessment_agreed_notified and assessment_refused_notified",
        ),
        (
            ASKED + AGREED + "  - {type: advice_not_known, on: 2025-10-07, of: health}\n",
            '5: advice_not_known of "health" on 2025-10-07 comes before any advice_requested of it',
        ),
        (
            ASKED
            + "  - {type: request_withdrawn, on: 2025-09-08}\n  - {type: request_received, on: 2025-10-01}\n",
            "5: request_received on 2025-10-01 comes after request_withdrawn: a new request is a case",
        ),
        (ASKED + "  - {type: case_closed, on: 2025-09-08}\n", '4: case_closed needs "reason"'),
        (
            "  - {type: plan_made, on: 2025-01-06}\n"
            "  - {type: review_decision_notified, on: 2025-11-08, data: {outcome: keep}}\n",
            '4: "outcome" is one of maintain, amend, cease, not "keep"',
        ),
        (
            "  - {type: school_consulted, on: 2025-11-20, of: a}\n  - {type: school_replied, on: 2025-11-24}\n",
            '4: school_replied needs "of": the school or college',
        ),
        ("  - {type: plan_made, on: 2025-01-06, data: {last_review: soon}}\n", '3: "soon" is not a date'),
        (
            "  - {type: plan_made, on: 2025-01-06, data: {last_review: 2024-01-06}}\n",
            "3: the last review on 2024-01-06 comes before the plan",
        ),
        (
            "  - {type: plan_made, on: 2025-01-06}\n"
            "  - {type: cease_considered, on: 2025-11-08}\n"
            "  - {type: cease_consulted, on: 2025-11-08, of: parents}\n",
            '5: "of" is one of family, school, not "parents"',
        ),
        (
            ASKED + CLAIMED.replace("GROUND", "exc_schol_closed").replace("STEP", "final_plan_20w"),
            '4: unknown ground "exc_schol_closed"; did you mean "exc_school_closed"?',
        ),
        (
            ASKED + CLAIMED.replace("GROUND", "exc_school_closed").replace("STEP", "final_plan"),
            '4: unknown step "final_plan"; did you mean "final_plan_20w"?',
        ),
    ],
)
def test_events_that_cannot_be(events: str, message: str) -> None:
    assert wrong(HEAD + events + TAIL).startswith(message)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "1: it is empty"),
        ("events: [\n", "2: not YAML: "),
        ("a: \x00", "None: not YAML: "),
        ("- 1\n", "1: a situation is a list of names and values"),
        ("regime: cfa2014\n", '1: a situation needs "events"'),
        ("regime: cfa2041\nevents: []\n", '1: unknown regime "cfa2041"; did you mean "cfa2014"?'),
        ("event: []\n", '1: a situation has no "event"; did you mean "events"?'),
        ("events: none\n", '1: "events" is a list'),
        ("events: []\n", 'None: the day to judge from is missing: give "on"'),
        (
            "events: []\narea: {phase_transfer_day: late}\n",
            '2: "phase_transfer_day" is one of literal, conventional, not "late"',
        ),
        ("events: []\non: today\n", '2: "today" is not a date'),
        ("events: []\narea: {closures: [{setting: A, from: 2026-07-22}]}\n", '2: a closure needs "to"'),
        (
            "events: []\narea: {closures: [{setting: A, from: 2026-07-22, to: 2026-07-22}]}\n",
            "2: a closure ends after it starts",
        ),
    ],
)
def test_situations_that_are_not_written_right(text: str, message: str) -> None:
    assert wrong(text).startswith(message)


@pytest.mark.parametrize(
    ("text", "kind", "message"),
    [
        (
            HEAD + ASKED + "on: 2025-08-31\n",
            rulebook.FutureError,
            "3: request_received on 2025-09-01 is later than the day the case is seen from, 2025-08-31",
        ),
        (
            "born: 2025-09-02\nevents:\n" + ASKED + TAIL,
            rulebook.BeforeBirthError,
            "3: request_received on 2025-09-01 comes before the birth on 2025-09-02",
        ),
        ("regime: cfa2041\nevents: []\n", rulebook.WrongRegimeError, '1: unknown regime "cfa2041"'),
        (
            "regime: cfa2014+isp_draft\nevents: []\n",
            rulebook.WrongRegimeError,
            '1: "isp_draft" is a proposal, not law: no case can be judged by it',
        ),
        (
            HEAD + "  - {type: isp_need_found, on: 2025-09-01}\n" + TAIL,
            rulebook.WrongRegimeError,
            '3: isp_need_found belongs to a proposal; "cfa2014" does not know it',
        ),
        (HEAD + "  - {on: 2025-09-01}\n", rulebook.MissingError, '3: an event needs "type"'),
        ("regime: cfa2014\n", rulebook.MissingError, '1: a situation needs "events"'),
        (
            "events:\n  - {type: complaint_received, on: 2026-01-05, of: C1}\n" + TAIL.replace("2025", "2026"),
            rulebook.MissingError,
            '2: complaint_received needs "route"',
        ),
        (
            HEAD + AGREED + TAIL,
            rulebook.ContradictionError,
            "3: assessment_agreed_notified on 2025-10-06 comes before any",
        ),
        (
            "events:\n  - {type: suspended, on: 2025-10-06, data: {until: 2025-10-03}}\n" + TAIL,
            rulebook.ContradictionError,
            '2: "until" (2025-10-03) comes before the event itself',
        ),
    ],
)
def test_what_is_wrong_has_a_name_of_its_own(
    text: str, kind: type[rulebook.RulebookError], message: str
) -> None:
    with pytest.raises(kind) as caught:
        rulebook.parse(text).findings()
    assert f"{caught.value.line}: {caught.value.message}".startswith(message)


def test_an_area_without_closures_and_a_case_without_events() -> None:
    situation = rulebook.parse("events: []\narea: {}\n")
    assert situation.area == rulebook.Area()
    assert situation.findings(date(2026, 1, 1)) == ()


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(rulebook.RulebookError, match="cannot be read: No such file"):
        rulebook.load(tmp_path / "none.yaml")
    (tmp_path / "latin.yaml").write_bytes(b"\xe9")
    with pytest.raises(rulebook.RulebookError, match="cannot be read: not UTF-8"):
        rulebook.load(tmp_path / "latin.yaml")


def test_an_error_carries_its_event() -> None:
    event = rulebook.Event("zzz", date(2026, 1, 1), line=7)
    with pytest.raises(rulebook.RulebookError) as caught:
        rulebook.run(rulebook.regime("cfa2014"), [event], on=date(2026, 1, 1))
    assert (caught.value.event, caught.value.line) == (event, 7)
