"""How two reports of one day become the one day of the couple, without anybody's hand in it.

One report, or two that agree, is the day. Two that differ are a day that was not observed: nobody is told, nobody overruled.
What the other said is never kept beside; where one's own report changes, it follows from the merged day and from what one
had said before.
"""

from __future__ import annotations

from toward.rituals.records import Told


def merged(before: Told, mine_before: int | None, mine_now: int | None, *, remembered: bool = False) -> Told:
    """The day after one of the two has told it, or told it anew.

    Args:
        before: the merged day so far.
        mine_before: what the same person had told of it, 1 or 0; None for nothing.
        mine_now: what they tell now; None where they take it back.
        remembered: whether it is told long after.

    >>> merged(Told(), None, 1)
    Told(value=1, sides=1, remembered=False)
    >>> merged(Told(1, 1), None, 0)
    Told(value=-1, sides=2, remembered=False)
    >>> merged(Told(-1, 2), 0, 1)
    Told(value=1, sides=2, remembered=False)
    """
    said = [each for each in (_others(before, mine_before), mine_now) if each is not None]
    if not said:
        return Told()
    value = said[0] if len(set(said)) == 1 else -1
    return Told(value, len(said), remembered or (before.remembered and len(said) > 1))


def _others(before: Told, mine: int | None) -> int | None:
    """What the other one has told, as far as it follows; None if nothing."""
    if before.sides == 2:
        return before.value if before.value >= 0 else None if mine is None else 1 - mine
    if before.sides == 1 and mine is None:
        return before.value
    return None
