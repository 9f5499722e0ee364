"""Forms of those who plan capacity: a question with its numbers, and its name."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import TextInput
from django.utils.translation import gettext, gettext_lazy

from alongside.ground.ui.forms import DayField, Form, TextField, VersionField
from alongside.oversight.insight.engine.inputs import STARTS_ON, Definition, InputGroup, groups
from alongside.oversight.insight.words import LONGEST_NAME


class NumberField(TextField):
    """A number within a sensible range; `1,100`, `£1100` and `75%` are read as people write them."""

    def __init__(self, one: Definition) -> None:
        guess = gettext("Our guess: replace it if you know better.") if one.ours else ""
        limits = gettext("From %(low)s to %(high)s %(unit)s.") % {
            "low": f"{one.low:,.0f}", "high": f"{one.high:,.0f}", "unit": one.unit}
        label = one.label if one.label.endswith(one.unit) else f"{one.label} ({one.unit})"
        super().__init__(label, max_length=20, width=5, inputmode="decimal", widget=TextInput(),
                         hint=" ".join(part for part in (limits, one.source, guess) if part))
        self.one = one

    def clean(self, value: Any) -> Any:
        """The number; an error names the range."""
        text = super().clean(value)
        try:
            number = float(text.replace(",", "").replace("£", "").rstrip("%"))
        except ValueError:
            raise ValidationError(gettext("“%(what)s” must be a number, like %(like)s") % {
                "what": self.one.label, "like": f"{self.one.default:g}"}) from None
        if not self.one.low <= number <= self.one.high:
            raise ValidationError(gettext("“%(what)s” must be from %(low)s to %(high)s") % {
                "what": self.one.label, "low": f"{self.one.low:,.0f}", "high": f"{self.one.high:,.0f}"})
        return number


class ScenarioForm(Form):
    """One what-if question."""

    name = TextField(gettext_lazy("What do you ask?"), max_length=LONGEST_NAME,
                     hint=gettext_lazy("A name that a colleague understands, like “300 more advices a month”"))
    starts_on = DayField(gettext_lazy("First day that is played"),
                         hint=gettext_lazy("The day on which the numbers under “Where it starts” hold"))

    def __init__(self, *given: Any, values: Mapping[str, Any] | None = None, **more: Any) -> None:
        super().__init__(*given, **more)
        self.initial.setdefault("starts_on", STARTS_ON)
        for group in groups():
            for one in group.inputs:
                self.fields[one.key] = NumberField(one)
                self.initial[one.key] = f"{(values or {}).get(one.key, one.default):g}"

    def groups(self) -> tuple[InputGroup, ...]:
        """The inputs as they stand together on the page."""
        return groups()

    def asked(self) -> dict[str, Any]:
        """The inputs for the service."""
        return {key: value for key, value in self.cleaned_data.items() if key != "name"}


class NameForm(Form):
    """Another name for a scenario."""

    name = TextField(gettext_lazy("Name"), max_length=LONGEST_NAME)
    version = VersionField()
