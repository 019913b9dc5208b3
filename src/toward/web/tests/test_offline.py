"""What a phone asks for by itself: a manifest under the right name, a worker that finds everything, a page without anybody on it."""

from __future__ import annotations

import json
import re
import struct

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.test.utils import override_script_prefix
from django.utils.translation import override

from toward.web.offline import manifest, shell
from toward.web.offline.apps import app_around

PHONE = "Mozilla/5.0 (Linux; Android 15; Pixel 9{}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0 Mobile Safari/537.36{}"
INSIDE = {
    PHONE.format("; wv", " MicroMessenger/8.0.49.2600"): "WeChat",
    "Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 Mobile/15E148 MicroMessenger/8.0.50 Language/zh_CN": "WeChat",
    "Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 Mobile/15E148 Instagram 300.0.0": "Instagram",
    "Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 Mobile/15E148 [FBAN/FBIOS;FBAV/450.0]": "Facebook",
    PHONE.format("; wv", " [FB_IAB/FB4A;FBAV/450.0]"): "Facebook",
    PHONE.format("; wv", " Line/14.1.0/IAB"): "LINE",
    PHONE.format("; wv", " Telegram-Android/11.0"): "Telegram",
    PHONE.format("; wv", " QQ/9.0.8 V1_AND"): "QQ",
    PHONE.format("; wv", " Weibo (Pixel)"): "Weibo",
    PHONE.format("; wv", ""): "",
}
CHINESE = {"WeChat": "微信", "Weibo": "微博"}
BROWSERS = (
    PHONE.format("", ""),
    PHONE.format("", " MQQBrowser/15.0"),
    PHONE.format("", " SamsungBrowser/27.0"),
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "",
)


def client(language="en", **cookies):
    one = Client(headers={"accept-language": language})
    for name, value in cookies.items():
        one.cookies[name] = value
    return one


def told(one=None):
    """What the worker is told."""
    answer = (one or client()).get("/sw.js")
    assert answer["Content-Type"].startswith("text/javascript")
    return json.loads(re.search(r"const SHELL = (\{.*\});", answer.text)[1])


@pytest.mark.parametrize(
    ("language", "cookies", "name", "tag", "light"),
    [
        ("en", {}, "Toward", "en", "#f7f3ea"),
        ("zh-CN", {}, "Toward", "zh-Hans", "#f7f3ea"),
        ("en", {"name": "plain", "theme": "dusk"}, "Notes", "en", "#1d222d"),
        ("zh-CN", {"name": "plain"}, "便笺", "zh-Hans", "#f7f3ea"),
    ],
)
def test_the_manifest_follows_language_light_and_name(language, cookies, name, tag, light):
    answer = client(language, **cookies).get("/manifest.webmanifest")
    said = answer.json()
    assert answer["Content-Type"] == "application/manifest+json"
    assert (said["name"], said["short_name"], said["lang"], said["theme_color"]) == (name, name, tag, light)
    assert (said["display"], said["scope"], said["start_url"]) == ("standalone", "/", "/today/")
    if "name" in cookies:
        assert "toward" not in answer.text.lower()
    assert not answer.cookies


@pytest.mark.parametrize("face", ["icon", "note"])
def test_each_icon_has_the_size_that_it_says_and_something_for_round_phones(face):
    said = client(name="plain" if face == "note" else "").get("/manifest.webmanifest").json()["icons"]
    assert [(each["sizes"], each["purpose"]) for each in said] == [
        ("192x192", "any"), ("512x512", "any"), ("512x512", "maskable"),
    ]  # fmt: skip
    for each in said:
        name = re.sub(r"\.[0-9a-f]{12}\.", ".", each["src"].removeprefix("/static/"))
        assert f"/{face}-" in name
        with open(finders.find(name), "rb") as file:
            head = file.read(24)
        assert head[1:4] == b"PNG"
        assert "{}x{}".format(*struct.unpack(">II", head[16:24])) == each["sizes"]


def test_the_page_names_the_manifest_and_an_icon_for_apples_under_both_names():
    ours, plain = client().get("/").text, client(name="plain").get("/").text
    for page in (ours, plain):
        assert '<link rel="manifest" href="/manifest.webmanifest" crossorigin="use-credentials">' in page
    assert re.search(r'apple-touch-icon" href="/static/web/icons/icon-apple-180\.\w+\.png"', ours)
    assert re.search(r'apple-touch-icon" href="/static/web/icons/note-apple-180\.\w+\.png"', plain)
    assert 'apple-mobile-web-app-title" content="Notes"' in plain


