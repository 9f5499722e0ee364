"""Questions as form fields, and the forms for leaving and coming back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from alongside.commons.journeys.engine import Question
from alongside.commons.journeys.words import QuestionKind
from alongside.ground.ui.forms import (
    AddressField,
    ChoiceField,
    DayField,
    EmailField,
    Form,
    LongTextField,
    ManyChoicesField,
    PhoneField,
    PostcodeField,
    TextField,
    UploadField,
    YesNoField,
)

ACCEPTED = ".pdf,.doc,.docx,.odt,.rtf,.txt,.jpg,.jpeg,.png,.heic"


def question_form(questions: Sequence[Question], *, today: date, initial: Mapping[str, Any],
                  data: Mapping[str, Any] | None = None, files: Any = None) -> Form:
    """A form with one field for each question, filled with the answers so far."""
    form = Form(data, files, today=today, initial=dict(initial))
    for question in questions:
        form.fields[question.name] = _FIELDS[question.kind](question, _look(question))
    return form


def _look(question: Question) -> dict[str, Any]:
    look: dict[str, Any] = {"hint": question.hint, "required": bool(question.required), "wanted": question.wanted}
    if question.required:
        look["missing"] = question.required
    if question.autocomplete:
        look["autocomplete"] = question.autocomplete
    return look


def _text(question: Question, look: dict[str, Any]) -> forms.Field:
    return TextField(question.label, width=question.width, max_length=question.max_length or 250, **look)


def _long(question: Question, look: dict[str, Any]) -> forms.Field:
    return LongTextField(question.label, rows=question.rows, max_length=question.max_length or 20_000,
                         is_counted=bool(question.max_length), **look)


_FIELDS: dict[QuestionKind, Callable[[Question, dict[str, Any]], forms.Field]] = {
    QuestionKind.TEXT: _text,
    QuestionKind.LONG: _long,
    QuestionKind.CHOICE: lambda q, look: ChoiceField(q.label, q.choices, hints=q.choice_hints, **look),
    QuestionKind.MANY: lambda q, look: ManyChoicesField(q.label, q.choices, hints=q.choice_hints, **look),
    QuestionKind.DAY: lambda q, look: DayField(q.label, not_after_today=q.not_after_today, **look),
    QuestionKind.YES_NO: lambda q, look: YesNoField(q.label, **look),
    QuestionKind.EMAIL: lambda q, look: EmailField(q.label, **look),
    QuestionKind.PHONE: lambda q, look: PhoneField(q.label, **look),
    QuestionKind.POSTCODE: lambda q, look: PostcodeField(q.label, **look),
    QuestionKind.ADDRESS: lambda q, look: AddressField(q.label, **look),
    # A file is asked for again on every visit of the page, so the field itself never insists.
    QuestionKind.UPLOAD: lambda q, look: UploadField(
        q.label, is_many=True, accept=ACCEPTED, hint=look["hint"], required=False, wanted=look["wanted"]
    ),
}


class EmailForm(Form):
    """Where codes may be sent."""

    email = EmailField(
        gettext_lazy("Your e-mail address"), missing=gettext_lazy("Enter an e-mail address, or go on without one"),
        hint=gettext_lazy("Use one that only you can read. We use it only to send your reference and codes."),
    )


class ResumeForm(Form):
    """Which draft, and whose."""

    reference = TextField(
        gettext_lazy("Your reference"), width=20, max_length=30, autocomplete="off",
        hint=gettext_lazy("It starts with SAVE."), missing=gettext_lazy("Enter the reference that starts with SAVE"),
    )
    email = EmailField(gettext_lazy("The e-mail address that you gave"))


class CodeForm(Form):
    """The six digits."""

    code = TextField(
        gettext_lazy("Your code"), width=10, max_length=20, inputmode="numeric", autocomplete="one-time-code",
        missing=gettext_lazy("Enter the 6 digits of the code"),
    )
