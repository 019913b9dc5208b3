"""Days laid out as weeks, and how sure it is that a habit did not stay the same over them.

Model: on an observed day the habit happens with probability σ(level + weekday offset). For every week τ the
likelihood of one level before and another after is compared with one level throughout; averaging over τ with a
normal prior on the difference gives a Bayes factor, so the more places a change could hide in, the more each must
show. Real habits cluster, so the likelihood is divided by the variance inflation φ of the habit's own weeks
(quasi-likelihood, McCullagh & Nelder 1989, ch. 9). A Bayes factor exceeds 1/α with probability at most α when
nothing changed (Markov's inequality; Kass & Raftery 1995, JASA 90:773).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SHORTEST_SIDE = 6  # weeks that a level must have lasted to be a level; a month away is not a change
FEWEST_DAYS = 10  # observed days on each side of a change
CANDIDATES = 160  # places for a change that are tried; beyond, every second or third week
SPREAD = 1.5  # prior standard deviation of a change, in logits
PULL = 14.0  # days of the overall rate that each weekday is shrunk by


@dataclass(frozen=True, slots=True)
class Weeks:
    """Days by week and place in the week.

    Args:
        kept: days on which it happened, float64[r, W, 7] of 0 and 1.
        seen: observed days, float64[r, W, 7] of 0 and 1.
    """

    kept: Floats
    seen: Floats

    @classmethod
    def of(cls, days: NDArray[np.int8]) -> Weeks:
        """Cut days into weeks that begin on the weekday of column 0; the last one is filled up with unknown days.

        Args:
            days: int8[r, T], 1 happened, 0 not, -1 unknown.
        """
        rows, length = days.shape
        full = np.full((rows, 7 * -(-length // 7)), -1, dtype=np.int8)
        full[:, :length] = days
        folded = full.reshape(rows, -1, 7)
        return cls((folded == 1).astype(np.float64), (folded >= 0).astype(np.float64))

    def offsets(self) -> Floats:
        """Log-odds of each weekday over all weeks, shrunk towards the overall rate, float64[r, 7]."""
        kept, seen = self.kept.sum(axis=1), self.seen.sum(axis=1)
        rate = (kept.sum(axis=1, keepdims=True) + 0.5) / (seen.sum(axis=1, keepdims=True) + 1.0)
        by_day = (kept + PULL * rate) / (seen + PULL)
        return np.asarray(np.log(by_day / (1 - by_day)))


def fit_level(kept: Floats, seen: Floats, offsets: Floats) -> Floats:
    """Log-likelihood of stretches of days at their best level.

    Args:
        kept: days on which it happened, float64[...].
        seen: observed days by weekday, float64[..., 7].
        offsets: log-odds by weekday, broadcast against `seen`.

    Returns:
        float64[...], without the part that does not depend on the level.
    """
    total = seen.sum(axis=-1)
    mean = (seen * offsets).sum(axis=-1) / np.maximum(total, 1.0)
    share = np.clip((kept + 1e-6) / (total + 2e-6), 1e-6, 1 - 1e-6)
    level = np.log(share / (1 - share)) - mean
    for _ in range(3):
        p = 1 / (1 + np.exp(-(level[..., None] + offsets)))
        gap = kept - (seen * p).sum(axis=-1)
        level = level + np.clip(gap / np.maximum((seen * p * (1 - p)).sum(axis=-1), 1e-9), -2.0, 2.0)
        level = np.clip(level, -16.0, 16.0)
    return np.asarray(level * kept - (seen * np.logaddexp(0.0, level[..., None] + offsets)).sum(axis=-1))


def dispersion(weeks: Weeks) -> Floats:
    """How many times more the weeks differ than independent days would (φ ≥ 1).

    Neighbouring stretches of 1, 2, 4 and 8 weeks are compared, and the largest difference of each length is left out:
    so one change hardly adds to it, while bursts and slow waves do. Longer stretches are few, so each estimate leans on
    the one before.

    Args:
        weeks: the habits' weeks.

    Returns:
        float64[r].
    """
    p = 1 / (1 + np.exp(-weeks.offsets()[:, None, :]))
    residual = (weeks.kept - weeks.seen * p).sum(axis=-1)
    variance = (weeks.seen * p * (1 - p)).sum(axis=-1)
    best = np.ones(len(residual))
    for stretch, lean in ((1, 4.0), (2, 16.0), (4, 12.0), (8, 8.0)):
        raw, count = _neighbours(residual, variance, stretch)
        best = np.maximum(best, (raw * count + lean * best) / (count + lean))
    return best


def _neighbours(residual: Floats, variance: Floats, stretch: int) -> tuple[Floats, Floats]:
    """Mean squared difference of neighbouring stretches over its expectation, and how many were compared."""
    blocks = residual.shape[1] // stretch
    if blocks < 5:
        return np.ones(len(residual)), np.zeros(len(residual))
    newest = slice(residual.shape[1] - blocks * stretch, None)
    sums = residual[:, newest].reshape(-1, blocks, stretch).sum(axis=2)
    spread = variance[:, newest].reshape(-1, blocks, stretch).sum(axis=2)
    known = spread > 0.3
    one_over = 1 / np.where(known, spread, 1.0)
    both = known[:, 1:] & known[:, :-1]
    squares = np.diff(sums * one_over, axis=1) ** 2 / (one_over[:, 1:] + one_over[:, :-1]) * both
    count = both.sum(axis=1).astype(np.float64)
    # the largest of m squared normal differences is 0.1 + 1.57 ln m on average (simulated)
    rest = count - 0.1 - 1.57 * np.log(np.maximum(count, 1.0))
    raw = (squares.sum(axis=1) - squares.max(axis=1, initial=0.0)) / np.maximum(rest, 1.0)
    # neighbours share a stretch, so fewer differences are independent
    return raw, np.where(count >= 4, rest / 1.5, 0.0)


def evidence(weeks: Weeks, inflation: Floats) -> Floats:
    """Log Bayes factor of one lasting change somewhere against none.

    Args:
        weeks: the habits' weeks.
        inflation: φ of each habit, float64[r].

    Returns:
        float64[r]; above log(1/α) happens to a steady habit with probability at most about α; 0.0 where nothing shows.
    """
    places = _places(weeks.seen.shape[1])
    if not len(places):
        return np.zeros(len(weeks.seen))
    offsets = weeks.offsets()
    kept = np.cumsum(weeks.kept.sum(axis=2), axis=1)[:, places - 1]
    seen = np.cumsum(weeks.seen, axis=1)[:, places - 1]
    all_kept, all_seen = weeks.kept.sum(axis=(1, 2)), weeks.seen.sum(axis=1)
    kept = np.stack([kept, all_kept[:, None] - kept])
    seen = np.stack([seen, all_seen[:, None, :] - seen])
    apart = fit_level(kept, seen, offsets[:, None, :]).sum(axis=0)
    likelihood = apart - fit_level(all_kept, all_seen, offsets)[:, None]
    p = 1 / (1 + np.exp(-offsets))
    weight = (seen * (p * (1 - p))[None, :, None, :]).sum(axis=-1)
    known = SPREAD**2 * weight[0] * weight[1] / np.maximum(weight.sum(axis=0), 1e-9) / inflation[:, None]
    log_factor = likelihood.clip(0) / inflation[:, None] * known / (1 + known) - 0.5 * np.log1p(known)
    return _average(log_factor, (seen.sum(axis=-1) >= FEWEST_DAYS).all(axis=0))


def _average(log_factor: Floats, fits: NDArray[np.bool_]) -> Floats:
    """Log of the mean factor over the places that fit; 0.0 where none does."""
    count = fits.sum(axis=1)
    kept = np.where(fits, log_factor, -np.inf)
    top = np.where(count > 0, kept.max(axis=1, initial=-700.0), 0.0)
    mean = np.exp(kept - top[:, None]).sum(axis=1) / np.maximum(count, 1)
    return np.where(count > 0, top + np.log(np.maximum(mean, 1e-300)), 0.0)


def _places(length: int) -> NDArray[np.intp]:
    """First weeks of the second level that are tried."""
    step = max(1, -(-length // CANDIDATES))
    return np.arange(SHORTEST_SIDE, length - SHORTEST_SIDE + 1, step)
