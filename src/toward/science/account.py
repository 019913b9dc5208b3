"""The emotional account: how full is it today, between which levels, given ratings, received and hard moments so far.

The level forgets towards a slowly learned mean; received moments lift it, hard ones lower it; ratings of 0–10 show it
through noise and rounding, on the days somebody rated. Nothing is known beforehand but weak priors, and everything
unknown widens the interval: fixing the unknowns at their likeliest values makes intervals far too narrow in the first
months. The answer for a day uses nothing later than that day, so yesterday's answer stays what it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toward.science.account_filter import AWAY, BAD, CENTRE, DROP, GOOD, LIFT, MEAN, START, Told, filtered
from toward.science.findings import TooEarly, Undecided, UnreadableDays

Floats = NDArray[np.float64]

NEEDED = 5  # ratings (of each, where both rate) below which the answer would be the prior's
MOST = 1000  # moments a day; more is a slip of the pen
LEVEL = 0.95
REACH = 2.05  # standard deviations that hold 95 %; a normal's 1.96 held 94.2 % of simulated couples
COVARIATES = ("sleep", "stress", "apart", "ill")
COLOUR = 0.7  # prior standard deviation of what a covariate (one spread of it, or its yes) adds to a rating
OFFSET = 1.0  # prior standard deviation of how far each partner rates from the middle of the two


@dataclass(frozen=True, slots=True)
class Account(Undecided):
    """The couple's level on each day, from what was told up to that day.

    The scale ends at 0 and 10: a couple whose latent level lies beyond is at the end, and so are the interval's ends.

    Args:
        level: float64[T], 0–10.
        lower: float64[T], lower end of the interval.
        upper: float64[T], upper end of the interval.
        coverage: how often such an interval holds the truth, 0–1.
        n: ratings it rests on.
        method: short name of the method, explained in the docs.
    """

    level: Floats
    lower: Floats
    upper: Floats
    coverage: float
    n: int
    method: str


def fit(
    ratings: Floats,
    received: NDArray[np.integer],
    hard: NDArray[np.integer],
    *,
    covariates: Mapping[str, Floats] | None = None,
) -> Account | TooEarly:
    """Estimate the account from one series of ratings.

    Args:
        ratings: float64[T], 0–10, nan where there is none.
        received: int[T], received moments of each day; they lift the level of the same day.
        hard: int[T], hard moments of each day; they lower it.
        covariates: `sleep`, `stress`, `apart`, `ill`, float64[T] each, nan where not reported. They colour how a day
            is rated, by shrunken coefficients; the level is that of a day with average sleep and stress, together and
            well. An unreported day counts as the average of the reported ones.

    Returns:
        The account with 95 % intervals, or `TooEarly` below five ratings.

    Raises:
        UnreadableDays: rows of unequal length, a rating outside 0–10, a count below 0, an unknown covariate.

    >>> account = fit(np.full(60, 7.0), np.zeros(60, int), np.zeros(60, int))
    >>> bool(account.lower[-1] <= 7 <= account.upper[-1]), account.n
    (True, 60)
    """
    ratings = _ratings(ratings, 1)
    moments = [_counts(each, ratings.shape) for each in (received, hard)]
    colours = _colours(covariates or {}, len(ratings))
    told = _told(ratings[:, None], moments, colours[:, None], COLOUR)
    return _account(told, int((~np.isnan(ratings)).sum()), "account_filter")


def fit_jointly(ratings: Floats, received: NDArray[np.integer], hard: NDArray[np.integer]) -> Account | TooEarly:
    """Estimate one account from both partners' ratings, when both agreed to that.

    The level is the middle of the two; how far each rates from it and how noisily is learned and never returned.

    Args:
        ratings: float64[2, T], 0–10, nan where there is none.
        received: int[2, T], received moments told by each; both lift the one level.
        hard: int[2, T], hard moments told by each.

    Returns:
        The account with 95 % intervals, or `TooEarly` until each has rated five times (`n` is the smaller number, and
        nothing says whose it is).

    Raises:
        UnreadableDays: as `fit`.
    """
    ratings = _ratings(ratings, 2)
    moments = [_counts(each, ratings.shape).sum(axis=0) for each in (received, hard)]
    sides = np.tile(np.array([[1.0], [-1.0]]), (ratings.shape[1], 1, 1))
    told = _told(ratings.T, moments, sides, OFFSET)
    return _account(told, int((~np.isnan(ratings)).sum(axis=1).min()), "account_filter_joint")


def _account(told: Told, fewest: int, method: str) -> Account | TooEarly:
    if fewest < NEEDED:
        return TooEarly(fewest, NEEDED)
    mean, variance = filtered(told)
    half = REACH * np.sqrt(variance)
    level, lower, upper = (np.clip(each, 0.0, 10.0) for each in (mean, mean - half, mean + half))
    return Account(level, lower, upper, LEVEL, int((~np.isnan(told.ratings)).sum()), method)


def _told(ratings: Floats, moments: list[Floats], extra: Floats, spread: float) -> Told:
    """Lay everything out by state: distance from the mean, mean, lift, drop, and the further ones that colour ratings.

    Args:
        ratings: float64[T, observers].
        moments: received and hard, float64[T] each.
        extra: float64[T, observers, e], how the further states enter a rating.
        spread: prior standard deviation of the further states.
    """
    days, observers, further = extra.shape
    moved = np.zeros((days, 4 + further))
    moved[:, GOOD], moved[:, BAD] = moments
    seen = np.zeros((days, observers, 4 + further))
    seen[..., [AWAY, CENTRE]] = 1.0
    seen[..., 4:] = extra
    prior = np.array([(0.0, START), MEAN, LIFT, DROP, *[(0.0, spread)] * further]).T
    return Told(ratings, moved, seen, prior)


def _ratings(ratings: Floats, dimensions: int) -> Floats:
    ratings = _numbers(ratings, "ratings")
    if ratings.ndim != dimensions or (dimensions == 2 and len(ratings) != 2):
        raise UnreadableDays("shape", "Ratings are one row of days, or two rows for the two partners jointly.")
    if ((ratings < 0) | (ratings > 10)).any():
        raise UnreadableDays("ratings", "A rating is a number from 0 to 10, or nan where there is none.")
    return ratings


def _counts(counts: NDArray[np.integer], shape: tuple[int, ...]) -> Floats:
    numbers = _numbers(counts, "counts")
    if numbers.shape != shape:
        raise UnreadableDays("shape", "Received and hard moments are counted for each day that could be rated.")
    if not (np.isfinite(numbers) & (numbers >= 0) & (numbers <= MOST) & (numbers == np.floor(numbers))).all():
        raise UnreadableDays("counts", "Moments are whole numbers from 0 to 1000 a day.")
    return numbers


def _numbers(values: object, code: str) -> Floats:
    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as problem:
        raise UnreadableDays(code, "Ratings, moments and covariates are rows of numbers.") from problem


def _colours(covariates: Mapping[str, Floats], days: int) -> Floats:
    """Covariates ready for the filter, float64[T, how many]."""
    unknown = set(covariates) - set(COVARIATES)
    if unknown:
        raise UnreadableDays(
            "covariates", f"Known covariates are {', '.join(COVARIATES)}; not {', '.join(sorted(unknown))}."
        )
    columns = [_colour(_numbers(each, "covariates"), days) for each in covariates.values()]
    return np.stack(columns, axis=1) if columns else np.zeros((days, 0))


def _colour(values: Floats, days: int) -> Floats:
    """One covariate against an ordinary day: a yes or no against no, a scale against its average in its own spread."""
    if values.shape != (days,) or np.isinf(values).any():
        raise UnreadableDays("covariates", "A covariate is one row of finite numbers, nan where not reported.")
    known = values[~np.isnan(values)]
    if not len(known):
        return np.zeros(days)
    flag = bool(np.isin(known, (0, 1)).all())
    middle = 0.0 if flag else float(known.mean())
    scale = 1.0 if flag else float(known.std()) or 1.0
    return (np.where(np.isnan(values), known.mean(), values) - middle) / scale
