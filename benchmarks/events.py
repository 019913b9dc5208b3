"""From what one presses to the other's page: how long an event takes with 200 streams open, and what a stream weighs."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, sleep

from benchmarks.figures import Figure, Goal, Scale, alone, plain, table
from benchmarks.measuring import surroundings
from benchmarks.serving import TOWARD, NotServedError, free_port, seconds_to_page, started
from toward.web.events.tests.listening_page import Browser, Page, people

STREAMS, MORE, EVENTS, SETTLE = 200, 3, 200, 3.0
LATEST, WEIGHT = 250.0, 20.0  # ms, KB


def measured(scale: Scale) -> Figure:
    """Open the streams, press a button of one of them again and again, and look at the page of the other."""
    streams = 20 if scale.quick else STREAMS
    with tempfile.TemporaryDirectory() as name:
        home, port = Path(name), free_port()
        everybody = [one["cookie"] for one in people(home, streams // 2)]
        env = surroundings({"TOWARD_DATA": name, "TOWARD_CONFIG": name})
        try:
            with started((TOWARD, "serve", "--port", str(port)), home, env) as process:
                seconds_to_page(process, port, 60.0)
                return _figure(*_listened(port, process.pid, everybody, scale.times(EVENTS)))
        except NotServedError as trouble:
            return Figure("Events", f"**The server did not start**: {trouble}", _goals(None, None))


def _listened(port: int, process: int, cookies: list[str], times: int) -> tuple[list[float], list[float], float, int]:
    """Seconds to each event, seconds of each answer, KB a stream, and how many streams."""
    liang, su = (Browser(port, cookie) for cookie in cookies[:2])
    _press(liang, su, Page(port, cookies[0]).changed(), 5)  # once, so that everything is loaded
    pages = [Page(port, cookie).changed() for cookie in cookies]
    weight = _weight(port, process, cookies)
    waited, answered = _press(liang, su, pages[0], times)
    for each in pages:
        each.close()
    return waited, answered, weight, len(pages)


def _weight(port: int, process: int, cookies: list[str]) -> float:
    """KB that each of three times as many further streams adds: the first ones lie in memory that was free already."""
    sleep(SETTLE)
    before = _resident(process)
    more = [Page(port, cookie).changed() for cookie in cookies * MORE]
    sleep(SETTLE)
    weight = (_resident(process) - before) / len(more)
    for each in more:
        each.close()
    return weight


def _press(liang: Browser, su: Browser, page: Page, times: int) -> tuple[list[float], list[float]]:
    """Su takes Liang's link, and ends it again; each time from the pressing to Liang's page, and to Su's own answer."""
    waited, answered = [], []
    while len(waited) < times:
        told = len(page.marks)
        code = liang.invite()
        page.changed(told + 1)
        su.get(f"/join/{code}/")
        for path, form in ((f"/join/{code}/", {}), ("/pair/words/", {"answer": "stop"})):
            told, began = len(page.marks), perf_counter()
            su.post(path, **form)
            answered.append(perf_counter() - began)
            page.changed(told + 1)
            waited.append(page.at[-1] - began)
            su.get("/pair/?still")
    return waited, answered


def _resident(process: int) -> float:
    """KB of memory."""
    pages = int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGESIZE") / 1000


def _figure(waited: list[float], answered: list[float], weight: float, streams: int) -> Figure:
    rows = [
        ("the answer to who has pressed, and the page it leads to", *_spread(answered)),
        ("the event on the other's page", *_spread(waited)),
    ]
    head = (f"{len(waited)} times, {streams} streams open, ms", "median", "99 in 100", "longest")
    said = f"{table(head, rows)}\nLoad of the machine meanwhile: {os.getloadavg()[0]:.1f} of {os.cpu_count()}.\n"
    return Figure("Events", said, _goals(_late(waited) * 1e3, weight))


def _goals(late: float | None, weight: float | None) -> tuple[Goal, Goal]:
    return Goal("pressed → the other's page, 99 in 100", late, LATEST, " ms"), Goal(
        "an open stream", weight, WEIGHT, " KB"
    )


def _spread(seconds: list[float]) -> tuple[str, ...]:
    return tuple(plain(each * 1e3) for each in (median(seconds), _late(seconds), max(seconds)))


def _late(seconds: list[float]) -> float:
    return quantiles(seconds, n=100, method="inclusive")[-1]


if __name__ == "__main__":
    alone(measured)
