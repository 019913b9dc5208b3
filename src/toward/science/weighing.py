"""How much one day speaks for a fading, in arithmetic that numbers and tables of numbers share to the last bit.

Only + − · / and min are used on what varies, and always in the same order: so the daily watch and the table of many
rituals cannot drift apart.

A day's likelihood under a lower rate is divided by that under the usual one. Real weeks are good or bad as a whole
(beta-binomial: Skellam 1948, J. R. Stat. Soc. B 10:257), and a bad week is no fading. So every day is weighed twice:
as if days were independent, and as if the days of a week hung together (a Pólya urn: within a week that has gone badly
one more missed day says little). How well each has foretold the ritual's own days so far decides how far each counts:
a fading has to be a better account of them than uneven weeks, not only than even ones.
"""

from __future__ import annotations

import math
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
N = TypeVar("N", float, Floats)

DROPS = (1.0, 2.0, 2.0)  # log-odds that a fading may cost; the last one is of weekends only
SHARES = (0.65, 0.29, 0.06)  # how much each is believed, in sum 1
FACTORS = tuple(math.exp(-drop) for drop in DROPS)
WEEKEND = (5, 6)
LAG = 14  # days; younger reports may already belong to the fading
START = 60  # days that a ritual is only learned
HABIT = 5  # reports of "kept" in the baseline, without which there is no habit to lose
PRIOR_KEPT, PRIOR_DAYS = 1.5, 2.25
PULL = 22.0  # days of the overall rate that each weekday is shrunk by
LIFT, EARLY = 4.0, 36.0  # a little known baseline is held to be better than it looks, so that its fading shows in time
MOST = 0.99  # beyond this rate a ritual is as good as always kept; one miss in years of none is no fading
GAP = 5.0  # unseen days in a row that may have been the first of a fading; longer silence is not evidence
TIE = 0.13  # how much the days of an uneven week hang together (κ ≈ 8)
DOUBT = 0.25  # odds of uneven weeks before any week was seen
LEAST_DOUBT, MOST_DOUBT = 1e-9, 1e9
MUTED = math.exp(-4.0)  # how far a fading counts that itself goes through uneven weeks
TOP = 1e250  # keeps the sums finite when a ritual ended years ago


def usual(own_kept: N, own_seen: N, all_kept: N, all_seen: N) -> N:
    """Rate of a weekday in the baseline, shrunk towards that of all days."""
    overall = (PRIOR_KEPT + all_kept) / (PRIOR_DAYS + all_seen)
    return (own_kept + PULL * overall) / (own_seen + PULL)


def hoped(rate: N, all_seen: N) -> N:
    """The rate that a day is held against: the usual one, lifted while little is known, and never quite 1."""
    known = (PRIOR_DAYS + all_seen) * rate * (1.0 - rate)
    odds = rate / (1.0 - rate) * (1.0 + LIFT / (known + EARLY))
    return capped(odds / (1.0 + odds))


def capped(rate: N) -> N:
    """A rate, or `MOST` if that is lower (in arithmetic that tables know too)."""
    return (rate + MOST - abs(rate - MOST)) * 0.5


def faded(rate: N, factor: float) -> N:
    """The rate after its odds have shrunk by a factor."""
    left = factor * rate
    return left / (1.0 - rate + left)


def doubted(doubt: N | float, chance: N, alike: N, seen: N | float) -> N:
    """Odds of uneven weeks after one more day.

    Args:
        doubt: odds before it.
        chance: probability of what the day was, if days are independent.
        alike: days of this week so far that were like it.
        seen: observed days of this week so far.
    """
    return doubt * ((chance + TIE * alike) / (chance * (1.0 + TIE * seen)))


def weighed(even: list[N], uneven: list[N], doubt: N) -> N:
    """The mean of all Shiryaev–Roberts sums, each as far as it is believed."""
    plain = SHARES[0] * even[0] + SHARES[1] * even[1] + SHARES[2] * even[2]
    tied = SHARES[0] * uneven[0] + SHARES[1] * uneven[1] + SHARES[2] * uneven[2]
    return (plain + doubt * MUTED * tied) / (1.0 + doubt)


def log_mean(total: float) -> float:
    """The statistic: log of the mean sum, never below 0.0."""
    return math.log(total) if total > 1.0 else 0.0
