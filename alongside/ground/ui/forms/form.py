"""The one Form class."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.safestring import SafeString

from alongside.ground.core.errors import InvalidError
from alongside.ground.ui.engine import bridge
from alongside.ground.ui.forms.days import DayField
from alongside.ground.ui.forms.look import Asked


class Form(forms.Form):
    """A form that draws itself by GOV.UK macros; `today` is needed by days that must lie before or after it."""

    use_required_attribute = False

    def __init__(self, data: Mapping[str, Any] | None = None, files: Any = None, *, today: date | None = None,
                 **given: Any) -> None:
        super().__init__(data, files, **given)
        self.today = today
        self.is_summary_drawn = False

    def field(self, name: str, *, heading: bool = False, rows: int = 0) -> SafeString:
        """One field; `heading` makes its label the h1 of the page."""
        return bridge.field(self[name], heading=heading, rows=rows)

    def all_fields(self) -> SafeString:
        """Every field in order, hidden ones first."""
        return bridge.fields(self)

    def errors_summary(self) -> SafeString:
        """The error summary, once: the frame draws it above the page for the form named `form`."""
        return bridge.error_summary(self)

    def warnings(self) -> dict[str, str]:
        """Soft-required questions left empty: field to the sentence that says why an answer would help."""
        if not self.is_bound or not hasattr(self, "cleaned_data"):
            return {}
        return {
            name: str(asked.wanted) for name, asked in self.fields.items()
            if isinstance(asked, Asked) and asked.wanted and name not in self.errors
            and self.cleaned_data.get(name) in (None, "", [], {})
        }

    def add_invalid(self, error: InvalidError) -> None:
        """Show what a service found wrong beside the fields it names."""
        for name, sentence in error.errors.items():
            self.add_error(name if name in self.fields else None, sentence)

    def clean(self) -> dict[str, Any]:
        """Check days against today."""
        cleaned = super().clean()
        found: dict[str, Any] = self.cleaned_data if cleaned is None else cleaned
        for name, asked in self.fields.items():
            day = found.get(name)
            if isinstance(asked, DayField) and isinstance(day, date) and (fault := self._fault(asked, day)):
                self.add_error(name, fault)
        return found

    def _fault(self, asked: DayField, day: date) -> str:
        if not (asked.not_after_today or asked.not_before_today):
            return ""
        if self.today is None:
            raise TypeError("a form with a day that depends on today is made with today=")
        return asked.fault_beside(day, self.today)
