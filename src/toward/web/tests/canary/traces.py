"""Everything that a house leaves behind: files, files that are gone but open, rows, backups."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import psycopg

DATABASE = "toward.sqlite3"
Trace = tuple[str, bytes]
Cell = tuple[str, str, bytes]


def is_database(where: str) -> bool:
    """Whether a file is the database's own: its pages, its log, a copy; PostgreSQL logs a statement that was refused."""
    return Path(where).name.startswith((DATABASE, "backup.", "vacuum.")) or where.startswith("toward-postgres-")


def files(*folders: Path) -> Iterator[Trace]:
    """Every file in these folders, by its path from the first of them that holds it; one that goes meanwhile is gone."""
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.is_symlink():
                try:
                    yield path.relative_to(folder.parent).as_posix(), path.read_bytes()
                except FileNotFoundError:
                    continue


def gone_but_open(process: int) -> Iterator[Trace]:
    """Files that a process has open after they were deleted; nothing where the system does not tell."""
    for number in Path(f"/proc/{process}/fd").glob("*"):
        try:
            if str(number.readlink()).endswith(" (deleted)"):
                yield str(number.readlink()), number.read_bytes()
        except OSError:
            continue


def backups(home: Path, into: Path) -> Iterator[Trace]:
    """A copy by SQLite's backup, and one by VACUUM INTO, made beside a server that may be running."""
    into.mkdir()
    with closing(sqlite3.connect(home / DATABASE)) as source:
        with closing(sqlite3.connect(into / "backup.sqlite3")) as copy:
            source.backup(copy)
        source.execute("VACUUM INTO ?", [str(into / "vacuum.sqlite3")])
    yield from files(into)


def cells_of_sqlite(path: Path) -> Iterator[Cell]:
    """Table, column and content of everything in a database; a word that lies across two pages of a file is whole here."""
    with closing(sqlite3.connect(path)) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            rows = database.execute(f'SELECT * FROM "{table}"')
            columns = [each[0] for each in rows.description]
            yield from (
                (table, column, _bytes(value)) for row in rows for column, value in zip(columns, row, strict=True)
            )


def cells_of_postgres(address: str) -> Iterator[Cell]:
    """The same of a PostgreSQL."""
    with psycopg.connect(address) as database:
        tables = database.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (table,) in tables:
            rows = database.execute(f'SELECT * FROM "{table}"')
            columns = [each.name for each in rows.description or ()]
            yield from (
                (table, column, _bytes(value)) for row in rows for column, value in zip(columns, row, strict=True)
            )


def write_down(address: str) -> None:
    """Have a PostgreSQL put everything into its files that it still holds in memory."""
    with psycopg.connect(address, autocommit=True) as database:
        database.execute("CHECKPOINT")


def folder_of_postgres(address: str) -> Path:
    """Where a PostgreSQL that answers on a socket keeps its data and its log."""
    return Path(dict(parse_qsl(urlsplit(address).query))["host"])


def _bytes(value: object) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
