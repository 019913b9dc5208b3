"""How a reminder reaches somebody, in a real browser: added, tested, shown by the worker, removed; two hours, a calendar."""

from __future__ import annotations

import os
import re

import pytest
from playwright.sync_api import expect

from e2e.steps import answered, press
from toward.notify.tests.conftest import Browser, receiver  # noqa: F401

WAYS = [("en", False, False), ("zh", True, True)]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
SAID = {
    "en": {"ready": "This browser can remind you here.", "failed": "No service answered", "sent": "Sent.", "shown": "There is something to look at", "name": "Toward"},
    "zh": {"ready": "这个浏览器可以提醒你。", "failed": "没有服务应答", "sent": "已发出", "shown": "有一样可以看看", "name": "Toward"},
}  # fmt: skip
SHOWN = """async () => {
  const here = await navigator.serviceWorker.ready;
  for (let left = 250; left; left -= 1) {
    const all = await here.getNotifications();
    if (all.length) return all.map((each) => [each.title, each.body]);
    await new Promise((go) => setTimeout(go, 20));
  }
}"""
ADDRESS = """(given) => { PushManager.prototype.subscribe = async () => ({ toJSON: () => given }); }"""


@pytest.fixture(autouse=True)
def near(monkeypatch):
    """The server may send to this very computer."""
    monkeypatch.setenv("TOWARD_PUSH_TEST", "1")


def seen(one, name):
    page, size = one.page, one.page.viewport_size
    assert one.violations() == [], name
    page.set_viewport_size({"width": 320, "height": 640})
    assert not one.scrolls_sideways(), f"{name} at 320"
    page.set_viewport_size(size)
    assert not one.scrolls_sideways(), name
    lang = page.locator("html").get_attribute("lang")[:2]
    assert (lang == "zh") == bool(CHINESE.search(page.locator("h1").inner_text())), name
    if folder := os.environ.get("TOWARD_PICTURES"):
        dusk = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
        page.screenshot(
            path=f"{folder}/reach-{name}-{lang}-{'dusk' if dusk else 'paper'}-{size['width']}.png", full_page=True
        )


def begin(one, way_in):
    page = one.open(way_in[1].replace("/begin/", "/begin/you/"))
    page.fill("#handle", "Liang")
    page.fill("#password", "lotus pond at dusk")
    press(page)
    page.wait_for_url("**/begin/done/")
    answered(one.open("/settings/").locator("a[href='/reach/']"))
    return page


def woken(one):
    """Hand an empty message to the worker, as a push service does, and read what it shows.

    A push service sends again what was not taken; a worker that is being put to sleep takes nothing.
    """
    here = one.context.new_cdp_session(one.page)
    found = []
    here.on("ServiceWorker.workerRegistrationUpdated", lambda said: found.extend(said["registrations"]))
    here.send("ServiceWorker.enable")
    one.page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    for _ in range(200):  # until the browser has told of it
        if found:
            break
        one.page.wait_for_timeout(25)
    message = {"origin": one.address, "registrationId": found[-1]["registrationId"], "data": ""}
    for _ in range(4):
        here.send("ServiceWorker.deliverPushMessage", message)
        if shown := one.page.evaluate(SHOWN):
            return shown
    return None


@pytest.mark.parametrize("way", WAYS, ids=["en", "zh"])
def test_a_browser_is_added_and_tested_and_shows_one_sentence(person, way_in, way, receiver):  # noqa: F811
    language, dusk, desk = way
    one, said = person(language=language, dusk=dusk, desk=desk), SAID[language]
    one.context.grant_permissions(["notifications"], origin=one.address)
    page, browser = begin(one, way_in), Browser()
    line = page.locator("tw-push [role=status]")
    expect(line).to_contain_text(said["ready"])
    seen(one, "empty")
    given = browser.address(receiver.url())
    keys = {"p256dh": given["p256dh"], "auth": given["auth"]}
    page.evaluate(ADDRESS, {"endpoint": given["endpoint"], "keys": keys})
    page.locator("tw-push button").click()
    page.wait_for_url("**/reach/?kept=added")
    expect(page.locator(".reaches li")).to_have_count(1)
    assert receiver.asked == []
    answered(page.locator("form[action^='/reach/test/'] button"))
    expect(page.locator(".tested dd")).to_contain_text(said["sent"])
    assert [browser.read(asked.body) for asked in receiver.asked] == [bytes(128)]
    assert woken(one) == [[said["name"], said["shown"]]]
    for fold in page.locator("main summary").all():
        fold.click()
    seen(one, "tested")
    answered(page.locator("form[action='/reach/calendar/'] button"))
    expect(page.locator(".secret-link")).to_contain_text("/feed/")
    page.locator("input[value=waiting]").uncheck()
    page.locator("#quiet_from").select_option("21")
    answered(page.locator("form[action='/reach/'] button"))
    page.wait_for_url("**/reach/?kept=wishes")
    expect(page.locator("#quiet_from")).to_have_value("21")
    expect(page.locator("input[value=waiting]")).not_to_be_checked()
    page.locator(".reaches button").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/reach/?kept=removed")
    expect(page.locator(".reaches")).to_have_count(0)


def test_what_stands_in_the_way_is_said_in_a_sentence(person, way_in):
    one = person()
    begin(one, way_in)
    page, line = one.page, one.page.locator("tw-push [role=status]")
    expect(line).to_contain_text(SAID["en"]["ready"])
    one.context.grant_permissions(["notifications"], origin=one.address)
    page.evaluate("() => { PushManager.prototype.subscribe = async () => { throw new Error('none'); }; }")
    page.locator("tw-push button").click()
    expect(line).to_contain_text(SAID["en"]["failed"])
    expect(page.locator("tw-push form")).to_be_visible()
    for change, words in (
        ("delete window.PushManager", "This browser cannot remind you."),
        ("Object.defineProperty(navigator, 'userAgent', { value: 'iPhone' })", "On an iPhone or iPad"),
        ("Object.defineProperty(window, 'isSecureContext', { value: false })", "This address has no certificate"),
        ("Object.defineProperty(Notification, 'permission', { value: 'denied' })", "This browser was told not to show"),
    ):
        other = one.context.new_page()
        other.add_init_script(change)
        other.goto(f"{one.address}/reach/")
        expect(other.locator("tw-push [role=status]")).to_contain_text(words)
        expect(other.locator("tw-push form")).to_be_hidden()
        other.close()
