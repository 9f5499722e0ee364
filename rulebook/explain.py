"""Findings in words: a table for officers, and the whole reckoning for anybody."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from rulebook import parameters
from rulebook.model import Citation, Duty, Finding, Limit, Regime
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
# What needs a lawyer most comes first.
_TO_CHECK: Final = {
    "U": "Read nowhere yet",
    "S": "Taken from a second source",
    "V": "Read in the law by the makers, checked by nobody else",
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


def as_values(duty: Duty) -> dict[str, object]:
    """A duty as plain JSON values."""
    return {
        "id": duty.id,
        "title": duty.title,
        "holder": duty.holder,
        "meaning": duty.meaning,
        "family": duty.family,
        "opens_with": list(duty.opens_with),
        "met_by": list(duty.met_by),
        "ends_with": list(duty.ends_with),
        "falls_away_with": list(duty.falls_away_with),
        "exemptions": list(duty.exemptions),
        "limits": [
            {
                "from": limit.starts.isoformat(),
                "to": limit.ends.isoformat() if limit.ends else None,
                "value": limit.value,
                "unit": limit.unit,
                "count": limit.count,
                "strength": limit.strength,
                "citation": limit.citation.text,
                "checked": limit.citation.checked,
                "checked_on": limit.citation.checked_on.isoformat() if limit.citation.checked_on else None,
                "checked_by": limit.citation.checked_by,
            }
            for limit in duty.limits
        ],
    }


def to_check() -> str:
    """Every text of the law and every ground, as Markdown, with what a lawyer has still to check first."""
    rows = [*_texts_of_duties(), *_texts_of_grounds()]
    done = [row for row in rows if row[1].is_checked]
    lines = [
        "# What a lawyer should check",
        "",
        "Every text that the rulebook judges by, except an area's own standards. The makers are no lawyers:",
        "until a named person has compared a text with the regulation, and written down the day in",
        "`rulebook/parameters`, it counts as unchecked.",
        f"Checked so far: {len(done)} of {len(rows)}.",
    ]
    for tag, title in _TO_CHECK.items():
        open_rows = [row for row in rows if row[1].checked == tag and not row[1].is_checked]
        lines += ["", f"## {title} ({len(open_rows)})", "", *_table_of(open_rows)]
    lines += ["", f"## Checked ({len(done)})", "", *_table_of(done)]
    return "\n".join(lines)


def _table_of(rows: list[tuple[str, Citation, str]]) -> list[str]:
    if not rows:
        return ["Nothing."]
    head = ["| rule | what it says | source | checked on | by |", "|---|---|---|---|---|"]
    return head + [
        f"| `{key}` | {says} | {source.text} | {source.checked_on or ''} | {source.checked_by} |"
        for key, source, says in rows
    ]


def _texts_of_duties() -> list[tuple[str, Citation, str]]:
    return [
        (key, limit.citation, _says(limit))
        for key in parameters.in_order()
        for limit in parameters.limits(key)
        if limit.strength not in ("local", "proposal")
    ]


def _texts_of_grounds() -> list[tuple[str, Citation, str]]:
    return [
        (ground.id, source, f"can lift the limit of `{step}`")
        for ground in parameters.grounds().values()
        for step, source in ground.steps.items()
    ]


def _says(limit: Limit) -> str:
    size = "no number" if limit.value is None else f"{limit.value} {limit.unit.replace('_', ' ')}"
    until = f" until {limit.ends.isoformat()}" if limit.ends else ""
    return (
        f"{size}, {limit.count.replace('_', ' ')}, from {limit.starts.isoformat()}{until} ({limit.strength})"
    )
