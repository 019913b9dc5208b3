"""From a budget of false notices to the statistic at which a notice is due."""

from __future__ import annotations

import math

from toward.science.findings import UnreadableDays

LINE, NOTICE = 0.1535, 0.035  # P(any false notice in two years of one steady ritual) of the two voices
_AT = {LINE: 8.7, NOTICE: 10.8}  # what was found for them by simulation (tools/alarms.py measures them on other seeds)
_SLOPE = (_AT[NOTICE] - _AT[LINE]) / math.log(math.log1p(-LINE) / math.log1p(-NOTICE))


def threshold(*, budget: float = LINE) -> float:
    """The statistic at which a notice is due, one number for every ritual.

    Args:
        budget: P(any false notice on days 61–790 of one steady ritual), above 0 and below 1.

    Returns:
        The simulated values at 0.1535 (a line) and 0.035 (a notice that asks); between and beyond them by the waiting
        time to a false alarm, which is exponential: a straight line in log(-log(1 - budget)).

    Raises:
        UnreadableDays: a budget outside 0–1.

    >>> threshold(), threshold(budget=0.035)
    (8.7, 10.8)
    """
    if not 0 < budget < 1:
        raise UnreadableDays("budget", "The budget is a probability above 0 and below 1.")
    return _AT[LINE] + _SLOPE * math.log(math.log1p(-LINE) / math.log1p(-budget))


def split(budget: float = LINE, rituals: int = 6) -> float:
    """The budget of each watch when the pooled one runs beside those of single rituals.

    The pooled watch counts as one ritual more, so that a couple's expected number of false notices stays what
    `rituals` watches of `budget` have.

    Args:
        budget: P(any false notice in two years) of one ritual watched alone.
        rituals: how many are watched, at least 1.

    Raises:
        UnreadableDays: a budget outside 0–1, or no ritual.

    >>> round(split(), 3)
    0.133
    """
    if not 0 < budget < 1 or rituals < 1:
        raise UnreadableDays("budget", "A budget between 0 and 1 is split over one ritual or more.")
    return -math.expm1(math.log1p(-budget) * rituals / (rituals + 1))
