"""A day typed into three boxes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple, Unpack

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, gettext_lazy

from alongside.ground.ui.forms.look import Asked, Look, for_django, without_nul

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

BOXES = ("day", "month", "year")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class Typed(NamedTuple):
    """What stands in the three boxes, kept exactly as typed."""

    day: str
    month: str
    year: str


class DayBoxes(forms.Widget):
    """Three boxes: `name_day`, `name_month`, `name_year`."""

    component = "date-input"

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Typed:
        """The three texts."""
        return Typed(*(str(without_nul(data.get(f"{name}_{box}") or "")).strip() for box in BOXES))

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        """Whether none of the boxes was sent."""
        return all(f"{name}_{box}" not in data for box in BOXES)

    def format_value(self, value: Any) -> Any:
        """The three texts for a day, for what was typed, or for nothing."""
        if isinstance(value, date):
            return Typed(str(value.day), str(value.month), str(value.year))
        return value or Typed("", "", "")

    def id_for_label(self, id_: str, index: Any = None) -> str:
        """The first box."""
        return f"{id_}_day"


class DayField(Asked, forms.Field):
    """A date. Its errors name the box: "Birth date must include a month", "Birth date must be a real date".

    `not_after_today` and `not_before_today` need the form to be made with `today=`.
    """

    def __init__(self, label: StrOrPromise, *, not_after_today: bool = False, not_before_today: bool = False,
                 **look: Unpack[Look]) -> None:
        missing = gettext_lazy("Enter %(what)s") % {"what": _lowered(label)}
        super().__init__(widget=DayBoxes(), **for_django(label, look, missing=missing))
        if look.get("autocomplete"):
            self.widget.attrs["autocomplete"] = look["autocomplete"]
        self.not_after_today, self.not_before_today = not_after_today, not_before_today
        self.ask(look)

    def to_python(self, value: Any) -> date | None:
        """The day, or None when all three boxes are empty."""
        if isinstance(value, date) or value is None:
            return value
        typed = Typed(*value)
        if not any(typed):
            return None
        found, fault, _ = read(typed)
        if fault:
            raise ValidationError(fault % {"what": self.label})
        return found

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether the boxes hold another day."""
        return bool(DayBoxes().format_value(initial) != DayBoxes().format_value(data))

    def faulty_boxes(self, value: Any) -> list[str]:
        """Which boxes an error is about; all when the date as a whole is wrong."""
        return list(read(Typed(*value))[2]) if isinstance(value, tuple) else []

    def fault_beside(self, day: date, today: date) -> str:
        """What is wrong with a real day when seen from today."""
        if self.not_after_today and day > today:
            return gettext("%(what)s must be today or in the past") % {"what": self.label}
        if self.not_before_today and day < today:
            return gettext("%(what)s must be today or in the future") % {"what": self.label}
        return ""


def read(typed: Typed) -> tuple[date | None, str, tuple[str, ...]]:
    """The day, or what is wrong (with %(what)s for the question) and in which boxes."""
    empty = tuple(box for box, text in zip(BOXES, typed, strict=True) if not text)
    if empty:
        named = {("day",): gettext("%(what)s must include a day"),
                 ("month",): gettext("%(what)s must include a month"),
                 ("year",): gettext("%(what)s must include a year"),
                 ("day", "month"): gettext("%(what)s must include a day and month"),
                 ("day", "year"): gettext("%(what)s must include a day and year"),
                 ("month", "year"): gettext("%(what)s must include a month and year")}
        return None, named.get(empty, ""), empty
    month = typed.month if typed.month.isdigit() else str(_month_number(typed.month))
    if typed.year.isdigit() and len(typed.year) != 4:
        return None, gettext("%(what)s must have a year of 4 numbers"), ("year",)
    try:
        return date(int(typed.year), int(month), int(typed.day)), "", ()
    except ValueError:
        return None, gettext("%(what)s must be a real date"), BOXES


def _month_number(text: str) -> int:
    """`Oct` and `october` are 10; anything else is 0, which is no month."""
    short = text[:3].lower()
    return MONTHS.index(short) + 1 if short in MONTHS else 0


def _lowered(label: StrOrPromise) -> str:
    text = str(label)
    return text[:1].lower() + text[1:]
