"""Reads the COLLECT "Blade" CSV set: nine tables joined by surrogate keys, by way of a temporary database on disk."""

import csv
import json
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from alongside.oversight.returns.engine.conversion import Filler, Say, fill_header, hang, header_layout
from alongside.oversight.returns.engine.layouts import CHILDREN, Layout, layout_of, years
from alongside.oversight.returns.engine.problems import Found, UnreadableError
from alongside.oversight.returns.engine.records import RECORDS, Header, Person
from alongside.oversight.returns.engine.sniffing import first_bytes, refuse_binary
from alongside.oversight.returns.engine.xml_reader import Progress
from alongside.oversight.returns.words import Severity

_PARENT = {child: parent for parent, children in CHILDREN.items() for child in children} | {"person": "header"}
_MOST_BELOW = 2_000
_STORE = """
    PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-8000;
    CREATE TABLE piece (kind TEXT, own TEXT, above TEXT, record TEXT);
    CREATE INDEX piece_own ON piece (kind, own);
    CREATE INDEX piece_above ON piece (kind, above);
"""
_LONGEST_CELL = 100_000


def tables_of_set(folder: Path) -> dict[str, Path]:
    """The files of a set by table; UnreadableError when they don't make one set."""
    names = {record.table for record in layout_of(years()[-1]).records.values()}
    found: dict[str, list[Path]] = {}
    for path in sorted(folder.glob("*.csv")) + sorted(folder.glob("*.CSV")):
        table = path.stem.rpartition("_")[2].lower()
        if table in names and path not in found.get(table, []):
            found.setdefault(table, []).append(path)
    missing = sorted(names - set(found))
    if missing:
        raise UnreadableError("R01", f"The folder lacks these files of the COLLECT CSV set: {', '.join(missing)}.")
    if twice := sorted(table for table, paths in found.items() if len(paths) > 1):
        raise UnreadableError("R01", f"The folder holds more than one export; two files each of: {', '.join(twice)}.")
    return {table: paths[0] for table, paths in found.items()}


