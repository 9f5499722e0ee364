"""Findings in words: a table for officers, and the whole reckoning for anybody."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from rulebook.model import Duty, Finding, Limit, Regime
from rulebook.periods import in_words

STATES: Final = {
    "open": "still to do",
    "overdue": "late, still to do",
    "met": "done",
    "missed": "not done in time",
    "exempt": "the time limit does not apply",
    "needs_a_person": "a person must decide",
}
_CHECKED: Final = {
    "V": "read in the law itself",
    "S": "taken from a second source; not yet checked against the law itself",
    "U": "not yet checked against the law itself",
}
_COLUMNS: Final = ("duty", "of", "due", "do it by", "done", "state", "holder")


def table(findings: Iterable[Finding]) -> str:
    """One line a finding, in columns."""
    rows = [_COLUMNS, *(_row(finding) for finding in findings)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_COLUMNS))]
    return "\n".join(_line(row, widths) for row in rows)


def _line(row: tuple[str, ...], widths: list[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _row(finding: Finding) -> tuple[str, ...]:
    days = (finding.due, finding.operational_due, finding.done)
    due, by, done = ("-" if day is None else day.isoformat() for day in days)
    return finding.duty, finding.of or "-", due, by, done, finding.state, finding.holder


def in_full(finding: Finding) -> str:
    """One finding as a short text: what, how it stands, how its date was counted, and where the rule is."""
    of = f" ({finding.of})" if finding.of else ""
    lines = [f"{finding.title}{of}: {STATES[finding.state]}"]
    lines += [f"  {number}. {step}" for number, step in enumerate(finding.working, 1)]
    if finding.previous_due:
        lines.append(f"  Until then it was {in_words(finding.previous_due)}. {finding.why_moved}")
    if finding.done:
        lines.append(f"  Done on {in_words(finding.done)}.")
    if finding.note:
        lines.append(f"  Note: {finding.note}")
    lines.append(f"  {_source(finding)}")
    return "\n".join(lines)


def _source(finding: Finding) -> str:
    if finding.strength == "local":
        return f"Not law: {finding.citation}."
    if finding.strength == "proposal":
        return f"A proposal, not law: {finding.citation}."
    kind = "Law" if finding.strength == "statutory" else "Guidance, not law"
    return f"{kind}: {finding.citation} ({_CHECKED[finding.checked]})."


def rules(regime: Regime) -> str:
    """Every duty of a regime with its limit, holder and source."""
    return "\n\n".join([regime.title, *(_rule(duty) for duty in regime.duties)])


def _rule(duty: Duty) -> str:
    lines = [f"{duty.id}: {duty.title} ({duty.holder})", f"  {duty.meaning}"]
    lines += [f"  {_limit(limit)}" for limit in duty.limits]
    if duty.exemptions:
        lines.append(f"  May be lifted by: {', '.join(duty.exemptions)}")
    return "\n".join(lines)


def _limit(limit: Limit) -> str:
    size = "no number" if limit.value is None else f"{limit.value} {limit.unit}"
    until = f" until {limit.ends.isoformat()}" if limit.ends else ""
    held = f"from {limit.starts.isoformat()}{until}"
    source = f"{limit.citation.text} [{limit.citation.checked}]"
    return f"{size}, {limit.count}, {held}; {limit.strength}: {source}"
