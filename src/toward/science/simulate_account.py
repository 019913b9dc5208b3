"""Made-up couples whose emotional account is known, for testing what is said of it. Knows nothing of the method it tests.

Every function takes the generator it draws from. Levels and ratings are on a scale of 0–10, lengths are in days.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Nature:
    """What one couple's account is like.

    Args:
        mean: level around which it moves when nothing special happens.
        keep: share of a distance from the mean that is left a day later.
        shock: standard deviation of what moves the level unseen, a day.
        received: mean number of received moments a day.
        hard: mean number of hard moments a day.
        lift: what one received moment adds.
        drop: what one hard moment takes away.
        noise: standard deviation of a rating around the level.
    """

    mean: float
    keep: float
    shock: float
    received: float
    hard: float
    lift: float
    drop: float
    noise: float


class Simulated(NamedTuple):
    """A made-up account: what was told, and the truth that nobody told."""

    ratings: Floats
    received: Counts
    hard: Counts
    level: Floats


def some_nature(rng: np.random.Generator) -> Nature:
    """Draw what a couple is like: half-life 2–30 days, average level 4.5–8.5, wide ranges of everything else."""
    keep = 0.5 ** (1 / np.exp(rng.uniform(np.log(2), np.log(30))))
    shock = rng.uniform(0.4, 1.5) * np.sqrt(1 - keep**2)
    received, hard = rng.uniform(0.1, 1.5), rng.uniform(0.02, 0.4)
    lift, drop = rng.uniform(0.3, 1.0) * (1 - keep) ** 0.5, rng.uniform(0.5, 2.0) * (1 - keep) ** 0.5
    mean = rng.uniform(4.5, 8.5) - (lift * received - drop * hard) / (1 - keep)
    return Nature(mean, keep, shock, received, hard, lift, drop, rng.uniform(0.4, 1.5))


def simulate_account(
    rng: np.random.Generator,
    days: int,
    *,
    missing: float = 0.3,
    nature: Nature | None = None,
    colour: Floats | None = None,
    drift: float = 0.0,
) -> Simulated:
    """One couple's days.

    Args:
        rng: where chance comes from.
        days: how many, T.
        missing: share of days without a rating, below 1, about a third of them in stretches of 5–14 days.
        nature: what the couple is like, or None to draw it.
        colour: float64[T], what a day adds to its rating but not to the level (sleep, strain), or None.
        drift: standard deviation a day by which the mean itself wanders.

    Returns:
        ratings float64[T] (0–10 in whole steps, nan where none), received and hard int64[T], level float64[T] (latent:
        it may pass 0 or 10, where ratings stop).
    """
    nature = nature or some_nature(rng)
    received, hard = rng.poisson(nature.received, days), rng.poisson(nature.hard, days)
    level = _level(rng, nature, received, hard, drift)
    return Simulated(_rated(rng, level, nature.noise, missing, colour), received, hard, level)


def simulate_both(rng: np.random.Generator, days: int, *, missing: float = 0.3) -> Simulated:
    """Two partners' ratings of one level, each with an offset, a noise and missing days of their own.

    Returns:
        As `simulate_account`, but ratings, received and hard are [2, T]; the offsets cancel each other out.
    """
    nature, offset = some_nature(rng), rng.uniform(-1.2, 1.2)
    received, hard = (rng.poisson(rate / 2, (2, days)) for rate in (nature.received, nature.hard))
    level = _level(rng, nature, received.sum(axis=0), hard.sum(axis=0), 0.0)
    both = [_rated(rng, level + side, rng.uniform(0.4, 1.5), missing, None) for side in (offset, -offset)]
    return Simulated(np.stack(both), received, hard, level)


def _level(rng: np.random.Generator, nature: Nature, received: Counts, hard: Counts, drift: float) -> Floats:
    """The level after burning in, so that the first day is as any other."""
    moved = nature.lift * received - nature.drop * hard
    away = _before(rng, nature)
    level = np.empty(len(moved))
    mean = nature.mean + np.cumsum(rng.normal(0, drift, len(moved)))
    for day, shock in enumerate(rng.normal(0, nature.shock, len(moved))):
        away = nature.keep * away + moved[day] + shock
        level[day] = mean[day] + away
    return level


def _before(rng: np.random.Generator, nature: Nature, days: int = 200) -> float:
    """How far from the mean the level is when the telling begins."""
    moved = nature.lift * rng.poisson(nature.received, days) - nature.drop * rng.poisson(nature.hard, days)
    weight = nature.keep ** np.arange(days)
    return float(weight @ (moved + rng.normal(0, nature.shock, days)))


def _rated(rng: np.random.Generator, level: Floats, noise: float, missing: float, colour: Floats | None) -> Floats:
    felt = level + rng.normal(0, noise, len(level)) + (0.0 if colour is None else colour)
    return np.where(_silent(rng, len(level), missing), np.nan, np.clip(np.round(felt), 0, 10))


def _silent(rng: np.random.Generator, days: int, missing: float) -> NDArray[np.bool_]:
    """Days without a rating: single ones, and stretches of 5–14 that make up about a third of them."""
    silent: NDArray[np.bool_] = rng.random(days) < 1 - (1 - missing) ** (2 / 3)
    often = -np.log(1 - missing) / 3 / 9.5  # stretches may overlap
    for start in np.flatnonzero(rng.random(days + 14) < often):
        silent[max(start - 14, 0) : max(start - 14 + rng.integers(5, 15), 0)] = True
    return silent
