"""What two wrote together and one of them has left: read by both, written by nobody, erased by its authors.

Erasing takes the entry's row away and adds nothing. Places in a stream have no gaps of their own, so an empty one says to
both that its author has removed something, in an archive that nobody can write into and on a disk without room.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import takewhile
from typing import Any
from uuid import UUID

from toward.people import access
from toward.people.mine import day_of
from toward.people.opened import Opened
from toward.store import erasing
from toward.store.entry import Kept
from toward.store.models import Space
from toward.store.streams import read

LEAF = 100  # places on a page


@dataclass(frozen=True, slots=True)
class Shelf:
    """One archive.

    Args:
        space: which.
        first: day of its oldest entry; None where everything was removed.
        last: day of its newest.
    """

    space: UUID
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Line:
    """One place of an archive.

    Args:
        entry: which entry; None where its author has removed it.
        day: when it was written (UTC).
        words: what it says, in order.
        mine: whether the reader wrote it.
    """

    entry: UUID | None = None
    day: date | None = None
    words: tuple[str, ...] = ()
    mine: bool = False


@dataclass(frozen=True, slots=True)
class Leaf:
    """Some places of an archive in their order.

    Args:
        lines: the places.
        further: where the next leaf begins; None on the last one.
    """

    lines: tuple[Line, ...]
    further: int | None


def shelves(who: Opened) -> tuple[Shelf, ...]:
    """All archives that somebody holds a key of, the newest first."""
    held = {space for space, _ in who.ring.keys}
    found = [_shelf(who, space) for space in held if access.may_see_archive(who, space)]
    return tuple(sorted(found, key=lambda shelf: (shelf.last or date.min, shelf.space), reverse=True))


def _shelf(who: Opened, space: UUID) -> Shelf:
    days = [day_of(kept.entry.at) for kept in read(who.ring, space)]
    return Shelf(space, min(days, default=None), max(days, default=None))


def leaf(who: Opened, space: UUID, first: int = 1) -> Leaf:
    """The places of an archive from one on.

    Args:
        who: reads.
        space: an archive of theirs.
        first: place, from 1.
    """
    head = Space.objects.get(id=space).head
    end = min(first + LEAF, head + 1)
    there = {kept.sequence: kept for kept in takewhile(lambda kept: kept.sequence < end, _from(who, space, first))}
    lines = tuple(_line(who, there.get(place)) for place in range(first, end))
    return Leaf(lines, end if end <= head else None)


def _from(who: Opened, space: UUID, first: int) -> Iterator[Kept]:
    return read(who.ring, space, after=first - 1)


def _line(who: Opened, kept: Kept | None) -> Line:
    if kept is None:
        return Line()
    return Line(kept.id, day_of(kept.entry.at), tuple(words_in(kept.entry.body)), kept.entry.by == who.account)


def remove(who: Opened, space: UUID, entries: Collection[UUID]) -> int:
    """Erase what somebody wrote themselves, for both and for good; how many entries went. The other's stay."""
    own = [each.id for each in read(who.ring, space) if each.id in entries and access.may_erase_entry(who, space, each)]
    return erasing.erase_all(space, own)


def words_in(body: Mapping[str, Any]) -> Iterator[str]:
    """Everything that can be read in an entry of any kind, in its order.

    >>> list(words_in({"words": "the kiss", "more": [{"of": 3}, None, True]}))
    ['the kiss', '3']
    """
    for value in body.values():
        yield from _words(value)


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        yield from words_in(value)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _words(each)
    elif isinstance(value, str | int | float) and not isinstance(value, bool):
        yield str(value)
