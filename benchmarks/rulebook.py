"""What the law costs: one child's ten years, and whole areas from Parquet on two processes.

Every figure stands beside a baseline of the same run: reading the same events and putting them in order, which
is the least that any engine has to do. Seconds stand beside the machine's speed on the day.
"""

import argparse
import gc
import itertools
import json
import multiprocessing
import resource
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb

import rulebook
from benchmarks import machine

ON = date(2026, 11, 2)
REGIME = "cfa2014"
WORKERS = 2
# A partition is what one worker holds; small ones keep memory low and end the work evenly.
CHILDREN_A_PARTITION = 20_000
ROWS_AT_ONCE = 20_000

# Of an assessment: event, days after the request, whose, data.
STEPS: tuple[tuple[str, int, str, dict[str, str] | None], ...] = (
    ("request_received", 0, "", None),
    ("request_acknowledged", 1, "", None),
    ("family_consulted", 3, "", None),
    ("partners_notified", 4, "", None),
    ("assessment_agreed_notified", 35, "", None),
    *((kind, day, who, None) for number, who in enumerate(
        ("educational_psychologist", "health", "social_care", "school"))
      for kind, day in (("advice_requested", 36), ("advice_received", 66 + 5 * number))),
    ("plan_agreed", 92, "", None),
    ("draft_plan_served", 98, "", None),
    ("school_consulted", 98, "Any Primary", None),
    ("school_consulted", 98, "Other Primary", None),
    ("representations_received", 110, "", None),
    ("school_replied", 112, "Any Primary", None),
    ("final_plan_sent", 134, "", {"contents": "complete", "changes": "representations", "school": "Any Primary"}),
    ("provision_confirmed", 150, "", None),
    ("school_admitted", 160, "Any Primary", None),
)
# Of a dispute in the third year.
DISPUTE: tuple[tuple[str, int, str, dict[str, str] | None], ...] = (
    ("mediation_wanted", 840, "", {"about": "education"}),
    ("mediation_held", 860, "", None),
    ("certificate_issued", 862, "", None),
    ("appeal_registered", 875, "", None),
    ("appeal_sent_to_authority", 880, "", None),
    ("tribunal_response_sent", 910, "", None),
    ("tribunal_ordered", 990, "", {"action": "amend_provision"}),
    ("ordered_plan_amended", 1020, "", None),
)
REVIEWS = tuple(
    step for year in range(1, 11) for step in (
        ("review_meeting_held", 134 + 330 * year, "", None),
        ("review_decision_notified", 158 + 330 * year, "", {"outcome": "maintain", "contents": "complete"}),
    )
)


def history(start: date) -> list[rulebook.Event]:
    """Ten years of one child: an assessment, a plan, reviews, mediation, an appeal and its order."""
    return [
        rulebook.Event(kind, start + timedelta(days=day), of, data or {})
        for kind, day, of, data in (*STEPS, *DISPUTE, *REVIEWS)
        if day <= 3650
    ]


def ordered(events: list[rulebook.Event]) -> dict[str, list[rulebook.Event]]:
    """The baseline: the events of a case in order, by type."""
    found: dict[str, list[rulebook.Event]] = {}
    for event in sorted(events, key=lambda event: (event.on, event.type, event.of)):
        found.setdefault(event.type, []).append(event)
    return found


def median_ms(act: Callable[[list[rulebook.Event]], object], cases: list[list[rulebook.Event]]) -> float:
    """The middle of the CPU milliseconds that each case takes, of the best of three rounds."""
    rounds = []
    for _ in range(3):
        times = []
        for events in cases:
            start = time.process_time()
            act(events)
            times.append((time.process_time() - start) * 1000)
        rounds.append(statistics.median(times))
    return min(rounds)


def one_child() -> None:
    """Median cost of `run()` over ten years of one child, and its ratio to the baseline."""
    law = rulebook.regime(REGIME)
    cases = [history(date(2014, 9, 1) + timedelta(days=2 * number)) for number in range(500)]
    found = len(rulebook.run(law, cases[0], on=cases[0][0].on + timedelta(days=3650)))
    base = median_ms(ordered, cases)
    full = median_ms(lambda events: rulebook.run(law, events, on=events[0].on + timedelta(days=3650)), cases)
    print(f"one child, {len(cases[0])} events in ten years, {found} findings: run() {full:.3f} ms CPU (median), "
          f"{full / base:.1f} times the baseline of {base:.3f} ms")


