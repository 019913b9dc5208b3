"""What the ratings up to a day say about the level of that day, weighed over many natures that a couple may have.

A nature is how long the level remembers, how much moves it unseen and how noisy ratings are; a fixed spread of natures
(a Kronecker sequence, no chance in it) stands for all that are plausible. For each nature one Kalman filter learns the
mean, what moments do and what covariates colour, as part of its state; every rating then weighs the natures by how
well they foretold it. A rating of 0 or 10 only says that what was felt lies beyond the scale's last half step (Tobin
1958, Econometrica 26:24); it enters by the first two moments of the cut normal.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

NATURES = 192
FORGETTING = 1 - 1 / 365  # of yesterday's weighing of natures: people change, and no nature of the spread is exact
ROUNDING = 1 / 12  # variance of a rounding to whole steps
LOSS = (0.015, 0.75)  # share of a distance from the mean that is lost in a day
SHOCK = (0.06, 1.2)  # standard deviation of what moves the level unseen, a day
NOISE = (0.25, 2.2)  # standard deviation of ratings
MEAN = (6.0, 3.0)  # prior mean and standard deviation of the level's mean …
DRIFT = 0.01  # … which may wander by this much a day
START = 1.0  # further spread of the first day, which unseen moments went before
LIFT, DROP = (0.3, 0.4), (-0.5, 0.6)  # prior of what one received and one hard moment do
AWAY, CENTRE, GOOD, BAD = range(4)  # places in the state: distance from the mean, mean, lift, drop; then colours


@dataclass(frozen=True, slots=True)
class Told:
    """What was told, ready for the filter.

    Args:
        ratings: float64[T, observers], nan where none.
        moved: float64[T, d], how each state moves the level on a day (received and hard moments in their places).
        seen: float64[T, observers, d], how a rating is made of the states.
        prior: float64[2, d], mean and standard deviation of each state on the first day.
    """

    ratings: Floats
    moved: Floats
    seen: Floats
    prior: Floats


@dataclass(frozen=True, slots=True)
class _Natures:
    """Float64[K] each; noise is float64[observers, K]."""

    keep: Floats
    shock: Floats
    noise: Floats


@lru_cache(maxsize=4)
def _natures(observers: int) -> _Natures:
    """Natures spread evenly over the logarithms of their ranges; of two observers neither is favoured."""
    place = _spread(2 + observers, NATURES // observers)
    loss, shock, noise = _between(place[0], *LOSS), _between(place[1], *SHOCK), _between(place[2:], *NOISE)
    turned = np.concatenate([np.roll(noise, turn, axis=0) for turn in range(observers)], axis=1)
    return _Natures(1 - np.tile(loss, observers), np.tile(shock, observers) ** 2, turned**2 + ROUNDING)


def _spread(size: int, count: int) -> Floats:
    """Points that fill a unit cube evenly, float64[size, count]: a Kronecker sequence of the generalised golden ratio."""
    root = 2.0
    for _ in range(40):
        root = (1 + root) ** (1 / (size + 1))
    return np.asarray((0.5 + np.outer(root ** -np.arange(1.0, size + 1), np.arange(count))) % 1)


def _between(share: Floats, low: float, high: float) -> Floats:
    return np.asarray(low * (high / low) ** share)


class _Beliefs:
    """A normal belief about the state under each nature: mean float64[d, K], spread float64[d, d, K], log weight."""

    __slots__ = ("log_weight", "mean", "natures", "spread")

    def __init__(self, prior: Floats, observers: int) -> None:
        self.natures = _natures(observers)
        count = len(self.natures.keep)
        self.mean = np.repeat(prior[0][:, None], count, axis=1)
        self.spread = np.repeat(np.diag(prior[1] ** 2)[:, :, None], count, axis=2)
        self.spread[AWAY, AWAY] += self.natures.shock / (1 - self.natures.keep**2)
        self.log_weight = np.zeros(count)

    def pass_night(self, moved: Floats) -> None:
        """Carry the beliefs to the next day and let its moments move the level."""
        keep, spread = self.natures.keep, self.spread
        self.log_weight *= FORGETTING
        self.mean[AWAY] *= keep
        row = keep * spread[AWAY]
        if moved.any():
            self.mean[AWAY] += moved @ self.mean
            row += _times(moved, spread)
        spread[AWAY, AWAY] = keep * row[AWAY] + moved @ row + self.natures.shock
        spread[AWAY, 1:] = spread[1:, AWAY] = row[1:]
        spread[CENTRE, CENTRE] += DRIFT**2

    def hear(self, rating: float, seen: Floats, noise: Floats) -> None:
        """Learn from one rating."""
        shared = _times(seen, self.spread)
        spread = seen @ shared + noise
        expected = seen @ self.mean
        if 0 < rating < 10:
            gap = rating - expected
            sure: Floats | float = 1.0
            self.log_weight -= 0.5 * (gap * gap / spread + np.log(2 * np.pi * spread))
        else:
            gap, sure, chance = _beyond(rating, expected, np.sqrt(spread))
            self.log_weight += chance
        gain = shared / spread
        self.mean += gain * gap
        self.spread -= (gain * sure)[:, None] * shared

    def level(self) -> tuple[float, float]:
        """Mean and variance of the level over all natures."""
        weight = np.exp(self.log_weight - self.log_weight.max())
        weight /= weight.sum()
        mean = self.mean[AWAY] + self.mean[CENTRE]
        spread = self.spread[AWAY, AWAY] + 2 * self.spread[AWAY, CENTRE] + self.spread[CENTRE, CENTRE]
        middle = float(weight @ mean)
        return middle, float(weight @ (spread + (mean - middle) ** 2))


def _times(row: Floats, spread: Floats) -> Floats:
    """Product of a row with every nature's matrix, float64[d, K]."""
    return np.asarray((row @ spread.reshape(len(row), -1)).reshape(spread.shape[1:]))


