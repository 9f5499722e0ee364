"""From text to values: one element at a time, by the layout; what doesn't fit becomes a problem."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from alongside.oversight.returns.engine.layouts import Field, Layout, layout_of, years
from alongside.oversight.returns.engine.problems import Found, UnreadableError, shown
from alongside.oversight.returns.engine.records import Header
from alongside.oversight.returns.words import Decision, Severity

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00:00(?:\.0+)?Z?)?")
_EXPORT_DAY = re.compile(r"(\d{4})-([A-Z][a-z]{2})-(\d{2})(?: 00:00:00)?")
_MONTHS = {"Jan": 1, "Feb": 2, "Mar": 3, "Apr": 4, "May": 5, "Jun": 6, "Jul": 7, "Aug": 8, "Sep": 9, "Oct": 10,
           "Nov": 11, "Dec": 12}
_MOST_EXTRAS = 100
_EARLIEST, _LATEST = date(1990, 1, 1), date(2100, 1, 1)
_YES, _NO = frozenset({"1", "true", "True", "TRUE"}), frozenset({"0", "false", "False", "FALSE"})
_UNTEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

Say = Callable[[Found], None]


class UnfitError(ValueError):
    """A value doesn't have the form that its field needs; the text says what would be right."""


def day_from(text: str) -> date:
    """A day written `2025-09-01`, or as the COLLECT export writes it, `2025-Sep-01 00:00:00`."""
    if match := _DAY.fullmatch(text):
        year, month, day = (int(part) for part in match.groups())
    elif match := _EXPORT_DAY.fullmatch(text):
        year, month, day = int(match[1]), _MONTHS.get(match[2], 0), int(match[3])
    else:
        raise UnfitError("A date must be written like 2025-09-01.")
    try:
        found = date(year, month, day)
    except ValueError:
        raise UnfitError("There is no such day.") from None
    if not _EARLIEST <= found < _LATEST:
        raise UnfitError("A date of this return can't lie before 1990 or after 2099.")
    return found


def yesno_from(text: str) -> bool:
    """A boolean written 1 or 0 (or true, false)."""
    if text in _YES:
        return True
    if text in _NO:
        return False
    raise UnfitError("This must be 1 for yes or 0 for no.")


def number_from(text: str) -> int:
    """A whole number that a database column can hold."""
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise UnfitError("This must be a whole number.")
    return int(text)


_CONVERT: dict[str, Callable[[str], Any]] = {
    "date": day_from, "yesno": yesno_from, "number": number_from,
}


class Filler:
    """Fills records of one person (or of the header, position None) and says what doesn't fit."""

    def __init__(self, layout: Layout, say: Say) -> None:
        self.layout = layout
        self.say = say
        self.position: int | None = None

    def set(self, record: Any, kind: str, element: str, text: str) -> None:
        """Put the text of an element into a record; an unknown element is kept in `extras` and queried."""
        text = text.strip()
        field = self.layout.records[kind].by_element.get(element.lower())
        if field is None:
            self._keep(record, element, text)
        elif text:
            value = self._value(field, text)
            if value is not None:
                if getattr(record, field.name) is not None:
                    self._problem(field.element, text, "R15", Severity.ERROR, "This is given twice; which one holds?")
                setattr(record, field.name, value)

    def complete(self, record: Any, kind: str) -> None:
        """Say which mandatory elements a finished record lacks."""
        is_historical = kind in {"request", "assessment"} and record.outcome == Decision.HISTORICAL
        for field in self.layout.records[kind].fields:
            if field.need == "may" or getattr(record, field.name) is not None:
                continue
            if field.need == "must":
                self._problem(field.element, "", "R12", Severity.ERROR, "This is missing.")
            elif not (field.need == "live" and is_historical):
                message = "This is missing; it is mandatory as far as known."
                self._problem(field.element, "", "R12", Severity.QUERY, message)

    def unknown(self, element: str, value: str = "") -> None:
        """Say that an element isn't known in this place and year."""
        self._problem(
            element, value, "R10", Severity.QUERY,
            f"This element isn't known in the return of {self.layout.year}; it is kept as it stands.",
        )

    def _keep(self, record: Any, element: str, text: str) -> None:
        element, text = element[:60], _UNTEXT.sub("", text)
        if len(record.extras) < _MOST_EXTRAS:
            record.extras[element] = text[:2000]
        self.unknown(element, text)

    def _value(self, field: Field, text: str) -> Any:
        if len(text) > field.length:
            self._problem(field.element, text, "R14", Severity.ERROR, f"This is longer than {field.length} signs.")
            return None
        if _UNTEXT.search(text):
            self._problem(field.element, "", "R13", Severity.ERROR, "This holds signs that are not text.")
            return None
        if field.codes is not None:
            if not field.codes.knows(text):
                message = f"This code isn't one that is known for {field.element}; it is kept as it stands."
                self._problem(field.element, text, field.codes.rule, Severity.QUERY, message)
            return text
        try:
            return _CONVERT[field.type](text) if field.type in _CONVERT else text
        except UnfitError as error:
            self._problem(field.element, text, "R13", Severity.ERROR, str(error))
            return None

    def _problem(self, field: str, value: str, rule: str, severity: Severity, message: str) -> None:
        self.say(Found(self.position, field, shown(value), rule, severity, message))


def hang(filler: Filler, parent: Any, kind: str, child: Any) -> None:
    """Put a record below its parent; a second one where only one can be is an error."""
    held = getattr(parent, kind)
    if isinstance(held, list):
        held.append(child)
        return
    if held is not None:
        element = filler.layout.records[kind].element
        filler.say(Found(filler.position, element, "", "R15", Severity.ERROR, "There can be only one of these here."))
    setattr(parent, kind, child)


def fill_header(filler: Filler, header: Header, values: Mapping[str, str]) -> None:
    """Fill the header from named values and say what it lacks."""
    for name, value in values.items():
        if value.strip():
            filler.set(header, "header", name, value)
    filler.complete(header, "header")


def header_layout(values: Mapping[str, str]) -> Layout:
    """The layout of the year that the header (names in lower case) names; UnreadableError without a known year."""
    text = values.get("year", "").strip()
    if not values.get("collection") and not text:
        raise UnreadableError("R07", "This isn't a SEN2 return: it has no header that names a collection and a year.")
    if not (text.isascii() and text.isdigit()) or int(text) not in years():
        known = ", ".join(str(year) for year in years())
        raise UnreadableError("R08", f"The header's year must be one of {known}; it is {text[:20]!r}.")
    return layout_of(int(text))
