"""The command line, as a person or another program meets it."""

import json
import runpy
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from rulebook import __main__ as command
from rulebook import explain, parameters
from rulebook.events import event_types

ROOT = Path(__file__).resolve().parents[2]
SITUATION = Path(__file__).parent / "situations" / "tv01_plain_clock.yaml"


def rulebook(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "rulebook", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_findings_as_json() -> None:
    done = rulebook("findings", str(SITUATION), "--json")
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    (decision,) = (finding for finding in found if finding["duty"] == "assess_decision_6w")
    assert decision["working"][0] == "On Monday 1 September 2025 the council received the request."
    expected = {
        "duty": "assess_decision_6w",
        "due": "2025-10-13",
        "operational_due": "2025-10-13",
        "done": "2025-10-06",
        "state": "met",
        "holder": "local_authority",
        "strength": "statutory",
        "citation": "SI 2014/1530 reg 5(1)",
        "checked": "V",
        "since": "2025-09-01",
    }
    assert expected.items() <= decision.items()


def test_an_unknown_event_is_one_line_and_exit_code_2(tmp_path: Path) -> None:
    path = tmp_path / "situation.yaml"
    path.write_text(
        "on: 2025-12-01\nregime: cfa2014\n\nevents:\n  - {type: requst_received, on: 2025-09-01}\n"
    )
    done = rulebook("findings", str(path), "--json")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f'{path}:5: unknown event "requst_received"; did you mean "request_received"?\n'


def test_without_a_day_there_is_no_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "situation.yaml"
    path.write_text("events: [{type: request_received, on: 2025-09-01}]\n")
    assert command.main(["findings", str(path)]) == 2
    assert capsys.readouterr().err == f'{path}: the day to judge from is missing: give "on"\n'
    assert command.main(["findings", str(path), "--on", "2026-01-20"]) == 0
    assert "overdue" in capsys.readouterr().out


def test_findings_as_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["findings", str(SITUATION)]) == 0
    head, *rows = capsys.readouterr().out.splitlines()
    assert head.split() == ["duty", "of", "due", "do", "it", "by", "done", "state", "holder"]
    assert "final_plan_20w" in "".join(rows)


def test_findings_in_json_within_the_process(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["findings", str(SITUATION), "--json"]) == 0
    assert {finding["duty"] for finding in json.loads(capsys.readouterr().out)} >= {"final_plan_20w"}


def test_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["explain", str(SITUATION)]) == 0
    told = capsys.readouterr().out
    assert "Send the advice to the council (educational_psychologist): still to do" in told
    assert "4. Day 42 is Monday 13 October 2025. That is the last day." in told
    assert "Law: SI 2014/1530 reg 5(1) (read in the law itself)." in told
    assert "not yet checked against the law itself" in told


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("draft_reissued", "Until then it was Monday 15 December 2025. The draft was issued again"),
        ("local_standards", "Not law: Local standard for identity checks."),
        ("proposal_isp", "A proposal, not law: Every Child Achieving and Thriving"),
        ("school_silent", "Guidance, not law: SEND Code of Practice 2015 para 9.83"),
    ],
)
def test_what_an_explanation_also_says(name: str, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["explain", str(SITUATION.with_name(f"{name}.yaml"))]) == 0
    assert words in capsys.readouterr().out


def test_rules(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["rules"]) == 0
    told = capsys.readouterr().out
    assert "20 weeks, weeks_after, from 2014-09-01; statutory: SI 2014/1530 reg 13(2) [V]" in told
    assert "no number, as_soon_as_practicable" in told
    assert "May be lifted by: exc_school_closed" in told
    assert command.main(["rules", "--regime", "other"]) == 2
    assert capsys.readouterr().err == 'rulebook: unknown regime "other"\n'


def test_events_as_markdown(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["events", "--markdown"]) == 0
    head, line, *rows = capsys.readouterr().out.splitlines()
    assert head.count("|") == line.count("|") == 6
    assert [row.split("`")[1] for row in rows] == [kind.name for kind in event_types()]


def test_everything_can_be_had_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["explain", str(SITUATION), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert "Day 42 is Monday 13 October 2025" in told[0]["explanation"] + told[2]["explanation"]
    assert command.main(["rules", "--json"]) == 0
    rules = {rule["id"]: rule for rule in json.loads(capsys.readouterr().out)}
    (limit,) = rules["final_plan_20w"]["limits"]
    assert (limit["value"], limit["unit"], limit["from"], limit["to"]) == (20, "weeks", "2014-09-01", None)
    assert (limit["checked"], limit["checked_on"], limit["checked_by"]) == ("V", None, "")
    assert "exc_school_closed" in rules["final_plan_20w"]["exemptions"]
    assert rules["provision_from_plan_date"]["limits"][1]["to"] == "2020-07-31"
    assert command.main(["events", "--json"]) == 0
    assert [kind["name"] for kind in json.loads(capsys.readouterr().out)] == [kind.name for kind in event_types()]


@pytest.mark.parametrize(
    ("name", "flags", "code"),
    [
        ("tv20_twenty_weeks_late", ["--late"], 1),
        ("tv20_twenty_weeks_late", [], 0),
        ("tv20_twenty_weeks_late", ["--late", "--json"], 1),
        ("local_standards", ["--late"], 0),
        ("school_silent", ["--late"], 0),
    ],
)
def test_a_script_can_ask_whether_the_law_is_broken(
    name: str, flags: list[str], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    path = SITUATION.with_name(f"{name}.yaml")
    assert command.main(["findings", str(path), *flags]) == code
    printed = capsys.readouterr()
    assert (bool(printed.out), printed.err) == (True, "")


def test_a_proposal_is_listed_only_when_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["rules", "--regime", "isp_draft"]) == 2
    assert "is a proposal, not law" in capsys.readouterr().err
    assert command.main(["rules", "--regime", "isp_draft", "--proposals"]) == 0
    assert capsys.readouterr().out.startswith("Proposal, not law")


def test_what_a_lawyer_should_check(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["rules", "--to-check"]) == 0
    text = capsys.readouterr().out
    held = [limit for key in parameters.in_order() for limit in parameters.limits(key)]
    law = [limit for limit in held if limit.strength in ("statutory", "guidance")]
    grounds = [source for ground in parameters.grounds().values() for source in ground.steps.values()]
    assert text.count("\n| `") == len(law) + len(grounds)
    assert "local_family_call" not in text
    assert "isp_make" not in text


def test_a_check_that_somebody_made_moves_to_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    limit = parameters.limits("final_plan_20w")[0]
    checked = replace(limit, citation=replace(limit.citation, checked_on=date(2027, 1, 4), checked_by="A. Solicitor"))
    monkeypatch.setattr(parameters, "in_order", lambda: ["final_plan_20w"])
    monkeypatch.setattr(parameters, "limits", lambda key: (checked,))
    monkeypatch.setattr(parameters, "grounds", dict)
    text = explain.to_check()
    assert "Checked so far: 1 of 1." in text
    assert text.endswith("| SI 2014/1530 reg 13(2) | 2027-01-04 | A. Solicitor |")


def test_run_as_a_module(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["rulebook", "events"])
    monkeypatch.delitem(sys.modules, "rulebook.__main__")
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("rulebook", run_name="__main__")
    assert ended.value.code == 0
