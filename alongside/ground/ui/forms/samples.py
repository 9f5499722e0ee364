"""What the gallery shows: invented values, and a form in its three states."""

from datetime import date
from typing import Any

from alongside.ground.core.paging import Page
from alongside.ground.ui.forms.days import DayField
from alongside.ground.ui.forms.fields import (
    AddressField,
    ChoiceField,
    EmailField,
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
from alongside.ground.ui.forms.form import Form

_TODAY = date(2025, 10, 20)


class SampleForm(Form):
    """One field of each kind."""

    name = TextField("Child’s full name", hint="As on their birth certificate, if you have it.", autocomplete="off")
    born = DayField("Birth date", hint="For example, 27 3 2015", not_after_today=True)
    relation = ChoiceField(
        "What are you to the child?", [("parent", "Parent"), ("carer", "Carer"), ("other", "Somebody else")],
        hints={"carer": "Foster carers and grandparents who look after the child too"},
    )
    hears_us = YesNoField("Can we ring you?")
    needs = ManyChoicesField("What is hard at the moment?", [
        ("talk", "Talking and understanding"), ("learn", "Learning"), ("feel", "Feelings and behaviour")],
        required=False)
    district = SelectField("District", [("preston", "Preston"), ("burnley", "Burnley")])
    email = EmailField(required=False)
    phone = PhoneField(wanted="Without a number we can only write to you, which takes longer.")
    postcode = PostcodeField()
    address = AddressField(required=False)
    story = LongTextField("Tell us about your child", is_counted=True, max_length=2000, required=False)
    evidence = UploadField("Add a report or letter", required=False)
    agrees = TickField("I have told the young person about this")
    version = VersionField()


def context() -> dict[str, Any]:
    """Everything the gallery's templates name."""
    return {
        "fresh": SampleForm(today=_TODAY, auto_id="fresh_%s", initial={"version": 3}),
        "faulty": SampleForm({"name": "", "born_day": "31", "born_month": "2", "born_year": "2015",
                              "postcode": "PR", "email": "not an address", "version": "3"},
                             today=_TODAY, auto_id="faulty_%s"),
        "page": Page.of("5", size=25, total=400),
        "today": _TODAY,
        "rows": [
            [{"text": "EHC-7K3P-9QXD", "href": "#rows"}, "Decide whether to assess", date(2025, 10, 13), -7],
            [{"text": "EHC-4M2T-XW5K", "href": "#rows"}, "Send the draft plan", date(2025, 10, 20), 0],
            [{"text": "EHC-9HBN-33QA", "href": "#rows"}, "Ask for advice", date(2025, 11, 3), 14],
        ],
        "entries": [
            {"when": "20 October 2025", "datetime": "2025-10-20", "title": "Advice from the educational psychologist "
             "arrived", "by": "Educational psychology team", "words": "We read it by 22 October.", "href": "#rows"},
            {"when": "1 September 2025", "datetime": "2025-09-01", "title": "Your request reached us"},
        ],
    }
