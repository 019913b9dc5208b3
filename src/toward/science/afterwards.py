"""A ritual that had faded: is it back?"""

from __future__ import annotations

import math

FALSE_RETURN = 0.1  # expected number of false returns in two years at the level that it had faded to
_LEVEL = 730 / FALSE_RETURN  # a Shiryaev–Roberts sum grows by 1 a day where nothing changed


class Return:
    """A Shiryaev–Roberts sum for the way back (Pollak & Siegmund 1991, Ann. Stat. 19:394).

    Args:
        before: rate before it faded, 0–1.
        lost: rate that it had faded to, below `before`.
    """

    __slots__ = ("_kept", "_missed", "_sum")

    def __init__(self, before: float, lost: float) -> None:
        before, lost = min(max(before, 0.02), 0.98), min(max(lost, 0.01), 0.97)
        self._kept, self._missed = before / lost, (1.0 - before) / (1.0 - lost)
        self._sum = 0.0

    def step(self, kept: bool) -> bool:
        """Take in an observed day; True once it is back."""
        self._sum = (self._sum + 1.0) * (self._kept if kept else self._missed)
        return self._sum >= _LEVEL and math.isfinite(self._sum)
