"""A ritual that had faded: is it back?"""

from __future__ import annotations

from collections import deque

FALSE_RETURN = 0.05  # expected number of false returns in two years at the level that it had faded to
_LEVEL = 730 / FALSE_RETURN  # a Shiryaev–Roberts sum grows by 1 a day where nothing changed
_LAG = 14  # told days; younger ones may already belong to the way back
_FIRM = 14.0  # days that the first estimate of the level is worth; the days that raised an alarm were bad by chance too
_HIGHEST, _LEAST_GAP = 0.98, 0.05


class Return:
    """A Shiryaev–Roberts sum for the way back (Pollak & Siegmund 1991, Ann. Stat. 19:394).

    Every told day is weighed as one of before against one of the level it faded to; that level is learned on from the days
    since, older than 14 told days.

    Args:
        before: rate before it faded, 0–1.
        lost: first estimate of the rate that it had faded to, below `before`.
    """

    __slots__ = ("_before", "_kept", "_recent", "_seen", "_sum")

    def __init__(self, before: float, lost: float) -> None:
        self._before = min(max(before, _LEAST_GAP + 0.01), _HIGHEST)
        self._kept, self._seen = lost * _FIRM, _FIRM
        self._recent: deque[bool] = deque()
        self._sum = 0.0

    def step(self, kept: bool) -> bool:
        """Take in an observed day; True once it is back."""
        lost = min(max(self._kept / self._seen, 0.01), self._before - _LEAST_GAP)
        self._recent.append(kept)
        if len(self._recent) > _LAG:
            self._kept, self._seen = self._kept + self._recent.popleft(), self._seen + 1.0
        ratio = self._before / lost if kept else (1.0 - self._before) / (1.0 - lost)
        self._sum = min((self._sum + 1.0) * ratio, 2.0 * _LEVEL)
        return self._sum >= _LEVEL
