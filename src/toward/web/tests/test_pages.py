"""Every page as a browser gets it: in its language, under strict headers, asking nothing from anywhere else."""

from __future__ import annotations

import re

import pytest
from django.test import Client

PAGES = ("/", "/privacy/", "/evidence/", "/look-back/", "/nowhere/")
ADDRESS = re.compile(r"""(?:src|href|action|url\()\s*=?\s*["']?\s*(?:https?:)?//""", re.I)


def client(language: str = "en", **cookies: str) -> Client:
    one = Client(headers={"accept-language": language})
    for name, value in cookies.items():
        one.cookies[name] = value
    return one


@pytest.mark.parametrize(
    ("wished", "tag"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.5", "zh-Hans"),
        ("zh-Hans", "zh-Hans"),
        ("en-GB", "en"),
        ("de-DE,de;q=0.9", "en"),
        ("", "en"),
    ],
)
def test_the_first_page_speaks_the_browsers_language(wished, tag):
    page = client(wished).get("/")
    assert page.status_code == 200
    assert f'<html lang="{tag}"' in page.text


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("path", PAGES)
def test_no_page_asks_anything_from_another_host(path, language):
    page = client(language).get(path)
    assert page.status_code == (404 if path == "/nowhere/" else 200)
    assert "</html>" in page.text
    assert not ADDRESS.search(page.text)


def test_a_page_that_says_what_is_wrong_is_kept_by_nobody():
    for answer in (client().get("/nowhere/"), Client(enforce_csrf_checks=True).post("/theme/")):
        assert answer.status_code in (403, 404)
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", [*PAGES, "/robots.txt", "/health"])
def test_every_answer_carries_the_strict_headers(path):
    page = client().get(path)
    policy = page["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "*" not in policy
    assert page["Referrer-Policy"] == "same-origin"
    assert page["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", PAGES)
def test_no_page_holds_a_script_or_a_style_of_its_own(path):
    text = client().get(path).text
    assert not re.search(r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]*\ssrc=)", text)


@pytest.mark.parametrize("path", PAGES)
def test_each_page_has_one_heading_and_each_id_once(path):
    text = client().get(path).text
    assert text.count("<h1") == 1
    ids = re.findall(r'\sid="([^"]+)"', text)
    assert ids
    assert len(ids) == len(set(ids))


def test_a_missing_page_is_a_sentence_in_both_languages():
    assert "There is nothing here." in client().get("/nowhere/").text
    text = client("zh-CN").get("/nowhere/").text
    assert "There is nothing here." not in text
    assert 'lang="zh-Hans"' in text


def test_a_language_is_kept_and_the_reader_comes_back_to_the_same_page():
    one = client("en")
    answer = one.post("/language/", {"language": "zh-hans", "next": "/privacy/"})
    assert (answer.status_code, answer["Location"]) == (302, "/privacy/")
    assert 'lang="zh-Hans"' in one.get("/").text


def test_a_light_is_kept_until_it_is_given_back_to_the_system():
    one = client()
    one.post("/theme/", {"theme": "dusk"})
    assert 'data-theme="dusk"' in one.get("/").text
    one.post("/theme/", {"theme": ""})
    assert "data-theme" not in one.get("/").text


@pytest.mark.parametrize("path", ["/language/", "/theme/"])
def test_a_choice_leads_nowhere_else(path):
    for to in ("https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"):
        assert client().post(path, {"next": to, "language": "xx", "theme": "neon"})["Location"] == "/"


def test_a_cookie_of_somebody_else_chooses_no_theme():
    assert "data-theme" not in client(theme='"><script>').get("/").text


def test_the_error_pages_are_drawn_even_where_the_template_breaks(monkeypatch, rf):
    from toward.web import errors

    assert b"Something broke" in errors.broken(rf.get("/")).content

    def fall(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(errors, "page", fall)
    answer = errors.broken(rf.get("/"))
    assert answer.status_code == 500
    assert "Something broke on our side" in answer.content.decode()


def test_a_host_that_is_not_this_computer_gets_nothing(settings):
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
    answer = Client(headers={"host": "evil.example"}).get("/")
    assert answer.status_code == 400


def test_styles_are_named_by_their_content_so_that_they_may_be_kept_for_ever():
    text = client().get("/look-back/").text
    named = re.findall(r'/static/[^"]+\.(?:css|js|svg)', text)
    assert len(named) >= 6
    assert all(re.search(r"\.[0-9a-f]{12}\.", name) for name in named)


@pytest.mark.parametrize("path", ["/", "/privacy/", "/evidence/", "/look-back/", "/health", "/robots.txt"])
def test_whether_a_page_is_there_can_be_asked_without_reading_it(path):
    answer = client().head(path)
    assert (answer.status_code, answer.content) == (200, b"")
