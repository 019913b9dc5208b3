"""The stretches of weeks over which a habit held one level.

Optimal partition of the weeks (Jackson et al. 2005, IEEE Signal Process. Lett. 12:105) under binomial likelihood
divided by the habit's own variance inflation, with a price for each further stretch. The change that counts is then
read from the end: what came back, passed by, or is too small to matter is none.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from toward.science.weeks import SHORTEST_SIDE, Floats

A_DAY_IN_TEN = 0.1  # a difference of this much always matters (three days a month) …
A_QUARTER = 0.75  # … and so does a quarter less, unless it is
TOO_SMALL = 1 / 30  # less than one day in thirty
SETTLED = 26  # weeks after which a level stands for itself
INTERLUDE = 52  # weeks; a habit that came back after less than this was away, it did not grow
PLACES = 160  # weeks that are tried as borders


def partition(
    kept: Floats, seen: Floats, inflation: float, *, shortest: int = SHORTEST_SIDE, places: int = PLACES
) -> list[tuple[int, int]]:
    """Cut a habit's weeks where its level changed.

    Args:
        kept: days a week on which it happened, float64[W].
        seen: observed days a week, float64[W].
        inflation: φ ≥ 1 of its weeks.
        shortest: weeks that a stretch lasts at least.
        places: weeks that are tried as borders; of a longer past only every second or third.

    Returns:
        Stretches as (first week, week after the last), covering all weeks in order.

    >>> partition(np.repeat([6.0, 2.0], 20), np.full(40, 7.0), 1.0)
    [(0, 20), (20, 40)]
    """
    borders = _borders(len(kept), places)
    price = 3.0 + np.log(max(len(kept), 2))
    sums = np.stack([np.concatenate([[0.0], np.cumsum(each)]) for each in (kept, seen)])[:, borders]
    best, came_from = np.full(len(borders), np.inf), np.zeros(len(borders), dtype=np.intp)
    best[0] = -price
    for end in range(1, len(borders)):
        starts = np.searchsorted(borders, borders[end] - shortest, side="right")
        if starts:
            cost = best[:starts] + price + _cost(*(sums[:, end, None] - sums[:, :starts])) / inflation
            came_from[end] = np.argmin(cost)
            best[end] = cost[came_from[end]]
    return _walk_back(borders, came_from)


def _borders(weeks: int, places: int) -> NDArray[np.intp]:
    """Weeks at which a stretch may begin or end: each one, or every second or third of a long past."""
    return np.append(np.arange(0, weeks, max(1, -(-weeks // places))), weeks)


def _cost(kept: Floats, seen: Floats) -> Floats:
    """Minus log-likelihood of stretches at their best rate."""
    rate = np.clip(kept / np.maximum(seen, 1e-9), 1e-9, 1 - 1e-9)
    return np.asarray(-kept * np.log(rate) - (seen - kept) * np.log1p(-rate))


def _walk_back(borders: NDArray[np.intp], came_from: NDArray[np.intp]) -> list[tuple[int, int]]:
    stretches, end = [], len(borders) - 1
    while end > 0:
        start = int(came_from[end])
        stretches.append((int(borders[start]), int(borders[end])))
        end = start
    return stretches[::-1]


def matters(before: float, now: float) -> bool:
    """Whether a difference of rates is large enough to speak of.

    A day in ten, or a quarter less than the larger of the two and at least one day in thirty.

    >>> matters(0.93, 0.90), matters(0.95, 0.75), matters(0.2, 0.1)
    (False, True, True)
    """
    gap, larger = abs(before - now), max(before, now)
    return gap >= A_DAY_IN_TEN - 1e-9 or (gap >= TOO_SMALL and larger - gap <= A_QUARTER * larger)


def turning(stretches: list[tuple[int, int]], kept: Floats, seen: Floats) -> tuple[int, int] | None:
    """First week of the level before, and first week after it; None where the end is like what was before.

    Of all places between stretches, the one is taken where everything before differs most clearly from everything
    after, provided that every stretch after it lies on the same side of the level before and the last one far enough.
    """
    levels = [float(kept[a:b].sum() / max(seen[a:b].sum(), 1.0)) for a, b in stretches]
    places = [i for i in range(1, len(stretches)) if _stays(levels, i, _level(kept, seen, stretches[i][0]))]
    if not places:
        return None
    place = max(places, key=lambda i: _contrast(kept, seen, stretches[i][0]))
    first = _begin(stretches, levels, place)
    return None if _came_back(stretches, levels, first) else (stretches[first][0], stretches[first][1])


def _stays(levels: list[float], place: int, before: float) -> bool:
    """Whether all stretches after a place lie on the side of the last one, and the last one far enough."""
    side = np.sign(levels[-1] - before)
    return matters(before, levels[-1]) and all(side * (level - before) > 0 for level in levels[place:])


def _came_back(stretches: list[tuple[int, int]], levels: list[float], first: int) -> bool:
    """Whether what looks like growth is the return of an earlier level after an interlude of less than a year."""
    began = stretches[first][1]
    like = (levels[-1] <= level or not matters(level, levels[-1]) for level in levels[:first])
    recent = (began - end < INTERLUDE for _, end in stretches[:first])
    return levels[-1] > levels[first] and any(a and b for a, b in zip(like, recent, strict=True))


def _level(kept: Floats, seen: Floats, end: int) -> float:
    return float(kept[:end].sum() / max(seen[:end].sum(), 1.0))


def _contrast(kept: Floats, seen: Floats, place: int) -> float:
    n1, n2 = seen[:place].sum(), seen[place:].sum()
    gap = kept[:place].sum() / max(n1, 1.0) - kept[place:].sum() / max(n2, 1.0)
    return float(gap * gap * n1 * n2 / max(n1 + n2, 1.0))


def _begin(stretches: list[tuple[int, int]], levels: list[float], place: int) -> int:
    """The stretch before a change that came in several steps: walk back over short steps of the same direction."""
    side = np.sign(levels[-1] - levels[place - 1]) or np.sign(levels[-1] - levels[0])
    first = place - 1
    while first > 0 and side * (levels[first] - levels[first - 1]) > 0:
        a, b = stretches[first]
        c, d = stretches[first - 1]
        if b - a >= SETTLED and not (d - c >= SETTLED and matters(levels[first - 1], levels[first])):
            break
        first -= 1
    return first
