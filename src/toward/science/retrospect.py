"""Looking back over a finished stretch of months: which habits held, which faded or grew, since when, and how surely.

All habits of one report share one budget of false findings: a habit is said to have changed only when the Bayes
factor for a lasting change (`weeks.evidence`) exceeds habits / budget (less a simulated slack), which by Markov's
inequality over their sum happens to a steady couple with probability at most `budget`, however long the report and
however the habits hang together. It must hold without the weeks, too, in which all others were different (`apart`):
weeks apart belong to the couple, not to one habit. What is said then is read off the end: the level of the last regime
against the level before the change (`regimes.partition`), so that a dip that has recovered is steady. Statistically
certain but small differences are no finding.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import erf, sqrt
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from toward.science import onset
from toward.science.apart import unlike
from toward.science.findings import Finding, TooEarly, Undecided, UnreadableDays
from toward.science.onset import Z80
from toward.science.regimes import A_DAY_IN_TEN, A_QUARTER, TOO_SMALL, matters, partition, turning
from toward.science.weeks import Weeks, dispersion, evidence

ENOUGH_OBSERVED = 60  # observed days; below, nothing is said
ENOUGH_KEPT = 10  # days on which it happened; below, there was hardly a habit
FADED_BELOW = 1 / 3  # of what it was
NOW = 13  # weeks: the longest stretch that is "now"
A_HABIT = 8  # different weeks in which it happened; what filled one journey was no habit that could fade
RECENT = 56  # observed days that are "now" for a steady habit
SLACK = 1.0  # the bound is not tight: this much less log evidence keeps the budget too (simulated)
PRIOR_CHANGE = 0.3  # share of habits that are thought to change at all, before looking

Status = Literal["steady", "fading", "faded", "growing"]


@dataclass(frozen=True, slots=True)
class Retrospect(Undecided):
    """What became of one habit.

    Args:
        status: `steady`, `fading` (clearly less), `faded` (a third or less), `growing`.
        before: rate per observed day before the change can have begun (steady: in the first half, or
            before it went and came back), 0–1, 80 % interval.
        now: rate per observed day at the end: the last regime, at most 13 weeks (steady: the last 56 observed days).
        began: day number on which the change began with 80 % interval and `p_abrupt`; None when steady.
        certainty: how sure the status is, 0–1: the posterior probability of a lasting change (prior 0.3); when steady,
            the probability that `before` and `now` differ by less than matters.
        observed: observed days.
    """

    status: Status
    before: Finding
    now: Finding
    began: Finding | None
    certainty: float
    observed: int


def look_back(days: NDArray[np.int8], *, first_weekday: int = 0, budget: float = 0.10) -> list[Retrospect | TooEarly]:
    """Say of every habit whether it held, faded or grew.

    Args:
        days: int8[r, T], one row a habit, 1 happened, 0 in touch without it, -1 unknown.
        first_weekday: weekday of column 0, 0 is Monday.
        budget: P(any false finding in the whole list) that a steady couple accepts, above 0 and below 1.

    Returns:
        One answer a row: what became of it, or that it is too early (fewer than 60 observed days, or fewer than 10 on
        which it happened).

    Raises:
        UnreadableDays: not a table of -1, 0 and 1, a weekday outside 0–6, or a budget outside 0–1.
    """
    days = _table(days, first_weekday, budget)
    speaks = ((days >= 0).sum(axis=1) >= ENOUGH_OBSERVED) & ((days == 1).sum(axis=1) >= ENOUGH_KEPT)
    answers: list[Retrospect | TooEarly] = [_too_early(row) for row in days]
    judged = np.flatnonzero(speaks)
    if not len(judged):
        return answers
    weeks = Weeks.of(days[judged])
    inflation = dispersion(weeks)
    factors = evidence(weeks, inflation)
    enough = needed(len(judged), budget)
    for i, row in enumerate(judged):
        first = _verdict(days[row], float(inflation[i]), float(factors[i]), enough)
        answers[row] = first if first.status == "steady" else _second_look(first, days[row], unlike(weeks, i), enough)
    return answers


def _verdict(days: NDArray[np.int8], inflation: float, factor: float, enough: float) -> Retrospect:
    changed = _changed(days, inflation, factor) if factor >= enough else None
    return _steady(days, inflation, factor >= enough) if changed is None else changed


def _second_look(first: Retrospect, days: NDArray[np.int8], apart: NDArray[np.bool_], enough: float) -> Retrospect:
    """What is said of a habit without the weeks in which all the others were different too."""
    if not apart.any():
        return first
    together = np.where(np.repeat(apart, 7)[: len(days)], -1, days).astype(np.int8)
    weeks = Weeks.of(together[None, :])
    inflation = dispersion(weeks)
    return _verdict(together, float(inflation[0]), float(evidence(weeks, inflation)[0]), enough)


def needed(habits: int, budget: float = 0.10) -> float:
    """Log Bayes factor above which a habit of so many is said to have changed.

    >>> round(needed(3), 2), round(needed(30), 2)
    (2.4, 4.7)
    """
    return float(np.log(habits / budget) - SLACK)


def stopped_together(days: NDArray[np.int8]) -> int | None:
    """Find the day after which no habit happened any more although the two were still in touch.

    Then the channel (or the recording) changed, and no single habit should be said to have faded.

    Args:
        days: int8[r, T] as for `look_back`.

    Returns:
        The column of the last day on which any habit happened, or None. It takes three habits, most of those alive in
        the 90 days before, that fall silent within 28 days of each other, and 28 observed days of silence after.

    >>> stopped_together(np.repeat(np.array([[1, 0]] * 3, dtype=np.int8), 60, axis=1))
    59
    """
    days = np.asarray(days)
    habits = np.array([row == 1 for row in days if (row == 1).sum() >= ENOUGH_KEPT])
    if len(habits) < 3:
        return None
    last = habits.shape[1] - 1 - np.argmax(habits[:, ::-1], axis=1)
    end = int(last.max())
    alive = habits[:, max(0, end - 90) : max(0, end - 28)].any(axis=1)
    together = alive & (last > end - 28)
    silence = int((days[:, end + 1 :] >= 0).any(axis=0).sum())
    enough = together.sum() >= max(3, 0.75 * alive.sum(), 0.5 * len(habits))
    return end if enough and silence >= 28 else None


def _table(days: NDArray[np.int8], first_weekday: int, budget: float) -> NDArray[np.int8]:
    days = np.asarray(days)
    if days.ndim != 2 or not np.isin(days, (-1, 0, 1)).all():
        raise UnreadableDays("days", "Days are a table of 1 (happened), 0 (did not) and -1 (unknown), one row a habit.")
    if first_weekday not in range(7):
        raise UnreadableDays("weekday", "The first weekday is a number from 0 (Monday) to 6 (Sunday).")
    if not 0 < budget < 1:
        raise UnreadableDays("budget", "The budget is a probability above 0 and below 1.")
    return days.astype(np.int8)


def _too_early(days: NDArray[np.int8]) -> TooEarly:
    observed, kept = int((days >= 0).sum()), int((days == 1).sum())
    return TooEarly(observed, ENOUGH_OBSERVED, {"kept": kept, "rate": kept / observed if observed else None})


def _rate(days: NDArray[np.int8], inflation: float, method: str) -> Finding:
    """Rate of a stretch with Wilson's interval on the number of days that its bursts leave (Wilson 1927)."""
    observed, kept = int((days >= 0).sum()), int((days == 1).sum())
    n = max(observed / inflation, 1.0)
    share = kept / max(observed, 1)
    centre = (share + Z80**2 / (2 * n)) / (1 + Z80**2 / n)
    half = Z80 / (1 + Z80**2 / n) * np.sqrt(share * (1 - share) / n + Z80**2 / (4 * n * n))
    lower, upper = max(0.0, min(share, centre - half)), min(1.0, max(share, centre + half))
    return Finding(share, float(lower), float(upper), 0.8, observed, method)


