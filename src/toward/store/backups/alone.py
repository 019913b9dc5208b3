"""One process after the other, on one computer by a lock on a folder, on one PostgreSQL by one in it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.db import connection

_SHAPING = 0x746F77617264  # "toward": the number of the lock in PostgreSQL


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Wait for whoever else is at this folder; a medium that knows no locks has none."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


@contextmanager
def shaping() -> Iterator[None]:
    """Wait for whoever else brings this PostgreSQL to another shape; a file of SQLite has its own guard."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_SHAPING])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_SHAPING])
