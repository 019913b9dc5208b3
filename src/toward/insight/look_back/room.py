"""The door to the reading room: starts the bounded process, passes the pieces of an upload through, and waits for its
answer.

This process keeps nothing of the chat: each piece goes from the connection straight into the pipe. What lay in its buffers
may stand in freed memory until it is used again.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from threading import BoundedSemaphore
from types import TracebackType
from typing import Any, Self

ROOMS = 2  # chats read at the same time; a small box has two cores
PATIENCE = 90.0  # seconds for the answer once the upload is complete
LARGEST = 256 << 20  # bytes of upload

_free = BoundedSemaphore(ROOMS)


class Busy(Exception):
    """All rooms are taken."""


class TooLarge(Exception):
    """More bytes came than a room takes."""


class Room:
    """One process that reads one upload.

    Raises:
        Busy: on entering, when all rooms are taken.
    """

    def __init__(self) -> None:
        self._size = 0
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        if not _free.acquire(blocking=False):
            raise Busy
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "toward.insight.look_back.child"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # a traceback could quote the chat
                env=_surroundings(),
                close_fds=True,
            )
        except BaseException:
            _free.release()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        process = self._process
        try:
            if process is not None:
                process.kill()
                process.communicate()
        finally:
            _free.release()

    def begin_file(self, name: str) -> None:
        """Say that the next pieces belong to a new file."""
        self._send(b"F", name.encode("utf-8", "replace"))

    def piece(self, data: bytes) -> None:
        """Pass on a piece of the current file.

        Raises:
            TooLarge: the upload is larger than a room takes.
        """
        self._size += len(data)
        if self._size > LARGEST:
            raise TooLarge
        self._send(b"D", data)

    def answer(self, options: dict[str, Any]) -> dict[str, Any]:
        """Send the options, wait for what the room says.

        Returns:
            Its JSON object, or `{"code": "broke"}` / `{"code": "took_too_long"}` where none came.
        """
        self._send(b"O", json.dumps(options).encode())
        if self._process is None:
            return {"code": "broke"}
        try:
            out, _ = self._process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            return {"code": "took_too_long"}
        except (BrokenPipeError, ValueError):
            return {"code": "broke"}
        if not out:
            return {"code": "took_too_long" if self._process.returncode == -signal.SIGXCPU else "broke"}
        result: dict[str, Any] = json.loads(out)
        return result

    def _send(self, letter: bytes, data: bytes) -> None:
        pipe = self._process.stdin if self._process else None
        if pipe is None or pipe.closed:
            return
        try:
            pipe.write(letter + len(data).to_bytes(4, "big"))
            pipe.write(data)
        except BrokenPipeError:
            # the room has died; its silence is read as "broke" when the answer is asked for
            return


def _surroundings() -> dict[str, str]:
    """The few variables that the process needs; no secret of the server is among them."""
    kept = {
        name: os.environ[name] for name in ("PATH", "PYTHONPATH", "LANG", "LC_ALL", "VIRTUAL_ENV") if name in os.environ
    }
    return kept | {"PYTHONDONTWRITEBYTECODE": "1", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
