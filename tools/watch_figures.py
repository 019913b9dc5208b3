"""What the parts of the watch's measurement share: runs, first alarms, waits, and how figures are written."""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.pool import Pool
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from toward.science.budget import LINE, NOTICE, threshold
from toward.science.simulate import CENSOR, START, FalseAlarms, alarm_share

Days = NDArray[np.int8]
Floats = NDArray[np.float64]

VOICES = {"a line": LINE, "a notice": NOTICE}
AT_ONCE = 4000  # rituals in one job; a few MB stay near the processor
LENGTH = START + 730  # days of a steady ritual


class Part(NamedTuple):
    """One heading of the page: how to read it, and its table."""

    title: str
    text: str
    table: str

    def __str__(self) -> str:
        return f"## {self.title}\n\n{self.text}\n\n{self.table}"


@dataclass(slots=True)
class Run:
    """One measurement: its seed, its size, and who works on it.

    Args:
        seed: where chance comes from.
        shrink: by how much fewer runs than a whole measurement.
        pool: workers, None to do everything here.
    """

    seed: int
    shrink: int = 1
    pool: Pool | None = None
    began: float = field(default_factory=time.monotonic)

    def many(self, runs: int) -> int:
        """How many runs stand for so many in a whole measurement."""
        return max(runs // self.shrink, 2)

    def chunks(self, runs: int, at_once: int = AT_ONCE) -> list[int]:
        """Sizes of the jobs that a number of runs is done in."""
        many = self.many(runs)
        return [min(at_once, many - begin) for begin in range(0, many, at_once)]

    def map(self, job: Callable[..., Any], given: Iterable[tuple[Any, ...]], name: str) -> list[Any]:
        """Do a job on each of what is given, in order, and say how far it is."""
        given = list(given)
        results = self.pool.imap(_Call(job), given) if self.pool else map(_Call(job), given)
        return list(self._told(results, len(given), name))

    def _told(self, results: Iterable[Any], many: int, name: str) -> Iterator[Any]:
        for done, result in enumerate(results, 1):
            if done == many or done % max(many // 4, 1) == 0:
                spent = time.monotonic() - self.began
                print(f"{spent:6.0f} s  {name}: {done} of {many}", file=sys.stderr, flush=True)
            yield result


@dataclass(frozen=True, slots=True)
class _Call:
    job: Callable[..., Any]

    def __call__(self, given: tuple[Any, ...]) -> Any:
        return self.job(*given)


def chance(seed: int, *numbers: int) -> np.random.Generator:
    """A stream of chance of its own for each job."""
    return np.random.default_rng([seed, *numbers])


def firsts(trace: Floats, at: float) -> Floats:
    """First day of each row that reaches a threshold once monitoring has begun, inf where none does, float64[n]."""
    over = trace[:, START:] >= at
    return np.where(over.any(axis=1), over.argmax(axis=1) + START, np.inf)


@dataclass(frozen=True, slots=True)
class Waits:
    """Days from a change to the first alarm.

    Args:
        days: of each run, censored; nan where an alarm came before the change, which does not count. float64[n].
        censor: days after which a change counts as never noticed.
    """

    days: Floats
    censor: int = CENSOR

    @classmethod
    def of(cls, trace: Floats, at: float, onset: int) -> Waits:
        """Waits of a statistic, float64[n, T], that alarms at a threshold."""
        return cls.since(firsts(trace, at), onset)

    @classmethod
    def since(cls, first: Floats, onset: int) -> Waits:
        """Waits of first alarms, inf where there is none."""
        return cls(np.where(first < onset, np.nan, np.minimum(first - onset, CENSOR)))

    @classmethod
    def together(cls, parts: Iterable[Waits]) -> Waits:
        """The runs of several jobs as one."""
        return cls(np.concatenate([each.days for each in parts]))

    @property
    def fair(self) -> Floats:
        """Waits of the runs that count."""
        return self.days[~np.isnan(self.days)]

    @property
    def early(self) -> FalseAlarms:
        """Share of runs with an alarm before the change."""
        return alarm_share(int(np.isnan(self.days).sum()), len(self.days))

    @property
    def seen(self) -> float:
        """Share of the runs that count in which it is noticed at all."""
        return float((self.fair < self.censor).mean()) if len(self.fair) else math.nan

    @property
    def mean(self) -> float:
        """Mean wait; one that was not noticed counts as censored."""
        return float(self.fair.mean()) if len(self.fair) else math.nan

    @property
    def error(self) -> float:
        """Standard error of the mean."""
        return float(self.fair.std(ddof=1) / math.sqrt(len(self.fair))) if len(self.fair) > 1 else math.nan

    @property
    def median(self) -> float:
        """Median wait."""
        return float(np.median(self.fair)) if len(self.fair) else math.nan

    def __str__(self) -> str:
        return f"{self.shown()} ({len(self.fair) / len(self.days):.2f})"

    def shown(self, digits: int = 1) -> str:
        """The mean with its standard error."""
        return plus_minus(self.mean, self.error, digits)

    def with_seen(self) -> str:
        """The mean wait, or that hardly anybody ever notices, with the share that does within a year."""
        if not self.seen > 0:
            return "never within a year"
        return self.shown() + ("" if self.seen > 0.995 else f" ({self.seen:.0%} in a year)")


def plus_minus(value: float, error: float, digits: int = 1) -> str:
    """A figure with its standard error; a dash for what too few runs cannot tell."""
    told = ("–" if math.isnan(each) else f"{each:.{digits}f}" for each in (value, error))
    return " ± ".join(told)


class Ratio(NamedTuple):
    """A quotient of mean waits with its standard error."""

    value: float
    error: float

    def __str__(self) -> str:
        return plus_minus(self.value, self.error, 2)


def ratio(own: Waits, best: Waits) -> Ratio:
    """Mean wait ÷ the oracle's on the same runs; its error by the delta method on the runs that count for both."""
    value = own.mean / best.mean
    both = ~np.isnan(own.days) & ~np.isnan(best.days)
    rest = own.days[both] - value * best.days[both]
    return Ratio(value, float(rest.std(ddof=1) / math.sqrt(both.sum()) / best.days[both].mean()))


def geometric(ratios: Sequence[Ratio]) -> Ratio:
    """Geometric mean of independent figures."""
    value = math.exp(sum(math.log(each.value) for each in ratios) / len(ratios))
    return Ratio(value, value * math.sqrt(sum((each.error / each.value) ** 2 for each in ratios)) / len(ratios))


def alarms(tops: Floats, budget: float) -> FalseAlarms:
    """Share of rituals whose highest statistic reaches the threshold of a budget."""
    return alarm_share(int((tops >= threshold(budget=budget)).sum()), len(tops))


def with_error(share: FalseAlarms) -> str:
    """A share with its standard error."""
    return plus_minus(share.share, share.error, 3)


def both_voices(tops: Floats) -> tuple[str, ...]:
    """False alarms of a line and of a notice."""
    return tuple(with_error(alarms(tops, budget)) for budget in VOICES.values())
