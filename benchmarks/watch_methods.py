"""Two textbook ways of watching a habit, written here in numpy: Bayesian online change points and a Bernoulli CUSUM.

Each takes int8[n, T] (1 kept, 0 a report says it was not, -1 not observed) and gives float64[n, T], higher is more of
an alarm, by day and without a look at later days. A day that was not observed leaves the value as it was.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Days = NDArray[np.int8]
Floats = NDArray[np.float64]

START = 60  # days that a habit is only learned
HAZARD = 1 / 2000
KEPT, MISSED = 3.0, 1.0  # the Beta prior of a rate: rituals that somebody writes down are mostly kept
LOWER = 0.2  # by how much a run's rate must be lower than the one before to be news
ROWS = 50  # rituals at a time: their runs fit into the processor's cache
DROP = 1.5  # log-odds, what the CUSUM looks out for
LAG = 28  # days; younger reports may already belong to the fading


def bocpd(days: Days) -> Floats:
    """Log-odds that the present run began after the first report and is lower, by 0.2, than what was before it.

    Adams & MacKay (2007), arXiv:0710.3742, with Beta–Bernoulli runs and a constant hazard; every run length is kept.
    Prior and margin are the best of those tried on other seeds.

    Args:
        days: int8[n, T].

    Returns:
        float64[n, T], -inf while there is no run but the first.
    """
    parts = [_bocpd(days[at : at + ROWS]) for at in range(0, len(days), ROWS)]
    return np.concatenate(parts) if parts else np.empty(days.shape)


def _bocpd(days: Days) -> Floats:
    reports = packed(days)
    rows, length = reports.shape
    kept = np.zeros((rows, length + 1))
    kept[:, 1:] = (reports == 1).cumsum(axis=1)
    weight, out = np.zeros((rows, length + 1)), np.empty((rows, length))
    weight[:, 0] = 1.0
    for now in range(length):
        _weigh(weight[:, : now + 2], kept[:, : now + 2], reports[:, now] == 1)
        out[:, now] = _lower(weight[:, : now + 2], kept[:, : now + 2])
    return spread(out, days)


def _weigh(weight: Floats, kept: Floats, today: NDArray[np.bool_]) -> None:
    """Take in one report: `weight[:, s]` is the posterior of "the present run holds the reports from s on"."""
    runs = weight[:, :-1]
    seen = np.arange(runs.shape[1])[::-1]
    rate = (KEPT + kept[:, -2:-1] - kept[:, :-1]) / (KEPT + MISSED + seen)
    runs *= np.where(today[:, None], rate, 1 - rate)
    total = runs.sum(axis=1, keepdims=True)
    runs *= (1 - HAZARD) / total
    weight[:, -1] = HAZARD


def _lower(weight: Floats, kept: Floats) -> Floats:
    """Log-odds of all runs that are lower than the reports before them."""
    start = np.arange(weight.shape[1])
    seen = start[::-1]
    before = (KEPT + kept) / (KEPT + MISSED + start)
    run = (KEPT + kept[:, -1:] - kept) / (KEPT + MISSED + seen)
    news = (run < before - LOWER) & (start > 0) & (seen > 0)
    yes, no = (weight * news).sum(axis=1), (weight * ~news).sum(axis=1)
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(yes) - np.log(no))


def cusum(days: Days) -> Floats:
    """Page's CUSUM for a drop of 1.5 log-odds from a rate that is estimated from all reports older than 28 days.

    Args:
        days: int8[n, T].

    Returns:
        float64[n, T], 0.0 until day 60 and whenever nothing speaks for a drop.
    """
    rate = _usual(days)
    lower = 1 / (1 + (1 - rate) / rate * np.exp(DROP))
    step = np.where(days == 1, np.log(lower / rate), np.log((1 - lower) / (1 - rate)))
    step[days < 0] = 0.0
    out = np.zeros(days.shape)
    for day in range(START, days.shape[1]):
        out[:, day] = np.maximum(out[:, day - 1] + step[:, day], 0.0)
    return out


def _usual(days: Days) -> Floats:
    old = np.full(days.shape, -1, dtype=np.int8)
    old[:, LAG + 1 :] = days[:, : max(days.shape[1] - LAG - 1, 0)]
    kept, seen = (old == 1).cumsum(axis=1), (old >= 0).cumsum(axis=1)
    return np.asarray((KEPT + kept) / (KEPT + MISSED + seen))


def packed(days: Days) -> Days:
    """The reports of each row in their order, without the days between; -1 after the last."""
    order = np.argsort(days < 0, axis=1, kind="stable")
    return np.take_along_axis(days, order, axis=1)


def spread(values: Floats, days: Days) -> Floats:
    """Values by report, float64[n, T], back on their days; a day without a report repeats the last, at first -inf."""
    count = (days >= 0).cumsum(axis=1)
    return np.where(count > 0, np.take_along_axis(values, np.maximum(count - 1, 0), axis=1), -np.inf)
