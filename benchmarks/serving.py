"""A real server for as long as a measurement lasts, with data and keys in a folder of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path
from time import perf_counter, sleep

from benchmarks.fetching import get
from benchmarks.measuring import last_line, surroundings

HOST = "127.0.0.1"
TOWARD = Path(sys.executable).with_name("toward")


class NotServedError(Exception):
    """The server ended or stayed silent; what it said last."""


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as one:
        one.bind((HOST, 0))
        return int(one.getsockname()[1])


@contextmanager
def serving(port: int, folder: Path, patience: float = 60.0) -> Iterator[int]:
    """`toward serve` on a port; gives the process' id once its first page answers."""
    with started((TOWARD, "serve", "--port", str(port)), folder, surroundings(homes(folder))) as process:
        seconds_to_page(process, port, patience)
        yield process.pid


@contextmanager
def started(
    command: Sequence[str | Path], folder: Path, env: Mapping[str, str], cwd: Path | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A command; it and all that it started is ended at the end, and what it complained of is told if it served nothing."""
    with (folder / "said").open("w+b") as said:
        process = subprocess.Popen(
            command,
            cwd=cwd,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=said,
            start_new_session=True,
        )
        try:
            yield process
        except NotServedError as trouble:
            raise NotServedError(last_line(said) or trouble.args[0]) from trouble
        finally:
            _end(process)


def homes(folder: Path) -> Mapping[str, str]:
    """Where Toward keeps things, inside one folder."""
    return {"TOWARD_DATA": str(folder / "data"), "TOWARD_CONFIG": str(folder / "config")}


def seconds_to_page(process: subprocess.Popen[bytes], port: int, patience: float) -> float:
    """Wait for the first page.

    Raises:
        NotServedError: none came.
    """
    began = perf_counter()
    while perf_counter() - began < patience:
        try:
            answer = get(HOST, port, "/")
            if answer.status != 200:
                raise NotServedError(f"the first page answers {answer.status}")
            return perf_counter() - began
        except (OSError, HTTPException):
            if process.poll() is not None:
                break
        sleep(0.02)
    raise NotServedError(f"no page within {patience:.0f} s")


def _end(process: subprocess.Popen[bytes]) -> None:
    for sign in (signal.SIGINT, signal.SIGKILL):
        try:
            os.killpg(process.pid, sign)  # its own session: only what was started here
            process.wait(timeout=10)
        except ProcessLookupError:
            break
        except subprocess.TimeoutExpired:
            continue
    process.wait()
