"""Passkeys in a real browser with an authenticator of Chromium's own: one that answers with a key, and one that does not."""

from __future__ import annotations

import os
import re

import pytest
from playwright.sync_api import expect

WORDS, NAME = "lotus pond at dusk", "Liang"
WAYS = [("en", False, False), ("zh", True, True)]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
SAID = {
    "en": {"opens": "Opens", "step": "Second step", "failed": "The passkey did not answer."},
    "zh": {"opens": "直接打开", "step": "第二步", "failed": "通行密钥没有回应。"},
}


def seen(one, name):
    """Hold a page to the rules that every page keeps, and keep its picture where somebody asks for it."""
    page = one.page
    assert one.violations() == [], name
    size = page.viewport_size
    page.set_viewport_size({"width": 320, "height": 640})
    assert not one.scrolls_sideways(), f"{name} at 320"
    page.set_viewport_size(size)
    assert not one.scrolls_sideways(), name
    lang = page.locator("html").get_attribute("lang")[:2]
    assert (lang == "zh") == bool(CHINESE.search(page.locator("h1").inner_text())), name
    if folder := os.environ.get("TOWARD_PICTURES"):
        page.screenshot(path=f"{folder}/passkey-{name}-{lang}-{size['width']}.png", full_page=True)


def authenticator(one, *, prf):
    """A device's own authenticator, whose owner is always there."""
    here = one.context.new_cdp_session(one.page)
    here.send("WebAuthn.enable")
    kind = {"protocol": "ctap2", "ctap2Version": "ctap2_1", "transport": "internal", "hasResidentKey": True}
    whose = {"hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True}
    made = here.send("WebAuthn.addVirtualAuthenticator", {"options": {**kind, **whose, "hasPrf": prf}})
    return lambda: here.send("WebAuthn.getCredentials", made)["credentials"]


def begin(one, way_in):
    """Sign up and make a kit, so that there is a key card that could be asked for."""
    page = one.open(way_in[1].replace("/begin/", "/begin/you/"))
    page.fill("#handle", NAME)
    page.fill("#password", WORDS)
    press(page, "**/begin/done/")
    one.open("/kit/")
    press(page, "**/kit/")
    card, recovery = [re.sub(r"\W", "", line.inner_text()) for line in page.locator(".kit-line .line").all()]
    page.fill("#group", recovery[-4:])
    page.fill("#password", WORDS)
    press(page, "**/home/?kept=kit")
    return card


def press(page, then):
    with page.expect_navigation(url=then):
        page.locator("button.btn--lamp").click()


def by_passkey(page, then):
    with page.expect_navigation(url=then):
        page.locator("tw-passkey button").click()


def lock(one):
    one.open("/home/").locator("form[action='/lock/'] button").click()


def leave(one):
    one.open("/home/").locator("form[action='/leave-device/'] button").click()
    one.page.wait_for_url(one.address + "/")


def remove(one):
    one.open("/passkeys/").locator(".passkeys summary").click()
    seen(one, "removing")
    with one.page.expect_navigation(url="**/passkeys/?kept=removed"):
        one.page.locator(".passkeys button").click()
    expect(one.page.locator(".passkeys")).to_have_count(0)


def at_a_name(phone, way_in, way):
    language, dusk, desk = way
    return phone(way_in[0].replace("127.0.0.1", "localhost"), language=language, dusk=dusk, desk=desk)


@pytest.mark.parametrize("way", WAYS)
def test_a_passkey_that_answers_with_a_key_unlocks_and_comes_in_without_the_card(phone, way_in, way):
    one = at_a_name(phone, way_in, way)
    page, said = one.page, SAID[way[0]]
    held = authenticator(one, prf=True)
    begin(one, way_in)
    one.open("/passkeys/")
    by_passkey(page, "**/passkeys/?kept=opens")
    expect(page.locator(".passkeys p.small").first).to_have_text(said["opens"])
    seen(one, "opens")
    (kept,) = held()
    assert (kept["isResidentCredential"], kept["userName"], kept["rpId"]) == (True, NAME.lower(), "localhost")

    lock(one)
    one.open("/passkeys/")
    seen(one, "unlock")
    by_passkey(page, "**/passkeys/")
    expect(page.locator(".passkeys li")).to_have_count(1)

    leave(one)
    one.open("/enter/?next=/passkeys/")
    by_passkey(page, "**/passkeys/")
    expect(page.locator(".passkeys li")).to_have_count(1)

    remove(one)
    leave(one)
    one.open("/enter/")
    by_passkey(page, "**/enter/passkey/")
    expect(page.get_by_role("alert")).to_be_visible()
    seen(one, "enter-refused")


@pytest.mark.parametrize("way", [("zh", False, False)])
def test_one_without_a_key_is_a_second_step_and_is_asked_after_the_password(phone, way_in, way):
    one = at_a_name(phone, way_in, way)
    page, said = one.page, SAID[way[0]]
    authenticator(one, prf=False)
    card = begin(one, way_in)
    one.open("/passkeys/")
    by_passkey(page, "**/passkeys/?kept=step")
    expect(page.locator(".passkeys p.small").first).to_have_text(said["step"])
    seen(one, "step-kept")

    lock(one)
    one.open("/passkeys/")
    page.fill("#password", WORDS)
    press(page, "**/step/?**")
    seen(one, "step")
    by_passkey(page, "**/passkeys/")

    leave(one)
    one.open("/enter/")
    page.fill("#handle", NAME)
    page.fill("#password", WORDS)
    page.locator("summary").click()
    page.fill("#card", card)
    press(page, "**/step/?**")
    by_passkey(page, "**/home/")
    remove(one)


def test_a_passkey_that_does_not_answer_is_one_quiet_sentence_and_without_any_there_is_no_button(phone, address):
    one = at_a_name(phone, (address, ""), WAYS[0])
    authenticator(one, prf=True)
    page = one.open("/enter/")
    page.locator("tw-passkey button").click()
    expect(page.locator("tw-passkey [role=status]")).to_contain_text(SAID["en"]["failed"])
    expect(page.locator("tw-passkey button")).not_to_have_attribute("aria-busy", "true")
    seen(one, "failed")
    number = phone(address)
    number.open("/enter/")
    expect(number.page.locator("tw-passkey button")).to_be_hidden()
    without = phone(one.address)
    without.page.add_init_script("delete window.PublicKeyCredential")
    without.open("/enter/")
    expect(without.page.locator("tw-passkey button")).to_be_hidden()
    expect(without.page.locator("button.btn--lamp")).to_be_visible()
