"""A visit to the real server: one's own first room, and signing in, with freed memory overwritten and without."""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from statistics import median
from time import perf_counter, sleep
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

from benchmarks.figures import Figure, Goal, Scale, alone, plain, table
from benchmarks.measuring import cpu_of, surroundings
from benchmarks.serving import HOST, TOWARD, NotServedError, free_port, homes, seconds_to_page, started

TIMES, SIGN_INS, SETTLE = 60, 7, 0.01
WORK, SIGN_IN = 25.0, 0.4  # ms of processor time, seconds
NAME, WORDS = "liang", "lotus pond at dusk"
WAYS: Mapping[str, Mapping[str, str]] = {
    "floor: Python's own allocator": {"PYTHONMALLOC": "pymalloc"},
    "freed memory overwritten, as it is served": {},
}


@dataclass(frozen=True, slots=True)
class Visit:
    """What one way took.

    Args:
        room: seconds of processor time for the first room.
        sign_in: seconds until one is in, on the wall.
        memory: MiB that the server holds then.
    """

    room: float
    sign_in: float
    memory: float


class Guest:
    """A browser without a screen."""

    def __init__(self, port: int) -> None:
        self._base = f"http://{HOST}:{port}"
        self._opener = build_opener(HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> str:
        """The page of an address."""
        with self._opener.open(self._base + path) as answer:
            return str(answer.read().decode())

    def post(self, path: str, page: str, **form: str) -> str:
        """The page after a form of `page` was sent."""
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        sent = urlencode({"csrfmiddlewaretoken": token[1] if token else "", **form}).encode()
        with self._opener.open(Request(self._base + path, sent, {"Origin": self._base})) as answer:
            return str(answer.read().decode())


def measured(scale: Scale) -> Figure:
    """Come in, look around, come in again; each way in a server of its own."""
    try:
        took = {way: _visit(more, scale) for way, more in WAYS.items()}
    except (NotServedError, OSError, subprocess.CalledProcessError) as trouble:
        return Figure("A visit", f"**It failed**: {trouble}", _goals(None))
    floor, ours = took.values()
    rows = [
        (way, plain(one.room * 1e3), plain(one.room / floor.room), plain(one.sign_in), plain(one.sign_in / floor.sign_in),
         plain(one.memory))
        for way, one in took.items()
    ]  # fmt: skip
    heads = (
        f"median of {scale.times(TIMES)} and {scale.times(SIGN_INS)}",
        "own room, ms cpu",
        "× floor",
        "signing in, s wall",
        "× floor",
        "MiB",
    )
    return Figure("A visit", table(heads, rows), _goals(ours))


def _visit(more: Mapping[str, str], scale: Scale) -> Visit:
    with tempfile.TemporaryDirectory() as name:
        folder, port = Path(name), free_port()
        around = surroundings({**homes(folder), **more})
        with started((TOWARD, "serve", "--port", str(port)), folder, around) as process:
            seconds_to_page(process, port, 60.0)
            guest = _signed_up(folder, port)
            return Visit(
                _room(guest, process.pid, scale.times(TIMES)), _sign_in(port, scale.times(SIGN_INS)), _held(process.pid)
            )


def _signed_up(folder: Path, port: int) -> Guest:
    said = subprocess.run(
        [TOWARD, "invite"], env=surroundings(homes(folder)), capture_output=True, text=True, check=True
    )
    code = re.search(r"code=([\w-]+)", said.stdout)
    guest, way_in = Guest(port), code[1] if code else ""
    page = guest.get(f"/begin/you/?code={way_in}")
    guest.post("/begin/you/", page, code=way_in, handle=NAME, password=WORDS)
    return guest


def _room(guest: Guest, pid: int, times: int) -> float:
    spent = []
    for _ in range(times + 3):
        before = cpu_of(pid)
        guest.get("/home/")
        sleep(SETTLE)
        spent.append(cpu_of(pid) - before)
    return median(spent[3:])


def _sign_in(port: int, times: int) -> float:
    took = []
    for _ in range(times):
        guest = Guest(port)
        page = guest.get("/enter/")
        began = perf_counter()
        guest.post("/enter/", page, handle=NAME, password=WORDS)
        took.append(perf_counter() - began)
    return median(took)


def _held(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    return int(found[1]) / 1024 if found else 0.0


def _goals(took: Visit | None) -> tuple[Goal, ...]:
    return (
        Goal("one's own room", None if took is None else took.room * 1e3, WORK, " ms cpu"),
        Goal("signing in through the server, alone", None if took is None else took.sign_in, SIGN_IN, " s"),
    )


if __name__ == "__main__":
    alone(measured)
