"""Many rituals at once, day after day: the arithmetic of `weighing` on one number per ritual."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toward.science import weighing as w
from toward.science.weighing import Floats

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Day:
    """What one day is to many rituals.

    Args:
        seen: rituals that were reported on, bool[n].
        kept: rituals that were kept, bool[n].
        known: rituals that were reported on and have a baseline to be held against, bool[n].
        watched: rituals for which the day is weighed, bool[n].
        rate: usual rate of the weekday, float64[n].
        hoped: rate that the day is held against, float64[n].
        drops: places in `DROPS` that concern the weekday.
    """

    seen: Flags
    kept: Flags
    known: Flags
    watched: Flags
    rate: Floats
    hoped: Floats
    drops: range

    def chance(self, rate: Floats) -> Floats:
        """Probability of what the day was under a rate."""
        return np.where(self.kept, rate, 1.0 - rate)


def by_day(days: NDArray[np.int8], first_weekday: int) -> Iterator[Day]:
    """Go through the days of many rituals with the rates that each is held against.

    Args:
        days: int8[n, T], 1 kept, 0 not, -1 not observed.
        first_weekday: weekday of column 0.
    """
    columns = np.ascontiguousarray(days.T)
    baseline = _Baselines(days.shape[0])
    for day, column in enumerate(columns):
        slot = (day + first_weekday) % 7
        if day > w.LAG:
            baseline.learn(columns[day - w.LAG - 1], (slot - w.LAG - 1) % 7)
        rate, seen = baseline.rate(slot), column >= 0
        watched = seen & (baseline.all_kept >= w.HABIT) & (day >= w.START)
        drops = range(len(w.DROPS) if slot in w.WEEKEND else len(w.DROPS) - 1)
        yield Day(
            seen, column == 1, seen & (baseline.all_seen > 0), watched, rate, w.hoped(rate, baseline.all_seen), drops
        )


class _Baselines:
    """Kept and observed days by weekday, [7, n]."""

    def __init__(self, rows: int) -> None:
        self.kept, self.seen = np.zeros((7, rows)), np.zeros((7, rows))
        self.all_kept, self.all_seen = np.zeros(rows), np.zeros(rows)

    def learn(self, column: NDArray[np.int8], slot: int) -> None:
        kept, seen = column == 1, column >= 0
        self.kept[slot] += kept
        self.seen[slot] += seen
        self.all_kept += kept
        self.all_seen += seen

    def rate(self, slot: int) -> Floats:
        return w.usual(self.kept[slot], self.seen[slot], self.all_kept, self.all_seen)


class Sums:
    """The Shiryaev–Roberts sums of many rituals, the doubt about their weeks, and this week so far."""

    def __init__(self, rows: int, doubt: float = w.DOUBT) -> None:
        self.even, self.uneven = [np.zeros(rows) for _ in w.DROPS], [np.zeros(rows) for _ in w.DROPS]
        self.doubt, self.gap = np.full(rows, doubt), np.zeros(rows)
        self._kept, self._missed = np.zeros(rows), np.zeros(rows)

    def take(self, today: Day) -> None:
        """Weigh a day."""
        self.gap = np.minimum(self.gap + 1.0, w.GAP)
        alike = np.where(today.kept, self._kept, self._missed)
        if today.watched.any():
            self._weigh(today, w.TIE * alike)
        self._judge_weeks(today, alike)
        self._kept += today.kept
        self._missed += today.seen & ~today.kept
        self.gap = np.where(today.seen, 0.0, self.gap)

    def _weigh(self, today: Day, tied: Floats) -> None:
        usual = today.chance(today.hoped)
        for i in today.drops:
            less = today.chance(w.faded(today.hoped, w.FACTORS[i]))
            self.even[i] = _grown(self.even[i], self.gap, less / usual, today.watched)
            self.uneven[i] = _grown(self.uneven[i], self.gap, (less + tied) / (usual + tied), today.watched)

    def _judge_weeks(self, today: Day, alike: Floats) -> None:
        doubt = w.doubted(self.doubt, today.chance(w.capped(today.rate)), alike, self._kept + self._missed)
        doubt = np.minimum(np.maximum(doubt, w.LEAST_DOUBT), w.MOST_DOUBT)
        self.doubt = np.where(today.known, doubt, self.doubt)

    def end_week(self) -> None:
        """Begin a new week."""
        self._kept, self._missed = np.zeros(len(self._kept)), np.zeros(len(self._kept))

    def weighed(self) -> Floats:
        """The mean sum of each ritual, float64[n]."""
        return w.weighed(self.even, self.uneven, self.doubt)


def _grown(sums: Floats, gap: Floats, ratio: Floats, watched: Flags) -> Floats:
    return np.where(watched, np.minimum((sums + gap) * ratio, w.TOP), sums)
