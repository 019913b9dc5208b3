"""One person's way in a real browser: first run, kit, lock, a new device with its card, recovery, another password."""

from __future__ import annotations

import os
import re

import pytest
from playwright.sync_api import expect

from e2e.steps import BEGIN, answered, press

WORDS, OTHER, LATEST = "lotus pond at dusk", "quiet water at noon", "seven small stones"
WAYS = [("en", True, False), ("zh", False, True)]  # either language, either theme, phone and desk
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def seen(one, name):
    """Hold a page to the rules that every page keeps."""
    page = one.page
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert one.violations() == [], name
    assert not one.scrolls_sideways(), name
    _small_enough(one, name)
    if page.locator("html").get_attribute("lang") == "zh-Hans":
        assert CHINESE.search(page.locator("h1").inner_text()), name
    keep_picture(one, name)


def _small_enough(one, name):
    size = one.page.viewport_size
    one.page.set_viewport_size({"width": 320, "height": 640})
    assert not one.scrolls_sideways(), f"{name} at 320"
    one.page.set_viewport_size(size)


def keep_picture(one, name):
    """For looking at, where somebody asks for it."""
    folder = os.environ.get("TOWARD_PICTURES")
    if folder:
        width = one.page.viewport_size["width"]
        lang = one.page.locator("html").get_attribute("lang")[:2]
        dusk = one.page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
        one.page.screenshot(path=f"{folder}/{name}-{lang}-{'dusk' if dusk else 'paper'}-{width}.png", full_page=True)


def begin(one, way_in, language):
    page = one.open(way_in[1])
    seen(one, "1-begin")
    answered(page.locator("main").get_by_role("button", name=BEGIN[language]))
    page.wait_for_url("**/begin/you/**")
    seen(one, "2-you")
    page.fill("#handle", "Liang")
    page.fill("#password", "short")
    press(page)
    expect(page.locator("#password")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#handle")).to_have_value("Liang")
    expect(page.locator("#password")).to_be_focused()
    expect(page.locator("#password-w")).to_be_in_viewport()
    seen(one, "3-you-refused")
    page.fill("#password", WORDS)
    page.locator("tw-password button").click()
    expect(page.locator("#password")).to_have_attribute("type", "text")
    press(page)
    page.wait_for_url("**/begin/done/")
    seen(one, "4-done")
    return page


def make_kit(one, password=WORDS):
    page = one.open("/kit/")
    seen(one, "6-kit")
    press(page)
    lines = [line.inner_text() for line in page.locator(".kit-line .line").all()]
    assert [len(re.sub(r"\W", "", line)) for line in lines] == [28, 28]
    seen(one, "7-sheet")
    page.fill("#group", "0000")
    page.fill("#password", password)
    press(page)
    expect(page.locator("#group")).to_have_attribute("aria-invalid", "true")
    assert [line.inner_text() for line in page.locator(".kit-line .line").all()] == lines
    page.fill("#group", lines[1][-4:].lower())
    page.fill("#password", password)
    press(page)
    page.wait_for_url("**/home/?kept=kit")
    return lines


def enter(one, password, card="", handle="liang"):
    page = one.open("/enter/")
    page.fill("#handle", handle)
    page.fill("#password", password)
    if card:
        page.locator("summary").click()
        page.fill("#card", card)
    press(page)
    return page


@pytest.mark.parametrize(("language", "dusk", "desk"), WAYS)
def test_one_person_comes_in_keeps_a_kit_and_finds_the_way_back(person, way_in, language, dusk, desk):
    here = person(language=language, dusk=dusk, desk=desk)
    page = begin(here, way_in, language)
    answered(page.locator("a.btn--lamp"))
    page.wait_for_url("**/home/")
    seen(here, "5-home")
    card, recovery = make_kit(here)
    seen(here, "8-home-kept")

    answered(page.locator("form[action='/lock/'] button"))
    here.open("/password/")
    expect(page).to_have_url(re.compile(r"/unlock/\?next=/password/$"))
    seen(here, "9-unlock")
    page.fill("#password", WORDS)
    press(page)
    page.wait_for_url("**/password/")
    seen(here, "10-password")

    there = person(language=language, dusk=dusk, desk=desk)
    page = enter(there, WORDS)
    expect(page.get_by_role("alert")).to_be_visible()
    seen(there, "11-enter-refused")
    enter(there, WORDS, card.lower().replace("-", " "))
    page.wait_for_url("**/home/")
    there.open("/devices/")
    assert there.page.locator(".devices li").count() == 2
    seen(there, "12-devices")

    third = person(language=language, dusk=dusk, desk=desk)
    page = third.open("/recover/")
    seen(third, "13-recover")
    page.fill("#handle", "liang")
    page.fill("#recovery", recovery)
    page.fill("#password", OTHER)
    press(page)
    page.wait_for_url("**/home/")
    seen(third, "14-home-recovered")
    there.open("/home/")
    expect(there.page).to_have_url(re.compile("/enter/"))

    page.goto(third.address + "/password/")
    page.fill("#old", OTHER)
    page.fill("#password", LATEST)
    press(page)
    page.wait_for_url("**/settings/?kept=password")
    seen(third, "15-settings")
    enter(there, LATEST)
    there.page.wait_for_url("**/home/")
    third.open("/devices/")
    answered(page.locator("button.btn--wide"))
    expect(page.locator(".devices li")).to_have_count(1)
    there.open("/home/")
    expect(there.page).to_have_url(re.compile("/enter/"))
    third.open("/home/")
    answered(page.locator("form[action='/leave-device/'] button"))
    page.wait_for_url(third.address + "/")
    page.go_back()
    expect(page).to_have_url(re.compile("/enter/"))


def test_without_scripts_the_whole_way_goes_too(browser, way_in):
    with browser.new_context(java_script_enabled=False, locale="en-GB") as context:
        page = context.new_page()
        page.goto(way_in[0] + way_in[1])
        answered(page.locator("main").get_by_role("button", name="English"))
        page.fill("#handle", "Liang")
        page.fill("#password", WORDS)
        press(page)
        page.goto(way_in[0] + "/kit/")
        press(page)
        page.fill("#group", page.locator(".kit-line .line").last.inner_text()[-4:])
        page.fill("#password", WORDS)
        press(page)
        expect(page).to_have_url(re.compile("kept=kit"))


def test_a_double_tap_makes_one_account_and_the_way_back_shows_nothing_private(person, way_in):
    one = person()
    page = one.open(way_in[1])
    answered(page.locator("main").get_by_role("button", name="English"))
    page.fill("#handle", "Liang")
    page.fill("#password", WORDS)
    page.locator("button.btn--lamp").dblclick()
    expect(page).to_have_url(
        re.compile("/begin/done/$"), timeout=30_000
    )  # the second tap breaks the first one's way off
    page.wait_for_load_state()
    page.go_back()
    assert page.locator("#password").count() == 0 or page.locator("#password").input_value() == ""
    one.open("/home/")
    expect(page).to_have_url(re.compile("/home/$"))


def test_the_whole_first_run_goes_by_keyboard_and_nothing_takes_the_focus(person, way_in):
    one = person()
    page = one.open(way_in[1].replace("/begin/", "/begin/you/"))
    assert page.evaluate("document.activeElement === document.body")
    order = []
    for _ in range(12):
        page.keyboard.press("Tab")
        order.append(page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()"))
    assert [order.index(each) for each in ("handle", "password", "Show", "Begin")] == sorted(
        order.index(each) for each in ("handle", "password", "Show", "Begin")
    )
