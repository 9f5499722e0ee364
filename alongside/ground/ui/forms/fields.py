"""One field for each kind of question; each keeps what was typed and says plainly what is wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Unpack

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import EmailValidator, MaxLengthValidator
from django.utils.translation import gettext, gettext_lazy

from alongside.ground.core.identifiers import normal_postcode
from alongside.ground.ui.forms.look import Asked, Look, for_django, without_nul

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    Choices = Sequence[tuple[str, StrOrPromise]]

_YES, _NO = gettext_lazy("Yes"), gettext_lazy("No")
_EMAIL, _PHONE = gettext_lazy("E-mail address"), gettext_lazy("Telephone number")
_POSTCODE, _ADDRESS = gettext_lazy("Postcode"), gettext_lazy("Address")
_ENTER = gettext_lazy("Enter an answer to “%(what)s”")
_CHOOSE = gettext_lazy("Choose an answer to “%(what)s”")


def _said(sentence: Any, label: StrOrPromise) -> StrOrPromise:
    return sentence % {"what": label}  # type: ignore[no-any-return]  # a lazy sentence stays lazy


class TextField(Asked, forms.CharField):
    """One line of text. `width` is a size of the design system: 2, 3, 4, 5, 10, 20 or 30 signs."""

    def __init__(self, label: StrOrPromise, *, max_length: int = 250, width: int = 0, inputmode: str = "",
                 widget: forms.Widget | None = None, **look: Unpack[Look]) -> None:
        super().__init__(widget=widget or forms.TextInput(),
                         **for_django(label, look, missing=_said(_ENTER, label)))
        self.max_length = max_length
        self.validators.append(MaxLengthValidator(
            max_length, gettext_lazy("Shorten this: at most %(limit_value)d signs, and you wrote %(show_value)d")))
        attributes = {"autocomplete": look.get("autocomplete", ""), "inputmode": inputmode,
                      "class": f"govuk-input--width-{width}" if width else ""}
        self.widget.attrs |= {name: value for name, value in attributes.items() if value}
        self.ask(look)

    def to_python(self, value: Any) -> Any:
        """Text without NUL bytes and outer blanks."""
        return super().to_python(without_nul(value))


class LongTextField(TextField):
    """Several lines. Line ends are kept as one sign each; `is_counted` shows how many signs are left."""

    def __init__(self, label: StrOrPromise, *, max_length: int = 20_000, rows: int = 6, is_counted: bool = False,
                 **look: Unpack[Look]) -> None:
        widget = forms.Textarea(attrs={"rows": rows})
        if is_counted:
            widget.component = "character-count"  # type: ignore[attr-defined]  # read by the bridge
        super().__init__(label, max_length=max_length, widget=widget, **look)

    def to_python(self, value: Any) -> Any:
        """Text with one sign for each line end, so that limits count what the person sees."""
        text = super().to_python(value)
        return text.replace("\r\n", "\n").replace("\r", "\n") if isinstance(text, str) else text


class ChoiceField(Asked, forms.ChoiceField):
    """One of a few: radio buttons. `hints` explains single choices by their value."""

    def __init__(self, label: StrOrPromise, choices: Choices, *, hints: Mapping[str, StrOrPromise] | None = None,
                 is_inline: bool = False, widget: forms.Select | None = None, **look: Unpack[Look]) -> None:
        given = for_django(label, look, missing=_said(_CHOOSE, label))
        super().__init__(choices=list(choices), widget=widget or forms.RadioSelect(), **given)
        self.error_messages["invalid_choice"] = _said(_CHOOSE, label)
        self.hints = dict(hints or {})
        if is_inline:
            self.widget.attrs["class"] = "govuk-radios--inline"
        self.ask(look)


class SelectField(ChoiceField):
    """One of many: a list that drops down, starting with an empty line."""

    def __init__(self, label: StrOrPromise, choices: Choices, **look: Unpack[Look]) -> None:
        super().__init__(label, [("", ""), *choices], widget=forms.Select(), **look)
        if look.get("autocomplete"):
            self.widget.attrs["autocomplete"] = look["autocomplete"]


class YesNoField(Asked, forms.TypedChoiceField):
    """Yes or no: True, False, or None when not answered."""

    def __init__(self, label: StrOrPromise, *, yes: StrOrPromise = _YES,
                 no: StrOrPromise = _NO, is_inline: bool = True, **look: Unpack[Look]) -> None:
        super().__init__(choices=[("yes", yes), ("no", no)], coerce=lambda value: value == "yes", empty_value=None,
                         widget=forms.RadioSelect(), **for_django(label, look, missing=_said(_CHOOSE, label)))
        self.error_messages["invalid_choice"] = _said(_CHOOSE, label)
        if is_inline:
            self.widget.attrs["class"] = "govuk-radios--inline"
        self.ask(look)

    def prepare_value(self, value: Any) -> Any:
        """`yes` or `no` for a stored answer."""
        return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value


class ManyChoicesField(Asked, forms.MultipleChoiceField):
    """Any number of a few: checkboxes; a list of values."""

    def __init__(self, label: StrOrPromise, choices: Choices, *, hints: Mapping[str, StrOrPromise] | None = None,
                 **look: Unpack[Look]) -> None:
        super().__init__(choices=list(choices), widget=forms.CheckboxSelectMultiple(),
                         **for_django(label, look, missing=_said(_CHOOSE, label)))
        self.error_messages["invalid_choice"] = _said(_CHOOSE, label)
        self.hints = dict(hints or {})
        self.ask(look)


class TickField(Asked, forms.BooleanField):
    """One box to tick; required means that it must be ticked."""

    def __init__(self, label: StrOrPromise, **look: Unpack[Look]) -> None:
        super().__init__(**for_django(label, look, missing=gettext_lazy("Tick the box to go on")))
        self.ask(look)
        self.is_optional_shown = False


class EmailField(Asked, forms.EmailField):
    """An e-mail address."""

    def __init__(self, label: StrOrPromise = _EMAIL, **look: Unpack[Look]) -> None:
        super().__init__(**for_django(label, look, missing=gettext_lazy("Enter an e-mail address")))
        self.error_messages["invalid"] = gettext_lazy("Enter an e-mail address like name@example.com")
        self.validators = [EmailValidator(message=self.error_messages["invalid"]), MaxLengthValidator(254)]
        self.widget.attrs["autocomplete"] = look.get("autocomplete", "email")
        self.ask(look)

    def to_python(self, value: Any) -> Any:
        """The address without NUL bytes and outer blanks."""
        return super().to_python(without_nul(value))


class PhoneField(TextField):
    """A telephone number as the person writes it; `+44`, brackets, blanks and extensions are accepted."""

    def __init__(self, label: StrOrPromise = _PHONE, **look: Unpack[Look]) -> None:
        look.setdefault("missing", gettext_lazy("Enter a telephone number"))
        look.setdefault("autocomplete", "tel")
        super().__init__(label, max_length=40, width=20, widget=forms.TextInput(attrs={"type": "tel"}), **look)
        self.widget.input_type = "tel"
        self.widget.attrs.pop("type", None)

    def clean(self, value: Any) -> Any:
        """The number as typed, once it can be one."""
        text = super().clean(value)
        if text:
            try:
                is_possible = phonenumbers.is_possible_number(phonenumbers.parse(text, "GB"))
            except phonenumbers.NumberParseException:
                is_possible = False
            if not is_possible:
                raise ValidationError(gettext("Enter a telephone number, like 01632 960 001 or +44 808 157 0192"))
        return text


class PostcodeField(TextField):
    """A postcode; `pr1 8xj` becomes `PR1 8XJ`."""

    def __init__(self, label: StrOrPromise = _POSTCODE, **look: Unpack[Look]) -> None:
        look.setdefault("missing", gettext_lazy("Enter a postcode"))
        look.setdefault("autocomplete", "postal-code")
        super().__init__(label, max_length=20, width=10, **look)

    def clean(self, value: Any) -> Any:
        """The postcode as it is written on letters."""
        text = super().clean(value)
        if text and not normal_postcode(text):
            raise ValidationError(gettext("Enter a full postcode, like PR1 8XJ"))
        return normal_postcode(text) if text else text


class AddressField(LongTextField):
    """A postal address in one box, one line each, as people write it on an envelope."""

    def __init__(self, label: StrOrPromise = _ADDRESS, **look: Unpack[Look]) -> None:
        look.setdefault("missing", gettext_lazy("Enter an address"))
        look.setdefault("autocomplete", "street-address")
        super().__init__(label, max_length=500, rows=4, **look)

    def clean(self, value: Any) -> Any:
        """The lines without empty ones."""
        text = super().clean(value)
        return "\n".join(line.strip() for line in re.split(r"\n+", text) if line.strip()) if text else text


class UploadField(Asked, forms.FileField):
    """A file, or with `is_many` a list of files. What a file may be is decided where it is kept."""

    def __init__(self, label: StrOrPromise, *, is_many: bool = False, accept: str = "",
                 **look: Unpack[Look]) -> None:
        widget = _ManyFiles() if is_many else forms.FileInput()
        super().__init__(widget=widget, **for_django(label, look, missing=gettext_lazy("Choose a file")))
        self.error_messages["empty"] = gettext_lazy("The file is empty. Choose another one")
        self.is_many = is_many
        if accept:
            self.widget.attrs["accept"] = accept
        self.ask(look)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """One file, or a list of them."""
        if not self.is_many:
            return super().clean(data, initial)
        given = [one for one in (data or []) if isinstance(one, UploadedFile)]
        if not given and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        return [super(UploadField, self).clean(one, None) for one in given]


class _ManyFiles(forms.FileInput):
    """A file box that takes several."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """All files of that name."""
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name)


class VersionField(forms.IntegerField):
    """Hidden: the version that the person saw. Nonsense is -1, which no service takes for current."""

    def __init__(self) -> None:
        super().__init__(required=False, widget=forms.HiddenInput())

    def clean(self, value: Any) -> int:
        """The version as a number."""
        text = str(value)
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
