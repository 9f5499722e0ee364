"""The environment: strict about names, tolerant only inside the maintained macros, rooms add their own."""

import types
from datetime import date

import pytest
from django.apps import apps
from django.template import engines
from django.utils import translation
from jinja2 import UndefinedError

from alongside.ground.ui import jinja
from alongside.ground.ui.engine import texts


def render(source, **values):
    """A small template."""
    return engines["jinja2"].env.from_string(source).render(values)


def test_an_undefined_name_is_an_error_in_our_templates_but_not_in_the_macros():
    with pytest.raises(UndefinedError):
        render("{{ nobody }}")
    macro = '{% from "govuk_frontend_jinja/components/button/macro.html" import govukButton %}'
    assert "govuk-button" in render(macro + "{{ govukButton({'text': 'Save'}) }}")


@pytest.mark.abuse("AC-25")
def test_everything_is_escaped_unless_it_was_made_safe_on_purpose():
    assert render("{{ it }}", it="<script>") == "&lt;script&gt;"
    assert render("{{ _('Page %(number)s', number=it) }}", it="<b>") == "Page &lt;b&gt;"
    assert render("{% trans name=it %}Dear {{ name }}{% endtrans %}", it="<b>") == "Dear &lt;b&gt;"


@pytest.mark.parametrize(("n_days", "words"), [
    (0, "today"), (1, "tomorrow"), (-1, "yesterday"), (5, "in 5 days"), (-7, "7 days ago"), (2, "in 2 days")])
def test_days_from_today_in_words(n_days, words):
    assert jinja.days_from(date.fromordinal(738000 + n_days), date.fromordinal(738000)) == words


def test_filters_say_days_and_numbers_as_people_do():
    assert render("{{ d | day }}, {{ d | weekday }}", d=date(2025, 10, 7)) == "7 October 2025, Tuesday 7 October 2025"
    assert render("{{ 1 | plural('case') }} {{ 2 | plural('case') }} {{ 3 | plural('child', 'children') }}") == (
        "1 case 2 cases 3 children")


@pytest.mark.urls("tests.unit.journeys.addresses")
def test_url_and_static_lead_to_pages_and_files():
    assert render("{{ url('ui_gallery') }} {{ url('sample_request_page', 'who') }}") == "/components/ /sample/who/"
    assert render("{{ static('ui/alongside.css') }}") == "/static/ui/alongside.css"


def test_texts_follow_the_language_number_and_context():
    with translation.override("ur"):
        assert texts.gettext("Back") == "واپس"
    assert texts.gettext("Back") == "Back"
    assert texts.ngettext("%(num)s case", "%(num)s cases", 2) == "2 cases"
    assert texts.pgettext("door", "Open %(what)s", what="<it>") == "Open &lt;it&gt;"
    assert texts.pgettext("door", "Open") == "Open"
    assert texts.npgettext("door", "%(num)s door", "%(num)s doors", 1) == "1 door"
    assert render("{% trans %}100% of it{% endtrans %} {{ _('50% of it') }}") == "100% of it 50% of it"
    assert render("{% trans n=2 %}{{ n }} case{% pluralize n %}{{ n }} cases{% endtrans %}") == "2 cases"


def test_a_room_adds_its_own_globals_and_filters(monkeypatch):
    room = types.SimpleNamespace(GLOBALS={"kettle": "on"}, FILTERS={"shout": str.upper})
    app = types.SimpleNamespace(name="alongside.made_up")
    monkeypatch.setattr(apps, "get_app_configs", lambda: [app, types.SimpleNamespace(name="elsewhere")])
    monkeypatch.setattr(jinja, "find_spec", lambda name: name == "alongside.made_up.jinja" or None)
    monkeypatch.setattr(jinja, "import_module", lambda name: room)
    made = jinja.environment(loader=engines["jinja2"].env.loader, auto_reload=False)
    assert made.from_string("{{ 'tea' | shout }} {{ kettle }}").render() == "TEA on"