def test_the_head_says_the_colour_of_the_light_that_was_chosen():
    colours = {
        theme: re.findall(r'theme-color" content="(#\w+)"', client(theme=theme).get("/").text)
        for theme in ("", "paper", "dusk")
    }
    assert colours == {"": ["#f7f3ea", "#1d222d"], "paper": ["#f7f3ea"], "dusk": ["#1d222d"]}


@pytest.mark.django_db
def test_everything_that_the_worker_keeps_is_there():
    """One file that is missing, and no browser ever takes the worker."""
    found = told()
    assert len(found["files"]) >= 20
    one = client()
    for path in (*found["files"], *found["pages"], found["offline"], *found["scripts"]):
        answer = one.get(path)
        assert answer.status_code == 200, path
        answer.close()


def test_the_list_is_the_same_for_everybody_and_has_nothing_of_pages_that_leave_nothing_behind():
    assert told() == told(client("zh-CN", name="plain", theme="dusk"))
    found = told()
    assert found["pages"] == ["/privacy/", "/evidence/", "/offline/"]
    assert found["apart"] == ["/safety/", "/kitchen/"]
    assert not [path for path in found["files"] if "kitchen" in path]


def test_the_worker_is_asked_for_anew_each_time_and_has_a_new_version_with_a_new_release(monkeypatch):
    before = told()["version"]
    assert client().get("/sw.js")["Cache-Control"] == "no-cache"
    assert told()["version"] == before
    monkeypatch.setattr(shell, "__version__", "9.9.9")
    assert told()["version"] != before


def test_a_script_for_push_is_taken_in_only_where_there_is_one(monkeypatch):
    there = {"web/base.css": "web/base.0.css"}
    monkeypatch.setattr(shell, "_laid_out", lambda: there)
    assert shell.shell()["scripts"] == []
    monkeypatch.setattr(shell, "_laid_out", lambda: {**there, shell.PUSH: "web/sw-push.0.js"})
    monkeypatch.setattr(shell, "static", lambda name: f"/static/{name}")
    assert shell.shell()["scripts"] == [f"/static/{shell.PUSH}"]


def test_below_another_path_everything_lies_below_it(rf):
    with override_script_prefix("/ours/"):
        found = shell.shell()
        said = manifest.manifest(rf.get("/manifest.webmanifest"))
    paths = (*found["pages"], *found["apart"], found["offline"])
    assert len(paths) == 6
    assert all(path.startswith("/ours/") for path in paths)
    assert (said["id"], said["scope"], said["start_url"]) == ("/ours/", "/ours/", "/ours/today/")


@pytest.mark.parametrize("path", ["/offline/", "/privacy/", "/evidence/"])
def test_a_page_that_will_lie_on_the_device_has_no_form_and_nobody_on_it(path):
    answer = client().get(path, headers={"Toward-Kept": "1"})
    assert answer.status_code == 200
    assert not re.search(r"<form|csrf|tw-waiting|tw-offline", answer.text)
    assert not answer.cookies


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_the_page_without_a_network_speaks_the_readers_language(language):
    heading = re.search(r"<h1>(.*?)</h1>", client(language).get("/offline/").text)[1]
    assert heading == ("The server cannot be reached right now." if language == "en" else "现在连不上服务器。")


@pytest.mark.parametrize("agent", INSIDE)
def test_inside_another_app_the_page_says_how_to_get_out(agent, rf):
    with override("en"):
        assert app_around(rf.get("/", headers={"user-agent": agent})) == INSIDE[agent]
    for language, words in (("en", "opens it in your browser"), ("zh-CN", "在浏览器中打开")):
        page = client(language).get("/", headers={"user-agent": agent}).text
        assert words in page
        assert (INSIDE[agent] if language == "en" else CHINESE.get(INSIDE[agent], INSIDE[agent])) in page


@pytest.mark.parametrize("agent", BROWSERS)
def test_in_a_browser_it_says_nothing(agent, rf):
    assert app_around(rf.get("/", headers={"user-agent": agent})) is None
    assert "opens it in your browser" not in client().get("/", headers={"user-agent": agent}).text


@pytest.mark.parametrize("path", ["/safety/", "/kitchen/", "/nowhere/"])
def test_pages_that_are_the_same_for_everybody_stay_so_inside_another_app(path):
    agent = next(iter(INSIDE))
    page = client().get(path, headers={"user-agent": agent}).text
    assert page == client().get(path).text
