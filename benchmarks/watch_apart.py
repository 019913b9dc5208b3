"""Libraries that find changes, in an environment of their own (`.peers/watch/`) that is made when it is first needed."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks import peers
from benchmarks.measuring import ROOM, ran

PINS = {"river": "0.26.1", "ruptures": "1.1.10", "changeforest": "1.2.1"}
FOLDER = (
    peers.FOLDER / "watch"
)  # apart from the chat readers: one of them loads scipy where it finds it, and slows down
PYTHON = FOLDER / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
DETECTORS = Path(__file__).with_name("watch_libraries.py")
ONE_THREAD = {**ROOM, "RAYON_NUM_THREADS": "1"}
_VERSION = "import sys, importlib.metadata as m; print(m.version(sys.argv[1]))"


class NotWatchedError(Exception):
    """A library could not be installed, or failed; its last words."""


def ready() -> dict[str, str]:
    """The installed version of each library that could be installed."""
    if not PYTHON.exists():
        venv.create(FOLDER, with_pip=True)
    for name, pin in PINS.items():
        if not _version(name):
            _python("-m", "pip", "install", "--quiet", "--disable-pip-version-check", f"{name}=={pin}")
    return {name: found for name in PINS if (found := _version(name))}


def _version(name: str) -> str:
    return _python("-c", _VERSION, name)


def _python(*arguments: str) -> str:
    done = subprocess.run([PYTHON, *arguments], capture_output=True, text=True, check=False)
    return done.stdout.strip()


def watch(detector: str, days: NDArray[np.int8], setting: float) -> NDArray[np.float64]:
    """What a library's detector says of every day.

    Args:
        detector: a name in `watch_libraries.DETECTORS`.
        days: int8[n, T], 1 kept, 0 a report says it was not, -1 not observed.
        setting: its parameter, or every how many days it is asked.

    Returns:
        float64[n, T].

    Raises:
        NotWatchedError: it failed.
    """
    with tempfile.TemporaryDirectory() as folder:
        given, found = Path(folder, "days.npy"), Path(folder, "found.npy")
        np.save(given, days)
        done = ran((PYTHON, "-P", DETECTORS, detector, str(setting), given, found), ONE_THREAD)
        if done.trouble:
            raise NotWatchedError(done.trouble)
        return np.asarray(np.load(found), dtype=np.float64)
