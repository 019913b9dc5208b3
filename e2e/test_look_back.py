"""From a chat to its report in a real browser: with a question, from a zip, with troubles, and gone when it is left."""

from __future__ import annotations

import os
import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import expect

from e2e.steps import answered
from toward.insight.look_back.tests import cast

EVERY = [(language, dusk, desk) for language in ("en", "zh") for dusk in (False, True) for desk in (False, True)]
SHARED = Path(os.environ.get("TOWARD_SHARED", Path(__file__).resolve().parents[2] / "shared"))
ASKED = {"en": "Which one is you?", "zh": "哪一个是你？"}


@pytest.fixture(scope="module")
def chat(tmp_path_factory):
    path = tmp_path_factory.mktemp("chat") / "WhatsApp Chat with Liang.txt"
    path.write_text(cast.export(), encoding="utf-8")
    return path


def say_who(page, name="Su"):
    page.get_by_label(name, exact=True).check()
    page.locator("button[type=submit].btn--lamp").click()


def report_of(one, chat):
    page = one.open("/look-back/")
    one.choose(chat)
    expect(page.locator("fieldset.ask")).to_be_visible(timeout=60_000)
    say_who(page)
    expect(page.locator("tw-report")).to_be_visible(timeout=60_000)
    return page


@pytest.mark.parametrize(("language", "dusk", "desk"), EVERY)
def test_a_chat_becomes_a_report_that_everybody_can_read(reader, chat, language, dusk, desk):
    one = reader(language=language, dusk=dusk, desk=desk)
    page = one.open("/look-back/")
    one.choose(chat)
    expect(page.locator("fieldset.ask")).to_be_visible(timeout=60_000)
    assert one.violations() == []
    assert not one.scrolls_sideways()
    say_who(page)
    expect(page.locator("tw-report figure svg").first).to_be_visible(timeout=60_000)
    expect(page.locator("tw-report q").last).to_contain_text("good night, sleep well")
    for summary in page.locator("summary").all():
        summary.click()
    assert one.violations() == []
    assert not one.scrolls_sideways()


def test_the_whole_way_goes_by_keyboard_alone(reader, chat):
    one = reader()
    page = one.open("/look-back/")
    one.choose(chat)
    expect(page.locator("fieldset.ask")).to_be_visible(timeout=60_000)
    assert page.evaluate("document.activeElement.id") == "ask-h"
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.type") == "radio":
            break
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.locator("tw-report")).to_be_visible(timeout=60_000)
    assert page.evaluate("document.activeElement.id") == "report-h"


def test_of_a_zip_only_the_chat_leaves_the_device(reader, chat, tmp_path):
    packed = tmp_path / "WhatsApp Chat - Liang.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("IMG-20240101-WA0001.jpg", os.urandom(3_000_000))
        archive.write(chat, "_chat.txt")
    one = reader()
    page = one.open("/look-back/")
    sent = []
    page.on("request", lambda request: sent.append(request.post_data_buffer) if request.method == "POST" else None)
    one.choose(packed)
    expect(page.locator("fieldset.ask")).to_be_visible(timeout=60_000)
    assert len(sent) == 1
    assert len(sent[0] or b"") < chat.stat().st_size + 5_000


def test_a_double_tap_sends_once(reader, chat):
    one = reader()
    page = one.open("/look-back/")
    one.choose(chat)
    expect(page.locator("fieldset.ask")).to_be_visible(timeout=60_000)
    posts = []
    page.on("request", lambda request: posts.append(1) if request.method == "POST" else None)
    page.get_by_label("Su", exact=True).check()
    page.locator("button[type=submit].btn--lamp").dblclick()
    expect(page.locator("tw-report")).to_be_visible(timeout=60_000)
    assert len(posts) == 1


def test_what_was_read_is_gone_when_the_page_is_left(reader, chat):
    one = reader()
    page = report_of(one, chat)
    page.goto(one.address + "/privacy/")
    page.go_back()
    expect(page.locator("input[type=file]")).to_be_visible()
    assert "good night" not in page.content()


