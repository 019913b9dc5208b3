"""Watching a habit day by day: has it quietly begun to fade?

Each ritual keeps what it was like (Beta(3, 1) and all reports older than 28 days, weekdays shrunken towards the
whole). Every report is weighed against drops of 0.75, 1.5 and 2.5 in log-odds from that; three Shiryaev–Roberts
sums R ← (R + 1)·LR run over them (Pollak & Siegmund 1991, Ann. Stat. 19:394), and the statistic is the log of their
mean. A missing day changes nothing. A ritual that was hardly ever kept has nothing to lose and is not watched. One
threshold serves every series.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from toward.science.findings import UnreadableDays

Floats = NDArray[np.float64]

DROPS = (0.75, 1.5, 2.5)  # log-odds
LAG = 28  # days; younger reports may already belong to the fading
START = 60  # days that a ritual is only learned
HABIT = 5  # reports of "kept" in the baseline, without which there is no habit to lose
PRIOR_KEPT, PRIOR_DAYS = 3.0, 4.0
PULL = 14.0  # days of the overall rate that each weekday is shrunk by
_AT, _BUDGET = 8.9, 0.1535  # the simulated threshold and the P(any alarm on days 61–790) it was found for
_SLOPE = 0.75  # a false alarm becomes e^0.75 times rarer by each unit; less than e because the baseline is estimated
_AWAY = ("apart", "away", "ill", "holiday")

Answer = Literal["on_purpose", "want_back", "ignored"]


@dataclass(frozen=True, slots=True)
class WeeklyCounts:
    """A past of which only weekly counts are known.

    Args:
        kept: days a week on which the ritual happened, int[W].
        observed: observed days a week, int[W], each 0–7 and at least `kept`.
    """

    kept: NDArray[np.integer]
    observed: NDArray[np.integer]


@dataclass(frozen=True, slots=True)
class State:
    """What the watch knows after a day.

    Args:
        statistic: log of the mean Shiryaev–Roberts sum, 0.0 while there is nothing to weigh.
        alarm: whether it has reached the threshold.
        rate_before: rate of the baseline (reports older than 28 days), None if there are none.
        rate_now: rate of the last 28 days, None if none of them was observed.
        observed: observed days so far, history included.
    """

    statistic: float
    alarm: bool
    rate_before: float | None
    rate_now: float | None
    observed: int


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


def threshold(*, budget: float = _BUDGET) -> float:
    """The statistic at which a notice is due.

    Args:
        budget: P(any false notice in two years of watching one steady ritual), above 0 and below 1.

    Returns:
        8.9 at 0.1535; other budgets by the exponential waiting time to a false alarm and its simulated decay.

    Raises:
        UnreadableDays: a budget outside 0–1.

    >>> threshold(), round(threshold(budget=0.035), 2)
    (8.9, 10.96)
    """
    if not 0 < budget < 1:
        raise UnreadableDays("budget", "The budget is a probability above 0 and below 1.")
    return _AT + math.log(math.log1p(-_BUDGET) / math.log1p(-budget)) / _SLOPE


def statistic(days: NDArray[np.int8], first_weekday: int = 0) -> Floats:
    """The watch's statistic on every day of many rituals, each by itself.

    Args:
        days: int8[n, T], 1 kept, 0 a report says it was not, -1 not observed.
        first_weekday: weekday of column 0, 0 is Monday.

    Returns:
        float64[n, T], 0.0 while there is nothing to weigh; an alarm is `statistic >= threshold()`.

    Raises:
        UnreadableDays: not a table of -1, 0 and 1, or a weekday outside 0–6.

    >>> statistic(np.full((1, 3), -1, dtype=np.int8)).tolist()
    [[0.0, 0.0, 0.0]]
    """
    return _run(_steps(days, first_weekday))


def pooled(days: NDArray[np.int8], *, budget: float = _BUDGET, first_weekday: int = 0) -> PooledState:
    """Watch several rituals for one common beginning: the evidence of all of them is multiplied.

    Args:
        days: int8[r, T] as for `statistic`.
        budget: P(any false alarm in two years) of this watch.
        first_weekday: weekday of column 0.

    Raises:
        UnreadableDays: as `statistic` and `threshold`.
    """
    trace = _run(_steps(days, first_weekday).sum(axis=1, keepdims=True))[0]
    over = np.flatnonzero(trace >= threshold(budget=budget))
    last = float(trace[-1]) if len(trace) else 0.0
    return PooledState(last, bool(len(over)), int(over[0]) if len(over) else None, trace)


def _steps(days: NDArray[np.int8], first_weekday: int) -> Floats:
    """Log likelihood ratio of every day against its baseline for each drop, float64[drop, n, T]; 0.0 where unknown."""
    days = np.asarray(days)
    if days.ndim != 2 or not np.isin(days, (-1, 0, 1)).all():
        raise UnreadableDays("days", "Days are a table of 1 (kept), 0 (not) and -1 (not observed), one row a ritual.")
    _check_weekday(first_weekday)
    rate, habit = _baseline(days, first_weekday)
    odds = np.log(rate) - np.log1p(-rate)
    lower = 1 / (1 + np.exp(-(odds - np.array(DROPS)[:, None, None])))
    ratio = np.where(days == 1, np.log(lower) - np.log(rate), np.log1p(-lower) - np.log1p(-rate))
    watched = (days >= 0) & habit & (np.arange(days.shape[1]) >= START)
    return np.where(watched, ratio, 0.0)


def _baseline(days: NDArray[np.int8], first_weekday: int) -> tuple[Floats, NDArray[np.bool_]]:
    """Rate that each day is held against, float64[n, T], and whether there is a habit yet."""
    lagged = np.full(days.shape, -1, dtype=np.int8)
    lagged[:, LAG + 1 :] = days[:, : max(days.shape[1] - LAG - 1, 0)]
    slot = (np.arange(days.shape[1]) + first_weekday) % 7
    lag_slot = (slot - LAG - 1) % 7
    kept, seen = (lagged == 1).astype(np.float64), (lagged >= 0).astype(np.float64)
    overall = (PRIOR_KEPT + kept.cumsum(axis=1)) / (PRIOR_DAYS + seen.cumsum(axis=1))
    rate = overall.copy()
    for weekday in range(7):
        mine, today = lag_slot == weekday, slot == weekday
        own_kept, own_seen = (kept * mine).cumsum(axis=1)[:, today], (seen * mine).cumsum(axis=1)[:, today]
        rate[:, today] = (own_kept + PULL * overall[:, today]) / (own_seen + PULL)
    return rate, kept.cumsum(axis=1) >= HABIT


def _run(steps: Floats) -> Floats:
    """From log likelihood ratios [drop, n, T] to the statistic [n, T]; a step of 0.0 is no day."""
    sums = np.full(steps.shape[:2], -np.inf)
    out = np.zeros(steps.shape[1:])
    for day in range(steps.shape[2]):
        step = steps[:, :, day]
        sums = np.where(step != 0.0, np.logaddexp(sums, 0.0) + step, sums)
        out[:, day] = np.logaddexp.reduce(sums, axis=0) - math.log(len(DROPS))
    return np.maximum(out, 0.0)


def _check_weekday(first_weekday: int) -> None:
    if first_weekday not in range(7):
        raise UnreadableDays("weekday", "The first weekday is a number from 0 (Monday) to 6 (Sunday).")


class _Counts:
    """Kept and observed days of a baseline by weekday, and the day it was begun."""

    __slots__ = ("all_kept", "all_seen", "begun", "kept", "seen")

    def __init__(self, begun: int = 0) -> None:
        self.begun = begun
        self.kept, self.seen, self.all_kept, self.all_seen = [0.0] * 7, [0.0] * 7, 0.0, 0.0

    def add(self, slot: int, kept: bool) -> None:
        self.seen[slot] += 1.0
        self.all_seen += 1.0
        self.kept[slot] += kept
        self.all_kept += kept

    def rate(self, slot: int) -> float:
        overall = (PRIOR_KEPT + self.all_kept) / (PRIOR_DAYS + self.all_seen)
        return (self.kept[slot] + PULL * overall) / (self.seen[slot] + PULL)


class Watch:
    """The same watch, one day at a time.

    Args:
        first_weekday: weekday of the first day (of the history, if there is one), 0 is Monday.
        budget: P(any false notice in two years).
        history: days before the watch begins (int8[T0], the last 28 stay apart as recent), or their weekly counts.
            They are learned from, never alarmed about.

    Raises:
        UnreadableDays: a history that makes no sense, a weekday or budget out of range.

    >>> watch = Watch()
    >>> watch.step(None).rate_now is None
    True
    """

    def __init__(
        self,
        first_weekday: int = 0,
        budget: float = _BUDGET,
        history: NDArray[np.int8] | WeeklyCounts | None = None,
    ) -> None:
        _check_weekday(first_weekday)
        self._threshold = threshold(budget=budget)
        self._day, self._slot, self._observed = 0, first_weekday, 0
        self._frozen = False
        self._base: dict[int | None, _Counts] = {}
        self._recent: deque[tuple[int, bool | None, int | None]] = deque()
        self._sums = [-math.inf] * len(DROPS)
        if isinstance(history, WeeklyCounts):
            self._learn_weeks(history)
        elif history is not None:
            self._learn_days(history)

    def step(
        self,
        value: bool | None,
        *,
        could_report: int | None = None,
        covariates: Mapping[str, object] | None = None,
    ) -> State:
        """Take in one day.

        Args:
            value: True kept, False a report says it was not, None not observed.
            could_report: how many of the two could have reported, 0–2, None if that is not known. Days are held against
                days with equally many; with 0 the day counts as not observed.
            covariates: what was special about the day: `apart`, `away`, `ill`, `holiday`. If any is true the day is
                neither judged nor learned from.

        Raises:
            UnreadableDays: another value, number of reporters, or covariate.
        """
        _check_day(value, could_report, covariates)
        if could_report == 0 or any((covariates or {}).values()):
            value = None
        self._learn_oldest()
        if value is not None:
            self._weigh(bool(value), self._base.get(could_report))
        self._remember(value, could_report)
        return self._state()

    def answer(self, answer: Answer) -> None:
        """Go on after a notice was answered.

        Args:
            answer: `on_purpose`: what is now is the new normal; the last 28 days become all that is known, and watching
                goes on a month later. `want_back`: start again and keep the old normal as the yardstick; it learns no
                more. `ignored`: start again, learn on.

        Raises:
            UnreadableDays: another answer.
        """
        if answer not in ("on_purpose", "want_back", "ignored"):
            raise UnreadableDays("answer", "A notice is answered with on_purpose, want_back or ignored.")
        self._sums = [-math.inf] * len(DROPS)
        self._frozen = answer == "want_back" or (self._frozen and answer == "ignored")
        if answer == "on_purpose":
            self._base, self._day = {}, min(self._day, LAG)

    def _weigh(self, kept: bool, base: _Counts | None) -> None:
        if base is None or base.all_kept < HABIT or self._day - base.begun < START:
            return
        rate = base.rate(self._slot)
        odds = math.log(rate) - math.log1p(-rate)
        for i, drop in enumerate(DROPS):
            lower = 1 / (1 + math.exp(-(odds - drop)))
            step = math.log(lower / rate) if kept else math.log((1 - lower) / (1 - rate))
            sum_before = self._sums[i]
            self._sums[i] = step + (
                sum_before + math.log1p(math.exp(-sum_before)) if sum_before > 0 else math.log1p(math.exp(sum_before))
            )

    def _learn_oldest(self) -> None:
        """Let the day that has become 29 days old into the baseline."""
        if len(self._recent) <= LAG:
            return
        slot, value, reporters = self._recent.popleft()
        if value is not None and not self._frozen:
            if reporters not in self._base:  # a change of reporters is learned like a new ritual
                self._base[reporters] = _Counts(self._day - LAG if self._base else 0)
            self._base[reporters].add(slot, value)

    def _remember(self, value: bool | None, reporters: int | None) -> None:
        self._recent.append((self._slot, None if value is None else bool(value), reporters))
        self._slot = (self._slot + 1) % 7
        self._day += 1
        self._observed += value is not None

    def _learn_days(self, history: NDArray[np.int8]) -> None:
        history = np.asarray(history)
        if history.ndim != 1 or not np.isin(history, (-1, 0, 1)).all():
            raise UnreadableDays("history", "A history is one row of 1 (kept), 0 (not) and -1 (not observed).")
        for value in history.tolist():
            self._learn_oldest()
            self._remember(None if value < 0 else bool(value), None)

    def _learn_weeks(self, history: WeeklyCounts) -> None:
        kept, observed = np.asarray(history.kept), np.asarray(history.observed)
        if kept.shape != observed.shape or kept.ndim != 1 or ((kept < 0) | (kept > observed) | (observed > 7)).any():
            raise UnreadableDays("history", "Weekly counts are two rows of equal length with 0 ≤ kept ≤ observed ≤ 7.")
        base = self._base.setdefault(None, _Counts())
        for slot in range(7):
            base.kept[slot], base.seen[slot] = float(kept.sum()) / 7, float(observed.sum()) / 7
        base.all_kept, base.all_seen = float(kept.sum()), float(observed.sum())
        self._day, self._observed = 7 * len(kept), int(observed.sum())

    def _state(self) -> State:
        top = max(self._sums)
        value = 0.0
        if top > -math.inf:
            value = max(0.0, top + math.log(sum(math.exp(each - top) for each in self._sums) / len(DROPS)))
        kept, seen = (sum(getattr(base, name) for base in self._base.values()) for name in ("all_kept", "all_seen"))
        recent = [kept_it for _, kept_it, _ in list(self._recent)[-LAG:] if kept_it is not None]
        return State(
            value,
            value >= self._threshold,
            kept / seen if seen else None,
            sum(recent) / len(recent) if recent else None,
            self._observed,
        )


def _check_day(value: bool | None, could_report: int | None, covariates: Mapping[str, object] | None) -> None:
    if value is not None and value not in (True, False):
        raise UnreadableDays("value", "A day is True (kept), False (a report says not) or None (not observed).")
    if could_report not in (None, 0, 1, 2):
        raise UnreadableDays("could_report", "Of two people, 0, 1 or 2 could have reported.")
    unknown = set(covariates or ()) - set(_AWAY)
    if unknown:
        raise UnreadableDays(
            "covariates", f"Known covariates are {', '.join(_AWAY)}; not {', '.join(sorted(unknown))}."
        )
