"""The permission matrix, generated from code: every page for every one of the cast, as its declaration says."""

import re

import pytest

from alongside.config import pages
from alongside.ground.access.policies import is_in_audience
from tests.cast import Browser, words_of

pytestmark = pytest.mark.django_db
KEYS = ("", "amina", "ruth", "daniel", "priya", "ben", "grace", "sam", "farah", "helen", "dawn", "ellie")
NO_PAGE = {"account_logout", "health_ready", "openid_connect_login", "openid_connect_callback",
           "socialaccount_login_error"}
"""Signing out ends the browser; readiness answers for itself; providers are not configured here."""
SHOWN = {200, 302, 400, 405}
MADE_FIRST = {"mfa_view_recovery_codes", "mfa_download_recovery_codes", "mfa_deactivate_totp"}
"""What they show has to be made first: without it there is nothing, for everybody."""


def listed():
    return [page for page in pages.all_pages() if page.name not in NO_PAGE]


def is_shut(response) -> bool:
    """The answer that hides: the sign-in page for a stranger, the page for what isn't there for everybody else."""
    return response.status_code == 404 or (response.status_code == 302 and "/account/login/" in response["Location"])


def test_the_table_has_a_row_for_every_page():
    assert len(listed()) > 120
    assert [page.pattern for page in listed() if not page.audience] == []


@pytest.mark.abuse("AC-02", "AC-34")
@pytest.mark.parametrize("key", KEYS)
def test_every_page_opens_to_its_audience_and_to_nobody_else(with_places, key):
    if key in {"dawn", "ellie"}:
        with_places.tell({"dawn": "amelia"}.get(key, key))
    browser = with_places.browser(key) if key else Browser()
    user = with_places.user(key) if key else None
    wrong = []
    for page in listed():
        may = page.audience == "public" or (user is not None and is_in_audience(user, page.audience))
        response = browser.get(page.example)
        if response.status_code >= 500:
            wrong.append(f"{page.example} answers {response.status_code}")
        elif not may and not is_shut(response):
            wrong.append(f"{page.example} ({page.audience}) opens to {key or 'a stranger'}: {response.status_code}")
        elif may and "<" not in page.pattern and page.name not in MADE_FIRST and response.status_code not in SHOWN:
            wrong.append(f"{page.example} ({page.audience}) stays shut to {key}: {response.status_code}")
    assert wrong == []


@pytest.mark.abuse("AC-02")
def test_what_is_hidden_looks_like_what_is_not_there(with_places):
    life = with_places.tell("mason")
    with_places.tell("amelia")
    dawn = with_places.browser("dawn")
    missing = words_of(dawn.get("/child/00000000-0000-4000-8000-000000000000/"))
    hidden = words_of(dawn.get(f"/child/{life.child.uuid}/"))
    number = re.compile(r"R-[0-9A-Z]{4}-[0-9A-Z]{4}")
    assert number.sub("", hidden) == number.sub("", missing)


@pytest.mark.abuse("AC-33")
def test_a_form_without_its_token_is_refused(with_places):
    browser = Browser(enforce_csrf_checks=True)
    for address in ("/something-is-wrong/", "/ehc/request/", "/ehc/status/"):
        assert browser.post(address, {"words": "x"}).status_code == 403


@pytest.mark.abuse("AC-37")
def test_no_signed_in_page_may_be_kept_by_a_browser(with_places):
    ruth = with_places.browser("ruth")
    for address in ("/tray/", "/caseload/", "/child/find/", "/account/", "/messages/owed/"):
        assert "no-store" in ruth.get(address)["Cache-Control"], address
