"""Reading a stream that somebody may have been at from outside: what is there, what its author removed, what is lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from toward.store.entry import Kept
from toward.store.models import Space
from toward.store.streams import Ring, rows

Why = Literal["missing", "changed"]


@dataclass(frozen=True, slots=True)
class Lost:
    """A place, or several in a row, where an entry was and is no more.

    Args:
        sequence: the first of them.
        why: `missing` if there is no row, `changed` if its row does not open.
        many: how many.
    """

    sequence: int
    why: Why
    many: int = 1


def places(ring: Ring, space: UUID, *, after: int = 0) -> Iterator[Kept | Lost]:
    """Every place of a space in its order, up to its head and beyond, if a row lies there.

    Args:
        ring: opened keys.
        space: which stream.
        after: sequence after which to begin.

    Raises:
        Gone: no key of the space is on the ring.
    """
    head = Space.objects.filter(id=space).values_list("head", flat=True).first() or 0  # before the rows: none is late
    last = after
    for sequence, kept in rows(ring, space, after=after):
        if sequence > last + 1:
            yield Lost(last + 1, "missing", sequence - last - 1)
        yield kept or Lost(sequence, "changed")
        last = sequence
    if head > last:
        yield Lost(last + 1, "missing", head - last)


def harms(ring: Ring, space: UUID) -> tuple[Why, ...]:
    """What can be said of a space as a whole: each kind of loss once.

    Raises:
        Gone: no key of the space is on the ring.
    """
    return tuple(sorted({each.why for each in places(ring, space) if isinstance(each, Lost)}))
