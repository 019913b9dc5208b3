"""Leaving at once, a plain name, a covered preview, and the safety pages, as somebody who is afraid would meet them."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from e2e.steps import answered

PAGES = ("/safety/", *(f"/safety/{place}/" for place in range(1, 8)), "/safety/numbers/", "/safety/numbers/?country=CN")
EVERY = [(language, dusk, desk) for language in ("en", "zh") for dusk in (False, True) for desk in (False, True)]
HIDDEN = """(hidden) => {
  Object.defineProperty(document, "hidden", {configurable: true, get: () => hidden});
  document.dispatchEvent(new Event("visibilitychange"));
}"""


def press_shift(page, times=3, pause=0):
    for _ in range(times):
        page.keyboard.press("Shift")
        page.wait_for_timeout(pause)


def left(page):
    expect(page.get_by_role("heading", name="Kitchen measures")).to_be_visible()
    return page.url.endswith("/kitchen/")


@pytest.mark.parametrize(("language", "dusk", "desk"), EVERY)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(reader, language, dusk, desk):
    one = reader(language=language, dusk=dusk, desk=desk)
    for path in (*PAGES, "/kitchen/"):
        one.open(path)
        assert one.violations() == [], path
        assert not one.scrolls_sideways(), path


@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_scrolls_sideways_on_the_smallest_phone_with_the_largest_letters(reader, language):
    one = reader(language=language)
    for path in PAGES:
        page = one.open(path)
        page.set_viewport_size({"width": 320, "height": 640})
        assert not one.scrolls_sideways(), path
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert not one.scrolls_sideways(), path


@pytest.mark.parametrize("path", ["/safety/1/", "/look-back/", "/privacy/"])
def test_three_presses_of_shift_leave_and_no_way_back_returns(reader, path):
    one = reader()
    one.open("/")
    one.open("/safety/")
    page = one.open(path)
    press_shift(page)
    assert left(page)
    for _ in range(3):  # the first page of the tab is a blank one
        page.go_back()
        page.wait_for_timeout(300)
        assert page.url == "about:blank" or left(page)


def test_who_comes_again_on_purpose_may_stay(reader):
    one = reader()
    page = one.open("/safety/1/")
    press_shift(page)
    assert left(page)
    one.open("/safety/2/")
    expect(page.locator("h1")).to_have_text("If you feel watched on this phone.")
    page.reload()
    expect(page.locator("h1")).to_be_visible()


def test_two_presses_slow_presses_and_capitals_do_not_leave(reader):
    page = reader().open("/safety/7/")
    press_shift(page, times=2)
    expect(page.locator("[data-leave-said]")).to_have_text("Press Shift once more to leave.")
    page.wait_for_timeout(2100)
    expect(page.locator("[data-leave-said]")).to_have_text("")
    press_shift(page, pause=1100)
    page.locator("#way-out").press_sequentially("ABCDE")
    for letter in "ABCDE":
        page.keyboard.press(f"Shift+{letter}")
    assert page.url.endswith("/safety/7/")


def test_the_link_is_the_first_thing_a_keyboard_reaches_and_stays_in_sight(reader):
    page = reader().open("/safety/1/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('a.leave[data-leave]')")
    page.mouse.wheel(0, 5000)
    page.wait_for_function("scrollY > 500")
    expect(page.locator("a.leave")).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert left(page)
    page.go_back()
    page.wait_for_timeout(300)
    assert page.url == "about:blank" or left(page)


def test_without_scripts_leave_is_a_link_and_a_country_can_be_chosen(browser, address):
    with browser.new_context(java_script_enabled=False, locale="en-GB") as context:
        page = context.new_page()
        page.goto(f"{address}/safety/1/")
        answered(page.get_by_role("button", name="Germany"))
        expect(page.get_by_role("link", name="116 016")).to_have_attribute("href", "tel:116016")
        assert context.cookies() == []
        page.locator("a.leave").click()
        assert left(page)
        page.goto(f"{address}/safety/7/")
        expect(page.locator("tw-way-out")).to_be_hidden()


def test_a_way_out_of_ones_own_is_kept_in_the_browser_and_sent_nowhere(browser, address):
    with browser.new_context(locale="en-GB") as context:
        context.route("https://weather.example/**", lambda route: route.fulfill(body="<h1>Rain</h1>"))
        page, told = context.new_page(), []
        page.on("request", lambda request: told.append((request.url, request.all_headers(), request.post_data)))
        page.goto(f"{address}/safety/7/")
        page.get_by_label("An address").fill("javascript:alert(1)")
        page.get_by_role("button", name="Keep it").click()
        expect(page.locator("[data-said]")).to_contain_text("Nothing was kept")
        page.get_by_label("An address").fill("https://weather.example/today")
        page.get_by_role("button", name="Keep it").click()
        expect(page.locator("[data-said]")).to_contain_text("Kept in this browser")
        page.goto(f"{address}/safety/1/")
        assert not [one for one in told if "weather" in repr(one)]
        press_shift(page)
        expect(page.get_by_role("heading", name="Rain")).to_be_visible()
        assert [headers.get("referer") for url, headers, _ in told if "weather" in url] == [None]
        page.go_back()  # to the page before, which leads out again
        expect(page.get_by_role("heading", name="Rain")).to_be_visible()
        assert page.url == "https://weather.example/today"
        page.goto(f"{address}/safety/7/")
        page.get_by_role("button", name="Forget it").click()
        page.locator("a.leave").click()
        assert left(page)


def test_a_plain_name_stands_in_the_tab_and_the_head(reader):
    page = reader().open("/safety/7/")
    answered(page.get_by_role("button", name="Notes"))
    expect(page).to_have_title("Notes")
    expect(page.locator(".mast .name")).to_have_text("Notes")
    page.goto(page.url.replace("/safety/7/", "/look-back/"))
    expect(page).to_have_title("Notes")


def test_a_page_that_nobody_looks_at_is_an_empty_sheet(reader):
    page = reader().open("/look-back/")
    page.evaluate(HIDDEN, True)
    expect(page.locator("h1")).to_be_hidden()
    assert page.evaluate(
        "[...document.querySelectorAll('body *')].every((one) => !one.checkVisibility({visibilityProperty: true}))"
    )
    page.evaluate(HIDDEN, False)
    expect(page.locator("h1")).to_be_visible()


def test_everything_that_is_pressed_is_large_enough(reader):
    page = reader().open("/safety/7/")
    small = page.evaluate(
        """() => [...document.querySelectorAll("button, .mast a, .foot a, .doors a, input, a.number")]
          .filter((one) => one.checkVisibility() && one.type !== "hidden" && !one.classList.contains("skip"))
          .map((one) => [one.textContent.trim(), one.getBoundingClientRect()])
          .filter(([, box]) => box.height < 44 || box.width < 44).map(([name, box]) => `${name} ${box.width}×${box.height}`)"""
    )
    assert small == []
