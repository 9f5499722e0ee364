"""Every page that opens to somebody of the cast, in a real browser: 1280 and 320 px, axe, reflow, one heading, own host."""

import json

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

WHO = ("", "dawn", "karen", "craig", "ellie", "amina", "ruth", "daniel", "priya", "ben", "grace", "sam", "helen")
LEFT_OUT = {"health_live", "health_ready", "ui_brand_css", "account_logout", "mfa_signup_webauthn", "mfa_login_webauthn",
            "openid_connect_login", "openid_connect_callback"}
"""Answers that are not pages: JSON, a style sheet, or a step of a ceremony that only follows another one."""
OWN_VIEW = {"/family/", "/tray/", "/messages/"}
"""Pages that look different for each of the cast."""


@pytest.fixture(scope="module")
def addresses(area):
    rows = json.loads(area.command("urls", "--json"))
    return sorted({row["example"] for row in rows if "<" not in row["pattern"] and row["name"] not in LEFT_OUT})


@pytest.fixture(scope="module")
def opened(chromium, area, addresses, axe):
    """What was wrong on each page, opened by the first of the cast to whom it opens; read by the tests below."""
    from tests.browser.conftest import sign_in

    found, counts, seen = [], {}, set()
    for key in WHO:
        context = chromium.new_context(base_url=area.base, viewport={"width": 1280, "height": 900})
        page = context.new_page()
        if key:
            sign_in(page, area, key)
        hosts = set()
        page.on("request", lambda request, hosts=hosts: hosts.add(request.url.split("/")[2]))
        for address in [*addresses, *(inner(page, area) if key in {"amina", "ruth", "dawn", "karen"} else ())]:
            if address in seen or not is_page(context.request.get(address)):
                continue
            seen.update({address} - OWN_VIEW)
            response = page.goto(address)
            counts[key] = counts.get(key, 0) + 1
            found += [f"{key or 'nobody'} {address}: {fault}" for fault in faults(page, response, axe)]
        if others := {host for host in hosts if not host.startswith(("localhost", "127.0.0.1"))}:
            found.append(f"{key}: other hosts {others}")
        context.close()
    return found, counts


def is_page(response):
    """Whether an address shows a page to this account: not hidden, not a form's target, not a file."""
    is_shown = response.status not in {404, 405} and "html" in response.headers.get("content-type", "")
    return is_shown or response.status >= 500


def inner(page, area):
    """Pages behind links of the first page: children, cases, letters."""
    page.goto(area.base + "/my/")
    links = page.eval_on_selector_all("main a[href]", "nodes => nodes.map(n => n.getAttribute('href'))")
    return [link for link in dict.fromkeys(links) if link.startswith("/") and not link.startswith("/static")][:12]


def faults(page, response, axe):
    if response.status >= 500:
        return [f"answers {response.status}"]
    found = axe(page)
    if page.locator("h1").count() != 1:
        found.append(f"{page.locator('h1').count()} first-level headings")
    if " - " not in page.title():
        found.append("the title does not say where you are")
    page.set_viewport_size({"width": 320, "height": 900})
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        found.append("scrolls sideways at 320 px")
    found += [f"at 320 px {fault}" for fault in axe(page)]
    page.set_viewport_size({"width": 1280, "height": 900})
    return found


def test_no_page_has_an_accessibility_fault_a_sideways_scroll_or_an_error(opened):
    assert opened[0] == []


def test_every_one_of_the_cast_opened_pages(opened):
    assert {"", "dawn", "amina", "ruth", "priya", "ben", "grace", "sam", "helen"} <= set(opened[1])
    assert sum(opened[1].values()) > 60
