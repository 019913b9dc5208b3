"""A backup as lines of text: one at the head, one a row, one at the end that counts and sums what stood between.

The same rows give the same lines out of SQLite and out of PostgreSQL.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any, Literal
from uuid import UUID

FORMAT = 1
Stream = Literal["rows", "keys", "all"]


class Damaged(Exception):
    """A backup is not as it was written; the argument says in what, in a sentence."""


@dataclass(frozen=True, slots=True)
class Head:
    """What a backup says of itself first.

    Args:
        stream: which half it is.
        release: of the Toward that wrote it.
        instance: mark of the installation.
        snapshot: mark of the one instant that both halves are of.
        at: second at which it was written.
        migrations: which changes of shape the database had seen.
        tables: from a table's name to the names of its columns.
        format: of these lines.
    """

    stream: Stream
    release: str
    instance: str
    snapshot: str
    at: int
    migrations: tuple[str, ...]
    tables: dict[str, list[str]]
    format: int = FORMAT


@dataclass(slots=True)
class Sums:
    """How many rows of each table there were, and the hash of their lines."""

    counts: dict[str, int] = field(default_factory=dict)
    hashes: dict[str, Any] = field(default_factory=dict)

    def add(self, table: str, line: bytes) -> None:
        """One more row."""
        self.counts[table] = self.counts.get(table, 0) + 1
        self.hashes.setdefault(table, sha256()).update(line)

    def told(self) -> dict[str, dict[str, Any]]:
        """As the last line says it."""
        return {"counts": self.counts, "sha256": {table: made.hexdigest() for table, made in self.hashes.items()}}


def canonical(value: object) -> bytes:
    """One spelling of a value, with the line's end.

    >>> canonical({"b": 1, "a": [None, True]})
    b'{"a":[null,true],"b":1}\\n'
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"


def written(head: Head, rows: Iterable[tuple[str, tuple[object, ...]]], sums: Sums | None = None) -> Iterator[bytes]:
    """All lines of a backup.

    Args:
        head: what it says first.
        rows: the table's name and the row's values.
        sums: where to count; its own otherwise.
    """
    sums = sums or Sums()
    yield canonical(asdict(head))
    for table, values in rows:
        line = canonical([table, *map(plain, values)])
        sums.add(table, line)
        yield line
    yield canonical(sums.told())


def plain(value: object) -> object:
    """A column's value as JSON can say it."""
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, bytes | bytearray | memoryview):
        return b64encode(bytes(value)).decode()
    return value.isoformat() if isinstance(value, date) else value


def back(value: Any, kind: str) -> object:
    """And back, by the kind of its column (Django's name for it)."""
    if value is None:
        return None
    if kind == "UUIDField":
        return UUID(value)
    if kind == "BinaryField":
        return b64decode(value, validate=True)
    return date.fromisoformat(value) if kind == "DateField" else value


@dataclass(frozen=True, slots=True)
class Read:
    """A backup that was read and found whole."""

    head: Head
    rows: tuple[tuple[str, tuple[Any, ...]], ...]


def read(text: bytes) -> Read:
    """A backup out of its lines.

    Raises:
        Damaged: anything is missing, too much, or other than it was.
    """
    first, *between = text.splitlines(keepends=True) or [b""]
    try:
        head, end = _head(first), json.loads(between.pop() if between else b"")
        rows, sums = [], Sums()
        for line in between:
            table, *values = json.loads(line)
            sums.add(table, line)
            rows.append((table, tuple(values)))
    except (ValueError, TypeError, KeyError):
        raise Damaged("it breaks off or is no backup of Toward") from None
    if sums.told() != end or set(sums.counts) - set(head.tables):
        raise Damaged("its rows are not those that were written")
    return Read(head, tuple(rows))


def _head(line: bytes) -> Head:
    said = json.loads(line)
    if said["format"] > FORMAT:
        raise Damaged(f"it was written by a newer Toward ({said['release']})")
    return Head(**said | {"migrations": tuple(said["migrations"])})
