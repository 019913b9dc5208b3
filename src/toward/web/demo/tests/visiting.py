"""The demonstration as a process of its own, and somebody who looks at it: pages, forms, cookies, no browser."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path

PATIENCE = 40  # seconds; far more than any start takes


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def begin(place: Path, port: int, *, empty: bool = False, **surroundings: str):
    """Start it, with temporary folders in `place` and surroundings in which a real Toward lives."""
    everything = {**os.environ, "TMPDIR": str(place), **surroundings}
    command = [sys.executable, "-m", "toward", "demo", "--port", str(port), *(["--empty"] if empty else [])]
    return subprocess.Popen(command, env=everything, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@contextmanager
def demonstration(place: Path, *, empty: bool = False, **surroundings: str):
    """A running one and its port; ended whatever happens."""
    port = free_port()
    process = begin(place, port, empty=empty, **surroundings)
    try:
        wait_for(process, port)
        yield process, port
    finally:
        process.kill()
        process.communicate()


def wait_for(process, port: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        assert process.poll() is None, process.communicate()
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=PATIENCE).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("no answer")


class Visitor:
    """A browser without windows."""

    def __init__(self, port: int, jar: CookieJar | None = None, language: str = "en") -> None:
        self.base, self.jar = f"http://localhost:{port}", CookieJar() if jar is None else jar
        self._open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar)).open
        self._language, self.status, self.at = language, 0, ""

    def get(self, path: str, **headers: str) -> str:
        return self._asked(path, None, headers)

    def post(self, path: str, **fields: str) -> str:
        """Send a form with the token of the page before."""
        return self._asked(path, urllib.parse.urlencode({**self._token(), **fields}).encode(), {})

    def _token(self) -> dict[str, str]:
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.get("/"))
        assert found
        return {"csrfmiddlewaretoken": found[1]}

    def _asked(self, path: str, data: bytes | None, headers: dict[str, str]) -> str:
        asked = urllib.request.Request(self.base + path, data, {"Accept-Language": self._language, **headers})
        try:
            answer = self._open(asked, timeout=PATIENCE)
        except urllib.error.HTTPError as refused:
            answer = refused
        with answer:
            self.status, self.at = answer.status, answer.url.removeprefix(self.base)
            return answer.read().decode()

    def day(self) -> str:
        """The day on the bar."""
        found = re.search(r'<aside class="demo-bar".*?<time datetime="([\d-]+)"', self.get("/"), re.S)
        assert found
        return found[1]
