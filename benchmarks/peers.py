"""Other readers of chat exports, in an environment of their own (`.peers/`) that is made when it is first needed."""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

from benchmarks.measuring import HERE

PINS = {"whatstk": "0.9.1", "chat-miner": "0.6.0", "chatpack": "0.1.0"}
FOLDER = HERE / ".peers"
PYTHON = FOLDER / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
_VERSION = "import sys, importlib.metadata as m; print(m.version(sys.argv[1]))"


def ready() -> dict[str, str]:
    """The installed version of each peer that could be installed; the nearest one where the pin could not."""
    if not PYTHON.exists():
        venv.create(FOLDER, with_pip=True)
    for name, pin in PINS.items():
        if not version(name) and not _installed(f"{name}=={pin}"):
            _installed(name)
    return {name: found for name in PINS if (found := version(name))}


def version(name: str) -> str:
    """The installed version of a peer, or ""."""
    if not PYTHON.exists():
        return ""
    done = subprocess.run([PYTHON, "-c", _VERSION, name], capture_output=True, text=True, check=False)
    return done.stdout.strip()


def _installed(what: str) -> bool:
    command: list[str | Path] = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", what]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def told(versions: dict[str, str], name: str) -> str:
    """A peer with its version; a pin that could not be had is said."""
    found, pin = versions.get(name, ""), PINS[name]
    if not found:
        return f"{name} {pin} (could not be installed)"
    return f"{name} {found}" if found == pin else f"{name} {found} (instead of {pin})"


def python() -> Path:
    """The peers' interpreter."""
    return PYTHON
