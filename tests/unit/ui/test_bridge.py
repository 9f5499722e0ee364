"""The bridge draws any Django field as a GOV.UK component, escaped, labelled and linked to its error."""

import pytest
from django import forms

from alongside.ground.ui.engine import bridge
from alongside.ground.ui.forms import ChoiceField, Form, LongTextField, TextField, TickField, VersionField, samples


class ForeignForm(forms.Form):
    """A form of another package, as allauth brings them."""

    login = forms.EmailField(widget=forms.EmailInput(attrs={"placeholder": "E-mail", "autocomplete": "username"}))
    password = forms.CharField(widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))
    code = forms.IntegerField(required=False)
    remember = forms.BooleanField(required=False, label="Remember me")
    note = forms.CharField(widget=forms.Textarea(attrs={"rows": 2, "cols": 40}), required=False)
    token = forms.CharField(widget=forms.HiddenInput())
    kind = forms.ChoiceField(choices=[("a", "A")], widget=forms.RadioSelect)
    many = forms.MultipleChoiceField(choices=[("a", "A")], widget=forms.CheckboxSelectMultiple)


def test_a_foreign_form_is_drawn_with_our_components():
    html = bridge.fields(ForeignForm(initial={"token": "secret"}))
    assert html.index('name="token"') < html.index('name="login"')
    assert 'type="email"' in html
    assert 'autocomplete="username"' in html
    assert "placeholder" not in html
    assert 'autocomplete="new-password"' in html
    assert 'data-module="govuk-password-input"' in html
    assert 'inputmode="numeric"' in html
    assert 'type="number"' not in html
    assert "Remember me (optional)" in html
    assert 'rows="2"' in html
    assert html.count("govuk-radios__input") == 1
    assert html.count("govuk-checkboxes__input") == 2


@pytest.mark.parametrize("name", list(samples.SampleForm.base_fields))
def test_every_error_leads_to_an_element_that_exists(name):
    form = samples.context()["faulty"]
    target = bridge.target(form[name])
    assert f'id="{target}"' in form.all_fields()


def test_the_summary_is_drawn_once_and_only_when_something_is_wrong():
    form = samples.context()["faulty"]
    assert "There is a problem" in bridge.error_summary(form)
    assert bridge.error_summary(form) == ""
    assert bridge.error_summary(samples.context()["fresh"]) == ""
    assert bridge.error_summary(ForeignForm({})).count("<li>") == 5


def test_the_summary_can_be_told_not_to_take_the_focus():
    assert 'data-disable-auto-focus="true"' in bridge.error_summary(samples.context()["faulty"], takes_focus=False)


@pytest.mark.abuse("AC-25")
def test_what_a_person_typed_comes_back_inert():
    class Echo(Form):
        it = TextField("Name <b>", hint="<i>hint</i>", max_length=5)
        long = LongTextField("Long")
        which = ChoiceField("Which <u>", [('"><script>', "<script>alert(1)</script>")])

    evil = '"><script>alert(1)</script>'
    form = Echo({"it": evil, "long": "</textarea>" + evil, "which": evil})
    html = form.errors_summary() + form.all_fields()
    assert "<script" not in html
    assert "<b>" not in html
    assert "<i>" not in html
    assert html.count("&lt;script&gt;") >= 3


def test_a_single_question_can_be_the_heading_of_its_page():
    class One(Form):
        it = TextField("What is the name?")
        which = ChoiceField("Which one?", [("a", "A")])

    assert '<h1 class="govuk-label-wrapper">' in One().field("it", heading=True)
    assert '<h1 class="govuk-fieldset__heading">' in One().field("which", heading=True)
    assert "<h1" not in One().all_fields()


def test_disabled_rows_hints_and_counts_are_drawn():
    class Shown(Form):
        fixed = TextField("Reference", disabled=True, required=False)
        story = LongTextField("Story", is_counted=True, max_length=100)
        agree = TickField("I agree", wanted="It helps us")
        version = VersionField()

    form = Shown(initial={"version": 4})
    assert " disabled" in form.field("fixed")
    assert "(optional)" not in form.field("fixed")
    assert 'data-maxlength="100"' in form.field("story")
    assert 'rows="12"' in form.field("story", rows=12)
    assert 'value="4"' in form.field("version")
    assert "(optional)" not in form.field("agree")
