"""Erased means gone: the row, the caches that hold it, and what the database file still remembers of it."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import connection, transaction

from toward.store import chapters
from toward.store.models import Row, Space


def erase(space: UUID, entry: UUID) -> bool:
    """Erase one entry; whether there was one. Who may is asked before (`people.access`)."""
    with transaction.atomic():
        Space.objects.select_for_update().filter(id=space).exists()
        row = Row.objects.filter(space_id=space, entry=entry).first()
        if row is None:
            return False
        chapters.forget(space, row.sequence)
        row.delete()
    overwrite()
    return True


def erase_all(space: UUID, entries: Collection[UUID]) -> int:
    """Erase several entries of a space at once; how many there were. Their places stay empty, and say so to both."""
    with transaction.atomic():
        Space.objects.select_for_update().filter(id=space).exists()
        rows = Row.objects.filter(space_id=space, entry__in=entries)
        first = rows.order_by("sequence").values_list("sequence", flat=True).first()
        if first is None:
            return 0
        chapters.forget(space, first)
        gone = rows.delete()[0]
    overwrite()
    return gone


def erase_space(space: UUID) -> None:
    """Erase a space with everything in it, its keys first."""
    Space.objects.filter(id=space).delete()
    overwrite()


def overwrite() -> None:
    """Empty SQLite's log; deleted pages were overwritten at once (`secure_delete`). PostgreSQL does so at its next vacuum."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
