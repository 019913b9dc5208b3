"""Erased means gone: what an entry said, the caches that hold it, and what the database file still remembers of it.

Its place is not left empty. A sealed mark lies there which only a holder of the space's key can make, so that what its
author has removed is told apart from what was deleted on the server. It says neither what it was nor when it went.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from uuid import UUID

from django.db import connection, transaction

from toward.store import chapters, documents
from toward.store.entry import ERASED, Entry
from toward.store.models import Row, Space
from toward.store.streams import Ring, opened
from toward.vault.entries import Place, seal_entry

_AT_ONCE = 500  # ids in one question to the database


def erase(ring: Ring, space: UUID, entry: UUID) -> bool:
    """Erase one entry; whether there was one. Who may is asked before (`people.access`)."""
    return erase_all(ring, space, [entry]) == 1


def erase_all(ring: Ring, space: UUID, entries: Collection[UUID]) -> int:
    """Erase several entries of a space at once; how many there were, without those that were erased before.

    Works in a closed space too: nothing is added. An entry that does not open stays as it is.
    """
    with transaction.atomic():
        Space.objects.select_for_update().filter(id=space).exists()
        gone = list(_to_erase(ring, space, entries))
        for row, mark in gone:
            Row.objects.filter(id=row.id).update(sealed=mark)
        if gone:
            chapters.forget(space, min(row.sequence for row, _ in gone))
            if ring.memory is not None:
                ring.memory.forget()
    overwrite()
    return len(gone)


def _to_erase(ring: Ring, space: UUID, entries: Collection[UUID]) -> Iterator[tuple[Row, bytes]]:
    """The rows of these entries, each with the mark that comes in its place."""
    ids = list(entries)
    for first in range(0, len(ids), _AT_ONCE):
        for row in Row.objects.filter(space_id=space, entry__in=ids[first : first + _AT_ONCE]):
            place = Place(ring.instance.bytes, space.bytes, row.epoch, row.sequence, row.entry.bytes)
            kept = opened(ring.keys.get((row.space_id, row.epoch)), place, row.sealed)
            if kept is not None and kept.entry.kind != ERASED:
                yield row, _mark(ring, place, kept.entry.by)


def _mark(ring: Ring, place: Place, by: UUID) -> bytes:
    key = ring.key(UUID(bytes=place.space), place.epoch)
    return seal_entry(key, documents.write(Entry(ERASED, 1, 0, "UTC", by, {})), place)


def erase_space(space: UUID) -> None:
    """Erase a space with everything in it, its keys first."""
    Space.objects.filter(id=space).delete()
    overwrite()


def overwrite() -> None:
    """Empty SQLite's log; what was replaced was overwritten at once (`secure_delete`). PostgreSQL does so at its next vacuum."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
