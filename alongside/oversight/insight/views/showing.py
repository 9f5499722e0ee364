"""Results as plain values for pages: events, charts and tables."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from alongside.ground.core.dates import in_words
from alongside.oversight.insight.engine.inputs import groups
from alongside.oversight.insight.engine.pictures import Chart, Series, chart
from alongside.oversight.insight.models import Scenario
from alongside.oversight.insight.queries import scenarios as queries
from alongside.oversight.insight.queries.scenarios import column, months_of, number
from alongside.oversight.insight.words import MEASURES

DRAWN = ("queue", "over_20", "on_time")
TABLED = ("queue", "late_advice", "open", "over_20", "over_52", "on_time", "breaches", "cost")


def asked(row: Scenario) -> list[tuple[str, list[tuple[str, str]]]]:
    """The inputs by group, each with its unit."""
    first = [("First day that is played", in_words(date.fromisoformat(row.inputs["starts_on"])))]
    return [
        (group.title, [(one.label, f"{row.inputs[one.key]:,.10g} {one.unit}") for one in group.inputs]
         + (first if any(one.key == "queue_now" for one in group.inputs) else []))
        for group in groups()
    ]


def result(row: Scenario) -> dict[str, Any]:
    """What the page of one result shows."""
    months = months_of(row)
    shown = queries.quarters(len(months))
    return {
        "events": queries.events_of(row), "charts": [drawn([row], measure) for measure in DRAWN],
        "remedy": {part: number(value) for part, value in row.result["remedy"].items()},
        "head": [f"{months[i]:%b %Y}" for i in shown],
        "tables": [
            (MEASURES[measure], [
                (f"{months[i]:%B %Y}", *(number(column(row, measure, part)[i]) for part in ("low", "middle", "high")))
                for i in shown])
            for measure in TABLED
        ],
    }


def drawn(rows: Sequence[Scenario], measure: str) -> Chart:
    """One measure of one result with its band, or of several side by side."""
    months = months_of(rows[0])
    series = []
    for row in rows:
        low, high = column(row, measure, "low"), column(row, measure, "high")
        is_whole = None not in low and None not in high
        series.append(Series(row.name, column(row, measure), [v or 0.0 for v in low] if is_whole else (),
                             [v or 0.0 for v in high] if is_whole else ()))
    words = " ".join(_told(row, measure) for row in rows)
    is_one_start = len({row.inputs["starts_on"][:7] for row in rows}) == 1
    labels = [f"{month:%b %y}" if is_one_start else f"month {i}" for i, month in enumerate(months, start=1)]
    return chart(MEASURES[measure], words, series, labels, top=100 if measure == "on_time" else 0)


def _told(row: Scenario, measure: str) -> str:
    values, months = column(row, measure), months_of(row)
    points = ", ".join(f"{months[i]:%B %Y} {number(values[i])}" for i in (0, 5, 11, 23, 35))
    return f"{row.name}: {points}."


def compared(rows: Sequence[Scenario]) -> dict[str, Any]:
    """Several results side by side: when things are reached, charts, and the last month."""
    events = [queries.events_of(row) for row in rows]
    by_event = [(lines[0].words, *(f"{line.middle}" for line in lines)) for lines in zip(*events, strict=True)]
    at_end = [
        (f"{MEASURES[measure]}, after {words}", *(number(column(row, measure)[i]) for row in rows))
        for words, i in (("one year", 11), ("three years", 35)) for measure in ("queue", "over_20", "breaches", "cost")
    ]
    changed = [
        (one.label, *(f"{row.inputs[one.key]:,.10g}" for row in rows))
        for group in groups() for one in group.inputs if len({row.inputs[one.key] for row in rows}) > 1
    ]
    return {
        "names": [row.name for row in rows], "events": by_event, "at_end": at_end, "changed": changed,
        "charts": [drawn(rows, measure) for measure in DRAWN],
    }
