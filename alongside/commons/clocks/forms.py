"""Forms of the room: why a difference may be settled, and who checked a rule or agreed its wording."""

from django import forms

from alongside.ground.ui.forms import DayField, Form, LongTextField, TextField


class SettleForm(Form):
    """A manager's reason for letting the dates follow what was found."""

    reason = LongTextField("Why may these dates change?", missing="Say why the dates may change")


class MarkForm(Form):
    """Who looked at a text, when, and what came of it; the hash says which text it was."""

    text_hash = forms.CharField(widget=forms.HiddenInput, max_length=64)
    by_words = TextField(
        "Who looked at it?", max_length=120, missing="Say which team or group looked at it",
        hint="A team or a group, such as Legal services or the parent carer forum. Anybody can read this: no person’s name.",
    )
    on_day = DayField("When?", missing="Give the day", not_after_today=True)
    note = LongTextField("What did they change or remark?", required=False, max_length=2000)
