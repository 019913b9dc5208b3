"""Weeks in which all habits of a couple were different for a while: apart, ill, on a journey.

Model: in an ordinary week every habit has its own rate; for a few weeks now and then one factor, common to all, halves
the rates or less (or doubles them or more), and then they are as before. Such weeks belong to the couple, not to a
habit, and two of them near the end of a chat look like a fading. So they are left out as unknown where a single habit
is to be said to have changed. Which weeks they are is asked of the *other* habits only: under no change the answer does
not depend on the habit's own luck, and leaving weeks out by it adds no false finding. What lasts longer than a stretch
must to be a level is no such interlude: a couple growing apart is not away.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from toward.science.regimes import partition
from toward.science.weeks import SHORTEST_SIDE, Floats, Weeks

HALVED = 0.5  # of the ordinary rate, or twice as much: somewhere in an interlude …
UNLIKE = 0.8  # … and this much all through it; a slow fading passes through what lies between
BRIEFEST = 2  # weeks; one bad week is chance

Stretch = tuple[int, int]


def unlike(weeks: Weeks, habit: int) -> NDArray[np.bool_]:
    """Weeks that all habits but one show to have been unlike the couple's others, bool[W].

    Args:
        weeks: the habits' weeks.
        habit: row of the one that is not asked.
    """
    others = np.arange(len(weeks.kept)) != habit
    return interludes(weeks.kept[others].sum(axis=(0, 2)), weeks.seen[others].sum(axis=(0, 2)))


def interludes(kept: Floats, seen: Floats) -> NDArray[np.bool_]:
    """Weeks of stretches of at most six in which things happened half as often as around them, or twice.

    Args:
        kept: what happened in each week, float64[W].
        seen: how often it could have, float64[W]; weeks without any are passed over.

    Returns:
        bool[W].

    >>> np.flatnonzero(interludes(np.array([20.0] * 12 + [6.0] * 3 + [20.0] * 12), np.full(27, 30.0))).tolist()
    [12, 13, 14]
    """
    known, found = np.flatnonzero(seen > 0), np.zeros(len(seen), dtype=np.bool_)
    if not len(known):
        return found
    kept, seen = kept[known], seen[known]
    stretches = partition(kept, seen, 1.0, shortest=BRIEFEST, places=len(known))
    levels = [float(kept[a:b].sum() / seen[a:b].sum()) for a, b in stretches]
    for first, after in _runs(stretches, _ratios(stretches, levels)):
        found[known[first:after]] = True
    return found


def _ratios(stretches: Sequence[Stretch], levels: Sequence[float]) -> list[float]:
    """Level of each stretch over the ordinary one next to it; 1.0 for what lies between two of them or is ordinary."""
    longest = max(b - a for a, b in stretches)
    ordinary = [i for i, (a, b) in enumerate(stretches) if b - a > SHORTEST_SIDE or b - a == longest]
    return [_ratio(level, [levels[j] for j in _beside(ordinary, i)]) for i, level in enumerate(levels)]


def _beside(ordinary: Sequence[int], i: int) -> list[int]:
    """The last ordinary stretch before and the first after, or the stretch itself if it is one."""
    if i in ordinary:
        return [i]
    return [*[j for j in ordinary if j < i][-1:], *[j for j in ordinary if j > i][:1]]


def _ratio(level: float, around: Sequence[float]) -> float:
    nearest = min(max(level, min(around)), max(around))
    return (level + 1e-9) / (nearest + 1e-9)


def _runs(stretches: Sequence[Stretch], ratios: Sequence[float]) -> list[Stretch]:
    """Neighbouring stretches on one side of the ordinary that last six weeks at most and are halved or doubled."""
    runs = []
    for side, each in groupby(range(len(stretches)), key=lambda i: _side(ratios[i])):
        members = list(each)
        first, after = stretches[members[0]][0], stretches[members[-1]][1]
        furthest = min(min(ratios[i], 1 / ratios[i]) for i in members)
        if side and after - first <= SHORTEST_SIDE and furthest <= HALVED:
            runs.append((first, after))
    return runs


def _side(ratio: float) -> int:
    return int(ratio >= 1 / UNLIKE) - int(ratio <= UNLIKE)
