"""From a fresh clone to the first page: `make run`, with the packages already in the package manager's cache."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.figures import Figure, Goal, Scale, alone, plain, table
from benchmarks.measuring import HERE
from benchmarks.serving import NotServedError, free_port, homes, seconds_to_page, started

MOST = 60.0  # seconds
PATIENCE = 300.0
_NOT_OURS = {"PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "VIRTUAL_ENV", "TOWARD_VENV", "MAKEFLAGS", "MAKELEVEL", "MFLAGS"}


def measured(scale: Scale) -> Figure:
    """Clone and serve twice: the first time fills the cache, the second time is the figure."""
    first = second = None
    try:
        first = _from_clone()
        second = first if scale.quick else _from_clone()
        text = table(
            ("from `git clone` to the first page", "wall s"), (("first", plain(first)), ("again", plain(second)))
        )
    except NotServedError as trouble:
        text = f"**No page came from the clone**: {trouble}\n"
    return Figure("From clone to page", text, (Goal("`make run`, warm package cache", second, MOST, " s"),))


def _from_clone() -> float:
    with tempfile.TemporaryDirectory() as name:
        folder, port = Path(name), free_port()
        subprocess.run(["git", "clone", "--quiet", HERE, folder / "toward"], check=True)
        way = command(folder / "toward", port)
        if way is None:
            raise NotServedError("the clone has neither `make run` nor tools/run.py")
        with started(way, folder, _plain_surroundings(folder), folder / "toward") as process:
            return seconds_to_page(process, port, PATIENCE)


def command(clone: Path, port: int) -> Sequence[str] | None:
    """How this clone is run, or None where there is no way."""
    if (clone / "Makefile").exists() and shutil.which("make"):
        return ("make", "run", f"PORT={port}")
    if (clone / "tools" / "run.py").exists():
        return ("python3", "tools/run.py", "--port", str(port))
    return None


def _plain_surroundings(folder: Path) -> dict[str, str]:
    """The environment of somebody who has just cloned: nothing of ours in the way."""
    inside = str(Path(os.environ.get("VIRTUAL_ENV", HERE / ".venv")) / "bin")
    path = os.pathsep.join(part for part in os.environ["PATH"].split(os.pathsep) if part != inside)
    plainly = {name: value for name, value in os.environ.items() if name not in _NOT_OURS}
    return {**plainly, "PATH": path, **homes(folder)}


if __name__ == "__main__":
    alone(measured)
