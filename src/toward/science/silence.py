"""When less is told, or nothing any more: then the logging faded, and nothing is said about what was done.

Only whether a day was told matters here, never what was told of it. Of a silence no more than its first `RUN` days
count, so that a fortnight without a word is one event and not fourteen. Each counted day is weighed against drops of 1, 2
and 3 in log-odds from the couple's own usual share (a Shiryaev–Roberts sum, as in `erosion`); a silence that outlasts
what is usual for the two is a stop.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from toward.science.findings import UnreadableDays

Status = Literal["too early", "steady", "fading", "stopped"]
Mask = NDArray[np.bool_]

RUN = 3  # days of a silence that count towards a fading
FACTORS = tuple(math.exp(-drop) for drop in (1.0, 2.0, 3.0))
AT = 9.5  # log of the mean sum from which it is a fading: fewer than 5 in 100 steady couples in two years (simulated)
LAG = 14  # days; younger ones may already belong to the fading
NOW = 28  # days that "now" is
START = 45  # days that are only learned
PRIOR_TOLD, PRIOR_DAYS = (5.0, 3.0), (6.0, 6.0)  # after a told day, after a silent one
LESS, BACK = 0.75, 0.9  # a fading leaves at most the one share of what was usual, and is over from the other on
NEW_NORMAL = 120  # days of fading after which the new share is the usual one
LONGER = 1.5  # times the longest gap is unusual: at least, at most after one such gap, at most after two …
SILENT = (10, 21, 60)  # … in days without any report
MISSED = (21, 30, 120)  # … and of one ritual, in told days without it
SELDOM, KNOWN = 1e-3, 10  # chance of so many of them, and reports without which a ritual is not known


@dataclass(frozen=True, slots=True)
class Logging:
    """How much is told, whatever is told.

    Args:
        status: `too early` (what is usual is not known yet), `steady`, `fading` or `stopped`.
        since: day number on which a fading probably began, or the first silent day of a stop; else None.
        share_before: usual share of told days, 0–1; None while it is not known.
        share_now: share of the last 28 days that was told; None before the first report.
        silent_days: days since the last report, 0 if the last day was told; None before the first.
        n: told days so far.
    """

    status: Status
    since: int | None
    share_before: float | None
    share_now: float | None
    silent_days: int | None
    n: int


@dataclass(frozen=True, slots=True)
class Unreported:
    """A ritual that is no longer told of while others are.

    Args:
        ritual: its row.
        since: number of the first told day without it.
        told_days: told days since then.
        n: days on which it was reported before.
    """

    ritual: int
    since: int
    told_days: int
    n: int


class Day(NamedTuple):
    """A day, told or not; whether it counts towards a fading; whether the one before it was silent."""

    told: bool
    counts: bool
    after_silence: bool


class Gaps:
    """Gaps that are over, and how long one must be to be `unusual`: by half longer than those before, in days.

    Args:
        least: length up to which none is.
        once: length that a single one before may make usual.
        twice: length that two before may.
    """

    __slots__ = ("_least", "_longest", "_once", "_second", "_twice", "unusual")

    def __init__(self, least: int, once: int, twice: int) -> None:
        self._least, self._once, self._twice, self._longest, self._second = least, once, twice, 0, 0
        self.unusual = least

    def add(self, days: int) -> None:
        """Take in a gap that has ended."""
        if days <= self._second:
            return
        self._second = max(self._second, min(self._longest, days))
        self._longest = max(self._longest, days)
        once, twice = (math.ceil(LONGER * days) for days in (self._longest, self._second))
        self.unusual = max(self._least, min(once, self._once), min(twice, self._twice))


class Usual:
    """The usual share of told days, and the rates of the days that count: after a told one, after a silent one."""

    __slots__ = ("_counted", "_counted_told", "_days", "_told")

    def __init__(self) -> None:
        self._told, self._days = 0, 0
        self._counted_told, self._counted = list(PRIOR_TOLD), list(PRIOR_DAYS)

    def add(self, day: Day) -> None:
        """Learn a day."""
        self._told, self._days = self._told + day.told, self._days + 1
        if day.counts:
            self._counted_told[day.after_silence] += day.told
            self._counted[day.after_silence] += 1

    @property
    def known(self) -> bool:
        """Whether enough was learned to hold anything against it."""
        return self._days >= START

    @property
    def share(self) -> float:
        """Share of all days."""
        return self._told / self._days

    def rate(self, day: Day) -> float:
        """Rate of days like this one, drawn a little towards what is so with others."""
        return self._counted_told[day.after_silence] / self._counted[day.after_silence]


class Less:
    """What speaks for less being told, and since when."""

    __slots__ = ("_gain", "_sums", "since")

    def __init__(self, day: int) -> None:
        self._sums, self._gain, self.since = [0.0] * len(FACTORS), 0.0, day

    def weigh(self, today: int, told: bool, rate: float) -> float:
        """Take in a counted day; returns the log of the mean sum."""
        for i, factor in enumerate(FACTORS):
            less = factor * rate / (1.0 - rate + factor * rate)
            ratio = less / rate if told else (1.0 - less) / (1.0 - rate)
            self._sums[i] = min((self._sums[i] + 1.0) * ratio, 1e250)
            self._gain += math.log(ratio) / len(FACTORS)
        if self._gain <= 0.0:
            self._gain, self.since = 0.0, today + 1
        return math.log(sum(self._sums) / len(FACTORS))


class LoggingWatch:
    """Watches, day by day, whether anything is told; an answer rests on the days up to then alone.

    >>> watch = LoggingWatch()
    >>> [watch.step(told).status for told in [True] * 60 + [False] * 10][-2:]
    ['steady', 'stopped']
    """

    def __init__(self) -> None:
        self._day, self._n, self._silent, self._silent_since = 0, 0, 0, 0
        self._gaps, self._usual, self._less = Gaps(*SILENT), Usual(), Less(0)
        self._now: deque[bool] = deque(maxlen=NOW)
        self._young: deque[Day] = deque()  # days that may belong to a fading
        self._gap: list[Day] = []  # … and those of the silence that is going on
        self._since: int | None = None
        self._noticed = 0

    def step(self, told: bool | None) -> Logging:
        """Take in one day.

        Args:
            told: whether anything was told; None if nothing was to be told (away, ill, apart): such a day is skipped.

        Raises:
            UnreadableDays: another value.
        """
        if told not in (True, False, None):
            raise UnreadableDays("value", "A day is True (told), False (silent) or None (nothing was to be told).")
        return self.through((told,))

    def through(self, days: Iterable[bool | None]) -> Logging:
        """Take in days, each as in `step`; the answer after the last of them."""
        for told in days:
            if told or (self._n and told is not None):  # before the first report there is no silence
                self._take(bool(told))
            self._day += 1
        return self._logging()

    def _take(self, told: bool) -> None:
        day = Day(told, told or self._silent < RUN, self._silent > 0)
        self._now.append(told)
        if told:
            self._end_silence(day)
        else:
            self._silent_since = self._silent_since if self._silent else self._day
            self._silent += 1
            self._gap.append(day)
        if self._since is not None:
            self._look_for_the_end()
        elif self._learn() and day.counts:
            self._look_for_less(day)

    def _end_silence(self, day: Day) -> None:
        """Keep a usual silence as days to be learned; a stop is none of the usual days."""
        if self._silent < self._gaps.unusual:
            self._young.extend(self._gap)
        self._young.append(day)
        self._gaps.add(self._silent)
        self._gap.clear()
        self._n, self._silent = self._n + 1, 0

    def _learn(self) -> bool:
        """Let the days that have become older than `LAG` into what is usual; whether that is known now."""
        while len(self._young) + len(self._gap) > LAG and self._young:
            self._usual.add(self._young.popleft())
        return self._usual.known

    def _look_for_less(self, day: Day) -> None:
        weight = self._less.weigh(self._day, day.told, self._usual.rate(day))
        if weight >= AT and self._share_now() <= LESS * self._usual.share:
            self._since, self._noticed = self._less.since, self._day

    def _look_for_the_end(self) -> None:
        """A fading is over when the old share is back, or when the new one has become the usual."""
        back = self._share_now() >= BACK * self._usual.share
        if not back and (self._silent or self._day < self._noticed + NEW_NORMAL):
            return
        self._since, self._less = None, Less(self._day + 1)
        if back:
            self._young = deque(list(self._young)[-LAG:])
        else:
            self._usual = Usual()
            self._learn()

    def _share_now(self) -> float:
        return sum(self._now) / len(self._now)

    def _logging(self) -> Logging:
        status = self._status()
        since = {"fading": self._since, "stopped": self._silent_since}.get(status)
        before = self._usual.share if self._usual.known else None
        now = self._share_now() if self._now else None
        return Logging(status, since, before, now, self._silent if self._n else None, self._n)

    def _status(self) -> Status:
        if self._silent >= self._gaps.unusual:
            return "stopped"
        if self._since is not None:
            return "fading"
        return "steady" if self._usual.known else "too early"


def logging_faded(days: NDArray[np.int8], *, excused: Mask | None = None) -> Logging:
    """Whether a couple's logging as a whole goes on, fades or has stopped, as of the last day.

    Args:
        days: int8[r, T], 1 kept, 0 a report says it was not, -1 not observed; one row a ritual.
        excused: bool[T], days on which nothing was to be told (away, ill, apart), or None for no such day.

    Raises:
        UnreadableDays: not a table of -1, 0 and 1, or not one mark of excuse a day.

    >>> logging_faded(np.repeat(np.array([[1, -1]], dtype=np.int8), [60, 12], axis=1))
    Logging(status='stopped', since=60, share_before=1.0, share_now=0.5714285714285714, silent_days=12, n=60)
    """
    days = _checked(days)
    told = np.asarray((days >= 0).any(axis=0))
    skipped = _skipped(excused, days.shape[1])
    marks = zip(told.tolist(), skipped.tolist(), strict=True)
    return LoggingWatch().through(None if skip and not said else said for said, skip in marks)


def unreported(days: NDArray[np.int8]) -> list[Unreported]:
    """Rituals that are no longer told of while others are, as of the last day: perhaps nobody asks for them any more.

    A ritual is missed on days on which another one was told. It takes more such days on end than this ritual has had
    twice, more than chance would have at its usual share, and at least 21; the ritual must have been reported 10 times.

    Args:
        days: int8[r, T] as for `logging_faded`.

    Raises:
        UnreadableDays: not a table of -1, 0 and 1.
    """
    days = _checked(days)
    told = np.flatnonzero((days >= 0).any(axis=0))
    found = (_missed(row, days[row, told] >= 0, told) for row in range(len(days)))
    return [each for each in found if each is not None]


def _missed(row: int, reported: Mask, told: NDArray[np.intp]) -> Unreported | None:
    """One ritual on the told days; None while it is reported as usual."""
    where = np.flatnonzero(reported)
    missed = len(reported) - 1 - int(where[-1]) if len(where) else 0
    if not missed or len(where) < KNOWN:
        return None
    gaps = Gaps(*MISSED)
    for gap in (np.diff(where) - 1).tolist():
        gaps.add(gap)
    share = len(where) / (int(where[-1] - where[0]) + 2)
    if missed < max(gaps.unusual, math.log(SELDOM) / math.log1p(-share)):
        return None
    return Unreported(row, int(told[where[-1] + 1]), missed, len(where))


def _checked(days: NDArray[np.int8]) -> NDArray[np.int8]:
    days = np.asarray(days)
    if days.ndim != 2 or not np.isin(days, (-1, 0, 1)).all():
        raise UnreadableDays("days", "Days are a table of 1 (kept), 0 (not) and -1 (not observed), one row a ritual.")
    return days


def _skipped(excused: Mask | None, length: int) -> Mask:
    skipped = np.zeros(length, dtype=np.bool_) if excused is None else np.asarray(excused)
    if skipped.shape != (length,) or skipped.dtype != np.bool_:
        raise UnreadableDays("excused", "There is one True or False for each day, whether nothing was to be told.")
    return skipped