def _steady(days: NDArray[np.int8], inflation: float, came_back: bool = False) -> Retrospect:
    seen = np.flatnonzero(days >= 0)
    like_now = _like_now(days, inflation) if came_back else None
    if like_now is None:
        before = _rate(days[seen[: len(seen) // 2]], inflation, "first_half")
    else:
        before = _rate(days[like_now], inflation, "before_it_came_back")
    now = _rate(days[seen[-RECENT:]], inflation, "last_56_days")
    return Retrospect("steady", before, now, None, _alike(before, now, inflation), len(seen))


def _like_now(days: NDArray[np.int8], inflation: float) -> slice | None:
    """The longest earlier stretch at the level of the last one, where something else lay between."""
    weeks = Weeks.of(days[None, :])
    kept, seen = weeks.kept[0].sum(axis=1), weeks.seen[0].sum(axis=1)
    *earlier, (last, end) = partition(kept, seen, inflation)
    now = kept[last:end].sum() / max(seen[last:end].sum(), 1.0)
    like = [(b - a, a, b) for a, b in earlier if not matters(kept[a:b].sum() / max(seen[a:b].sum(), 1.0), now)]
    return slice(7 * max(like)[1], 7 * max(like)[2]) if like else None


def _alike(before: Finding, now: Finding, inflation: float) -> float:
    """Probability that two rates differ by less than matters (normal approximation to their Beta posteriors)."""
    gap, spread = now.estimate - before.estimate, 0.0
    for each in (before, now):
        share = (each.estimate * each.n + 1) / (each.n + 2)
        spread += share * (1 - share) * inflation / (each.n + 2)
    margin = min(A_DAY_IN_TEN, max(TOO_SMALL, (1 - A_QUARTER) * max(before.estimate, now.estimate)))
    low, high = ((side * margin - gap) / sqrt(2 * spread) for side in (-1, 1))
    return (erf(high) - erf(low)) / 2


def certainty(log_factor: float) -> float:
    """Probability that a habit changed, from the log Bayes factor for a change and a prior of 0.3.

    >>> round(certainty(0.0), 2), round(certainty(5.0), 2)
    (0.3, 0.98)
    """
    odds = np.log(PRIOR_CHANGE / (1 - PRIOR_CHANGE)) + log_factor
    return float(1 / (1 + np.exp(-np.clip(odds, -30.0, 30.0))))


def _changed(days: NDArray[np.int8], inflation: float, factor: float) -> Retrospect | None:
    """What changed, read from the end; None if it came back or is too small to speak of."""
    weeks = Weeks.of(days[None, :])
    kept, seen = weeks.kept[0].sum(axis=1), weeks.seen[0].sum(axis=1)
    stretches = partition(kept, seen, inflation)
    found = turning(stretches, kept, seen)
    if found is None:
        return None
    start, turn = found
    last = max(stretches[-1][0], stretches[-1][1] - NOW)
    began = _shifted(onset.began(days[7 * start :], tails=onset.WIDER), 7 * start)
    before = _rate(days[7 * start : _end_of_before(days, 7 * start, 7 * turn, began)], inflation, "before_change")
    now = _rate(days[7 * last :], inflation, "since_last_change")
    status = _status(before, now)
    if status is None or (status != "growing" and (kept[:turn] > 0).sum() < A_HABIT):
        return None
    return Retrospect(status, before, now, began, certainty(factor), int((days >= 0).sum()))


def _end_of_before(days: NDArray[np.int8], start: int, turn: int, began: Finding) -> int:
    """The day up to which hardly anything can have begun, but at least half of the level before, if enough is seen."""
    early = max(min(int(began.lower), turn), (start + turn) // 2)
    return early if (days[start:early] >= 0).sum() >= RECENT else turn


def _status(before: Finding, now: Finding) -> Status | None:
    if not matters(before.estimate, now.estimate):
        return None
    if now.estimate > before.estimate:
        return "growing" if now.lower > before.estimate else None
    if now.upper >= before.estimate:
        return None
    return "faded" if now.estimate <= FADED_BELOW * before.estimate and now.upper < before.lower else "fading"


def _shifted(finding: Finding, by: int) -> Finding:
    return Finding(
        finding.estimate + by,
        finding.lower + by,
        finding.upper + by,
        finding.level,
        finding.n,
        finding.method,
        finding.more,
    )
