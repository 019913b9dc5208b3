"""A stone that is thrown overboard when the disk is full, so that leaving, taking back and erasing always work.

A database needs room even to forget: its log grows before its file shrinks. So a file of one megabyte lies beside it; who
leaves or erases gives that room back first, and a new one is laid as soon as there is room again.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

SIZE, PIECE = 1 << 20, 1 << 14  # bytes


def lay(path: Path) -> bool:
    """Lay the ballast where there is none; whether it lies there now. Random bytes, because zeros may take no room.

    A disk without room for it is no reason not to start; what fits is laid, because a smaller stone is better than none.
    """
    with contextlib.suppress(OSError):
        lies = path.stat().st_size if path.is_file() else 0
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab", buffering=0) as file:
            for _ in range(lies // PIECE, SIZE // PIECE):
                file.write(secrets.token_bytes(PIECE))
            os.fsync(file.fileno())
    return path.is_file() and path.stat().st_size >= SIZE


def throw(path: Path) -> None:
    """Give its room back; nothing happens where there is none."""
    with contextlib.suppress(OSError):
        path.unlink()


@contextlib.contextmanager
def overboard(path: Path) -> Iterator[None]:
    """Do something with the ballast's room to spare, and lay it again afterwards if there is room."""
    throw(path)
    try:
        yield
    finally:
        lay(path)
