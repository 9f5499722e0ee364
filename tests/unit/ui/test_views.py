"""Error pages, the gallery, brand colours and the language switch."""

import pytest
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import include, path

from alongside.ground.ui import queries, request_ids, views
from alongside.ground.ui.middleware import LanguageMiddleware


def _raise(error):
    def view(request):
        raise error
    view.audience = "public"
    return view


urlpatterns = [
    path("", include("tests.unit.journeys.addresses")),
    path("bad/", _raise(BadRequest())), path("no/", _raise(PermissionDenied())), path("broken/", _raise(OSError("x"))),
]
handler400, handler403 = views.bad_request, views.forbidden
handler404, handler500 = views.not_found, views.server_error
pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def visitor():
    """A browser that sees error pages as visitors do."""
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(("address", "status", "words"), [
    ("/nothing/", 404, "We can’t find that page"), ("/bad/", 400, "We could not understand that"),
    ("/no/", 403, "You can’t open this page"), ("/broken/", 500, "Something went wrong on our side"),
])
@pytest.mark.django_db
def test_every_error_page_says_what_to_do_and_gives_its_reference(visitor, address, status, words):
    response = visitor.get(address)
    html = response.content.decode()
    assert response.status_code == status
    assert words in html
    assert response["X-Request-Id"] in html
    assert html.count("<h1") == 1
    assert response["Cache-Control"] == "no-store"


@pytest.mark.fault("database down")
def test_the_500_page_needs_no_database_no_session_and_no_viewer():
    """Without the django_db mark, any query in here would raise."""
    token = request_ids.current.set("R-TEST-0001")
    response = views.server_error(RequestFactory().get("/"))
    request_ids.current.reset(token)
    assert response.status_code == 500
    assert "R-TEST-0001" in response.content.decode()


def test_a_busy_service_says_when_to_come_back():
    response = views.unavailable(RequestFactory().get("/"))
    assert (response.status_code, response["Retry-After"]) == (503, "30")


@pytest.mark.abuse("AC-33")
@pytest.mark.django_db
def test_a_form_without_its_token_is_refused_and_the_text_is_said_to_be_kept():
    response = Client(enforce_csrf_checks=True).post("/components/language/", {"language": "ur"})
    assert response.status_code == 403
    assert "Your text is kept" in response.content.decode()


@pytest.mark.django_db
def test_the_gallery_is_public_has_one_heading_and_no_id_twice(client):
    import re

    html = client.get("/components/").content.decode()
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert html.count("<h1") == 1
    assert len(ids) == len(set(ids))
    assert views.gallery.audience == views.language.audience == views.brand_css.audience == "public"


@pytest.mark.django_db
def test_brand_colours_are_a_stylesheet_that_may_be_kept(client):
    response = client.get(queries.brand_css_address())
    assert response["Content-Type"].startswith("text/css")
    assert "immutable" in response["Cache-Control"]
    assert "--app-brand:#12436d" in response.content.decode()


@pytest.mark.parametrize(("colour", "text"), [
    ("#12436d", "#ffffff"), ("#ffdd00", "#0b0c0c"), ("#000000", "#ffffff"), ("red", "#ffffff"),
])
def test_text_on_the_brand_colour_can_be_read(colour, text):
    assert queries.text_on(colour) == text


@pytest.mark.django_db
def test_the_language_is_chosen_by_the_person_and_kept_in_a_cookie(client, settings):
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "alongside.ground.ui.middleware.LanguageMiddleware"]
    before = client.get("/components/", HTTP_ACCEPT_LANGUAGE="ur")
    assert 'lang="en"' in before.content.decode()
    response = client.post("/components/language/", {"language": "ur", "next": "/components/"})
    assert response.url == "/components/"
    after = client.get("/components/")
    assert 'lang="ur" dir="rtl"' in after.content.decode()
    assert after["Content-Language"] == "ur"
    client.post("/components/language/", {"language": "en-gb", "next": "/components/"})
    assert 'lang="en"' in client.get("/components/").content.decode()


@pytest.mark.abuse("AC-35")
@pytest.mark.django_db
def test_the_language_switch_sends_nobody_to_another_site(client):
    assert client.post("/components/language/", {"language": "ur", "next": "https://evil.example/"}).url == "/"
    assert client.get("/components/language/").status_code == 405


def test_a_language_that_is_not_offered_changes_nothing():
    request = RequestFactory().get("/", headers={"cookie": "django_language=xx"})
    response = LanguageMiddleware(lambda request: HttpResponse("x"))(request)
    assert "Content-Language" not in response
