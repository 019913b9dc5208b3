"""The daily ten seconds on a phone with a quarter of this processor: taps counted, no key pressed, and once without a network."""

from __future__ import annotations

import os
import sqlite3
import time

import pytest
from playwright.sync_api import expect

from e2e.steps import answered, begin, press
from e2e.test_offline import cut_off, with_worker

PASSWORD = "lotus pond at dusk"
SLOWER = 4  # times slower than this processor
TAP, DECISION = (
    1.1,
    1.35,
)  # seconds that a person takes (Card, Moran, Newell 1983), for each tap and each of the two questions
GOAL = 10  # seconds, with `TOWARD_TIMED=1`
COUNTERS = """
  window.taps = Number(sessionStorage.getItem("taps") || 0);
  window.keys = Number(sessionStorage.getItem("keys") || 0);
  addEventListener("pointerdown", () => sessionStorage.setItem("taps", ++window.taps), true);
  addEventListener("keydown", () => sessionStorage.setItem("keys", ++window.keys), true);
"""
RITUALS = {
    "en": (("Goodnight kiss", "bedtime"), ("How was your day", "evening"), ("Hello at the door", "reunion"), ("A long hug", "morning")),
    "zh": (("晚安吻", "bedtime"), ("今天怎么样", "evening"), ("进门的问候", "reunion"), ("抱一会儿", "morning")),
}  # fmt: skip


@pytest.fixture(params=["en", "zh"])
def one(request, person, way_in):
    """Somebody on a phone, with three rituals, on a slow processor."""
    made = person(language=request.param, dusk=request.param == "zh")
    made.language = request.param
    begin(made.open(way_in[1]), "Liang", PASSWORD, request.param)
    for name, slot in RITUALS[request.param][:3]:
        agree(made, name, slot)
    made.open("/today/")
    made.context.add_init_script(COUNTERS)
    made.context.new_cdp_session(made.page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    return made


def agree(made, name, slot):
    page = made.open("/rituals/design/")
    page.fill("#name", name)
    page.select_option("#slot", slot)
    press(page)
    page.wait_for_url("**/rituals/")


def boxes(page):
    return page.locator(".ledger input[type=checkbox]")


def tell(page, felt=7):
    """Tap how it feels, and that this was it."""
    page.locator(f".scale input[value='{felt}']").click(force=True)
    return page.locator("form[data-intent='today.evening'] .btn-row button").first


def counted(page):
    return page.evaluate("[Number(sessionStorage.getItem('taps')), Number(sessionStorage.getItem('keys'))]")


def rows(folder):
    """How many entries lie in the database; what they say is sealed."""
    (path,) = folder.glob("*.sqlite3")
    with sqlite3.connect(path) as there:
        return there.execute("SELECT count(*) FROM store_row").fetchone()[0]


def told(page):
    expect(page.locator(".kept a[href*='again=1']")).to_be_visible()


def test_three_asked_two_kept_in_four_taps_and_ten_seconds(one):
    began = time.monotonic()
    page = one.open("/today/")
    expect(boxes(page)).to_have_count(3)
    for number in (0, 2):
        boxes(page).nth(number).click()
    answered(tell(page))
    told(page)
    machine = time.monotonic() - began
    taps, keys = counted(page)
    assert (taps, keys) == (4, 0)
    person = taps * TAP + 2 * DECISION
    print(
        f"{one.language}: {machine:.1f} s on a processor {SLOWER} times slower, {person:.1f} s of a person: {machine + person:.1f} s"
    )
    if os.environ.get("TOWARD_TIMED"):  # a figure, held only where somebody measures; here the processor is shared
        assert machine + person <= GOAL
    assert one.violations() == []
    page = one.open("/today/?again=1")
    assert [box.is_checked() for box in boxes(page).all()] == [True, False, True]


def test_one_of_the_others_costs_one_tap_more(one):
    agree(one, *RITUALS[one.language][3])
    page = one.open("/today/")
    page.evaluate("sessionStorage.clear()")
    page = one.open("/today/")
    expect(boxes(page)).to_have_count(3)
    boxes(page).first.click()
    page.locator("form details summary").click()
    page.locator("fieldset.other input[value='1']").first.click()
    assert one.violations() == []
    answered(tell(page))
    told(page)
    assert counted(page) == [5, 0]
    page = one.open("/today/?again=1")
    assert page.locator("fieldset.other input[value='1']").first.is_checked()


def test_without_a_network_it_waits_and_is_delivered_exactly_once(one, tmp_path):
    page = one.open("/today/")
    with_worker(page)
    page.evaluate("sessionStorage.clear()")
    before = rows(tmp_path)
    page = one.open("/today/")
    cut_off(one.context)
    for number in (0, 2):
        boxes(page).nth(number).click()
    tell(page).click(click_count=2)  # a double tap
    expect(page.locator("tw-later[data-kind='today.evening'] [role=status]")).not_to_be_empty()
    expect(page.locator("tw-waiting .later li")).to_have_count(1)
    assert counted(page)[1] == 0
    assert one.violations() == []
    assert rows(tmp_path) == before
    one.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("tw-waiting .later li")).to_have_count(0)
    page = one.open("/today/")
    told(page)
    after = rows(tmp_path)
    for _ in range(2):
        one.open("/today/")
    assert rows(tmp_path) == after
    page = one.open("/today/?again=1")
    assert [box.is_checked() for box in boxes(page).all()] == [True, False, True]
    answered(tell(page))  # told once more, online, the same: it adds one report and no day
    assert rows(tmp_path) == after + 1
    assert after - before <= 3
    one.complaints.clear()  # the browser says that the network went