class CsvReturn:
    """One folder with a CSV set; `header` is set once the first person, or the end, has been reached."""

    def __init__(self, path: Path, *, say: Say, progress: Progress | None = None) -> None:
        self._folder = path
        self._say = say
        self._progress = progress
        self.header = Header()
        self._header_row: dict[str, str] = {}

    def persons(self) -> Iterator[Person]:
        """Each person in the order of the person file; UnreadableError when the set can't be read."""
        files = tables_of_set(self._folder)
        with tempfile.TemporaryDirectory(prefix="sen2-") as scratch:
            store = sqlite3.connect(Path(scratch) / "set.sqlite3")
            try:
                store.executescript(_STORE)
                yield from self._joined(store, files)
            finally:
                store.close()

    def _joined(self, store: sqlite3.Connection, files: dict[str, Path]) -> Iterator[Person]:
        layout = self._read_header(files["sen2"])
        filler = Filler(layout, self._say)
        named = {name: value for name, value in self._header_row.items() if not is_technical(name)}
        fill_header(filler, self.header, named)
        total = sum(path.stat().st_size for path in files.values()) or 1
        done = 0
        for kind in RECORDS:
            if kind != "header":
                self._take_in(store, layout, kind, files)
                done += files[layout.records[kind].table].stat().st_size
                if self._progress:
                    self._progress(done, total)
        self._say_orphans(store, layout)
        yield from self._people(store, filler)

    def _read_header(self, path: Path) -> Layout:
        rows = list(_first(rows_of(path), 3))
        if len(rows) != 1:
            raise UnreadableError("R07", f"{path.name} must hold exactly one row: the header of the return.")
        self._header_row = rows[0]
        return header_layout(self._header_row)

    def _take_in(self, store: sqlite3.Connection, layout: Layout, kind: str, files: dict[str, Path]) -> None:
        """Put one table into the temporary database, row by row."""
        table = layout.records[kind].table
        own, above = f"{table}tableid", f"{layout.records[_PARENT[kind]].table}tableid"
        path = files[table]
        need_above = kind != "person"

        def packed_rows() -> Iterator[tuple[str, str, str, str]]:
            for number, row in enumerate(rows_of(path), start=2):
                if not row.get(own) or (need_above and not row.get(above)):
                    raise UnreadableError("R09", f"{path.name} has a row without its key {own} or {above}.", number)
                yield kind, row[own], row.get(above, ""), json.dumps(row, separators=(",", ":"))

        store.executemany("INSERT INTO piece VALUES (?,?,?,?)", packed_rows())
        twice = "SELECT 1 FROM piece WHERE kind = ? GROUP BY own HAVING COUNT(*) > 1 LIMIT 1"
        if store.execute(twice, (kind,)).fetchone():
            raise UnreadableError("R09", f"{path.name} uses one key {own} for two rows.")

    def _say_orphans(self, store: sqlite3.Connection, layout: Layout) -> None:
        """Rows that hang from nothing would be lost without a word."""
        for kind, parent in _PARENT.items():
            if parent == "header":
                continue
            table, above = layout.records[kind].table, layout.records[parent].table
            lost = store.execute(
                "SELECT COUNT(*) FROM piece AS low WHERE kind = ? AND NOT EXISTS"
                " (SELECT 1 FROM piece AS high WHERE high.kind = ? AND high.own = low.above)", (kind, parent),
            ).fetchone()[0]
            if lost:
                message = f"{lost} rows of {table} belong to no row of {above}."
                self._say(Found(None, table, str(lost), "R09", Severity.ERROR, message))

    def _people(self, store: sqlite3.Connection, filler: Filler) -> Iterator[Person]:
        cursor = store.execute("SELECT own, record FROM piece WHERE kind = 'person' ORDER BY rowid")
        for position, (own, text) in enumerate(cursor, start=1):
            filler.position = position
            person = Person(position=position)
            self._fill(store, filler, person, "person", own, json.loads(text))
            yield person

    def _fill(
        self, store: sqlite3.Connection, filler: Filler, record: Any, kind: str, own: str, row: dict[str, str]
    ) -> None:
        """Fill a record from its row, then everything below it."""
        for name, value in row.items():
            if value and not is_technical(name):
                filler.set(record, kind, name, value)
        for below in CHILDREN[kind]:
            query = "SELECT own, record FROM piece WHERE kind = ? AND above = ? ORDER BY rowid LIMIT ?"
            found = store.execute(query, (below, own, _MOST_BELOW + 1)).fetchall()
            if len(found) > _MOST_BELOW:
                raise UnreadableError("R06", f"One record has more than {_MOST_BELOW:,} rows of {below} below it.")
            for key, text in found:
                child = RECORDS[below]()
                self._fill(store, filler, child, below, key, json.loads(text))
                hang(filler, record, below, child)
        filler.complete(record, kind)


def is_technical(column: str) -> bool:
    """Columns that COLLECT adds for itself."""
    return column in {"nativeid", "sourceid"} or column.endswith(("tableid", "orderseqcolumn"))


def rows_of(path: Path) -> Iterator[dict[str, str]]:
    """The rows of one CSV file, names in lower case; UnreadableError with the line where it can't be read."""
    refuse_binary(first_bytes(path))
    csv.field_size_limit(_LONGEST_CELL)
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file)
        try:
            names = [name.strip().lower() for name in next(reader)]
            if len(set(names)) != len(names):
                raise UnreadableError("R02", f"{path.name} names a column twice.", 1)
            for cells in reader:
                if not cells:
                    continue
                if len(cells) != len(names):
                    message = f"{path.name} has {len(cells)} cells here instead of {len(names)}; was it cut off?"
                    raise UnreadableError("R05", message, reader.line_num)
                yield dict(zip(names, cells, strict=True))
        except csv.Error:
            raise UnreadableError("R02", f"{path.name} isn't well-formed CSV here.", reader.line_num) from None
        except UnicodeDecodeError:
            message = f"{path.name} isn't UTF-8 after this line; save it as UTF-8."
            raise UnreadableError("R04", message, reader.line_num) from None


def _first(rows: Iterator[dict[str, str]], n: int) -> Iterator[dict[str, str]]:
    for _, row in zip(range(n), rows, strict=False):
        yield row
