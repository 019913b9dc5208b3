"""How often a ritual happened around each week, as a line with its band.

A week's strength is a local average: every observed day counts, near days more (weight 2^(-|distance|/12 days)).
Unknown days weigh nothing, so the band widens by itself where little was seen. The band is Wilson's score interval on
the effective number of days (Wilson 1927, J. Am. Stat. Assoc. 22:209; Kish 1965), 80 % by default.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

HALF_LIFE = 12.0  # days
Z80 = 1.2815515594  # two-sided 80 %


def weekly(
    days: NDArray[np.int8], *, z: float = Z80, weight: NDArray[np.float64] | None = None, last: int | None = None
) -> NDArray[np.float64]:
    """Strength of each full or begun week.

    Args:
        days: int8[T], 1 happened, 0 not, -1 unknown; column 0 is the first day of a week.
        z: normal quantile of the band.
        weight: float64[T], how much each day counts, above 0 and at most 1; None for all alike.
        last: how many of the weeks to give, the last ones; None for all. Every day counts for them all the same.

    Returns:
        float64[ceil(T / 7) or `last`, 3]: rate per observed day (0–1), lower and upper end of its band.

    >>> weekly(np.ones(70, dtype=np.int8))[5].round(2).tolist()
    [0.98, 0.94, 1.0]
    """
    middle = np.arange(3, 7 * -(-len(days) // 7), 7)[-last if last else 0 :, None]
    near = 0.5 ** (np.arange(len(days) + 3) / HALF_LIFE)  # by distance
    near = near[np.abs(np.arange(len(days))[None, :] - middle)]
    full = near.sum(axis=1)
    near *= days >= 0
    if weight is not None:
        near *= weight
    total = near.sum(axis=1)
    rate = (near @ (days == 1) + 0.5) / (total + 1.0)
    # Kish's effective number of days, less where the near days are the unknown ones: far days say little about this week
    n = (total**2 / np.maximum((near**2).sum(axis=1), 1e-12) * total / full).clip(1.0)
    centre = (rate + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * np.sqrt(rate * (1 - rate) / n + z * z / (4 * n**2))
    lower, upper = (centre - half).clip(0), (centre + half).clip(0, 1)
    return np.stack([rate, np.minimum(rate, lower), np.maximum(rate, upper)], axis=1)
