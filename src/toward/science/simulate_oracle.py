"""How good a detector is: its false alarms, its delay, and the delay of an oracle who knows all but the day of the onset.

A trace is a detector's statistic by day, float64[n, T]; an alarm is a day on which it reaches the threshold. Monitoring
starts on day 61 of a ritual (column 60), and false alarms are counted over the two years that follow.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from toward.science.findings import UnreadableDays
from toward.science.simulate_changes import Change, Floats, logit
from toward.science.simulate_rituals import Days

START = 60  # column on which monitoring starts
WATCHED = 730  # days over which a false alarm counts
CENSOR = 365  # days after which a delay is no longer counted
_SURE = 3.0902323  # normal quantile of 99.9 %
_NUMBERS_AT_ONCE = 100_000  # stay near the processor


class Delay(NamedTuple):
    """How long a change went unnoticed.

    Args:
        mean: mean days from the change to the first alarm, None if no run is fair.
        error: standard error of that mean, None for fewer than two fair runs.
        fair: share of runs without an alarm before the change; only they count.
        runs: how many runs there were.
    """

    mean: float | None
    error: float | None
    fair: float
    runs: int


class FalseAlarms(NamedTuple):
    """How often steady rituals raise an alarm.

    Args:
        share: share of rows with any alarm.
        error: its standard error.
        lower: its one-sided 99.9 % lower bound (Wilson 1927, J. Am. Stat. Assoc. 22:209).
        rows: how many rows there were.
    """

    share: float
    error: float
    lower: float
    rows: int


def oracle(days: Days, usual: Floats, change: Change, *, kappa: float | None = None, first_weekday: int = 0) -> Floats:
    """Log Shiryaev–Roberts sum of who knows baseline, week and course of the change, and not its day.

    The sum over all days on which the change may have begun of the likelihood ratio of the days since (Pollak 1985,
    Ann. Stat. 13:206). For a steady ritual its mean after t days is t. A day without a report has a ratio of 1.

    Args:
        days: int8[n, T].
        usual: log-odds of every weekday before the change, Monday first, float64[n, 7].
        change: its rates, duration and shape; its onset is not looked at.
        kappa: concentration of bursty weeks, if the oracle is to know that weeks are bursty (not how each one is).
        first_weekday: weekday of day 0.

    Returns:
        float64[n, T].
    """
    left = np.exp(-change.lost())
    moods = np.exp(_moods(change.before, kappa))
    at_once = max(1, _NUMBERS_AT_ONCE // (len(left) * len(moods)))
    parts = [slice(begin, begin + at_once) for begin in range(0, len(days), at_once)]
    again = change.shape == "sawtooth"
    week = np.roll(np.arange(7), -first_weekday)
    traces = [_oracle(days[part], np.exp(usual[part].T)[week], left[:, week], moods, again) for part in parts]
    return np.concatenate([*traces, np.empty((0, days.shape[1]))])


def _oracle(days: Days, odds: Floats, left: Floats, moods: Floats, again: bool) -> Floats:
    """The sums of some rows.

    Args:
        days: int8[n, T].
        odds: by day of the week, the first one first, float64[7, n].
        left: share of the odds that is left, by days since the onset and day of the week, float64[age, 7].
        moods: what a week may multiply the odds by, each equally likely, float64[mood].
        again: whether the change begins again when it is over.
    """
    scale, trace = np.zeros(len(days)), np.empty(days.shape)
    steady = np.full((len(moods), len(days)), 1 / len(moods))  # P(mood | this week so far), were nothing to change
    begun = np.zeros((len(left), *steady.shape))  # likelihood ratio by age and mood, divided by exp(scale)
    for day, told in enumerate(days.T):
        slot = day % 7
        if slot == 0 and len(moods) > 1:
            steady[:], begun[:] = 1 / len(moods), begun.mean(axis=1, keepdims=True)
        _grow_older(begun, steady * np.exp(-scale), again)
        usual = odds[slot] * moods[:, None]
        steady *= _chance(told, usual)
        expected = steady.sum(axis=0)
        steady /= expected
        begun *= _chance(told, usual * left[:, slot, None, None]) / expected
        total = begun.sum(axis=(0, 1))
        begun /= total
        scale += np.log(total)
        trace[:, day] = scale
    return trace


def _grow_older(begun: Floats, begins: Floats, again: bool) -> None:
    """Make every change that may have begun a day older, and let one begin; the oldest stay, or begin again."""
    oldest = begun[-1].copy()
    begun[1:] = begun[:-1].copy()
    begun[0] = begins
    begun[0 if again else -1] += oldest


def _chance(told: Days, odds: Floats) -> Floats:
    """Chance of what is told of a day, 1 if nothing is."""
    missed = 1 / (1 + odds)
    return np.where(told < 0, 1.0, np.where(told == 1, odds * missed, missed))


def _moods(rate: float, kappa: float | None) -> Floats:
    """Log-odds by which bursty weeks differ from the rate: middles of sixteen equally likely parts, float64[16]."""
    if kappa is None:
        return np.zeros(1)
    grid = np.linspace(-40, 40, 16_001)
    density = np.exp(kappa * (rate * grid - np.logaddexp(0, grid)))
    share = np.cumsum(density) / density.sum()
    return np.clip(np.interp((np.arange(16) + 0.5) / 16, share, grid), logit(0.0), logit(1.0)) - logit(rate)


def highest(trace: Floats) -> Floats:
    """The highest value on the days on which a false alarm counts, float64[n].

    Raises:
        UnreadableDays: the trace ends before monitoring starts.
    """
    if trace.ndim != 2 or trace.shape[1] <= START:
        raise UnreadableDays("trace", f"A trace has a row for each ritual and more than {START} days.")
    return np.asarray(trace[:, START : START + WATCHED].max(axis=1))


def delay(trace: Floats, threshold: float, onset: int, *, censor: int = CENSOR) -> Delay:
    """How long after its onset a change is noticed.

    Args:
        trace: float64[n, T].
        threshold: alarm when the trace is at least this.
        onset: day on which every row changes.
        censor: days after which an unnoticed change counts as noticed.

    Raises:
        UnreadableDays: the trace ends before the onset and what may follow it.
    """
    if trace.ndim != 2 or trace.shape[1] < onset + censor or not len(trace):
        raise UnreadableDays("trace", "A trace has a row for each ritual and reaches to where delays are censored.")
    over = trace[:, START:] >= threshold
    first = np.where(over.any(axis=1), over.argmax(axis=1) + START, onset + censor)
    waits = np.minimum(first[first >= onset] - onset, censor)
    fair = len(waits)
    mean = float(waits.mean()) if fair else None
    error = float(waits.std(ddof=1) / math.sqrt(fair)) if fair > 1 else None
    return Delay(mean, error, fair / len(trace), len(trace))


def false_alarms(trace: Floats, threshold: float) -> FalseAlarms:
    """Share of steady rituals with any alarm on days 61–790.

    Args:
        trace: float64[n, T].
        threshold: alarm when the trace is at least this.

    Raises:
        UnreadableDays: no row, or the trace ends before monitoring starts.

    >>> false_alarms(np.zeros((1000, 790)), 1.0)
    FalseAlarms(share=0.0, error=0.0, lower=0.0, rows=1000)
    """
    tops = highest(trace)
    if not len(tops):
        raise UnreadableDays("trace", "Without a row there is no share.")
    return alarm_share(int((tops >= threshold).sum()), len(tops))


def alarm_share(alarms: int, rows: int) -> FalseAlarms:
    """The share that `alarms` of `rows` are, with its error and lower bound."""
    share, z2 = alarms / rows, _SURE**2
    spread = _SURE * math.sqrt(share * (1 - share) / rows + z2 / (4 * rows**2))
    lower = max(0.0, (share + z2 / (2 * rows) - spread) / (1 + z2 / rows))
    return FalseAlarms(share, math.sqrt(share * (1 - share) / rows), lower, rows)


def pooled_share(shares: Sequence[FalseAlarms]) -> FalseAlarms:
    """The share over all rows of all cells."""
    return alarm_share(round(sum(each.share * each.rows for each in shares)), sum(each.rows for each in shares))


def within_budget(shares: Sequence[FalseAlarms], budget: float) -> bool:
    """Whether no cell is surely above the budget, and all cells together are not above it.

    Args:
        shares: one of each cell, at least one.
        budget: P(any alarm in two years).

    Raises:
        UnreadableDays: no cell, or a budget outside 0–1.
    """
    check_budget(budget)
    if not shares:
        raise UnreadableDays("shares", "Without a cell there is nothing to hold against a budget.")
    return all(each.lower <= budget for each in shares) and pooled_share(shares).share <= budget


def check_budget(budget: float) -> None:
    """Refuse what is not a chance.

    Raises:
        UnreadableDays: a budget that does not lie between 0 and 1.
    """
    if not 0 < budget < 1:
        raise UnreadableDays("budget", "A budget is a chance between 0 and 1.")
