"""Watching one ritual, one day at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from toward.science import weighing as w
from toward.science.afterwards import Return
from toward.science.baseline import Baseline, HardDays, Recent, Reported, sums
from toward.science.budget import LINE, threshold
from toward.science.findings import UnreadableDays
from toward.science.summing import Silence, Sums

EXCUSED = ("apart", "away", "ill", "holiday")  # such a day is neither judged nor learned from …
HARD = ("bad_sleep", "outside_stress")  # … and of such a day less is expected

Answer = Literal["on_purpose", "want_back", "ignored"]
Direction = Literal["fading", "growing"]


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
        rate_before: rate of the baseline (reports older than 14 days; once it has faded, of when that was first noticed), None if
            there are none.
        rate_now: rate of the last 28 days, None if none of them was observed.
        observed: observed days so far, history included.
        lowest: the statistic if silence beyond the usual hides kept days: what the untold can take away at most.
        notice: whether even that has reached the threshold: only then is anybody told.
        came_back: whether this day made it sure that a ritual that had faded is back.
    """

    statistic: float
    alarm: bool
    rate_before: float | None
    rate_now: float | None
    observed: int
    lowest: float = 0.0
    notice: bool = False
    came_back: bool = False


class Watch:
    """A day-by-day watch; the same numbers as `erosion.statistic`, to the last bit.

    Args:
        first_weekday: weekday of the first day (of the history, if there is one), 0 is Monday.
        budget: P(any false notice in two years).
        history: days before the watch begins (int8[T0]), or their weekly counts. They are learned from, never alarmed
            about.
        direction: `fading`, or `growing` for a ritual that is kept more and more; the same watch, seen from the other
            side: a fading of not keeping it.

    Raises:
        UnreadableDays: a history that makes no sense, a weekday, budget or direction out of range.

    >>> watch = Watch()
    >>> watch.step(None).rate_now is None
    True
    """

    def __init__(
        self,
        first_weekday: int = 0,
        budget: float = LINE,
        history: NDArray[np.int8] | WeeklyCounts | None = None,
        *,
        direction: Direction = "fading",
    ) -> None:
        check_weekday(first_weekday)
        if direction not in ("fading", "growing"):
            raise UnreadableDays("direction", "A ritual is watched for fading or for growing.")
        self._threshold, self._growing = threshold(budget=budget), direction == "growing"
        self._day, self._slot, self._observed = 0, first_weekday, 0
        self._recent, self._hard, self._silence = Recent(), HardDays(), Silence()
        self._base: dict[int | None, Baseline] = {}
        self._begun = 0
        self._doubt, self._week_kept, self._week_missed = w.DOUBT, 0.0, 0.0
        self._gap, self._resting = 0.0, False
        self._return: Return | None = None
        self._old: dict[int | None, Baseline] = {}  # what it was like when it was first noticed
        self._answered = False
        self._clear()
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
            covariates: what was special about the day. If any of `apart`, `away`, `ill`, `holiday` is true, the day is
                neither judged nor learned from; if `bad_sleep` or `outside_stress` is, less is expected of it, by as
                much as such days have cost this ritual so far.

        Raises:
            UnreadableDays: another value, number of reporters, or covariate.
        """
        _check_day(value, could_report)
        hard, excused = _circumstances(covariates) if covariates else ((), False)
        excused = excused or could_report == 0
        told = None if value is None or excused else bool(value) is not self._growing
        came_back = self._take(Reported(self._slot, told, could_report, hard, excused), judged=True)
        return self._state(came_back)

    def answer(self, answer: Answer) -> None:
        """Go on after a notice was answered; nobody is told the same twice.

        Args:
            answer: `on_purpose`: what is now is the new normal, learned anew from the last 14 days on.
                `want_back`: rest until it is back, and say so then; the old normal stays the yardstick.
                `ignored`: learn what is now, so that only a further fading is told, and say if the old normal is back.

        Raises:
            UnreadableDays: another answer.
        """
        if answer not in ("on_purpose", "want_back", "ignored"):
            raise UnreadableDays("answer", "A notice is answered with on_purpose, want_back or ignored.")
        if answer == "on_purpose":
            self._return, self._old = None, {}
        elif self._return is None:
            self._remember()
        self._clear()
        self._resting, self._answered = answer == "want_back", True
        if self._resting:
            self._base = self._old or self._base
        else:
            self._forget()

    def edited(self) -> None:
        """Begin anew with a ritual that was changed: nothing that was before is held against it."""
        self._clear()
        self._forget()
        self._recent, self._hard, self._begun = Recent(), HardDays(), self._day
        self._return, self._resting, self._old = None, False, {}

    def _forget(self) -> None:
        self._base, self._begun = {}, max(0, self._day - w.LAG)

    def _clear(self) -> None:
        self._sums, self._statistic = Sums(), 0.0
        self._least: Sums | None = None  # the sums if unusual silence hides kept days; None while they are the same

    def _take(self, day: Reported, *, judged: bool) -> bool:
        self._learn_oldest()
        self._gap = min(self._gap + 1.0, w.GAP)
        came_back = False
        if day.value is not None:
            self._look_at(day, day.value, judged)
            came_back = self._return is not None and self._returned(day.value)
            self._gap = 0.0
            self._observed += 1
        elif not day.excused and judged:
            self._keep_silence(day)
        self._recent.add(day)
        if self._slot == 6:
            self._week_kept, self._week_missed = 0.0, 0.0
        self._slot, self._day = (self._slot + 1) % 7, self._day + 1
        return came_back

    def _look_at(self, day: Reported, kept: bool, judged: bool) -> None:
        base = self._base.get(day.reporters)
        if base is not None and base.all_seen:
            self._silence.told(base.silent())
            self._weigh(day, kept, base, judged)
        if kept:
            self._week_kept += 1.0
        else:
            self._week_missed += 1.0

    def _weigh(self, day: Reported, kept: bool, base: Baseline, judged: bool) -> None:
        rate = base.rate(self._slot)
        expected = self._hard.shifted(rate, day.hard) if day.hard else rate
        alike = self._week_kept if kept else self._week_missed
        judged = judged and (not day.hard or self._hard.known(day.hard))
        if judged and not self._resting and base.all_kept >= w.HABIT and self._day - base.begun >= w.START:
            self._add(kept, w.hoped(expected, base.all_seen), w.TIE * alike)
        expected = w.capped(expected)
        chance = expected if kept else 1.0 - expected
        doubt = w.doubted(self._doubt, chance, alike, self._week_kept + self._week_missed)
        self._doubt = min(max(doubt, w.LEAST_DOUBT), w.MOST_DOUBT)
        self._statistic = self._sums.statistic(self._doubt)

    def _add(self, kept: bool, rate: float, tied: float) -> None:
        self._sums.add(kept, rate, tied, self._gap, self._slot)
        if self._least is not None:
            self._least.add(kept, rate, tied, self._gap, self._slot)

    def _keep_silence(self, day: Reported) -> None:
        """Take in a day of which nobody told anything."""
        base = self._base.get(day.reporters)
        if base is None or base.all_kept < w.HABIT or self._day - base.begun < w.START or self._resting:
            return
        if self._silence.hides(base.silent()):
            self._least = self._least or self._sums.copy()
            self._least.add(True, w.hoped(base.rate(self._slot), base.all_seen), 0.0, 0.0, self._slot)

    def _returned(self, kept: bool) -> bool:
        """Whether a ritual that faded is back; after an answer everything is then as before it faded."""
        if self._return is None or not self._return.step(kept):
            return False
        if self._answered:
            self._clear()
            self._base = self._old
        self._old, self._return, self._resting = {}, None, False
        return True

    def _remember(self) -> None:
        """Keep what the ritual was like, and look out for its return."""
        kept, seen = sums(self._base)
        lost = self._recent.lost()
        if seen and lost is not None and lost < kept / seen:
            self._return, self._answered = Return(kept / seen, lost), False
            self._old = {reporters: base.copy() for reporters, base in self._base.items()}

    def _learn_oldest(self) -> None:
        """Let the day that has become older than `LAG` into the baseline."""
        day = self._recent.oldest()
        if day is None or self._resting:
            return
        base = self._base.get(day.reporters)
        if day.value is not None and base is None:  # a change of reporters is learned like a new ritual
            base = self._base[day.reporters] = Baseline(self._day - w.LAG if self._base else self._begun)
        if base is not None and not day.excused:
            base.all_days += 1.0
        if base is not None and day.value is not None:
            self._learn(day, day.value, base)

    def _learn(self, day: Reported, kept: bool, base: Baseline) -> None:
        if day.hard:
            self._hard.add(day.hard, kept, base.rate(day.slot))
        else:
            base.add(day.slot, kept)

    def _learn_days(self, history: NDArray[np.int8]) -> None:
        history = np.asarray(history)
        if history.ndim != 1 or not np.isin(history, (-1, 0, 1)).all():
            raise UnreadableDays("history", "A history is one row of 1 (kept), 0 (not) and -1 (not observed).")
        for value in history.tolist():
            told = None if value < 0 else bool(value) is not self._growing
            self._take(Reported(self._slot, told), judged=False)

    def _learn_weeks(self, history: WeeklyCounts) -> None:
        kept, observed = np.asarray(history.kept), np.asarray(history.observed)
        if kept.shape != observed.shape or kept.ndim != 1 or ((kept < 0) | (kept > observed) | (observed > 7)).any():
            raise UnreadableDays("history", "Weekly counts are two rows of equal length with 0 ≤ kept ≤ observed ≤ 7.")
        seen = float(observed.sum())
        done = seen - float(kept.sum()) if self._growing else float(kept.sum())
        self._base[None] = Baseline.of_weeks(done, seen, len(kept))
        self._day, self._observed = 7 * len(kept), int(seen)

    def _state(self, came_back: bool) -> State:
        alarm = self._statistic >= self._threshold
        lowest = self._lowest()
        if alarm and self._return is None:
            self._remember()
        kept, seen = sums(self._old or self._base)
        now = self._recent.rate()
        before = kept / seen if seen else None
        if self._growing:
            before, now = None if before is None else 1.0 - before, None if now is None else 1.0 - now
        return State(self._statistic, alarm, before, now, self._observed, lowest, lowest >= self._threshold, came_back)

    def _lowest(self) -> float:
        """The statistic if unusual silence hides kept days; where that makes no difference any more, it is forgotten."""
        if self._least is None:
            return self._statistic
        lowest = min(self._least.statistic(self._doubt), self._statistic)
        if lowest >= self._statistic - 0.01:
            self._least = None
        return lowest


def check_weekday(first_weekday: int) -> None:
    """Refuse a weekday outside 0–6."""
    if first_weekday not in range(7):
        raise UnreadableDays("weekday", "The first weekday is a number from 0 (Monday) to 6 (Sunday).")


def _check_day(value: bool | None, could_report: int | None) -> None:
    if value is not None and value not in (True, False):
        raise UnreadableDays("value", "A day is True (kept), False (a report says not) or None (not observed).")
    if could_report not in (None, 0, 1, 2):
        raise UnreadableDays("could_report", "Of two people, 0, 1 or 2 could have reported.")


def _circumstances(covariates: Mapping[str, object]) -> tuple[tuple[str, ...], bool]:
    """What made the day hard, and whether it is excused."""
    unknown = set(covariates) - {*EXCUSED, *HARD}
    if unknown:
        known = ", ".join((*EXCUSED, *HARD))
        raise UnreadableDays("covariates", f"Known covariates are {known}; not {', '.join(sorted(unknown))}.")
    hard = tuple(name for name in HARD if covariates.get(name))
    return hard, any(covariates.get(name) for name in EXCUSED)
