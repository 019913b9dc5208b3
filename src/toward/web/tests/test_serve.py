"""The real server in a process of its own: it answers, it ends, and it says in a sentence what stops it."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager

import pytest

from toward import __version__

PATIENCE = 40  # seconds; far more than any start takes


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def begin(home, port, **more):
    surroundings = {**os.environ, "TOWARD_DATA": str(home), "TOWARD_CONFIG": str(home), **more}
    command = [sys.executable, "-m", "toward", "serve", "--port", str(port)]
    return subprocess.Popen(command, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@contextmanager
def served(home, **more):
    """A running server and its port; ended whatever happens."""
    port = free_port()
    process = begin(home, port, **more)
    try:
        wait_for(process, port)
        yield process, port
    finally:
        process.kill()
        process.communicate()


def wait_for(process, port):
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        assert process.poll() is None, process.communicate()
        try:
            get(port, "/health")
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("no answer")


def get(port, path):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=PATIENCE) as answer:
        return answer.read().decode()


def sentence(home, port, **more):
    process = begin(home, port, **more)
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1, (out, err)
    assert "Traceback" not in err
    return err


def test_it_answers_and_ends_at_once_when_asked(tmp_path):
    with served(tmp_path) as (process, port):
        assert "Toward" in get(port, "/")
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    assert f"http://localhost:{port}" in out
    assert err == ""


@pytest.mark.parametrize("sqlite", ["", "stdlib"])
def test_after_a_kill_it_starts_again_with_either_sqlite(tmp_path, sqlite):
    with served(tmp_path, TOWARD_SQLITE=sqlite) as (process, port):
        process.kill()
        process.wait()
    with served(tmp_path, TOWARD_SQLITE=sqlite) as (_, port):
        assert "Toward" in get(port, "/")
    with sqlite3.connect(tmp_path / "toward.sqlite3") as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert database.execute("SELECT release FROM store_instance").fetchall() == [(__version__,)]


def test_a_caller_under_a_strange_name_gets_nothing_and_leaves_no_trace(tmp_path):
    with served(tmp_path) as (process, port):
        strange = urllib.request.Request(f"http://127.0.0.1:{port}/", headers={"Host": "heron.example"})
        with pytest.raises(urllib.error.HTTPError, match="400"):
            urllib.request.urlopen(strange, timeout=PATIENCE)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=PATIENCE)
    assert err == ""


def test_it_listens_on_this_computer_only(tmp_path):
    with served(tmp_path) as (_, port):
        with open("/proc/net/tcp", encoding="ascii") as table:
            rows = [line.split() for line in table if line.split()[3] == "0A"]
        mine = [row[1] for row in rows if row[1].endswith(f":{port:04X}")]
    assert mine == [f"0100007F:{port:04X}"]


def test_a_taken_port_is_a_sentence(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert f"PORT={port + 1}" in sentence(tmp_path, port)


def test_what_is_no_port_is_a_sentence(tmp_path):
    assert "is not a port" in sentence(tmp_path, 70000)


def test_a_database_of_a_newer_toward_is_left_alone(tmp_path):
    with served(tmp_path):
        pass
    with sqlite3.connect(tmp_path / "toward.sqlite3") as database:
        database.execute("UPDATE store_instance SET release = '99.0'")
    before = (tmp_path / "toward.sqlite3").read_bytes()
    assert "last opened by Toward 99.0" in sentence(tmp_path, free_port())
    assert (tmp_path / "toward.sqlite3").read_bytes() == before


def test_a_database_that_is_none_is_a_sentence(tmp_path):
    (tmp_path / "toward.sqlite3").write_bytes(b"Dear diary, nothing happened.\n" * 99)
    assert "toward.sqlite3" in sentence(tmp_path, free_port())


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path):
    (tmp_path / "file").write_text("not a folder")
    assert "cannot be written" in sentence(tmp_path / "file", free_port())
