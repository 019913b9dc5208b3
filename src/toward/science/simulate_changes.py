"""How a habit can change: abruptly or slowly, in steps, on some weekdays only, for good or for a while.

A change is told in rates; between days and detectors it is log-odds lost by days since its onset and by weekday.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from toward.science.findings import UnreadableDays

Floats = NDArray[np.float64]
Shape = Literal["ramp", "exponential", "steps", "weekends", "workdays", "recovering", "sawtooth"]

_WEEKDAYS: Mapping[str, list[float]] = {"weekends": [0, 0, 0, 0, 0, 1, 1], "workdays": [1, 1, 1, 1, 1, 0, 0]}
_STEPS = 4
_NEVER = 1e-6  # a rate of 0 or 1 has no log-odds


@dataclass(frozen=True, slots=True)
class Change:
    """A true change of one habit, a fading (after < before) or a growth.

    Args:
        before: rate before, 0–1.
        after: rate after, 0–1.
        onset: day on which it begins.
        duration: days from the first to the last difference; 0 is abrupt.
        back: day on which the rate before returns at once, or None. When `recovering`, the day on which the return
            begins (None: as soon as the rate after is reached).
        shape: `ramp` is straight in the rate. `exponential` has 95 % of the way behind it after the duration. `steps`
            are four equal ones, the first on the onset. `weekends` and `workdays` are ramps of those days alone.
            `recovering` is a ramp that later returns over as many days. `sawtooth` is a ramp that is back at once and
            begins again.

    Raises:
        UnreadableDays: rates outside 0–1, a duration below 0 (below 1 when recovering or sawtooth), a return before the
            onset, an unknown shape.
    """

    before: float
    after: float
    onset: int
    duration: int = 0
    back: int | None = None
    shape: Shape = "ramp"

    def __post_init__(self) -> None:
        if not (0 <= self.before <= 1 and 0 <= self.after <= 1):
            raise UnreadableDays("rate", "A change leads from one rate to another, both between 0 and 1.")
        if self.shape not in _COURSES:
            raise UnreadableDays("shape", f"Known shapes are {', '.join(_COURSES)}.")
        if self.duration < (self.shape in ("recovering", "sawtooth")):
            raise UnreadableDays("duration", "A change takes 0 days or more, one that returns at least 1.")
        if self.back is not None and self.back < self.onset:
            raise UnreadableDays("back", "What has not changed yet cannot return.")

    @property
    def settled(self) -> int:
        """Days since the onset after which nothing new happens (a sawtooth begins again instead)."""
        if self.shape == "recovering":
            return self._stays() + self.duration
        if self.back is not None:
            return self.back - self.onset
        return self.duration * (3 if self.shape == "exponential" else 1)

    def done(self, age: NDArray[np.integer]) -> Floats:
        """How much of the way is behind it, 0–1, by days since the onset, float64 in the shape of `age`."""
        course = _COURSES[self.shape] if self.duration else _at_once
        share = course(np.asarray(age, dtype=float), float(self.duration), float(self._stays()))
        over = np.zeros(age.shape, dtype=bool)
        if self.back is not None and self.shape != "recovering":
            over = age >= self.back - self.onset
        return np.where((age < 0) | over, 0.0, share)

    def lost(self) -> Floats:
        """Log-odds lost (gained ones are negative), float64[days since the onset up to `settled`, weekday]."""
        share = self.done(np.arange(self.settled + 1))[:, None] * self.weekdays
        return np.asarray(logit(self.before) - logit(self.before + (self.after - self.before) * share))

    @property
    def weekdays(self) -> Floats:
        """Which weekdays change, float64[7] of 0 and 1, Monday first."""
        return np.array(_WEEKDAYS.get(self.shape, [1.0] * 7), dtype=np.float64)

    def _stays(self) -> int:
        return self.duration if self.back is None else self.back - self.onset


def rates(length: int, change: Change, *, first_weekday: int = 0) -> Floats:
    """The true rate on each day, float64[length].

    Args:
        length: days.
        change: what happens.
        first_weekday: weekday of day 0, 0 is Monday.

    >>> rates(6, Change(0.8, 0.2, onset=1, duration=3)).round(2).tolist()
    [0.8, 0.8, 0.6, 0.4, 0.2, 0.2]
    """
    day = np.arange(length)
    done = change.done(day - change.onset) * change.weekdays[(day + first_weekday) % 7]
    return np.asarray(change.before + (change.after - change.before) * done)


def logit(rate: float | Floats) -> Floats:
    """Log-odds of rates; 0 and 1 count as one in a million from it."""
    inside = np.clip(rate, _NEVER, 1 - _NEVER)
    return np.asarray(np.log(inside) - np.log1p(-inside))


def expit(log_odds: Floats) -> Floats:
    """Rates of log-odds."""
    return np.asarray(1 / (1 + np.exp(-log_odds)))


def _at_once(age: Floats, _duration: float, _stays: float) -> Floats:
    return np.ones(age.shape)


def _ramp(age: Floats, duration: float, _stays: float) -> Floats:
    return np.asarray(np.clip(age / duration, 0, 1))


def _exponential(age: Floats, duration: float, _stays: float) -> Floats:
    return -np.expm1(-3 * np.maximum(age, 0) / duration)


def _stepwise(age: Floats, duration: float, _stays: float) -> Floats:
    return np.asarray(np.clip((1 + np.floor((_STEPS - 1) * age / duration)) / _STEPS, 0, 1))


def _recovering(age: Floats, duration: float, stays: float) -> Floats:
    return np.asarray(np.clip(np.minimum(age, stays + duration - age) / duration, 0, 1))


def _sawtooth(age: Floats, duration: float, _stays: float) -> Floats:
    return np.asarray(age % (duration + 1) / duration)


_COURSES: Mapping[str, Callable[[Floats, float, float], Floats]] = {
    "ramp": _ramp,
    "exponential": _exponential,
    "steps": _stepwise,
    "weekends": _ramp,
    "workdays": _ramp,
    "recovering": _recovering,
    "sawtooth": _sawtooth,
}

# The changes on which detectors are compared, with 120 days of history; `dataclasses.replace(change, onset=300)`.
ABRUPT = tuple(
    Change(before, after, 120) for before, after in ((0.85, 0.35), (0.85, 0.5), (0.85, 0.7), (0.6, 0.3), (0.95, 0.75))
)
SLOW = tuple(
    Change(before, after, 120, days)
    for before, after, days in ((0.85, 0.35, 60), (0.85, 0.35, 120), (0.95, 0.5, 120), (0.6, 0.2, 180))
)
SHAPES: Mapping[str, Change] = {
    "exponential": Change(0.85, 0.35, 120, 90, shape="exponential"),
    "weekends": Change(0.85, 0.2, 120, shape="weekends"),
    "workdays": Change(0.85, 0.35, 120, 60, shape="workdays"),
    "steps": Change(0.85, 0.35, 120, 90, shape="steps"),
    "recovering": Change(0.85, 0.35, 120, 60, 240, shape="recovering"),
    "sawtooth": Change(0.85, 0.2, 120, 60, shape="sawtooth"),
    "holiday dip": Change(0.85, 0.3, 120, 0, 141),
    "growth": Change(0.35, 0.85, 120, 60),
}
