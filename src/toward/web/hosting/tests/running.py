"""The real server in a process of its own, and a visitor who trusts one certificate and keeps cookies."""

from __future__ import annotations

import html
import http.client
import os
import re
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

PATIENCE = 40  # seconds; far more than any start takes


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def begun(home: Path, *options: str, **more: str) -> tuple[subprocess.Popen[str], int]:
    """A server that is starting, and its port."""
    surroundings = {**os.environ, "TOWARD_DATA": str(home), "TOWARD_CONFIG": str(home), "PYTHONUNBUFFERED": "1", **more}
    port = free_port()
    command = [sys.executable, "-m", "toward", "serve", "--port", str(port), *options]
    return subprocess.Popen(command, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True), port


def refused(home: Path, *options: str, **more: str) -> str:
    """The one sentence with which it does not start."""
    process, _ = begun(home, *options, **more)
    _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1, err
    assert err.count("\n") == 1, err
    return err.strip()


@contextmanager
def running(home: Path, *options: str, **more: str) -> Iterator[tuple[list[str], int]]:
    """What a server said until it stood open, and its port; ended whatever happens."""
    process, port = begun(home, *options, **more)
    try:
        assert process.stdout is not None
        said = []
        for line in process.stdout:
            said.append(line.strip())
            if "begin/?code=" in line:
                break
        assert process.poll() is None, (said, process.communicate())
        _wait(port)
        yield said, port
    finally:
        process.kill()
        process.communicate()


def _wait(port: int) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 5).close()
        except OSError:
            assert time.monotonic() < until
            time.sleep(0.05)
        else:
            return


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: str


@dataclass
class Visitor:
    """Asks 127.0.0.1 under any name, over http or under one certificate over https, and keeps its cookies."""

    port: int
    name: str = "localhost"
    trusts: Path | None = None
    more: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, path: str, form: dict[str, str] | None = None) -> Answer:
        """One page, without following where it leads."""
        line = self._line()
        body = None if form is None else urlencode(form)
        host = f"{self.name}:{self.port}"
        scheme = "https" if self.trusts else self.more.get("X-Forwarded-Proto", "http")
        headers = {
            "Host": host,
            "Cookie": "; ".join(f"{key}={value}" for key, value in self.cookies.items()),
            **self.more,
        }
        if form is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"{scheme}://{host}"}
        line.request("GET" if form is None else "POST", path, body, headers)
        answer = line.getresponse()
        found = Answer(answer.status, answer.headers, answer.read().decode("utf-8", "replace"))
        line.close()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            self._keep(cookie)
        return found

    def send(self, path: str, form: dict[str, str], at: str = "") -> Answer:
        """A form of the page it stands on, with that page's token."""
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.ask(at or path).body)
        assert token, path
        return self.ask(path, {**form, "csrfmiddlewaretoken": html.unescape(token[1])})

    def _keep(self, cookie: str) -> None:
        for key, one in SimpleCookie(cookie).items():
            self.cookies[key] = one.value
            if one["max-age"] == "0" or one["max-age"] == 0:
                del self.cookies[key]

    def _line(self) -> http.client.HTTPConnection:
        if self.trusts is None:
            return http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        return _Secured(self.port, self.name, ssl.create_default_context(cafile=self.trusts))


class _Secured(http.client.HTTPConnection):
    """A line to 127.0.0.1 on which a certificate for a name is asked for."""

    def __init__(self, port: int, name: str, context: ssl.SSLContext) -> None:
        super().__init__("127.0.0.1", port, timeout=PATIENCE)
        self._name, self._context = name, context

    def connect(self) -> None:
        super().connect()
        self.sock = self._context.wrap_socket(self.sock, server_hostname=self._name)