def make_area(folder: Path, children: int) -> list[Path]:
    """Parquet files of an area's events in order of children, made by SQL from numbers: the same every time."""
    connection = duckdb.connect()
    connection.execute("SET memory_limit = '300MB'; SET threads = 1; SET preserve_insertion_order = false")
    connection.execute("CREATE TABLE step (kind VARCHAR, shift INT, who VARCHAR, said VARCHAR, disputed BOOLEAN)")
    for steps, disputed in ((STEPS, False), (REVIEWS, False), (DISPUTE, True)):
        rows = [(kind, day, of, json.dumps(data) if data else None, disputed) for kind, day, of, data in steps]
        connection.executemany("INSERT INTO step VALUES (?, ?, ?, ?, ?)", rows)
    paths = []
    for first in range(0, children, CHILDREN_A_PARTITION):
        path = folder / f"{first:07}.parquet"
        last = min(first + CHILDREN_A_PARTITION, children)
        # Each child asks on a day of its own; one in eight is late with everything, one in twenty goes to appeal.
        connection.execute(f"""
            COPY (
                SELECT child, kind, day, who, said FROM (
                    SELECT child, kind, who, said,
                           CAST(DATE '2016-11-02' + CAST(child * 7919 % 3600 AS INT)
                                + shift + CASE WHEN child % 8 = 0 AND shift > 30 THEN 45 ELSE 0 END AS DATE) AS day
                    FROM (SELECT range AS child FROM range({first}, {last})), step
                    WHERE NOT disputed OR child % 20 = 0
                ) WHERE day <= DATE '{ON}' ORDER BY child, day
            ) TO '{path}' (FORMAT parquet, ROW_GROUP_SIZE 122880)""")
        paths.append(path)
    connection.close()
    return paths


@dataclass(slots=True)
class Tally:
    """What a partition came to."""

    children: int = 0
    events: int = 0
    findings: int = 0
    states: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Tally") -> None:
        """Put another partition on top."""
        self.children += other.children
        self.events += other.events
        self.findings += other.findings
        self.states += other.states


@lru_cache(maxsize=256)
def said(text: str) -> dict[str, str]:
    """The data of an event; a few texts serve everybody."""
    return json.loads(text)  # type: ignore[no-any-return]


def stories(path: Path) -> Iterator[list[rulebook.Event]]:
    """The events of each child in a file, child by child, never the whole file at once."""
    connection = duckdb.connect()
    connection.execute("SET memory_limit = '200MB'; SET threads = 1")
    connection.execute(f"SELECT child, kind, day, who, said FROM read_parquet('{path}')")
    rows = itertools.chain.from_iterable(iter(lambda: connection.fetchmany(ROWS_AT_ONCE), []))
    for _, lot in itertools.groupby(rows, key=lambda row: row[0]):
        yield [rulebook.Event(kind, day, who, said(text) if text else {}) for _, kind, day, who, text in lot]
    connection.close()


def judge(path: Path) -> Tally:
    """One partition under the law."""
    law, tally = rulebook.regime(REGIME), Tally()
    for events in stories(path):
        found = rulebook.run(law, events, on=ON)
        tally.children += 1
        tally.events += len(events)
        tally.findings += len(found)
        tally.states.update(finding.state for finding in found)
    return tally


def read_only(path: Path) -> Tally:
    """The baseline on one partition."""
    tally = Tally()
    for events in stories(path):
        ordered(events)
        tally.children += 1
        tally.events += len(events)
    return tally


def prepare_worker() -> None:
    """Nothing here makes cycles, so the collector has nothing to find."""
    gc.disable()


def whole_area(work: Callable[[Path], Tally], paths: list[Path]) -> tuple[Tally, float, float]:
    """All partitions on two processes: the tally, wall seconds, CPU seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start, total = time.perf_counter(), Tally()
    with multiprocessing.get_context("spawn").Pool(WORKERS, initializer=prepare_worker) as pool:
        for tally in pool.imap_unordered(work, paths):
            total.add(tally)
        pool.close()
        pool.join()
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return total, wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def memory_mb() -> float:
    """The most that this process and its workers can have held together."""
    own, child = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return (own + WORKERS * child) / 1024


def area(children: int, first: dict[str, float]) -> None:
    """One size of area: seconds, ratio to the baseline, growth against the first size, memory."""
    with tempfile.TemporaryDirectory(prefix="rulebook-bench-") as home:
        start = time.perf_counter()
        paths = make_area(Path(home), children)
        made = time.perf_counter() - start
        base, _, base_cpu = whole_area(read_only, paths)
        total, wall, cpu = whole_area(judge, paths)
    assert total.children == base.children == children, (total.children, base.children)
    assert total.events == base.events
    each = cpu / children * 1e6
    growth = each / first.setdefault("each", each)
    print(f"{children:>8,} children, {total.events:,} events, {total.findings:,} findings "
          f"({', '.join(f'{state} {n:,}' for state, n in sorted(total.states.items()))})")
    print(f"         {wall:.1f} s wall, {cpu:.1f} s CPU on {WORKERS} processes, {each:.0f} us CPU a child, "
          f"{cpu / base_cpu:.2f} times the baseline, {growth:.2f} times the first size a child; "
          f"memory at most {memory_mb():.0f} MB; Parquet made in {made:.1f} s")


def main(arguments: list[str]) -> int:
    """Measure one child, then areas of the sizes asked for, smallest first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="10000,100000,640000", help="children in each area, with commas")
    sizes = sorted(int(size) for size in parser.parse_args(arguments).sizes.split(",") if size)
    print(f"machine's speed: {machine.speed()}")
    one_child()
    first: dict[str, Any] = {}
    for size in sizes:
        area(size, first)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
