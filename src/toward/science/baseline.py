"""What one ritual was like: its days by weekday, and the last weeks apart."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Mapping
from typing import NamedTuple

from toward.science import weighing as w

NOW = 28  # days that "now" is
SHIFT, SHIFT_PULL = -0.5, 2.0  # log-odds that a hard day costs before its own days have told, and how firmly
KNOWN = 2.0  # variance of hard days (8 days at a rate of .5, 22 at .9) from which their cost is known


class Reported(NamedTuple):
    """A day as it was told.

    Args:
        slot: weekday.
        value: kept or not, None if nobody told.
        reporters: how many could have told.
        hard: circumstances of the day that make the ritual less likely.
        excused: nobody was to tell anything (apart, away, ill).
    """

    slot: int
    value: bool | None
    reporters: int | None = None
    hard: tuple[str, ...] = ()
    excused: bool = False


class Baseline:
    """Kept and observed ordinary days by weekday, and the day it was begun."""

    __slots__ = ("all_days", "all_kept", "all_seen", "begun", "kept", "seen")

    def __init__(self, begun: int = 0) -> None:
        self.begun = begun
        self.kept, self.seen, self.all_kept, self.all_seen, self.all_days = [0.0] * 7, [0.0] * 7, 0.0, 0.0, 0.0

    @classmethod
    def of_weeks(cls, kept: float, seen: float, weeks: int) -> Baseline:
        """A baseline of which only sums over whole weeks are known: every weekday gets its seventh."""
        base = cls()
        base.kept, base.seen, base.all_kept, base.all_seen = [kept / 7] * 7, [seen / 7] * 7, kept, seen
        base.all_days = 7.0 * weeks
        return base

    def copy(self) -> Baseline:
        """The same, to be kept while this one learns on."""
        other = Baseline(self.begun)
        other.kept, other.seen, other.all_kept, other.all_seen = (
            [*self.kept],
            [*self.seen],
            self.all_kept,
            self.all_seen,
        )
        other.all_days = self.all_days
        return other

    def add(self, slot: int, kept: bool) -> None:
        """Learn an observed day."""
        self.seen[slot] += 1.0
        self.all_seen += 1.0
        self.kept[slot] += kept
        self.all_kept += kept

    def silent(self) -> float:
        """The usual share of days that nobody told."""
        return 1.0 - self.all_seen / self.all_days if self.all_days > self.all_seen else 0.0

    def rate(self, slot: int) -> float:
        """The usual rate of a weekday."""
        return w.usual(self.kept[slot], self.seen[slot], self.all_kept, self.all_seen)


class HardDays:
    """What bad sleep or outside stress cost this ritual, in log-odds, learned from its own days."""

    __slots__ = ("_gap", "_weight")

    def __init__(self) -> None:
        self._gap: dict[str, float] = {}
        self._weight: dict[str, float] = {}

    def add(self, hard: tuple[str, ...], kept: bool, rate: float) -> None:
        """Learn from a day whose usual rate is known."""
        for name in hard:
            self._gap[name] = self._gap.get(name, 0.0) + kept - rate
            self._weight[name] = self._weight.get(name, 0.0) + rate * (1.0 - rate)

    def known(self, hard: tuple[str, ...]) -> bool:
        """Whether enough such days were seen to say what they cost."""
        return all(self._weight.get(name, 0.0) >= KNOWN for name in hard)

    def shifted(self, rate: float, hard: tuple[str, ...]) -> float:
        """The rate that such a day is expected to have."""
        odds = rate / (1.0 - rate) * math.exp(sum(self._shift(name) for name in hard))
        return odds / (1.0 + odds)

    def _shift(self, name: str) -> float:
        """One step of Newton's method from no cost, less half its standard error: rather too forgiving."""
        weight = self._weight.get(name, 0.0) + SHIFT_PULL
        shift = (self._gap.get(name, 0.0) + SHIFT_PULL * SHIFT) / weight - 0.5 / math.sqrt(weight)
        return max(-3.0, min(0.0, shift))


def sums(bases: Mapping[int | None, Baseline]) -> tuple[float, float]:
    """Kept and observed days of all baselines together."""
    kept, seen = 0.0, 0.0
    for base in bases.values():
        kept, seen = kept + base.all_kept, seen + base.all_seen
    return kept, seen


class Recent:
    """The last `NOW` days; those younger than `LAG` may already belong to a fading."""

    __slots__ = ("_days", "_kept", "_seen", "_unlearned")

    def __init__(self) -> None:
        self._days: deque[Reported] = deque()
        self._unlearned: deque[Reported] = deque()
        self._kept, self._seen = 0, 0

    def add(self, day: Reported) -> None:
        """Put in a day and let go of the one that is no longer now."""
        self._days.append(day)
        self._unlearned.append(day)
        self._count(day, 1)
        if len(self._days) > NOW:
            self._count(self._days.popleft(), -1)

    def _count(self, day: Reported, by: int) -> None:
        if day.value is not None:
            self._seen, self._kept = self._seen + by, self._kept + by * day.value

    def oldest(self) -> Reported | None:
        """Take out the day that has become older than `LAG`, if there is one."""
        return self._unlearned.popleft() if len(self._unlearned) > w.LAG else None

    def rate(self) -> float | None:
        """Rate of the last `NOW` days, None if none of them was observed."""
        return self._kept / self._seen if self._seen else None

    def lost(self) -> float | None:
        """Rate of the days younger than `LAG`, drawn a little towards one half."""
        told = [day.value for day in self._unlearned if day.value is not None]
        return (sum(told) + 0.5) / (len(told) + 1.0) if told else None
