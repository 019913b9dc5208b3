"""Entries as bytes and back. What lies in a database for years must always be readable, by this release and any later.

The plaintext is canonical JSON, `{kind, v, at, zone, by, body}`. Each kind keeps one pure step from every version to the
next, so folds see the newest only. What an older Toward does not know, it keeps, counts, and never drops.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from toward.store.entry import ROOMS, Entry, Room

Step = Callable[[Mapping[str, Any]], Mapping[str, Any]]


class UnreadableDocument(Exception):
    """The plaintext is not an entry; a seal that opens around nonsense was made by a broken program."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of entry.

    Args:
        name: for example `evening`.
        rooms: spaces in which it may lie.
        steps: from version 1 to 2, from 2 to 3, …; the newest version is one more than there are steps.
    """

    name: str
    rooms: tuple[Room, ...] = ROOMS
    steps: tuple[Step, ...] = ()

    @property
    def newest(self) -> int:
        """The version that is written today."""
        return len(self.steps) + 1


@dataclass(frozen=True, slots=True)
class Newer:
    """An entry that a newer Toward has written; kept as it is.

    Args:
        entry: as found.
    """

    entry: Entry


def write(entry: Entry) -> bytes:
    """An entry as canonical JSON: sorted keys, no spaces, letters as themselves.

    Raises:
        ValueError: a number that JSON does not know.
    """
    whole = {
        "kind": entry.kind,
        "v": entry.v,
        "at": entry.at,
        "zone": entry.zone,
        "by": entry.by.hex,
        "body": dict(entry.body),
    }
    return canonical(whole).encode()


def canonical(value: object) -> str:
    """JSON in one form only.

    Raises:
        ValueError: a number that JSON does not know.
    """
    return json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))


def read(document: bytes) -> Entry:
    """An entry as it was written, whatever its version.

    Raises:
        UnreadableDocument: not an entry.
    """
    try:
        whole = json.loads(document)
        by, body = UUID(whole["by"]), dict(whole["body"])
        return Entry(str(whole["kind"]), int(whole["v"]), int(whole["at"]), str(whole["zone"]), by, body)
    except (ValueError, KeyError, TypeError, UnicodeDecodeError):
        raise UnreadableDocument from None


def newest(entry: Entry, kinds: Mapping[str, Kind]) -> Entry | Newer:
    """The entry in today's version, or as it is if a newer Toward wrote it.

    Args:
        entry: as read.
        kinds: all that this release knows, by name.
    """
    kind = kinds.get(entry.kind)
    if kind is None or entry.v > kind.newest:
        return Newer(entry)
    if entry.v == kind.newest:
        return entry
    body = entry.body
    for step in kind.steps[entry.v - 1 :]:
        body = step(body)
    return entry._replace(v=kind.newest, body=body)
