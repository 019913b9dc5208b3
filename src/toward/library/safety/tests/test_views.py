"""The safety pages: the same for everybody, titles and addresses that say nothing, nothing kept and nothing logged."""

from __future__ import annotations

import logging
import re
from types import SimpleNamespace

import pytest
from django.template import engines
from django.test import Client

from toward.library.safety.help_lines import help_lines
from toward.library.safety.views import PAGES

READING = ("/safety/", "/safety/numbers/", "/safety/numbers/?country=GB", *(f"/safety/{n}/" for n in range(1, 7)))
EVERY = (*READING, "/safety/7/")
TELLING = re.compile(r"safe|afraid|hurt|watch|suicid|violen|partner|help|安全|害怕|伤害|求助|暴力|热线", re.I)


def client(language="en", **cookies):
    one = Client(headers={"accept-language": language})
    for name, value in cookies.items():
        one.cookies[name] = value
    return one


def title(text):
    return re.search(r"<title>(.*?)</title>", text).group(1)


def test_there_is_a_page_for_each_and_none_beside_them():
    assert len(PAGES) == 7
    assert all(client().get(path).status_code == 200 for path in EVERY)
    assert client().get("/safety/0/").status_code == client().get("/safety/8/").status_code == 404


@pytest.mark.parametrize("path", READING)
def test_reading_sets_no_cookie_and_is_stored_nowhere(path):
    for one in (client(), client(theme="dusk", language="zh-hans", name="plain")):
        page = one.get(path)
        assert "Set-Cookie" not in page.headers
        assert not page.cookies
        assert "no-store" in page["Cache-Control"]


def test_the_page_with_forms_sets_only_the_number_that_guards_them():
    assert set(client().get("/safety/7/").cookies) == {"form"}


@pytest.mark.parametrize("path", EVERY)
def test_everybody_gets_the_same_page(path):
    def words(text):
        return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text)

    assert words(client().get(path).text) == words(client(session="somebody", form="x" * 32).get(path).text)


@pytest.mark.parametrize("path", EVERY)
def test_what_waits_for_two_is_not_said_here(path, monkeypatch):
    two = SimpleNamespace(waits="compare", behind=True, paired=True, archived=True)
    before, elsewhere = client().get(path).text, client().get("/").text
    monkeypatch.setitem(engines["jinja2"].env.globals, "standing", lambda request: two)
    assert len(client().get(path).text) == len(before)
    assert len(client().get("/").text) > len(elsewhere)


@pytest.mark.parametrize("language", ["en", "zh-CN"])
@pytest.mark.parametrize("path", EVERY)
def test_titles_say_nothing(path, language):
    said = title(client(language).get(path).text)
    assert re.fullmatch(r"(More|更多)( \d)? · Toward", said)
    assert not TELLING.search(said)


@pytest.mark.parametrize("path", EVERY)
def test_an_address_says_no_more_than_that_it_is_about_safety(path):
    assert not TELLING.search(path.replace("/safety/", "/", 1))


@pytest.mark.parametrize("path", EVERY)
def test_leave_comes_first_for_a_keyboard_and_needs_no_script(path):
    text = client().get(path).text
    first = re.search(r"<body>.*?<(?:a|button|input)\b[^>]*>", text, re.S).group()
    assert 'href="/kitchen/"' in first
    assert text.count("data-leave>") == 2


@pytest.mark.parametrize("path", EVERY)
def test_another_language_is_asked_for_in_the_address_and_goes_along_with_every_link(path):
    page = client("en").get(path.split("?")[0], {"language": "zh-hans"})
    assert 'lang="zh-Hans"' in page.text
    assert page["Content-Language"] == "zh-hans"
    links = re.findall(r'href="(/safety/[^"]*)"', page.text.partition("<main")[2].partition("</main>")[0])
    assert links
    assert all("language=zh-hans" in link for link in links)
    assert client("en").get(path, {"language": "<script>"}).text.count('<html lang="en"') == 1


def test_the_lines_of_the_chosen_country_can_be_dialled_and_no_others_are_there():
    text = client().get("/safety/numbers/?country=GB").text
    dialled = re.findall(r'href="(tel:\d+)"', text)
    assert dialled == [one.dialled for one in help_lines().of("GB")]
    assert len(dialled) == 6
    assert "Read on 23 November 2026 at gov.uk." in text
    assert "2026年11月23日查自 gov.uk。" in client("zh-CN").get("/safety/numbers/?country=GB").text


@pytest.mark.parametrize("asked", ["", "ZZ", "gb", "<b>", "GB&country=ZZ"])
def test_a_country_that_is_not_there_leaves_the_choice_open(asked):
    text = client().get(f"/safety/numbers/?country={asked}").text
    assert "tel:" not in text
    assert text.count('name="country"') == len(help_lines().by_name("en"))
    assert "<b>" not in text


def test_a_file_that_broke_while_running_is_logged_and_the_lines_of_the_product_stay(settings, tmp_path, caplog):
    settings.HELP_LINES = tmp_path / "help-lines.yaml"
    settings.HELP_LINES.write_text("lines: [", encoding="utf-8")
    with caplog.at_level(logging.ERROR):
        assert "tel:999" in client().get("/safety/numbers/?country=GB").text
    assert "cannot be used" in caplog.text


def test_the_lines_of_the_host_are_shown(settings, tmp_path):
    settings.HELP_LINES = tmp_path / "help-lines.yaml"
    settings.HELP_LINES.write_text("leave_out: [gb-men]", encoding="utf-8")
    assert "0808 801 0327" not in client().get("/safety/numbers/?country=GB").text


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_no_page_asks_anything_from_another_host_or_writes_a_script_into_itself(language):
    for path in EVERY:
        text = client(language).get(path).text
        assert not re.search(r"""(?:src|href|action)=["']?\s*(?:https?:)?//""", text)
        assert not re.search(r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]*\ssrc=)", text)
        assert text.count("<h1") == 1
        ids = re.findall(r'\sid="([^"]+)"', text)
        assert len(ids) == len(set(ids)) > 0


@pytest.mark.parametrize("path", ["/", "/privacy/", "/evidence/", "/look-back/", "/nowhere/", "/safety/"])
def test_safety_and_leave_stand_at_the_foot_of_every_page(path):
    foot = client().get(path).text.partition("<footer")[2]
    assert 'href="/safety/"' in foot
    assert 'href="/kitchen/"' in foot
