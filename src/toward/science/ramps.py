"""How likely each ramp is: one level, an onset, a duration (0: abrupt), another level, weighed on grids.

A ramp stands as a stair of even steps. Every step enters through its sum and its days only (exponential family), so
that a whole grid of levels is one matrix product. Each pass looks closer at the onsets and levels where the one before
found the weight; a coarse pass over a long series is flattened, so that it cannot step over a narrow peak.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Places = NDArray[np.intp]

DURATIONS = np.array([0, 10, 20, 32, 45, 60, 75, 90, 105, 120, 140, 160, 185, 215, 260])  # days; 0 is abrupt
STAGES = 8  # steps that stand for a ramp
PASSES = ((80, 18, 300.0), (80, 12, 3000.0), (120, 12, np.inf))  # onsets, levels, days that so coarse a grid can bear


@dataclass(frozen=True, slots=True)
class Family:
    """An exponential family by its mean: log-likelihood of a stretch = sum·natural(mean) − days·cumulant(mean).

    Args:
        name: as findings name the method.
        natural: natural parameter of a mean.
        cumulant: its cumulant.
        even: the scale on which a mean is equally uncertain everywhere; levels are tried at even steps of it.
        mean: the way back from that scale.
        prior: log density of a level on that scale, up to a constant.
    """

    name: str
    natural: Callable[[Floats], Floats]
    cumulant: Callable[[Floats], Floats]
    even: Callable[[Floats], Floats]
    mean: Callable[[Floats], Floats]
    prior: Callable[[Floats], Floats]

    def grid(self, reach: Floats, count: int) -> Floats:
        """So many means from the lowest to the highest, float64[count]."""
        low, high = self.even(reach)
        return np.asarray(self.mean(np.linspace(low, high, count)))


DAYS = Family(
    "ramp_days",
    lambda m: np.log(m / (1 - m)),
    lambda m: -np.log1p(-m),
    lambda m: np.arcsin(np.sqrt(m)),
    lambda s: np.sin(s) ** 2,
    lambda m: np.log(m * (1 - m)) / 2,  # every rate is as likely as every other
)
COUNTS = Family("ramp_poisson", np.log, lambda m: m, np.sqrt, np.square, np.zeros_like)
VALUES = Family("ramp_gaussian", lambda m: m, lambda m: m * m / 2, lambda m: m, lambda s: s, np.zeros_like)


@dataclass(frozen=True, slots=True)
class Series:
    """What a change is sought in.

    Args:
        x: float64[T], T ≥ 2, 0.0 where unknown.
        seen: bool[T].
        family: how `x` is spread around its mean.
        reach: lowest and highest mean, float64[2].
        inflation: how many times more it varies than the family says, ≥ 1.
    """

    x: Floats
    seen: NDArray[np.bool_]
    family: Family
    reach: Floats
    inflation: float

    def sums(self) -> Floats:
        """Sum and observed days before each day, float64[2, T + 1]."""
        return np.stack([np.concatenate([[0.0], np.cumsum(each)]) for each in (self.x * self.seen, self.seen)])

    def durations(self) -> Floats:
        """Durations that are tried, in days, float64[d]; the first is 0, none is longer than the series."""
        return np.asarray(DURATIONS * min(1.0, len(self.x) / float(DURATIONS[-1])))


@dataclass(frozen=True, slots=True)
class Ramps:
    """How likely each ramp is, all onsets and durations being thought alike beforehand.

    Args:
        onsets: day numbers tried, int[k].
        durations: days, float64[d]; the first is 0.
        weight: of each onset and duration, float64[k, d], sums to 1.
        before: mean level before the change.
        after: mean level after it.
    """

    onsets: Places
    durations: Floats
    weight: Floats
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class _Look:
    """Weight of so many onsets, durations, levels before and levels after: float64[k, d, m, m]."""

    onsets: Places
    before: Floats
    after: Floats
    weight: Floats


def ramps(series: Series) -> Ramps:
    """Weigh every onset and duration over all pairs of levels.

    Args:
        series: where the change is sought.
    """
    sums, most = series.sums(), len(series.x) - 1
    onsets, before, after = (1, most), series.reach, series.reach
    for places, levels, bears in PASSES:
        doubt = series.inflation * max(1.0, series.seen.sum() / bears)
        low, high = (series.family.grid(each, levels) for each in (before, after))
        look = _look(sums, _between(*onsets, places), low, high, series, doubt)
        onsets = _near(look.weight.sum(axis=(1, 2, 3)), look.onsets)
        before = _around(look.weight.sum(axis=(0, 1, 3)), low)
        after = _around(look.weight.sum(axis=(0, 1, 2)), high)
    return _summary(series, look)


def _look(sums: Floats, onsets: Places, before: Floats, after: Floats, series: Series, doubt: float) -> _Look:
    share = np.concatenate([[0.0], (np.arange(STAGES) + 0.5) / STAGES, [1.0]])[:, None, None]
    means = (before[:, None] * (1 - share) + after * share).reshape(len(share), -1)
    kept, days = _stages(sums, onsets, series.durations())
    # one small product an onset: a single large one would start threads, which cost more than they bring
    logs = kept @ series.family.natural(means) - days @ series.family.cumulant(means)
    logs = logs.reshape(*logs.shape[:2], len(before), len(after)) / doubt
    logs += series.family.prior(before)[:, None] + series.family.prior(after)
    return _Look(onsets, before, after, np.exp(logs - logs.max()))


def _stages(sums: Floats, onsets: Places, durations: Floats) -> Floats:
    """Sum and observed days before, on each step of the ramp, and after: float64[2, k, d, STAGES + 2]."""
    last = sums.shape[1] - 1
    cuts = onsets[:, None, None] + durations[:, None] * np.arange(STAGES + 1) / STAGES
    cuts = np.minimum(cuts.round().astype(np.intp), last)
    ends = np.concatenate([np.zeros_like(cuts[..., :1]), cuts, np.full_like(cuts[..., :1], last)], axis=-1)
    return np.diff(sums[:, ends], axis=-1)


def _between(low: int, high: int, most: int) -> Places:
    return np.unique(np.linspace(low, high, min(most, high - low + 1)).round().astype(np.intp))


def _near(weight: Floats, onsets: Places) -> tuple[int, int]:
    first, last = _middle(weight, 0.0005)
    return int(onsets[first]), int(onsets[last])


def _around(weight: Floats, levels: Floats) -> Floats:
    return levels[list(_middle(weight, 0.001))]


def _middle(weight: Floats, tail: float) -> tuple[int, int]:
    """First and last place outside which lies less than a tail each, and one place more for the coarseness."""
    total = np.cumsum(weight) / weight.sum()
    first, last = np.searchsorted(total, [tail, 1 - tail])
    return max(int(first) - 1, 0), min(int(last) + 1, len(weight) - 1)


def _summary(series: Series, look: _Look) -> Ramps:
    places, before, after = (look.weight.sum(axis=axes) for axes in ((2, 3), (0, 1, 3), (0, 1, 2)))
    return Ramps(
        look.onsets,
        series.durations(),
        places / places.sum(),
        float(before @ look.before / before.sum()),
        float(after @ look.after / after.sum()),
    )
