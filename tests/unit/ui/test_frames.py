"""The page around every page: the same help in the same place, navigation by doors, language, sign-out."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import engines
from django.test import RequestFactory
from django.utils import translation

from alongside.ground.ui import doors, queries
from alongside.ground.ui.forms import Form, TextField
from alongside.ground.ui.services import page

pytestmark = pytest.mark.urls("tests.unit.journeys.addresses")


class SignedIn:
    """Stands for an account."""

    is_authenticated = True
    name = "Amina Shah"


@pytest.fixture(autouse=True)
def every_door_open():
    """Bindings of this test alone: each door leads to the gallery."""
    before = doors.bound()
    doors.bind(dict.fromkeys(doors.DOORS, "ui_gallery"))
    yield
    doors.bind(before)


def shown(audience="public", user=None, blocks="", **context):
    """A page in a frame."""
    request = RequestFactory().get("/somewhere/")
    request.user = user or AnonymousUser()
    request._messages = context.pop("messages", [])
    source = f'{{% extends "ui/frames/{audience}.html" %}}{{% block title %}}Here{{% endblock %}}' + (
        blocks or "{% block content %}<h1>Here</h1>{% endblock %}")
    environment = engines["jinja2"].env
    template = engines["jinja2"].template_class(environment.from_string(source), engines["jinja2"]) \
        if hasattr(engines["jinja2"], "template_class") else engines["jinja2"].from_string(source)
    return template.render(context, request)


@pytest.mark.parametrize("audience", ["public", "family", "staff"])
def test_every_frame_has_help_a_skip_link_one_main_and_a_title(audience, settings):
    html = shown(audience)
    assert html.count("<h1") == html.count("<main") == 1
    assert 'href="#main-content"' in html
    assert 'id="main-content"' in html
    assert "<title>Here - " in html
    header, footer = html[: html.index("<main")], html[html.index("<footer"):]
    assert settings.BRAND["phone"] in header
    assert settings.BRAND["phone"] in footer
    assert settings.BRAND["email"] in footer
    assert "I can see something I should not" in footer
    assert "Privacy" in footer
    assert "Accessibility" in footer
    assert "Page reference" in footer
    assert 'lang="en" dir="ltr"' in html


@pytest.mark.parametrize("audience", ["public", "family", "staff"])
def test_an_unbound_door_leaves_no_empty_link(audience):
    doors.bind({})
    html = shown(audience, user=SignedIn())
    assert 'href=""' not in html
    assert "I can see something I should not" not in html
    assert "Sign out" not in html
    assert "<nav" not in shown("public")


def test_navigation_follows_the_audience_and_marks_where_you_are():
    assert "My tray" in shown("staff", user=SignedIn())
    assert "My child" in shown("family", user=SignedIn())
    assert "Ask for an assessment" in shown("public")
    request = RequestFactory().get("/components/")
    request.user = AnonymousUser()
    links = queries.frame_of(request, "public").links
    assert all(link.is_current for link in links)


def test_staff_see_only_doors_they_may_open():
    doors.bind({"tray": "ui_gallery", "audit": "ui_gallery"}, may_open=lambda user, door: door == "audit")
    html = shown("staff", user=SignedIn())
    assert "Audit" in html
    assert "My tray" not in html


def test_the_home_door_is_never_marked_for_every_page_below_it():
    doors.bind({"home": "sample_request_start"})
    request = RequestFactory().get("/sample/who/")
    request.user = AnonymousUser()
    assert queries.frame_of(request, "public").links[0].is_current
    request.path = "/elsewhere/"
    assert not queries.frame_of(request, "public").links[0].is_current


def test_signing_out_is_a_form_with_a_token_and_only_for_those_signed_in():
    html = shown("staff", user=SignedIn())
    form = re.search(r'<form method="post" action="/components/" class="app-signout">.*?</form>', html, re.S)
    assert form
    assert "csrfmiddlewaretoken" in form[0]
    assert "Amina Shah" in html
    assert "Sign out" not in shown("public")
    assert "Sign in" in shown("public")


def test_a_demonstration_says_so_on_every_page(monkeypatch):
    assert "this is a demonstration" not in shown()
    monkeypatch.setitem(engines["jinja2"].env.globals, "is_demo", True)
    assert "Invented people only: this is a demonstration" in shown()


def test_messages_are_banners_and_say_whether_it_is_good():
    html = shown(messages=[type("M", (), {"tags": "success", "__str__": lambda self: "Saved <b>"})(),
                           type("M", (), {"tags": "info", "__str__": lambda self: "Look"})()])
    assert "Saved &lt;b&gt;" in html
    assert 'role="alert"' in html
    assert 'role="region"' in html


def test_the_summary_of_the_form_stands_above_the_page_once_and_the_title_says_error():
    class One(Form):
        it = TextField("Name")

    blocks = "{% block content %}<h1>Here</h1>{{ form.errors_summary() }}{{ form.all_fields() }}{% endblock %}"
    html = shown(blocks=blocks, form=One({}))
    assert html.count("There is a problem") == 1
    assert html.index("There is a problem") < html.index("<h1")
    assert "<title>Error: Here" in html
    assert "There is a problem" not in shown(blocks=blocks, form=One())


def test_what_stands_beside_a_page_is_an_aside_only_when_there_is_any():
    blocks = "{% block content %}<h1>Here</h1>{% endblock %}{% block aside %}Beside{% endblock %}"
    html = shown(blocks=blocks)
    assert html.count("<aside") == html.count("Beside</div>") == 1
    assert html.count("<h1") == 1
    assert "<aside" not in shown()


def test_in_a_language_from_right_to_left_the_frame_turns_and_says_that_it_is_a_draft():
    with translation.override("ur"):
        html = shown()
    assert 'lang="ur" dir="rtl"' in html
    assert "کسی سے بات کریں" in html
    assert "یہ ترجمہ ایک مسودہ ہے" in html
    assert 'aria-current="true">اردو' in html


def test_a_page_that_nobody_translated_stays_english_as_a_whole_in_an_urdu_frame():
    blocks = '{% block content %}<h1>Here</h1><button>{{ _("Back") }}</button>{% endblock %}'
    with translation.override("ur"):
        html = shown(blocks=blocks)
        translated = shown(blocks="{% set is_translated = true %}" + blocks)
    main = html[html.index("<main"):html.index("</main>")]
    assert 'lang="en" dir="ltr"' in main
    assert "<button>Back</button>" in main
    assert "<button>واپس</button>" in translated
    assert 'id="main-content">' in translated


def test_page_is_never_kept_by_a_browser_once_somebody_is_signed_in():
    request = RequestFactory().get("/components/")
    request.user, request._messages = SignedIn(), []
    response = page(request, "ui/errors/404.html", {"reference": "R-1"}, status=404)
    assert response.status_code == 404
    assert response["Cache-Control"] == "no-store"
    request.user = AnonymousUser()
    assert "Cache-Control" not in page(request, "ui/errors/404.html", {"reference": "R-1"})
