"""The real server in a process and a home of its own, with the rooms for tests in it."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PATIENCE = 60  # seconds until it must have answered
OUT, TEMP = "server.out", "tmp"


@dataclass(frozen=True, slots=True)
class Server:
    """A running server.

    Args:
        address: where it answers.
        home: its data, its keys, its log, its temporary files, what it prints.
        process: itself.
        surroundings: variables that a command for the same home needs.
    """

    address: str
    home: Path
    process: subprocess.Popen[bytes]
    surroundings: Mapping[str, str]

    @property
    def way_in(self) -> str:
        """The path of the first account, as it was printed."""
        said = re.search(r"/begin/\?code=[\w-]+", (self.home / OUT).read_text(encoding="utf-8"))
        assert said
        return said[0]


@contextmanager
def serving(home: Path, more: Mapping[str, str]) -> Iterator[Server]:
    """Serve from a home until the end of the block; `more` are variables of its surroundings."""
    (home / TEMP).mkdir(parents=True)
    port = _free_port()
    address = f"http://localhost:{port}"  # a name: there are pages that offer nothing under a number
    with (home / OUT).open("wb") as out:
        surroundings = _surroundings(home, more)
        command = [sys.executable, "-m", "toward", "serve", "--port", str(port)]
        process = subprocess.Popen(command, cwd=home, env=surroundings, stdout=out, stderr=out)
        try:
            _wait_for(address, process)
            yield Server(address, home, process, surroundings)
        finally:
            process.kill()
            process.wait()


def _surroundings(home: Path, more: Mapping[str, str]) -> dict[str, str]:
    """Everything that it could write lies in its home."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("TOWARD_", "CANARY_"))}
    folders = dict.fromkeys(("TOWARD_DATA", "TOWARD_CONFIG", "HOME"), str(home))
    temp = dict.fromkeys(("TMPDIR", "SQLITE_TMPDIR"), str(home / TEMP))
    python = {"PYTHONDONTWRITEBYTECODE": "1", "DJANGO_SETTINGS_MODULE": "toward.web.tests.canary.settings"}
    return {**ours, **folders, **temp, **python, **more}


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            urllib.request.urlopen(f"{address.replace('localhost', '127.0.0.1')}/health", timeout=5).close()
        except OSError:
            assert process.poll() is None, "the server has ended"
            assert time.monotonic() < until, "the server did not answer"
            time.sleep(0.05)
        else:
            return
