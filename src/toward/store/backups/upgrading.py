"""From one release's shape of the database to the next: all the way, or back to where it was, whenever the power goes.

A file of SQLite is not touched: a copy of it is brought over and looked at, and then takes its place in one step of the file
system. On PostgreSQL everything is one transaction. So whoever starts afterwards finds the old database or the new one.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from django.core.management import call_command
from django.db import connections, transaction

from toward.store.backups import folder, shape
from toward.store.backups.alone import shaping
from toward.store.backups.sealed import on_the_disk
from toward.store.backups.snapshot import beside
from toward.vault.secret import SecretBytes

COMING = "coming.sqlite3"


class InUse(Exception):
    """Somebody else has the database open."""


class WentWrong(Exception):
    """The new shape does not hold what the old one held; nothing was changed."""


def pending() -> tuple[str, ...]:
    """The changes of shape that the database has not seen."""
    return tuple(each for each in shape.known() if each not in shape.seen(connections["default"]))


def bring_here(backups: Path, key: SecretBytes, at: int) -> folder.Pair | None:
    """Bring the database to this release's shape; before that, a backup is written.

    Args:
        backups: folder of the backups.
        key: the backup key.
        at: second it is.

    Returns:
        The backup; None where nothing had to be changed, or the database was new.

    Raises:
        InUse: another process has the file open.
        WentWrong: rows are missing afterwards; the old database is where it was.
        OSError: there is no place for the copy; the old database is where it was.
    """
    with shaping():
        return _brought(backups, key, at)


def _brought(backups: Path, key: SecretBytes, at: int) -> folder.Pair | None:
    seen = shape.seen(connections["default"])
    if not seen:
        _migrate("default")
        return None
    if not pending():
        return None
    file = Path(connections["default"].settings_dict["NAME"]) if connections["default"].vendor == "sqlite" else None
    if file:
        _only_us(file)  # before a backup: who is refused tries again, and again
    kept = folder.write(backups, key, at)
    folder.rotate(backups, kept.mark, at)
    if file:
        _by_a_copy(file, seen)
        return kept
    with transaction.atomic():
        _migrated("default", seen)
    return kept


def _migrate(alias: str) -> None:
    call_command("migrate", database=alias, verbosity=0, interactive=False)


def _migrated(alias: str, seen: Iterable[str]) -> None:
    """Change the shape, and count before and after."""
    before = _counts(alias, seen)
    _migrate(alias)
    after = _counts(alias, shape.seen(connections[alias]))
    if any(after.get(table, count) != count for table, count in before.items()):
        raise WentWrong
    connections[alias].check_constraints()


def _counts(alias: str, migrations: Iterable[str]) -> dict[str, int]:
    models = shape.tables(migrations, "all")
    return {model._meta.label_lower: model._default_manager.using(alias).count() for model in models}


def _by_a_copy(path: Path, seen: Iterable[str]) -> None:
    coming = path.with_name(COMING)
    for each in (coming, Path(f"{coming}-wal"), Path(f"{coming}-shm"), Path(f"{coming}-journal")):
        each.unlink(missing_ok=True)  # of an upgrade that was cut off
    _only_us(path)
    _copy(path, coming)
    with beside("coming", NAME=str(coming)):
        _migrated("coming", seen)
        _settled("coming")
    _on_the_disk(coming)
    coming.replace(path)
    on_the_disk(path.parent)


def _only_us(path: Path) -> None:
    """Fold the log into the file and have nobody else in it; else what they write now would be lost."""
    connections["default"].close()
    sqlite3 = importlib.import_module("sqlite3")
    try:
        with closing(sqlite3.connect(path, timeout=1)) as one:
            one.execute("PRAGMA locking_mode = EXCLUSIVE")
            mode = one.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
            one.execute("BEGIN EXCLUSIVE")
            one.rollback()
    except sqlite3.OperationalError:
        raise InUse from None
    if mode != "delete":
        raise InUse


def _copy(path: Path, to: Path) -> None:
    sqlite3 = importlib.import_module("sqlite3")
    os.close(os.open(to, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600))
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(to)) as copy:
        source.backup(copy)
    _on_the_disk(to)


def _settled(alias: str) -> None:
    """Whole, and in one file."""
    with connections[alias].cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        if cursor.fetchone()[0] != "ok":
            raise WentWrong
        cursor.execute("PRAGMA journal_mode = DELETE")


def _on_the_disk(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
