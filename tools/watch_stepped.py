"""The daily watch, step by step: with the band over silence, with reporters, circumstances and answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from watch_figures import Days, Floats

from toward.science.erosion import Answer, Direction, Watch
from toward.science.simulate import START

Told = Mapping[str, bool]


def traces(
    days: Days, could: Days | None = None, told: Sequence[Sequence[Told]] | None = None
) -> tuple[Floats, Floats]:
    """The statistic of every day, and what is left of it if unusual silence hides usual days; float64[n, T] both.

    Args:
        days: int8[n, T].
        could: how many could have reported, int8[n, T], or None.
        told: circumstances of each day of each row, or None.
    """
    alarm, least = np.zeros(days.shape), np.zeros(days.shape)
    for row in range(len(days)):
        watch = Watch()
        for day, value in enumerate(days[row].tolist()):
            state = watch.step(
                None if value < 0 else bool(value),
                could_report=None if could is None else int(could[row, day]),
                covariates=None if told is None else told[row][day],
            )
            alarm[row, day], least[row, day] = state.statistic, state.lowest
    return alarm, least


@dataclass(frozen=True, slots=True)
class Lived:
    """What one ritual's watch said over its days, each notice being answered the same way.

    Args:
        alarms: days on which it alarmed.
        backs: days on which it said that the ritual is back.
    """

    alarms: tuple[int, ...]
    backs: tuple[int, ...]

    def next_alarm(self, day: float) -> float:
        """First alarm on or after a day, inf if there is none."""
        return next((float(each) for each in self.alarms if each >= day), float("inf"))

    def next_back(self, day: float) -> float:
        """First day on or after which it is said to be back, inf if it is not."""
        return next((float(each) for each in self.backs if each >= day), float("inf"))


def lived(days: Days, answer: Answer, budget: float, direction: Direction = "fading", first_weekday: int = 0) -> Lived:
    """Watch one ritual (int8[T]) and answer each notice at once."""
    watch = Watch(first_weekday, budget, direction=direction)
    alarms, backs = [], []
    for day, value in enumerate(days.tolist()):
        state = watch.step(None if value < 0 else bool(value))
        if state.came_back:
            backs.append(day)
        if state.notice and day >= START:
            alarms.append(day)
            watch.answer(answer)
    return Lived(tuple(alarms), tuple(backs))
