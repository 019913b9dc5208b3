"""Checkpoints: how a page's sums stood when somebody last looked, so that a visit reads only what was written since.

A fold goes through a space by the time inside its entries, and by their places only within one second: what a phone without
a network sends late counts as if it had come in time, and of two choices in one second the later stands. So a checkpoint is used only where everything that came
since is later than everything in it; else the fold begins anew. A state need not be independent of the order.

A checkpoint is a cache, never the only copy. One that does not open, belongs to another version, has seen more than the
stream holds, or knew other kinds of entries is passed over. An erased entry takes every checkpoint that has seen it along.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import reduce
from hashlib import sha256
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import OperationalError, transaction

from toward.store import chapters, documents
from toward.store.documents import Kind, Newer
from toward.store.entry import ERASED, Entry, Kept
from toward.store.models import Cache, Space
from toward.store.queue import REFUSED
from toward.store.streams import Gone, Ring, read

MOST = 64  # entries behind a checkpoint before there is a new one
OWN = {REFUSED: Kind(REFUSED)}  # kinds that the store itself writes
LONGEST_NAME = 48

State = TypeVar("State")
Moment = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Fold(Generic[State]):
    """What a page is made of: a beginning, and what each entry does to it. Pure; states are values and never changed.

    Args:
        name: of the fold, without a dot.
        version: from 1; another one for every change of `step` or of the state's form.
        start: the state before the first entry.
        step: the state after an entry, in today's version of its kind.
        write: a state as something that JSON knows.
        read: and back.
        kinds: the kinds that `step` looks at, the others being passed by; None for all.
        run: the state after some entries, in their order, where that costs less than as many steps; the same as these.

    Raises:
        ValueError: a name with a dot, or one that is too long for the column.
    """

    name: str
    version: int
    start: State
    step: Callable[[State, Entry], State]
    write: Callable[[State], Any]
    read: Callable[[Any], State]
    kinds: frozenset[str] | None = None
    run: Callable[[State, Iterable[Entry]], State] | None = None

    def __post_init__(self) -> None:
        if "." in self.name or len(self.column) > LONGEST_NAME:
            raise ValueError(f"{self.name!r} does not name a fold.")

    @property
    def column(self) -> str:
        """Its name in the table of caches."""
        return f"{self.name}.{self.version}"


@dataclass(frozen=True, slots=True)
class Folded(Generic[State]):
    """A fold over everything in a space.

    Args:
        state: what it came to.
        newer: entries that a newer Toward wrote: kept, counted, not looked into.
    """

    state: State
    newer: int = 0


@dataclass(frozen=True, slots=True)
class _Standing(Generic[State]):
    """How a fold stands: up to which place, and the latest moment in it (None: nothing yet)."""

    folded: Folded[State]
    last: int = 0
    latest: Moment | None = None


@dataclass(frozen=True, slots=True)
class _Remembered(Generic[State]):
    """What a visit has worked out: at which head of the space, from a checkpoint at which place, knowing which kinds."""

    head: int
    base: int
    kinds: Mapping[str, Kind]
    standing: _Standing[State]


def folded(ring: Ring, space: UUID, fold: Fold[State], kinds: Mapping[str, Kind]) -> Folded[State]:
    """Fold everything in a space, from its checkpoint as far as that goes; makes a new one where it is time.

    A visit that has done so before goes on from there.

    Args:
        ring: opened keys.
        space: which stream.
        fold: what to work out.
        kinds: all that this release knows, by name.

    Raises:
        Gone: the space is not there, or no key of it is on the ring.
    """
    kinds, head = OWN | dict(kinds), _head(ring, space)
    before: _Remembered[State] | None = ring.memory.folds.get((space, fold.column)) if ring.memory else None
    if before is None or before.kinds != kinds:
        known = _known(ring, space, fold, kinds, head)
        before = _Remembered(known.last, known.last, kinds, known)
    elif before.head == head:
        return before.standing.folded
    if head - before.base > MOST:
        return _renewed(ring, space, fold, kinds)
    rest = _told(_since(ring, space, before.head), _wanted(fold, kinds))
    if not _follows(before.standing, rest):
        return _renewed(ring, space, fold, kinds)
    after = _after(before.standing, fold, kinds, rest)
    if ring.memory:
        ring.memory.folds[space, fold.column] = replace(before, head=head, standing=after)
    return after.folded


def _since(ring: Ring, space: UUID, after: int) -> Iterable[Kept]:
    """Everything behind a place; a visit that only reads goes through a space once, for all its folds."""
    if ring.memory is None or not ring.memory.reads:
        return read(ring, space, after=after)
    begins, known = ring.memory.rest.get(space, (after + 1, []))
    if begins > after:
        known = list(read(ring, space, after=after))
        ring.memory.rest[space] = (after, known)
    return (kept for kept in known if kept.sequence > after)


def _renewed(ring: Ring, space: UUID, fold: Fold[State], kinds: Mapping[str, Kind]) -> Folded[State]:
    """Fold with the stream held, so that nothing is erased meanwhile, and keep how it stands."""
    try:
        with transaction.atomic():
            held = Space.objects.select_for_update().get(id=space)
            standing = _whole(ring, space, fold, kinds)
            if chapters.opens_all(ring, held):
                _keep(ring, space, fold, kinds, replace(standing, last=held.head))
    except OperationalError:  # a full disk keeps no checkpoint, and hinders nobody from reading
        standing = _whole(ring, space, fold, kinds)
    return standing.folded


def _whole(ring: Ring, space: UUID, fold: Fold[State], kinds: Mapping[str, Kind]) -> _Standing[State]:
    known, wanted = _known(ring, space, fold, kinds, _head(ring, space)), _wanted(fold, kinds)
    if known.last:
        rest = _told(read(ring, space, after=known.last), wanted)
        if _follows(known, rest):
            return _after(known, fold, kinds, rest)
    return _after(_Standing(Folded(fold.start)), fold, kinds, _in_time(chapters.stream(ring, space, wanted)))


def _wanted(fold: Fold[State], kinds: Mapping[str, Kind]) -> chapters.Wanted:
    """Which entries a fold goes through: its own kinds, and those to be counted because a newer Toward wrote them."""

    def wanted(name: str, v: int) -> bool:
        kind = kinds.get(name)
        newer = kind is None or v > kind.newest
        return name != ERASED and (newer or fold.kinds is None or name in fold.kinds)

    return wanted


def _told(entries: Iterable[Kept], wanted: chapters.Wanted) -> list[Kept]:
    """The entries that a fold goes through, by the time inside them; what was erased is nothing."""
    return _in_time(kept for kept in entries if wanted(kept.entry.kind, kept.entry.v))


def _in_time(entries: Iterable[Kept]) -> list[Kept]:
    return sorted(entries, key=_moment)


def _moment(kept: Kept) -> Moment:
    return kept.entry.at, kept.sequence


def _follows(known: _Standing[State], rest: list[Kept]) -> bool:
    """Whether all that came since is later than what is known already."""
    return not rest or known.latest is None or _moment(rest[0]) > known.latest


def _after(known: _Standing[State], fold: Fold[State], kinds: Mapping[str, Kind], rest: list[Kept]) -> _Standing[State]:
    if not rest:
        return known
    found = [documents.newest(kept.entry, kinds) for kept in rest]
    entries = [entry for entry in found if not isinstance(entry, Newer)]
    state, newer = known.folded.state, known.folded.newer + len(found) - len(entries)
    state = fold.run(state, entries) if fold.run else reduce(fold.step, entries, state)
    return _Standing(Folded(state, newer), known.last, _moment(rest[-1]))


def _known(ring: Ring, space: UUID, fold: Fold[State], kinds: Mapping[str, Kind], head: int) -> _Standing[State]:
    """The checkpoint of a fold, or its beginning where there is none that can be used."""
    row = Cache.objects.filter(space_id=space, name=fold.column, first=1).first()
    try:
        if row is not None and row.last <= head:
            return _standing(json.loads(chapters.opened(ring, row)), row.last, fold, kinds)
    except chapters.UNUSABLE:
        pass
    return _Standing(Folded(fold.start))


def _standing(kept: Mapping[str, Any], last: int, fold: Fold[State], kinds: Mapping[str, Kind]) -> _Standing[State]:
    if kept["kinds"] != _mark(kinds):
        raise ValueError("kinds")  # what was newer then may be known by now
    latest = kept["latest"] and (int(kept["latest"][0]), int(kept["latest"][1]))
    return _Standing(Folded(fold.read(kept["state"]), int(kept["newer"])), last, latest)


def _keep(ring: Ring, space: UUID, fold: Fold[State], kinds: Mapping[str, Kind], standing: _Standing[State]) -> None:
    """Write a checkpoint in place of this fold's earlier ones."""
    kept = {"state": fold.write(standing.folded.state), "newer": standing.folded.newer, "latest": standing.latest}
    Cache.objects.filter(space_id=space, name__in=[f"{fold.name}.{v}" for v in range(1, fold.version)]).delete()
    plain = documents.canonical(kept | {"kinds": _mark(kinds)}).encode()
    chapters.write(ring, space, fold.column, (1, standing.last), plain)


def _mark(kinds: Mapping[str, Kind]) -> str:
    """Which kinds are known, and how new: one mark for all of them."""
    known = {name: kind.newest for name, kind in kinds.items()}
    return sha256(documents.canonical(known).encode()).hexdigest()


def _head(ring: Ring, space: UUID) -> int:
    heads = ring.memory.heads if ring.memory and ring.memory.reads else {}
    if space not in heads:
        head = Space.objects.filter(id=space).values_list("head", flat=True).first()
        if head is None:
            raise Gone
        heads[space] = head
    return heads[space]
