"""When did it begin? The day on which a habit began to change, with the dates between which that day lies.

A change is a ramp: one level, an onset, a duration (0 with probability one half: abrupt), another level. All four
are unknown; the answer is the posterior of the onset, computed on grids. A step model would name the middle of a
slow fade instead. Every stage of a ramp enters through its count and its days only (exponential family), so that a
whole grid of levels is one matrix product. Clustered days are answered by dividing the likelihood by the series'
own variance inflation.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from toward.science.findings import Finding, UnreadableDays
from toward.science.weeks import Weeks, dispersion

Floats = NDArray[np.float64]

LEVEL = 0.8  # how often the interval holds the onset, whatever the kind of change …
TAILS = (0.07, 0.93)  # … for which it takes 86 % of a posterior whose prior lies half on abrupt (simulated)
DURATIONS = np.array([0, 14, 28, 42, 60, 80, 105, 140, 190, 260])  # days; 0 is abrupt
STAGES = 6  # steps that stand for a ramp
ONSETS = 120  # places tried in a pass
COARSE, FINE = 18, 14  # levels tried before and after in each pass
Z80 = 1.2815515594


@dataclass(frozen=True, slots=True)
class _Family:
    """An exponential family by its mean: log-likelihood of a stage = sum·natural(mean) − days·cumulant(mean)."""

    name: str
    natural: Callable[[Floats], Floats]
    cumulant: Callable[[Floats], Floats]
    grid: Callable[[float, float, int], Floats]


def _rates(low: float, high: float, count: int) -> Floats:
    """Rates spread evenly in their own uncertainty (arcsine)."""
    ends = np.arcsin(np.sqrt(np.clip([low, high], 0.002, 0.998)))
    return np.asarray(np.sin(np.linspace(ends[0], ends[1], count)) ** 2)


def _even(low: float, high: float, count: int) -> Floats:
    return np.linspace(low, high, count)


_DAYS = _Family("ramp_days", lambda m: np.log(m / (1 - m)), lambda m: -np.log1p(-m), _rates)
_COUNTS = _Family("ramp_poisson", np.log, lambda m: m, lambda a, b, n: np.linspace(a**0.5, b**0.5, n) ** 2)
_VALUES = _Family("ramp_gaussian", lambda m: m, lambda m: m * m / 2, _even)


def began(days: NDArray[np.int8], first_weekday: int = 0) -> Finding:
    """Date the one change in a habit's days.

    Args:
        days: int8[T], 1 happened, 0 not, -1 unknown; T ≥ 2 with at least two observed days.
        first_weekday: weekday of column 0, 0 is Monday (a rhythm that repeats weekly does not move the date).

    Returns:
        Onset in day numbers (columns of `days`) with its 80 % interval; `more` holds `p_abrupt`, `duration` (days,
        posterior mean), `before` and `after` (rates).

    Raises:
        UnreadableDays: not one row of -1, 0 and 1, or fewer than two observed days.

    >>> finding = began(np.repeat(np.array([1, 0], dtype=np.int8), 100))
    >>> round(finding.estimate), finding.p_abrupt > 0.9
    (100, True)
    """
    days = np.asarray(days)
    if days.ndim != 1 or not np.isin(days, (-1, 0, 1)).all():
        raise UnreadableDays("days", "Days are one row of 1 (happened), 0 (did not) and -1 (unknown).")
    if first_weekday not in range(7):
        raise UnreadableDays("weekday", "The first weekday is a number from 0 (Monday) to 6 (Sunday).")
    inflation = float(dispersion(Weeks.of(days[None, :].astype(np.int8)))[0])
    return _date(np.where(days >= 0, days, 0).astype(np.float64), days >= 0, _DAYS, (0.002, 0.998), inflation)


def began_values(x: Floats, family: Literal["poisson", "gaussian"] = "gaussian") -> Finding:
    """Date the one change in a series of counts or of values.

    Args:
        x: float64[T], nan where unknown; counts ≥ 0 for `poisson`.
        family: `poisson` for counts, `gaussian` for values with an even spread.

    Returns:
        As `began`; `before` and `after` are means.

    Raises:
        UnreadableDays: not one row, an unknown family, a negative count, an infinite value or fewer than two known.

    >>> round(began_values(np.repeat([5.0, 1.0], 50), "poisson").estimate)
    50
    """
    x = np.asarray(x, dtype=np.float64)
    seen = ~np.isnan(x)
    if family not in ("poisson", "gaussian"):
        raise UnreadableDays("family", "The family is 'poisson' for counts or 'gaussian' for values.")
    if x.ndim != 1 or np.isinf(x).any() or (family == "poisson" and (x[seen] < 0).any()):
        raise UnreadableDays("values", "Values are one row of finite numbers, nan where unknown; no count is below 0.")
    if seen.sum() < 2:
        raise UnreadableDays("few", "A date takes at least two known values.")
    known = x[seen]
    if family == "poisson":
        high = float(max(known.max(), 0.1))
        return _date(np.where(seen, x, 0.0), seen, _COUNTS, (min(1e-3, high / 2), high), _spread_counts(known))
    centre, scale = float(known.mean()), _noise(known)
    reach = max(float(np.abs(known - centre).max()), scale)
    finding = _date(np.where(seen, (x - centre) / scale, 0.0), seen, _VALUES, (-reach / scale, reach / scale), 1.0)
    return _rescaled(finding, centre, scale)


def _noise(known: Floats) -> float:
    """Spread of neighbouring values, which one change hardly touches."""
    return float(max(np.sqrt(np.mean(np.diff(known) ** 2) / 2), 1e-9 * max(1.0, np.abs(known).max())))


def _spread_counts(known: Floats) -> float:
    return float(max(1.0, np.mean(np.diff(known) ** 2) / 2 / max(known.mean(), 1e-9)))


def _rescaled(finding: Finding, centre: float, scale: float) -> Finding:
    more = dict(finding.more) | {name: centre + scale * finding.more[name] for name in ("before", "after")}
    return Finding(finding.estimate, finding.lower, finding.upper, finding.level, finding.n, finding.method, more)


def _date(x: Floats, seen: NDArray[np.bool_], family: _Family, reach: tuple[float, float], inflation: float) -> Finding:
    """Posterior of the onset: a coarse pass over everything, then a fine one where its weight lies."""
    if seen.sum() < 2:
        raise UnreadableDays("few", "A date takes at least two observed days.")
    sums = np.stack([np.concatenate([[0.0], np.cumsum(each)]) for each in (x * seen, seen)])
    length = len(x)
    onsets = np.unique(np.linspace(1, length - 1, min(ONSETS, length - 1)).round().astype(np.intp))
    grid = family.grid(*reach, COARSE)
    coarse = _posterior(sums, onsets, grid, grid, family, inflation)
    near = _near(coarse[0], onsets)
    levels = [_local(axis, grid, reach, family) for axis in (coarse[1], coarse[2])]
    fine = _posterior(sums, near, levels[0], levels[1], family, inflation)
    return _finding(fine, near, levels, family, int(seen.sum()))


def _near(weight: Floats, onsets: NDArray[np.intp]) -> NDArray[np.intp]:
    """Onsets worth a fine look: where all but a thousandth of the weight lies."""
    total = np.cumsum(weight.sum(axis=1))
    first, last = np.searchsorted(total, [0.0005, 0.9995])
    low, high = onsets[max(first - 1, 0)], onsets[min(last + 1, len(onsets) - 1)]
    return np.unique(np.linspace(low, high, min(ONSETS, high - low + 1)).round().astype(np.intp))


def _local(weight: Floats, grid: Floats, reach: tuple[float, float], family: _Family) -> Floats:
    """A finer grid of levels where their weight lies."""
    total = np.cumsum(weight)
    first, last = np.searchsorted(total, [0.001, 0.999])
    return family.grid(float(grid[max(first - 1, 0)]), float(grid[min(last + 1, len(grid) - 1)]), FINE)


def _posterior(
    sums: Floats, onsets: NDArray[np.intp], before: Floats, after: Floats, family: _Family, inflation: float
) -> tuple[Floats, Floats, Floats]:
    """Weights of (onset, duration), of the level before and of the level after; each sums to 1."""
    cuts = onsets[:, None, None] + (DURATIONS[:, None] * np.arange(STAGES + 1) / STAGES)[None]
    cuts = np.minimum(cuts.round().astype(np.intp), sums.shape[1] - 1)
    ends = np.concatenate([np.zeros_like(cuts[..., :1]), cuts, np.full_like(cuts[..., :1], sums.shape[1] - 1)], axis=-1)
    stages = np.diff(sums[:, ends], axis=-1)  # (sum, days) x onset x duration x stage
    share = np.concatenate([[0.0], (np.arange(STAGES) + 0.5) / STAGES, [1.0]])
    means = before[None, :, None] * (1 - share[:, None, None]) + after[None, None, :] * share[:, None, None]
    flat = means.reshape(len(share), -1)
    log_weight = np.tensordot(stages[0], family.natural(flat), 1) - np.tensordot(stages[1], family.cumulant(flat), 1)
    log_weight /= inflation
    log_weight += _prior(onsets, sums.shape[1] - 1)[None, :, None]
    log_weight -= log_weight.max()
    weight = np.exp(log_weight, out=log_weight)
    by_place = weight.sum(axis=2)
    by_level = weight.sum(axis=(0, 1)).reshape(len(before), len(after))
    total = by_place.sum()
    return by_place / total, by_level.sum(axis=1) / total, by_level.sum(axis=0) / total


def _prior(onsets: NDArray[np.intp], length: int) -> Floats:
    """Log prior of the durations: half on abrupt, half spread evenly over the slow ones of the grid."""
    slow = DURATIONS[1:] <= max(length, DURATIONS[1])
    weight = np.where(slow, 0.5 / slow.sum(), 1e-12)
    return np.asarray(np.log(np.concatenate([[0.5], weight])))


def _finding(
    posterior: tuple[Floats, Floats, Floats],
    onsets: NDArray[np.intp],
    levels: list[Floats],
    family: _Family,
    n: int,
) -> Finding:
    places, before, after = posterior
    lower, middle, upper = _quantiles(onsets, places.sum(axis=1), (TAILS[0], 0.5, TAILS[1]))
    more = {
        "p_abrupt": float(places[:, 0].sum()),
        "duration": float(places.sum(axis=0) @ DURATIONS),
        "before": float(before @ levels[0]),
        "after": float(after @ levels[1]),
    }
    return Finding(middle, lower, upper, LEVEL, n, family.name, more)


def _quantiles(onsets: NDArray[np.intp], weight: Floats, wanted: tuple[float, ...]) -> tuple[float, ...]:
    """Quantiles of a weight on day numbers: the day on which the summed weight passes each share."""
    total = np.cumsum(weight) / weight.sum()
    return tuple(float(onsets[min(int(np.searchsorted(total, share)), len(onsets) - 1)]) for share in wanted)
