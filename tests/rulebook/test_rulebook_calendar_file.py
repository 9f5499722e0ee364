"""Open dates as a calendar file: whole, valid, the same each time, and only what is still to be done."""

import sys
from datetime import date
from pathlib import Path

import pytest

import rulebook
from rulebook import __main__ as command
from rulebook import ics

FOLDER = Path(__file__).parent / "situations"
library = pytest.importorskip("icalendar")


def written(name: str, capsys: pytest.CaptureFixture[str], *more: str) -> str:
    assert command.main(["ics", str(FOLDER / f"{name}.yaml"), *more]) == 0
    return capsys.readouterr().out


def test_it_is_a_valid_calendar_of_what_is_open(capsys: pytest.CaptureFixture[str]) -> None:
    text = written("tv01_plain_clock", capsys)
    found = library.Calendar.from_ical(text)
    assert (found["VERSION"], bool(found["PRODID"])) == ("2.0", True)
    open_dates = {
        finding.operational_due
        for finding in rulebook.load(FOLDER / "tv01_plain_clock.yaml").findings()
        if finding.due and finding.done is None
    }
    entries = found.walk("VEVENT")
    assert {entry["DTSTART"].dt for entry in entries} == open_dates
    for entry in entries:
        assert {"UID", "DTSTAMP", "SUMMARY", "DESCRIPTION"} <= entry.keys()
        assert (entry["DTEND"].dt - entry["DTSTART"].dt).days == 1
        assert not entry.errors
    assert len({str(entry["UID"]) for entry in entries}) == len(entries)


def test_its_form_is_that_of_the_standard(capsys: pytest.CaptureFixture[str]) -> None:
    lines = written("tv16_order_to_make_a_plan", capsys).split("\n")
    assert lines[0].rstrip("\r") == "BEGIN:VCALENDAR"
    assert max(len(line.rstrip("\r").encode()) for line in lines) <= 75
    raw = ics.calendar((), on=date(2026, 1, 1), name="none")
    assert raw.endswith(b"END:VCALENDAR\r\n")
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert b"VEVENT" not in raw


def test_the_entry_stands_on_the_working_day_and_tells_the_lawful_one(capsys: pytest.CaptureFixture[str]) -> None:
    found = library.Calendar.from_ical(written("tv16_order_to_make_a_plan", capsys))
    (final,) = (entry for entry in found.walk("VEVENT") if "Send the ordered plan" in entry["SUMMARY"])
    assert final["DTSTART"].dt == date(2026, 5, 22)
    assert "Monday 25 May 2026. That is the last day." in final["DESCRIPTION"]
    assert "late, still to do" in final["SUMMARY"]


def test_a_date_past_the_table_of_bank_holidays_stands_on_itself(capsys: pytest.CaptureFixture[str]) -> None:
    found = library.Calendar.from_ical(written("past_the_bank_holidays", capsys))
    assert found.walk("VEVENT")


def test_the_same_story_gives_the_same_file_and_a_moved_date_keeps_its_entry(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert written("draft_reissued", capsys) == written("draft_reissued", capsys)
    early = ics.calendar(found(date(2026, 6, 1)), on=date(2026, 6, 1), name="x")
    late = ics.calendar(found(date(2026, 7, 1)), on=date(2026, 7, 1), name="x")
    (one,), (other,) = (library.Calendar.from_ical(each).walk("VEVENT") for each in (early, late))
    assert one["UID"] == other["UID"]
    assert one["DTSTART"].dt != other["DTSTART"].dt


def found(on: date) -> list[rulebook.Finding]:
    situation = rulebook.load(FOLDER / "bundle_and_a_moved_hearing.yaml")
    return [finding for finding in situation.findings(on) if finding.duty == "tribunal_bundle_10wd"]


def test_it_can_be_written_to_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "dates.ics"
    assert written("tv01_plain_clock", capsys, "--output", str(path)) == ""
    assert path.read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")


def test_without_a_day_or_without_the_library(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "situation.yaml"
    path.write_text("events: [{type: request_received, on: 2025-09-01}]\n")
    assert command.main(["ics", str(path)]) == 2
    assert "the day to judge from is missing" in capsys.readouterr().err
    monkeypatch.setitem(sys.modules, "icalendar", None)
    assert command.main(["ics", str(path), "--on", "2026-01-05"]) == 3
    assert "alongside-rulebook[ics]" in capsys.readouterr().err
