"""When did it begin? The day on which a habit began to change, with the dates between which that day lies.

A change is a ramp: one level, an onset, a duration (perhaps 0: abrupt), another level. All four are unknown; the answer
is the posterior of the onset (`ramps`). A step model would name the middle of a slow fade instead. Clustered days are
answered by dividing the likelihood by the series' own variance inflation.

The day and its interval are three decisions that weigh the durations differently. The day should lie near where fades
mostly lie, so for it a fade of one to five months counts more. The interval should hold the onset after a short fade as
often as after a long one, so each of its ends leans outwards: the lower one thinks slow fades likelier (they began
earlier than they show), the upper one sudden and short ones.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from toward.science.findings import Finding, UnreadableDays
from toward.science.ramps import COUNTS, DAYS, VALUES, Floats, Ramps, Series, ramps
from toward.science.weeks import Weeks, dispersion

LEVEL = 0.8  # how often, at the least, the interval holds the onset, whatever the kind of change …
TAILS = (0.16, 0.86)  # … for which its ends lie at these shares of their own posteriors (simulated) …
WIDER = (0.12, 0.89)  # … and at these where a rhythm, bursts, silences and the choice of the stretch come together
SLOWER, QUICKER = 0.35, 0.65  # prior of abrupt for the lower and for the upper end
A_FADE = (90.0, 0.5, 0.1)  # days it mostly takes, the spread of their logarithm, the share of fades unlike that
ABRUPT = 0.6  # prior of abrupt for the day: abrupt and slow ones then miss it by like shares of what can be known
Z80 = 1.2815515594


def began(days: NDArray[np.int8], first_weekday: int = 0, *, tails: tuple[float, float] = TAILS) -> Finding:
    """Date the one change in a habit's days.

    Args:
        days: int8[T], 1 happened, 0 not, -1 unknown; T ≥ 2 with at least two observed days.
        first_weekday: weekday of column 0, 0 is Monday (a rhythm that repeats weekly does not move the date).
        tails: shares of weight at which the interval ends; `WIDER` where the days are wilder than independent ones.

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
    seen = days >= 0
    inflation = float(dispersion(Weeks.of(days[None, :].astype(np.int8)))[0])
    kept = np.where(seen, days, 0).astype(np.float64)
    return _date(Series(kept, seen, DAYS, np.array([0.002, 0.998]), inflation), tails, usual=True)


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
    return _of_counts(x, seen) if family == "poisson" else _of_values(x, seen)


def _of_counts(x: Floats, seen: NDArray[np.bool_]) -> Finding:
    known = x[seen]
    high = float(max(known.max(), 0.1))
    inflation = float(max(1.0, np.mean(np.diff(known) ** 2) / 2 / max(known.mean(), 1e-9)))
    return _date(Series(np.where(seen, x, 0.0), seen, COUNTS, np.array([min(1e-3, high / 2), high]), inflation))


def _of_values(x: Floats, seen: NDArray[np.bool_]) -> Finding:
    """Values are dated in units of their noise, so that levels need no prior of their own."""
    centre, scale = float(x[seen].mean()), _noise(x[seen])
    reach = max(float(np.abs(x[seen] - centre).max()) / scale, 1.0)
    finding = _date(Series(np.where(seen, (x - centre) / scale, 0.0), seen, VALUES, np.array([-reach, reach]), 1.0))
    more = dict(finding.more) | {name: centre + scale * finding.more[name] for name in ("before", "after")}
    return Finding(finding.estimate, finding.lower, finding.upper, finding.level, finding.n, finding.method, more)


def _noise(known: Floats) -> float:
    """Spread of neighbouring values, which one change hardly touches."""
    return float(max(np.sqrt(np.mean(np.diff(known) ** 2) / 2), 1e-9 * max(1.0, np.abs(known).max())))


def _date(series: Series, tails: tuple[float, float] = TAILS, *, usual: bool = False) -> Finding:
    """Interval and day, each with its own prior of the durations; values have no usual one."""
    if series.seen.sum() < 2:
        raise UnreadableDays("few", "A date takes at least two observed days.")
    found = ramps(series)
    durations = found.durations
    lower = _passes(found, _spread(SLOWER, durations), tails[0])
    upper = max(lower, _passes(found, _spread(QUICKER, durations, short=True), tails[1]))
    day = _passes(found, _usual(durations) if usual else _spread(0.5, durations), 0.5)
    n = int(series.seen.sum())
    return Finding(min(max(day, lower), upper), lower, upper, LEVEL, n, series.family.name, _more(found))


def _spread(abrupt: float, durations: Floats, *, short: bool = False) -> Floats:
    """Prior of the durations: abrupt, or slow with all durations alike (or, with `short`, all their logarithms)."""
    slow = np.gradient(durations[1:]) / (durations[1:] if short else 1.0)
    return np.concatenate([[abrupt], (1 - abrupt) * slow / slow.sum()])


def _usual(durations: Floats) -> Floats:
    """Prior of the durations: abrupt, or as long as fades mostly are."""
    days, spread, other = A_FADE
    slow, even = durations[1:], np.gradient(durations[1:])
    mostly = np.exp(-0.5 * (np.log(slow / days) / spread) ** 2) / slow * even
    weight = (1 - other) * mostly / mostly.sum() + other * even / even.sum()
    return np.concatenate([[ABRUPT], (1 - ABRUPT) * weight])


def _more(found: Ramps) -> dict[str, float]:
    by_duration = found.weight.sum(axis=0) * _spread(0.5, found.durations)
    by_duration /= by_duration.sum()
    return {
        "p_abrupt": float(by_duration[0]),
        "duration": float(by_duration @ found.durations),
        "before": found.before,
        "after": found.after,
    }


def _passes(found: Ramps, prior: Floats, share: float) -> float:
    """The day on which the summed weight passes a share."""
    total = np.cumsum(found.weight @ prior)
    return float(found.onsets[min(int(np.searchsorted(total, share * total[-1])), len(total) - 1)])
