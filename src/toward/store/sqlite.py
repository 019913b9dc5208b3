"""Which SQLite keeps the couple's words, and how carefully.

SQLite 3.7.0–3.51.2 (but 3.44.6 and 3.50.7) can lose or damage commits of a database in WAL mode. So WAL is used on a
repaired version only; any other from 3.35 on keeps a rollback journal (TRUNCATE), which that fault does not touch. The
carried library (`pysqlite3`) is preferred where its wheel exists; the interpreter's own is the way without.
"""

from __future__ import annotations

import importlib
import os
import sys
from types import ModuleType
from typing import Any

OLDEST = (3, 35, 0)  # RETURNING
REPAIRED = (3, 51, 3)
BACKPORTS = ((3, 44, 6), (3, 50, 7))


class TooOldError(Exception):
    """The SQLite at hand is too old for Toward."""


def choose(wanted: str | None = None) -> ModuleType:
    """Load the SQLite to use and put it in place of the standard module, before Django looks for it.

    Args:
        wanted: `stdlib` to insist on the interpreter's own; else from `TOWARD_SQLITE`.

    Raises:
        TooOldError: neither is new enough.
    """
    wanted = wanted or os.environ.get("TOWARD_SQLITE", "")
    if wanted != "stdlib":
        try:
            carried = importlib.import_module("pysqlite3")
        except ImportError:
            pass
        else:
            sys.modules["sqlite3"], sys.modules["sqlite3.dbapi2"] = carried, carried.dbapi2
    module = importlib.import_module("sqlite3")
    if version(module) < OLDEST:
        raise TooOldError(module.sqlite_version)
    return module


def version(module: ModuleType) -> tuple[int, int, int]:
    """The library's version, not the module's."""
    major, minor, patch = (int(part) for part in module.sqlite_version.split(".")[:3])
    return major, minor, patch


def journal(found: tuple[int, int, int]) -> str:
    """`WAL` where that is safe, else `TRUNCATE`; `TRUNCATE` too where `TOWARD_JOURNAL` says so.

    >>> journal((3, 40, 1)), journal((3, 44, 6)), journal((3, 53, 4))
    ('TRUNCATE', 'WAL', 'WAL')
    """
    if os.environ.get("TOWARD_JOURNAL") == "TRUNCATE":
        return "TRUNCATE"
    return "WAL" if found >= REPAIRED or found in BACKPORTS else "TRUNCATE"


def prepare(connection: Any, **_: object) -> None:
    """Set a fresh connection: safe journal, every commit on the disk, foreign keys, no memory map, erased means gone."""
    if connection.vendor != "sqlite":
        return
    module = importlib.import_module("sqlite3")
    with connection.cursor() as cursor:
        for pragma in (
            f"journal_mode = {journal(version(module))}",
            "synchronous = FULL",
            "foreign_keys = ON",
            "mmap_size = 0",
            "secure_delete = ON",
            "busy_timeout = 5000",
        ):
            cursor.execute(f"PRAGMA {pragma}")
