"""Made-up couples whose truth is known, for testing what is said of them. Knows nothing of the methods it tests.

Every function takes the generator it draws from. Rates are probabilities per day, lengths and days are in days.
Here are couples as a look-back sees them; many rituals at once, reports, the oracle and the contract of detectors live
in modules of their own and are all to be had from here.

>>> ritual, change = Ritual(0.85, missing=0.3), Change(0.85, 0.35, onset=120, duration=60)
>>> drawn = draw_rituals(np.random.default_rng(1), ritual, 500, 485, change=change)
>>> round(delay(oracle(drawn.days, drawn.usual, change), 8.0, onset=120).mean)
46
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from toward.science.contract import NAMED_CHANGES, Clause, Compared, Detector, Verdict, check_detector
from toward.science.simulate_changes import ABRUPT, SHAPES, SLOW, Change, Floats, Shape, expit, logit, rates
from toward.science.simulate_oracle import (
    CENSOR,
    START,
    WATCHED,
    Delay,
    FalseAlarms,
    alarm_share,
    delay,
    false_alarms,
    highest,
    oracle,
    pooled_share,
    within_budget,
)
from toward.science.simulate_reports import (
    Circumstances,
    Reporter,
    Told,
    draw_circumstances,
    logging_stops,
    report,
    spells,
    told_by_two,
)
from toward.science.simulate_rituals import (
    BASELINES,
    BURSTY,
    CELLS,
    NAMED_CELLS,
    Days,
    Ritual,
    Rituals,
    draw_couple,
    draw_couples,
    draw_rituals,
    holidays,
    stretches,
    unseen,
    usual_week,
)

__all__ = [
    "ABRUPT",
    "BASELINES",
    "BURSTY",
    "CELLS",
    "CENSOR",
    "NAMED_CELLS",
    "NAMED_CHANGES",
    "SHAPES",
    "SLOW",
    "START",
    "WATCHED",
    "Change",
    "Circumstances",
    "Clause",
    "Compared",
    "Days",
    "Delay",
    "Detector",
    "FalseAlarms",
    "Floats",
    "Reporter",
    "Ritual",
    "Rituals",
    "Shape",
    "Told",
    "Verdict",
    "alarm_share",
    "bursty_weeks",
    "changing_habit",
    "check_detector",
    "delay",
    "draw_circumstances",
    "draw_couple",
    "draw_couples",
    "draw_rituals",
    "expit",
    "false_alarms",
    "happen",
    "highest",
    "holidays",
    "in_touch",
    "logging_stops",
    "logit",
    "oracle",
    "pooled_share",
    "rates",
    "report",
    "spells",
    "steady_couple",
    "stretches",
    "told_by_two",
    "unseen",
    "usual_week",
    "weekly_rhythm",
    "weeks_apart",
    "within_budget",
]


def weekly_rhythm(rng: np.random.Generator, rate: Floats, *, strength: float = 0.5, first_weekday: int = 0) -> Floats:
    """Make some weekdays better than others: logit offsets N(0, strength²), the mean rate kept approximately.

    Args:
        rng: where chance comes from.
        rate: float64[..., T].
        strength: standard deviation of the offsets.
        first_weekday: weekday of day 0.
    """
    offset = rng.normal(0, strength, 7)
    odds = logit(rate) + (offset - offset.mean())[(np.arange(rate.shape[-1]) + first_weekday) % 7]
    return expit(odds)


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
    shift = logit(own) - logit(first)
    return expit(logit(rate) + shift[week])


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
        rate = bursty_weeks(rng, rate) if kind == "bursty" else expit(logit(rate) + wave)
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
