"""The list of promises: whole, in our own words, each with a room that carries it and a part that finishes it."""

import re

import pytest

from tests.conftest import SHARED
from tests.house import plan
from tests.jobs import commitments

SOURCE = SHARED / "reference" / "commitments.md"
ROWS = commitments.rows()
FIELDS = {"id", "promise", "source", "room", "part"}
PARTS = {1, 2, 3, 4, 5, 6, 7, "later"}
BEGUN = {f"COR-{number:02}" for number in range(1, 19)} | {"EHC-01", "EHC-05"}
"""What part 1 begins, so that it must say how far it gets."""
RUN = 8
"""So many words in a row, the same as in the source, are a copy."""


def words(text):
    return re.findall(r"[a-z0-9]+", re.sub(r"['’]", "", text.lower()))


def runs(text):
    found = words(text)
    return {tuple(found[start:start + RUN]) for start in range(len(found) - RUN + 1)}


def table_a():
    """Id -> the cells of its row, in the order of the source."""
    text = SOURCE.read_text()
    lines = text[text.index("## 3. Table A"):text.index("## 4. Table B")].splitlines()
    rows = [[cell.strip() for cell in line.strip("| ").split("|")] for line in lines]
    return {row[0]: row[1:] for row in rows if re.fullmatch(r"[A-Z]+-\d\d", row[0])}


def test_there_are_405_promises_each_once():
    assert len(ROWS) == len({row["id"] for row in ROWS}) == 405
    assert len({tuple(words(row["promise"])) for row in ROWS}) == 405


def test_every_entry_is_whole():
    assert [row["id"] for row in ROWS if set(row) - {"now"} != FIELDS or not row["source"]] == []
    assert [row["id"] for row in ROWS if row["room"] not in plan.FLOORS] == []
    assert [row["id"] for row in ROWS if row["part"] not in PARTS] == []


def test_every_promise_is_one_sentence_of_8_to_30_words():
    assert [row["id"] for row in ROWS if not row["promise"].endswith(".") or ". " in row["promise"]] == []
    assert [row["id"] for row in ROWS if not 8 <= len(row["promise"].split()) <= 30] == []


def test_what_part_1_begins_says_how_far_it_gets_and_who_finishes_it():
    told = {row["id"]: row for row in ROWS if "now" in row}
    assert set(told) == BEGUN
    last = {key: max(int(n) for n in re.findall(r"\bpart (\d)", row["now"].lower())) for key, row in told.items()}
    assert last == {key: row["part"] for key, row in told.items()}


@pytest.mark.shared
def test_the_ids_are_those_of_the_source_in_its_order():
    assert [row["id"] for row in ROWS] == list(table_a())


@pytest.mark.shared
def test_the_words_are_our_own():
    source = table_a()
    assert [row["id"] for row in ROWS if words(row["promise"]) in [words(cell) for cell in source[row["id"]]]] == []
    copied = [
        row["id"] for row in ROWS
        if (runs(row["promise"]) | runs(row.get("now", ""))) & runs(" ".join(source[row["id"]]))
    ]
    assert copied == []
