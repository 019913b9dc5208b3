"""The first page: how many bytes travel, and how much processor time the server spends on it."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path
from statistics import median
from time import sleep

from benchmarks.fetching import Got, get, page
from benchmarks.figures import Figure, Goal, Scale, alone, plain, table
from benchmarks.measuring import PYTHON, cpu_of, ran, surroundings
from benchmarks.serving import HOST, NotServedError, free_port, homes, seconds_to_page, serving, started

TIMES = 50
SETTLE = 0.01  # seconds for the server to finish with a connection
WEIGHT, WORK = 60.0, 15.0  # KB, ms
FLOOR = "floor: the same server handing out the ready page"


def measured(scale: Scale) -> Figure:
    """Fetch the first page as a browser does, then again and again."""
    times = scale.times(TIMES)
    with tempfile.TemporaryDirectory() as name:
        folder, port = Path(name), free_port()
        try:
            with serving(port, folder) as pid:
                everything = page(HOST, port)
                served = cpu_per_request(pid, port, times)
        except NotServedError as trouble:
            return _not_served(str(trouble))
        ready = _floor(folder, everything[0], times)
        client = ran((PYTHON, "-m", "benchmarks.client", str(times)), homes(folder))
    weight = sum(one.size for one in everything) / 1000
    inside = float(client.out) if not client.trouble else None
    return Figure(
        "The first page", f"{_weights(everything)}\n{_work(served, ready, inside, times)}", _goals(weight, served * 1e3)
    )


def _not_served(trouble: str) -> Figure:
    return Figure("The first page", f"**The server did not start**: {trouble}", _goals(None, None))


def _goals(weight: float | None, work: float | None) -> tuple[Goal, Goal]:
    return Goal("all bytes of the first page", weight, WEIGHT, " KB"), Goal(
        "server, per request", work, WORK, " ms cpu"
    )


def cpu_per_request(pid: int, port: int, times: int) -> float:
    """Median seconds of processor time that the server spends on its first page, connection included."""
    spent = []
    for _ in range(times + 3):
        before = cpu_of(pid)
        get(HOST, port, "/")
        sleep(SETTLE)
        spent.append(cpu_of(pid) - before)
    return median(spent[3:])


def _floor(folder: Path, first: Got, times: int) -> float:
    """The same for a server that only hands out bytes from memory."""
    (folder / "ready").write_bytes(first.body)
    port = free_port()
    command = (PYTHON, "-m", "benchmarks.ready", str(port), folder / "ready")
    with started(command, folder, surroundings()) as process:
        seconds_to_page(process, port, 20.0)
        return cpu_per_request(process.pid, port, times)


def _weights(everything: tuple[Got, ...]) -> str:
    kinds = Counter({one.type: 0 for one in everything})
    bodies, heads, plainly = kinds.copy(), kinds.copy(), kinds.copy()
    for one in everything:
        kinds[one.type] += 1
        bodies[one.type] += len(one.body)
        heads[one.type] += one.head
        plainly[one.type] += len(one.text.encode())
    rows: list[tuple[object, ...]] = [(kind, kinds[kind], plainly[kind], bodies[kind], heads[kind]) for kind in kinds]
    rows.append(("all", *(sum(one.values()) for one in (kinds, plainly, bodies, heads))))
    wrong = [one.path for one in everything if one.status != 200]
    missing = f"\nNot found: {', '.join(wrong)}\n" if wrong else ""
    return table(("cold cache", "requests", "bytes unpacked", "bytes as sent", "bytes of headers"), rows) + missing


def _work(served: float, ready: float, inside: float | None, times: int) -> str:
    rows = [
        (FLOOR, plain(ready * 1e3), "1"),
        ("`toward serve`, whole process", plain(served * 1e3), plain(served / ready)),
        ("Django's test client, without a server", *(_milli(inside), "–" if inside is None else plain(inside / ready))),
    ]
    return table((f"median of {times}", "ms cpu per page", "× floor"), rows)


def _milli(seconds: float | None) -> str:
    return "failed" if seconds is None else plain(seconds * 1e3)


if __name__ == "__main__":
    alone(measured)
