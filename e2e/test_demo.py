"""The demonstration in a real browser: two seats, days that go by, a real report, without typing a letter."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from e2e.steps import answered
from toward.web.demo.tests.visiting import demonstration

WAYS = [("en", False, False), ("zh", True, True)]


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    with demonstration(tmp_path_factory.mktemp("demo")) as (_, port):
        yield f"http://localhost:{port}"


def seen(one, name):
    """Hold a page and its bar to the rules that every page keeps."""
    page = one.page
    assert one.violations() == [], name
    assert small(page) == [], name
    size = page.viewport_size
    for width in (size["width"], 320):
        page.set_viewport_size({"width": width, "height": 640})
        assert not one.scrolls_sideways(), f"{name} at {width}"
    page.set_viewport_size(size)


def small(page):
    """Whatever is pressed on the bar and too small for a thumb."""
    return page.evaluate(
        """() => [...document.querySelectorAll(".demo-ways button, .demo-ways a, .demo-seats button")]
          .map((one) => [one.textContent.trim(), one.getBoundingClientRect()])
          .filter(([, box]) => box.height < 44 || box.width < 44).map(([name, box]) => `${name} ${box.width}×${box.height}`)"""
    )


def today(page):
    return page.locator(".demo-bar time").get_attribute("datetime")


@pytest.mark.parametrize(("language", "dusk", "desk"), WAYS)
def test_both_seats_the_days_and_the_look_back_go_without_typing(phone, demo, language, dusk, desk):
    one = phone(demo, language=language, dusk=dusk, desk=desk)
    page = one.open("/")
    seen(one, "seats")
    answered(page.locator(".demo-seats").get_by_role("button", name="Liang"))
    page.wait_for_url("**/today/")
    expect(page.locator(".demo-now > p")).to_contain_text("Liang")
    seen(one, "today")
    one.open("/us/")
    expect(page.locator("main .notice h2")).to_have_count(1)
    seen(one, "us")
    for path in ("/rituals/", "/moments/", "/phone-down/", "/today/"):
        one.open(path)
        seen(one, path)

    before = today(page)
    answered(page.locator("form[action='/demo/day/'] button").first)
    expect(page.locator(".demo-bar time")).not_to_have_attribute("datetime", before)
    day = today(page)
    page.locator("form[action='/demo/day/'] button").last.dblclick()
    expect(page.locator(".demo-bar time")).not_to_have_attribute("datetime", day)
    assert before < day < today(page)

    answered(page.locator(".demo-bar form[action='/demo/seat/'] button"))
    expect(page.locator(".demo-now > p")).to_contain_text("Su")
    expect(page).to_have_url(re.compile("/today/$"))
    one.open("/pair/")
    expect(page.locator("main a[href='/part/']")).to_be_visible()
    seen(one, "pair")

    one.open("/settings/")
    page.evaluate("document.querySelectorAll('[data-second]').forEach((said) => { said.hidden = false; })")
    expect(page.locator("[data-second]")).to_have_count(1)
    expect(page.locator("[data-second]")).not_to_be_visible()  # the product's word that one of two clocks is wrong

    answered(page.locator(".mast a[href='/']").last)
    expect(page.locator(".demo-seats [aria-pressed='true']")).to_have_text("Su")
    page.locator("a[href='/demo/look-back/']").click()
    expect(page.locator("tw-report figure svg").first).to_be_visible(timeout=60_000)
    expect(page.locator("tw-report q").last).to_contain_text("晚安" if language == "zh" else "night")
    seen(one, "report")
