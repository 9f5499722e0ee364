"""Reads the XML return as a stream: no tree is ever built, so memory doesn't grow with the file or with one person."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from lxml import etree

from alongside.oversight.returns.engine.conversion import Filler, Say, fill_header, hang, header_layout
from alongside.oversight.returns.engine.problems import UnreadableError
from alongside.oversight.returns.engine.records import RECORDS, Header, Person
from alongside.oversight.returns.engine.sniffing import first_bytes, refuse_binary, refuse_odd_xml

_CHUNK = 64 * 1024
_LONGEST_LEAF = 4_000
_MOST_ELEMENTS = 20_000
"""No real person has so many; a file that says so would fill the memory."""

Progress = Callable[[int, int], None]


class XmlReturn:
    """One XML file. `header` is set once the first person, or the end, has been reached; then come `persons()`."""

    def __init__(self, path: Path, *, say: Say, progress: Progress | None = None) -> None:
        self._path = path
        self._size = max(1, path.stat().st_size) if path.exists() else 1
        self._progress = progress
        self._target = _Target(say)
        self.header = Header()

    def persons(self) -> Iterator[Person]:
        """Each person in the order of the file; UnreadableError when it can't be read further."""
        start = first_bytes(self._path)
        refuse_binary(start)
        refuse_odd_xml(start)
        parser = etree.XMLParser(
            target=self._target, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
            remove_comments=True, remove_pis=True,
        )
        done = 0
        with self._path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                self._feed(parser, chunk)
                done += len(chunk)
                if self._progress:
                    self._progress(done, self._size)
                yield from self._taken()
        self._close(parser)
        yield from self._taken()

    def _taken(self) -> Iterator[Person]:
        self.header = self._target.header
        ready, self._target.ready = self._target.ready, []
        yield from ready

    def _feed(self, parser: Any, chunk: bytes) -> None:
        try:
            parser.feed(chunk)
        except etree.XMLSyntaxError as error:
            raise _explained(error) from None

    def _close(self, parser: Any) -> None:
        try:
            parser.close()
        except etree.XMLSyntaxError as error:
            # Whatever the parser calls it: the bytes ended, and it waited for more.
            line = int(error.lineno or 0)
            raise UnreadableError("R05", "The file ends in the middle; was it cut off?", line) from None
        self._target.finish()


def _explained(error: etree.XMLSyntaxError) -> UnreadableError:
    """What the parser complains about, in our words; nothing of the file's content is repeated."""
    line = int(error.lineno or 0)
    text = str(error.msg or "")
    if "not proper UTF-8" in text or "ncoding" in text or "PCDATA invalid Char" in text or "onversion" in text:
        return UnreadableError("R04", "The text isn't in the encoding that the file declares; save it as UTF-8.", line)
    if "ntity" in text and "not defined" in text:
        return UnreadableError("R03", "The file uses an entity that a return can't have.", line)
    if "xcessive depth" in text or "uge" in text or "too long" in text:
        return UnreadableError("R06", "An element is nested too deeply or is far too long for a return.", line)
    return UnreadableError("R02", "The XML isn't well formed here.", line)


class _Target:
    """Takes the parser's events and builds one person after the other."""

    def __init__(self, say: Say) -> None:
        self.say = say
        self.header = Header()
        self.ready: list[Person] = []
        self._filler: Filler | None = None
        self._early: list[tuple[str, str]] = []
        self._open: list[tuple[str, Any]] = []
        self._leaf = ""
        self._text: list[str] = []
        self._n_signs = 0
        self._n_elements = 0
        self._n_persons = 0
        self._skipping = 0

    def doctype(self, name: str, public: str | None, system: str | None) -> None:
        """Refuse a DOCTYPE wherever it stands."""
        raise UnreadableError("R03", "The file has a DOCTYPE. A return needs none, and it can be used for attacks.")

    def start(self, tag: str | bytes, attrib: Any) -> None:
        """An element opens: a record, a leaf, or a mere wrapper."""
        name = str(tag).rpartition("}")[2]
        self._n_elements += 1
        if self._n_elements > _MOST_ELEMENTS:
            raise UnreadableError("R06", f"A part of the file holds more than {_MOST_ELEMENTS:,} elements in one go.")
        if self._skipping:
            self._skipping += 1
        elif self._open:
            self._start_inside(name)
        elif name.lower() == "person":
            self._start_person()
        else:
            self._begin_leaf(name)

    def _start_person(self) -> None:
        self._n_elements = 0
        self._n_persons += 1
        filler = self._ready_filler()
        filler.position = self._n_persons
        self._open.append(("person", Person(position=self._n_persons)))
        self._leaf = ""

    def _start_inside(self, name: str) -> None:
        kind = self._open[-1][0]
        filler = self._ready_filler()
        if self._leaf:
            filler.unknown(self._leaf)
            self._leaf, self._skipping = "", 2
        elif below := filler.layout.kind_below(kind, name.lower()):
            self._open.append((below, RECORDS[below]()))
        else:
            self._begin_leaf(name)

    def _begin_leaf(self, name: str) -> None:
        self._leaf, self._text, self._n_signs = name, [], 0

    def data(self, data: str | bytes) -> None:
        """Text, in pieces; a leaf keeps only as much as is ever needed to call it too long."""
        if self._leaf and self._n_signs < _LONGEST_LEAF:
            self._text.append(str(data)[:_LONGEST_LEAF])
            self._n_signs += len(data)

    def end(self, tag: str | bytes) -> None:
        """An element closes."""
        if self._skipping:
            self._skipping -= 1
        elif self._leaf:
            text = "".join(self._text)
            leaf, self._leaf = self._leaf, ""
            self._end_leaf(leaf, text)
        elif self._open:
            self._end_record()

    def _end_leaf(self, leaf: str, text: str) -> None:
        if self._open:
            kind, record = self._open[-1]
            self._ready_filler().set(record, kind, leaf, text)
        elif self._filler is None:
            if len(self._early) > 200:
                raise UnreadableError("R07", "This isn't a SEN2 return: no persons after the header.")
            self._early.append((leaf, text))
        elif text.strip():
            self._filler.position = None
            self._filler.set(self.header, "header", leaf, text)

    def _end_record(self) -> None:
        kind, record = self._open.pop()
        filler = self._ready_filler()
        filler.complete(record, kind)
        if not self._open:
            self.ready.append(record)
            return
        hang(filler, self._open[-1][1], kind, record)

    def _ready_filler(self) -> Filler:
        """The filler; the first call reads the year out of the header, which stands before the first person."""
        if self._filler is None:
            layout = header_layout({name.lower(): text for name, text in self._early})
            self._filler = Filler(layout, self.say)
            fill_header(self._filler, self.header, dict(self._early))
        return self._filler

    def finish(self) -> None:
        """The end of the file: read the header of a file without persons too."""
        self._ready_filler()

    def comment(self, text: str | bytes) -> None:
        """Comments are passed over."""

    def close(self) -> None:
        """Asked for by the parser; everything was handed over already."""