def test_throw_away_throws_it_away(reader, chat):
    page = report_of(reader(), chat)
    answered(page.get_by_role("link", name="Throw away"))
    expect(page.locator("input[type=file]")).to_be_visible()
    assert "good night" not in page.content()


def test_a_server_that_is_not_there_is_a_sentence_and_the_file_stays(reader, chat):
    one = reader()
    page = one.open("/look-back/")
    one.context.set_offline(True)
    one.choose(chat)
    expect(page.locator("[data-trouble]")).to_contain_text("could not be reached")
    one.context.set_offline(False)
    page.locator("button[type=submit].btn--lamp").click()
    expect(page.locator("fieldset.ask")).to_be_visible(timeout=60_000)
    one.complaints = [said for said in one.complaints if "ERR_INTERNET_DISCONNECTED" not in said]


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("picture.txt", b"\x89PNG\r\n\x1a\n" + bytes(500), "not a text"),
        ("diary.txt", b"Dear diary, nothing happened.\n" * 20, "no messages in it"),
        ("cut.zip", b"PK\x03\x04" + bytes(300), "damaged or cut off"),
        ("other.txt", b"[LINE] Chat history with Su\nSaved on: 2024/01/01\n", "LINE"),
        ("alone.txt", b"01/02/24, 10:00 - Su: hello\n13/02/24, 10:00 - Su: hello\n", "Only one person"),
    ],
)
def test_a_wrong_file_is_a_sentence_that_is_read_out(reader, tmp_path, name, data, words):
    (tmp_path / name).write_bytes(data)
    one = reader()
    page = one.open("/look-back/")
    one.choose(tmp_path / name)
    expect(page.get_by_role("alert").first).to_contain_text(words, timeout=60_000)
    assert one.violations() == []
    one.complaints = [said for said in one.complaints if "status of 4" not in said]


def test_a_date_that_can_be_read_two_ways_is_asked(reader, tmp_path):
    lines = [f"0{1 + i % 9}/0{1 + i % 7}/24, 1{i % 10}:00 - {('Su', 'Liang')[i % 2]}: line {i}\n" for i in range(6)]
    (tmp_path / "chat.txt").write_text("".join(sorted(lines)), encoding="utf-8")
    one = reader()
    page = one.open("/look-back/")
    one.choose(tmp_path / "chat.txt")
    expect(page.get_by_text("is 03/04 the third of April")).to_be_visible(timeout=60_000)
    page.get_by_label("Su", exact=True).check()
    page.get_by_label("Day first: 3 April").check()
    page.locator("button[type=submit].btn--lamp").click()
    expect(page.locator("tw-report h1")).to_contain_text("too early", timeout=60_000)


def test_without_scripts_a_chat_is_read_as_well(browser, address, chat):
    with browser.new_context(java_script_enabled=False, locale="en-GB") as context:
        page = context.new_page()
        page.goto(f"{address}/look-back/")
        page.set_input_files("input[type=file]", chat)
        page.locator("button[type=submit].btn--lamp").click()
        expect(page.locator("fieldset.ask")).to_be_visible(timeout=60_000)
        page.get_by_label("Su", exact=True).check()
        page.set_input_files("input[type=file]", chat)
        page.locator("button[type=submit].btn--lamp").click()
        expect(page.locator("h1")).to_have_text(re.compile("faded"), timeout=60_000)


@pytest.mark.skipif(not SHARED.is_dir(), reason="no real chats beside this checkout (TOWARD_SHARED)")
def test_a_real_export_is_read(reader):
    one = reader()
    page = one.open("/look-back/")
    one.choose(SHARED / "chats" / "wa_locket_android.txt")
    expect(page.locator("fieldset.ask").first).to_be_visible(timeout=60_000)
    for ask in page.locator("fieldset.ask").all():
        ask.locator("input").first.check()
    page.locator("button[type=submit].btn--lamp").click()
    expect(page.locator("tw-report h1")).to_be_visible(timeout=60_000)
