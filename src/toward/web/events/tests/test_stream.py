"""A page that listens to the real server: it learns that something has changed, at once, and nothing else."""

from __future__ import annotations

import signal
import sqlite3
import time

import pytest

from toward.web.asgi import TIDY
from toward.web.events.hub import EACH
from toward.web.events.tests.listening_page import PATIENCE, Browser, Page, people
from toward.web.tests.memory_image import found
from toward.web.tests.test_serve import served

CANARY = "lotus pond at dusk 81"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def two(home):
    return people(home, 1)


@pytest.fixture(scope="module")
def server(home, two):
    """A running server, and the two."""
    with served(home) as (process, port):
        yield process, port, *(one["cookie"] for one in two)


def test_what_one_does_reaches_the_page_of_the_other_without_a_word(server):
    _, port, liang, su = server
    page = Page(port, liang).changed()
    code = Browser(port, liang).invite()
    page.changed(2)
    Browser(port, su).join(code)
    page.changed(3)
    Browser(port, su).stop()
    page.changed(4)
    assert page.status == 200
    assert b"text/event-stream" in page.came
    assert b"content-encoding" not in page.came.lower()
    assert not [each for each in (code, liang, su, "liang", CANARY, "pair", "couple") if each.encode() in page.came]
    assert len(set(page.numbers[1:])) == 1  # always the same room
    page.close()


def test_a_page_that_was_away_learns_that_something_changed_and_one_that_has_seen_it_does_not(server):
    _, port, liang, su = server
    page = Page(port, liang).changed()
    seen = page.marks[-1]
    page.close()
    code = Browser(port, liang).invite()
    Browser(port, su).join(code)
    back = Page(port, liang, last=seen).changed()
    assert len(back.numbers[0].split()) == 1
    again = Page(port, liang, last=back.marks[-1]).quiet()
    by_page = Page(port, liang, since=back.marks[-1]).quiet()
    new = Page(port, liang, last="whatever somebody makes up").changed()
    assert [each.marks for each in (again, by_page)] == [[], []]
    assert len(new.numbers[0].split()) == 3
    Browser(port, su).stop()


def test_a_session_that_ends_takes_its_stream_along_and_no_other(home, server):
    _, port, *_ = server
    one, other = (each["cookie"] for each in people(home))
    page, theirs = Page(port, one).changed(), Page(port, other).changed()
    browser = Browser(port, one)
    browser.get("/home/")
    browser.post("/leave-device/")
    assert page.over.wait(PATIENCE)
    assert page.came.endswith(b"0\r\n\r\n")
    assert not theirs.over.is_set()
    assert Page(port, one).status == 401


def test_a_locked_device_listens_and_listening_unlocks_nothing(home, server):
    _, port, *_ = server
    liang = people(home)[0]
    browser = Browser(port, liang["cookie"])
    browser.get("/home/")
    browser.post("/lock/")
    page = Page(port, liang["cookie"]).changed()
    assert page.status == 200
    with sqlite3.connect(home / "toward.sqlite3") as database:
        asked = "SELECT private, private_expires FROM store_sessionrow WHERE account = ?"
        assert database.execute(asked, [liang["account"]]).fetchall() == [(None, 0)]


def test_nobody_hears_that_somebody_listens_or_only_comes_by(server):
    _, port, liang, su = server
    page = Page(port, liang).changed()
    theirs = Page(port, su).changed()
    Browser(port, su).get("/home/")
    Browser(port, su).get("/pair/?still")
    theirs.close()
    time.sleep(1)
    assert len(page.marks) == 1
    page.close()


ASKED = [
    ({}, 401),
    ({"cookie": "00" * 32}, 401),
    ({"cookie": "lotus"}, 401),
    ({"cookie": "00" * 31}, 401),
    ({"cookie": "mine", "headers": ("Sec-Fetch-Site: same-site",)}, 401),
    ({"cookie": "mine", "headers": ("Sec-Fetch-Site: cross-site",)}, 401),
    ({"cookie": "mine", "host": "heron.example"}, 401),
    ({"cookie": "mine", "method": "HEAD"}, 405),
    ({"cookie": "mine", "method": "POST", "headers": ("Content-Length: 0",)}, 405),
    ({"method": "DELETE"}, 405),
    ({"cookie": "mine", "headers": ("If-None-Match: *", "If-Modified-Since: Wed, 25 Nov 2026 10:00:00 GMT")}, 200),
    ({"cookie": "mine", "headers": ("Accept-Encoding: gzip, br", "Sec-Fetch-Site: same-origin")}, 200),
]


@pytest.mark.parametrize(("asked", "status"), ASKED)
def test_who_may_have_a_stream(server, asked, status):
    _, port, liang, _ = server
    wished = {**asked, "cookie": liang if asked.get("cookie") == "mine" else asked.get("cookie", "")}
    page = Page(port, **wished)
    assert page.status == status
    head, _, body = page.came.partition(b"\r\n\r\n")
    assert b"no-store" in head
    assert b"default-src 'none'" in head
    if status != 200:
        assert body == b""
        assert b"retry-after" not in head.lower()
    page.close()


def test_the_ninth_page_of_one_person_closes_the_first(server):
    _, port, liang, _ = server
    pages = [Page(port, liang).changed() for _ in range(EACH + 1)]
    assert pages[0].over.wait(PATIENCE)
    assert not [each for each in pages[1:] if each.over.is_set()]


def test_the_cookie_of_an_open_stream_lies_nowhere_in_memory(server):
    process, port, liang, _ = server
    page = Page(port, liang).changed()
    time.sleep(2 * TIDY + 1)
    lies = found(process.pid, {"cookie": bytes.fromhex(liang)})
    assert not page.over.is_set()
    assert lies["bytes"] > 50 << 20
    assert lies["cookie"] == 0
    page.close()


def test_under_a_base_path_the_stream_lies_under_it_too(tmp_path):
    (liang, _) = people(tmp_path)
    with served(tmp_path, TOWARD_PATH="/toward") as (_, port):
        page = Page(port, liang["cookie"], base="/toward").changed()
        assert page.status == 200
        browser = Browser(port, liang["cookie"])
        browser.base += "/toward"
        browser.get("/pair/")
        browser.post("/pair/invite/")
        assert 'data-events="/toward/events/"' in browser.get("/pair/")
        page.changed(2)


def test_a_server_with_open_streams_ends_when_asked(tmp_path):
    two = people(tmp_path, 7)
    with served(tmp_path) as (process, port):
        pages = [Page(port, one["cookie"]).changed() for one in two for _ in range(4)][:50]
        assert len(pages) == 50
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=PATIENCE)
    assert err == ""
    assert process.returncode in (0, -signal.SIGTERM)
    assert all(each.over.wait(PATIENCE) and each.came.endswith(b"0\r\n\r\n") for each in pages)
