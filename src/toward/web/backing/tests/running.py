"""The real commands in homes of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def surroundings(home, **more):
    kept = {name: value for name, value in os.environ.items() if name != "TOWARD_DATABASE"}
    return kept | {"TOWARD_DATA": str(home / "data"), "TOWARD_CONFIG": str(home / "config")} | more


def toward(home, *words, typed="", **more):
    """(exit code, what was printed, what was complained of)."""
    command = [sys.executable, "-m", "toward", *map(str, words)]
    done = subprocess.run(
        command, env=surroundings(home, **more), input=typed, capture_output=True, text=True, timeout=120, check=False
    )
    return done.returncode, done.stdout, done.stderr


def killed_after(seconds, home, *words):
    """Kill a command after so long; the code it ended with."""
    command = [sys.executable, "-m", "toward", *map(str, words)]
    with subprocess.Popen(command, env=surroundings(home), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as one:
        try:
            one.wait(seconds)
        except subprocess.TimeoutExpired:
            one.kill()
    return one.returncode


def script(home, name, *words, **more):
    """What a script beside this file printed last, as JSON."""
    command = [sys.executable, str(HERE / name), *map(str, words)]
    done = subprocess.run(
        command, env=surroundings(home, **more), capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])
