"""The reading room: frames in, one answer out, and walls that hold."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import threading

import pytest

from toward.insight.look_back import room as room_module
from toward.insight.look_back.child import answer, main, receive
from toward.insight.look_back.room import Busy, Room, TooLarge
from toward.insight.look_back.tests import cast

OPTIONS = {"lang": "en", "me": "Su", "zone": "Europe/Berlin", "today": "2024-12-02"}


def frame(letter: bytes, data: bytes) -> bytes:
    return letter + len(data).to_bytes(4, "big") + data


def test_frames_become_files_and_options():
    source = frame(b"F", b"a.txt") + frame(b"D", b"one ") + frame(b"D", b"two") + frame(b"F", "乙.txt".encode())
    files, options = receive(io.BytesIO(source + frame(b"O", json.dumps(OPTIONS).encode())))
    assert files == [("a.txt", b"one two"), ("乙.txt", b"")]
    assert options == OPTIONS


def test_a_sender_who_goes_away_gets_no_answer():
    said: list[str] = []
    main(io.BytesIO(frame(b"F", b"a.txt") + frame(b"D", b"one ")[:7]), said.append)
    assert said == []


def test_the_first_question_is_always_which_one_is_you():
    chat = cast.export().encode()
    said = answer([("chat.txt", chat)], {"lang": "en"})
    assert [ask["id"] for ask in said["asks"]] == ["me"]
    assert list(said["asks"][0]["choices"]) == [("Liang", "Liang"), ("Su", "Su")]
    assert "report" in answer([("chat.txt", chat)], OPTIONS)


def test_what_cannot_be_read_is_a_sentence():
    said = answer([("chat.txt", b"")], OPTIONS)
    assert said["code"] == "empty"
    assert "nothing in this file" in said["sentence"]


def test_a_room_answers_across_the_wall_between_processes():
    with Room() as one:
        one.begin_file("chat.txt")
        text = cast.export().encode()
        for at in range(0, len(text), 5000):
            one.piece(text[at : at + 5000])
        said = one.answer(OPTIONS)
    assert "Our good-nights thinned out" in said["report"]


def test_the_walls_of_a_room_hold(tmp_path):
    """A process under the room's bounds cannot write a byte to a file, nor take more memory than it may have."""
    target = tmp_path / "kept.txt"
    program = f"""
from toward.insight.look_back.child import bound
bound()
try:
    with open({str(target)!r}, "w") as file:
        file.write("a secret line")
except OSError as problem:
    print("no writing", problem.errno)
try:
    bytearray(3 << 30)
except MemoryError:
    print("no growing")
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert not target.exists() or target.read_bytes() == b""
    assert "no growing" in done.stdout or done.returncode != 0
    assert "no writing" in done.stdout or done.returncode == -25  # SIGXFSZ


def test_only_so_many_rooms_at_once_and_each_is_given_back():
    with Room(), Room():
        with pytest.raises(Busy), Room():
            pass
    with Room() as one:
        one.begin_file("x")


def test_an_upload_without_end_is_stopped(monkeypatch):
    monkeypatch.setattr(room_module, "LARGEST", 1000)
    with Room() as one:
        one.begin_file("x")
        one.piece(b"x" * 900)
        with pytest.raises(TooLarge):
            one.piece(b"x" * 101)


def test_a_room_that_dies_is_said_to_have_broken_and_one_that_hangs_is_stopped(monkeypatch):
    with Room() as one:
        assert one._process is not None
        one._process.kill()
        one._process.wait()
        one.begin_file("x")
        one.piece(b"x" * 100_000)
        assert one.answer(OPTIONS)["code"] in ("broke", "took_too_long")
    monkeypatch.setattr(room_module, "PATIENCE", 0.05)
    with Room() as one:
        one.begin_file("chat.txt")
        one.piece(cast.export().encode())
        assert one.answer(OPTIONS) == {"code": "took_too_long"}
    assert threading.active_count() < 50


def test_half_an_emoji_can_be_sent_to_the_page():
    chat = json.dumps(
        {"type": "personal_chat", "id": 1, "messages": [
            {"type": "message", "date": f"2024-01-0{i + 1}T10:00:00", "from": who, "from_id": who, "text": "hi \ud83d"}
            for i in range(9) for who in ("Li\ud800", "Su")
        ]}
    )  # fmt: skip
    said = []
    options = json.dumps({"lang": "en"}).encode()
    main(io.BytesIO(frame(b"F", b"r.json") + frame(b"D", chat.encode()) + frame(b"O", options)), said.append)
    choices = json.loads(said[0])["asks"][0]["choices"]
    assert [value for value, _ in choices] == ["Li\ufffd", "Su"]
