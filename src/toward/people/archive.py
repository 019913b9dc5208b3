"""What two wrote together and one of them has left: read by both, written by nobody, erased by its authors.

Whatever was done to an archive from outside takes no more away than it touched. Its place says what is known of it: its
author has removed it, it is missing, or it does not open any more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any, Literal
from uuid import UUID

from toward.people import access, hand
from toward.people.mine import day_of
from toward.people.opened import Opened
from toward.store import erasing
from toward.store.entry import ERASED, Kept, Room
from toward.store.models import Space
from toward.store.reading import Lost, places
from toward.store.spaces import OWN
from toward.store.streams import read

LEAF = 100  # places on a page


@dataclass(frozen=True, slots=True)
class Shelf:
    """One archive.

    Args:
        space: which.
        first: day of its oldest entry; None where everything was removed.
        last: day of its newest.
        room: `couple`, or a room of one's own from before one began anew.
    """

    space: UUID
    first: date | None
    last: date | None
    room: Room = "couple"


@dataclass(frozen=True, slots=True)
class Line:
    """One place of an archive.

    Args:
        entry: which entry; None where there is none to read.
        day: when it was written (UTC).
        words: what it says, in order.
        mine: whether the reader wrote it.
        why: why there is none to read.
    """

    entry: UUID | None = None
    day: date | None = None
    words: tuple[str, ...] = ()
    mine: bool = False
    why: Literal["removed", "missing", "changed"] | None = None


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
    days = [day_of(kept.entry.at) for kept in read(who.ring, space) if not _nobodys(kept)]
    room: Room = Space.objects.get(id=space).room  # type: ignore[assignment]
    return Shelf(space, min(days, default=None), max(days, default=None), room)


def is_own(space: UUID) -> bool:
    """Whether a space is a room of one's own, and not one that was shared."""
    return Space.objects.filter(id=space, room__in=OWN).exists()


def _nobodys(kept: Kept) -> bool:
    """Whether nobody has written this: a note of the program, or the mark of what was removed."""
    return _inner(kept) or kept.entry.kind == ERASED


def _inner(place: Kept | Lost) -> bool:
    """Whether this is a note that the program made for itself in somebody's own room, a confirmed key for example."""
    return isinstance(place, Kept) and place.entry.kind.startswith("people.")


def leaf(who: Opened, space: UUID, first: int = 1) -> Leaf:
    """The places of an archive from one on; several in a row where something is missing are one line.

    Args:
        who: reads.
        space: an archive of theirs.
        first: place, from 1.
    """
    said = (each for each in places(who.ring, space, after=first - 1) if not _inner(each))
    found = list(islice(said, LEAF + 1))
    lines = tuple(_line(who, space, place) for place in found[:LEAF])
    return Leaf(lines, found[LEAF].sequence if len(found) > LEAF else None)


def _line(who: Opened, space: UUID, place: Kept | Lost) -> Line:
    if isinstance(place, Lost):
        return Line(why=place.why)
    return Line(why="removed") if place.entry.kind == ERASED else line(who, space, place)


def line(who: Opened, space: UUID, kept: Kept) -> Line:
    """An entry as somebody reads it."""
    words = tuple(words_in(kept.entry.body))
    return Line(kept.id, day_of(kept.entry.at), words, hand.wrote(who, space, kept.entry))


def remove(who: Opened, space: UUID, entries: Collection[UUID]) -> int:
    """Erase what somebody wrote themselves, for both and for good; how many entries went. The other's stay."""
    own = [each.id for each in read(who.ring, space) if each.id in entries and access.may_erase_entry(who, space, each)]
    return erasing.erase_all(who.ring, space, own)


def words_in(body: Mapping[str, Any]) -> Iterator[str]:
    """Everything that can be read in an entry of any kind, in its order.

    >>> list(words_in({"words": "the kiss", "more": [{"of": 3}, None, True]}))
    ['the kiss', '3']
    """
    for name, value in body.items():
        if name != hand.HAND:
            yield from _words(value)


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        yield from words_in(value)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _words(each)
    elif isinstance(value, str | int | float) and not isinstance(value, bool):
        yield str(value)
