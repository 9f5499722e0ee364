"""The browser, a page at a width, signing in, and axe."""

from pathlib import Path

import pytest

from tests.browser.area import new_area
from tests.conftest import browser_path

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]
AXE = Path(__file__).resolve().parents[1] / "vendored" / "axe.min.js"


@pytest.fixture(scope="session")
def area():
    made = new_area()
    try:
        made.start()
        yield made
    finally:
        made.stop()


@pytest.fixture(scope="session")
def chromium():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=browser_path(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium, area):
    """`visit(key="amina", width=320, script=True)` -> a page of a fresh browser, signed in as that account."""
    contexts = []

    def open_page(key="", width=1280, script=True):
        context = chromium.new_context(viewport={"width": width, "height": 900}, java_script_enabled=script,
                                       base_url=area.base)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        if key:
            sign_in(page, area, key)
        return page

    yield open_page
    for context in contexts:
        context.close()


def sign_in(page, area, key):
    """Through the one-time address of the account: opened, then the button pressed."""
    import json

    rows = json.loads(area.command("demo", "accounts", "--json", "--only", key))
    page.goto(rows[0]["sign_in"])
    page.get_by_role("button", name="Continue").click()


@pytest.fixture(scope="session")
def axe():
    """`axe(page)` -> what is wrong, in words; empty when nothing is."""
    source = AXE.read_text()

    def look(page):
        page.evaluate(source)
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [f"{v['id']}: {v['help']} ({v['nodes'][0]['html'][:120]})" for v in found["violations"]]

    return look
