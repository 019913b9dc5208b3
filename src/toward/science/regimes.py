"""The stretches of weeks over which a habit held one level.

Optimal partition of the weeks (Jackson et al. 2005, IEEE Signal Process. Lett. 12:105) under binomial likelihood
divided by the habit's own variance inflation, with a price for each further stretch.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from toward.science.weeks import SHORTEST_SIDE, Floats


def partition(kept: Floats, seen: Floats, inflation: float) -> list[tuple[int, int]]:
    """Cut a habit's weeks where its level changed.

    Args:
        kept: days a week on which it happened, float64[W].
        seen: observed days a week, float64[W].
        inflation: φ ≥ 1 of its weeks.

    Returns:
        Stretches as (first week, week after the last), covering all weeks in order.

    >>> partition(np.repeat([6.0, 2.0], 20), np.full(40, 7.0), 1.0)
    [(0, 20), (20, 40)]
    """
    weeks = len(kept)
    price = 3.0 + np.log(max(weeks, 2))
    sums = np.stack([np.concatenate([[0.0], np.cumsum(each)]) for each in (kept, seen)])
    best, came_from = np.full(weeks + 1, np.inf), np.zeros(weeks + 1, dtype=np.intp)
    best[0] = -price
    for end in range(SHORTEST_SIDE, weeks + 1):
        starts = np.arange(0, end - SHORTEST_SIDE + 1)
        cost = best[starts] + price + _cost(*(sums[:, end, None] - sums[:, starts])) / inflation
        came_from[end] = starts[np.argmin(cost)]
        best[end] = cost.min()
    return _walk_back(came_from, weeks) if weeks >= SHORTEST_SIDE else [(0, weeks)]


def _cost(kept: Floats, seen: Floats) -> Floats:
    """Minus log-likelihood of stretches at their best rate."""
    rate = np.clip(kept / np.maximum(seen, 1e-9), 1e-9, 1 - 1e-9)
    return np.asarray(-kept * np.log(rate) - (seen - kept) * np.log1p(-rate))


def _walk_back(came_from: NDArray[np.intp], end: int) -> list[tuple[int, int]]:
    stretches = []
    while end > 0:
        stretches.append((int(came_from[end]), end))
        end = int(came_from[end])
    return stretches[::-1]
