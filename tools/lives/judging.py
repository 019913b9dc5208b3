"""What was lived, held against what had to come of it; and how often things were noticed, beside what the watch promises."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import comb

import numpy as np
from numpy.typing import NDArray

from lives.living import WEEK, Lived
from lives.simulate import DAYS, ONSET, RITUALS, TAKES, Couple, expected
from toward.science.budget import LINE, NOTICE, threshold
from toward.science.simulate import Change, Ritual, draw_rituals
from toward.science.watch import Watch

LEVEL = 0.99
RUNS = 2000  # rituals that a cell of `make alarms` is drawn with here
VOICES = {"line": LINE, "notice": NOTICE}
CHANGE = Change(0.85, 0.35, ONSET, TAKES)


@dataclass(frozen=True, slots=True)
class Days:
    """Days of rituals, compared.

    Args:
        told: that somebody told, by the truth table.
        equal: of these, how many the app has with the same value.
        made_up: days that the app has and nobody told.
        differing: of the told ones, how many were told in two ways.
        wrong: (couple, ritual, day, wanted, found) of the first that are not equal.
    """

    told: int
    equal: int
    made_up: int
    differing: int
    wrong: tuple[tuple[int, str, int, int, int | None], ...]


def compared(lives: Sequence[Lived]) -> Days:
    """Every day of every ritual of every couple."""
    rows = [
        (one.couple.number, name, expected(one.couple, name), one.series[name]) for one in lives for name in RITUALS
    ]
    wrong = tuple(_wrong(rows))
    told = sum(len(wanted) for _, _, wanted, _ in rows)
    made_up = sum(len(found.keys() - wanted.keys()) for _, _, wanted, found in rows)
    differing = sum(value == -1 for _, _, wanted, _ in rows for value in wanted.values())
    return Days(told, told - len(wrong), made_up, differing, wrong[:20])


def _wrong(
    rows: Sequence[tuple[int, str, dict[int, int], dict[int, int]]],
) -> Iterator[tuple[int, str, int, int, int | None]]:
    for number, name, wanted, found in rows:
        yield from (
            (number, name, day, value, found.get(day)) for day, value in wanted.items() if found.get(day) != value
        )


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many, beside what was to be expected.

    Args:
        seen: how many.
        of: of how many.
        rate: how likely each is, by the cell; a budget where `is_budget`.
        low: the least of them that is inside the interval.
        high: the most.
        is_budget: whether only too many are outside.
    """

    seen: int
    of: int
    rate: float
    low: int
    high: int
    is_budget: bool = False

    @property
    def inside(self) -> bool:
        """Whether it lies where it has to."""
        return (self.is_budget or self.low <= self.seen) and self.seen <= self.high


def share(seen: int, of: int, rate: float, *, is_budget: bool = False) -> Share:
    """A count beside its 99 % interval (the central one of the binomial; for a budget the upper 99 %)."""
    tail = (1 - LEVEL) / (1 if is_budget else 2)
    chances = np.cumsum([comb(of, each) * rate**each * (1 - rate) ** (of - each) for each in range(of + 1)])
    low, high = int(np.searchsorted(chances, tail)), int(np.searchsorted(chances, 1 - tail))
    return Share(seen, of, rate, 0 if is_budget else low, min(high, of), is_budget)


def noticed(one: Lived, ritual: str, voice: str) -> int | None:
    """The day on which either of the two first read it on Us, None for never; who reads the question needs no line."""
    said = one.notice if voice == "notice" else {**one.notice, **one.line}
    both = [one.line.get(key, said[key]) if voice == "line" else said[key] for key in said if key[1] == ritual]
    return min(both, default=None)


def cell(
    ritual: Ritual, change: Change | None, budget: float, seed: int, *, runs: int = RUNS, days: int = DAYS
) -> float:
    """How often a ritual of a cell of `make alarms` has been spoken of by the last Sunday, to who looks on Sundays.

    Args:
        ritual: what it is like.
        change: what becomes of it, None for nothing.
        budget: of the voice.
        seed: of the draws.
        runs: how many are drawn.
        days: how long each is watched.
    """
    drawn = draw_rituals(np.random.default_rng(seed), ritual, runs, days, change=change).days
    return (sum(_spoken_of(row, budget) for row in drawn) + 0.5) / (runs + 1)  # Jeffreys: never quite 0 or 1


def _spoken_of(row: NDArray[np.int8], budget: float) -> bool:
    watch, least = Watch(0, budget), threshold(budget=budget)
    states = [watch.step(None if value < 0 else bool(value)) for value in row]
    last = len(row) - len(row) % WEEK
    return any(each.lowest >= least for each in states[WEEK - 1 : last : WEEK]) or (
        budget == NOTICE and any(each.notice for each in states[:last])  # a question stays until it is answered
    )


def unseen(couples: Sequence[Couple], ritual: str) -> float:
    """The share of days of a ritual that the watch cannot see, over couples who go on telling."""
    seen = sum(value >= 0 for one in couples for value in expected(one, ritual).values())
    return 1 - seen / (DAYS * len(couples))
