"""Without a mouse, without JavaScript, on a phone: the first story as people use it."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def press_until(page, words, *, most=60):
    """Tab to the control that has these words; every stop on the way has a visible focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        shown = page.evaluate("""() => { const e = document.activeElement, s = getComputedStyle(e);
            const yellow = s.backgroundColor === 'rgb(255, 221, 0)';
            const look = s.outlineStyle !== 'none' || s.boxShadow !== 'none' || yellow;
            const box = e.getBoundingClientRect();
            const words = e.innerText || e.value || e.getAttribute('aria-label') || '';
            return [words.trim(), look || box.width <= 44, e.tagName] }""")
        assert shown[2] == "BODY" or shown[1], f"no visible focus on {shown[0]!r}"
        if words in shown[0]:
            return
    raise AssertionError(f"{words!r} can't be reached by keyboard")


def test_a_parent_reaches_the_first_question_by_keyboard_alone_on_a_phone(visit):
    page = visit(width=320)
    page.goto("/")
    press_until(page, "Ask for an EHC needs assessment")
    page.keyboard.press("Enter")
    page.wait_for_url("**/ehc/start/")
    assert page.locator("h1").count() == 1


@pytest.mark.parametrize("width", [1280, 320])
def test_the_request_is_sent_without_javascript(visit, width):
    page = visit(width=width, script=False)
    page.goto("/ehc/request/")
    page.locator("main form button[type=submit], main form button:not([type])").first.click()
    typed = {"asker_given_name": "Sam", "asker_family_name": f"Night{width}", "asker_phone": "01632 960555",
             "child_given_name": f"Robin{width}", "child_family_name": f"Night{width}", "hard": "Mornings are the worst."}
    for _ in range(40):
        if page.url.rstrip("/").endswith("check"):
            break
        for name, value in typed.items():
            box = page.locator(f"main [name={name}]")
            if box.count():
                box.fill(value)
        anyway = page.locator("main input[name=anyway], main button[name=anyway]")
        if anyway.count() and anyway.first.evaluate("e => e.tagName") == "BUTTON":
            anyway.first.click()
        else:
            page.locator("main form button:visible").first.click()
    page.locator("main form button:visible").first.click()
    assert "EHC-" in page.inner_text("main")
    assert "EHC team" in page.inner_text("main")


def test_the_first_lines_of_the_tray_say_what_to_do_on_a_phone_too(visit):
    for width in (1280, 320):
        page = visit("ruth", width=width)
        page.goto("/tray/")
        first = page.locator("tbody tr").first
        assert first.is_visible()
        assert first.locator("th a").inner_text().strip().rstrip(".")
        box = page.locator("h1").bounding_box()
        assert box["y"] < 400


def test_the_familys_date_and_holder_stand_above_the_fold_of_a_phone(visit):
    page = visit("dawn", width=320)
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto("/family/")
    for words in ("The council must answer by", "Day", "Who has it now"):
        box = page.get_by_text(words).first.bounding_box()
        assert box["y"] + box["height"] <= 640, (words, box)


def test_after_sign_out_the_back_button_shows_nothing(visit):
    page = visit("dawn")
    page.goto("/family/")
    page.get_by_role("button", name="Sign out").click()
    page.go_back()
    page.wait_for_load_state()
    assert "Amelia" not in page.content()


def test_no_first_view_weighs_more_than_60_kilobytes_or_carries_15_of_script(visit):
    for key, address in (("", "/"), ("dawn", "/family/"), ("ruth", "/tray/"), ("", "/ehc/start/")):
        page = visit(key)
        weights = {}  # by address: what a page asks for twice comes from the browser's own store
        page.on("response", lambda response, weights=weights: weights.update(
            {response.url: int(response.headers.get("content-length") or len(response.body()))}))
        page.goto(address)
        page.wait_for_load_state("networkidle")
        assert sum(weights.values()) <= 60_000, weights
        assert sum(weight for url, weight in weights.items() if ".js" in url) <= 15_000, weights
