"""Who has lost everything, in a real browser before the real server: the host's link, an empty room, and the kit that turns up."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from e2e import steps
from e2e.steps import answered, press

WORDS, OTHER = "lotus pond at dusk", "a wholly new beginning"
WAYS = [("en", True, False), ("zh", False, True)]  # either language, either theme, phone and desk


def seen(one, name):
    """Hold a page to the rules that every page keeps."""
    page, size = one.page, one.page.viewport_size
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert one.violations() == [], name
    assert not one.scrolls_sideways(), name
    language = page.locator("html").get_attribute("lang")[:2]
    assert bool(re.search(r"[\u4e00-\u9fff]", page.locator("h1").inner_text())) == (language == "zh"), name
    page.set_viewport_size({"width": 320, "height": 640})
    assert not one.scrolls_sideways(), f"{name} at 320"
    page.set_viewport_size(size)
    if folder := os.environ.get("TOWARD_PICTURES"):
        page.screenshot(path=f"{folder}/{name}-{language}-{size['width']}.png", full_page=True)


def begin(one, way_in, language):
    steps.begin(one.open(way_in[1]), "Liang", WORDS, language)


def recovery_line_of_a_new_kit(one):
    page = one.open("/kit/")
    press(page)
    line = page.locator(".kit-line .line").last.inner_text()
    page.fill("#group", line[-4:])
    page.fill("#password", WORDS)
    press(page)
    page.wait_for_url("**/home/?kept=kit")
    return line


def printed_link(home, address):
    """What `toward reset` prints for the host."""
    surroundings = {**os.environ, "TOWARD_DATA": str(home), "TOWARD_CONFIG": str(home)}
    words = [sys.executable, "-m", "toward", "reset", "Liang", "--address", address]
    done = subprocess.run(words, env=surroundings, capture_output=True, text=True, check=True)
    return re.search(r"^http\S+$", done.stdout, re.M)[0].removeprefix(address)


@pytest.mark.parametrize(("language", "dusk", "desk"), WAYS)
def test_who_lost_everything_begins_anew_and_finds_the_kit_after_all(person, way_in, tmp_path, language, dusk, desk):
    old = person(language=language, dusk=dusk, desk=desk)
    begin(old, way_in, language)
    recovery = recovery_line_of_a_new_kit(old)
    link = printed_link(tmp_path, way_in[0])

    one = person(language=language, dusk=dusk, desk=desk)
    page = one.open("/recover/")
    seen(one, "reset-1-recover")
    one.open(link)
    seen(one, "reset-2-anew")
    page.fill("#password", "short")
    press(page)
    expect(page.locator("#password")).to_have_attribute("aria-invalid", "true")
    seen(one, "reset-3-refused")
    page.fill("#password", OTHER)
    page.locator("button.btn--lamp").dblclick()
    page.wait_for_url("**/kit/")
    page.wait_for_load_state("networkidle")  # the second tap is on its way too
    one.open("/home/")
    seen(one, "reset-4-home")
    old.open("/home/")
    expect(old.page).to_have_url(re.compile("/enter/"))
    old.page.fill("#handle", "liang")
    old.page.fill("#password", WORDS)
    press(old.page)
    expect(old.page.get_by_role("alert")).to_be_visible()
    old.open(link)
    seen(old, "reset-5-over")

    one.open("/home/")
    answered(page.locator("a[href='/found/']"))
    seen(one, "reset-6-found")
    page.fill("#recovery", recovery[:-1])
    press(page)
    expect(page.locator("#recovery")).to_have_attribute("aria-invalid", "true")
    seen(one, "reset-7-not-found")
    page.fill("#recovery", recovery.lower())
    page.locator("button.btn--lamp").dblclick()
    page.wait_for_url(re.compile("/archive/"))
    page.wait_for_load_state("networkidle")  # the second tap is on its way too
    seen(one, "reset-8-archives")
    assert page.locator("ul.steady a").count() == 2
    answered(page.locator("ul.steady a").first)
    seen(one, "reset-9-before")
    one.open("/left-hands/")
    seen(one, "reset-10-left")


def test_it_goes_by_keyboard_and_without_scripts(browser, person, way_in, tmp_path):
    begin(person(), way_in, "en")
    with browser.new_context(java_script_enabled=False, locale="en-GB") as context:
        page = context.new_page()
        page.goto(way_in[0] + printed_link(tmp_path, way_in[0]))
        for _ in range(20):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.id") == "password":
                break
        page.keyboard.type(OTHER)
        page.keyboard.press("Enter")
        page.wait_for_url("**/kit/")