def _beyond(rating: float, expected: Floats, scale: Floats) -> tuple[Floats, Floats, Floats]:
    """What a rating at an end of the scale says: gap to learn from, share of a full rating's worth, log chance."""
    side = 1.0 if rating >= 10 else -1.0
    z = np.clip(side * (expected - (9.5 if side > 0 else 0.5)) / scale, -30.0, 30.0)
    chance = _normal_tail(-z)
    push = np.exp(-0.5 * z * z) / np.sqrt(2 * np.pi) / chance
    return side * scale * push, np.clip(push * (push + z), 0.0, 1.0), np.log(chance)


_TAIL = (0.17087277, -0.82215223, 1.48851587, -1.13520398, 0.27886807, -0.18628806, 0.09678418, 0.37409196, 1.00002368)


def _normal_tail(x: Floats) -> Floats:
    """P(Z > x) for |x| ≤ 30 within 1.2e-7 of itself (Chebyshev fit; Press et al. 1992, Numerical Recipes, erfcc)."""
    u = np.abs(x) / np.sqrt(2)
    t = 1 / (1 + 0.5 * u)
    tail = 0.5 * t * np.exp(-u * u - 1.26551223 + t * np.polyval(_TAIL, t))
    return np.asarray(np.where(x >= 0, tail, 1 - tail))


def filtered(told: Told) -> tuple[Floats, Floats]:
    """Level of each day from what was told up to that day.

    Args:
        told: ratings and how they hang together.

    Returns:
        mean and variance of the latent level, float64[T] each.
    """
    days, observers = told.ratings.shape
    beliefs, out = _Beliefs(told.prior, observers), np.empty((days, 2))
    for day in range(days):
        beliefs.pass_night(told.moved[day])
        heard = [(rating, who) for who, rating in enumerate(told.ratings[day].tolist()) if not math.isnan(rating)]
        for rating, who in sorted(heard):  # by rating, so that it does not matter who is named first
            beliefs.hear(rating, told.seen[day, who], beliefs.natures.noise[who])
        out[day] = beliefs.level()
    return out[:, 0], out[:, 1]
