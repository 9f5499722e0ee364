"""Each page that links lead to, once for each kind of reader, in a real browser: two widths, axe, one heading, own host."""

import pytest
from django.urls import Resolver404, resolve

from tests.browser.conftest import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]

WHO = ("", "dawn", "karen", "ellie", "amina", "ruth", "daniel", "priya", "ben", "grace", "sam", "helen")
START = ("/", "/components/", "/accounts/login/", "/accounts/password/reset/")
NOT_PAGES = {"account_logout", "health_live", "health_ready", "ui_brand_css", "openid_connect_login"}
"""Answers that are no pages: JSON, a style sheet, a redirect to somebody else, or the end of the visit."""
KINDS = {"": "nobody", "dawn": "family", "karen": "family", "ellie": "family", "helen": "school"}
"""Kinds of readers; who is not named here works for the partnership."""
MOST = 2
"""So many of one page for one kind of reader: the second shows another state."""


def links_of(page):
    """Own addresses that a page leads to, without query and fragment."""
    found = page.eval_on_selector_all("a[href]", "nodes => nodes.map(n => n.getAttribute('href'))")
    return [link.partition("#")[0] for link in dict.fromkeys(found) if link.startswith("/") and "static/" not in link]


def name_of(address):
    """The page behind an address, by its name; empty for what is no page of ours."""
    try:
        return resolve(address.partition("?")[0]).url_name or ""
    except Resolver404:
        return ""


class Walk:
    """Follows links as each of the cast, and notes what is wrong on each page."""

    def __init__(self, axe):
        self.axe, self.found, self.seen, self.hosts = axe, [], {}, set()

    def go(self, page, key):
        """From the first page on, every kind of page at most twice for every kind of reader."""
        page.on("request", lambda request: self.hosts.add(request.url.split("/")[2]))
        waiting, known = [(address, "") for address in (*START, *(["/my/"] if key else []))], set()
        while waiting:
            address, source = waiting.pop(0)
            name = name_of(address)
            count = self.seen.get((KINDS.get(key, "staff"), name), 0)
            if address in known or not name or name in NOT_PAGES or (source and count >= MOST):
                continue
            known.add(address)
            if "html" not in page.context.request.head(address).headers.get("content-type", ""):
                continue
            response = page.goto(address)
            self.seen[KINDS.get(key, "staff"), name] = count + 1
            self.found += [f"{key or 'nobody'} {address} (from {source}): {fault}" for fault in self.faults(page, response)]
            waiting += [(link, address) for link in links_of(page)]

    def faults(self, page, response):
        """What is wrong with the page that is open."""
        if response.status >= 400:
            return [f"a link leads to {response.status}"]
        found = self.axe(page)
        if page.locator("h1").count() != 1:
            found.append(f"{page.locator('h1').count()} first-level headings")
        if " - " not in page.title() and not page.url.endswith("/letter/"):
            found.append("the title does not say where you are")  # a letter has its own, as a paper has
        page.set_viewport_size({"width": 320, "height": 900})
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append("scrolls sideways at 320 px")
        found += [f"at 320 px {fault}" for fault in self.axe(page)]
        page.set_viewport_size({"width": 1280, "height": 900})
        return found


def opened_for_axe(route):
    """A letter is served so that no script runs in it; axe is one, so for the walk alone that header is left out."""
    response = route.fetch()
    route.fulfill(response=response, headers={k: v for k, v in response.headers.items() if k != "content-security-policy"})


@pytest.fixture(scope="module")
def walked(chromium, area, axe):
    walk = Walk(axe)
    for key in WHO:
        context = chromium.new_context(base_url=area.base, viewport={"width": 1280, "height": 900})
        context.route("**/documents/**", opened_for_axe)
        page = context.new_page()
        if key:
            sign_in(page, area, key)
        walk.go(page, key)
        context.close()
    return walk


def test_no_page_has_an_accessibility_fault_a_sideways_scroll_or_a_dead_link(walked):
    assert not walked.found, "\n".join(walked.found)


def test_nothing_is_fetched_from_another_host(walked):
    assert {host.partition(":")[0] for host in walked.hosts} == {"localhost"}


def test_the_walk_reached_each_kind_of_reader_and_most_of_the_house(walked):
    rooms = {name.partition("_")[0] for _, name in walked.seen}
    assert {kind for kind, _ in walked.seen} == {KINDS.get(key, "staff") for key in WHO}
    assert {"portal", "ehc", "people", "messaging", "documents", "access", "returns", "outbox", "jobs", "clocks"} <= rooms
    assert len({name for _, name in walked.seen}) > 80
