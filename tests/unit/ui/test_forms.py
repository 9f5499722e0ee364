"""Fields and forms: what they accept, what they say, and that nothing typed is lost."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from alongside.ground.core.errors import InvalidError
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
    SelectField,
    TextField,
    TickField,
    UploadField,
    VersionField,
    YesNoField,
)

TODAY = date(2025, 10, 20)
CHOICES = [("a", "First"), ("b", "Second")]


def form_of(field, data=None, files=None, **given):
    """A form with one field named `it`."""
    kind = type("OneForm", (Form,), {"it": field})
    return kind(QueryDict(data) if isinstance(data, str) else data, files, **{"today": TODAY, **given})


def answer(field, value, name="it"):
    """The cleaned answer, or the error sentences."""
    form = form_of(field, {name: value})
    return form.cleaned_data["it"] if form.is_valid() else form.errors["it"]


@pytest.mark.parametrize(("day", "month", "year", "expected"), [
    ("20", "10", "2025", date(2025, 10, 20)),
    ("1", "oct", "2025", date(2025, 10, 1)),
    ("1", "January", "2025", date(2025, 1, 1)),
    ("٣", "٤", "٢٠٢٥", date(2025, 4, 3)),
    ("20", "", "2025", ["Birth date must include a month"]),
    ("", "10", "2025", ["Birth date must include a day"]),
    ("20", "10", "", ["Birth date must include a year"]),
    ("", "", "2025", ["Birth date must include a day and month"]),
    ("", "10", "", ["Birth date must include a day and year"]),
    ("20", "", "", ["Birth date must include a month and year"]),
    ("31", "2", "2025", ["Birth date must be a real date"]),
    ("20", "moon", "2025", ["Birth date must be a real date"]),
    ("20", "10", "25", ["Birth date must have a year of 4 numbers"]),
    ("20", "10", "9999999", ["Birth date must have a year of 4 numbers"]),
    ("x", "10", "2025", ["Birth date must be a real date"]),
    ("20\x00", "10", "2025", date(2025, 10, 20)),
    ("", "", "", ["Enter birth date"]),
])
def test_a_day_is_read_from_three_boxes_and_its_error_names_the_box(day, month, year, expected):
    form = form_of(DayField("Birth date"), {"it_day": day, "it_month": month, "it_year": year})
    form.is_valid()
    assert form.cleaned_data.get("it", form.errors.get("it")) == expected


def test_a_day_that_may_be_empty_is_none_and_a_stored_day_fills_the_boxes():
    form = form_of(DayField("Day", required=False), {})
    assert form.is_valid()
    assert form.cleaned_data["it"] is None
    shown = form_of(DayField("Day"), initial={"it": date(2015, 3, 27)}).field("it")
    assert 'value="27"' in shown
    assert 'value="2015"' in shown


def test_what_was_typed_into_a_day_is_kept_and_only_the_faulty_box_is_red():
    form = form_of(DayField("Birth date"), {"it_day": "20", "it_month": "", "it_year": "2025"})
    shown = form.field("it")
    assert 'value="20"' in shown
    assert shown.count("govuk-input--error") == 1
    assert 'href="#id_it_month"' in form.errors_summary()


@pytest.mark.parametrize(("field", "year", "sentence"), [
    (DayField("Day", not_after_today=True), "2026", "Day must be today or in the past"),
    (DayField("Day", not_before_today=True), "2024", "Day must be today or in the future"),
])
def test_a_day_can_be_checked_against_today(field, year, sentence):
    form = form_of(field, {"it_day": "20", "it_month": "10", "it_year": year})
    assert not form.is_valid()
    assert form.errors["it"] == [sentence]
    assert form.field("it").count("govuk-input--error") == 3
    assert form_of(field, {"it_day": "20", "it_month": "10", "it_year": "2025"}).is_valid()


def test_a_day_that_depends_on_today_needs_to_be_told_today():
    form = form_of(DayField("Day", not_after_today=True), {"it_day": "1", "it_month": "1", "it_year": "2020"},
                   today=None)
    with pytest.raises(TypeError, match="today="):
        form.is_valid()


def test_a_day_knows_whether_it_changed():
    field = DayField("Day")
    assert not field.has_changed(date(2025, 1, 2), ("2", "1", "2025"))
    assert field.has_changed(date(2025, 1, 2), ("3", "1", "2025"))
    assert field.widget.value_omitted_from_data({}, {}, "it")
    assert not field.widget.value_omitted_from_data({"it_day": ""}, {}, "it")
    assert field.widget.id_for_label("id_it") == "id_it_day"
    assert field.to_python(date(2025, 1, 2)) == date(2025, 1, 2)
    assert field.faulty_boxes(None) == []


@pytest.mark.parametrize(("field", "typed", "expected"), [
    (TextField("Name"), "  Ada\x00 ", "Ada"),
    (TextField("Name", max_length=3), "Adaa", ["Shorten this: at most 3 signs, and you wrote 4"]),
    (TextField("Name"), "", ["Enter an answer to “Name”"]),
    (TextField("Name", missing="Enter the child’s full name"), "", ["Enter the child’s full name"]),
    (TextField("Name", required=False), "", ""),
    (LongTextField("Story"), "one\r\ntwo\rthree", "one\ntwo\nthree"),
    (LongTextField("Story", max_length=7), "one\r\ntwo", "one\ntwo"),
    (EmailField(), " Ada@Example.com\x00", "Ada@Example.com"),
    (EmailField(), "ada", ["Enter an e-mail address like name@example.com"]),
    (EmailField(), "", ["Enter an e-mail address"]),
    (PhoneField(), "(01632) 960 001", "(01632) 960 001"),
    (PhoneField(), "+44 808 157 0192", "+44 808 157 0192"),
    (PhoneField(), "12", ["Enter a telephone number, like 01632 960 001 or +44 808 157 0192"]),
    (PhoneField(), "not a number", ["Enter a telephone number, like 01632 960 001 or +44 808 157 0192"]),
    (PhoneField(required=False), "", ""),
    (PostcodeField(), "pr18xj", "PR1 8XJ"),
    (PostcodeField(), "PR1", ["Enter a full postcode, like PR1 8XJ"]),
    (PostcodeField(required=False), "", ""),
    (AddressField(), "1 High Street \r\n\r\n Preston", "1 High Street\nPreston"),
    (AddressField(required=False), "", ""),
    (ChoiceField("Which?", CHOICES), "a", "a"),
    (ChoiceField("Which?", CHOICES), "z", ["Choose an answer to “Which?”"]),
    (ChoiceField("Which?", CHOICES), "", ["Choose an answer to “Which?”"]),
    (SelectField("Which?", CHOICES), "b", "b"),
    (SelectField("Which?", CHOICES), "", ["Choose an answer to “Which?”"]),
    (ManyChoicesField("Which?", CHOICES), ["a", "b"], ["a", "b"]),
    (ManyChoicesField("Which?", CHOICES), [], ["Choose an answer to “Which?”"]),
    (ManyChoicesField("Which?", CHOICES), ["z"], ["Choose an answer to “Which?”"]),
    (YesNoField("Well?"), "yes", True),
    (YesNoField("Well?"), "no", False),
    (YesNoField("Well?", required=False), "", None),
    (YesNoField("Well?"), "maybe", ["Choose an answer to “Well?”"]),
    (TickField("I agree"), "", ["Tick the box to go on"]),
    (TickField("I agree"), "on", True),
    (VersionField(), "7", 7),
    (VersionField(), "seven", -1),
    (VersionField(), "-3", -1),
    (VersionField(), "9" * 30, -1),
    (VersionField(), "", -1),
])
def test_each_field_takes_what_it_should_and_says_plainly_what_is_wrong(field, typed, expected):
    assert answer(field, typed) == expected


def test_a_stored_yes_or_no_is_shown_as_chosen():
    assert 'value="yes" checked' in form_of(YesNoField("Well?"), initial={"it": True}).field("it")
    assert 'value="no" checked' in form_of(YesNoField("Well?"), initial={"it": False}).field("it")
    assert "checked" not in form_of(YesNoField("Well?")).field("it")


def test_files_come_alone_or_as_a_list():
    one = SimpleUploadedFile("a.txt", b"a")
    form = form_of(UploadField("File"), {}, MultiValueDict({"it": [one]}))
    assert form.is_valid()
    assert form.cleaned_data["it"] is one
    many = form_of(UploadField("Files", is_many=True, accept=".pdf"), {},
                   MultiValueDict({"it": [one, SimpleUploadedFile("b.txt", b"b")]}))
    assert many.is_valid()
    assert [file.name for file in many.cleaned_data["it"]] == ["a.txt", "b.txt"]
    assert 'accept=".pdf"' in many.field("it")
    assert " multiple" in many.field("it")


def test_missing_and_empty_files_are_said_plainly():
    assert form_of(UploadField("File"), {}, {}).errors["it"] == ["Choose a file"]
    assert form_of(UploadField("Files", is_many=True), {}, MultiValueDict()).errors["it"] == ["Choose a file"]
    assert form_of(UploadField("Files", is_many=True, required=False), {}, {"it": None}).is_valid()
    empty = MultiValueDict({"it": [SimpleUploadedFile("a.txt", b"")]})
    assert form_of(UploadField("Files", is_many=True), {}, empty).errors["it"] == [
        "The file is empty. Choose another one"]


def test_a_soft_question_warns_and_never_blocks():
    form = form_of(PhoneField(wanted="Without a number we can only write."), {"it": ""})
    assert form.is_valid()
    assert form.warnings() == {"it": "Without a number we can only write."}
    assert "(optional)" not in form.field("it")
    assert form_of(PhoneField(wanted="Write"), {"it": "01632 960001"}).is_valid()


def test_there_is_no_warning_before_the_form_was_checked_nor_beside_an_error():
    assert form_of(PhoneField(wanted="Ring")).warnings() == {}
    unchecked = form_of(PhoneField(wanted="Ring"), {"it": ""})
    assert unchecked.warnings() == {}
    faulty = form_of(PhoneField(wanted="Ring"), {"it": "1"})
    assert not faulty.is_valid()
    assert faulty.warnings() == {}


def test_what_a_service_finds_wrong_stands_beside_the_field_it_names():
    form = form_of(TextField("Name"), {"it": "Ada"})
    assert form.is_valid()
    form.add_invalid(InvalidError({"it": "That name is too short", "other": "The case is closed"}))
    assert form.errors == {"it": ["That name is too short"], "__all__": ["The case is closed"]}
    summary = form.errors_summary()
    assert 'href="#id_it"' in summary
    assert "The case is closed" in summary


def test_fields_take_the_size_keypad_and_autocomplete_that_they_are_given():
    text = form_of(TextField("Code", width=5, inputmode="numeric", autocomplete="off")).field("it")
    assert "govuk-input--width-5" in text
    assert 'inputmode="numeric"' in text
    assert 'autocomplete="off"' in text
    assert "govuk-radios--inline" in form_of(ChoiceField("Which?", CHOICES, is_inline=True)).field("it")
    assert "govuk-radios--inline" not in form_of(YesNoField("Well?", is_inline=False)).field("it")
    assert 'autocomplete="country"' in form_of(SelectField("Where?", CHOICES, autocomplete="country")).field("it")
    assert 'autocomplete="bday-year"' in form_of(DayField("Born", autocomplete="bday")).field("it")
    assert "First hint" in form_of(ManyChoicesField("Which?", CHOICES, hints={"a": "First hint"})).field("it")


def test_a_field_takes_further_validators():
    def no_digits(value):
        if any(sign.isdigit() for sign in value):
            raise ValidationError("Leave out numbers")

    assert answer(TextField("Name", validators=[no_digits]), "R2") == ["Leave out numbers"]
