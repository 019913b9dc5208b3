"""A page that listens, as bytes on a socket; and the people before it."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from contextlib import suppress
from typing import ClassVar
from urllib.parse import urlencode

PATIENCE = 40  # seconds; far more than anything here takes


def people(home, couples=1, how="apart", **more):
    """Couples in a home of their own; each person by account, cookie, space."""
    command = [sys.executable, "-m", "toward.web.events.tests.people", "couples", str(couples), how]
    done = subprocess.run(command, env=around(home, **more), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def around(home, **more):
    return {
        **os.environ,
        "TOWARD_DATA": str(home),
        "TOWARD_CONFIG": str(home),
        "DJANGO_SETTINGS_MODULE": "toward.web.settings",
        **more,
    }


class Page:
    """A stream that is open, and everything that came."""

    opened: ClassVar = []

    def __init__(self, port, cookie="", since="", last="", method="GET", host="", headers=(), base=""):
        self.came, self.at, self.over = b"", [], threading.Event()
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        lines = [f"{method} {base}/events/?since={since} HTTP/1.1", f"Host: {host or f'127.0.0.1:{port}'}", *headers]
        lines += [f"Cookie: theme=paper; door={cookie}"] if cookie else []
        lines += [f"Last-Event-ID: {last}"] if last else []
        self.socket.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()
        self.opened.append(self)

    def _read(self):
        with suppress(OSError):
            while more := self.socket.recv(4096):
                self.at.append(time.perf_counter())
                self.came += more
        self.over.set()

    @property
    def status(self):
        self.until(lambda: b"\r\n\r\n" in self.came)
        return int(self.came.split(b" ", 2)[1])

    @property
    def marks(self):
        return [each.decode() for each in re.findall(rb"id: (\S+)\n", self.came)]

    @property
    def numbers(self):
        return [each.decode() for each in re.findall(rb"event: changed\ndata: ([0-9 ]+)\n", self.came)]

    @property
    def beats(self):
        return self.came.count(b"\n:\n\n")

    def until(self, there, seconds=PATIENCE):
        """Wait for something to have come."""
        end = time.monotonic() + seconds
        while not there():
            assert time.monotonic() < end, self.came
            time.sleep(0.005)
        return self

    def changed(self, times=1):
        return self.until(lambda: len(self.marks) >= times)

    def quiet(self):
        return self.until(lambda: self.beats)

    def close(self):
        with suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        self._thread.join(PATIENCE)


class Browser:
    """Presses buttons for somebody who is signed in."""

    def __init__(self, port, cookie):
        self.base, self.cookie, self.form = f"http://127.0.0.1:{port}", cookie, ""

    def get(self, path):
        with urllib.request.urlopen(self._asked(path), timeout=PATIENCE) as answer:
            for each in answer.headers.get_all("Set-Cookie", []):
                if each.startswith("form="):
                    self.form = each.split(";")[0].removeprefix("form=")
            self.text = answer.read().decode()
        self.token = next(iter(re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.text)), "")
        return self.text

    def post(self, path, **form):
        sent = urlencode({"csrfmiddlewaretoken": self.token, **form}).encode()
        with urllib.request.urlopen(self._asked(path, sent), timeout=PATIENCE) as answer:
            return answer.read().decode()

    def _asked(self, path, sent=None):
        cookies = f"door={self.cookie}" + (f"; form={self.form}" if self.form else "")
        return urllib.request.Request(
            self.base + path, sent, {"Cookie": cookies, "Origin": self.base.removesuffix("/toward")}
        )

    def invite(self):
        """Make a link; its code."""
        self.get("/pair/?still")
        return re.search(r"/join/([\w-]+)/", self.post("/pair/invite/"))[1]

    def join(self, code):
        self.get(f"/join/{code}/")
        return self.post(f"/join/{code}/")

    def stop(self):
        self.get("/pair/?still")
        return self.post("/pair/words/", answer="stop")
