"""Every page in both languages, both lights, on a phone and at a desk: accessible, and never wider than the screen."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from e2e.steps import answered

PAGES = ("/", "/privacy/", "/evidence/", "/look-back/", "/nowhere/")
EVERY = [(language, dusk, desk) for language in ("en", "zh") for dusk in (False, True) for desk in (False, True)]


@pytest.mark.parametrize(("language", "dusk", "desk"), EVERY)
def test_axe_finds_nothing(reader, language, dusk, desk):
    one = reader(language=language, dusk=dusk, desk=desk)
    for path in PAGES:
        page = one.open(path)
        assert page.locator("html").get_attribute("lang") == ("zh-Hans" if language == "zh" else "en")
        assert one.violations() == [], path
        assert not one.scrolls_sideways(), path
    one.complaints = [said for said in one.complaints if "404" not in said]  # the page that is not there


@pytest.mark.parametrize("path", PAGES[:4])
def test_nothing_scrolls_sideways_on_the_smallest_phone_with_the_largest_letters(reader, path):
    one = reader()
    page = one.open(path)
    page.set_viewport_size({"width": 320, "height": 640})
    assert not one.scrolls_sideways()
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert not one.scrolls_sideways()


def test_everything_that_is_pressed_is_large_enough(reader):
    page = reader().open("/look-back/")
    small = page.evaluate(
        """() => [...document.querySelectorAll("button, summary, .mast a, .foot a, .doors a")]
          .filter((one) => one.checkVisibility() && !one.classList.contains("skip"))
          .map((one) => [one.textContent.trim(), one.getBoundingClientRect()])
          .filter(([, box]) => box.height < 44 || box.width < 44).map(([name, box]) => `${name} ${box.width}×${box.height}`)"""
    )
    assert small == []


def test_the_first_thing_a_keyboard_reaches_skips_to_the_page(reader):
    page = reader().open("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_language_and_light_are_chosen_at_the_foot(reader):
    one = reader()
    page = one.open("/privacy/")
    answered(page.get_by_role("button", name="中文"))
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    assert page.url.endswith("/privacy/")
    answered(page.get_by_role("button", name="English"))
    answered(page.get_by_role("button", name="Dusk"))
    expect(page.locator("html")).to_have_attribute("data-theme", "dusk")


def test_without_scripts_the_pages_still_answer(browser, address):
    with browser.new_context(java_script_enabled=False, locale="en-GB") as context:
        page = context.new_page()
        for path in PAGES[:4]:
            assert page.goto(address + path).status == 200
            assert page.locator("h1").count() == 1
