"""Which rituals an evening asks about: at most three, spread over the day, the others in their turn; the rest may be told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from toward.rituals.records import SLOTS, Ritual

AT_MOST = 3


class Asked(NamedTuple):
    """The rituals of an evening.

    Args:
        first: those that are asked about, in the order of the day; bedtime, which was last night, comes first.
        others: the rest.
    """

    first: tuple[Ritual, ...]
    others: tuple[Ritual, ...]


def asked(rituals: Sequence[Ritual], day: int) -> Asked:
    """Choose for a day, the same for both of the two.

    Args:
        rituals: those that are kept.
        day: ordinal.
    """
    ordered = sorted(rituals, key=lambda each: (_place(each), each.since, each.id))
    count = len(ordered)
    if count <= AT_MOST:
        return Asked(tuple(ordered), ())
    chosen = {(day + place * count // AT_MOST) % count for place in range(AT_MOST)}
    first = tuple(each for place, each in enumerate(ordered) if place in chosen)
    return Asked(first, tuple(each for place, each in enumerate(ordered) if place not in chosen))


def _place(ritual: Ritual) -> int:
    """Bedtime comes first, since it was last night; then the parts of the day."""
    return -1 if ritual.slot == "bedtime" else SLOTS.index(ritual.slot)
