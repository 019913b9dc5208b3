"""The stretches of weeks over which a habit held one level.

Optimal partition of the weeks (Jackson et al. 2005, IEEE Signal Process. Lett. 12:105) under binomial likelihood
divided by the habit's own variance inflation, with a price for each further stretch.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from toward.science.weeks import SHORTEST_SIDE, Floats

PLACES = 160  # weeks that are tried as borders


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
    places = _places(len(kept))
    price = 3.0 + np.log(max(len(kept), 2))
    sums = np.stack([np.concatenate([[0.0], np.cumsum(each)]) for each in (kept, seen)])[:, places]
    best, came_from = np.full(len(places), np.inf), np.zeros(len(places), dtype=np.intp)
    best[0] = -price
    for end in range(1, len(places)):
        starts = np.searchsorted(places, places[end] - SHORTEST_SIDE, side="right")
        if starts:
            cost = best[:starts] + price + _cost(*(sums[:, end, None] - sums[:, :starts])) / inflation
            came_from[end] = np.argmin(cost)
            best[end] = cost[came_from[end]]
    return _walk_back(places, came_from)


def _places(weeks: int) -> NDArray[np.intp]:
    """Weeks at which a stretch may begin or end: each one, or every second or third of a long past."""
    return np.append(np.arange(0, weeks, max(1, -(-weeks // PLACES))), weeks)


def _cost(kept: Floats, seen: Floats) -> Floats:
    """Minus log-likelihood of stretches at their best rate."""
    rate = np.clip(kept / np.maximum(seen, 1e-9), 1e-9, 1 - 1e-9)
    return np.asarray(-kept * np.log(rate) - (seen - kept) * np.log1p(-rate))


def _walk_back(places: NDArray[np.intp], came_from: NDArray[np.intp]) -> list[tuple[int, int]]:
    stretches, end = [], len(places) - 1
    while end > 0:
        start = int(came_from[end])
        stretches.append((int(places[start]), int(places[end])))
        end = start
    return stretches[::-1]
