"""Watching habits: has one quietly begun to fade?

Each ritual keeps what it was like (all reports older than 14 days, weekdays shrunken towards the whole). Every report
is weighed against drops of 1 and 2 in log-odds from that, and of 2 at weekends only; a Shiryaev–Roberts sum
R ← (R + g)·LR runs over each (Pollak & Siegmund 1991, Ann. Stat. 19:394), where g is the number of days since the last
report: a fading may have begun on any of them, and so one threshold serves however many days are missing. What counts
against a fading is not only steady days but uneven weeks too, as far as the ritual's own days speak for them
(`weighing`). The statistic is the log of the mean sum. A missing day changes nothing. A ritual that was hardly ever
kept has nothing to lose and is not watched.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toward.science import weighing as w
from toward.science.budget import LINE, NOTICE, split, threshold
from toward.science.findings import UnreadableDays
from toward.science.table import Sums, by_day
from toward.science.together import Together
from toward.science.watch import Answer, Direction, State, Watch, WeeklyCounts, check_weekday
from toward.science.weighing import LAG, START, Floats

__all__ = [
    "LAG",
    "LINE",
    "NOTICE",
    "START",
    "Answer",
    "Direction",
    "PooledState",
    "State",
    "Watch",
    "WeeklyCounts",
    "pooled",
    "split",
    "statistic",
    "threshold",
]


@dataclass(frozen=True, slots=True)
class PooledState:
    """What several rituals of one couple say together.

    Args:
        statistic: of the last day.
        alarm: whether any day reached the threshold.
        first: the day on which it was first reached, or None.
        trace: the statistic of every day, float64[T].
    """

    statistic: float
    alarm: bool
    first: int | None
    trace: Floats


def statistic(days: NDArray[np.int8], first_weekday: int = 0, *, direction: Direction = "fading") -> Floats:
    """The watch's statistic on every day of many rituals, each by itself.

    Args:
        days: int8[n, T], 1 kept, 0 a report says it was not, -1 not observed.
        first_weekday: weekday of column 0, 0 is Monday.
        direction: `fading`, or `growing` for rituals that are kept more and more.

    Returns:
        float64[n, T], 0.0 while there is nothing to weigh; an alarm is `statistic >= threshold()`. The same numbers to
        the last bit as `Watch` says one by one.

    Raises:
        UnreadableDays: not a table of -1, 0 and 1, or a weekday outside 0–6.

    >>> statistic(np.full((1, 3), -1, dtype=np.int8)).tolist()
    [[0.0, 0.0, 0.0]]
    """
    days = _checked(days, first_weekday)
    if direction == "growing":
        days = np.where(days >= 0, 1 - days, -1).astype(np.int8)
    sums, trace = Sums(len(days)), np.zeros((days.shape[1], len(days)))
    for day, today in enumerate(by_day(days, first_weekday)):
        sums.take(today)
        if day >= START:
            trace[day] = [w.log_mean(total) for total in sums.weighed().tolist()]
        if (day + first_weekday) % 7 == 6:
            sums.end_week()
    return np.ascontiguousarray(trace.T)


def pooled(days: NDArray[np.int8], *, budget: float = LINE, first_weekday: int = 0) -> PooledState:
    """Watch several rituals for one common beginning: the evidence of all of them is multiplied.

    Args:
        days: int8[r, T] as for `statistic`.
        budget: P(any false alarm in two years) of this watch; `split` shares one with the watches of single rituals.
        first_weekday: weekday of column 0.

    Raises:
        UnreadableDays: as `statistic` and `threshold`.
    """
    days = _checked(days, first_weekday)
    at = threshold(budget=budget)
    sums, trace = Together(len(days)), np.zeros(days.shape[1])
    for day, today in enumerate(by_day(days, first_weekday)):
        trace[day] = sums.take(today)
        if (day + first_weekday) % 7 == 6:
            sums.end_week()
    over = np.flatnonzero(trace >= at)
    last = float(trace[-1]) if len(trace) else 0.0
    return PooledState(last, bool(len(over)), int(over[0]) if len(over) else None, trace)


def _checked(days: NDArray[np.int8], first_weekday: int) -> NDArray[np.int8]:
    days = np.asarray(days)
    if days.ndim != 2 or not np.isin(days, (-1, 0, 1)).all():
        raise UnreadableDays("days", "Days are a table of 1 (kept), 0 (not) and -1 (not observed), one row a ritual.")
    check_weekday(first_weekday)
    return days
