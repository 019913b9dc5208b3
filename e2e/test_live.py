"""An open page hears what happens on the other phone: without being opened anew, and only while it is seen."""

from __future__ import annotations

from playwright.sync_api import expect

from e2e import steps
from e2e.steps import answered

HIDE = """hidden => {
  Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
PATIENCE = 20_000  # ms


def begin(one, code, handle):
    steps.begin(one.open(code), handle, "lotus pond at dusk")


def form(page, action):
    return page.locator(f"main form[action='{action}']")


def test_a_page_follows_the_other_phone_while_it_is_seen(phone, way_in):
    liang, su = phone(way_in[0]), phone(way_in[0])
    begin(liang, way_in[1], "liang")
    page = liang.open("/pair/")
    answered(form(page, "/pair/invite/").locator("button"))
    link = page.locator(".link a").get_attribute("href").removeprefix(liang.address)
    page.evaluate("window.same = true")
    theirs = su.open(link)
    begin(su, theirs.locator("a.btn--lamp").get_attribute("href"), "su")
    expect(page.locator(".six li")).to_have_count(6, timeout=PATIENCE)
    assert page.evaluate("window.same")
    assert liang.violations() == []

    page.evaluate(HIDE, True)
    theirs = su.open("/pair/")
    answered(theirs.locator("button[value='differ']"))
    expect(theirs.locator(".six")).to_have_count(0)
    page.wait_for_timeout(1_000)
    expect(page.locator(".six li")).to_have_count(6)
    page.evaluate(HIDE, False)
    expect(page.locator(".six li")).to_have_count(0, timeout=PATIENCE)
    expect(form(page, "/pair/invite/").locator("button")).to_be_visible()
    assert page.evaluate("window.same")
