"""Chapters: closed runs of a stream in one seal each, because opening a thousand seals costs more than opening one.

Caches, never the only copy: dropped and rebuilt at will, dropped when an entry in them is erased, made on an opened visit.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import islice
from uuid import UUID

from django.db import transaction

from toward.store.entry import Entry, Kept
from toward.store.models import Cache, Row, Space
from toward.store.streams import Gone, Ring, read
from toward.vault.errors import VaultError
from toward.vault.framing import framed
from toward.vault.sealing import SUITE, seal, unseal

CHAPTER, RUN = "chapter.2", 512  # name and version of a chapter; entries in one
OLD = ("chapter",)  # names of earlier versions
UNUSABLE = (
    VaultError,
    Gone,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
)  # of a cache, which is passed over then
Wanted = Callable[[str, int], bool]  # whether entries of a kind and version are looked at


def stream(ring: Ring, space: UUID, wanted: Wanted = lambda kind, v: True) -> Iterator[Kept]:
    """The entries of a space in their order, from chapters as far as these go; one that cannot be used is passed over.

    Args:
        ring: opened keys.
        space: which stream.
        wanted: which entries to give; the others cost next to nothing.

    Raises:
        Gone: no key of the space is on the ring.
    """
    last = 0
    for run in _runs(ring, space):
        looked_at = {each: wanted(*each) for each in {(kept.entry.kind, kept.entry.v) for kept in run}}
        yield from (kept for kept in run if looked_at[kept.entry.kind, kept.entry.v])
        last = run[-1].sequence
    yield from (kept for kept in read(ring, space, after=last) if wanted(kept.entry.kind, kept.entry.v))


def _runs(ring: Ring, space: UUID) -> list[list[Kept]]:
    """The chapters from the first one on that follow each other; a visit opens each of them once."""
    if ring.memory is None:
        return list(_usable(ring, space))
    if space not in ring.memory.runs:
        ring.memory.runs[space] = list(_usable(ring, space))
    return ring.memory.runs[space]


def _usable(ring: Ring, space: UUID) -> Iterator[list[Kept]]:
    last = 0
    for row in Cache.objects.filter(space_id=space, name=CHAPTER).order_by("first"):
        if row.first != last + 1:
            return
        try:
            run = _opened(ring, row)
            if run[-1].sequence != row.last:
                return
        except UNUSABLE:
            return
        yield run
        last = row.last


def pack(ring: Ring, space: UUID) -> int:
    """Put the entries behind the last chapter into chapters, as far as they fill whole ones; how many were made.

    Where an entry is missing or does not open, packing ends: a chapter would go on hiding that after it was mended.

    Raises:
        Gone: no key of the space is on the ring.
    """
    made = 0
    with transaction.atomic():
        held = Space.objects.select_for_update().filter(id=space).first()
        if held is None or not opens_all(ring, held):
            return 0
        Cache.objects.filter(space_id=space, name__in=OLD).delete()
        newest = Cache.objects.filter(space_id=space, name=CHAPTER).order_by("-last").first()
        last = newest.last if newest else 0
        rest = read(ring, space, after=last)
        while len(run := list(islice(rest, RUN))) == RUN and run[-1].sequence == last + RUN:
            _write(ring, space, last + 1, run)
            last, made = last + RUN, made + 1
    return made


def forget(space: UUID, sequence: int | None = None) -> None:
    """Drop the caches that hold an entry, or all of a space; every later one too, so that chapters never have gaps."""
    caches = Cache.objects.filter(space_id=space)
    (caches if sequence is None else caches.filter(last__gte=sequence)).delete()


def opens_all(ring: Ring, space: Space) -> bool:
    """Whether every key that a space ever had is on the ring; who reads a part of it alone makes no cache for the others."""
    return all((space.id, epoch) in ring.keys for epoch in range(1, space.epoch + 1))


def write(ring: Ring, space: UUID, name: str, span: tuple[int, int], plain: bytes) -> None:
    """Seal a cache under the newest key of the ring; one that began in the same place goes.

    Args:
        ring: opened keys.
        space: which stream.
        name: `chapter`, or fold and version.
        span: first and last sequence of what is in it.
        plain: what to keep.

    Raises:
        Gone: no key of the space is on the ring.
    """
    epoch = max((epoch for where, epoch in ring.keys if where == space), default=0)
    sealed = seal(ring.key(space, epoch), plain, _context(ring, space, name, *span))
    whole = {"last": span[1], "epoch": epoch, "sealed": sealed}
    Cache.objects.update_or_create(space_id=space, name=name, first=span[0], defaults=whole)


def opened(ring: Ring, row: Cache) -> bytes:
    """What a cache keeps.

    Raises:
        Gone: its key is not on the ring.
        NotOpened: it was changed, moved, or belongs elsewhere.
        UnknownSuite: sealed by a newer Toward.
    """
    context = _context(ring, row.space_id, row.name, row.first, row.last)
    return unseal(ring.key(row.space_id, row.epoch), bytes(row.sealed), context)


def _write(ring: Ring, space: UUID, first: int, run: list[Kept]) -> None:
    write(ring, space, CHAPTER, (first, run[-1].sequence), json.dumps(_columns(run), ensure_ascii=False).encode())


def _columns(run: list[Kept]) -> dict[str, list[object]]:
    """A run of entries column by column."""
    columns: dict[str, list[object]] = {"sequence": [], "id": [], "kind": [], "v": [], "at": [], "zone": []}
    columns |= {"by": [], "body": []}
    for kept in run:
        entry = kept.entry
        own = (kept.sequence, kept.key.hex(), entry.kind, entry.v, entry.at, entry.zone, entry.by.hex, dict(entry.body))
        for column, value in zip(columns.values(), own, strict=True):
            column.append(value)
    return columns


def _opened(ring: Ring, row: Cache) -> list[Kept]:
    columns = json.loads(opened(ring, row))
    people = {by: UUID(by) for by in set(columns["by"])}
    own, by, bodies = map(bytes.fromhex, columns["id"]), map(people.__getitem__, columns["by"]), columns["body"]
    rest = (columns[name] for name in ("kind", "v", "at", "zone"))
    entries = map(Entry, *rest, by, bodies)
    return [Kept(*each) for each in zip(columns["sequence"], own, entries, strict=True)]


def _context(ring: Ring, space: UUID, name: str, first: int, last: int) -> bytes:
    return framed("cache", SUITE, ring.instance.bytes, space.bytes, name, first, last)


def whole(space: UUID) -> int:
    """How many entries lie in a space, for who may know it."""
    return Row.objects.filter(space_id=space).count()
