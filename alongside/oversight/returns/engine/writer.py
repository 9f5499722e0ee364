"""Writes the return as a stream, by the same layouts by which it is read: XML, or the COLLECT CSV set."""

import csv
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any

from lxml import etree

from alongside.oversight.returns.engine.layouts import CHILDREN, Layout, RecordLayout, layout_of
from alongside.oversight.returns.engine.records import Header, Person

_ROOT = "Message"
_EXPORT_DAY = "%Y-%b-%d 00:00:00"


def write_xml(path: Path, *, header: Header, persons: Iterable[Person]) -> int:
    """Write the return of `header.year` to `path`; returns the number of persons. KeyError for an unknown year."""
    layout = layout_of(header.year or 0)
    n_persons = 0
    with path.open("wb") as file, etree.xmlfile(file, encoding="utf-8") as out:
        out.write_declaration()
        with out.element(_ROOT):
            out.write(_header(layout, header), pretty_print=True)
            with out.element("Persons"):
                for person in persons:
                    out.write(_element(layout, "person", person), pretty_print=True)
                    n_persons += 1
    return n_persons


def _header(layout: Layout, header: Header) -> Any:
    """The header: blocks first, then what stands outside any block."""
    record = layout.records["header"]
    root = etree.Element(record.element)
    blocks: dict[str, Any] = {}
    for field in record.fields:
        if field.block and field.block not in blocks:
            blocks[field.block] = etree.SubElement(root, field.block)
    for field in record.fields:
        value = text_of(getattr(header, field.name))
        if value:
            etree.SubElement(blocks.get(field.block, root), field.element).text = value
    return root


def _element(layout: Layout, kind: str, record: Any) -> Any:
    """A record as an element: its own fields in the layout's order, then the records below it."""
    of_kind = layout.records[kind]
    element = etree.Element(of_kind.element)
    for field in of_kind.fields:
        value = text_of(getattr(record, field.name))
        if value:
            etree.SubElement(element, field.element).text = value
    for below in CHILDREN[kind]:
        for child in below_of(record, below):
            element.append(_element(layout, below, child))
    return element


def write_csv_set(folder: Path, *, header: Header, persons: Iterable[Person], exported_on: date) -> int:
    """Write the nine files of the COLLECT export into `folder`; returns the number of persons."""
    layout = layout_of(header.year or 0)
    with ExitStack() as stack:
        tables = {}
        for kind, record in layout.records.items():
            path = folder / f"Blade-Export_{exported_on:%d-%m-%Y}_{record.table}.csv"
            file = stack.enter_context(path.open("w", encoding="utf-8", newline=""))
            above = next((layout.records[k].table for k, below in CHILDREN.items() if kind in below), "sen2")
            tables[kind] = _Table(csv.writer(file), record, above if kind != "header" else "")
        top = tables["header"].add(header, 0)
        n_persons = 0
        for person in persons:
            _rows(tables, "person", person, top)
            n_persons += 1
    return n_persons


class _Table:
    """One CSV file of the set, with its own surrogate keys from 1."""

    def __init__(self, out: Any, record: RecordLayout, above: str) -> None:
        self._out = out
        self._record = record
        self._n_rows = 0
        self._has_above = bool(above)
        names = [f"{record.table}tableid", "NativeId", f"{record.table}orderseqcolumn", "sourceid"]
        names += [f"{above}tableid"] if above else []
        out.writerow([*names, *(field.element.lower() for field in record.fields)])

    def add(self, record: Any, above: int) -> int:
        """Write a row below the row with the key `above`; returns its own key."""
        self._n_rows += 1
        keys = [self._n_rows, self._n_rows, self._n_rows, 1, *([above] if self._has_above else [])]
        self._out.writerow([*keys, *(_cell_of(getattr(record, field.name)) for field in self._record.fields)])
        return self._n_rows


def _rows(tables: dict[str, _Table], kind: str, record: Any, above: int) -> None:
    own = tables[kind].add(record, above)
    for below in CHILDREN[kind]:
        for child in below_of(record, below):
            _rows(tables, below, child, own)


def below_of(record: Any, kind: str) -> Iterator[Any]:
    """The records of a kind below a record, whether there can be one or many."""
    held = getattr(record, kind)
    if isinstance(held, list):
        yield from held
    elif held is not None:
        yield held


def text_of(value: object) -> str:
    """A value as the XML return writes it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    return value.isoformat() if isinstance(value, date) else str(value)


def _cell_of(value: object) -> str:
    """A value as the COLLECT export writes it."""
    return value.strftime(_EXPORT_DAY) if isinstance(value, date) else text_of(value)
