"""Two phones in a real browser: a link, six words, a common space; leaving, the archive, taking out, bringing in, erasing."""

from __future__ import annotations

import os
import re

import pytest
from playwright.sync_api import expect

from e2e import steps
from e2e.steps import answered

WORDS, PHRASE = "lotus pond at dusk", "seven small stones"


def seen(one, name):
    """Hold a page to the rules that every page keeps."""
    page = one.page
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert one.violations() == [], name
    assert not one.scrolls_sideways(), name
    page.set_viewport_size({"width": 320, "height": 640})
    assert not one.scrolls_sideways(), f"{name} at 320"
    page.set_viewport_size({"width": 360, "height": 740})
    assert small(page) == [], name
    if page.locator("html").get_attribute("lang") == "zh-Hans":
        assert re.search(r"[\u4e00-\u9fff]", page.locator("h1").inner_text()), name
    if folder := os.environ.get("TOWARD_PICTURES"):
        language = page.locator("html").get_attribute("lang")[:2]
        page.screenshot(path=f"{folder}/{name}-{language}.png", full_page=True)


def small(page):
    """Whatever is pressed and too small for a thumb."""
    return page.evaluate(
        """() => [...document.querySelectorAll("main button, main .btn, main summary, main .tick, .foot a, .banner a")]
          .filter((one) => one.checkVisibility()).map((one) => [one.textContent.trim(), one.getBoundingClientRect()])
          .filter(([, box]) => box.height < 44 || box.width < 44).map(([name, box]) => `${name} ${box.width}×${box.height}`)"""
    )


def begin(one, code, handle, language):
    """The three screens of the first run."""
    steps.begin(one.open(code), handle, WORDS, language)


def form(page, action):
    return page.locator(f"main form[action='{action}']")


def six(page):
    return [each.strip() for each in page.locator(".six li").all_inner_texts()]


def together(liang, su, way_in, language):
    """From nobody to a couple; every page on the way is looked at."""
    begin(liang, way_in, "liang", language)
    page = liang.open("/pair/")
    seen(liang, "1-alone")
    answered(form(page, "/pair/invite/").locator("button"))
    liang.open("/pair/?still")  # a page that looks again by itself would vanish under whoever inspects it
    seen(liang, "2-invited")
    assert page.locator(".shown svg").bounding_box()["width"] >= 200
    link = page.locator(".link a").get_attribute("href").removeprefix(liang.address)
    liang.open("/pair/")
    theirs = su.open(link)
    seen(su, "3-join")
    begin(su, theirs.locator("a.btn--lamp").get_attribute("href"), "su", language)
    su.open("/privacy/")
    seen(su, "4-banner")
    answered(theirs.locator(".banner a"))
    expect(page.locator(".six li")).to_have_count(6, timeout=20_000)  # the page of the link looks again by itself
    assert six(page) == six(theirs)
    seen(liang, "5-words")
    answered(page.locator("button[value='same']"))
    liang.open("/pair/?still")
    seen(liang, "6-waiting")
    liang.open("/pair/")
    answered(theirs.locator("button[value='same']"))
    expect(page.locator("main a[href='/part/']")).to_be_visible(timeout=20_000)  # … and so does the waiting one
    expect(theirs.locator("main a[href='/part/']")).to_be_visible(timeout=20_000)
    seen(su, "7-paired")


@pytest.mark.parametrize(("language", "dusk"), [("en", False), ("zh", True)])
def test_two_come_together_part_and_take_their_own(phone, way_in, another, tmp_path, language, dusk):
    liang, su = (phone(way_in[0], language=language, dusk=dusk) for _ in range(2))
    together(liang, su, way_in[1], language)

    page = su.open("/evidence/")
    answered(page.locator(".foot a[href='/part/']"))
    seen(su, "8-part")
    answered(form(page, "/part/").locator("button"))
    page.wait_for_url("**/archive/")
    seen(su, "9-archives")
    answered(page.locator(".steady a"))
    seen(su, "10-archive")
    liang.open("/archive/")
    assert liang.page.locator(".steady a").count() == 1
    liang.open("/part/")
    seen(liang, "11-nothing-to-leave")

    page = liang.open("/left-hands/")
    assert page.locator(".lines li").count() >= 2
    seen(liang, "12-left-hands")
    page = liang.open("/export/")
    seen(liang, "13-export")
    page.fill("#passphrase", PHRASE)
    page.fill("#again", PHRASE)
    with page.expect_download() as started:
        form(page, "/export/").locator("button").click()
    started.value.save_as(tmp_path / "mine.age")
    assert (tmp_path / "mine.age").read_bytes().startswith(b"age-encryption.org/")

    page = liang.open("/erase-me/")
    seen(liang, "14-erase")
    page.fill("#password", WORDS)
    page.locator("input[name='sure']").check()
    answered(form(page, "/erase-me/").locator("button"))
    expect(form(page, "/erase-me/")).to_have_count(0)
    page.locator("main h1").wait_for()
    seen(liang, "15-erased")
    liang.open("/home/")
    expect(page).to_have_url(re.compile("/enter/"))

    there = phone(another[0], language=language, dusk=dusk)
    begin(there, another[1], "liang", language)
    page = there.open("/import/")
    seen(there, "16-import")
    for phrase, name in (("another one", "17-import-refused"), (PHRASE, "18-imported")):
        page.set_input_files("#file", tmp_path / "mine.age")
        page.fill("#secret", phrase)
        answered(form(page, "/import/").locator("button"))
        expect(page.locator("main .state")).to_be_visible()
        seen(there, name)
    expect(page.get_by_role("status").first).to_be_visible()
    there.open("/archive/")
    assert page.locator(".steady a").count() == 1


def test_words_that_differ_share_nothing(phone, way_in):
    liang, su = phone(way_in[0]), phone(way_in[0])
    begin(liang, way_in[1], "liang", "en")
    page = liang.open("/pair/")
    answered(form(page, "/pair/invite/").locator("button"))
    link = page.locator(".link a").get_attribute("href").removeprefix(way_in[0])
    begin(su, su.open(link).locator("a.btn--lamp").get_attribute("href"), "su", "en")
    su.open("/pair/")
    answered(su.page.locator("button[value='differ']"))
    expect(su.page.locator("h1")).to_have_text("It has ended. Nothing was shared.")
    seen(su, "19-differ")
    liang.open("/pair/?turn=1")
    seen(liang, "20-ended")
    liang.open(link)
    seen(liang, "21-no-way")
