"""The page at /look-back/: what it shows, what it refuses, and that nothing of a chat stays anywhere."""

from __future__ import annotations

import logging
import sys

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from toward.insight.look_back import room as room_module
from toward.insight.look_back.room import Room
from toward.insight.look_back.tests import cast

CANARY = "the heron by the frozen lock"


@pytest.fixture
def client() -> Client:
    return Client(headers={"accept-language": "en"})


def sent(client: Client, text: str | bytes, **answers: str):
    data = text if isinstance(text, bytes) else text.encode()
    return client.post("/look-back/", {"files": SimpleUploadedFile("chat.txt", data), **answers})


def test_the_page_asks_for_a_chat_and_is_never_stored(client):
    page = client.get("/look-back/")
    assert page.status_code == 200
    assert page["Cache-Control"] == "no-store"
    assert 'type="file"' in page.text
    assert client.put("/look-back/").status_code == 405


def test_first_it_asks_which_one_is_you_and_then_it_tells(client):
    page = sent(client, cast.export())
    assert page.status_code == 200
    assert "Which one is you?" in page.text
    assert 'value="Liang"' in page.text
    page = sent(client, cast.export(), me="Su")
    assert page.status_code == 200
    assert "Our good-nights thinned out" in page.text
    assert page["Cache-Control"] == "no-store"


def test_it_tells_in_chinese():
    page = sent(Client(headers={"accept-language": "zh-CN"}), cast.export(), me="Su")
    assert "晚安" in page.text
    assert 'lang="zh-Hans"' in page.text


@pytest.mark.parametrize(
    ("data", "status", "words"),
    [
        (b"", 422, "nothing in this file"),
        (b"\n", 422, "nothing in this file"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), 422, "not a text"),
        (b"Dear diary, nothing happened.\n" * 9, 422, "no messages in it"),
    ],
)
def test_what_cannot_be_read_is_a_sentence(client, data, status, words):
    page = sent(client, data, me="Su")
    assert page.status_code == status
    assert words in page.text


def test_nothing_chosen_is_a_sentence(client):
    page = client.post("/look-back/", {"me": "Su"})
    assert page.status_code == 400
    assert "Choose the exported chat first" in page.text


def test_too_much_is_stopped_and_said(client, monkeypatch):
    monkeypatch.setattr(room_module, "LARGEST", 10_000)
    page = sent(client, cast.export(), me="Su")
    assert page.status_code == 413
    assert "too large" in page.text


def test_when_all_rooms_are_taken_it_says_so(client):
    with Room(), Room():
        page = sent(client, cast.export(), me="Su")
    assert page.status_code == 503
    assert "Try again in a minute" in page.text


def test_a_forged_form_is_refused():
    client = Client(enforce_csrf_checks=True)
    page = sent(client, cast.export(), me="Su")
    assert page.status_code == 403


def test_nothing_of_a_chat_is_written_or_logged(client, caplog):
    """Every file opened for writing while a chat is read is seen by an audit hook; none may be."""
    written: list[object] = []
    watching = True

    def watch(event: str, args: tuple[object, ...]) -> None:
        if not watching or event != "open" or isinstance(args[0], int):  # a number is the pipe to the room
            return
        if isinstance(args[1], str) and set(args[1]) & set("wax+"):
            written.append(args[0])

    sys.addaudithook(watch)
    caplog.set_level(logging.DEBUG)
    text = cast.export().replace("sleep well", CANARY)
    page = sent(client, text, me="Su")
    assert CANARY in page.text
    sent(client, text.encode()[:-7] + b"\xff\xfe", me="Su")
    sent(client, b"PK\x03\x04" + CANARY.encode(), me="Su")
    seen = list(written)
    with open("/dev/null", "w"):  # proves that the watch works
        pass
    watching = False
    assert str(written[-1]) == "/dev/null"
    assert [path for path in seen if str(path) != "/dev/null"] == []
    assert CANARY not in caplog.text
