"""Where Leave leads, and the plain name that one device may give the app."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from toward.library.safety.help_lines import help_lines
from toward.web import serve


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_the_page_that_leave_leads_to_has_nothing_of_ours(language):
    page = Client(headers={"accept-language": language}).get("/kitchen/")
    assert page.status_code == 200
    assert not page.cookies
    assert not re.search(r"toward|safety|leave|<a |<form|<script", page.text, re.I)
    assert page.text.count("<h1") == 1


def test_a_plain_name_is_kept_on_the_device_and_given_up_again():
    one = Client()
    answer = one.post("/name/", {"name": "plain", "next": "/safety/7/"})
    assert (answer.status_code, answer["Location"]) == (302, "/safety/7/")
    for path in ("/", "/look-back/", "/safety/1/", "/nowhere/"):
        text = one.get(path).text
        assert "<title>Notes</title>" in text
        assert re.search(r'rel="icon" href="/static/web/note\.[0-9a-f]+\.svg"', text)
        assert "Toward" not in text.partition("<main")[0]
    one.post("/name/", {"name": ""})
    text = one.get("/").text
    assert "· Toward</title>" in text
    assert re.search(r'rel="icon" href="/static/web/icon\.', text)


def test_the_plain_name_has_a_name_in_chinese():
    one = Client(headers={"accept-language": "zh-CN"})
    one.cookies["name"] = "plain"
    assert "<title>便笺</title>" in one.get("/privacy/").text


@pytest.mark.parametrize("wished", ["toward", "<b>", "Plain"])
def test_no_other_name_is_taken(wished):
    one = Client()
    one.post("/name/", {"name": wished})
    assert "<title>Notes</title>" not in one.get("/").text
    one.cookies["name"] = wished
    assert "<title>Notes</title>" not in one.get("/").text


def test_the_plain_icon_names_nobody():
    from django.contrib.staticfiles import finders

    with open(finders.find("web/note.svg"), encoding="utf-8") as file:
        assert not re.search(r"toward|disguise", file.read(), re.I)


def test_the_app_does_not_start_with_help_lines_that_nobody_could_trust(settings, tmp_path):
    settings.HELP_LINES = tmp_path / "help-lines.yaml"
    assert serve._wrong_help_lines() is None
    settings.HELP_LINES.write_text("lines: [{id: x}]", encoding="utf-8")
    help_lines.cache_clear()
    assert "the line 'x' has no country that is listed" in (serve._wrong_help_lines() or "")
