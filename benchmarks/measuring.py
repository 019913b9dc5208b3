"""One process at a time: how much processor time it took, how long, and how much memory at its peak."""

from __future__ import annotations

import atexit
import os
import re
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import median
from time import clock_gettime, perf_counter
from typing import IO

HERE = Path(__file__).resolve().parent.parent
MEMORY = 6 << 30  # bytes of address space that a measured process may take
PYTHON = sys.executable
ROOM = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}  # as in the room in which a chat is read
_FOLDERS = re.compile(r"/[^\s'\"]*/")  # what is printed may be published


@dataclass(frozen=True, slots=True)
class Ran:
    """What one process took.

    Args:
        cpu: user and system seconds of the process and of all that it waited for.
        wall: seconds until it ended.
        peak: MiB of resident memory at most.
        out: what it printed.
        trouble: the last line of its complaint, or "" where it ended well.
    """

    cpu: float
    wall: float
    peak: float
    out: str
    trouble: str


def ran(command: Sequence[str | Path], env: Mapping[str, str] | None = None) -> Ran:
    """Run a command to its end.

    The peak is never below this process' own size, which the system counts in: whoever measures must stay small.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        began = perf_counter()
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=surroundings(env))
        _bound(process.pid)
        _, status, used = os.wait4(process.pid, 0)
        wall = perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        kib = used.ru_maxrss / (1024 if sys.platform == "darwin" else 1)
        last = last_line(err) or f"ended with {process.returncode}"
        peak = kib / 1024
        return Ran(used.ru_utime + used.ru_stime, wall, peak, _all(out), last if process.returncode else "")


def _bound(pid: int) -> None:
    """What runs wild ends by itself before it takes the machine along.

    Memory alone: a bound on processor time makes Linux count that time in ticks, too coarse for what is measured.
    """
    if sys.platform == "linux":
        resource.prlimit(pid, resource.RLIMIT_AS, (MEMORY, MEMORY))


def _all(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8", "replace")


def last_line(file: IO[bytes]) -> str:
    """The last line of what a process complained of, without this machine's folders."""
    return _FOLDERS.sub("…/", (_all(file).strip().splitlines() or [""])[-1]).replace("|", "/")


def surroundings(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of what is measured: as an installed program finds it, its modules compiled once and kept."""
    path = os.pathsep.join(filter(None, (os.environ.get("PYTHONPATH"), str(HERE))))
    ours = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**ours, "PYTHONPATH": path, "PYTHONPYCACHEPREFIX": _compiled(), **(more or {})}


@cache
def _compiled() -> str:
    folder = tempfile.TemporaryDirectory(prefix="toward-bench-")
    atexit.register(folder.cleanup)
    return folder.name


@dataclass(frozen=True, slots=True)
class Contender:
    """One of those that are measured against each other."""

    name: str
    command: tuple[str | Path, ...]
    env: Mapping[str, str] | None = None


def in_turns(contenders: Sequence[Contender], times: int) -> dict[str, list[Ran]]:
    """Run all by turns, so that a busy moment of the machine meets each of them; one that fails is not run again.

    One run before the first is not counted: it compiles modules and fills the disk's cache.
    """
    runs = {one.name: [first] if (first := ran(one.command, one.env)).trouble else [] for one in contenders}
    for _ in range(times):
        for one in contenders:
            done = runs[one.name]
            if not (done and done[-1].trouble):
                done.append(ran(one.command, one.env))
    return runs


def middle(runs: Sequence[Ran], of: Callable[[Ran], float]) -> float:
    """The median of one figure over some runs."""
    return median(of(one) for one in runs)


def cpu_of(pid: int) -> float:
    """Seconds of processor time that a running process has used so far (Linux).

    Its own clock knows nanoseconds, where /proc/PID/stat counts in hundredths of a second. The number of that clock is
    made as in Linux' `include/linux/posix-timers_types.h`.
    """
    return clock_gettime((~pid << 3) | 2)
