"""Made-up couples whose truth is known, for testing what the look-back says. Knows nothing of the methods it tests.

Every function takes the generator it draws from. Rates are probabilities per day, lengths and days are in days.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Days = NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Change:
    """A true change of one habit.

    Args:
        before: rate before.
        after: rate after.
        onset: day on which it begins.
        duration: days from the first to the last difference; 0 is abrupt.
        back: day on which the rate before returns at once, or None.
    """

    before: float
    after: float
    onset: int
    duration: int = 0
    back: int | None = None


def rates(length: int, change: Change) -> Floats:
    """The true rate on each day, float64[length].

    >>> rates(6, Change(0.8, 0.2, onset=1, duration=3)).round(2).tolist()
    [0.8, 0.8, 0.6, 0.4, 0.2, 0.2]
    """
    day = np.arange(length)
    done = np.clip((day - change.onset) / change.duration, 0, 1) if change.duration else (day >= change.onset) * 1.0
    if change.back is not None:
        done = np.where(day >= change.back, 0.0, done)
    return np.asarray(change.before + (change.after - change.before) * done)


def weekly_rhythm(rng: np.random.Generator, rate: Floats, *, strength: float = 0.5, first_weekday: int = 0) -> Floats:
    """Make some weekdays better than others: logit offsets N(0, strength²), the mean rate kept approximately.

    Args:
        rng: where chance comes from.
        rate: float64[..., T].
        strength: standard deviation of the offsets.
        first_weekday: weekday of day 0.
    """
    offset = rng.normal(0, strength, 7)
    logit = _logit(rate) + (offset - offset.mean())[(np.arange(rate.shape[-1]) + first_weekday) % 7]
    return np.asarray(1 / (1 + np.exp(-logit)))


def bursty_weeks(rng: np.random.Generator, rate: Floats, *, kappa: float = 10.0) -> Floats:
    """Give every week its own rate, Beta(κ·rate, κ·(1 − rate)); the smaller κ, the burstier.

    Args:
        rng: where chance comes from.
        rate: float64[T].
        kappa: concentration.
    """
    week = np.arange(len(rate)) // 7
    first = np.clip(rate[::7], 1e-3, 1 - 1e-3)
    own = rng.beta(kappa * first, kappa * (1 - first))
    shift = _logit(own) - _logit(first)
    return np.asarray(1 / (1 + np.exp(-(_logit(rate) + shift[week]))))


def _logit(rate: Floats) -> Floats:
    inside = np.clip(rate, 1e-6, 1 - 1e-6)
    return np.asarray(np.log(inside) - np.log1p(-inside))


def happen(rng: np.random.Generator, rate: Floats) -> Days:
    """Draw days from their rates, int8 of 0 and 1."""
    return (rng.random(rate.shape) < rate).astype(np.int8)


def in_touch(rng: np.random.Generator, length: int, *, share: float = 0.8, bursts: bool = True) -> NDArray[np.bool_]:
    """Days on which the two are in touch: a share at random, less stretches of 5–14 silent days now and then."""
    touch = rng.random(length) < share
    if bursts:
        for start in np.flatnonzero(rng.random(length) < 0.01):
            touch[start : start + rng.integers(5, 15)] = False
    return touch


def weeks_apart(rng: np.random.Generator, length: int, *, every: float = 180.0) -> NDArray[np.bool_]:
    """Days apart: stretches of 2–5 weeks, one every `every` days on average."""
    apart = np.zeros(length, dtype=bool)
    for start in np.flatnonzero(rng.random(length) < 1 / every):
        apart[start : start + rng.integers(14, 36)] = True
    return apart


def steady_couple(
    rng: np.random.Generator,
    *,
    kind: str = "plain",
    years: tuple[float, float] = (1, 8),
    habits: tuple[int, int] = (3, 30),
) -> Days:
    """A couple of whom nothing changed.

    Args:
        rng: where chance comes from.
        kind: `plain` (weekly rhythm), `bursty` (beta-binomial weeks, κ = 10), `apart` (stretches of 2–5 weeks in
            which every habit is down to a third, on days in touch), or `waves` (all habits rise and fall together over
            weeks: logit spread 0.4, correlation 0.75 from week to week).
        years: shortest and longest history.
        habits: fewest and most habits.

    Returns:
        int8[habits, days]: base rates 0.02–0.98, in touch on 40–100 % of days.
    """
    length, count = int(rng.uniform(*years) * 365), int(rng.integers(habits[0], habits[1] + 1))
    touch = in_touch(rng, length, share=rng.uniform(0.4, 1.0), bursts=bool(rng.random() < 0.5))
    apart = weeks_apart(rng, length) if kind == "apart" else np.zeros(length, dtype=bool)
    wave = _waves(rng, length) if kind == "waves" else np.zeros(length)
    table = np.empty((count, length), dtype=np.int8)
    for row in table:
        rate = weekly_rhythm(rng, np.full(length, rng.uniform(0.02, 0.98)), strength=rng.uniform(0, 0.8))
        rate = bursty_weeks(rng, rate) if kind == "bursty" else 1 / (1 + np.exp(-(_logit(rate) + wave)))
        row[:] = np.where(touch, happen(rng, np.where(apart, rate / 3, rate)), -1)
    return table


def _waves(rng: np.random.Generator, length: int, *, spread: float = 0.4, keep: float = 0.75) -> Floats:
    weeks = np.zeros(length // 7 + 1)
    for i, shock in enumerate(rng.normal(0, spread * np.sqrt(1 - keep**2), len(weeks))):
        weeks[i] = keep * weeks[i - 1] + shock if i else rng.normal(0, spread)
    return weeks[np.arange(length) // 7]


def changing_habit(
    rng: np.random.Generator, length: int, change: Change, *, share: float = 0.8, kappa: float | None = None
) -> Days:
    """One habit with a known change, seen on a share of days, int8[length].

    Args:
        rng: where chance comes from.
        length: days.
        change: what happens.
        share: share of days in touch.
        kappa: concentration of bursty weeks, None for independent days.
    """
    rate = weekly_rhythm(rng, rates(length, change), strength=0.4)
    rate = bursty_weeks(rng, rate, kappa=kappa) if kappa else rate
    return np.where(in_touch(rng, length, share=share), happen(rng, rate), -1).astype(np.int8)
